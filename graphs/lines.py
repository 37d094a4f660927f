"""Statements as lines of N-Quads: as the projection makes them and the store takes them, and in order."""

from __future__ import annotations

import contextlib
import heapq
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, BinaryIO

import pyoxigraph as ox

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

Line = str  # "subject predicate object" without a full stop, and the graph's name where it is not the default graph
RUN = 200_000  # lines sorted in memory at a time


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


def sorted_lines(quads: Iterable[ox.Quad], run: int = RUN) -> Iterator[str]:
    """Yield quads as lines of N-Quads, each with its ``\\n``, in code point order.

    At most ``run`` lines are in memory at once; sorted runs beyond wait in temporary files (external merge sort).
    """
    with contextlib.ExitStack() as files:
        runs: list[Iterable[str]] = []
        lines: list[str] = []
        for quad in quads:
            lines.append(f"{quad} .\n")
            if len(lines) >= run:
                runs.append(_spill(sorted(lines), files))
                lines = []
        yield from heapq.merge(*runs, sorted(lines))


def _spill(lines: list[str], files: contextlib.ExitStack) -> Iterable[str]:
    out = tempfile.TemporaryFile("w+", encoding="utf-8", newline="\n")  # noqa: SIM115 - the stack closes it
    files.enter_context(out)
    out.writelines(lines)
    out.seek(0)
    return out
