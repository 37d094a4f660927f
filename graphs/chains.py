"""Deciding in order: each item goes on from an earlier one, or begins something new.

A decision may look at what stands before its item in the one order, at those within reach in its blocks alone. When
something changes, only what can see the change is decided anew, in order, so that each is decided once and the outcome
is that of deciding everything from the beginning (cf. self-adjusting computation, Acar 2005).
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable

from hergang.graphs.state import Forest

Decide = Callable[[str], str | None]
Seers = Callable[[str], Iterable[str]]


def settle(dirty: Iterable[str], decide: Decide, forest: Forest, seers: Seers | None = None) -> None:
    """Decide items anew.

    Args:
        dirty: the ids of the items; ids sort in the one order.
        decide: returns what an item goes on from.
        forest: where decisions are kept.
        seers: returns the later items whose decision depends on the root of one, where any does.
    """
    waiting = sorted(set(dirty))
    queued = set(waiting)
    while waiting:
        item = heapq.heappop(waiting)
        queued.discard(item)
        for moved in forest.link(item, decide(item)):
            for seer in seers(moved) if seers else ():
                if seer > item and seer not in queued:
                    queued.add(seer)
                    heapq.heappush(waiting, seer)
