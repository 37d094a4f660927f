"""What a host's robots.txt allows (RFC 9309), read by protego.

`urllib.robotparser` of the standard library knows neither wildcards nor the longest match that the RFC asks for, and
takes the first rule that fits: it allows what is forbidden and forbids what is allowed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from protego import Protego

from hergang.corpus.fetch.addresses import Target
from hergang.corpus.fetch.records import RefusalError

PRODUCT = "hergang"  # the token by which a robots.txt names this program

_LARGEST = 512 * 1024  # bytes that are read of it (RFC 9309, 2.5: at least 500 KiB)
_KEPT = 24 * 3600.0  # seconds (RFC 9309, 2.4)
_FAILURE_KEPT = 300.0  # seconds before a host whose robots.txt cannot be had is asked again

Get = Callable[[str, int], tuple[int, bytes]]  # URL and most bytes -> status and payload


@dataclass(frozen=True)
class _Kept:
    until: float
    rules: Protego | None
    failure: RefusalError | None = None


class Robots:
    """The rules of the hosts that were asked, each kept for a day.

    Args:
        get: fetches a file of rules; a RefusalError says why it cannot be had.
        monotonic: the clock.
    """

    def __init__(self, get: Get, monotonic: Callable[[], float]) -> None:
        self._get = get
        self._monotonic = monotonic
        self._kept: dict[str, _Kept] = {}

    def check(self, target: Target) -> None:
        """Raise RefusalError where a URL is not to be fetched, or the rules for it cannot be had."""
        kept = self._rules(target)
        if kept.failure is not None:
            raise kept.failure
        if kept.rules is not None and not kept.rules.can_fetch(target.url, PRODUCT):
            raise RefusalError(
                f"the robots.txt of {target.host} forbids it. Save the page and give the file; "
                "who has a licence names the host with --licensed."
            )

    def delay(self, target: Target) -> float:
        """Return the seconds that a host asks for between two requests; 0 where it asks for none."""
        rules = self._rules(target).rules
        if rules is None:
            return 0.0
        rate = rules.request_rate(PRODUCT)
        return max(rules.crawl_delay(PRODUCT) or 0.0, rate.seconds / rate.requests if rate else 0.0)

    def _rules(self, target: Target) -> _Kept:
        kept = self._kept.get(target.origin)
        if kept is None or self._monotonic() >= kept.until:
            kept = self._kept[target.origin] = self._ask(target)
        return kept

    def _ask(self, target: Target) -> _Kept:
        """Return what a host's robots.txt says: none (4xx) allows all, one that cannot be had (5xx) nothing."""
        try:
            status, payload = self._get(f"{target.origin}/robots.txt", _LARGEST)
        except RefusalError as error:
            return _Kept(self._monotonic() + _FAILURE_KEPT, None, error)
        if status == 429 or status >= 500:
            failure = RefusalError(
                f"the robots.txt of {target.host} cannot be had ({status}), and without it nothing is fetched there. "
                "Try again later.",
                temporary=True,
                retry_after=_FAILURE_KEPT,
            )
            return _Kept(self._monotonic() + _FAILURE_KEPT, None, failure)
        rules = Protego.parse(payload.decode("utf-8", "replace").lstrip("\ufeff")) if status == 200 else None
        return _Kept(self._monotonic() + _KEPT, rules)
