"""What the projection remembers beside the graph, so that one more article costs the same however many there are.

A SQLite file (``STORE/graph/state.db``): what each article's entities, tellings and claims look like to their blocks,
the indexes by blocking key, and each outcome with the quads that it gave. Nothing in it is the only copy of
anything: it can be thrown away, and is made anew from the archive (`hergang.graphs.projection`).
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from hergang.graphs.packing import SHARED

VERSION = 5  # of every rule that fills the tables

_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE article (
  id TEXT PRIMARY KEY,
  place TEXT NOT NULL,      -- "day id": where it stands in the one order
  look BLOB NOT NULL,       -- vector of title and opening
  names TEXT NOT NULL       -- JSON: names that it speaks of, by which two articles are found to be of one matter
) WITHOUT ROWID;
CREATE TABLE local (        -- an entity of an article, its revisions taken together
  id TEXT PRIMARY KEY,      -- place and number: ids sort in the one order
  article TEXT NOT NULL,
  type TEXT NOT NULL, name TEXT NOT NULL, vertex TEXT NOT NULL, iri TEXT NOT NULL,
  handle TEXT, platform TEXT, owner TEXT,  -- of an account; the owner is a local
  holder TEXT, own INTEGER,  -- its owner's node, and whether the handle names the owner
  record TEXT NOT NULL      -- JSON
) WITHOUT ROWID;
CREATE INDEX local_article ON local (article);
CREATE INDEX local_vertex ON local (vertex, id);
CREATE INDEX local_name ON local (type, name, vertex);
CREATE INDEX local_handle ON local (handle, platform) WHERE handle IS NOT NULL;
CREATE INDEX local_holder ON local (holder, platform, handle) WHERE holder IS NOT NULL;
CREATE INDEX local_owner ON local (owner) WHERE owner IS NOT NULL;
CREATE TABLE vertex (       -- locals that are one by name or context alone
  key TEXT PRIMARY KEY, node TEXT NOT NULL, size INTEGER NOT NULL, german INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX vertex_node ON vertex (node);
CREATE TABLE edge (         -- vertices that are one thing, and why
  one TEXT NOT NULL, other TEXT NOT NULL, why TEXT NOT NULL, PRIMARY KEY (one, other, why)
) WITHOUT ROWID;
CREATE INDEX edge_other ON edge (other, one);
CREATE INDEX edge_why ON edge (why);
CREATE TABLE spelling (     -- how a vertex is spelt, counted over its locals
  vertex TEXT NOT NULL, type TEXT NOT NULL, name TEXT NOT NULL, language TEXT NOT NULL,
  alias INTEGER NOT NULL, named INTEGER NOT NULL, standing INTEGER NOT NULL, told INTEGER NOT NULL,
  PRIMARY KEY (vertex, type, name, language, alias, named)
) WITHOUT ROWID;
CREATE TABLE block (        -- what shares a key, in the one order
  layer TEXT NOT NULL, key TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (layer, key, id)
) WITHOUT ROWID;
CREATE INDEX block_item ON block (layer, id);
CREATE TABLE forest (       -- what each item was found to go on from, and the first of its tree
  layer TEXT NOT NULL, id TEXT NOT NULL, parent TEXT, root TEXT NOT NULL, PRIMARY KEY (layer, id)
) WITHOUT ROWID;
CREATE INDEX forest_parent ON forest (layer, parent);
CREATE INDEX forest_root ON forest (layer, root, id);
CREATE TABLE telling (
  id TEXT PRIMARY KEY, article TEXT NOT NULL, iri TEXT NOT NULL, record BLOB NOT NULL,  -- JSON, packed
  look BLOB                 -- vector of its clause, where it was compared
) WITHOUT ROWID;
CREATE INDEX telling_article ON telling (article);
CREATE TABLE claim (
  id TEXT PRIMARY KEY, article TEXT NOT NULL, iri TEXT NOT NULL, record BLOB NOT NULL  -- JSON, packed
) WITHOUT ROWID;
CREATE INDEX claim_article ON claim (article);
CREATE INDEX claim_iri ON claim (iri);
CREATE TABLE link (
  later TEXT NOT NULL, type TEXT NOT NULL, earlier TEXT NOT NULL, rank INTEGER NOT NULL, block TEXT NOT NULL,
  reason TEXT NOT NULL, confidence REAL NOT NULL, PRIMARY KEY (later, type, earlier, rank, block)
) WITHOUT ROWID;
CREATE INDEX link_block ON link (block);
CREATE INDEX link_earlier ON link (earlier, type);
CREATE TABLE fact (
  subject TEXT NOT NULL, property TEXT NOT NULL, object TEXT NOT NULL, article TEXT NOT NULL,
  PRIMARY KEY (subject, property, object, article)
) WITHOUT ROWID;
CREATE INDEX fact_article ON fact (article);
CREATE TABLE outlet (
  iri TEXT NOT NULL, label TEXT NOT NULL, article TEXT NOT NULL, PRIMARY KEY (iri, label, article)
) WITHOUT ROWID;
CREATE INDEX outlet_article ON outlet (article);
CREATE TABLE story (        -- standing articles as stories look at them
  article TEXT PRIMARY KEY, id TEXT NOT NULL, outlet TEXT NOT NULL, day TEXT NOT NULL, language TEXT NOT NULL,
  title TEXT, opening TEXT NOT NULL, look BLOB NOT NULL, headline BLOB,
  names TEXT NOT NULL       -- JSON: IRIs of what it names, and how much each counts
) WITHOUT ROWID;
CREATE UNIQUE INDEX story_id ON story (id);
CREATE TABLE unit (key TEXT PRIMARY KEY, quads BLOB NOT NULL) WITHOUT ROWID;  -- lines of N-Quads, packed
"""
_LAYOUT = zlib.crc32(f"{VERSION}{_TABLES}".encode() + SHARED) & 0x7FFFFFFF  # what SQLite keeps as the user's version


class State:
    """The tables, and the few ways in which they are read and written."""

    def __init__(self, path: Path | None = None) -> None:
        """Open the state at ``path``, or one that is gone when it is closed; a file of another version is emptied.

        Raises:
            sqlite3.Error: it cannot be opened. The caller throws the file away and begins anew.
        """
        # An empty name is SQLite's own temporary file: it spills to the disk where memory does not suffice.
        self._database = sqlite3.connect("" if path is None else path, isolation_level=None)
        self._database.execute("PRAGMA journal_mode = OFF" if path is None else "PRAGMA journal_mode = MEMORY")
        self._database.execute("PRAGMA synchronous = OFF")  # a crash is noticed by `set_sound`, and the file made anew
        self._database.execute("PRAGMA cache_size = -65536")  # 64 MB
        if self._database.execute("PRAGMA user_version").fetchone()[0] != _LAYOUT:
            self._make()

    def _make(self) -> None:
        for (name,) in self.rows("SELECT name FROM sqlite_master WHERE type = 'table'"):
            self._database.execute(f"DROP TABLE {name}")
        self._database.executescript(_TABLES)
        self._database.execute(f"PRAGMA user_version = {_LAYOUT}")

    def rows(self, sql: str, *values: Any) -> list[Any]:
        """Return the rows of a query as tuples."""
        return self._database.execute(sql, values).fetchall()

    def each(self, sql: str, *values: Any) -> Iterator[Any]:
        """Yield the rows of a query as tuples; nothing may be written meanwhile."""
        yield from self._database.execute(sql, values)

    def row(self, sql: str, *values: Any) -> Any:
        """Return the first row of a query, None where there is none."""
        return self._database.execute(sql, values).fetchone()

    def column(self, sql: str, *values: Any) -> list[Any]:
        """Return the first column of a query."""
        return [row[0] for row in self._database.execute(sql, values)]

    def run(self, sql: str, *values: Any) -> None:
        """Run a statement."""
        self._database.execute(sql, values)

    def many(self, sql: str, values: Iterable[Sequence[Any]]) -> None:
        """Run a statement for each of the values."""
        self._database.executemany(sql, values)

    def insert(self, table: str, record: Mapping[str, Any]) -> None:
        """Add a row, or put it in the place of the one with its key."""
        names, marks = ", ".join(record), ", ".join("?" * len(record))
        self._database.execute(f"INSERT OR REPLACE INTO {table} ({names}) VALUES ({marks})", tuple(record.values()))

    def meta(self, key: str) -> str | None:
        """Return what was noted under a key, None where nothing was."""
        row = self.row("SELECT value FROM meta WHERE key = ?", key)
        return None if row is None else str(row[0])

    def set_meta(self, key: str, value: str) -> None:
        """Note something under a key."""
        self.run("INSERT OR REPLACE INTO meta VALUES (?, ?)", key, value)

    def is_empty(self) -> bool:
        """Say whether it remembers nothing."""
        return self.row("SELECT 1 FROM unit LIMIT 1") is None

    def difference(self, other: Path) -> Iterator[str]:
        """Yield the keys of the units that another state has otherwise, or not, or alone."""
        self.run("ATTACH DATABASE ? AS other", str(other))
        try:
            yield from self.column(
                "SELECT key FROM (SELECT key, quads FROM main.unit EXCEPT SELECT key, quads FROM other.unit) UNION "
                "SELECT key FROM (SELECT key, quads FROM other.unit EXCEPT SELECT key, quads FROM main.unit)"
            )
        finally:
            self.run("DETACH DATABASE other")

    def set_sound(self, sound: bool) -> None:
        """Note on the disk itself whether the tables can be relied on after a crash."""
        self.run("PRAGMA synchronous = FULL")
        self.set_meta("sound", "yes" if sound else "")
        self.run("PRAGMA synchronous = OFF")

    def begin(self) -> None:
        """Begin a transaction."""
        self._database.execute("BEGIN")

    def commit(self) -> None:
        """End a transaction."""
        self._database.execute("COMMIT")

    def close(self) -> None:
        """Close the file; may be called twice."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class Blocks:
    """What shares a key, in the one order (ids sort in it)."""

    def __init__(self, state: State, layer: str) -> None:
        self._state, self.layer = state, layer

    def add(self, item: str, keys: Iterable[str]) -> None:
        """Enter an item under its keys."""
        self._state.many("INSERT OR IGNORE INTO block VALUES (?, ?, ?)", [(self.layer, key, item) for key in keys])

    def remove(self, item: str) -> None:
        """Take an item out of every block."""
        self._state.run("DELETE FROM block WHERE layer = ? AND id = ?", self.layer, item)

    def keys(self, item: str) -> list[str]:
        """Return the keys of an item."""
        return self._state.column("SELECT key FROM block WHERE layer = ? AND id = ? ORDER BY key", self.layer, item)

    def all(self, key: str) -> list[str]:
        """Return all that share a key, in order."""
        return self._state.column("SELECT id FROM block WHERE layer = ? AND key = ? ORDER BY id", self.layer, key)

    def before(self, key: str, item: str, reach: int) -> list[str]:
        """Return the last ones before an item, the nearest first."""
        return self._state.column(
            "SELECT id FROM block WHERE layer = ? AND key = ? AND id < ? ORDER BY id DESC LIMIT ?",
            *(self.layer, key, item, reach),
        )

    def after(self, key: str, item: str, reach: int) -> list[str]:
        """Return the next ones after an item."""
        return self._state.column(
            "SELECT id FROM block WHERE layer = ? AND key = ? AND id > ? ORDER BY id LIMIT ?",
            *(self.layer, key, item, reach),
        )

    def followers(self, item: str, reach: int) -> Iterator[str]:
        """Yield what looks back at an item: the next ones in each of its blocks."""
        for key in self.keys(item):
            yield from self.after(key, item, reach)


class Forest:
    """What each item goes on from; an item that goes on from nothing is the root of its tree."""

    def __init__(self, state: State, layer: str) -> None:
        self._state, self.layer = state, layer
        self.moved: dict[str, str | None] = {}  # items whose root changed, with the root before; None for new ones

    def root(self, item: str) -> str | None:
        """Return the root of an item's tree; None for an item that is not in it."""
        row = self._state.row("SELECT root FROM forest WHERE layer = ? AND id = ?", self.layer, item)
        return None if row is None else str(row[0])

    def tree(self, root: str) -> list[str]:
        """Return the items of a tree in order."""
        return self._state.column("SELECT id FROM forest WHERE layer = ? AND root = ? ORDER BY id", self.layer, root)

    def link(self, item: str, parent: str | None) -> list[str]:
        """Let an item go on from another, and return the items whose root changed by it."""
        root = item if parent is None else self.root(parent) or parent
        known = self._state.row("SELECT parent, root FROM forest WHERE layer = ? AND id = ?", self.layer, item)
        if known == (parent, root):
            return []
        self._state.run("INSERT OR REPLACE INTO forest VALUES (?, ?, ?, ?)", self.layer, item, parent, root)
        if known is not None and known[1] == root:
            return []
        self.moved.setdefault(item, None if known is None else known[1])
        return [item, *self._carry(item, root)]

    def remove(self, item: str) -> None:
        """Take an item out; what went on from it must be linked anew."""
        known = self.root(item)
        self._state.run("DELETE FROM forest WHERE layer = ? AND id = ?", self.layer, item)
        self.moved.setdefault(item, known)

    def children(self, item: str) -> list[str]:
        """Return the items that go on from an item."""
        return self._state.column("SELECT id FROM forest WHERE layer = ? AND parent = ?", self.layer, item)

    def _carry(self, item: str, root: str) -> list[str]:
        """Give the new root to all that go on from an item."""
        changed, waiting = [], self.children(item)
        while waiting:
            child = waiting.pop()
            before = self.root(child)
            if before != root:
                self._state.run("UPDATE forest SET root = ? WHERE layer = ? AND id = ?", root, self.layer, child)
                self.moved.setdefault(child, before)
                changed.append(child)
                waiting += self.children(child)
        return changed


def to_json(value: Any, plain: Callable[[Any], Any] | None = None) -> str:
    """Return a record as the state keeps it; ``plain`` makes lists of what JSON does not know."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=plain)
