"""Lines of N-Quads in units: each unit is made by one function of the state, and no line is in two.

The state keeps what each unit gave, so that an update writes only the difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from hergang.graphs.lines import Line, parse
from hergang.graphs.packing import pack, unpack
from hergang.graphs.state import State


@dataclass(frozen=True)
class Delta:
    """What an update adds to the graph and takes away, in code point order."""

    added_lines: Sequence[Line]
    removed_lines: Sequence[Line]

    @property
    def added(self) -> list[ox.Quad]:
        """Return what is added as quads."""
        return parse(self.added_lines)

    @property
    def removed(self) -> list[ox.Quad]:
        """Return what is taken away as quads."""
        return parse(self.removed_lines)


class Units:
    """The lines of each unit by its key."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._added: set[Line] = set()
        self._removed: set[Line] = set()

    def put(self, key: str, lines: Iterable[Line]) -> None:
        """Let a unit consist of these lines and no others; one of none is gone."""
        wanted = set(lines)
        known = set(self._lines(key))
        if wanted == known:
            return
        self._change(known - wanted, self._removed, self._added)
        self._change(wanted - known, self._added, self._removed)
        if wanted:
            packed = pack("\n".join(sorted(wanted)))
            self._state.run("INSERT OR REPLACE INTO unit VALUES (?, ?)", key, packed)
        else:
            self._state.run("DELETE FROM unit WHERE key = ?", key)

    def pending(self) -> int:
        """Return how many lines changed since `delta` was last asked."""
        return len(self._added) + len(self._removed)

    def delta(self) -> Delta:
        """Return what changed since this was last asked."""
        delta = Delta(sorted(self._added), sorted(self._removed))
        self._added.clear()
        self._removed.clear()
        return delta

    def blocks(self) -> Iterator[Sequence[Line]]:
        """Yield the lines of each unit in the order of the keys, in each in code point order."""
        for _, packed in self._state.each("SELECT key, quads FROM unit ORDER BY key"):
            yield unpack(packed).split("\n")

    def _lines(self, key: str) -> list[Line]:
        row = self._state.row("SELECT quads FROM unit WHERE key = ?", key)
        return unpack(row[0]).split("\n") if row else []

    @staticmethod
    def _change(lines: set[Line], into: set[Line], out_of: set[Line]) -> None:
        """Note lines in one set; what goes from one unit to another in one update changes nothing."""
        into |= lines - out_of
        out_of -= lines
