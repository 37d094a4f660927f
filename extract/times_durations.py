"""Durations and sets: the kinds of rules whose expressions are no point in time (values as in TimeML 1.2.1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hergang.extract import times_calendar as calendar
from hergang.extract.times_calendar import Period
from hergang.extract.times_reading import Context, Parts, Reading

_HALVES = {"Y": (6, "M"), "TH": (30, "TM"), "TM": (30, "TS"), "D": (12, "TH"), "DE": (5, "Y"), "CE": (50, "Y")}


def duration_value(number: float | None, unit: str) -> str:
    """Return the ISO 8601 duration of a number of TIMEX3 units ("TH": hours); None is a number left open (PXY).

    >>> duration_value(1.5, "TH")
    'PT1H30M'
    """
    time, letter = ("T", unit[1:]) if unit.startswith("T") else ("", unit)
    if number is None:
        return f"P{time}X{letter}"
    whole, rest = int(number), number % 1
    if rest == 0.5 and unit in _HALVES:
        minor, minor_unit = _HALVES[unit]
        head = f"P{time}{whole}{letter}" if whole else "P"
        tail_time, tail = ("T", minor_unit[1:]) if minor_unit.startswith("T") else ("", minor_unit)
        return f"{head}{'' if time and whole else tail_time}{minor}{tail}"
    return f"P{time}{number:.12g}{letter}" if rest else f"P{time}{whole}{letter}"


def duration(parts: Parts, context: Context) -> Reading | None:
    number = parts.get("number")
    if number is not None and float(number) > 1e12:
        return None
    value = duration_value(None if number is None else float(number), str(parts["unit"]))
    if "number2" in parts:
        second = duration_value(float(parts["number2"]), str(parts["unit2"]))
        value += second.removeprefix("PT") if value.startswith("PT") else second.removeprefix("P")
    return Reading("DURATION", value)


def stretch(parts: Parts, context: Context) -> Reading | None:
    """ "die letzten fünf Jahre", "the next two weeks": a duration that ends or begins with publication."""
    reading = duration(parts, context)
    number, unit = parts.get("number"), str(parts["unit"])
    if reading is None or number is None or context.published is None or unit.startswith("T") or float(number) % 1:
        return reading
    sign = int(parts["sign"])
    other = _moved(unit, context.published, sign * int(number))
    first, last = sorted((other, context.published))
    return replace(reading, period=Period(reading.value, first, last))


def _moved(unit: str, start: date, count: int) -> date:
    """Return the same day so many units away, or the last day of its month."""
    if unit in ("D", "W", "WE"):
        return calendar.add_days(start, count * (1 if unit == "D" else 7))
    months = count * {"M": 1, "Q": 3, "H": 6, "Y": 12, "DE": 120, "CE": 1200}.get(unit, 12)
    target = calendar.shift("M", start, months)
    return min(calendar.add_days(target.first, start.day - 1), target.last)


def literal(parts: Parts, context: Context) -> Reading | None:
    """A word that is a duration by itself ("Viertelstunde", "a fortnight")."""
    return Reading("DURATION", str(parts["literal"]))


def repeated(parts: Parts, context: Context) -> Reading | None:
    """ "jeden Montag" (XXXX-WXX-1), "täglich" (P1D), "alle vier Jahre" (P4Y), "morgens" (XXXX-XX-XXTMO)."""
    part = f"T{parts['part']}" if "part" in parts else ""
    if "weekday" in parts:
        return Reading("SET", f"XXXX-WXX-{parts['weekday']}{part}")
    if "month" in parts:
        day = f"-{int(parts['day']):02}" if "day" in parts else ""
        return Reading("SET", f"XXXX-{int(parts['month']):02}{day}")
    if "season" in parts:
        return Reading("SET", f"XXXX-{parts['season']}")
    if "unit" in parts:
        number = parts.get("number", parts.get("ordinal", 1.0))
        return Reading("SET", duration_value(None if number == "X" else float(number), str(parts["unit"])))
    return Reading("SET", f"XXXX-XX-XX{part}")
