"""Feeds and pages polled again and again, politely: what is new is fetched, then stored.

A poll asks for the source with the conditions that the archive's log gives, finds by reading it which pages it would
lead to, fetches those that the archive does not hold, and hands all of it to an ingest, which asks the network for
nothing more. So the store is locked for as long as it is written, and no longer. A process that is killed has lost
nothing: what the archive does not hold is fetched by the next one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from hergang.corpus.archive import MAX_TRIES, Archive, Task
from hergang.corpus.errors import NotModifiedError, SourceError, UnavailableError
from hergang.corpus.fetch import Answer, Clock, Fetched, Fetcher, Validators
from hergang.corpus.sources import read_sources
from hergang.corpus.urls import is_url
from hergang.fetching import validators
from hergang.ingest import Outcome, Report

MOST_PAGES = 200  # that one poll fetches; what a feed has beyond them is fetched by the next
LONGEST_WAIT = 24 * 3600.0  # seconds between two polls, however long a server asks for or fails

_BATCH = 25  # pages that are fetched before they are stored
_GONE = 410
_HEAD = 64 * 1024  # bytes of a feed in which it says when to come again
_PERIODS = {"hourly": 3600.0, "daily": 86400.0, "weekly": 604800.0, "monthly": 2592000.0, "yearly": 31536000.0}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

Ingest = Callable[[Sequence[str], Fetcher], Report]


@dataclass(frozen=True)
class Round:
    """What came of one poll of one source."""

    source: str
    outcomes: tuple[Outcome, ...]
    wait: float | None  # seconds until the next one; None: it was the last, since the source is gone for good

    @property
    def failure(self) -> str | None:
        """Return why the source itself could not be had, or None where it could."""
        return next((o.reason for o in self.outcomes if o.source == self.source and o.status == "failed"), None)


@dataclass(frozen=True)
class Hints:
    """When a feed wants to be asked: RSS 2.0 (ttl, skipHours, skipDays) and its syndication module (updatePeriod)."""

    seconds: float = 0.0  # at least between two polls
    hours: frozenset[int] = frozenset()  # of the day in UTC, in which it does not change
    days: frozenset[int] = frozenset()  # of the week in UTC, Monday 0

    def put_off(self, moment: datetime) -> datetime:
        """Return the first moment from the given one on that lies in none of the hours and days to be skipped."""
        later = moment
        for _ in range(8 * 24):
            if later.hour not in self.hours and later.weekday() not in self.days:
                return later
            later = later.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        return moment  # who skips every hour says nothing


@dataclass
class _State:
    """What is known of a source from poll to poll."""

    due: float = 0.0  # by the monotonic clock
    failures: int = 0  # in a row
    hints: Hints = field(default_factory=Hints)


class Gathered:
    """What a poll fetched, with the answers of the servers for the log."""

    def __init__(self) -> None:
        self.results: dict[str, Fetched | SourceError] = {}
        self._answers: dict[str, list[Answer]] = {}

    def gather(self, fetcher: Fetcher, url: str, known: Validators | None) -> Fetched | SourceError:
        """Fetch a URL, and keep what comes of it."""
        answers = self._answers.setdefault(url, [])
        fetcher.on_answer, fetcher.known = answers.append, lambda asked: known if asked == url else None
        try:
            result: Fetched | SourceError = fetcher.fetch(url)
        except SourceError as error:
            result = error
        self.results[url] = result
        return result

    def answers(self, url: str) -> list[Answer]:
        """Return what came of the requests for a URL, those for the rules of its host included."""
        return self._answers.get(url, [])

    def drop(self, urls: Iterable[str]) -> None:
        """Let go of what is stored."""
        for url in urls:
            self.results.pop(url, None)
            self._answers.pop(url, None)


class Prepared(Fetcher):
    """Gives what was fetched before, asks nobody, and tells the log what came of each request then.

    Args:
        gathered: what was fetched. All else counts as unchanged.
        silent: URLs whose answers are not told yet, since not all that they lead to is stored.
    """

    def __init__(self, gathered: Gathered, silent: frozenset[str] = frozenset()) -> None:
        super().__init__()
        self._gathered = gathered
        self._silent = silent

    def fetch(self, url: str) -> Fetched:
        """Return what was fetched from a URL, or raise why it was not."""
        if url not in self._silent:
            for answer in self._gathered.answers(url):
                self.on_answer(answer)
        result = self._gathered.results.get(url)
        if result is None:
            raise NotModifiedError(f"{url}: in the archive already.")
        if isinstance(result, SourceError):
            raise result
        return result


class _Finder(Fetcher):
    """Gives one payload, and notes what else reading it asks for."""

    def __init__(self, source: str, fetched: Fetched) -> None:
        super().__init__()
        self.found: list[str] = []
        self._source, self._fetched = source, fetched

    def fetch(self, url: str) -> Fetched:
        if url == self._source:
            return self._fetched
        self.found.append(url)
        raise NotModifiedError(f"{url}: not fetched yet.")


class Watch:
    """Polls sources and has what is new in them stored.

    Args:
        archive: the archive's file; it need not be there yet.
        ingest: stores sources, all of which the fetcher that it is given has.
        fetcher: asks the servers.
        every: seconds between two polls of one source.
        clock: where the time comes from.
    """

    def __init__(self, archive: Path, ingest: Ingest, fetcher: Fetcher, *, every: float, clock: Clock) -> None:
        self._archive = archive
        self._ingest = ingest
        self._fetcher = fetcher
        self._every = every
        self._clock = clock
        self._states: dict[str, _State] = {}

    def rounds(self, sources: Sequence[str], *, once: bool = False, until: float | None = None) -> Iterator[Round]:
        """Yield each poll of each source when it is due; `Hergang.watch` says what the arguments are."""
        started = self._clock.monotonic()
        self._states = {source: _State(started) for source in sources}
        while self._states:
            source, state = min(self._states.items(), key=lambda item: item[1].due)
            if until is not None and state.due > started + until:
                return
            wait = state.due - self._clock.monotonic()
            if wait > 0:
                self._clock.sleep(wait)
            round_ = self._poll(source, state)
            if once or round_.wait is None:
                del self._states[source]
            else:
                state.due = self._clock.monotonic() + round_.wait
            yield round_

    def _poll(self, source: str, state: _State) -> Round:
        gathered = Gathered()
        failed, known = self._look(source)
        result = gathered.gather(self._fetcher, source, known)
        pages = find_pages(source, result) if isinstance(result, Fetched) else []
        due = self._due(failed.values())
        wanted = self._choose(pages, gathered, failed.keys() - due)
        alone = [page for page in due if page not in pages]
        outcomes = self._store(source, gathered, [*alone, *wanted], frozenset(alone))
        gone = any(answer.url == source and answer.status == _GONE for answer in gathered.answers(source))
        return Round(source, outcomes, None if gone else self._next(state, result))

    def _look(self, source: str) -> tuple[dict[str, Task], Validators | None]:
        """Return the sources that failed so far, and what is known of the one to be polled."""
        if not self._archive.is_file():
            return {}, None
        with Archive.open(self._archive, write=False) as archive:
            failed = {task.source: task for task in archive.tasks.of("failed")}
            return failed, validators(archive.requests.held(source))

    def _due(self, failed: Iterable[Task]) -> list[str]:
        """Return the pages that failed and are to be tried again, each after a longer time than the one before."""
        now = self._clock.now()
        return [
            task.source
            for task in failed
            if task.tries < MAX_TRIES
            and is_url(task.source)
            and task.source not in self._states
            and now >= _moment(task.changed) + timedelta(seconds=min(self._every * 2**task.tries, LONGEST_WAIT))
        ][:MOST_PAGES]

    def _choose(self, pages: Sequence[str], gathered: Gathered, failed: Collection[str]) -> list[str]:
        """Return the pages to be fetched: neither held, nor failed and not yet due.

        Of a page that could not be had, so that the feed's own text was taken, that is said again and it is not asked.
        """
        if not self._archive.is_file():
            return list(pages)
        wanted = []
        with Archive.open(self._archive, write=False) as archive:
            for page in pages:
                if page in failed or archive.requests.held(page):
                    continue
                past = archive.requests.of(page)
                if past and past[-1].status != 200 and archive.tasks.get(page) is None:
                    gathered.results[page] = SourceError(past[-1].reason or f"{page}: it could not be had.")
                else:
                    wanted.append(page)
        return wanted

    def _store(self, source: str, gathered: Gathered, pages: list[str], alone: Collection[str]) -> tuple[Outcome, ...]:
        """Fetch pages and store them batch by batch, the ones ``alone`` by themselves; return each outcome once."""
        for page in pages[MOST_PAGES:]:
            gathered.results[page] = UnavailableError(f"{page}: left for a later round, this one had {MOST_PAGES}.")
        chosen = pages[:MOST_PAGES]
        outcomes: dict[str, Outcome] = {}
        for start in range(0, max(len(chosen), 1), _BATCH):
            batch = chosen[start : start + _BATCH]
            for page in batch:
                gathered.gather(self._fetcher, page, None)
            unfinished = start + _BATCH < len(chosen)
            fetcher = Prepared(gathered, silent=frozenset({source}) if unfinished else frozenset())
            report = self._ingest([source, *(page for page in batch if page in alone)], fetcher)
            outcomes |= {o.source: o for o in report.outcomes if o.source not in outcomes or o.status != "unchanged"}
            gathered.drop(batch)
        return tuple(outcomes.values())

    def _next(self, state: _State, result: Fetched | SourceError) -> float:
        """Return the seconds until a source is polled again, and note what the poll told of that."""
        wait = self._every
        if isinstance(result, (Fetched, NotModifiedError)):
            state.failures = 0
            if isinstance(result, Fetched):
                state.hints = read_hints(result.payload)
            wait = max(wait, result.fresh_for or 0.0, state.hints.seconds)
        else:
            state.failures += 1
            asked = result.retry_after if isinstance(result, UnavailableError) else None
            wait = max(wait * 2.0 ** min(state.failures, 20), asked or 0.0)
        now = self._clock.now()
        moment = now + timedelta(seconds=min(wait, LONGEST_WAIT))
        return (state.hints.put_off(moment) - now).total_seconds()


def find_pages(source: str, fetched: Fetched) -> list[str]:
    """Return the URLs that reading a source leads to, in its order: the pages behind a feed's teasers."""
    finder = _Finder(source, fetched)
    for _ in read_sources([source], fetcher=finder):
        pass
    return list(dict.fromkeys(finder.found))


def read_hints(payload: bytes) -> Hints:
    """Return when a feed wants to be asked; nothing where it does not say, or says nonsense."""
    head = payload[:_HEAD].decode("latin-1")
    ttl = re.search(r"<ttl>\s*([0-9]{1,6})\s*</ttl>", head)
    period = re.search(r"<(?:\w+:)?updatePeriod>\s*(\w+)\s*<", head)
    often = re.search(r"<(?:\w+:)?updateFrequency>\s*([1-9][0-9]{0,4})\s*<", head)
    seconds = _PERIODS.get(period[1].lower(), 0.0) / int(often[1] if often else 1) if period else 0.0
    hours = frozenset(int(hour) % 24 for hour in _within(head, "skipHours", r"<hour>\s*([0-9]{1,2})\s*</hour>"))
    named = _within(head, "skipDays", r"<day>\s*(\w+)\s*</day>")
    days = frozenset(_DAYS.index(day.lower()) for day in named if day.lower() in _DAYS)
    return Hints(max(float(ttl[1]) * 60 if ttl else 0.0, seconds), hours, days)


def _within(text: str, element: str, pattern: str) -> list[str]:
    found = re.search(rf"<{element}>([^\0]{{0,2000}}?)</{element}>", text)
    return re.findall(pattern, found[1]) if found else []


def _moment(stamp: str) -> datetime:
    return datetime.fromisoformat(stamp)
