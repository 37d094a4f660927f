"""What a time expression is read against, and what reading it gives: shared by the kinds of rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from hergang.extract.records import TimexType
from hergang.extract.times_calendar import Period


@dataclass(frozen=True)
class Reading:
    """What an expression means; ``period`` where its days are known.

    ``compared``: a period that the one spoken of is only held against ("up from $2 million a year ago").
    """

    type: TimexType
    value: str
    period: Period | None = None
    mod: str | None = None
    compared: bool = False


@dataclass(frozen=True)
class Context:
    """What an expression is read against.

    ``reference`` is the last period that the text spoke of, ``day`` the last single day, ``previous`` the day named
    just before in the same sentence. ``future`` and ``past`` say what the verbs around the expression tell (both False:
    nothing, both True: a point ahead of what is past).
    """

    published: date | None
    reference: Period | None = None
    day: Period | None = None
    future: bool = False
    past: bool = False
    previous: Period | None = None


Parts = Mapping[str, Any]


def date_reading(period: Period | None, unknown: str = "XXXX-XX-XX") -> Reading:
    """Return a date by its period, or by a value with gaps where none is known."""
    return Reading("DATE", period.value if period else unknown, period)


def gap_value(unit: str) -> str:
    """Return the value of a period of a unit of which nothing is known."""
    return {"D": "XXXX-XX-XX", "W": "XXXX-WXX", "WE": "XXXX-WXX-WE", "M": "XXXX-XX", "Q": "XXXX-QX"}.get(unit, "XXXX")
