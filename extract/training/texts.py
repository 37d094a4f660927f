"""Texts as the encoder reads them: words with their pieces and targets, cut into windows.

A window begins with ``<s>`` and ends with ``</s>``; a paragraph mark ``</s>`` stands before the first word after a line
break (not before the text's first). A word is read at its first piece.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from hergang.extract.pieces import Segmenter
from hergang.extract.training.labels import IGNORED

Array = np.ndarray[Any, Any]
Spans = tuple[tuple[int, int], ...]

ROOT = -1  # head of a sentence's root, as an index of words
NO_HEAD = -2


@dataclass(frozen=True)
class Word:
    """A token that is no white space; offsets are code points of the text, -1 where there is no text behind it."""

    text: str
    start: int = -1
    end: int = -1
    blank: bool = True  # white space or the beginning before it
    breaks: bool = False  # a line break before it


@dataclass(frozen=True)
class Link:
    """A content and the words of its sources (none: it has no source), as [first, end) of words."""

    content: tuple[int, int]
    sources: Spans


@dataclass(frozen=True)
class Text:
    """Words and what is known of them: ``targets`` are codes by head, one a word."""

    words: tuple[Word, ...]
    targets: Mapping[str, Array] = field(default_factory=dict)
    starts: frozenset[int] = frozenset({0})  # words where a window may begin: of sentences or paragraphs
    heads: Array | None = None
    relations: Array | None = None
    links: tuple[Link, ...] | None = None
    text: str = ""


@dataclass(frozen=True)
class Window:
    """A stretch ``[low, high)`` of a text's words as pieces; ``firsts`` are the places of the words' first pieces."""

    pieces: Array
    firsts: Array
    low: int
    high: int
    text: Text

    def targets(self, head: str) -> Array:
        """Return the codes of the window's words; where the text's set has none, they teach nothing."""
        own = self.text.targets.get(head)
        return np.full(self.high - self.low, IGNORED) if own is None else own[self.low : self.high]

    def heads(self) -> Array:
        """Return the heads as columns: 0 for the root, 1 + place of the word; IGNORED where the window cuts it off."""
        heads = self.text.heads
        assert heads is not None
        own = heads[self.low : self.high]
        inside = (own >= self.low) & (own < self.high)
        return np.where(own == ROOT, 0, np.where(inside, own - self.low + 1, IGNORED))

    def links(self) -> list[Link]:
        """Return the links that begin here, cut to the window; one whose sources all lie elsewhere teaches nothing."""
        found = []
        for link in self.text.links or ():
            first, end = link.content
            if not self.low <= first < self.high:
                continue
            cut = tuple(
                (max(a, self.low) - self.low, min(b, self.high) - self.low)
                for a, b in link.sources
                if a < self.high and b > self.low
            )
            if cut or not link.sources:
                found.append(Link((first - self.low, min(end, self.high) - self.low), cut))
        return found


def words_of(doc: Any) -> tuple[Word, ...]:
    """Return the words of a spaCy Doc; tokens of white space become the blanks and breaks before words."""
    words: list[Word] = []
    blank, breaks = True, False
    for token in doc:
        if token.is_space:
            blank, breaks = True, breaks or "\n" in token.text
            continue
        start = token.idx
        words.append(Word(token.text, start, start + len(token.text), blank, breaks and bool(words)))
        blank, breaks = bool(token.whitespace_), False
    return tuple(words)


def windows(text: Text, cut: Segmenter, limit: int, *, overlap: int = 0, first: int = 0) -> Iterator[Window]:
    """Yield the windows of a text, of at most ``limit`` pieces besides their ``<s>`` and ``</s>``.

    A window ends before a sentence or paragraph where one begins in its last two thirds. ``overlap`` is in pieces;
    ``first`` is the limit of the first window alone, so that training cuts elsewhere in every epoch.
    """
    pieces = [_pieces(word, cut) for word in text.words]
    lengths = [len(own) for own in pieces]
    low = 0
    size = first or limit
    while low < len(pieces):
        high = _high(lengths, low, size, text.starts)
        yield _window(text, pieces, low, high, cut)
        if high >= len(pieces):
            return
        low = _next_low(lengths, low, high, overlap)
        size = limit


def _pieces(word: Word, cut: Segmenter) -> tuple[int, ...]:
    own = cut.word(word.text, word.blank)
    return (cut.end, *own) if word.breaks else own


def _high(lengths: Sequence[int], low: int, size: int, starts: frozenset[int]) -> int:
    high, used = low, 0
    while high < len(lengths) and used + lengths[high] <= size:
        used += lengths[high]
        high += 1
    high = max(high, low + 1)
    if high == len(lengths):
        return high
    return next((place for place in range(high, low + (high - low) // 3, -1) if place in starts), high)


def _next_low(lengths: Sequence[int], low: int, high: int, overlap: int) -> int:
    used, place = 0, high
    while used < overlap and place > low + 1:
        place -= 1
        used += lengths[place]
    return place


def _window(text: Text, pieces: Sequence[tuple[int, ...]], low: int, high: int, cut: Segmenter) -> Window:
    rows = [cut.begin]
    firsts = []
    for place in range(low, high):
        firsts.append(len(rows) + text.words[place].breaks)
        rows.extend(pieces[place])
    rows.append(cut.end)
    return Window(np.array(rows), np.array(firsts), low, high, text)


def batches(windows_: Sequence[Window], size: int, order: Sequence[int], pool: int = 600) -> Iterator[list[Window]]:
    """Yield windows in batches of at most ``size`` pieces, padding counted; like lengths of each pool come together."""
    for start in range(0, len(order), pool):
        batch: list[Window] = []
        longest = 0
        for index in sorted(order[start : start + pool], key=lambda i: len(windows_[i].pieces)):
            longest = max(longest, len(windows_[index].pieces))
            if batch and longest * (len(batch) + 1) > size:
                yield batch
                batch, longest = [], len(windows_[index].pieces)
            batch.append(windows_[index])
        if batch:
            yield batch


def padded(rows: Iterable[Array], fill: int, length: int = 0) -> Array:
    """Return rows of different length as one int64 matrix."""
    own = list(rows)
    matrix = np.full((len(own), max([length, *map(len, own)])), fill, np.int64)
    for place, row in enumerate(own):
        matrix[place, : len(row)] = row
    return matrix


def joined(texts: Sequence[Text]) -> Text:
    """Return texts as one, each after a blank, with the targets that all of them have."""
    words: list[Word] = []
    starts: set[int] = set()
    for text in texts:
        starts.update(start + len(words) for start in text.starts)
        words.extend(text.words)
    shared = set.intersection(*(set(text.targets) for text in texts))
    targets = {head: np.concatenate([text.targets[head] for text in texts]) for head in sorted(shared)}
    return Text(tuple(words), targets, frozenset(starts))
