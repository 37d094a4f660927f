"""TIMEX3 durations as ``xsd:duration`` and in seconds."""

from __future__ import annotations

import re
from fractions import Fraction

_PARTS = re.compile(
    r"P(?:(?P<Y>\d+(?:\.\d+)?)Y)?(?:(?P<M>\d+(?:\.\d+)?)M)?(?:(?P<W>\d+(?:\.\d+)?)W)?(?:(?P<D>\d+(?:\.\d+)?)D)?"
    r"(?:T(?:(?P<h>\d+(?:\.\d+)?)H)?(?:(?P<m>\d+(?:\.\d+)?)M)?(?:(?P<s>\d+(?:\.\d+)?)S)?)?"
)
_LENGTHS = {"DE": "10Y", "CE": "100Y", "QU": "3M", "WE": "2D"}  # decades, centuries, quarters, weekends
_SECONDS = {"Y": 31556952, "M": 2629746, "W": 604800, "D": 86400, "h": 3600, "m": 60, "s": 1}  # mean Gregorian year


def xsd_duration(value: str) -> str | None:
    """Return the canonical ``xsd:duration`` of a TIMEX3 value ("P2W" -> "P14D", "PT90M" -> "PT1H30M").

    None where it has none: "PXD", "P1.5M" (a fraction of a month is no number of days).
    """
    parts = _parts(value)
    if parts is None or (parts["Y"] * 12 + parts["M"]).denominator != 1:
        return None
    years, months = divmod(int(parts["Y"] * 12 + parts["M"]), 12)
    length = sum((parts[key] * _SECONDS[key] for key in "WDhms"), Fraction(0))
    minutes, rest = int(length // 60), length % 60
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    date = "".join(f"{part}{mark}" for part, mark in ((years, "Y"), (months, "M"), (days, "D")) if part)
    clock = "".join(f"{part}{mark}" for part, mark in ((hours, "H"), (minutes, "M")) if part)
    clock += f"{float(rest):g}S" if rest else ""
    return f"P{date}" + (f"T{clock}" if clock else "") if date or clock else "PT0S"


def seconds(value: str) -> int | None:
    """Return the length of a TIMEX3 duration in seconds, months and years by their mean; None where it has none."""
    parts = _parts(value)
    return None if parts is None else round(sum(parts[key] * size for key, size in _SECONDS.items()))


def _parts(value: str) -> dict[str, Fraction] | None:
    special = re.fullmatch(r"P(\d+)(DE|CE|QU|WE)", value)
    if special:
        number, unit = re.fullmatch(r"(\d+)(\w)", _LENGTHS[special[2]]).groups()  # type: ignore[union-attr]
        value = f"P{int(special[1]) * int(number)}{unit}"
    match = _PARTS.fullmatch(value)
    if not match or not any(match.groupdict().values()):
        return None
    return {key: Fraction(found or 0) for key, found in match.groupdict().items()}
