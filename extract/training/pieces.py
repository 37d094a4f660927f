"""Word pieces: segmentation, the vocabulary that German and English news need, and the file that ships.

Segmentation is the unigram model of SentencePiece (Kudo 2018, "Subword Regularization"), word by word on spaCy's
tokens, so that no piece crosses a token. The base knows 250,002 pieces of a hundred languages; only those are kept that
some text of the data folder uses, with all short Latin pieces, so that unseen words are spelt rather than unknown.

The file is gzip over UTF-8: a JSON line (special rows, score of the unknown, normalisation of characters), then one
line a piece, ``score TAB piece``, in the order of the rows of the embeddings.
"""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hergang.extract.training.base import Pieces

FORMAT = "hergang-pieces/1"
BLANK = "▁"
UNKNOWN = 10.0  # below the lowest score, as SentencePiece has it
MAX_PIECES = 12  # of one word: a longer word is a link or a slip
SHORT = 2  # characters of the pieces that are kept in any case
FEWEST = 2  # occurrences of a piece that is kept
LATIN = range(0x20, 0x250)
MARKS = range(0x2000, 0x2600)


@dataclass
class Segmenter:
    """Cuts words into pieces; ``rows`` gives row and score of each piece, special rows are the first four."""

    rows: Mapping[str, tuple[int, float]]
    normalisation: Mapping[str, str]
    begin: int
    end: int
    pad: int
    unknown: int
    unknown_score: float
    _longest: int = 0
    _known: dict[tuple[str, bool], tuple[int, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._longest = max(map(len, self.rows), default=1)

    def word(self, text: str, blank: bool) -> tuple[int, ...]:
        """Return the rows of a word's pieces, at least one; ``blank``: it opens the text or follows white space."""
        key = (text, blank)
        if key not in self._known:
            self._known[key] = self._segment(text, blank)[:MAX_PIECES]
        return self._known[key]

    def line(self, text: str) -> tuple[int, ...]:
        """Return the rows of a whole text at once, as the base was trained; pieces may cross tokens."""
        return self._segment(text, True)

    def _segment(self, text: str, blank: bool) -> tuple[int, ...]:
        plain = "".join(self.normalisation.get(sign, sign) for sign in text)
        plain = BLANK.join(plain.split(" ")).strip(BLANK)
        if not plain:
            return (self.unknown,)
        return tuple(self._best(BLANK + plain if blank else plain))

    def _best(self, text: str) -> list[int]:
        """Return the most likely rows (Viterbi); a character that no piece covers is one unknown."""
        best: list[tuple[float, int, int]] = [(0.0, -1, -1)] + [(float("-inf"), -1, -1)] * len(text)
        for start in range(len(text)):
            score = best[start][0]
            if score + self.unknown_score > best[start + 1][0]:
                best[start + 1] = (score + self.unknown_score, start, self.unknown)
            for end in range(start + 1, min(len(text), start + self._longest) + 1):
                found = self.rows.get(text[start:end])
                if found and score + found[1] > best[end][0]:
                    best[end] = (score + found[1], start, found[0])
        rows = []
        place = len(text)
        while place > 0:
            _, place, row = best[place]
            rows.append(row)
        return rows[::-1]


def segmenter(pieces: Pieces, kept: Iterable[int] | None = None) -> Segmenter:
    """Return a segmenter of the base; with ``kept`` (sorted rows of the base), of these alone, in new rows."""
    order = list(range(len(pieces.texts)) if kept is None else kept)
    new = {old: row for row, old in enumerate(order)}
    special = (pieces.begin, pieces.end, pieces.pad, pieces.unknown)
    rows = {pieces.texts[old]: (new[old], float(pieces.scores[old])) for old in order if old not in special}
    begin, end, pad, unknown = (new[row] for row in special)
    lowest = float(pieces.scores.min()) - UNKNOWN
    return Segmenter(rows, pieces.normalisation, begin, end, pad, unknown, lowest)


def keep(pieces: Pieces, counts: Mapping[int, int]) -> list[int]:
    """Return the rows to keep, in order: those in use, special ones, and all short Latin pieces and punctuation."""
    rows = {row for row, count in counts.items() if count >= FEWEST}
    rows.update((pieces.begin, pieces.end, pieces.pad, pieces.unknown))
    rows.update(row for row, text in enumerate(pieces.texts) if _is_short_latin(text))
    return sorted(rows)


def _is_short_latin(text: str) -> bool:
    bare = text.removeprefix(BLANK)
    return len(bare) <= SHORT and all(ord(sign) in LATIN or ord(sign) in MARKS for sign in bare)


def count_pieces(texts: Iterable[tuple[str, str]], tokenise: Callable[[str, str], list[str]], cut: Segmenter) -> Counter[int]:
    """Count the pieces of (language, text); ``tokenise`` gets a language and a run of signs without white space.

    spaCy's tokeniser reads each run between blanks by itself, so that counting distinct runs first is exact and quick.
    """
    runs: Counter[tuple[str, str]] = Counter()
    for language, text in texts:
        runs.update((language, run) for run in text.split())
    counts: Counter[int] = Counter()
    for (language, run), number in runs.items():
        for place, word in enumerate(tokenise(language, run)):
            for row in cut.word(word, place == 0):
                counts[row] += number
    return counts


def read_texts(data: Path) -> Iterator[tuple[str, str]]:
    """Yield (language, text) of every text under the data folder; a file that names no language counts as English."""
    for path in sorted(data.rglob("*.conllu")):
        with path.open(encoding="utf-8") as lines:
            yield from ((_language(path), line[9:]) for line in lines if line.startswith("# text = "))
    for path in sorted(data.rglob("*.jsonl")):
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                record = json.loads(line)
                language = record.get("language") or record.get("lang") or _language(path)
                yield from ((language if language == "de" else "en", text) for text in _record_texts(record))


def _record_texts(record: Mapping[str, Any]) -> Iterator[str]:
    for name in ("title", "summary", "text"):
        if isinstance(record.get(name), str):
            yield record[name]
    yield from (text for text in record.get("paragraphs", ()) if isinstance(text, str))


def _language(path: Path) -> str:
    return "de" if any(part == "de" or part.startswith("de-") for part in path.parts) else "en"


def write_pieces(path: Path, pieces: Pieces, kept: Iterable[int]) -> None:
    """Write the kept pieces; the same pieces give the same bytes."""
    cut = segmenter(pieces, kept := list(kept))
    head = {
        "format": FORMAT,
        "begin": cut.begin,
        "end": cut.end,
        "pad": cut.pad,
        "unknown": cut.unknown,
        "unknown_score": cut.unknown_score,
        "count": len(kept),
        "normalisation": dict(pieces.normalisation),
    }
    lines = [json.dumps(head, ensure_ascii=False)]
    lines += [f"{float(pieces.scores[row])!r}\t{pieces.texts[row]}" for row in kept]
    path.write_bytes(gzip.compress("\n".join(lines).encode("utf-8"), mtime=0))


def read_pieces(path: Path) -> Segmenter:
    """Return the segmenter of a file of pieces."""
    first, *lines = gzip.decompress(path.read_bytes()).decode("utf-8").split("\n")
    head = json.loads(first)
    special = {head[name] for name in ("begin", "end", "pad", "unknown")}
    rows = {}
    for row, line in enumerate(lines):
        score, _, text = line.partition("\t")
        if row not in special:
            rows[text] = (row, float(score))
    names = ("begin", "end", "pad", "unknown", "unknown_score")
    return Segmenter(rows, head["normalisation"], *(head[name] for name in names))
