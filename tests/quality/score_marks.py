"""Scores what stands in quotation marks on ``tests/data/written/marks-LANGUAGE-PART.txt``: is it speech, and whose.

    python tests/quality/score_marks.py [--data tests/data/written] [--part dev] [--misses]

Two thirds of the marked words in these sentences are titles, names, terms or words held at arm's length, one third is
speech. Words are given as speech where a direct quotation has at least half of them. Figures: precision and recall of
speech; "kept out", which share of all else is not given as speech; the speaker right, where the words were found. The
part "test" is for counting alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import written_sets
from common import Counts, Figure, Span, characters

from hergang.extract.records import Quotation

_MARKED = re.compile(
    r"""(?:„([^“{]*)“|»([^«{]*)«|“([^”{]*)”|"([^"{]*)"|(?<!\w)'((?:[^'{]|(?<=\w)'(?=\w))*)'(?!\w))(?:\{([^}]*)\})?"""
)


@dataclass(frozen=True)
class Marked:
    """Words in quotation marks; ``speaker`` is None where they are no speech."""

    span: Span
    speaker: str | None


def score(data: Path, part: str) -> list[Figure]:
    """Return the figures of each language; the sentences of the checkout are read where ``data`` holds none."""
    figures: list[Figure] = []
    for path in written_sets.paths(data, "marks", part):
        counts = counts_of(path)
        figures += counts["speech"].figures("marks", path.stem, "speech")
        figures += [
            counts[name].figure("marks", path.stem, title, "R")
            for name, title in (("kept out", "no speech, kept out"), ("speaker", "speaker right"))
        ]
    return figures


def counts_of(path: Path, misses: list[str] | None = None) -> dict[str, Counts]:
    """Return the counts over the sentences of a file; ``misses`` gets lines to read."""
    from hergang.extract.pipeline import load

    nlp: Any = load(path.stem.split("-")[1])
    counts = {name: Counts() for name in ("speech", "kept out", "speaker")}
    with nlp.select_pipes(disable=("hergang_relations", "hergang_claims")):
        for text, marked in sentences(path):
            add(counts, nlp(text), marked, misses)
    return counts


def sentences(path: Path) -> Iterator[tuple[str, list[Marked]]]:
    """Yield the sentences of a file without their braces, and what stands in marks in them."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield parsed(line)


def parsed(line: str) -> tuple[str, list[Marked]]:
    """Return a sentence as text and marked words: ``“Yes,”{Roth} said Roth.``"""
    text, marked, last = "", [], 0
    for match in _MARKED.finditer(line):
        place = next(number for number in range(1, 6) if match[number] is not None)
        start = len(text) + match.start(place) - last
        marked.append(Marked((start, start + len(match[place])), match[6]))
        text += line[last : match.end(place) + 1]
        last = match.end()
    return text + line[last:], marked


def add(counts: dict[str, Counts], doc: Any, marked: list[Marked], misses: list[str] | None = None) -> None:
    """Add the counts of one sentence as a Doc."""
    for words in marked:
        found = _quotation(doc, words.span)
        spoken = words.speaker is not None
        counts["speech"].add(spoken and found is not None, found is not None, spoken)
        right = spoken == (found is not None)
        if not spoken:
            counts["kept out"].add(right, 1, 1)
        elif found is not None:
            right = any(words.speaker in name for name in _names(doc, found))
            counts["speaker"].add(right, 1, 1)
        if misses is not None and not right:
            misses.append(f"{doc.text[slice(*words.span)]!r} of {words.speaker}: {found and found.by}: {doc.text}")


def _quotation(doc: Any, span: Span) -> Quotation | None:
    place = characters([span])
    direct = (quotation for quotation in doc._.quotations if quotation.kind == "direct")
    return next((q for q in direct if 2 * len(place & characters(q.content)) >= len(place)), None)


def _names(doc: Any, quotation: Quotation) -> list[str]:
    """Return what names the speaker: the source's words and the mentions of the entity."""
    mentions = [m for e in doc._.entities if e.id == quotation.speaker for m in e.mentions]
    spans = [*quotation.source, *((mention.start, mention.end) for mention in mentions)]
    return [doc.text[start:end] for start, end in spans]


def main() -> None:
    """Print the figures, and what was missed in the part to develop on."""
    options = written_sets.options(
        written_sets.parser("Score words in quotation marks on the written sentences.", "marks-LANGUAGE-PART.txt"), None
    )
    for path in written_sets.paths(options.data, "marks", options.part):
        misses: list[str] | None = [] if options.misses else None
        counts = counts_of(path, misses)
        speech, out, speaker = counts["speech"], counts["kept out"], counts["speaker"]
        print(f"{path.stem}: speech P {speech.precision:.1f} R {speech.recall:.1f} of {speech.gold};", end=" ")
        print(f"kept out {out.recall:.1f} of {out.gold}; speaker {speaker.recall:.1f} of {speaker.gold}")
        print(*(misses or ()), sep="\n")


if __name__ == "__main__":
    main()
