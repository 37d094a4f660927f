"""When two numbers can both be true: rough, bounded and rounded ones denote intervals."""

from __future__ import annotations

import math
from dataclasses import dataclass

ROUGH = 0.15  # how far "about" reaches to either side
Interval = tuple[float, float]


@dataclass(frozen=True)
class Amount:
    """A number or duration of a claim, comparable with those of the same role and unit."""

    role: str
    unit: str  # "seconds" for durations
    value: float
    mod: str | None = None
    text: str = ""


def interval(amount: Amount) -> Interval:
    """Return the least and the greatest value that an amount can stand for.

    >>> interval(Amount("duration", "seconds", 600, "APPROX"))
    (510.0, 690.0)
    """
    value, mod = amount.value, amount.mod
    if mod == "APPROX":
        return value * (1 - ROUGH), value * (1 + ROUGH)
    if mod in ("LESS_THAN", "EQUAL_OR_LESS"):
        return value * (1 - 2 * ROUGH), value
    if mod in ("MORE_THAN", "EQUAL_OR_MORE"):
        return value, value * (1 + 2 * ROUGH)
    slack = _rounding(value)
    return value - slack, value + slack


def are_compatible(one: Amount, other: Amount) -> bool:
    """Return whether two amounts of one role and unit can both be true."""
    first, second = interval(one), interval(other)
    return first[0] <= second[1] and second[0] <= first[1]


def is_finer(one: Amount, other: Amount) -> bool:
    """Return whether the first is an exact number within what the second, a rough one, says."""
    low, high = interval(other)
    return other.mod is not None and one.mod is None and low <= one.value <= high


def are_of_one_kind(one: Amount, other: Amount) -> bool:
    """Return whether two amounts of one unit count one kind of it, told by the words between number and noun.

    >>> are_of_one_kind(Amount("", "theft", 3, text="three car thefts"), Amount("", "theft", 2, text="two bike thefts"))
    False
    """
    between = [set(amount.text.casefold().split()[1:-1]) for amount in (one, other)]
    return between[0] <= between[1] or between[1] <= between[0]


def _rounding(value: float) -> float:
    """Return half a unit of the last digit that a large number is told with (43,000,000 -> 500,000); 0 below 1000."""
    if abs(value) < 1000 or not math.isfinite(value) or value % 1:
        return 0.0
    unit = 1
    while value % (unit * 10) == 0:
        unit *= 10
    return unit / 2 if unit >= 100 else 0.0
