"""Build ``konjunktiv-{dev,test}.jsonl`` from their sources, in which every finite verb is marked behind the word.

Usage: ``python tests/data/written/build_konjunktiv.py``. A sentence a line, ``#`` opens a remark; the marks are

    *1 Konjunktiv I    *2 Konjunktiv II    *0 indicative    *! imperative

A record of the result has ``id``, ``text`` and ``verbs``: offsets in code points (end exclusive), form, ``mood`` as in
Universal Dependencies (Sub, Ind, Imp), and which ``konjunktiv`` it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
MARKS = {"0": {"mood": "Ind"}, "!": {"mood": "Imp"}} | {
    number: {"mood": "Sub", "konjunktiv": "I" * int(number)} for number in "12"
}
MARKED = re.compile(r"(\w+)\*(\S)")


class NotationError(ValueError):
    """A sentence has no mark, or one that is none."""


def parse_sentence(line: str, name: str) -> dict[str, Any]:
    """Return the record of one marked sentence; NotationError names a line that is marked wrongly."""
    text, verbs, done = "", [], 0
    for match in MARKED.finditer(line):
        text += line[done : match.end(1)]
        done = match.end()
        if match[2] not in MARKS:
            raise NotationError(f"{name}: {match[0]!r}: the mark is none of {' '.join(MARKS)}")
        verbs.append({"start": len(text) - len(match[1]), "end": len(text), "form": match[1], **MARKS[match[2]]})
    text += line[done:]
    if not verbs or "*" in text:
        raise NotationError(f"{name}: {text!r}: every finite verb needs its mark, and nothing else a star")
    return {"id": name, "text": text, "verbs": verbs}


def generate(source: Path) -> Iterator[str]:
    """Yield a line of JSON for each sentence of a source."""
    lines = source.read_text(encoding="utf-8").splitlines()
    sentences = [line for line in lines if line.strip() and not line.startswith("#")]
    for number, line in enumerate(sentences, 1):
        yield json.dumps(parse_sentence(line, f"{source.stem}-{number:02}"), ensure_ascii=False)


def main() -> None:
    """Write the JSON Lines file of each source."""
    for source in sorted(HERE.glob("konjunktiv-*.txt")):
        source.with_suffix(".jsonl").write_bytes("".join(f"{line}\n" for line in generate(source)).encode())


if __name__ == "__main__":
    main()
