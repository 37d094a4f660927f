"""From sources into the archive: each reading is stored and annotated, and each source accounted for.

An article is archived before it is annotated, and the archive is whole after each of them. What an interruption left
without annotations is found and annotated by the next writer (`complete`), and the sources that it left unread are
noted in the archive (`Archive.tasks`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from hergang.corpus.archive import Archive
from hergang.corpus.article import Article
from hergang.corpus.errors import ForgottenError, NotModifiedError, SourceError
from hergang.corpus.reading import Reading
from hergang.corpus.urls import is_url
from hergang.extract import pipeline, standoff
from hergang.extract.errors import ExtractError
from hergang.extract.pipeline import Setup

Status = Literal["new", "revised", "unchanged", "reread", "skipped", "failed"]


@dataclass(frozen=True)
class Outcome:
    """What became of one source."""

    source: str  # as given or found
    status: Status
    article: str | None = None  # article id
    title: str | None = None
    reason: str | None = None  # why it failed or was skipped, with the source named


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
    archive: Archive,
    sources: Sequence[str],
    read: Callable[[str], Iterable[Reading | SourceError]],
    clock: Callable[[], str],
    setup: Setup,
    *,
    again: bool = False,
) -> Iterator[Outcome]:
    """Store what the sources give and have ``setup`` read it; yield the outcome of each as soon as it is stored.

    The sources are noted in the archive before the first is read, and each is struck off when all of it is stored: what
    an interruption leaves is known. ``again`` takes in articles that were forgotten, too.

    Raises:
        StoreError: the archive cannot be written; what was yielded before is stored.
    """
    archive.tasks.plan(sources, clock())
    for source in sources:
        unread: list[Outcome] = []
        for reading in read(source):
            outcome = _take_one(archive, reading, clock(), setup, again=again)
            yield outcome
            if outcome.status == "failed" and outcome.article is None:
                unread.append(outcome)
            elif outcome.source != source and (outcome.article or outcome.status != "unchanged"):
                archive.tasks.done(outcome.source, clock())
        _settle(archive, source, unread, clock())


def complete(
    archive: Archive, setup: Setup, *, clock: Callable[[], str] = utc_now, max_tries: int | None = None
) -> Iterator[Outcome]:
    """Annotate the revisions that an interrupted ingest left without annotations; yield those that cannot be.

    Those that have failed ``max_tries`` times already are left alone.
    """
    for revision in archive.unread(max_tries):
        try:
            _annotate(archive, revision.article, revision.digest, setup)
        except ExtractError as error:
            archive.put_failure(revision.article.id, revision.digest, str(error), clock())
            yield failed(revision.source, revision.article, error)


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


def _unread(error: SourceError) -> Outcome:
    """Return the outcome of a source that gave no article; messages begin with the source."""
    source = str(error).partition(": ")[0]
    return Outcome(source, "failed" if error.exit_code else "skipped", reason=str(error))


def _not_modified(archive: Archive, error: NotModifiedError) -> Outcome:
    """Return the outcome of a URL that is as it was, with the article that it gave where it is a page's."""
    source = str(error).partition(": ")[0]
    article = archive.last_from(source)
    return Outcome(source, "unchanged", *((article.id, article.title) if article else (None, None)))


def _take_one(archive: Archive, reading: Reading | SourceError, fetched: str, setup: Setup, *, again: bool) -> Outcome:
    if isinstance(reading, NotModifiedError):
        return _not_modified(archive, reading)
    if isinstance(reading, SourceError):
        return _unread(reading)
    article = reading.article
    try:
        added = archive.add(reading, fetched, again=again)
    except ForgottenError as error:
        return Outcome(reading.source, "skipped", reason=str(error))
    if archive.annotations(added.article_id, added.digest) is None:
        try:
            _annotate(archive, article, added.digest, setup)
        except ExtractError as error:
            archive.put_failure(added.article_id, added.digest, str(error), fetched)
            return failed(reading.source, article, error)
    return Outcome(reading.source, added.status, added.article_id, article.title)


def _annotate(archive: Archive, article: Article, digest: str, setup: Setup) -> None:
    annotations = pipeline.annotate(article, setup=setup)
    archive.put_annotations(article.id, digest, annotations.extractor, standoff.dumps(annotations))


def failed(source: str, article: Article, error: ExtractError) -> Outcome:
    """Return the outcome of an article that cannot be read."""
    return Outcome(source, "failed", article.id, article.title, f"{source}: {error}")
