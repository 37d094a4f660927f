"""Scores confidence: of the records that are given 0.9, nine in ten should be right.

    python tests/quality/score_confidence.py DATA          the reliability table
    python tests/quality/score_confidence.py DATA --fit    writes extract/lexica/LANGUAGE/confidence.toml anew

Records are right where annotated data says so: an entity where most of its names are marked so, with its type
(people, organisations, places); a time where a marked one overlaps it and has its value; a quotation where a marked one
shares half of its words and, if the program tells a source, its source; a relation of our written sentences where it is
marked. All sets are dev, or were looked at while rules were written; the curves are fitted on four fifths of the
documents and measured on the fifth, five times over, while what ships is fitted on all of them.

The expected calibration error is the mean difference between confidence and share of right ones over ten bins, by the
records in each (Guo et al. 2017, "On Calibration of Modern Neural Networks"), in points.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from common import Figure, article_of, read_jsonl
from score_names import gold_names
from score_quotations import compare, gold_quotations, match
from score_relations import PUBLISHED, is_asked, is_kind, is_right
from score_times import _same_value as same_value
from written_sets import WRITTEN

from hergang.extract.confidence import ALL, chance
from hergang.extract.lexica import FOLDER
from hergang.extract.records import Annotations

#: By kind and language: the sets, and how many records of each are read.
SETS: Mapping[str, Mapping[str, Sequence[tuple[str, int]]]] = {
    "entities": {
        "de": (("de-ner/germeval-{part}.jsonl", 450), ("de-ner/smartdata-{part}.jsonl", 230)),
        "en": (("en-ner/worldwide-{part}.jsonl", 58),),
    },
    "times": {
        "de": (("de-time/krauts-diezeit.jsonl", 50),),
        "en": (("en-time/timebank-train.jsonl", 160), ("en-time/aquaint-train.jsonl", 73)),
    },
    "quotations": {
        "de": (("de-quotes/wikinews-{part}.jsonl", 150),),
        "en": (("en-quotes/polnear-{part}.jsonl", 40),),
    },
    "relations": {"de": (("relations-de-{part}.jsonl", 300),), "en": (("relations-en-{part}.jsonl", 300),)},
}
LABELS = {"Person": "PER", "Organization": "ORG", "Place": "LOC"}
BINS = 10
FEWEST = 40  # records behind a point of a curve, and twice as many behind a curve of its own
PRIOR = 2.0  # records, half of them right, that each point is smoothed by
SOME = 12  # records behind a point of its own
PULL = 8.0  # records
FOLDS = 5


@dataclass(frozen=True)
class Judged:
    """A record that annotated data judges: its document, what made it, the confidence it was given, whether right."""

    document: int
    by: str
    confidence: float
    right: bool


# -- records that annotated data judges -------------------------------------------------------------------------------


def judged(data: Path, kind: str, language: str, part: str) -> list[Judged]:
    """Return the records of a kind that the program finds in the sets of a language, in their order."""
    found: list[Judged] = []
    document = 0
    for name, count in SETS[kind][language]:
        path = (WRITTEN if kind == "relations" else data) / name.format(part=part)
        records = list(read_jsonl(path))[:count] if path.is_file() else []
        for record in records:
            document += 1
            for item, right in JUDGES[kind](record, _read(record, language, document)):
                found.append(Judged(document, item.by, item.confidence, right))
    return found


def _read(record: Mapping[str, Any], language: str, number: int) -> Annotations:
    """Return annotations with the confidence of their components, before calibration."""
    from hergang.extract import pipeline

    day = record.get("dct") or record.get("date") or ("" if "id" in record else PUBLISHED)
    article = article_of({"id": str(number), **record, "date": day}, language)
    nlp = pipeline.load(language)
    doc = pipeline.make_doc(nlp, article.text)
    doc._.language, doc._.published = language, pipeline._day(day)
    for _, component in nlp.pipeline:
        doc = component(doc)
    return pipeline.to_annotations(doc, article, "")


def _entities(record: Mapping[str, Any], annotations: Annotations) -> Iterator[tuple[Any, bool]]:
    gold = set(gold_names(record))
    for entity in annotations.entities:
        names = [m for m in entity.mentions if m.kind == "name"]
        if names and entity.type in LABELS and not entity.by.startswith("entities/compound"):
            right = sum((m.start, m.end, LABELS[entity.type]) in gold for m in names)
            yield entity, 2 * right > len(names)


def _times(record: Mapping[str, Any], annotations: Annotations) -> Iterator[tuple[Any, bool]]:
    for time in annotations.times:
        gold = [g for g in record["timex"] if g["start"] < time.end and time.start < g["end"]]
        yield time, any(same_value(g.get("value", ""), time.value) for g in gold)


def _quotations(record: Mapping[str, Any], annotations: Annotations) -> Iterator[tuple[Any, bool]]:
    gold = list(gold_quotations(record["attributions"]))
    pairs = dict(match([q.content for q in annotations.quotations], [g.content for g in gold]))
    for number, quotation in enumerate(annotations.quotations):
        checks = dict(compare(annotations, quotation, gold[pairs[number]])) if number in pairs else {"source": False}
        yield quotation, number in pairs and (checks.get("source", True) or not quotation.source)


def _relations(record: Mapping[str, Any], annotations: Annotations) -> Iterator[tuple[Any, bool]]:
    kind = record["relation"]
    for relation in annotations.relations:
        if is_asked(kind, relation):
            right = is_kind(kind, relation) and any(
                is_right(annotations, relation, wanted, record["text"]) for wanted in record["has"]
            )
            yield relation, right


JUDGES = {"entities": _entities, "times": _times, "quotations": _quotations, "relations": _relations}


# -- curves -----------------------------------------------------------------------------------------------------------


def curves(records: Sequence[Judged]) -> dict[str, list[list[float]]]:
    """Return the curve of all records, one of its own for what made many, and one point for what made some.

    A point of its own is drawn towards the curve of all, as far as `PULL` records are.
    """
    groups: dict[str, list[Judged]] = defaultdict(list)
    for record in records:
        groups[record.by].append(record)
    table = {ALL: curve(records)}
    for by, some in sorted(groups.items()):
        if len(some) >= 2 * FEWEST:
            table[by] = curve(some)
        elif len(some) >= SOME:
            mean = sum(record.confidence for record in some) / len(some)
            right = sum(record.right for record in some) + PULL * chance(table, "", mean)
            table[by] = [[round(mean, 4), round(right / (len(some) + PULL), 4)]]
    return table


def curve(records: Sequence[Judged]) -> list[list[float]]:
    """Return points of confidence and chance, rising in both: pools of adjacent violators (Ayer et al. 1955)."""
    pools: list[list[float]] = []  # sum of confidence, right, records
    for confidence, right, count in _bins(sorted((r.confidence, r.right) for r in records)):
        pools.append([confidence, right, count])
        while len(pools) > 1 and _rate(pools[-2]) >= _rate(pools[-1]):
            last = pools.pop()
            pools[-1] = [a + b for a, b in zip(pools[-1], last, strict=True)]
    return [[round(pool[0] / pool[2], 4), round(_rate(pool), 4)] for pool in pools]


def _rate(pool: Sequence[float]) -> float:
    return (pool[1] + PRIOR / 2) / (pool[2] + PRIOR)


def _bins(rows: Sequence[tuple[float, bool]]) -> Iterator[tuple[float, float, float]]:
    """Yield sums over some records of like confidence; equal ones are never parted."""
    held: list[tuple[float, bool]] = []
    for place, row in enumerate(rows):
        held.append(row)
        rest = len(rows) - place - 1
        if rest == 0 or (len(held) >= FEWEST and rest >= FEWEST and rows[place + 1][0] != row[0]):
            yield sum(c for c, _ in held), float(sum(r for _, r in held)), float(len(held))
            held = []


# -- figures ----------------------------------------------------------------------------------------------------------


def score(data: Path, part: str) -> list[Figure]:
    """Return the calibration error of each kind and language, and of the surest records the share that is right."""
    figures: list[Figure] = []
    for kind, languages in SETS.items():
        for language in languages:
            records = judged(data, kind, language, part)
            if records:
                figures += figures_of(f"{kind}-{language}", crossed(records))
    return figures


def crossed(records: Sequence[Judged]) -> list[tuple[float, bool]]:
    """Return chance and verdict of each record, by curves that were fitted without its document."""
    others = [[r for r in records if r.document % FOLDS != fold] for fold in range(FOLDS)]
    if not all(others):
        return [(r.confidence, r.right) for r in records]
    tables = [curves(some) for some in others]
    return [(chance(tables[r.document % FOLDS], r.by, r.confidence), r.right) for r in records]


def figures_of(name: str, pairs: Sequence[tuple[float, bool]]) -> Iterator[Figure]:
    """Yield the figures of records: of each its chance and whether it is right."""
    yield Figure("confidence", name, "calibration error, points", 100 * calibration_error(pairs), len(pairs))
    for low, high in ((0.85, 1.01), (0.6, 0.85), (0.0, 0.6)):
        rows = [(sure, right) for sure, right in pairs if low <= sure < high]
        if rows:
            said = 100 * sum(sure for sure, _ in rows) / len(rows)
            right = 100 * sum(right for _, right in rows) / len(rows)
            span = f"from {low:g}" if high > 1 else f"{low:g} to {high:g}"
            yield Figure("confidence", name, f"mean confidence, {span}", said, len(rows))
            yield Figure("confidence", name, f"right of these, {span}", right, len(rows))


def calibration_error(pairs: Iterable[tuple[float, bool]]) -> float:
    """Return the expected calibration error over `BINS` bins of equal width (0 to 1)."""
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for sure, right in pairs:
        bins[min(int(sure * BINS), BINS - 1)].append((sure, right))
    total = sum(map(len, bins.values()))
    return sum(abs(sum(sure - right for sure, right in rows)) for rows in bins.values()) / total if total else 0.0


# -- writing ----------------------------------------------------------------------------------------------------------

HEAD = """[about]
holds = "by kind of record and by what made it: confidence of the component, chance to be right"
source = "own, fitted by tests/quality/score_confidence.py --fit on the dev sets it names"
licence = "as the project"
"""


def fit(data: Path, part: str) -> None:
    """Write the curves of each language; kinds whose sets are not there are left out."""
    for language in ("de", "en"):
        tables = {kind: judged(data, kind, language, part) for kind in sorted(SETS)}
        text = HEAD + "".join(_table(kind, curves(records)) for kind, records in tables.items() if records)
        (FOLDER / language / "confidence.toml").write_text(text, encoding="utf-8")


def _table(kind: str, table: Mapping[str, list[list[float]]]) -> str:
    rows = (f'"{by}" = [{", ".join(f"[{a}, {b}]" for a, b in points)}]\n' for by, points in table.items())
    return f"\n[{kind}]\n{''.join(rows)}"


if __name__ == "__main__":
    if "--fit" in sys.argv:
        fit(Path(sys.argv[1]), "dev")
    else:
        for row in score(Path(sys.argv[1]), "dev"):
            print(f"{row.data:16} {row.name:34} {row.value:6.1f} of {row.count}")
