"""Word pieces at run time: the file of pieces that a model carries, and words cut into its pieces.

Segmentation is the unigram model of SentencePiece (Kudo 2018, "Subword Regularization"), word by word on spaCy's
tokens, so that no piece crosses a token and nothing has to be aligned. The file is gzip over UTF-8: a JSON line
(special rows, score of the unknown, normalisation of characters), then one line a piece, ``score TAB piece``, in the
order of the rows of the embeddings; `hergang.extract.training` writes it.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Mapping

from hergang.extract.errors import LexiconError

FORMAT = "hergang-pieces/1"
SPECIAL = ("begin", "end", "pad", "unknown")
BLANK = "▁"
MAX_PIECES = 12  # of one word: a longer word is a link or a slip
MAX_CHARACTERS = 256  # of one word that are looked at: far more than twelve pieces hold
MAX_KNOWN = 200_000  # words kept with their pieces, some 50 MB; then the memory starts anew


class Segmenter:
    """Cuts words into pieces; the words of a language are few, so that most are cut once.

    ``rows`` gives row and score of each piece but the special ones, whose rows have names of their own.
    """

    def __init__(
        self,
        rows: Mapping[str, tuple[int, float]],
        normalisation: Mapping[str, str],
        special: Mapping[str, int],
        unknown_score: float,
    ) -> None:
        self.begin, self.end, self.pad, self.unknown = (special[name] for name in SPECIAL)
        self._rows = rows
        self._normalisation = str.maketrans(dict(normalisation))
        self._unknown_score = unknown_score
        self._longest = _longest(rows)
        self._known: dict[tuple[str, bool], tuple[int, ...]] = {}

    def word(self, text: str, blank: bool) -> tuple[int, ...]:
        """Return the rows of a word's pieces, at least one; ``blank``: it opens the text or follows white space."""
        key = (text if len(text) <= MAX_CHARACTERS else text[:MAX_CHARACTERS], blank)
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= MAX_KNOWN:
                self._known.clear()
            found = self._known[key] = self._segment(*key)
        return found

    def _segment(self, text: str, blank: bool) -> tuple[int, ...]:
        plain = text.translate(self._normalisation).replace(" ", BLANK).strip(BLANK)[:MAX_CHARACTERS]
        if not plain:
            return (self.unknown,)
        return tuple(self._best(BLANK + plain if blank else plain)[:MAX_PIECES])

    def _best(self, text: str) -> list[int]:
        """Return the most likely rows (Viterbi); a character that no piece covers is one unknown."""
        size = len(text)
        scores = [0.0] + [float("-inf")] * size
        back = [(0, self.unknown)] * (size + 1)
        for start, first in enumerate(text):
            score = scores[start]
            if score + self._unknown_score > scores[start + 1]:
                scores[start + 1] = score + self._unknown_score
                back[start + 1] = (start, self.unknown)
            for end in range(start + 1, min(size, start + self._longest.get(first, 0)) + 1):
                found = self._rows.get(text[start:end])
                if found and score + found[1] > scores[end]:
                    scores[end] = score + found[1]
                    back[end] = (start, found[0])
        rows = []
        while size > 0:
            size, row = back[size]
            rows.append(row)
        return rows[::-1]


def _longest(rows: Mapping[str, object]) -> dict[str, int]:
    """Return the length of the longest piece by first character."""
    longest: dict[str, int] = {}
    for text in rows:
        if len(text) > longest.get(text[0], 0):
            longest[text[0]] = len(text)
    return longest


def parse_pieces(blob: bytes, name: str) -> Segmenter:
    """Return the segmenter of a file of pieces; ``name`` stands for it in messages.

    Raises:
        LexiconError: the bytes are damaged or of another format.
    """
    try:
        first, *lines = gzip.decompress(blob).decode("utf-8").split("\n")
        head = json.loads(first)
        special = {kind: int(head[kind]) for kind in SPECIAL}
        rows = _parse_rows(lines, frozenset(special.values()))
        intact = head["format"] == FORMAT and len(lines) == head["count"]
        segmenter = Segmenter(rows, head["normalisation"], special, float(head["unknown_score"]))
    except (OSError, EOFError, ValueError, KeyError, TypeError, IndexError, zlib.error) as error:
        raise LexiconError(f"{name}: the file of word pieces is damaged ({error}). Reinstall hergang.") from error
    if not intact:
        raise LexiconError(f"{name}: word pieces of another format, or cut short. Reinstall hergang.")
    return segmenter


def _parse_rows(lines: list[str], special: frozenset[int]) -> dict[str, tuple[int, float]]:
    rows: dict[str, tuple[int, float]] = {}
    for row, line in enumerate(lines):
        score, _, text = line.partition("\t")
        if row not in special and text:
            rows[text] = (row, float(score))
    return rows
