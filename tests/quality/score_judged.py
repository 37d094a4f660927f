"""Scores the precision of entities, times, quantities, quotations, relations and claims on real pages, by a reader.

    python tests/quality/score_judged.py --data DIR

A hundred records a language and kind were drawn by a fixed seed from pages outside the marked ones and judged by
reading (``tests/data/written/judged-KIND-LANGUAGE.jsonl``): page, offsets into its text, what was read, and whether it
is right. A second hundred was drawn by another seed once the kinds of mistakes in the first were mended (``-2.jsonl``),
of relations and claims outside what was read while mending. No text is kept. An entity is right where span, type
and identity are (`judged_entities.py` tells apart); a relation where type, subject, object and past are; a claim where
predicate, participants, certainty, polarity and voice are; a quotation where it is one, of its kind, and its speaker is
who said it (none where the source is nobody that an entity could be). Quotations that changed since were judged anew
(``again``). Figures, where the pages are at hand:

- judged right: percent of the records as they were drawn;
- right of those read: percent of the judged records that the program still reads so; one that was wrong and is
  ``mended`` (the same words, other participants) counts as right.

Kinds of mistakes that were found are mended, so that the second figure is not that of unseen pages. Of entities, times
and quantities a second hundred was drawn later, by another seed and from pages that the first had left out; its
``judged right`` is that of pages nobody had looked at.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from common import Figure, Tally, read_jsonl
from saved_pages import read_page
from written_sets import WRITTEN

from hergang.extract.records import Annotations

KINDS = ("entities", "times", "quantities", "quotations", "relations", "claims")
LANGUAGES = ("de", "en")
DRAWS = {"": "", "-2": ", second draw"}  # the end of a file's name, and what the figures call it
ASPECTS = ("span", "type", "identity")  # what was judged of an entity
VERDICTS = frozenset({"right", *ASPECTS, "kind_right", "speaker_right"})
Key = tuple[Any, ...]


def score(data: Path, part: str) -> list[Figure]:
    """Return the figures of each kind and language; nothing where the pages are absent, or for another part."""
    if part != "dev" or not (data / "pages").is_dir():
        return []
    return [figure for language in LANGUAGES for figure in score_language(data / "pages", language)]


def score_language(pages: Path, language: str) -> Iterator[Figure]:
    """Yield the figures of a language; each page is read once for all kinds."""
    files = {(kind, draw): WRITTEN / f"judged-{kind}-{language}{draw}.jsonl" for kind in KINDS for draw in DRAWS}
    judged = {key: list(read_jsonl(path)) for key, path in files.items() if path.is_file()}
    tallies = {(kind, draw): Tally(f"judged {kind}", f"pages-{language}{DRAWS[draw]}") for kind, draw in judged}
    for page in sorted({record["page"] for records in judged.values() for record in records}):
        path = pages / f"{page}.html.gz"
        answer = read_page(path) if path.is_file() else None
        for drawn, records in judged.items():
            if answer is not None:
                count(tallies[drawn], page, [r for r in records if r["page"] == page], found(drawn[0], answer))
    for tally in tallies.values():
        yield from (tally.figure(name, "F1", name) for name in sorted(tally.counts))


def count(tally: Tally, page: str, records: Sequence[Mapping[str, Any]], read: set[Key]) -> None:
    """Count the verdicts of a page, and those on what is still read so."""
    for record in records:
        if not record.get("again"):
            tally.share(page, "judged right", is_right(record))
        if key(record) in read:
            tally.share(page, "right of those read", is_right(record) or record.get("mended", False))


def is_right(record: Mapping[str, Any]) -> bool:
    """Return the verdict on a record; of entities and quotations several things were judged."""
    return all(value for name, value in record.items() if name in VERDICTS)


def key(record: Mapping[str, Any]) -> Key:
    """Return what tells a judged record from others of its page."""
    values = (value for name, value in record.items() if name not in {"page", "again", "mended", *VERDICTS})
    return tuple(tuple(value) if isinstance(value, list) else value for value in values)


def found(kind: str, answer: Annotations) -> set[Key]:
    """Return the keys of all records of a kind that the program reads on a page."""
    if kind == "entities":
        return {(entity.mentions[0].start, entity.mentions[0].end, entity.type) for entity in answer.entities}
    if kind == "times":
        return {(time.start, time.end, time.type, time.value) for time in answer.times}
    if kind == "quantities":
        return {(quantity.start, quantity.end, quantity.value, quantity.unit) for quantity in answer.quantities}
    if kind == "quotations":
        return set(quotation_keys(answer))
    if kind == "relations":
        return {(*relation.evidence, relation.type) for relation in answer.relations}
    return {(*claim.text, claim.certainty, claim.polarity, claim.voice) for claim in answer.claims}


def quotation_keys(answer: Annotations) -> Iterator[Key]:
    """Yield of each quotation its extent, its kind and its speaker's first mention."""
    first = {entity.id: (entity.mentions[0].start, entity.mentions[0].end) for entity in answer.entities}
    for quotation in answer.quotations:
        extent = quotation.content[0][0], quotation.content[-1][1]
        yield (*extent, quotation.kind, first.get(quotation.speaker) if quotation.speaker else None)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures; return the exit code."""
    parser = argparse.ArgumentParser(description="Score records by the verdicts of a reader.")
    parser.add_argument("--data", type=Path, required=True, help="folder of the annotated data, with pages/")
    for figure in score(parser.parse_args(arguments).data, "dev"):
        print(f"{figure.part:17} {figure.data:22} {figure.name:20} {figure.value:6.1f} of {figure.count}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
