"""Reading what is archived again, with the model that is in use now.

What was read before stays until the new annotations take its place, each in one transaction: an interruption loses
nothing, and the next call goes on with what is still stale. Annotations are stale where the program, the model or a
pipeline in a slot that they tell (``extractor``) differs from what would be written now.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Collection, Iterator
from functools import cache

from hergang.corpus.archive import Archive, Revision
from hergang.crew import Annotated, Key, Staff
from hergang.extract import pipeline
from hergang.extract.errors import ExtractError, LexiconError
from hergang.extract.pipeline import Setup
from hergang.ingest import Outcome, failed

PLACE = "reextract"  # in the archive's meta: how far a reading of everything has come


def key(revision: Revision) -> Key:
    """Return what names a revision."""
    return revision.article.id, revision.digest


def choose(archive: Archive, setup: Setup, articles: Collection[str], *, everything: bool) -> list[Key]:
    """Return the revisions to read again: of the articles that are named, or all, or those that are stale.

    Raises:
        SourceError: an article is not in the archive.
        LexiconError: a model of the setup is missing, damaged, or does not fit its place.
    """
    if articles:
        return of_articles(archive, articles)
    return unfinished(archive) if everything else stale(archive, setup)


def stale(archive: Archive, setup: Setup) -> list[Key]:
    """Return the revisions that were read with something else than the setup, or not yet, in the archive's order.

    Raises:
        LexiconError: a model of the setup is missing, damaged, or does not fit its place.
    """

    @cache
    def would_be(language: str) -> str | None:
        try:
            return pipeline.extractor(setup.load(language))
        except ExtractError:
            return None  # no model reads it: reading it will tell so

    return [
        key(revision)
        for revision in archive.revisions()
        if archive.extractor(*key(revision)) != would_be(revision.article.language or "")
    ]


def unfinished(archive: Archive) -> list[Key]:
    """Return all revisions, or where an earlier reading of everything was interrupted, those that it did not reach."""
    everything = [key(revision) for revision in archive.revisions()]
    reached = tuple(json.loads(archive.meta(PLACE) or "[]"))
    return everything[everything.index(reached) + 1 :] if reached in everything else everything


def of_articles(archive: Archive, articles: Collection[str]) -> list[Key]:
    """Return the revisions of articles that are named as `Archive.find` takes them; SourceError for one unknown."""
    wanted = {archive.find(article).article.id for article in articles}
    return [key(revision) for revision in archive.revisions() if revision.article.id in wanted]


def read_again(archive: Archive, staff: Staff, keys: Collection[Key], *, everything: bool) -> Iterator[Outcome]:
    """Read revisions again and yield what became of each; one that cannot be read keeps what was read before.

    Args:
        archive: open for writing.
        staff: who reads.
        keys: which revisions.
        everything: note how far it came, for ``unfinished``.

    Raises:
        LexiconError: a model is missing, damaged, or does not fit its place.
    """
    wanted, under_way, reached = set(keys), dict[Key, Revision](), deque[Key]()  # reached: done or not, in order

    def stored(*, all_: bool = False) -> Iterator[Outcome]:
        for key, result in staff.finished(all_=all_):
            revision = under_way.pop(key)
            if isinstance(result, Annotated):
                with archive.database.transaction():
                    archive.put_annotations(*key, result.extractor, result.line)
                    if everything:
                        _note_place(archive, reached, under_way)
                yield Outcome(revision.source, "reread", revision.article.id, revision.article.title)
            elif isinstance(result, LexiconError):
                raise result
            else:
                yield failed(revision.source, revision.article, result)

    for revision in archive.revisions():
        if key(revision) in wanted:
            under_way[key(revision)] = revision
            reached.append(key(revision))
            staff.annotate(key(revision), revision.article)
            yield from stored()
    yield from stored(all_=True)
    if everything:
        archive.set_meta(PLACE, "[]")


def _note_place(archive: Archive, reached: deque[Key], under_way: Collection[Key]) -> None:
    """Note the last revision of those that are done up to the first that is not."""
    last = None
    while reached and reached[0] not in under_way:
        last = reached.popleft()
    if last is not None:
        archive.set_meta(PLACE, json.dumps(last))
