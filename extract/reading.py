"""One stretch of text through the encoder: scores of its words, sentences, trees, spans, links.

Words here are the tokens that are no white space, counted from the stretch's first. All results depend on the stretch
alone.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from hergang.extract.artifact import VECTORS, Artifact
from hergang.extract.decoding import LabelledSpan, best_tree, find_spans, log_softmax, relation_scores, with_one
from hergang.extract.windows import Window, Words, find_windows, owned, window_of

Array = np.ndarray[Any, Any]

SURE = 1.0  # margin of logits above which the encoder is believed against stops and capitals (sentence F1, dev parts)
MAX_SENTENCE = 200  # words: a longer one is cut, so that its tree takes bounded time and memory
NEAR, INSIDE, FARTHEST = 12, 22, 8  # buckets of distances, as in training: NEAR + sign * log2, INSIDE the content
CONTENT = "content"
RULED_OUT = -1e4  # a logit
WITHIN_PARAGRAPH = ("names", "times", "source", "cue", "addressee", "mention")


@dataclass(frozen=True)
class Scores:
    """What the network says of a stretch: logits [words, labels] by head; vectors by window, the root's row first."""

    words: Words
    windows: Sequence[Window]
    logits: Mapping[str, Array]
    vectors: Sequence[Mapping[str, Array]]

    def vector(self, name: str, start: int, end: int) -> Array:
        """Return the vectors of the root and of some words, from one window if one holds them all."""
        window = window_of(self.windows, start, end)
        if window is not None:
            offset = 1 - self.windows[window].start
            table = self.vectors[window][name]
            return np.concatenate([table[:1], table[start + offset : end + offset]])
        parts: list[Array] = []
        for (low, high), other, tables in zip(owned(self.windows), self.windows, self.vectors, strict=True):
            if low < end and high > start:
                offset = 1 - other.start
                parts += [tables[name][:1]] if not parts else []
                parts.append(tables[name][max(low, start) + offset : min(high, end) + offset])
        return np.concatenate(parts)


def read_scores(words: Words, artifact: Artifact) -> Scores:
    """Return what the network says of a stretch of at least one word."""
    meta = artifact.meta
    windows = find_windows(words, artifact.segmenter, meta.window, meta.overlap)
    vectors = [name for name in VECTORS if (artifact.links if name.startswith("link") else artifact.parses)]
    shares = owned(windows)
    inputs = [(np.array(window.rows), np.append(0, window.firsts)) for window in windows]
    values = artifact.run_all([*meta.heads, *vectors], inputs)
    rows = [slice(1 + low - own.start, 1 + high - own.start) for own, (low, high) in zip(windows, shares, strict=True)]
    logits = {
        name: np.concatenate([own[name][part] for own, part in zip(values, rows, strict=True)]) + meta.bias.get(name, 0)
        for name in meta.heads
    }
    if not meta.kinds and CONTENT in logits:
        logits[CONTENT] = one_kind(logits[CONTENT], meta.heads[CONTENT])
    return Scores(words, windows, logits, [{name: own[name] for name in vectors} for own in values])


def one_kind(logits: Array, labels: Sequence[str]) -> Array:
    """Return logits [words, labels] with the probability of all indirect kinds at "indirect".

    Of an encoder that was not taught them apart: it spreads what it knows over all kinds as it pleases.
    """
    summed = logits.copy()
    for place in "BI":
        kinds = [n for n, label in enumerate(labels) if label.startswith(f"{place}-") and label != f"{place}-direct"]
        summed[:, kinds] = RULED_OUT
        summed[:, labels.index(f"{place}-indirect")] = np.logaddexp.reduce(logits[:, kinds], axis=1)
    return summed


# -- sentences and trees ----------------------------------------------------------------------------------------------


def find_sentences(
    scores: Scores, verdicts: Sequence[bool | None], preset: Sequence[bool | None] | None = None
) -> list[tuple[int, int]]:
    """Return the sentences as ranges of words.

    Args:
        scores: of the stretch.
        verdicts: what stops and capitals say of each word, None where they are silent. They decide where the encoder
            is not sure, and a new paragraph that they call a start is one.
        preset: what was settled before, None where nothing was; it is kept.
    """
    margins = _start_margins(scores, len(verdicts))
    starts = [0]
    for index in range(1, len(verdicts)):
        verdict = verdicts[index]
        open_ = verdict is None or (abs(margins[index]) > SURE and not scores.words.breaks[index])
        begins = margins[index] > 0 if open_ else verdict
        settled = preset[index] if preset is not None else None
        if (begins if settled is None else settled) or index - starts[-1] >= MAX_SENTENCE:
            starts.append(index)
    return list(zip(starts, [*starts[1:], len(verdicts)], strict=True))


def _start_margins(scores: Scores, count: int) -> list[float]:
    """Return by how much each word rather starts a sentence than not (logits)."""
    if "sentence" not in scores.logits:
        return [0.0] * count
    margins: list[float] = (scores.logits["sentence"][:, 1] - scores.logits["sentence"][:, 0]).tolist()
    return margins


def parse(
    scores: Scores, sentences: Sequence[tuple[int, int]], weights: Mapping[str, Array], relations: Sequence[str]
) -> tuple[Array, Array]:
    """Return the head of each word (a root's own number is its head) and the number of its relation."""
    heads = []
    dependents, governors = [], []
    for start, end in sentences:
        arcs = _arc_scores(scores, start, end, weights["arc"])
        tree = best_tree(arcs)
        heads.append(np.where(tree == 0, np.arange(len(tree)), tree - 1) + start)
        dependents.append(scores.vector("rel_dep", start, end)[1:])
        governors.append(scores.vector("rel_head", start, end)[tree])
    head = np.concatenate(heads)
    found = relation_scores(np.concatenate(dependents), np.concatenate(governors), weights["relation"])
    is_root = np.array([label.lower() == "root" for label in relations])
    found[(head == np.arange(len(head)))[:, None] != is_root] = -np.inf
    return head, found.argmax(1)


def _arc_scores(scores: Scores, start: int, end: int, weights: Array) -> Array:
    dependents = scores.vector("arc_dep", start, end)[1:]
    heads = scores.vector("arc_head", start, end)
    result: Array = with_one(dependents) @ weights @ heads.T
    return result


# -- spans ------------------------------------------------------------------------------------------------------------


def spans(scores: Scores, head: str) -> list[LabelledSpan]:
    """Return the spans of a head (none where the encoder has no such head)."""
    if head not in scores.logits:
        return []
    breaks = np.array(scores.words.breaks, bool) if head in WITHIN_PARAGRAPH else None
    return find_spans(log_softmax(scores.logits[head]), breaks)


def find_links(
    scores: Scores, contents: Sequence[LabelledSpan], sources: Sequence[LabelledSpan], weights: Mapping[str, Array]
) -> dict[int, tuple[int | None, float]]:
    """Return for each content (by number) its most likely source (by number, or None for none) and the probability.

    A content's first and last word ask; the words of its window answer, and a source's answer is the sum of its words'.
    """
    if "none" not in weights:
        return {}
    ends = np.array([(source.start, source.end) for source in sources], np.int64).reshape(-1, 2)
    return {number: _link(scores, content, ends, weights) for number, content in enumerate(contents)}


def _link(
    scores: Scores, content: LabelledSpan, sources: Array, weights: Mapping[str, Array]
) -> tuple[int | None, float]:
    number = window_of(scores.windows, content.start, content.end)
    if number is None:
        number = next(n for n, (low, high) in enumerate(owned(scores.windows)) if low <= content.start < high)
    window, table = scores.windows[number], scores.vectors[number]
    first, last = content.start - window.start, min(content.end, window.end) - 1 - window.start
    chances = _link_chances(table, first, last, weights)
    none = float(chances[-1])
    sums = np.append(0, np.cumsum(chances[:-1]))
    places = np.clip(sources - window.start, 0, window.end - window.start)
    masses = sums[places[:, 1]] - sums[places[:, 0]]
    best = int(masses.argmax()) if len(masses) else -1
    return (best, float(masses[best])) if best >= 0 and masses[best] > none else (None, none)


def _link_chances(table: Mapping[str, Array], first: int, last: int, weights: Mapping[str, Array]) -> Array:
    """Return the probability of each word of a window to be of the source, and behind them that of no source."""
    queries, keys = table["link_query"][1:], table["link_key"][1:]
    query = (queries[first] + queries[last]) / math.sqrt(queries.shape[1])
    values = keys @ query
    if "distance" in weights:
        values = values + weights["distance"][distance_buckets(len(values), first, last)]
    result: Array = np.exp(log_softmax(np.append(values, weights["none"] @ query)))
    return result


def distance_buckets(count: int, first: int, last: int) -> Array:
    """Return the bucket of each word's distance to a content (its first and last word), as the training has them."""
    place = np.arange(count)
    distance = np.where(place < first, place - first, np.where(place > last, place - last, 0))
    steps = np.minimum(np.log2(np.abs(distance) + 1).astype(np.int64), FARTHEST)
    return np.where((place >= first) & (place <= last), INSIDE, NEAR + np.sign(distance) * steps)
