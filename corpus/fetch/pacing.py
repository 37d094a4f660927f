"""Pauses between requests to one host, and what a server says of when to come again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from hergang.corpus.fetch.records import Clock, Limits, RefusalError

_DAY = 24 * 3600.0


class Pacer:
    """When each host may be asked again; one object for all requests of a process."""

    def __init__(self, limits: Limits, clock: Clock) -> None:
        self._limits = limits
        self._clock = clock
        self._free: dict[str, float] = {}  # host -> time from which on it may be asked
        self._last: dict[str, float] = {}

    def take_turn(self, host: str, delay: float) -> None:
        """Wait until a host may be asked, and note that it is.

        Args:
            host: its name.
            delay: seconds that it asks for between two requests; ours are never closer than `Limits.pause`.

        Raises:
            RefusalError: it asks for a longer pause than is waited for.
        """
        pause = max(self._limits.pause, delay)
        last = self._last.get(host)
        due = max(self._free.get(host, 0.0), 0.0 if last is None else last + pause)
        wait = due - self._clock.monotonic()
        if wait > self._limits.longest_wait:
            raise RefusalError(
                f"{host} asks for a pause of {wait:.0f} s. Try again later.", temporary=True, retry_after=wait
            )
        if wait > 0:
            self._clock.sleep(wait)
        self._last[host] = self._clock.monotonic()

    def put_off(self, host: str, seconds: float) -> None:
        """Note that a host is not to be asked for some time."""
        self._free[host] = max(self._free.get(host, 0.0), self._clock.monotonic() + seconds)


def retry_after(value: str | None, now: datetime) -> float | None:
    """Return the seconds that a Retry-After header (RFC 9110, 10.2.3) asks for, a day at most; None for nonsense."""
    value = (value or "").strip()
    if re.fullmatch(r"[0-9]{1,9}", value):
        return min(float(value), _DAY)
    moment = _date(value)
    return None if moment is None else min(max((moment - now).total_seconds(), 0.0), _DAY)


def fresh_for(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return the seconds for which an answer stays fresh by Cache-Control, else Expires (RFC 9111, 4.2), or None."""
    control = headers.get("cache-control", "").lower()
    if re.search(r"\bno-(cache|store)\b", control):
        return 0.0
    match = re.search(r"\bmax-age\s*=\s*\"?([0-9]{1,9})", control)
    if match:
        age = re.fullmatch(r"[0-9]{1,9}", headers.get("age", "").strip())
        return min(max(float(match[1]) - float(age[0] if age else 0), 0.0), _DAY)
    moment = _date(headers.get("expires", ""))
    return None if moment is None else min(max((moment - now).total_seconds(), 0.0), _DAY)


def _date(value: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
