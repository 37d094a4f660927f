"""From the archive to the graph: the graph is a function of the archive's contents alone.

The graph keeps a fingerprint of what it was made of. Where it differs from the archive's own, an ingest was
interrupted between the two (or another release wrote the graph), and the graph is written anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator

from pyoxigraph import Quad

import hergang
from hergang.corpus.archive import Archive, Copy, Revision
from hergang.corpus.article import Article
from hergang.extract import standoff
from hergang.graphs import store
from hergang.graphs.errors import DamagedGraphError
from hergang.graphs.projection import Revised, activity, project
from hergang.graphs.revised import Copied
from hergang.graphs.store import Change
from hergang.paths import StorePaths


def fingerprint(archive: Archive, base: str) -> str:
    """Return what tells all that the projection reads: the archive's generation, the base and the release."""
    return hashlib.sha256(json.dumps([hergang.__version__, base, archive.generation()]).encode()).hexdigest()


def write_graph(paths: StorePaths, archive: Archive, base: str) -> Change:
    """Make the graph show what the archive holds, switch readers to it, and return what changed.

    A graph that is damaged is thrown away and made anew: the archive is the truth. So is one that may hold what was
    forgotten, since a database on the disk keeps for long what was deleted from it.
    """
    purge = archive.tombstones.must_purge()
    if purge or store.state(paths.root) == "damaged":
        return _write(paths, archive, base, anew=True, purge=purge)
    try:
        return _write(paths, archive, base, anew=False, purge=False)
    except DamagedGraphError:
        return _write(paths, archive, base, anew=True, purge=False)


def is_current(paths: StorePaths, archive: Archive, base: str) -> bool:
    """Say whether the graph shows what the archive holds, and holds nothing of what was forgotten."""
    return store.state(paths.root, fingerprint(archive, base)) == "whole" and not archive.tombstones.must_purge()


def projected(archive: Archive, base: str) -> Iterator[Quad]:
    """Yield every quad that the graph should hold."""
    yield from project(list(revised(archive)), base)
    yield from activities(archive, base)


def _write(paths: StorePaths, archive: Archive, base: str, *, anew: bool, purge: bool) -> Change:
    quads = list(projected(archive, base))
    with store.GraphStore.open(paths.root, anew=anew) as graph:
        change = graph.write(quads)
        newest = graph.checkpoint(fingerprint(archive, base), keep=1 if purge else store.KEEP)
        if purge and graph.checkpoints() == [newest]:  # else a reader has an older one open: the next writer sees to it
            archive.tombstones.purged()
    return change


def activities(archive: Archive, base: str) -> Iterator[Quad]:
    """Yield what PROV-O calls the activity behind each revision: when it was fetched, from where, and who read it.

    An archive does not keep how long a fetch took: both ends of the activity are the moment at which it was fetched.
    """
    for revision in archive.revisions():
        if (read := _revised(archive, revision)) is not None:
            yield from activity(
                read,
                base,
                started=revision.fetched,
                ended=revision.fetched,
                software=read.annotations.extractor,
                source=revision.source,
            )


def revised(archive: Archive) -> Iterator[Revised]:
    """Yield the annotated revisions in the archive's order, as the projection takes them."""
    for revision in archive.revisions():
        if (read := _revised(archive, revision)) is not None:
            yield read


def _revised(archive: Archive, revision: Revision) -> Revised | None:
    line = archive.annotations(revision.article.id, revision.digest)
    if line is None:
        return None
    return Revised(
        annotations=standoff.loads(line),
        digest=revision.digest,
        number=revision.number,
        fetched=revision.fetched,
        standing=revision.standing,
        replaced_at=revision.replaced_at,
        previous=revision.previous,
        copies=tuple(_copied(copy) for copy in archive.duplicates.of(revision.article.id)) if revision.standing else (),
    )


def _copied(copy: Copy) -> Copied:
    return Copied(Article(copy.of, "", publisher=copy.publisher, url=copy.url), copy.spans)
