"""What fetching takes and gives: bounds, clock, payloads, answers, and how a refusal travels inside the package."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

MAX_BYTES = 32 * 1024 * 1024  # of one payload, unpacked


@dataclass(frozen=True)
class Limits:
    """The bounds within which is fetched; times in seconds."""

    max_bytes: int = MAX_BYTES  # of one payload, packed and unpacked
    redirects: int = 5
    connect: float = 10.0  # to resolve a name, and to reach one address
    read: float = 20.0  # between two packets
    transfer: float = 60.0  # for one request from connection to the last byte
    whole: float = 180.0  # for one URL with redirects, pauses and repeated tries
    tries: int = 3  # of what fails for a while
    backoff: float = 1.0  # before the second try; doubled before each further one
    pause: float = 1.0  # between two requests to one host
    longest_wait: float = 60.0  # a longer one that a server asks for is not waited for: the URL fails for now


@dataclass(frozen=True)
class Clock:
    """Where the time comes from; tests put their own in its place."""

    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    now: Callable[[], datetime] = lambda: datetime.now(UTC)


@dataclass(frozen=True)
class Validators:
    """What the server said of the state that is held already, for a conditional request (RFC 9110, section 13)."""

    etag: str | None = None
    last_modified: str | None = None
    answered: str | None = None  # URL after redirects that the state came from


@dataclass(frozen=True)
class Fetched:
    """A payload with what the server says of it."""

    url: str  # after all redirects
    payload: bytes
    media_type: str  # without parameters, lower case ("text/html"); empty where the server gives none
    charset: str | None  # as the server gives it
    fresh_for: float | None = None  # seconds for which the server says that it will not change


@dataclass(frozen=True)
class Answer:
    """What came of one request, for a log."""

    url: str  # as asked
    answered: str | None = None  # URL after redirects
    status: int | None = None  # of HTTP; None: there was no answer
    size: int | None = None  # bytes, unpacked
    media_type: str | None = None
    etag: str | None = None
    last_modified: str | None = None  # as the server gives it
    reason: str | None = None  # why it failed


class RefusalError(Exception):
    """Why a URL is not had; the `Fetcher` names the URL and raises it as a SourceError.

    Args:
        reason: a sentence on what is wrong, and one on what to do.
        temporary: whether a later try may succeed.
        retry_after: seconds before which it should not be made, where that is known.
    """

    def __init__(self, reason: str, *, temporary: bool = False, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.temporary = temporary
        self.retry_after = retry_after
