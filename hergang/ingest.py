"""From sources into the archive: each reading is stored and annotated, and each source accounted for.

An article is archived before it is annotated, and the archive is whole after each of them. What an interruption left
without annotations is found and annotated by the next writer (`complete`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from hergang.corpus.archive import Archive
from hergang.corpus.article import Article
from hergang.corpus.errors import SourceError
from hergang.corpus.reading import Reading
from hergang.extract import pipeline, standoff
from hergang.extract.errors import ExtractError

Status = Literal["new", "revised", "unchanged", "skipped", "failed"]


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
    def skipped(self) -> tuple[Outcome, ...]:
        """Files of a folder that are no articles, each with its reason."""
        return self.of("skipped")

    @property
    def failed(self) -> tuple[Outcome, ...]:
        """Sources that could not be read, each with its reason."""
        return self.of("failed")


def utc_now() -> str:
    """Return the time as the archive writes it, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def take(archive: Archive, readings: Iterable[Reading | SourceError], clock: Callable[[], str]) -> Iterator[Outcome]:
    """Store and annotate the readings one by one; yield the outcome of each as soon as it is stored.

    Raises:
        StoreError: the archive cannot be written; what was yielded before is stored.
    """
    for reading in readings:
        if isinstance(reading, SourceError):
            yield _unread(reading)
        else:
            yield _take_one(archive, reading, clock())


def complete(archive: Archive) -> Iterator[Outcome]:
    """Annotate the revisions that an interrupted ingest left without annotations; yield those that cannot be."""
    for revision in archive.revisions():
        if archive.annotations(revision.article.id, revision.digest) is not None:
            continue
        try:
            _annotate(archive, revision.article, revision.digest)
        except ExtractError as error:
            yield _failed(revision.source, revision.article, error)


def _unread(error: SourceError) -> Outcome:
    """Return the outcome of a source that gave no article; messages begin with the source."""
    source = str(error).partition(": ")[0]
    return Outcome(source, "failed" if error.exit_code else "skipped", reason=str(error))


def _take_one(archive: Archive, reading: Reading, fetched: str) -> Outcome:
    article = reading.article
    added = archive.add(reading, fetched)
    if archive.annotations(added.article_id, added.digest) is None:
        try:
            _annotate(archive, article, added.digest)
        except ExtractError as error:
            return _failed(reading.source, article, error)
    return Outcome(reading.source, added.status, added.article_id, article.title)


def _annotate(archive: Archive, article: Article, digest: str) -> None:
    annotations = pipeline.annotate(article)
    archive.put_annotations(article.id, digest, annotations.extractor, standoff.dumps(annotations))


def _failed(source: str, article: Article, error: ExtractError) -> Outcome:
    return Outcome(source, "failed", article.id, article.title, f"{source}: {error}")
