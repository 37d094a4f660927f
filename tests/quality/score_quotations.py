"""Scores quotations against annotated reported speech; raw text in.

Two contents match where they share at least half of the characters of both (each is used once, the best overlaps
first). Exact means the same spans but for marks, stops and blanks at their edges. Kinds are compared where the set has
them; sources and speakers on matched quotations alone, where the set names one: a source is right if it overlaps the
annotated one, a speaker if a mention of the entity does.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from common import Counts, Figure, Span, article_of, characters, percent, read_jsonl

from hergang.extract.pipeline import annotate
from hergang.extract.records import Annotations, Quotation

SETS = {"de": ("wikinews", "spkatt", "redewiedergabe"), "en": ("polnear",)}
#: The sets' words for the kinds of design section 4; a set without kinds has none.
KINDS = {
    "direct": "direct",
    "indirect": "indirect",
    "indirectfreeindirect": "unframed",
    "indirect freeindirect": "unframed",
    "freeindirect": "free-indirect",
    "reported": "reported",
}


EDGES = " \n\xa0.,;:!?–-\"'„“”»«‚‘’"


@dataclass(frozen=True)
class Gold:
    """An annotated quotation; ``kind`` is empty where the set does not tell it."""

    content: tuple[Span, ...]
    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    kind: str


def score(data: Path, part: str) -> list[Figure]:
    """Return the figures of every set that has the part."""
    figures: list[Figure] = []
    for language, names in SETS.items():
        for path in (data / f"{language}-quotes" / f"{name}-{part}.jsonl" for name in names):
            if path.is_file():
                figures += score_set(path, language)
    return figures


def score_set(path: Path, language: str) -> list[Figure]:
    """Return the figures of one file."""
    tally = Tally()
    for record in read_jsonl(path):
        gold = list(gold_quotations(record["attributions"]))
        tally.add(annotate(article_of(record, language)), gold)
    return list(tally.figures(path.stem))


def gold_quotations(attributions: Iterable[Mapping[str, Any]]) -> Iterator[Gold]:
    """Yield the annotated quotations that have a content."""
    for entry in attributions:
        spans = {name: tuple((s, e) for s, e in entry.get(name) or ()) for name in ("content", "source", "cue")}
        if spans["content"]:
            kind = KINDS.get((entry.get("type") or "").lower(), "")
            yield Gold(spans["content"], spans["source"], spans["cue"], kind)


class Tally:
    """Counts over the articles of a set."""

    def __init__(self) -> None:
        self.overlap = Counts()
        self.exact = Counts()
        self.kinds: defaultdict[str, Counts] = defaultdict(Counts)
        self.found_by_kind: defaultdict[str, Counts] = defaultdict(Counts)
        self.hits: Counter[str] = Counter()

    def add(self, annotations: Annotations, gold: Sequence[Gold]) -> None:
        """Count one article."""
        answers = annotations.quotations
        pairs = match([quotation.content for quotation in answers], [entry.content for entry in gold])
        self.overlap.add(len(pairs), len(answers), len(gold))
        text = annotations.article.text
        exact = {bare(text, quotation.content) for quotation in answers}
        self.exact.add(sum(bare(text, entry.content) in exact for entry in gold), len(answers), len(gold))
        self._add_kinds(answers, gold, pairs)
        for answer, entry in pairs:
            self.hits.update(compare(annotations, answers[answer], gold[entry]))

    def _add_kinds(self, answers: Sequence[Quotation], gold: Sequence[Gold], pairs: Sequence[tuple[int, int]]) -> None:
        if not any(entry.kind for entry in gold):
            return
        for quotation in answers:
            self.kinds[quotation.kind].answers += 1
        for entry in gold:
            self.kinds[entry.kind].gold += 1
            self.found_by_kind[entry.kind].gold += 1
        for answer, entry_number in pairs:
            kind = gold[entry_number].kind
            self.found_by_kind[kind].hits += 1
            self.kinds[kind].hits += answers[answer].kind == kind

    def figures(self, name: str) -> Iterator[Figure]:
        """Yield the figures of the set."""
        yield from self.overlap.figures("quotations", name, "content overlap")
        yield Figure("quotations", name, "content exact F1", self.exact.f1, self.exact.gold)
        for kind, counts in sorted(self.kinds.items()):
            if counts.gold:
                yield Figure("quotations", name, f"{kind}, typed F1", counts.f1, counts.gold)
                yield Figure(
                    "quotations", name, f"{kind}, found under any kind", self.found_by_kind[kind].recall, counts.gold
                )
        for kind in ("source", "speaker", "cue"):
            whole = self.hits[f"{kind} named"]
            yield Figure("quotations", name, f"{kind} right on matched", percent(self.hits[kind], whole), whole)


def bare(text: str, content: Iterable[Span]) -> tuple[Span, ...]:
    """Return the spans without marks, stops and blanks at their edges: sets differ over them."""
    spans = []
    for start, end in sorted(content):
        piece = text[start:end]
        left = len(piece) - len(piece.lstrip(EDGES))
        spans.append((start + left, end - len(piece) + len(piece.rstrip(EDGES))))
    return tuple(spans)


def compare(annotations: Annotations, quotation: Quotation, gold: Gold) -> Iterator[str]:
    """Yield what is annotated ("source named") and what of it is right ("source")."""
    if gold.source:
        place = characters(gold.source)
        yield "source named"
        yield "speaker named"
        if place & characters(quotation.source):
            yield "source"
        if place & characters(_mentions(annotations, quotation.speaker)):
            yield "speaker"
    if gold.cue:
        yield "cue named"
        if characters(gold.cue) & characters(quotation.cue):
            yield "cue"


def _mentions(annotations: Annotations, entity: str | None) -> list[Span]:
    return [(m.start, m.end) for e in annotations.entities if e.id == entity for m in e.mentions]


def match(answers: Sequence[tuple[Span, ...]], gold: Sequence[tuple[Span, ...]]) -> list[tuple[int, int]]:
    """Return pairs of indices (answer, gold) that share half of both's characters, each index once."""
    ours, theirs = ([characters(spans) for spans in side] for side in (answers, gold))
    candidates = []
    for i, answer in enumerate(ours):
        for j, entry in enumerate(theirs):
            shared = len(answer & entry)
            if shared and 2 * shared >= len(answer) and 2 * shared >= len(entry):
                candidates.append((-shared / max(len(answer), len(entry)), i, j))
    pairs: list[tuple[int, int]] = []
    used: tuple[set[int], set[int]] = (set(), set())
    for _, i, j in sorted(candidates):
        if i not in used[0] and j not in used[1]:
            pairs.append((i, j))
            used[0].add(i)
            used[1].add(j)
    return pairs
