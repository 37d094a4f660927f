"""Word pieces at training time: the vocabulary that German and English news need, and the file that ships.

The base knows 250,002 pieces of a hundred languages; only those are kept that some text of the data folder uses, with
all short Latin pieces, so that unseen words are spelt rather than unknown. Words are cut by ``extract.pieces``, which
also tells the format of the file.
"""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from hergang.extract.pieces import BLANK, FORMAT, Segmenter
from hergang.extract.training.base import Pieces

UNKNOWN = 10.0  # below the lowest score, as SentencePiece has it
SHORT = 2  # characters of the pieces that are kept in any case
FEWEST = 2  # occurrences of a piece that is kept
LATIN = range(0x20, 0x250)
MARKS = range(0x2000, 0x2600)


def segmenter(pieces: Pieces, kept: Iterable[int] | None = None) -> Segmenter:
    """Return a segmenter of the base; with ``kept`` (sorted rows of the base), of these alone, in new rows."""
    order = list(range(len(pieces.texts)) if kept is None else kept)
    new = {old: row for row, old in enumerate(order)}
    old_special = {"begin": pieces.begin, "end": pieces.end, "pad": pieces.pad, "unknown": pieces.unknown}
    taken = set(old_special.values())
    rows = {pieces.texts[old]: (new[old], float(pieces.scores[old])) for old in order if old not in taken}
    return Segmenter(rows, pieces.normalisation, {name: new[old] for name, old in old_special.items()}, lowest(pieces))


def lowest(pieces: Pieces) -> float:
    """Return the score of an unknown character."""
    return float(pieces.scores.min()) - UNKNOWN


def keep(pieces: Pieces, counts: Mapping[int, int]) -> list[int]:
    """Return the rows to keep, in order: those in use, special ones, and all short Latin pieces and punctuation."""
    rows = {row for row, count in counts.items() if count >= FEWEST}
    rows.update((pieces.begin, pieces.end, pieces.pad, pieces.unknown))
    rows.update(row for row, text in enumerate(pieces.texts) if _is_short_latin(text))
    return sorted(rows)


def _is_short_latin(text: str) -> bool:
    bare = text.removeprefix(BLANK)
    return len(bare) <= SHORT and all(ord(sign) in LATIN or ord(sign) in MARKS for sign in bare)


def count_pieces(
    texts: Iterable[tuple[str, str]], tokenise: Callable[[str, str], list[str]], cut: Segmenter
) -> Counter[int]:
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
        "unknown_score": lowest(pieces),
        "count": len(kept),
        "normalisation": dict(pieces.normalisation),
    }
    lines = [json.dumps(head, ensure_ascii=False)]
    lines += [f"{float(pieces.scores[row])!r}\t{pieces.texts[row]}" for row in kept]
    path.write_bytes(gzip.compress("\n".join(lines).encode("utf-8"), mtime=0))
