"""Scores quotations against annotated reported speech; raw text in.

Two contents match where they share at least half of the characters of both (each is used once, the best overlaps
first). Exact means the same spans but for marks, stops and blanks at their edges. Kinds are compared where the set has
them; sources and speakers on matched quotations alone, where the set names one: a source is right if it overlaps the
annotated one, a speaker if a mention of the entity does.

Sources are told by distance too: in a sentence that the content touches, in the one before or behind, further off in a
paragraph that it touches, or further still. "Outermost" leaves out quotations within others, as PolNeAR does: there
quoted words within rendered speech count as wrong though they are right (a fifth of all answers).

The parts "quotations: rules" and "quotations: encoder" tell what each finds by itself, the encoder without thresholds;
"quotations" is what the program gives.

Words F1 is counted over the words within contents, of all kinds and of each. Cue and source spans F1 is counted over
all quotations, matched or not: spans match as contents do, each is counted once however many quotations it announces.
Intervals draw articles.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from common import Figure, Span, Tally, article_of, characters, read_jsonl

from hergang.extract.merging import Thresholds, thresholds
from hergang.extract.pipeline import load, make_doc, to_annotations
from hergang.extract.quotations import Readings, find_quotations, merge_readings, read_twice
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
READINGS = ("rules", "encoder")
DISTANCES = ("same sentence", "one sentence off", "same paragraph", "further off")
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
    """Return the figures of one file, and those of each reading alone."""
    tally = Tally("quotations", path.stem)
    alone = {name: Tally(f"quotations: {name}", path.stem) for name in READINGS}
    nlp = load(language)
    before = nlp.pipeline[: nlp.pipe_names.index("hergang_quotations")]
    for record in read_jsonl(path):
        gold = list(gold_quotations(record["attributions"]))
        article = article_of(record, language)
        doc = make_doc(nlp, article.text.replace("\u00a0", " "))
        doc._.language = language
        for _, component in before:
            doc = component(doc)
        doc._.quotations = find_quotations(doc, language)
        count(tally, to_annotations(doc, article, ""), gold, [(sent.start_char, sent.end_char) for sent in doc.sents])
        for name, readings in _alone(read_twice(doc, language)):
            _count_contents(alone[name], article.id, _contents(doc, readings), gold)
    figures = list(_figures(tally))
    return figures + [figure for one in alone.values() for figure in _content_figures(one)]


def _alone(readings: Readings) -> Iterator[tuple[str, Readings]]:
    """Yield what the rules found and what the encoder found, each as if there were no other."""
    yield "rules", replace(readings, learned=None)
    yield "encoder", replace(readings, rules=[])


def _contents(doc: Any, readings: Readings) -> list[tuple[tuple[Span, ...], str]]:
    limits = thresholds(readings.language)
    everything = Thresholds(dict.fromkeys(limits.least, 0.0), limits.trusted)
    return [(item.content, item.kind) for item in merge_readings(doc, readings, everything)]


def gold_quotations(attributions: Iterable[Mapping[str, Any]]) -> Iterator[Gold]:
    """Yield the annotated quotations that have a content."""
    for entry in attributions:
        spans = {name: tuple((s, e) for s, e in entry.get(name) or ()) for name in ("content", "source", "cue")}
        if spans["content"]:
            kind = KINDS.get((entry.get("type") or "").lower(), "")
            yield Gold(spans["content"], spans["source"], spans["cue"], kind)


def _count_contents(
    tally: Tally, document: str, answers: Sequence[tuple[tuple[Span, ...], str]], gold: Sequence[Gold]
) -> list[tuple[int, int]]:
    """Count contents and, where the set has kinds, those of the right kind; return the pairs that match."""
    pairs = match([content for content, _ in answers], [entry.content for entry in gold])
    tally.add(document, "content overlap", len(pairs), len(answers), len(gold))
    if any(entry.kind for entry in gold):
        right = sum(answers[answer][1] == gold[number].kind for answer, number in pairs)
        tally.add(document, "content and kind", right, len(answers), len(gold))
    return pairs


def _content_figures(tally: Tally) -> Iterator[Figure]:
    yield from tally.figures("content overlap")
    if "content and kind" in tally.counts:
        yield tally.figure("content and kind", "F1", "content and kind F1")


def count(tally: Tally, annotations: Annotations, gold: Sequence[Gold], sentences: Sequence[Span] = ()) -> None:
    """Count one article; ``sentences`` are its spans, without which no distance is told."""
    article, answers = annotations.article, annotations.quotations
    pairs = _count_contents(tally, article.id, [(q.content, q.kind) for q in answers], gold)
    outer = [quotation.content for quotation in answers if quotation.within is None]
    hits = len(match(outer, [entry.content for entry in gold]))
    tally.add(article.id, "outermost overlap", hits, len(outer), len(gold))
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
            if name == "source" and sentences:
                tally.share(article.id, f"source right, {distance(article.text, gold[entry], sentences)}", right)


def distance(text: str, gold: Gold, sentences: Sequence[Span]) -> str:
    """Return how far an annotated source stands from its content: one of DISTANCES."""
    home = [n for n, (start, end) in enumerate(sentences) for s, e in gold.content if s < end and start < e]
    places = [n for n, (start, end) in enumerate(sentences) for s, e in gold.source if s < end and start < e]
    if not home or not places:
        return DISTANCES[-1]
    gap = min(abs(one - other) for one in home for other in places)
    if gap <= 1:
        return DISTANCES[gap]
    first, last = min(gold.content, gold.source), max(gold.content, gold.source)
    return DISTANCES[2 if "\n" not in text[first[0][0] : last[-1][0]] else 3]


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
    yield from _content_figures(tally)
    yield tally.figure("outermost overlap", "F1", "outermost overlap F1")
    yield tally.figure("content exact", "F1", "content exact F1")
    yield tally.figure("content words", "F1", "content words F1")
    for kind in KIND_NAMES:
        if f"{kind}, typed" in tally.counts and tally.counts[f"{kind}, typed"].gold:
            yield tally.figure(f"{kind}, typed", "F1", f"{kind}, typed F1")
            yield tally.figure(f"{kind}, words", "F1", f"{kind}, words F1")
            yield tally.figure(f"{kind}, found under any kind")
    for field in ("source", "speaker", "cue"):
        yield tally.figure(f"{field} right on matched")
    for far in DISTANCES:
        if f"source right, {far}" in tally.counts:
            yield tally.figure(f"source right, {far}")
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
