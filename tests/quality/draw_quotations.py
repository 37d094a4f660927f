"""Draws quotations of real pages to judge: four of each of 25 pages that nothing else is marked on, by a fixed seed.

    python tests/quality/draw_quotations.py DATA LANGUAGE

Each is a record as ``tests/data/written/judged-quotations-LANGUAGE.jsonl`` keeps it, without the verdicts
(``kind_right``, ``speaker_right``), and lines to judge by.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path

from judged_entities import EACH, SEED, pages
from saved_pages import read_page

from hergang.extract.records import Annotations, Quotation


def drawn(annotations: Annotations) -> list[Quotation]:
    """Return the quotations of a page to judge, in text order."""
    count = min(EACH, len(annotations.quotations))
    chosen = random.Random(SEED).sample(list(annotations.quotations), count)
    return sorted(chosen, key=lambda quotation: quotation.content[0][0])


def shown(annotations: Annotations, quotation: Quotation) -> Iterator[str]:
    """Yield lines that tell a reader of a quotation: its words amid the text, cue, source and speaker."""
    text, (start, end) = annotations.article.text, (quotation.content[0][0], quotation.content[-1][1])
    yield f"  {text[max(0, start - 220) : start]}[{text[start:end]}]{text[end : end + 160]}".replace("\n", "/")
    cue, source = ([text[s:e] for s, e in spans] for spans in (quotation.cue, quotation.source))
    speaker = next((e.name for e in annotations.entities if e.id == quotation.speaker), None)
    yield f"  cue {cue} source {source} speaker {speaker!r} {quotation.attribution} {quotation.by}"


def main() -> None:
    """Print the records of a language with what surrounds them."""
    data, language = Path(sys.argv[1]), sys.argv[2]
    for page in pages(data, language):
        annotations = read_page(data / "pages" / f"{page}.html.gz")
        for quotation in drawn(annotations) if annotations is not None else ():
            print(json.dumps(record(page, annotations, quotation)))
            print("\n".join(shown(annotations, quotation)))


def record(page: str, annotations: Annotations, quotation: Quotation) -> dict[str, object]:
    """Return what tells a quotation: page, extent, kind, and the first mention of its speaker."""
    first = next((e.mentions[0] for e in annotations.entities if e.id == quotation.speaker), None)
    return {
        "page": page,
        "start": quotation.content[0][0],
        "end": quotation.content[-1][1],
        "kind": quotation.kind,
        "speaker": [first.start, first.end] if first is not None else None,
    }


if __name__ == "__main__":
    main()
