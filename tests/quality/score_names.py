"""Scores names: exact span and label, against the sets of marked names; raw text in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from common import Counts, Figure, base_pipeline, read_jsonl

SETS = {
    "de": ("germeval", "smartdata", "uner-pud"),
    "en": ("worldwide",),
}
WITHOUT_MISC = ("smartdata", "uner-pud")
LABELS = ("PER", "ORG", "LOC")

Name = tuple[int, int, str]


def score(data: Path, part: str) -> list[Figure]:
    """Return the F1 of each label and of PER, ORG, LOC together on every set; MISC where a set marks it."""
    figures: list[Figure] = []
    for language, names in SETS.items():
        paths = [data / f"{language}-ner" / f"{name}-{part}.jsonl" for name in names]
        nlp = base_pipeline(language) if any(path.is_file() for path in paths) else None
        for path in filter(Path.is_file, paths):
            figures += score_set(nlp, path)
    return figures


def score_set(nlp: Any, path: Path) -> list[Figure]:
    """Return the figures of one file."""
    counts = {label: Counts() for label in (*LABELS, "MISC")}
    loose = Counts()
    records = list(read_jsonl(path))
    for record, doc in zip(records, nlp.pipe(record["text"] for record in records), strict=True):
        gold = set(gold_names(record))
        found = {(ent.start_char, ent.end_char, ent.label_) for ent in doc.ents}
        for label, count in counts.items():
            own, theirs = ({name for name in names if name[2] == label} for names in (found, gold))
            count.add(len(own & theirs), len(own), len(theirs))
        ours, theirs = (set(_bare(record["text"], _main(names))) for names in (found, gold))
        loose.add(len(ours & theirs), len(ours), len(theirs))
    return list(_figures(path.stem, counts, loose))


def _figures(name: str, counts: dict[str, Counts], loose: Counts) -> Iterator[Figure]:
    together = Counts()
    for label in LABELS:
        together.add(counts[label].hits, counts[label].answers, counts[label].gold)
        yield Figure("names", name, f"{label} F1", counts[label].f1, counts[label].gold)
    yield from together.figures("names", name, "PER ORG LOC")
    yield Figure("names", name, "PER ORG LOC F1, without article and 's", loose.f1, loose.gold)
    if not name.startswith(WITHOUT_MISC):
        yield Figure("names", name, "MISC F1", counts["MISC"].f1, counts["MISC"].gold)


def gold_names(record: dict[str, Any]) -> Iterator[Name]:
    """Yield the marked names of a record, white space at their edges cut off."""
    for ent in record["ents"]:
        if ent.get("label"):
            piece = record["text"][ent["start"] : ent["end"]]
            left, right = len(piece) - len(piece.lstrip()), len(piece) - len(piece.rstrip())
            yield ent["start"] + left, ent["end"] - right, ent["label"]


def _main(names: Iterable[Name]) -> Iterator[Name]:
    return (name for name in names if name[2] in LABELS)


def _bare(text: str, names: Iterable[Name]) -> Iterator[Name]:
    """Cut a leading article and a trailing genitive: sets differ over them, and readers do not care."""
    for start, end, label in names:
        piece = text[start:end]
        left = re.match(r"(?:the|der|die|das|den|dem|des)\s+(?=\S)", piece, re.IGNORECASE)
        right = re.search(r"(?<=\S)['’]s?$", piece)
        yield start + (left.end() if left else 0), end - (len(right.group()) if right else 0), label
