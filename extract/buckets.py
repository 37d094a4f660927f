"""Which spans lie near a span, without looking at all of them: long articles hold thousands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

from hergang.extract.records import Span

Item = TypeVar("Item")
WIDTH = 512  # characters a bucket


class Buckets(Generic[Item]):
    """Items by the stretches of text that their spans touch; `near` gives each once, in the order of adding."""

    def __init__(self) -> None:
        self._table: dict[int, list[tuple[int, Item]]] = {}
        self._count = 0

    def add(self, spans: Iterable[Span], item: Item) -> None:
        """Add an item under the stretches that its spans touch."""
        for number in {n for start, end in spans for n in range(start // WIDTH, end // WIDTH + 1)}:
            self._table.setdefault(number, []).append((self._count, item))
        self._count += 1

    def near(self, spans: Iterable[Span]) -> Iterator[Item]:
        """Yield the items that share a stretch with one of the spans: all that overlap it, and a few more."""
        numbers = {n for start, end in spans for n in range(start // WIDTH, end // WIDTH + 1)}
        found = {order: item for number in numbers for order, item in self._table.get(number, ())}
        yield from (found[order] for order in sorted(found))
