"""Forgetting an article in the whole store: in the archive by `hergang.corpus.archive`, then in the graph."""

from __future__ import annotations

from dataclasses import dataclass

from hergang.corpus.archive import Archive, Forgotten
from hergang.paths import StorePaths
from hergang.projecting import write_graph


@dataclass(frozen=True)
class Gone:
    """An article that was forgotten, and whether all traces of it are gone."""

    title: str | None
    source: str
    forgotten: Forgotten
    traces: bool  # a process that reads the store still holds an older state of it; the next writer deletes that


def forget(paths: StorePaths, archive: Archive, base: str, reference: str, *, at: str, who: str, why: str) -> Gone:
    """Take an article out of archive, search and graph, checkpoints included, and leave a tombstone.

    The caller holds the store's lock. Where this is ended between archive and graph, whoever writes the store next
    makes the graph anew.

    Raises:
        SourceError: there is no such article; one that was forgotten already is said to be.
    """
    revision = archive.find(reference)
    article = revision.article
    forgotten = archive.tombstones.forget(article.id, at=at, who=who, why=why)
    write_graph(paths, archive, base)
    return Gone(article.title, revision.source, forgotten, archive.tombstones.must_purge())
