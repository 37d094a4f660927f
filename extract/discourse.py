"""Discourse status: whether a mention is the first of its entity or points back to one before (Prince 1992).

The encoder tells it at the syntactic head of each mention: "the company" is old where a company was told of before, new
where the text only now comes to it. A model without that head says nothing, and nothing is asked of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from hergang.extract.candidates import SpanScore
from hergang.extract.decoding import log_softmax
from hergang.extract.reading import Scores

HEAD = "mention"
OUTSIDE, NEW, OLD = "O", "new", "old"
LEAST = 0.05  # chance to be a mention at all, below which nothing is told of a word


def mention_scores(scores: Scores, labels: Sequence[str], tokens: Sequence[int]) -> Iterator[SpanScore]:
    """Yield the likelier status of each word that may head a mention, with its probability given that it does.

    Args:
        scores: of a stretch of words.
        labels: of the head; none where the encoder has no such head.
        tokens: the token of each word.
    """
    if HEAD not in scores.logits:
        return
    chances = np.exp(log_softmax(scores.logits[HEAD]))
    heads = 1 - chances[:, labels.index(OUTSIDE)]
    old = chances[:, labels.index(OLD)] / np.maximum(heads, 1e-9)
    for word in np.flatnonzero(heads >= LEAST).tolist():
        chance = float(old[word])
        status, sure = (OLD, chance) if chance >= 0.5 else (NEW, 1 - chance)
        yield SpanScore(tokens[word], tokens[word] + 1, status, round(sure, 4))


def chances_of_old(doc: Any) -> dict[int, float]:
    """Return by token how likely the mention that it heads points back; empty where no encoder tells it."""
    candidates = doc._.encoder
    if candidates is None:
        return {}
    return {m.start: m.probability if m.kind == OLD else 1 - m.probability for m in candidates.mention}
