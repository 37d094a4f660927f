"""Windows of word pieces: an article cut into overlapping stretches that the encoder reads one by one.

Every word is read with words on both sides of it; where two windows hold a word, the one in which it is farther from an
edge speaks for it. The cut depends on the article alone, and each window is read by itself: nothing else that is read
at the same time can change a result.

Windows break where paragraphs do: who speaks, and what is said, is then found as well with half the overlap.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from hergang.extract.pieces import Segmenter

LAST_PART = 2 / 3  # a window ends at a paragraph's end, else a sentence's, where there is one behind this part of it


@dataclass(frozen=True)
class Words:
    """The words of a text (tokens that are no white space): pieces; whether a paragraph, a sentence surely starts."""

    pieces: Sequence[tuple[int, ...]]
    breaks: Sequence[bool]
    starts: Sequence[bool]

    def __len__(self) -> int:
        return len(self.pieces)

    def size(self, index: int) -> int:
        """Return how many places a word takes in a window, the mark of a paragraph before it included."""
        return len(self.pieces[index]) + self.breaks[index]


@dataclass(frozen=True)
class Window:
    """A stretch of words: its rows of pieces, where each word's first piece is, and the words (end exclusive)."""

    rows: tuple[int, ...]
    firsts: tuple[int, ...]
    start: int
    end: int


def find_windows(words: Words, segmenter: Segmenter, size: int, overlap: int) -> list[Window]:
    """Return the windows of a text in order, none of them longer than ``size`` pieces with both ends' marks.

    Args:
        words: at least one.
        segmenter: knows the rows of the marks.
        size: pieces of a window.
        overlap: pieces that a window shares with the one before; up to twice as many, so that it starts with a
            paragraph or else a sentence; less where a window has few words.
    """
    sums = [0, *accumulate(map(words.size, range(len(words))))]
    windows: list[Window] = []
    start = end = 0
    while end < len(words):
        start = _start(words, sums, windows[-1], overlap) if windows else 0
        end = _end(words, sums, start, end, size - 2)
        windows.append(_window(words, segmenter, start, end))
    return windows


def _start(words: Words, sums: Sequence[int], before: Window, overlap: int) -> int:
    """Return where the window behind another starts; ``sums``: the places that the words before each take."""
    last, first = (
        max(before.start + 1, bisect_right(sums, sums[before.end] - shared) - 1) for shared in (overlap, 2 * overlap)
    )
    return _cut(words, first, last) or last


def _end(words: Words, sums: Sequence[int], start: int, before: int, room: int) -> int:
    """Return where a window ends; ``before``: where the last one did."""
    end = max(start + 1, bisect_right(sums, sums[start] + room) - 1)
    if end == len(words):
        return end
    earliest = start + int(LAST_PART * (end - start))
    return _cut(words, max(earliest, before) + 1, end) or end


def _cut(words: Words, first: int, last: int) -> int | None:
    """Return the last of some places where a paragraph starts, else a sentence, or None where neither does."""
    places = range(last, first - 1, -1)
    paragraph = next((place for place in places if words.breaks[place]), None)
    return paragraph or next((place for place in places if words.starts[place]), None)


def _window(words: Words, segmenter: Segmenter, start: int, end: int) -> Window:
    rows = [segmenter.begin]
    firsts = []
    for index in range(start, end):
        if words.breaks[index]:
            rows.append(segmenter.end)
        firsts.append(len(rows))
        rows.extend(words.pieces[index])
    rows.append(segmenter.end)
    return Window(tuple(rows), tuple(firsts), start, end)


def owned(windows: Sequence[Window]) -> list[tuple[int, int]]:
    """Return for each window the words it speaks for: those that are farther from its edges than from another's."""
    cuts = [0]
    for one, other in pairwise(windows):
        cuts.append((other.start + one.end - 1) // 2 + 1)
    cuts.append(windows[-1].end)
    return list(pairwise(cuts))


def window_of(windows: Sequence[Window], start: int, end: int) -> int | None:
    """Return the window that holds all words of a stretch with most room on both sides, or None where none does."""
    best, room = None, -1
    for index, window in enumerate(windows):
        if window.start <= start and end <= window.end:
            left = start - window.start if index else end
            right = window.end - end if index < len(windows) - 1 else window.end
            if min(left, right) > room:
                best, room = index, min(left, right)
    return best
