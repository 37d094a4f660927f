"""Dates of publication as sources write them: timestamps of machines and days in words.

Time expressions inside an article's text are no concern of this module (`hergang.extract` reads those).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from functools import cache

from hergang.corpus.lexica import LANGUAGES, lexicon

_ISO = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2}|\d{8}(?!\d))"
    r"(?:[T ]+(?P<time>\d{2}:?\d{2}(?::?\d{2})?)(?:[.,]\d+)?\s*(?P<offset>Z|UTC|GMT|[+-]\d{2}:?(?:\d{2})?)?)?",
    re.IGNORECASE,
)
_LONGEST = 200  # code points of a timestamp that are looked at
_EARLIEST = 1450  # a year before printed news is no date of publication


@dataclass(frozen=True)
class Stamp:
    """When something was published, as far as the source says."""

    day: str  # ISO, the day that the source itself writes: the publisher's local one
    at: str | None = None  # ISO dateTime in UTC, where the source gives hour and offset


def parse_timestamp(value: str) -> Stamp | None:
    """Return the moment that a machine-written timestamp names (ISO 8601 or RFC 5322), or None where it is none.

    The day is taken as written, never moved to UTC; a time without an offset gives the day alone.

    >>> parse_timestamp("2017-11-30T00:15:00+01:00")
    Stamp(day='2017-11-30', at='2017-11-29T23:15:00Z')
    """
    value = value[:_LONGEST].strip()
    match = _ISO.match(value)
    if match is None:
        return _parse_mail_date(value)
    digits = match["day"].replace("-", "")
    day = _day(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    if day is None:
        return None
    if match["time"] is None or match["offset"] is None:
        return Stamp(day)
    return _with_time(day, match["time"].replace(":", "").ljust(6, "0"), match["offset"].upper())


def parse_day(text: str) -> str | None:
    """Return the first day that a line of German or English text names, as an ISO day, or None.

    Day before month in figures ("30.11.2017", "30/11/2017"), as in all of Europe; a month above twelve is a day.

    >>> parse_day("vom 30. November 2017"), parse_day("Nov. 30, 2017")
    ('2017-11-30', '2017-11-30')
    """
    found = find_day(text)
    return found[0] if found else None


def find_day(text: str) -> tuple[str, int, int] | None:
    """Return the first day that a line names with its start and end in the line, or None."""
    found = [
        (match.start(), match.end(), day)
        for pattern in _day_patterns()
        for match in pattern.finditer(text)
        if (day := _read(match))
    ]
    return min((day, start, end) for start, end, day in found if start == min(found)[0]) if found else None


@cache
def _day_patterns() -> tuple[re.Pattern[str], ...]:
    names = "|".join(sorted(map(re.escape, _months()), key=len, reverse=True))
    return (
        re.compile(r"\b(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?!\d)"),
        re.compile(r"\b(?P<day>\d{1,2})\. ?(?P<month>\d{1,2})\. ?(?P<year>\d{4})\b"),
        re.compile(r"(?<![\d.])(?P<day>\d{1,2})\. ?(?P<month>\d{1,2})\. ?(?P<year>\d{2})(?![\d.:]|\s?%)"),
        re.compile(r"\b(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})\b"),
        re.compile(
            rf"\b(?P<day>\d{{1,2}})(?:\.|st|nd|rd|th)? +(?P<name>{names})\b\.?,? +(?P<year>\d{{4}})\b", re.IGNORECASE
        ),
        re.compile(
            rf"\b(?P<name>{names})\b\.? +(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? +(?P<year>\d{{4}})\b", re.IGNORECASE
        ),
    )


@cache
def _months() -> dict[str, int]:
    lists = [lexicon("metadata", language)["words"]["months"] for language in LANGUAGES]
    return {name: number for months in lists for number, names in enumerate(months, 1) for name in names}


def _read(match: re.Match[str]) -> str | None:
    groups = match.groupdict()
    month = _months()[groups["name"].lower()] if groups.get("name") else int(groups["month"])
    day = int(groups["day"])
    if month > 12:
        day, month = month, day
    year = int(groups["year"])
    return _day(year if year > 99 else _century(year) + year, month, day)


def _century(year: int) -> int:
    """Return the century of a year of two digits, as POSIX has it: 69 to 99 are of the twentieth."""
    return 1900 if year >= 69 else 2000


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat() if year >= _EARLIEST else None
    except ValueError:
        return None


def _with_time(day: str, time: str, offset: str) -> Stamp:
    zone = "+0000" if offset in ("Z", "UTC", "GMT") else offset.replace(":", "").ljust(5, "0")
    try:
        moment = datetime.strptime(f"{day} {time} {zone}", "%Y-%m-%d %H%M%S %z")
    except ValueError:
        return Stamp(day)
    return Stamp(day, _utc(moment))


def _parse_mail_date(value: str) -> Stamp | None:
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError):
        return None
    day = _day(moment.year, moment.month, moment.day)
    if day is None:
        return None
    return Stamp(day, _utc(moment)) if moment.tzinfo else Stamp(day)


def _utc(moment: datetime) -> str:
    try:
        return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except OverflowError:
        return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
