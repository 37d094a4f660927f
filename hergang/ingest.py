"""From sources into the archive: each reading is stored and annotated, and each source accounted for.

An article is archived before it is annotated, and the archive is whole after each of them. What an interruption left
without annotations is found and annotated by the next writer (`complete`), and the sources that it left unread are
noted in the archive (`Archive.tasks`).

Readings are archived in the order in which the sources give them, whoever reads and annotates (`hergang.crew`): the
archive is the same however many do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from hergang.corpus.archive import Archive
from hergang.corpus.article import Article
from hergang.corpus.errors import ForgottenError, HergangError, NotModifiedError, SourceError
from hergang.corpus.reading import Reading
from hergang.corpus.urls import is_url
from hergang.crew import Annotated, Key, Staff
from hergang.extract.errors import LexiconError

_LINES = (".jsonl", ".ndjson")  # files with an article a line

Status = Literal["new", "revised", "unchanged", "reread", "skipped", "failed"]


@dataclass(frozen=True)
class Outcome:
    """What became of one source."""

    source: str  # as given or found
    status: Status
    article: str | None = None  # article id
    title: str | None = None
    reason: str | None = None  # why it failed or was skipped, with the source named
    place: int = field(default=0, compare=False, repr=False)  # in the order in which the sources gave it


@dataclass(frozen=True)
class Report:
    """What became of all the sources of an ingest, in the order in which they were read."""

    outcomes: tuple[Outcome, ...]

    def of(self, status: Status) -> tuple[Outcome, ...]:
        """Return the outcomes of one status."""
        return tuple(outcome for outcome in self.outcomes if outcome.status == status)

    @property
    def new(self) -> tuple[Outcome, ...]:
        """Articles that the archive did not have."""
        return self.of("new")

    @property
    def revised(self) -> tuple[Outcome, ...]:
        """Articles whose text has changed; the archive keeps both states."""
        return self.of("revised")

    @property
    def unchanged(self) -> tuple[Outcome, ...]:
        """Articles that the archive had as they are."""
        return self.of("unchanged")

    @property
    def reread(self) -> tuple[Outcome, ...]:
        """Revisions that were read again with the model in use."""
        return self.of("reread")

    @property
    def skipped(self) -> tuple[Outcome, ...]:
        """Files of a folder that are no articles, each with its reason."""
        return self.of("skipped")

    @property
    def failed(self) -> tuple[Outcome, ...]:
        """Sources that could not be read, each with its reason."""
        return self.of("failed")


def utc_now() -> str:
    """Return the time as the archive writes it, to the second."""
    return stamp(datetime.now(UTC))


def stamp(moment: datetime) -> str:
    """Return a time of UTC as the archive writes it, to the second."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def take(
    archive: Archive, sources: Sequence[str], staff: Staff, clock: Callable[[], str], *, again: bool = False
) -> Iterator[Outcome]:
    """Store what the sources give and have it annotated; yield the outcome of each as soon as it is stored.

    The sources are noted in the archive before the first is read, and each is struck off when all of it is stored: what
    an interruption leaves is known. ``again`` takes in articles that were forgotten, too.

    Raises:
        LexiconError: a model is missing, damaged, or does not fit its place.
        StoreError: the archive cannot be written; what was yielded before is stored.
    """
    yield from _Intake(archive, staff, clock, again=again).take(sources)


def complete(
    archive: Archive, staff: Staff, *, clock: Callable[[], str] = utc_now, max_tries: int | None = None
) -> Iterator[Outcome]:
    """Annotate the revisions that an interrupted ingest left without annotations; yield those that cannot be.

    Those that have failed ``max_tries`` times already are left alone.
    """
    under_way: dict[Key, tuple[str, Article]] = {}

    def stored(*, all_: bool = False) -> Iterator[Outcome]:
        for key, result in staff.finished(all_=all_):
            source, article = under_way.pop(key)
            error = put(archive, key, result, clock())
            if error is not None:
                yield failed(source, article, error)

    for revision in archive.unread(max_tries):
        key = (revision.article.id, revision.digest)
        under_way[key] = revision.source, revision.article
        staff.annotate(key, revision.article)
        yield from stored()
    yield from stored(all_=True)


def put(archive: Archive, key: Key, result: Annotated | HergangError, at: str) -> HergangError | None:
    """Store what was read from a revision, or why it could not be read; return the latter.

    Raises:
        LexiconError: that is why; no other article could be read either.
    """
    if isinstance(result, Annotated):
        archive.put_annotations(*key, result.extractor, result.line)
        return None
    if isinstance(result, LexiconError):
        raise result
    archive.put_failure(*key, str(result), at)
    return result


def failed(source: str, article: Article, error: HergangError, place: int = 0) -> Outcome:
    """Return the outcome of an article that cannot be read."""
    return Outcome(source, "failed", article.id, article.title, f"{source}: {error}", place)


def expected(sources: Iterable[str]) -> int:
    """Return how many articles sources are likely to give: one for each file of a folder, line, or other source."""
    return sum(map(_expected, sources))


def _expected(source: str) -> int:
    path = Path(source)
    try:
        if not is_url(source) and path.is_dir():
            return sum(map(_expected, map(str, (file for file in path.rglob("*") if file.is_file()))))
        if path.suffix in _LINES and path.is_file():
            with path.open("rb") as file:
                return sum(1 for line in file if line.strip())
    except OSError:  # it is told when it is read
        pass
    return 1


@dataclass
class _Given:
    """A source that was given, and what is still to be done before it can be struck off."""

    source: str
    is_read: bool = False
    under_way: int = 0  # of its articles
    unread: list[Outcome] = field(default_factory=list)


@dataclass(frozen=True)
class _Taken:
    """An article that is archived, and will be done when it is annotated."""

    given: _Given
    article: Article
    outcome: Outcome


class _Intake:
    """One ingest."""

    def __init__(self, archive: Archive, staff: Staff, clock: Callable[[], str], *, again: bool) -> None:
        self._archive, self._staff, self._clock, self._again = archive, staff, clock, again
        self._under_way: dict[Key, list[_Taken]] = {}  # two sources may give one article before it is annotated
        self._places = 0

    def take(self, sources: Sequence[str]) -> Iterator[Outcome]:
        self._archive.tasks.plan(sources, self._clock())
        for source in sources:
            given = _Given(source)
            for reading in self._staff.read(source):
                self._places += 1
                outcome = self._store(given, reading)
                if outcome is not None:
                    self._account(given, outcome)
                    yield outcome
                yield from self._finished()
            given.is_read = True
            self._settle(given)
        yield from self._finished(all_=True)

    def _store(self, given: _Given, reading: Reading | SourceError) -> Outcome | None:
        """Archive a reading; return its outcome, or None where that is not known before it is annotated."""
        if isinstance(reading, NotModifiedError):
            return _not_modified(self._archive, reading, self._places)
        if isinstance(reading, SourceError):
            return _unread(reading, self._places)
        article = reading.article
        try:
            added = self._archive.add(reading, self._clock(), again=self._again)
        except ForgottenError as error:
            return Outcome(reading.source, "skipped", reason=str(error), place=self._places)
        outcome = Outcome(reading.source, added.status, added.article_id, article.title, place=self._places)
        key = (added.article_id, added.digest)
        if self._archive.extractor(*key) is not None:
            return outcome
        given.under_way += 1
        self._under_way.setdefault(key, []).append(_Taken(given, article, outcome))
        if len(self._under_way[key]) == 1:
            self._staff.annotate(key, article)
        return None

    def _finished(self, *, all_: bool = False) -> Iterator[Outcome]:
        for key, result in self._staff.finished(all_=all_):
            error = put(self._archive, key, result, self._clock())
            for taken in self._under_way.pop(key):
                source, place = taken.outcome.source, taken.outcome.place
                outcome = taken.outcome if error is None else failed(source, taken.article, error, place)
                taken.given.under_way -= 1
                self._account(taken.given, outcome)
                self._settle(taken.given)
                yield outcome

    def _account(self, given: _Given, outcome: Outcome) -> None:
        if outcome.status == "failed" and outcome.article is None:
            given.unread.append(outcome)
        elif outcome.source != given.source and (outcome.article or outcome.status != "unchanged"):
            self._archive.tasks.done(outcome.source, self._clock())

    def _settle(self, given: _Given) -> None:
        if given.is_read and not given.under_way:
            _settle(self._archive, given.source, given.unread, self._clock())


def _settle(archive: Archive, source: str, unread: list[Outcome], at: str) -> None:
    """Strike a source off, or note why it is to be read again: itself, or of what it led to only what failed."""
    own = []
    for outcome in unread:
        if outcome.source != source and (is_url(outcome.source) or Path(outcome.source).is_file()):
            archive.tasks.failed(outcome.source, outcome.reason or "", at)
        else:
            own.append(outcome.reason or "")
    if own:
        more = f" (and {len(own) - 1} more)" if own[1:] else ""
        archive.tasks.failed(source, f"{own[0]}{more}", at)
    else:
        archive.tasks.done(source, at)


def _unread(error: SourceError, place: int) -> Outcome:
    """Return the outcome of a source that gave no article; messages begin with the source."""
    source = str(error).partition(": ")[0]
    return Outcome(source, "failed" if error.exit_code else "skipped", reason=str(error), place=place)


def _not_modified(archive: Archive, error: NotModifiedError, place: int) -> Outcome:
    """Return the outcome of a URL that is as it was, with the article that it gave where it is a page's."""
    source = str(error).partition(": ")[0]
    article = archive.last_from(source)
    found, title = (article.id, article.title) if article else (None, None)
    return Outcome(source, "unchanged", found, title, place=place)
