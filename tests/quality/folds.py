"""Figures of a cross-validation: what `crossvalidate` found in every fold, pooled and scored like the shipped model.

Names are scored as in `score_names`, times as in `score_times`, trees as in `score_syntax` with gold tokens and
sentences. A set that was not read to its last document is left out, and told.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import score_names
import score_syntax
import score_times
from common import Figure, Tally, labelled, read_jsonl

from hergang.extract.training.conllu import Sentence, read_conllu

PORTION = "5 folds"
Predictions = Mapping[str, Mapping[str, Any]]  # by id of the record, or number of the sentence


def read_figures(path: Path, data: Path) -> list[Figure]:
    """Return the figures of all sets in a ``predictions.jsonl``; the annotations come from the data folder."""
    found: dict[str, dict[str, Mapping[str, Any]]] = defaultdict(dict)
    for row in read_jsonl(path):
        found[row["set"]][row["id"]] = row
    figures = [figure for name, rows in sorted(found.items()) for figure in score_set(data, name, rows)]
    return labelled(figures, PORTION)


def score_set(data: Path, name: str, rows: Predictions) -> list[Figure]:
    """Return the figures of one set, by the path of its file."""
    path = data / name
    items: Sequence[Any] = read_conllu(path) if path.suffix == ".conllu" else list(read_jsonl(path))
    keys = [str(number) for number in range(len(items))] if path.suffix == ".conllu" else [r["id"] for r in items]
    missing = set(keys) - set(rows)
    if missing:
        print(f"{name}: {len(missing)} of {len(keys)} not read yet, left out", file=sys.stderr)
        return []
    score = {"treebank": score_trees, "ner": score_spans_of_names, "time": score_spans_of_times}
    return score[path.parent.name.partition("-")[2]](path, items, [rows[key] for key in keys])


def score_spans_of_names(path: Path, records: Sequence[Any], rows: Sequence[Mapping[str, Any]]) -> list[Figure]:
    """Return the figures of a set of names."""
    tally = Tally("names", path.stem)
    for record, row in zip(records, rows, strict=True):
        document = score_names.document(path.stem, record["id"])
        found = {(start, end, label) for start, end, label in row.get("spans", ())}
        score_names.count(tally, document, record["text"], found, score_names.gold_names(record))
    return list(score_names.figures_of(tally, with_misc=False))


def score_spans_of_times(path: Path, records: Sequence[Any], rows: Sequence[Mapping[str, Any]]) -> list[Figure]:
    """Return the figures of a set of times; the encoder's head gives no values."""
    answers = {row["id"]: [score_times.Time(*span) for span in row.get("spans", ())] for row in rows}
    name = path.stem.removesuffix("-train")
    tally = score_times.tally(records, score_times.HEAD, name, lambda record: answers[record["id"]])
    return score_times.figures_of(tally, values=False)


def score_trees(path: Path, sentences: Sequence[Sentence], rows: Sequence[Mapping[str, Any]]) -> list[Figure]:
    """Return UAS and LAS with gold tokens and sentences; documents are drawn, where there are any."""
    tally = Tally("syntax", path.stem)
    for number, (sentence, row) in enumerate(zip(sentences, rows, strict=True)):
        document = sentence.document or number
        for attached, labelled_too in _compare(sentence, row.get("words", ())):
            tally.share(document, "UAS", attached)
            tally.share(document, "LAS", labelled_too)
    return [tally.figure(kind, "F1", kind + score_syntax.GOLD) for kind in ("UAS", "LAS")]


def _compare(sentence: Sentence, found: Sequence[Sequence[Any]]) -> Iterator[tuple[bool, bool]]:
    """Yield of each word whether its head, and head and relation, are right; blanks (SPACE) are no words."""
    places = [number for number, word in enumerate(sentence.words) if word.pos != "SPACE"]
    numbers = {place: number for number, place in enumerate(places)}
    for (head, dep), place in zip(found, places, strict=True):
        word = sentence.words[place]
        attached = numbers.get(word.head) == head
        yield attached, attached and dep.lower() == word.dep.lower()
