"""What a matched time expression means: its TIMEX3 type, value and mod, and the days it covers.

Each ``kind`` of rule in ``lexica/*/times.toml`` is one function here, the same for all languages. Relative expressions
count from the day of publication, or from the last day or year the text spoke of where the words say so ("am nächsten
Tag"); where there is none, the value keeps its gaps ("XXXX-11-02") and no days are given.

Values and mods: TimeML 1.2.1 annotation guidelines (Saurí et al. 2006). The choice of the nearest past reading in news
and of the next one beside future verbs follows HeidelTime (Strötgen and Gertz 2013).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from hergang.extract import times_calendar as calendar
from hergang.extract.times_calendar import Period
from hergang.extract.times_durations import duration, literal, repeated, stretch
from hergang.extract.times_grammar import Match
from hergang.extract.times_offsets import offset
from hergang.extract.times_reading import Context, Parts, Reading, date_reading, gap_value

_LENGTHS = {"D": 0, "W": 6, "WE": 6, "M": 30, "Q": 91}  # days after the first; a longer period has many of them
_SOON = 60  # days; a day further ahead beside verbs in the past is last year's ("hat den 16. November bestimmt" is not)
_LONG_PAST = 180  # days; what is told of that is as old has its own year
_NEAR = 3  # months; one named alone with no tense beside it is the coming one where that is so near


def read(match: Match, context: Context) -> Reading | None:
    """Return the meaning of a match, None where its parts make no sense ("31. Februar")."""
    parts = {**match.rule.fixed, **match.parts}
    try:
        reading = KINDS[match.rule.kind](parts, context)
    except (ValueError, OverflowError):
        return None
    return reading and _modified(reading, parts)


def _modified(reading: Reading, parts: Parts) -> Reading:
    """Apply words such as "Anfang", "fast", "early", "about", and a part of the day where the kind did not."""
    mod = parts.get("position") or parts.get("mod") or reading.mod
    mod = None if mod == "EXACT" else mod
    if mod is None:
        return reading
    period = reading.period
    if period and mod in ("START", "MID", "END") and reading.type == "DATE":
        period = Period(period.value, *calendar.third(period, mod))
    return replace(reading, mod=str(mod), period=period)


def _with_part(period: Period | None, parts: Parts, unknown: str = "XXXX-XX-XX") -> Reading:
    """Return a day, or where a part of the day or a clock time is named, that time on it."""
    value = period.value if period else unknown
    if "hour" in parts:
        return Reading("TIME", f"{value}T{_clock(parts)}", period)
    if "part" in parts:
        return Reading("TIME", f"{value}T{parts['part']}", period)
    return date_reading(period, unknown)


def _clock(parts: Parts) -> str:
    """Return "15:30" from hour, minute, the half of the day and German "halb neun" or "Viertel nach acht"."""
    hour, minute = int(parts["hour"]), int(parts.get("minute", 0)) + int(parts.get("shift", 0))
    half_of_day = parts.get("meridiem")
    if half_of_day == "PM" and hour < 12:
        hour += 12
    if half_of_day == "AM" and hour == 12:
        hour = 0
    if minute < 0:
        hour, minute = hour - 1, minute + 60
    if not 0 <= hour <= 24 or not 0 <= minute < 60:
        raise ValueError(f"no such time of day: {hour}:{minute}")
    return f"{hour:02}:{minute:02}"


# --- dates with month or year -----------------------------------------------------------------------------------------


def _full_year(parts: Parts) -> int | None:
    """Return the year of the parts; two digits mean the hundred years up to 2029."""
    if "year" in parts:
        return int(parts["year"])
    if "shortyear" in parts:
        short = int(parts["shortyear"])
        return short + (2000 if short < 30 else 1900)
    return None


def _absolute(parts: Parts, context: Context) -> Reading | None:
    """Day, month and year, of which day and year may be missing; a weekday beside them only confirms."""
    year_number, month_number = _full_year(parts), int(parts["month"])
    day_number = int(str(parts["day"]).rstrip("stndrh")) if "day" in parts else None
    relative = parts.get("yearwhich", parts.get("which"))
    if year_number is None and relative is not None and context.published:
        year_number = context.published.year + int(relative)
    if "month2" in parts and year_number is not None and int(parts["month2"]) < month_number:
        year_number -= 1  # "zwischen November und Mai 2024"
    if day_number is None:
        return _month(year_number, month_number, parts, context)
    if year_number is None:
        date(2000, month_number, day_number)  # ValueError where there is no such day
        found = _nearest_day(month_number, day_number, context, parts.get("weekday"))
        return _with_part(calendar.day(found) if found else None, parts, f"XXXX-{month_number:02}-{day_number:02}")
    return _with_part(calendar.day(date(year_number, month_number, day_number)), parts)


def _month(year_number: int | None, number: int, parts: Parts, context: Context) -> Reading:
    if year_number is None:
        year_number = _year_of_month(number, parts, context)
    return date_reading(calendar.month(year_number, number) if year_number else None, f"XXXX-{number:02}")


def _year_of_month(number: int, parts: Parts, context: Context) -> int | None:
    """Return the year of a month named alone: the one past, or beside future verbs the coming one."""
    if context.published is None:
        return None
    here = context.published.year
    toward = parts.get("toward")
    if toward == -1:
        return here if number < context.published.month else here - 1
    if toward == 1:
        return here if number > context.published.month else here + 1
    ahead = (number - context.published.month) % 12
    soon = 0 < ahead <= _NEAR and (context.future or not context.past)
    if soon or (context.future and not context.past):
        return here if number >= context.published.month else here + 1
    return here if number <= context.published.month else here - 1


def _nearest_day(month_number: int, day_number: int, context: Context, weekday: int | None = None) -> date | None:
    """Return the day of that name and weekday nearest to publication, the past one where the verbs say so."""
    if context.published is None:
        return None
    days = []
    for year_number in (context.published.year - 1, context.published.year, context.published.year + 1):
        try:
            days.append(date(year_number, month_number, day_number))
        except ValueError:  # 29 February in a common year
            continue
    named = [found for found in days if found.isoweekday() == weekday]
    if len(named) == 1:
        return named[0]
    if context.previous:  # "vom 5. bis 9. Juni" is one year
        beside = [found for found in days if abs((found - context.previous.first).days) < _SOON]
        if beside:
            return beside[0]
    told = _told_of(days, context)
    if told is not None:
        return told
    if context.future and not context.past:
        days = [found for found in days if found >= context.published] or days
    elif context.past and not context.future:
        days = [found for found in days if (found - context.published).days < _SOON] or days
    return min(days, key=lambda found: _distance(found, context.published or found))


def _told_of(days: list[date], context: Context) -> date | None:
    """Return the day beside what the text tells of, where that is long past and no such day is near publication."""
    told, published = context.reference, context.published
    if told is None or published is None or (published - told.last).days < _LONG_PAST:
        return None
    if (told.last - told.first).days > _LENGTHS["M"] or any(abs((found - published).days) < _SOON for found in days):
        return None
    if (days[0].month, days[0].day) == (2, 29):
        return None
    around = (days[0].replace(year=told.first.year + years) for years in (-1, 0, 1))
    return next((found for found in around if abs((found - told.first).days) < _SOON), None)


def _distance(found: date, published: date) -> float:
    """Return the days between; news tells of what was, so days ahead count half as much again."""
    days = (found - published).days
    return days * 1.5 if days > 0 else -days


def _slashes(parts: Parts, context: Context) -> Reading | None:
    """ "9/30/2020" and "30/9/2020"; "1/5/2020" may be either's and gives the year alone."""
    first, second, year_number = int(parts["slash"]), int(parts["slash2"]), int(parts["year"])
    if first <= 12 and second <= 12 and first != second:
        return Reading("DATE", f"{year_number:04}-XX-XX", calendar.year(year_number))
    month_number, day_number = (first, second) if first <= 12 else (second, first)
    return date_reading(calendar.day(date(year_number, month_number, day_number)))


def _year(parts: Parts, context: Context) -> Reading | None:
    number = _full_year(parts)
    return date_reading(calendar.year(number)) if number else None


def _year_range(parts: Parts, context: Context) -> Reading | None:
    """ "2018/19", "1914-1918": years up to the second one, whose first digits may be missing."""
    first, second = int(parts["year"]), str(parts["second"]).zfill(2)
    last = int(str(first)[: 4 - len(second)] + second)
    if not first < last <= first + 200:
        return None
    if "season" in parts and last == first + 1:
        return date_reading(calendar.season(first, str(parts["season"])))
    return date_reading(calendar.years(first, last))


def _school_year(parts: Parts, context: Context) -> Reading | None:
    """ "Schuljahr 2016/17", "the 2016-17 season": from the middle of a year to that of the next."""
    reading = _year_range(parts, context)
    if reading is None or reading.period is None:
        return reading
    first, last = reading.period.first.year, reading.period.last.year
    return replace(reading, period=Period(reading.value, date(first, 7, 1), date(last, 8, 31)))


def _decade(parts: Parts, context: Context) -> Reading | None:
    """ "die 1990er Jahre", "the nineties": a decade without a century is the last one past of that name."""
    if "year" in parts:
        return date_reading(calendar.decade(int(parts["year"])))
    tens = int(parts["decade"]) % 100
    here = context.published.year if context.published else 2000
    hundreds = here // 100 * 100
    return date_reading(calendar.decade(hundreds + tens if hundreds + tens <= here else hundreds - 100 + tens))


def _century(parts: Parts, context: Context) -> Reading | None:
    number = int(str(parts["ordinal"]).rstrip("stndrh"))
    return date_reading(calendar.century(number - 1)) if 1 < number <= 30 else None


def _quarter(parts: Parts, context: Context) -> Reading | None:
    """ "drittes Quartal 2019", "first half of the year"; without a year the last one that has begun."""
    number, unit = int(parts["ordinal"]), str(parts["unit"])
    if unit not in ("Q", "H") or not 1 <= number <= (4 if unit == "Q" else 2):
        return None
    build = calendar.quarter if unit == "Q" else calendar.half
    year_number = _full_year(parts)
    if context.published is None and year_number is None:
        return Reading("DATE", f"XXXX-{unit}{number}")
    if year_number is None and context.published:
        year_number = context.published.year + int(parts.get("yearwhich", parts.get("which", 0)))
        if (
            "which" not in parts
            and "yearwhich" not in parts
            and not context.future
            and build(year_number, number).first > context.published
        ):
            year_number -= 1
    return date_reading(build(year_number or 0, number))


def _season(parts: Parts, context: Context) -> Reading | None:
    """A season; without a year that of the year of publication, as HeidelTime reads it."""
    name, year_number = str(parts["season"]), _full_year(parts)
    if context.published is None and year_number is None:
        return Reading("DATE", f"XXXX-{name}")
    if year_number is None and context.published:
        year_number = _year_of_season(name, parts, context.published)
    elif name == "WI" and year_number:  # the months at its beginning and at its end
        whole = Period(
            f"{year_number:04}-WI", calendar.year(year_number).first, calendar.season(year_number, "WI").last
        )
        return date_reading(whole)
    return date_reading(calendar.season(year_number or 0, name))


def _year_of_season(name: str, parts: Parts, published: date) -> int:
    here = published.year - (name == "WI" and published.month <= 6)
    if "yearwhich" in parts:
        return published.year + int(parts["yearwhich"])
    season = calendar.season(here, name)
    toward = parts.get("toward", parts.get("which"))
    if toward == -1:
        return here if season.last < published else here - 1
    if toward == 1:
        return here if season.first > published else here + 1
    return here


def _holiday(parts: Parts, context: Context) -> Reading | None:
    """A holiday; without a year the one nearest to publication."""
    formula, year_number = str(parts["holiday"]), _full_year(parts)
    if year_number is None and context.published is None:
        fixed = formula if formula[:2].isdigit() and "/" not in formula else "XX-XX"
        return Reading("DATE", f"XXXX-{fixed}")
    if year_number is None and context.published:
        year_number = _year_of_holiday(formula, parts, context)
    return _with_part(calendar.day(calendar.holiday(year_number or 0, formula)), parts)


def _year_of_holiday(formula: str, parts: Parts, context: Context) -> int:
    published = context.published or date.min
    around = [published.year - 1, published.year, published.year + 1]
    if "yearwhich" in parts:
        return published.year + int(parts["yearwhich"])
    toward = parts.get("toward", parts.get("which"))
    if toward == -1 or (context.past and not context.future and toward is None):
        around = [number for number in around if calendar.holiday(number, formula) <= published]
    elif toward == 1 or (context.future and not context.past):
        around = [number for number in around if calendar.holiday(number, formula) >= published]
    return min(around, key=lambda number: abs((calendar.holiday(number, formula) - published).days))


# --- relative to publication or to what the text spoke of -------------------------------------------------------------


def _deictic(parts: Parts, context: Context) -> Reading | None:
    """ "heute", "gestern Abend", "tomorrow": days from publication."""
    if context.published is None:
        return _with_part(None, parts)
    found = calendar.add_days(context.published, int(parts["delta"]))
    return _with_part(calendar.day(found), parts)


def _weekday(parts: Parts, context: Context) -> Reading | None:
    """A weekday: publication's own or the one past, beside future verbs the coming one; "last", "next" decide."""
    number, published = int(parts["weekday"]), context.published
    if published is None:
        return _with_part(None, parts, f"XXXX-WXX-{number}")
    back = (published.isoweekday() - number) % 7
    if "week" in parts:
        monday = calendar.shift("W", published, int(parts["week"])).first
        return _with_part(calendar.day(calendar.add_days(monday, number - 1)), parts)
    which = parts.get("which")
    if which in (-1, -2):
        skip = parts.get("skip_this_week") and 0 < back <= 2  # "last Monday" on a Tuesday is the week before's
        delta = -(back or 7) - (7 if skip or which == -2 else 0)
    elif which in (1, 2):
        delta = 7 * which - back
    elif which is None and context.future:
        delta = -back % 7
    elif which == 0:
        delta = -back if back <= 1 else 7 - back
    else:
        delta = -back
    found = calendar.add_days(published, delta + int(parts.get("before", 0)))
    return _with_part(calendar.day(found), parts)


def _eve(parts: Parts, context: Context) -> Reading | None:
    """ "in der Nacht zum Dienstag": the night that began on the day before."""
    reading = _weekday({**parts, "before": -1}, context)
    if reading is None or reading.period is None:
        return reading and replace(reading, value="XXXX-XX-XXTNI", type="TIME")
    night = Period(reading.period.value, reading.period.first, calendar.add_days(reading.period.first, 1))
    return Reading("TIME", f"{reading.value}TNI", night)


def _relative(parts: Parts, context: Context) -> Reading | None:
    """ "letzte Woche", "this year", "next month": so many units from publication."""
    unit = str(parts["unit"])
    if unit.startswith("T"):
        return Reading("DATE", "PRESENT_REF" if parts.get("which") == 0 else "PAST_REF")
    if context.published is None:
        return date_reading(None, gap_value(unit))
    which = int(parts["which"])
    if unit == "WE" and which == 1 and context.published.isoweekday() < 6:
        which = 0  # the coming weekend is this week's
    return date_reading(calendar.shift(unit, context.published, which))


def _weekend(parts: Parts, context: Context) -> Reading | None:
    """A weekend: the last one that has begun, beside future verbs the coming one."""
    if context.published is None:
        return date_reading(None, gap_value("WE"))
    begun = context.published.isoweekday() >= 6 or (context.future and not context.past)
    return date_reading(calendar.shift("WE", context.published, 0 if begun else -1))


def _referring(parts: Parts, context: Context) -> Reading | None:
    """ "am nächsten Tag", "that year", "the following month": from what the text last spoke of."""
    unit, delta = str(parts["unit"]), int(parts.get("which", 0))
    if unit.startswith("T"):
        return Reading("DATE", "PAST_REF")
    anchor = context.reference
    if anchor is None or (anchor.last - anchor.first).days > _LENGTHS.get(unit, 366):
        anchor = context.day
    if anchor is None and delta < 0 and context.published:  # "am Vortag", where nothing else was spoken of
        anchor = calendar.day(context.published)
    if anchor is None:
        return _with_part(None, parts, gap_value(unit))
    return _with_part(calendar.shift(unit, anchor.last if delta > 0 else anchor.first, delta), parts)


def _clock_time(parts: Parts, context: Context) -> Reading | None:
    """A clock time or part of the day alone: on the day named before, else on the day of publication."""
    anchor = context.previous or (calendar.day(context.published) if context.published else None)
    return _with_part(anchor, parts)


def _overnight(parts: Parts, context: Context) -> Reading | None:
    """ "overnight": the night before publication, beside future verbs the one after."""
    if context.published is None:
        return Reading("TIME", "XXXX-XX-XXTNI")
    begun = calendar.add_days(context.published, 0 if context.future else -1)
    return Reading("TIME", f"{begun.isoformat()}TNI", Period(begun.isoformat(), begun, calendar.add_days(begun, 1)))


def _anniversary(parts: Parts, context: Context) -> Reading | None:
    """ "heute vor 20 Jahren", "ten years ago today": the same day of another year."""
    if context.published is None or not 1 <= float(parts["number"]) <= 5000:
        return None
    here = calendar.add_days(context.published, int(parts["delta"]))
    return date_reading(calendar.day(here.replace(year=here.year - int(parts["number"]))))


def _reference(parts: Parts, context: Context) -> Reading | None:
    """ "derzeit", "einst", "bald": present, past or future with no days of its own."""
    value = str(parts["ref"])
    if value == "PRESENT_REF" and context.published:
        return Reading("DATE", value, Period(value, context.published, context.published))
    return Reading("DATE", value)


KINDS: dict[str, Callable[[Parts, Context], Reading | None]] = {
    "absolute": _absolute,
    "year": _year,
    "year-range": _year_range,
    "school-year": _school_year,
    "decade": _decade,
    "century": _century,
    "quarter": _quarter,
    "season": _season,
    "holiday": _holiday,
    "deictic": _deictic,
    "weekday": _weekday,
    "eve": _eve,
    "relative": _relative,
    "referring": _referring,
    "weekend": _weekend,
    "offset": offset,
    "clock": _clock_time,
    "overnight": _overnight,
    "anniversary": _anniversary,
    "reference": _reference,
    "slashes": _slashes,
    "duration": duration,
    "literal": literal,
    "stretch": stretch,
    "set": repeated,
}
