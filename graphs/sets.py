"""Disjoint sets of numbered things, the smallest number of a set standing for it (union-find, Tarjan 1975)."""

from __future__ import annotations


class DisjointSets:
    """Sets over 0 ... size - 1; joining is the same in any order."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))

    def find(self, item: int) -> int:
        """Return the smallest item of the set that an item is in."""
        while self._parent[item] != item:
            self._parent[item] = self._parent[self._parent[item]]
            item = self._parent[item]
        return item

    def join(self, one: int, other: int) -> None:
        """Make one set of the two that the items are in."""
        first, second = sorted((self.find(one), self.find(other)))
        self._parent[second] = first

    def groups(self) -> dict[int, list[int]]:
        """Return the members of every set by its smallest, both in ascending order."""
        groups: dict[int, list[int]] = {}
        for item in range(len(self._parent)):
            groups.setdefault(self.find(item), []).append(item)
        return groups
