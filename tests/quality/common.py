"""What the scorers share: figures, precision and recall, reading of annotated data.

A scorer is a module ``score_*.py`` in this folder with ``score(data, part)``; `report.py` finds it by its name.
``data`` is the folder of the annotated data, ``part`` the portion of it ("dev"). Set files are named NAME-PART.SUFFIX.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hergang.corpus.article import Article

Span = tuple[int, int]


@dataclass(frozen=True)
class Figure:
    """One measured figure: ``part`` is what was measured ("names"), ``data`` on which set ("germeval-dev")."""

    part: str
    data: str
    name: str  # "PER F1", "LAS"
    value: float  # percent, unless the name says otherwise
    count: int | None = None  # annotated instances behind it

    @property
    def key(self) -> tuple[str, str, str]:
        """Return what tells the figure from all others."""
        return (self.part, self.data, self.name)


@dataclass
class Counts:
    """True positives, answers and annotations, from which precision, recall and F1 (all in percent) follow."""

    hits: int = 0
    answers: int = 0
    gold: int = 0

    def add(self, hits: int, answers: int, gold: int) -> None:
        """Add the counts of one text."""
        self.hits += hits
        self.answers += answers
        self.gold += gold

    @property
    def precision(self) -> float:
        """Return how many answers are right."""
        return percent(self.hits, self.answers)

    @property
    def recall(self) -> float:
        """Return how many annotations are found."""
        return percent(self.hits, self.gold)

    @property
    def f1(self) -> float:
        """Return the harmonic mean of both; 0 where nothing is right."""
        return percent(2 * self.hits, self.answers + self.gold)

    def figures(self, part: str, data: str, name: str) -> list[Figure]:
        """Return precision, recall and F1 under a name."""
        values = {"P": self.precision, "R": self.recall, "F1": self.f1}
        return [Figure(part, data, f"{name} {kind}".strip(), value, self.gold) for kind, value in values.items()]


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
