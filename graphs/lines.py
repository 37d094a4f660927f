"""Statements as lines of N-Quads, as the projection makes them and the store takes them: without their full stops."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, BinaryIO

import pyoxigraph as ox

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

Line = str  # "subject predicate object", and the graph's name where it is not the default graph


def parse(lines: Iterable[Line]) -> list[ox.Quad]:
    """Return lines as quads."""
    return list(ox.parse("".join(f"{line} .\n" for line in lines).encode(), format=ox.RdfFormat.N_QUADS))


def line_file(blocks: Iterable[Sequence[Line]]) -> BinaryIO:
    """Return lines as a file of N-Quads in UTF-8 that can be read once, block by block."""
    return io.BufferedReader(_Lines(blocks), 1 << 20)


class _Lines(io.RawIOBase):
    def __init__(self, blocks: Iterable[Sequence[Line]]) -> None:
        super().__init__()
        self._blocks = iter(blocks)
        self._bytes = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        while not self._bytes:
            block = next(self._blocks, None)
            if block is None:
                return 0
            self._bytes = memoryview("".join(f"{line} .\n" for line in block).encode())
        target = memoryview(buffer)
        size = min(len(target), len(self._bytes))
        target[:size], self._bytes = self._bytes[:size], self._bytes[size:]
        return size
