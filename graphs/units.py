"""Quads in units: each unit is made by one function of the state, and no quad is in two.

The state keeps what each unit gave, so that an update writes only the difference.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from hergang.graphs.state import State


@dataclass(frozen=True)
class Delta:
    """What an update adds to the graph and takes away."""

    added: list[ox.Quad]
    removed: list[ox.Quad]


class Units:
    """The quads of each unit by its key."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._added: set[str] = set()
        self._removed: set[str] = set()

    def put(self, key: str, quads: Iterable[ox.Quad]) -> None:
        """Let a unit consist of these quads and no others; one of none is gone."""
        wanted = {str(quad) for quad in quads}
        known = set(self._lines(key))
        if wanted == known:
            return
        self._change(known - wanted, self._removed, self._added)
        self._change(wanted - known, self._added, self._removed)
        if wanted:
            packed = zlib.compress("\n".join(sorted(wanted)).encode(), 1)
            self._state.run("INSERT OR REPLACE INTO unit VALUES (?, ?)", key, packed)
        else:
            self._state.run("DELETE FROM unit WHERE key = ?", key)

    def delta(self) -> Delta:
        """Return what changed since this was last asked."""
        delta = Delta(_parse(sorted(self._added)), _parse(sorted(self._removed)))
        self._added.clear()
        self._removed.clear()
        return delta

    def quads(self) -> Iterator[ox.Quad]:
        """Yield the quads of all units in the order of the keys, in each in code point order."""
        for key, packed in self._state.rows("SELECT key, quads FROM unit ORDER BY key"):
            del key
            yield from _parse(zlib.decompress(packed).decode().split("\n"))

    def _lines(self, key: str) -> list[str]:
        row = self._state.row("SELECT quads FROM unit WHERE key = ?", key)
        return zlib.decompress(row[0]).decode().split("\n") if row else []

    @staticmethod
    def _change(lines: set[str], into: set[str], out_of: set[str]) -> None:
        """Note lines in one set; what goes from one unit to another in one update changes nothing."""
        into |= lines - out_of
        out_of -= lines


def _parse(lines: list[str]) -> list[ox.Quad]:
    return list(ox.parse("".join(f"{line} .\n" for line in lines).encode(), format=ox.RdfFormat.N_QUADS))
