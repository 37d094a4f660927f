"""What the scorers share: figures with their intervals, precision and recall, reading of annotated data.

A scorer is a module ``score_*.py`` in this folder with ``score(data, part)``; `report.py` finds it by its name.
``data`` is the folder of the annotated data, ``part`` the portion of it ("dev"). Set files are named NAME-PART.SUFFIX.

Intervals are percentile bootstrap (Efron and Tibshirani 1993, "An Introduction to the Bootstrap", chapter 13; for
language processing Berg-Kirkpatrick, Burkett and Klein 2012): documents are drawn anew with replacement, as many as
there are, 1,000 times with a fixed seed, and the figure is computed of each draw. Sentences are drawn where a set has
no documents. What is kept of a document is its counts, so that a draw is a sum of rows: no text is read again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from hergang.corpus.article import Article

Array = np.ndarray[Any, Any]
Span = tuple[int, int]
Interval = tuple[float, float]

RESAMPLES = 1_000
SEED = 20171130
LEVEL = 95  # percent of the draws that lie within an interval


@dataclass(frozen=True)
class Figure:
    """One measured figure: ``part`` is what was measured ("names"), ``data`` on which set ("germeval-dev")."""

    part: str
    data: str
    name: str  # "PER F1", "LAS"
    value: float  # percent, unless the name says otherwise
    count: int | None = None  # annotated instances behind it
    interval: Interval | None = None  # 95 %, same unit; None where a single document stands behind it
    portion: str | None = None  # of the set, where it is another than the one that was asked for ("train")

    @property
    def key(self) -> tuple[str, str, str]:
        """Return what tells the figure from all others."""
        return (self.part, self.data, self.name)


# -- counts by document -----------------------------------------------------------------------------------------------


@dataclass
class Counts:
    """Hits, answers and annotations by document, from which precision, recall and F1 (all in percent) follow.

    Where answers and annotations are not matched one to one (B³, say), ``found`` counts the hits from the side of the
    annotations, by which recall is told.
    """

    rows: dict[Hashable, list[float]] = field(default_factory=dict)  # hits, answers, found, gold

    def add(
        self, hits: float, answers: float, gold: float, document: Hashable = None, found: float | None = None
    ) -> None:
        """Add counts to those of a document; without one, they are a document of their own."""
        key = ("", len(self.rows)) if document is None else document
        row = self.rows.setdefault(key, [0, 0, 0, 0])
        for column, count in enumerate((hits, answers, hits if found is None else found, gold)):
            row[column] += count

    @property
    def precision(self) -> float:
        """Return how many answers are right."""
        return float(_precision(self._sum()))

    @property
    def recall(self) -> float:
        """Return how many annotations are found."""
        return float(_recall(self._sum()))

    @property
    def f1(self) -> float:
        """Return the harmonic mean of both; 0 where nothing is right."""
        return float(_f1(self._sum()))

    @property
    def gold(self) -> int:
        """Return the number of annotations."""
        return round(float(self._sum()[3]))

    @property
    def hits(self) -> int:
        """Return the number of right answers."""
        return round(float(self._sum()[0]))

    def table(self, documents: Sequence[Hashable] = ()) -> Array:
        """Return a row of counts for each of the documents, by default for those that have some."""
        rows = [self.rows.get(key, [0, 0, 0, 0]) for key in documents] if documents else list(self.rows.values())
        return np.array(rows, np.float64).reshape(-1, 4)

    def figure(self, part: str, data: str, name: str, kind: str = "F1", documents: Sequence[Hashable] = ()) -> Figure:
        """Return a figure of the ``kind`` "P", "R" or "F1" with its interval.

        ``documents`` are all of the set, for those that have no such counts may be drawn too.
        """
        measure = MEASURES[kind]
        between = interval(self.table(documents), measure)
        return Figure(part, data, name, float(measure(self._sum())), self.gold, between)

    def figures(self, part: str, data: str, name: str, documents: Sequence[Hashable] = ()) -> list[Figure]:
        """Return precision, recall and F1 under a name."""
        return [self.figure(part, data, f"{name} {kind}".strip(), kind, documents) for kind in MEASURES]

    def _sum(self) -> Array:
        total: Array = self.table().sum(0)
        return total


class Tally:
    """Counts of one set by name and document; all its figures draw among the same documents."""

    def __init__(self, part: str, data: str) -> None:
        self.part = part
        self.data = data
        self.counts: dict[str, Counts] = {}
        self.documents: dict[Hashable, None] = {}

    def add(
        self, document: Hashable, name: str, hits: float, answers: float, gold: float, found: float | None = None
    ) -> None:
        """Add counts to those of a document under a name."""
        self.documents[document] = None
        self.counts.setdefault(name, Counts()).add(hits, answers, gold, document, found)

    def share(self, document: Hashable, name: str, right: float, of: float = 1) -> None:
        """Count items of which each is right or wrong: their F1 is the share of right ones."""
        self.add(document, name, right, of, of)

    def figure(self, name: str, kind: str = "F1", title: str | None = None) -> Figure:
        """Return a figure of a name, under another title where one is given."""
        counts = self.counts.get(name, Counts())
        return counts.figure(self.part, self.data, name if title is None else title, kind, list(self.documents))

    def figures(self, name: str) -> list[Figure]:
        """Return precision, recall and F1 of a name."""
        return [self.figure(name, kind, f"{name} {kind}".strip()) for kind in MEASURES]


def labelled(figures: Iterable[Figure], portion: str) -> list[Figure]:
    """Return figures that tell on which portion of their set they were measured."""
    return [replace(figure, portion=portion) for figure in figures]


# -- intervals --------------------------------------------------------------------------------------------------------

Measure = Callable[[Array], Any]


def interval(table: Array, measure: Measure) -> Interval | None:
    """Return the bootstrap interval of a measure; None where there is nothing to draw from.

    Args:
        table: counts [documents, columns].
        measure: turns sums of counts [..., columns] into values [...]; NaN where a draw has nothing to measure.
    """
    if len(table) < 2:
        return None
    values = measure(draws(len(table)) @ table)
    values = values[np.isfinite(values)]
    if not len(values):
        return None
    low, high = np.percentile(values, [(100 - LEVEL) / 2, (100 + LEVEL) / 2])
    return float(low), float(high)


@lru_cache(maxsize=4)
def draws(documents: int) -> Array:
    """Return how often each document is drawn, [RESAMPLES, documents]; the same for sets of the same size."""
    random = np.random.default_rng(SEED)
    result: Array = random.multinomial(documents, np.full(documents, 1 / documents), RESAMPLES).astype(np.float64)
    return result


def _share(part: Array, whole: Array) -> Any:
    """Return percent; NaN of nothing in a row of draws, 0 in a single sum."""
    with np.errstate(divide="ignore", invalid="ignore"):
        values = 100 * part / whole
    return values if np.ndim(values) else np.nan_to_num(values)


def _precision(sums: Array) -> Any:
    return _share(sums[..., 0], sums[..., 1])


def _recall(sums: Array) -> Any:
    return _share(sums[..., 2], sums[..., 3])


def _f1(sums: Array) -> Any:
    hits, answers, found, gold = np.moveaxis(sums, -1, 0)
    both = hits * gold + found * answers  # 2PR / (P + R) with P = hits / answers, R = found / gold
    with np.errstate(divide="ignore", invalid="ignore"):
        values = np.where(both > 0, 200 * hits * found / both, 0.0)
    values = np.where(answers + gold > 0, values, np.nan)
    return values if np.ndim(values) else np.nan_to_num(values)


MEASURES: Mapping[str, Measure] = {"P": _precision, "R": _recall, "F1": _f1}


def mean(sums: Array) -> Any:
    """Return the mean in percent of scores from 0 to 1: sums of [score, number]."""
    return _share(sums[..., 0], sums[..., 1])


def percent(share: float, whole: float) -> float:
    """Return a share in percent, 0 of nothing."""
    return 100 * share / whole if whole else 0.0


def read_jsonl(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the records of a JSON Lines file."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def article_of(record: Mapping[str, Any], language: str) -> Article:
    """Return the article of a record, its text untouched, its day where the record has one."""
    day = record.get("date")
    return Article(
        id=str(record["id"]),
        text=record["text"],
        title=record.get("title"),
        published=day[:10] if day else None,
        language=language,
        publisher=record.get("publisher"),
    )


def characters(spans: Iterable[Iterable[int]]) -> frozenset[int]:
    """Return the offsets of all characters in the spans."""
    return frozenset(place for start, end in spans for place in range(start, end))


def base_pipeline(language: str) -> Any:
    """Return the pipeline of a language as far as syntax and names go, without the components built on them."""
    from hergang.extract.pipeline import load

    nlp = load(language)
    return BasePipeline(
        nlp, [name for name in nlp.pipe_names if name.startswith("hergang_") and name != "hergang_encoder"]
    )


class BasePipeline:
    """Reads texts with a loaded pipeline whose further components are passed over."""

    def __init__(self, nlp: Any, passed_over: list[str]) -> None:
        self.nlp = nlp
        self.passed_over = passed_over

    def pipe(self, texts: Iterable[str]) -> Iterator[Any]:
        """Yield a Doc for each text."""
        with self.nlp.select_pipes(disable=self.passed_over):
            yield from self.nlp.pipe(texts)
