"""Times so many units away from publication or from what the text spoke of: "vor elf Jahren", "two weeks later"."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from hergang.extract import times_calendar as calendar
from hergang.extract.times_calendar import Period
from hergang.extract.times_durations import duration
from hergang.extract.times_reading import Context, Parts, Reading, date_reading, gap_value

_QUARTER = r"\d{4}-Q\d"


def offset(parts: Parts, context: Context) -> Reading | None:
    """ "vor elf Jahren", "two weeks ago", "in drei Tagen", "zwei Tage später": units from publication or reference."""
    if parts.get("only") == "future" and not context.future:
        return duration({key: value for key, value in parts.items() if key != "number2"}, context)
    unit, number, sign = str(parts["unit"]), parts.get("number"), int(parts["sign"])
    vague = "PAST_REF" if sign < 0 else "FUTURE_REF"
    if number is None and parts.get("anchor") == "reference":
        return date_reading(None, gap_value(unit))
    if number is None or float(number) > 5000:
        return Reading("DATE", vague)
    anchor = _anchor(parts, context)
    if unit.startswith("T") or (unit != "D" and float(number) % 1 and unit not in ("Y", "DE", "CE", "ML")):
        return _hours_off(anchor, sign, float(number), unit)
    if anchor is None:
        return date_reading(None, gap_value(unit))
    if unit == "Y" and not float(number) % 1:
        if sign < 0 and float(number) == 1 and context.reference and _is_quarter(context.reference):
            return replace(date_reading(_same_part(context.reference, -1)), compared=True)
        if parts.get("anchor") == "reference":
            return date_reading(_same_part(anchor, sign * int(number)))
    start = anchor.last if sign > 0 else anchor.first
    found = _shifted(unit, start, sign, float(number))
    if "number2" in parts:  # "in vier bis fünf Wochen"
        other = _shifted(unit, start, sign, float(parts["number2"]))
        early, late = sorted((found, other), key=lambda period: period.first)
        found = Period(f"{early.value}/{late.value}", early.first, late.last)
    return date_reading(found)


def _is_quarter(period: Period) -> bool:
    return re.fullmatch(_QUARTER, period.value) is not None


def _same_part(anchor: Period, count: int) -> Period:
    """Return the month, quarter or year that lies so many years away from such a period ("a year earlier")."""
    if _is_quarter(anchor):
        return calendar.quarter(anchor.first.year + count, int(anchor.value[-1]))
    if re.fullmatch(r"\d{4}-\d\d", anchor.value):
        return calendar.month(anchor.first.year + count, anchor.first.month)
    return calendar.year(anchor.first.year + count)


def _anchor(parts: Parts, context: Context) -> Period | None:
    if parts.get("anchor") == "reference":
        return context.day if str(parts["unit"]) in ("D", "TH", "TM", "TS") and context.day else context.reference
    return calendar.day(context.published) if context.published else None


def _shifted(unit: str, start: date, sign: int, number: float) -> Period:
    if number % 1 and unit in ("Y", "DE"):
        months = round(number * (12 if unit == "Y" else 120))
        return calendar.shift("M", start, sign * months)
    if unit == "DE":
        return calendar.shift("Y", start, sign * 10 * int(number))
    if unit == "CE":
        return calendar.shift("Y", start, sign * int(100 * number))
    if unit == "ML":
        return calendar.shift("Y", start, sign * int(1000 * number))
    return calendar.shift(unit, start, sign * int(number))


def _hours_off(anchor: Period | None, sign: int, number: float, unit: str) -> Reading:
    """Hours and minutes from a moment whose hour is not known: the day, or the days, it can fall on."""
    if anchor is None:
        return Reading("TIME", "XXXX-XX-XXTXX:XX")
    days = sign * (int(number) // 24 + 1 if unit == "TH" else 1)
    other = calendar.add_days(anchor.first, days)
    first, last = sorted((anchor.first, other))
    known = abs(days) == 1 and number <= 6
    value = anchor.value if known else "XXXX-XX-XX"
    return Reading("TIME", f"{value}TXX:XX", Period(value, first, last))
