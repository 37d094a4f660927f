"""The graph on disk: one writer, checkpoints, and readers that each see one checkpoint.

``STORE/graph`` holds ``checkpoints/NNNNNN`` (Oxigraph databases that readers open), ``current`` (a small JSON file that
names the checkpoint in force, the layout's version and what the graph was made of), ``leases``
(`hergang.graphs.leases`) and, while it is written, ``live``: the writer's database, which begins as hard links to the
files of the checkpoint in force and goes when all of it has become a checkpoint. So one generation of files is on the
disk while nobody writes: no write-ahead logs, and none of what Oxigraph rearranges in the background.

The graph is a projection: whatever is broken here is made anew from the archive, nothing here is the only copy of
anything. Who may write is decided by the caller (``STORE/writer.lock``); Oxigraph refuses a second writer on its own.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import shutil
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, NoReturn, Self

import pyoxigraph as ox

from hergang.corpus.errors import StoreError
from hergang.graphs import leases
from hergang.graphs.errors import DamagedGraphError
from hergang.graphs.lines import RUN, Line, line_file, parse, sorted_lines

VERSION = 1
BATCH = 20_000  # quads in one statement of an update: bounds the text that Oxigraph parses at a time
BULK = 20_000  # lines from which on adding them by files of their own is cheaper than by a transaction
SORTED = 500_000  # lines that Oxigraph is given at a time to sort: bounds memory, some 2 kB each

State = Literal["missing", "whole", "behind", "damaged"]


@dataclass(frozen=True)
class Change:
    """How many quads a write added and removed."""

    added: int
    removed: int


@dataclass(frozen=True)
class Current:
    """What ``graph/current`` says: the checkpoint in force, and the writer's token for what it is made of."""

    checkpoint: str
    made_of: str | None = None


def graph_folder(path: Path) -> Path:
    """Return the graph's folder in a store folder."""
    return Path(path) / "graph"


def read_current(path: Path) -> Current:
    """Return what ``graph/current`` of a store says.

    Raises:
        StoreError: there is no graph here, it is of another version, or the file is damaged.
    """
    file = graph_folder(path) / "current"
    try:
        record = json.loads(_read_text(file))
        version, current = record["version"], Current(str(record["checkpoint"]), record.get("made_of"))
    except FileNotFoundError as error:
        raise StoreError(
            f'{path}: no graph here. "hergang ingest SOURCE" makes one; or give another --store.'
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise StoreError(f'{file}: damaged. "hergang rebuild" makes the graph anew from the archive.') from error
    if version != VERSION:
        raise StoreError(
            f"{path}: the graph is of version {version}, this hergang reads version {VERSION}. "
            '"hergang rebuild" makes it anew from the archive; or use the release that wrote it.'
        )
    return current


def state(path: Path, made_of: str | None = None) -> State:
    """Say what a store's graph is like, so that the writer knows whether to write it again.

    "behind" is a graph that was made of something other than ``made_of``: the writer stopped between the archive and
    the graph (a crash), and one `GraphStore.write` of the whole projection mends it. "damaged" is one that is to be
    opened with ``anew=True`` and written in full.
    """
    if not (graph_folder(path) / "current").exists():
        return "damaged" if (graph_folder(path) / "live").exists() else "missing"
    try:
        current = read_current(path)
        with open_reader(path):
            pass
    except StoreError:
        return "damaged"
    return "whole" if made_of is None or current.made_of == made_of else "behind"


class GraphStore:
    """The one writer of a store's graph."""

    def __init__(self, store: ox.Store, path: Path) -> None:
        self._store: ox.Store | None = store
        self._is_shown = False  # whether a checkpoint holds all that has been written
        self.path = path

    @classmethod
    def open(cls, path: Path, *, anew: bool = False) -> Self:
        """Open the graph of a store folder to write it; it is created where there is none.

        Args:
            path: the store's folder (the graph is in its ``graph``).
            anew: throw the writer's database away and begin with an empty one. Readers keep the last checkpoint until
                the next one is taken.

        Raises:
            StoreError: another process writes it, it is damaged, of another version, or the disk is full.
        """
        graph = graph_folder(path)
        if not anew and (graph / "current").exists():
            read_current(path)
        with _told(graph):
            graph.mkdir(parents=True, exist_ok=True)
            if anew:
                _discard(graph / "live")
            elif not (graph / "live").exists() and (graph / "current").exists():
                _branch(graph, read_current(path).checkpoint)
            return cls(ox.Store(str(graph / "live")), Path(path))

    def write(self, quads: Iterable[ox.Quad]) -> Change:
        """Make the graph hold these quads and no others, in one transaction: what differs is added and removed.

        Memory grows with the difference, and by 16 bytes (and a set's entry) a quad given.
        """
        store, wanted, added = self._written(), set[bytes](), dict[ox.Quad, None]()
        source = iter(quads)
        while batch := list(islice(source, BATCH)):
            wanted.update(map(quad_digest, batch))
            with _told(self.graph):
                added.update((quad, None) for quad in batch if quad not in store)
        with _told(self.graph):
            removed = [quad for quad in store if quad_digest(quad) not in wanted]
            _apply(store, list(added), removed)
        return Change(len(added), len(removed))

    def apply(self, added: Sequence[Line], removed: Sequence[Line]) -> Change:
        """Add statements and remove others; the caller knows what the graph holds.

        A process that ends meanwhile leaves ``live`` between the two: readers do not see it, and the next writer must
        not rely on it.

        Args:
            added: lines of N-Quads without their full stops.
            removed: such lines.
        """
        store = self._written()
        with _told(self.graph):
            _apply(store, [], parse(removed))
            add = store.bulk_load if len(added) >= BULK else store.load
            if added:
                add(input=line_file([added]), format=ox.RdfFormat.N_QUADS)
        return Change(len(added), len(removed))

    def fill(self, blocks: Iterable[Sequence[Line]]) -> None:
        """Make the graph anew of these statements, sorted and compressed; nothing of what was there is left in it.

        Args:
            blocks: lines of N-Quads without their full stops.
        """
        self._written()
        self.close()
        with _told(self.graph):
            _discard(self.graph / "live")
            self._store = store = ox.Store(str(self.graph / "live"))
            parts = 0
            for part in _parts(blocks):
                store.bulk_load(input=line_file(part), format=ox.RdfFormat.N_QUADS)
                parts += 1
            if parts > 1:  # their files overlap
                store.optimize()

    def is_empty(self) -> bool:
        """Say whether nothing has been written."""
        return next(self.quads(), None) is None

    def checkpoint(self, made_of: str | None = None) -> str:
        """Show readers what has been written: back the graph up, switch ``current`` to it, prune what nobody reads.

        Args:
            made_of: a token for what the graph was made of (a digest of the archive); `state` compares it.
        """
        store, graph = self._open_store(), self.graph
        name = _next_checkpoint(graph)
        with _told(graph):
            (graph / "checkpoints").mkdir(exist_ok=True)
            try:
                store.flush()
                store.backup(str(graph / "checkpoints" / name))
                _write_current(graph, Current(name, made_of))
            except OSError:
                shutil.rmtree(graph / "checkpoints" / name, ignore_errors=True)
                raise
        self._prune(name)
        self._is_shown = True
        return name

    @property
    def graph(self) -> Path:
        """The graph's folder."""
        return graph_folder(self.path)

    def quads(self) -> Iterator[ox.Quad]:
        """Yield every quad that has been written, checkpointed or not, in no order."""
        with _told(self.graph):
            yield from self._open_store()

    def __len__(self) -> int:
        return len(self._open_store())

    def close(self) -> None:
        """Let the database go, and delete it where a checkpoint holds all of it; may be called twice."""
        if self._store is None:
            return
        self._store = None  # Oxigraph has no close: the last reference gives its lock back
        if self._is_shown:
            shutil.rmtree(self.graph / "live", ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _written(self) -> ox.Store:
        """Return the database to write to it."""
        store, self._is_shown = self._open_store(), False
        return store

    def _open_store(self) -> ox.Store:
        if self._store is None:
            raise StoreError(f"{self.path}: the graph is closed already. Open it again with GraphStore.open.")
        return self._store

    def checkpoints(self) -> list[str]:
        """Return the names of the checkpoints on the disk, the newest last."""
        return sorted(folder.name for folder in (self.graph / "checkpoints").iterdir())

    def _prune(self, newest: str) -> None:
        """Delete the checkpoints that no reader uses; what resists is left for next time."""
        held = {newest, *leases.leased(self.graph)}
        for name in self.checkpoints():
            if name not in held:
                shutil.rmtree(self.graph / "checkpoints" / name, ignore_errors=True)


class Reader:
    """A checkpoint, opened read-only; it stays as it is, whatever a writer does meanwhile."""

    def __init__(self, store: ox.Store, lease: leases.Lease, path: Path, checkpoint: str) -> None:
        self._store: ox.Store | None = store
        self._lease = lease
        self.path = path
        self.checkpoint = checkpoint

    @property
    def store(self) -> ox.Store:
        """The Oxigraph store beneath; it cannot be written."""
        if self._store is None:
            raise StoreError(f"{self.path}: the reader is closed already. Open another with open_reader.")
        return self._store

    def select(self, sparql: str) -> list[dict[str, str]]:
        """Return the rows of a SELECT of our own as plain text by variable; unbound ones are left out.

        Prefixes are preset; there is no time limit. Queries of users go through `hergang.graphs.query.run`, which
        refuses, times and explains.
        """
        from hergang.graphs.vocabulary import PREFIXES  # slow to import, and a query's process has no need of it

        with _told(graph_folder(self.path)):
            solutions: Any = self.store.query(sparql, prefixes=PREFIXES)
            names = [variable.value for variable in solutions.variables]
            return [{name: row[name].value for name in names if row[name] is not None} for row in solutions]

    def quads(self, graph: Any = None) -> Iterator[ox.Quad]:
        """Yield the quads of one graph (`pyoxigraph.DefaultGraph()` is the standing view), or of all, in no order."""
        with _told(graph_folder(self.path)):
            yield from self.store.quads_for_pattern(None, None, None, graph)

    def __len__(self) -> int:
        return len(self.store)

    def close(self) -> None:
        """Let the checkpoint go; may be called twice."""
        self._store = None
        self._lease.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_reader(path: Path) -> Reader:
    """Open the checkpoint in force of a store folder, read-only.

    The lease is taken before ``current`` is read a second time: if it still names the same checkpoint, no pruning that
    overlooks the lease can have begun.

    Raises:
        StoreError: there is no graph, it is damaged or of another version.
    """
    graph = graph_folder(path)
    current = read_current(path)
    while True:
        lease = leases.take(graph, current.checkpoint)
        again = read_current(path)
        if again.checkpoint == current.checkpoint:
            break
        lease.release()
        current = again
    try:
        with _told(graph):
            store = ox.Store.read_only(str(graph / "checkpoints" / current.checkpoint))
    except StoreError:
        lease.release()
        raise
    return Reader(store, lease, Path(path), current.checkpoint)


def canonical_nquads(reader: Reader | GraphStore, run: int = RUN) -> Iterator[str]:
    """Yield the lines of a graph as N-Quads in code point order: two graphs are the same if and only if these are.

    There are no blank nodes, so that sorting is all that canonicalisation needs (cf. RDF Dataset Canonicalization,
    W3C 2024).
    """
    yield from sorted_lines(reader.quads(), run)


def _apply(store: ox.Store, added: list[ox.Quad], removed: list[ox.Quad]) -> None:
    if not removed:
        if added:
            store.extend(added)
        return
    statements = [_data("DELETE", removed[at : at + BATCH]) for at in range(0, len(removed), BATCH)]
    statements += [_data("INSERT", added[at : at + BATCH]) for at in range(0, len(added), BATCH)]
    store.update(" ;\n".join(statements))


def _data(verb: str, quads: list[ox.Quad]) -> str:
    return f"{verb} DATA {{\n" + "\n".join(map(_pattern, quads)) + "\n}"


def _pattern(quad: ox.Quad) -> str:
    triple = f"{quad.subject} {quad.predicate} {quad.object} ."
    return triple if isinstance(quad.graph_name, ox.DefaultGraph) else f"GRAPH {quad.graph_name} {{ {triple} }}"


def quad_digest(quad: ox.Quad) -> bytes:
    """Return 16 bytes that stand for a quad where there is no room for the quads themselves."""
    return hashlib.blake2b(str(quad).encode(), digest_size=16).digest()


def _next_checkpoint(graph: Path) -> str:
    """Return the name after the highest there is, used or left by a crash."""
    folder = graph / "checkpoints"
    numbers = [int(entry.name) for entry in folder.iterdir() if entry.name.isdigit()] if folder.exists() else []
    return f"{max(numbers, default=0) + 1:06d}"


def _write_current(graph: Path, current: Current) -> None:
    record = {"version": VERSION, "checkpoint": current.checkpoint}
    if current.made_of is not None:
        record["made_of"] = current.made_of
    temporary = graph / "current.new"
    with temporary.open("w", encoding="utf-8", newline="\n") as out:
        out.write(json.dumps(record) + "\n")
        out.flush()
        os.fsync(out.fileno())
    _patiently(lambda: temporary.replace(graph / "current"))


def _read_text(file: Path) -> str:
    text: list[str] = []
    _patiently(lambda: text.append(file.read_text(encoding="utf-8")))
    return text[0]


def _patiently(action: Any, tries: int = 50) -> None:
    """Do what Windows refuses for the moment in which another process has the file open (`PermissionError`)."""
    for left in reversed(range(tries)):
        try:
            action()
            return
        except PermissionError:
            if not left:
                raise
            time.sleep(0.02)


def _parts(blocks: Iterable[Sequence[Line]]) -> Iterator[list[Sequence[Line]]]:
    """Yield blocks together as far as `SORTED` allows."""
    part: list[Sequence[Line]] = []
    size = 0
    for block in blocks:
        part.append(block)
        size += len(block)
        if size >= SORTED:
            yield part
            part, size = [], 0
    if part:
        yield part


def _branch(graph: Path, checkpoint: str) -> None:
    """Begin the writer's database with the files of a checkpoint.

    Oxigraph never changes a file of sorted quads (``.sst``): where the file system has hard links, both share it.
    """
    source, target = graph / "checkpoints" / checkpoint, graph / "live.new"
    _discard(target)
    target.mkdir()
    for file in source.iterdir():
        copy = os.link if file.suffix == ".sst" else shutil.copyfile
        try:
            copy(file, target / file.name)
        except OSError:  # no hard links here
            shutil.copyfile(file, target / file.name)
    target.rename(graph / "live")


def _discard(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)


@contextlib.contextmanager
def _told(graph: Path) -> Iterator[None]:
    """Turn what Oxigraph and the operating system raise into a `StoreError` that says what to do."""
    try:
        yield
    except (OSError, RuntimeError) as error:  # Oxigraph tells corruption as RuntimeError
        _explain(error, graph)


def _explain(error: OSError | RuntimeError, graph: Path) -> NoReturn:
    words = str(error)
    if is_disk_full(error):
        raise StoreError(
            f"{graph}: the disk is full. Nothing stored before is lost: make room and run the same command again."
        ) from error
    if "lock hold" in words or "LOCK" in words:
        raise StoreError(f"{graph}: another process writes this graph. Wait until it has ended.") from error
    if isinstance(error, PermissionError):
        raise StoreError(f"{graph}: no permission ({error.strerror}). Check who owns the folder.") from error
    raise DamagedGraphError(
        f'{graph}: damaged ({words}). "hergang rebuild" makes the graph anew from the archive.'
    ) from error


def is_disk_full(error: BaseException) -> bool:
    """Say whether an error means that the disk is full (Oxigraph gives words, no number)."""
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return True
    return any(words in str(error) for words in ("No space left", "not enough space", "Disk quota exceeded"))
