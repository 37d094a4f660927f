"""Where a graph on the disk differs from the quads that it should hold, counted for each named graph."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from hergang.graphs.store import Reader, quad_digest

STANDING = ""  # the name that the default graph goes by here


@dataclass(frozen=True)
class Difference:
    """Quads by the name of their graph: how many there should be, are missing, and are too many."""

    expected: Mapping[str, int]
    missing: Mapping[str, int]
    surplus: Mapping[str, int]

    @property
    def orphans(self) -> list[str]:
        """Named graphs of which nothing should be there."""
        return sorted(name for name in self.surplus if not self.expected.get(name))


def compare(reader: Reader, quads: Iterable[ox.Quad]) -> Difference:
    """Compare a checkpoint with the quads that it should hold; memory grows by some 120 bytes a quad."""
    expected: Counter[str] = Counter()
    homes: dict[bytes, str] = {}
    for quad in quads:
        name = _name(quad)
        expected[name] += 1
        homes[quad_digest(quad)] = name
    surplus: Counter[str] = Counter()
    for quad in reader.quads():
        if homes.pop(quad_digest(quad), None) is None:
            surplus[_name(quad)] += 1
    return Difference(expected, Counter(homes.values()), surplus)


def _name(quad: ox.Quad) -> str:
    return STANDING if isinstance(quad.graph_name, ox.DefaultGraph) else str(quad.graph_name.value)
