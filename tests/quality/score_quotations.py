"""Scores quotations against annotated reported speech; raw text in.

Two contents match where they share at least half of the characters of both (each is used once, the best overlaps
first). Exact means the same spans but for marks, stops and blanks at their edges. Kinds are compared where the set has
them; sources and speakers on matched quotations alone, where the set names one: a source is right if it overlaps the
annotated one, a speaker if a mention of the entity does.

Words F1 is counted over the words within contents, of all kinds and of each. Cue and source spans F1 is counted over
all quotations, matched or not: spans match as contents do, each is counted once however many quotations it announces.
Intervals draw articles.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from common import Figure, Span, Tally, article_of, characters, read_jsonl

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
KIND_NAMES = ("direct", "free-indirect", "indirect", "reported", "unframed")
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
    tally = Tally("quotations", path.stem)
    for record in read_jsonl(path):
        gold = list(gold_quotations(record["attributions"]))
        count(tally, annotate(article_of(record, language)), gold)
    return list(_figures(tally))


def gold_quotations(attributions: Iterable[Mapping[str, Any]]) -> Iterator[Gold]:
    """Yield the annotated quotations that have a content."""
    for entry in attributions:
        spans = {name: tuple((s, e) for s, e in entry.get(name) or ()) for name in ("content", "source", "cue")}
        if spans["content"]:
            kind = KINDS.get((entry.get("type") or "").lower(), "")
            yield Gold(spans["content"], spans["source"], spans["cue"], kind)


def count(tally: Tally, annotations: Annotations, gold: Sequence[Gold]) -> None:
    """Count one article."""
    article, answers = annotations.article, annotations.quotations
    pairs = match([quotation.content for quotation in answers], [entry.content for entry in gold])
    tally.add(article.id, "content overlap", len(pairs), len(answers), len(gold))
    exact = {bare(article.text, quotation.content) for quotation in answers}
    found = sum(bare(article.text, entry.content) in exact for entry in gold)
    tally.add(article.id, "content exact", found, len(answers), len(gold))
    _count_words(tally, annotations, gold)
    for field in ("cue", "source"):
        own, theirs = (list({getattr(q, field) for q in side} - {()}) for side in (answers, gold))
        tally.add(article.id, f"{field} spans", len(match(sorted(own), sorted(theirs))), len(own), len(theirs))
    if any(entry.kind for entry in gold):
        _count_kinds(tally, annotations, gold, pairs)
    for answer, entry in pairs:
        for name, right in compare(annotations, answers[answer], gold[entry]):
            tally.share(article.id, f"{name} right on matched", right)


def _count_kinds(
    tally: Tally, annotations: Annotations, gold: Sequence[Gold], pairs: Sequence[tuple[int, int]]
) -> None:
    article, answers = annotations.article.id, annotations.quotations
    for quotation in answers:
        tally.add(article, f"{quotation.kind}, typed", 0, 1, 0)
    for number, entry in enumerate(gold):
        tally.add(article, f"{entry.kind}, typed", 0, 0, 1)
        tally.share(article, f"{entry.kind}, found under any kind", any(number == found for _, found in pairs))
    for answer, number in pairs:
        kind = gold[number].kind
        tally.add(article, f"{kind}, typed", answers[answer].kind == kind, 0, 0)


def _count_words(tally: Tally, annotations: Annotations, gold: Sequence[Gold]) -> None:
    starts = frozenset(word.start() for word in re.finditer(r"\w+", annotations.article.text))
    kinds = sorted({entry.kind for entry in gold} | {""})
    for kind in ("", *KIND_NAMES) if kinds != [""] else ("",):
        own, theirs = (
            starts & characters(span for entry in side if kind in ("", entry.kind) for span in entry.content)
            for side in (annotations.quotations, gold)
        )
        name = f"{kind}, words" if kind else "content words"
        tally.add(annotations.article.id, name, len(own & theirs), len(own), len(theirs))


def _figures(tally: Tally) -> Iterator[Figure]:
    """Yield the figures of a set."""
    yield from tally.figures("content overlap")
    yield tally.figure("content exact", "F1", "content exact F1")
    yield tally.figure("content words", "F1", "content words F1")
    for kind in KIND_NAMES:
        if f"{kind}, typed" in tally.counts and tally.counts[f"{kind}, typed"].gold:
            yield tally.figure(f"{kind}, typed", "F1", f"{kind}, typed F1")
            yield tally.figure(f"{kind}, words", "F1", f"{kind}, words F1")
            yield tally.figure(f"{kind}, found under any kind")
    for field in ("source", "speaker", "cue"):
        yield tally.figure(f"{field} right on matched")
    for field in ("source", "cue"):
        yield tally.figure(f"{field} spans", "F1", f"{field} spans F1")


def bare(text: str, content: Iterable[Span]) -> tuple[Span, ...]:
    """Return the spans without marks, stops and blanks at their edges: sets differ over them."""
    spans = []
    for start, end in sorted(content):
        piece = text[start:end]
        left = len(piece) - len(piece.lstrip(EDGES))
        spans.append((start + left, end - len(piece) + len(piece.rstrip(EDGES))))
    return tuple(spans)


def compare(annotations: Annotations, quotation: Quotation, gold: Gold) -> Iterator[tuple[str, bool]]:
    """Yield what is annotated of a matched quotation ("source", "speaker", "cue") and whether it is right."""
    if gold.source:
        place = characters(gold.source)
        yield "source", bool(place & characters(quotation.source))
        yield "speaker", bool(place & characters(_mentions(annotations, quotation.speaker)))
    if gold.cue:
        yield "cue", bool(characters(gold.cue) & characters(quotation.cue))


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
