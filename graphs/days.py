"""Days as the graph compares them: ISO days of the years 1 to 9999, which alone ``xsd:date`` and Python share."""

from __future__ import annotations

from datetime import date


def day(value: str | None) -> date | None:
    """Return the day of an ISO day; None for None and for what is none ("2017-11", "-0044-03-15")."""
    if value is None or len(value) != 10:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def iso_day(value: str | None) -> str | None:
    """Return the ISO day itself, None where it is none."""
    found = day(value)
    return found.isoformat() if found else None
