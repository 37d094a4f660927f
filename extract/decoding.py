"""From the scores of the encoder's heads to labels, spans, features and trees. Pure functions over numpy arrays.

Every decoder is exact: a shortcut is taken only where it gives what the full search gives.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

OUTSIDE = 0  # labels of spans are O, B-x, I-x, B-y, I-y, ...: odd ones begin a span, even ones go on
FAR = 32  # words that a repair may reach back before the whole text is searched instead
NEVER = float("-inf")
PAIRS = 128  # that are scored at once: what stands between stays in the cache


def log_softmax(logits: Array) -> Array:
    """Return log probabilities along the last axis, as float64."""
    shifted = logits.astype(np.float64) - logits.max(-1, keepdims=True)
    result: Array = shifted - np.log(np.exp(shifted).sum(-1, keepdims=True))
    return result


# -- spans ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LabelledSpan:
    """A span of words (end exclusive), the number of its kind, and its probability (geometric mean over its words)."""

    start: int
    end: int
    kind: int
    probability: float


def find_spans(scores: Array, breaks: Array | None = None) -> list[LabelledSpan]:
    """Return the spans of the best sequence of labels, in order.

    Args:
        scores: log probabilities [words, 1 + 2 * kinds] of the labels O, B-x, I-x, B-y, I-y, ...
        breaks: bool [words]: no span goes on across the beginning of such a word.
    """
    path = best_path(scores, breaks)
    chosen = scores[np.arange(len(path)), path]
    found = []
    for start, end in _runs(path):
        probability = float(np.exp(chosen[start:end].mean()))
        found.append(LabelledSpan(start, end, (int(path[start]) - 1) // 2, probability))
    return found


def _runs(path: Array) -> Iterator[tuple[int, int]]:
    begins = np.flatnonzero(path % 2)
    goes_on = np.append((path > 0) & (path % 2 == 0), False)
    for start in begins.tolist():
        end = start + 1
        while goes_on[end]:
            end += 1
        yield start, end


def best_path(scores: Array, breaks: Array | None = None) -> Array:
    """Return the best sequence of labels in which a span goes on only after it began (I-x after B-x or I-x).

    The best label of each word by itself is the answer wherever it breaks no rule. Where it does, the words around
    are searched (Viterbi) as far as what the repair costs could pay for another label of the word before.
    """
    if not len(scores):
        return np.zeros(0, np.int64)
    scores = np.array(scores, np.float64)
    scores[0, 2::2] = NEVER
    if breaks is not None:
        scores[np.flatnonzero(breaks), 2::2] = NEVER
    path: Array = scores.argmax(1)
    wrong = np.flatnonzero(_breaks_rule(path))
    if len(wrong) * 8 > len(path):
        return np.array(_viterbi(scores.tolist(), OUTSIDE)[0])
    done = 0  # words before it stand in a repaired stretch
    for place in wrong.tolist():
        if place < done:
            continue
        start = _back_to_opening(path, place)
        end = place + 1
        while end < len(path) and path[end] and path[end] % 2 == 0:
            end += 1
        repaired = _repair(scores, path, max(start, done), end, done)
        if repaired is None:
            return np.array(_viterbi(scores.tolist(), OUTSIDE)[0])
        first, labels = repaired
        path[first:end] = labels
        done = end
    return path


def _breaks_rule(path: Array) -> Array:
    before = np.concatenate([[OUTSIDE], path[:-1]])
    goes_on = (path > 0) & (path % 2 == 0)
    result: Array = goes_on & (before != path) & (before != path - 1)
    return result


def _back_to_opening(path: Array, place: int) -> int:
    while place > 0 and path[place] and path[place] % 2 == 0:
        place -= 1
    return place


def _repair(scores: Array, path: Array, start: int, end: int, done: int) -> tuple[int, list[int]] | None:
    """Return where the repaired stretch begins and its labels; None where it would reach too far back.

    The word before the stretch keeps its label where another would cost at least what the repair could win back.
    """
    while True:
        before = int(path[start - 1]) if start else OUTSIDE
        labels, value = _viterbi(scores[start:end].tolist(), before)
        loss = float(scores[start:end].max(1).sum()) - value
        if start == 0 or loss <= 0:
            return start, labels
        if start == done or end - start > FAR:
            return None
        if _margin(scores[start - 1]) >= loss:
            return start, labels
        start -= 1


def _margin(row: Array) -> float:
    second, first = np.partition(row, -2)[-2:]
    return float(first - second)


def _viterbi(rows: list[list[float]], before: int) -> tuple[list[int], float]:
    """Return the best labels of a stretch and their score, given the label of the word before it."""
    size = len(rows[0])
    scores = [NEVER] * size
    scores[before] = 0.0
    back = []
    for row in rows:
        best = max(range(size), key=scores.__getitem__)
        origin = [best] * size
        for label in range(2, size, 2):
            origin[label] = label - 1 if scores[label - 1] >= scores[label] else label
        scores = [scores[origin[label]] + row[label] for label in range(size)]
        back.append(origin)
    label = max(range(size), key=scores.__getitem__)
    value = scores[label]
    path = [label]
    for origin in reversed(back[1:]):
        label = origin[label]
        path.append(label)
    return path[::-1], value


# -- trees ------------------------------------------------------------------------------------------------------------


def best_tree(scores: Array) -> Array:
    """Return the head of each word (0 the root, else 1 + its number) in the best tree with one root word.

    Args:
        scores: [words, 1 + words]: of each word to hang on the root (column 0) or on a word.

    The greedy heads are the answer where they form a tree; else Chu-Liu and Edmonds (McDonald et al. 2005,
    "Non-projective Dependency Parsing using Spanning Tree Algorithms") for one root word after the other, until none
    that is left can do better.
    """
    count = len(scores)
    square = np.full((count + 1, count + 1), NEVER)
    square[1:] = scores
    np.fill_diagonal(square, NEVER)
    heads: Array = square[1:].argmax(1)
    if (heads == 0).sum() == 1 and not _find_cycles(np.append(0, heads)):
        return heads
    inner = square[1:, 1:].max(1)  # of each word under a word
    bounds = square[1:, 0] - inner + inner.sum()  # no tree with this root word can have more
    best, value = heads, NEVER
    for root in np.argsort(-bounds, kind="stable").tolist():
        if bounds[root] <= value:
            break
        tree = _rooted_tree(square, 1 + root)
        own = float(square[np.arange(1, count + 1), tree].sum())
        best, value = (tree, own) if own > value else (best, value)
    return best


def _rooted_tree(scores: Array, root: int) -> Array:
    """Return the heads in the best tree with this root word."""
    own = scores.copy()
    own[:, 0] = NEVER
    own[root] = NEVER
    own[root, 0] = 0.0
    tree: Array = _spanning_tree(own)[1:]
    return tree


def _spanning_tree(scores: Array) -> Array:
    """Return the best heads; all cycles of the greedy ones become a word each, and the smaller problem is solved."""
    heads: Array = scores.argmax(1)
    heads[0] = 0
    cycles = _find_cycles(heads)
    if not cycles:
        return heads
    outside = np.ones(len(heads), bool)
    outside[np.concatenate(cycles)] = False
    groups = [*np.flatnonzero(outside)[:, None], *cycles]  # the words of each word of the smaller problem
    rest = np.flatnonzero(outside)
    entering = [scores[cycle] - scores[cycle, heads[cycle], None] for cycle in cycles]
    rows = np.concatenate([scores[rest], [gains.max(0) for gains in entering]])
    smaller = np.concatenate([rows[:, rest], np.stack([rows[:, cycle].max(1) for cycle in cycles], 1)], 1)
    own = np.arange(len(rest), len(groups))
    smaller[own, own] = NEVER
    found = _spanning_tree(smaller)
    result = heads.copy()
    for word in range(1, len(groups)):
        words = groups[found[word]]
        head = words[rows[word, words].argmax()]
        gains = entering[word - len(rest)] if word >= len(rest) else None
        result[groups[word][gains[:, head].argmax() if gains is not None else 0]] = head
    return result


def _find_cycles(heads: Array) -> list[Array]:
    """Return the words of each cycle; word 0 is the root."""
    seen = [0] * len(heads)
    seen[0] = -1
    links = heads.tolist()
    cycles = []
    for start in range(1, len(links)):
        place, path = start, []
        while seen[place] == 0:
            seen[place] = start
            path.append(place)
            place = links[place]
        if seen[place] == start:
            cycles.append(np.array(path[path.index(place) :]))
    return cycles


def relation_scores(dependents: Array, heads: Array, weights: Array) -> Array:
    """Return scores [pairs, relations] by biaffine attention (Dozat and Manning 2017).

    Args:
        dependents, heads: vectors [pairs, size].
        weights: [relations, size + 1, size + 1], for vectors with a one behind them.
    """
    count, size = len(weights), weights.shape[1]
    flat = weights.transpose(1, 0, 2).reshape(size, count * size)
    result = np.empty((len(dependents), count), np.float32)
    for start in range(0, len(dependents), PAIRS):
        part = slice(start, start + PAIRS)
        mixed = (with_one(dependents[part]) @ flat).reshape(-1, count, size)
        result[part] = np.matmul(mixed, with_one(heads[part])[:, :, None])[:, :, 0]
    return result


def with_one(vectors: Array) -> Array:
    """Return vectors with a one behind each."""
    return np.concatenate([vectors, np.ones((*vectors.shape[:-1], 1), vectors.dtype)], -1)


# -- features ---------------------------------------------------------------------------------------------------------


def features(
    values: Mapping[str, Sequence[str]], codes: Array, pos: Sequence[str], allowed: Mapping[str, Sequence[str]]
) -> list[str]:
    """Return the features of words as UD writes them ("Case=Nom|Number=Sing"), empty where there are none.

    Args:
        values: what each feature can be, "" where it is absent.
        codes: [words, features]: which of its values each feature has.
        pos: the part of speech of each word.
        allowed: which features a part of speech can have; none where it is missing.
    """
    order = sorted(enumerate(values), key=lambda feature: feature[1].lower())
    known: dict[tuple[str, bytes], str] = {}
    result = []
    for tag, row in zip(pos, codes, strict=True):
        key = (tag, row.tobytes())
        if key not in known:
            open_to = allowed.get(tag, ())
            pairs = ((name, values[name][row[place]]) for place, name in order)
            known[key] = "|".join(f"{name}={value}" for name, value in pairs if value and name in open_to)
        result.append(known[key])
    return result
