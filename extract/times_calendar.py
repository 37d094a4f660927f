"""Calendar arithmetic for time expressions: periods with their ISO name and their first and last day.

Values follow ISO 8601 as TIMEX3 uses it (TimeML 1.2.1): "2017-11-03", "2017-W44", "2017-W44-WE", "2017-11", "2017-Q4",
"2017-H2", "2017-FA" (SP, SU, FA, WI: seasons of the northern hemisphere), "2017", "201" (decade), "20" (century).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, timedelta

_SEASONS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}  # the month each begins in


@dataclass(frozen=True)
class Period:
    """A stretch of days with its TIMEX3 value; both ends belong to it."""

    value: str
    first: date
    last: date


def day(first: date) -> Period:
    """Return a single day."""
    return Period(first.isoformat(), first, first)


def week(inside: date) -> Period:
    """Return the ISO week that a day lies in."""
    year_number, number, weekday = inside.isocalendar()
    monday = add_days(inside, 1 - weekday)
    return Period(f"{year_number:04}-W{number:02}", monday, add_days(monday, 6))


def weekend(inside: date) -> Period:
    """Return Saturday and Sunday of the ISO week that a day lies in."""
    whole = week(inside)
    return Period(whole.value + "-WE", add_days(whole.first, 5), whole.last)


def month(year_number: int, number: int) -> Period:
    """Return a month; ``number`` may run below 1 or above 12 and then counts into other years."""
    year_number, number = year_number + (number - 1) // 12, (number - 1) % 12 + 1
    first = date(year_number, number, 1)
    return Period(f"{year_number:04}-{number:02}", first, _before(year_number + number // 12, number % 12 + 1))


def quarter(year_number: int, number: int) -> Period:
    """Return a quarter, counting into other years as `month` does."""
    year_number, number = year_number + (number - 1) // 4, (number - 1) % 4 + 1
    value = f"{year_number:04}-Q{number}"
    return Period(value, month(year_number, 3 * number - 2).first, month(year_number, 3 * number).last)


def half(year_number: int, number: int) -> Period:
    """Return the first or second half of a year."""
    value = f"{year_number:04}-H{number}"
    return Period(value, month(year_number, 6 * number - 5).first, month(year_number, 6 * number).last)


def season(year_number: int, name: str) -> Period:
    """Return a season ("SP", "SU", "FA", "WI"); winter is that which begins in December of the year."""
    begin = _SEASONS[name]
    return Period(f"{year_number:04}-{name}", month(year_number, begin).first, month(year_number, begin + 2).last)


def year(number: int) -> Period:
    """Return a year."""
    return Period(f"{number:04}", date(number, 1, 1), date(number, 12, 31))


def years(first: int, last: int) -> Period:
    """Return several years as one period; its value is an ISO interval."""
    return Period(f"{first:04}/{last:04}", date(first, 1, 1), date(last, 12, 31))


def decade(first_year: int) -> Period:
    """Return the decade that a year lies in."""
    begin = first_year - first_year % 10
    return Period(f"{begin // 10:03}", date(max(begin, MINYEAR), 1, 1), date(begin + 9, 12, 31))


def century(hundreds: int) -> Period:
    """Return a century by the first two digits of its years (19: 1900 to 1999, as TIMEX3 counts them)."""
    return Period(f"{hundreds:02}", date(max(hundreds * 100, MINYEAR), 1, 1), date(hundreds * 100 + 99, 12, 31))


def _before(year_number: int, number: int) -> date:
    """Return the day before the first of a month."""
    if year_number > MAXYEAR:
        return date.max
    return date(year_number, number, 1) - timedelta(days=1)


def add_days(start: date, count: int) -> date:
    """Return the day so many days on; OverflowError outside the years 1 to 9999."""
    return start + timedelta(days=count)


def shift(unit: str, start: date, count: int) -> Period:
    """Return the period of a unit so many units away from the one that ``start`` lies in.

    ``unit`` is a TIMEX3 unit (D, W, WE, M, Q, H, Y, DE, CE); ValueError or OverflowError outside the years 1 to 9999.
    """
    months = start.year * 12 + start.month - 1
    halves = start.year * 2 + (start.month > 6)
    moves: dict[str, Callable[[], Period]] = {
        "D": lambda: day(add_days(start, count)),
        "W": lambda: week(add_days(start, 7 * count)),
        "WE": lambda: weekend(add_days(start, 7 * count)),
        "M": lambda: month((months + count) // 12, (months + count) % 12 + 1),
        "Q": lambda: quarter(start.year, (start.month - 1) // 3 + 1 + count),
        "H": lambda: half((halves + count) // 2, (halves + count) % 2 + 1),
        "Y": lambda: year(start.year + count),
        "DE": lambda: decade(start.year + 10 * count),
        "CE": lambda: century(start.year // 100 + count),
    }
    return moves[unit]()


def third(period: Period, part: str) -> tuple[date, date]:
    """Return the first and last day of a period's START, MID or END: its first, middle or last third.

    A month's thirds are the days 1 to 10, 11 to 20 and 21 to the last; a year's are of four months each.
    """
    if re.fullmatch(r"\d{4}", period.value):
        begin = {"START": 1, "MID": 5, "END": 9}[part]
        return month(period.first.year, begin).first, month(period.first.year, begin + 3).last
    length = (period.last - period.first).days + 1
    size = 10 if 28 <= length <= 31 else max(1, length // 3)
    middle = add_days(period.first, size)
    late = add_days(middle, size)
    bounds = {
        "START": (period.first, add_days(middle, -1)),
        "MID": (min(middle, period.last), min(add_days(late, -1), period.last)),
        "END": (min(late, period.last), period.last),
    }
    return bounds[part]


def easter(year_number: int) -> date:
    """Return Easter Sunday of a year (Gregorian computus, Meeus/Jones/Butcher)."""
    a, b, c = year_number % 19, year_number // 100, year_number % 100
    d, e = b // 4, b % 4
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    m = (a + 11 * h) // 319
    r = (2 * e + 2 * (c // 4) - h - c % 4 + m + 32) % 7
    number = (h - m + r + 90) // 25
    return date(year_number, number, (h - m + r + number + 19) % 32)


def holiday(year_number: int, formula: str) -> date:
    """Return the day of a holiday in a year.

    ``formula`` is "12-25" (a fixed day), "easter-2" or "easter+49" (days from Easter Sunday), "11/4/4" (month, weekday
    with Monday as 1, which one, -1 the last: the fourth Thursday of November), or "advent-3" (weeks before the fourth
    Sunday of Advent).
    """
    if formula.startswith("easter"):
        return add_days(easter(year_number), int(formula.removeprefix("easter") or "0"))
    if formula.startswith("advent"):
        christmas_eve = date(year_number, 12, 24)
        return add_days(christmas_eve, -(christmas_eve.isoweekday() % 7) + 7 * int(formula.removeprefix("advent") or 0))
    if "/" in formula:
        return _nth_weekday(year_number, *(int(part) for part in formula.split("/")))
    number, day_number = (int(part) for part in formula.split("-"))
    return date(year_number, number, day_number)


def _nth_weekday(year_number: int, number: int, weekday: int, which: int) -> date:
    whole = month(year_number, number)
    if which < 0:
        return add_days(whole.last, -((whole.last.isoweekday() - weekday) % 7))
    return add_days(whole.first, (weekday - whole.first.isoweekday()) % 7 + 7 * (which - 1))
