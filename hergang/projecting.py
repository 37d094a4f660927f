"""From the archive to the graph: the graph is a function of the archive's contents alone.

The graph keeps a fingerprint of what it was made of. Where it differs from the archive's own, an ingest was
interrupted between the two (or another release wrote the graph), and what changed is written to it.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from pyoxigraph import Quad

import hergang
from hergang.corpus.archive import Archive, Copy, Mark, Revision
from hergang.corpus.article import Article
from hergang.extract import standoff
from hergang.graphs import store
from hergang.graphs.errors import DamagedGraphError
from hergang.graphs.projection import Also, Load, Projection, Revised, activity
from hergang.graphs.revised import Copied
from hergang.graphs.state import State
from hergang.graphs.store import Change
from hergang.paths import StorePaths


def fingerprint(archive: Archive, base: str) -> str:
    """Return what tells all that the projection reads: the archive's generation, the base and the release."""
    return hashlib.sha256(json.dumps([hergang.__version__, base, archive.generation()]).encode()).hexdigest()


def write_graph(paths: StorePaths, archive: Archive, base: str, *, anew: bool = False) -> Change:
    """Make the graph show what the archive holds, switch readers to it, and return what changed.

    Only what shares a blocking key with an article that changed is made anew, with the help of what the projection
    remembers (``graph/state.db``). Where it remembers nothing that can be relied on, everything is made anew, and so it
    is where the graph is damaged, or may hold what was forgotten: a database on the disk keeps for long what was
    deleted from it.

    Args:
        paths: the store.
        archive: open to write.
        base: what the IRIs of the data begin with.
        anew: make everything anew, whatever is remembered.
    """
    purge = archive.tombstones.must_purge()
    if purge or store.state(paths.root) == "damaged" or not (anew or _is_remembered(paths, archive, base)):
        return _write(paths, archive, base, purge=purge)
    try:
        return _rewrite(paths, archive, base) if anew else _update(paths, archive, base)
    except (DamagedGraphError, sqlite3.DatabaseError):
        return _write(paths, archive, base, purge=False)


def is_current(paths: StorePaths, archive: Archive, base: str) -> bool:
    """Say whether the graph shows what the archive holds, and holds nothing of what was forgotten."""
    return store.state(paths.root, fingerprint(archive, base)) == "whole" and not archive.tombstones.must_purge()


@contextmanager
def made_anew(paths: StorePaths, archive: Archive, base: str) -> Iterator[tuple[Iterator[Quad], bool]]:
    """Give every quad that the graph should hold, and whether what the projection remembers agrees with them.

    A memory that will not be relied on anyway agrees.
    """
    with _temporary(paths) as fresh, State(fresh) as state:
        projection = _made(state, archive, base)
        agrees = True
        if _is_remembered(paths, archive, base):
            with State(_state_file(paths)) as known:
                agrees = next(known.difference(fresh), None) is None
        yield projection.quads(), agrees


def _update(paths: StorePaths, archive: Archive, base: str) -> Change:
    """Write what articles that changed since the last time change in the graph."""
    with store.GraphStore.open(paths.root) as graph, State(_state_file(paths)) as state:
        changed = _changed(state, archive, base)
        if changed is None or graph.is_empty() != state.is_empty():
            raise DamagedGraphError(f"{paths.root}: the graph is not what it was when it was last written.")
        mark = archive.touched.mark()
        state.set_sound(False)
        projection = _projection(state, archive, base)
        if _pays_to_fill(state, len(changed)):
            change = _fill(graph, state, projection, changed)
        else:
            change = _total(graph.apply(delta.added_lines, delta.removed_lines) for delta in projection.take(changed))
        _settle(graph, state, archive, base, mark)
    return change


def _pays_to_fill(state: State, changed: int) -> bool:
    """Say whether so much will have changed since the graph was last filled that filling it anew is cheaper.

    Oxigraph writes a whole part of the graph anew with every second or third change to it, as long as the part has less
    than half a GB, and without compression.
    """
    since = int(state.meta("since") or 0) + changed
    state.set_meta("since", str(since))
    return since >= int(state.meta("filled") or 0)


def _fill(graph: store.GraphStore, state: State, projection: Projection, articles: Sequence[str]) -> Change:
    """Bring what is remembered up to date with articles, and make the graph anew of it."""
    change = _total(Change(len(delta.added_lines), len(delta.removed_lines)) for delta in projection.take(articles))
    graph.fill(projection.blocks())
    state.set_meta("filled", str(projection.articles()))
    state.set_meta("since", "0")
    return change


def _write(paths: StorePaths, archive: Archive, base: str, *, purge: bool) -> Change:
    """Throw graph and memory away and make both from nothing."""
    for file in (_state_file(paths), _fresh_file(paths)):  # the latter where a command was ended
        file.unlink(missing_ok=True)
    with store.GraphStore.open(paths.root, anew=True) as graph, State(_state_file(paths)) as state:
        mark = archive.touched.mark()
        change = _fill(graph, state, _projection(state, archive, base), _in_order(archive))
        newest = _settle(graph, state, archive, base, mark)
        if purge and graph.checkpoints() == [newest]:  # else a reader has an older one open: the next writer sees to it
            archive.tombstones.purged()
    return change


def _rewrite(paths: StorePaths, archive: Archive, base: str) -> Change:
    """Make everything from nothing, and write what differs from the graph that there is."""
    with _temporary(paths) as fresh:
        with store.GraphStore.open(paths.root) as graph:
            with State(fresh) as state:
                mark = archive.touched.mark()
                change = graph.write(_made(state, archive, base).quads())
                _settle(graph, state, archive, base, mark)
        fresh.replace(_state_file(paths))
    return change


def _projection(state: State, archive: Archive, base: str) -> Projection:
    return Projection(state, base, loader(archive), _telling(archive, base), archive.decisions.list())


def _made(state: State, archive: Archive, base: str) -> Projection:
    projection = _projection(state, archive, base)
    for _ in projection.take(_in_order(archive)):
        pass
    return projection


def _settle(graph: store.GraphStore, state: State, archive: Archive, base: str, mark: Mark) -> str:
    """Switch readers to what was written, and note what it was made of."""
    newest = graph.checkpoint(fingerprint(archive, base))
    state.set_meta("release", hergang.__version__)
    state.set_meta("base", base)
    state.set_meta("mark", json.dumps([mark.number, mark.token]))
    state.set_sound(True)  # a process that ends before leaves it unsound, and what it wrote is made anew
    archive.touched.settle(mark)
    return newest


def _is_remembered(paths: StorePaths, archive: Archive, base: str) -> bool:
    """Say whether it is known what the graph was made of, so that only what changed since needs to be looked at."""
    file = _state_file(paths)
    if not file.is_file() or store.state(paths.root) != "whole":
        return False
    try:
        with State(file) as state:
            return _changed(state, archive, base) is not None
    except (sqlite3.DatabaseError, ValueError):
        return False


def _changed(state: State, archive: Archive, base: str) -> list[str] | None:
    """Return the articles that changed since the state was made; None where it cannot be relied on."""
    if (state.meta("sound"), state.meta("release"), state.meta("base")) != ("yes", hergang.__version__, base):
        return None
    return archive.touched.since(Mark(*json.loads(state.meta("mark") or '[0, ""]')))


def _in_order(archive: Archive) -> list[str]:
    return [row["id"] for row in archive.database.execute("SELECT id FROM article ORDER BY day, id")]


def _state_file(paths: StorePaths) -> Path:
    return store.graph_folder(paths.root) / "state.db"


def _fresh_file(paths: StorePaths) -> Path:
    return store.graph_folder(paths.root) / "state.new.db"


@contextmanager
def _temporary(paths: StorePaths) -> Iterator[Path]:
    """Give a place for a state that is made beside the known one; what is left there is deleted."""
    file = _fresh_file(paths)
    file.unlink(missing_ok=True)
    try:
        yield file
    finally:
        file.unlink(missing_ok=True)


def _total(changes: Iterable[Change]) -> Change:
    added = removed = 0
    for change in changes:
        added, removed = added + change.added, removed + change.removed
    return Change(added, removed)


def loader(archive: Archive) -> Load:
    """Return what gives the annotated revisions of an article."""

    def load(article: str) -> list[Revised]:
        found = [_revised(archive, revision) for revision in archive.history(article)]
        return [read for read in found if read is not None]

    return load


def _telling(archive: Archive, base: str) -> Also:
    """Return what gives the activity behind a revision: when it was fetched, from where, and who read it (PROV-O).

    An archive does not keep how long a fetch took: both ends of the activity are the moment at which it was fetched.
    """

    def tell(read: Revised) -> Iterator[Quad]:
        row = archive.database.row("SELECT source FROM revision WHERE article = ? AND digest = ?", *read.key)
        yield from activity(
            read,
            base,
            started=read.fetched,
            ended=read.fetched,
            software=read.annotations.extractor,
            source=row["source"],
        )

    return tell


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
