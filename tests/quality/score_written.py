"""Scores all layers against the passages in ``tests/data/written``, which are annotated over every kind of record.

    python tests/quality/score_written.py [--data tests/data/written] [--part dev] [--misses]

Spans match where each covers at least half of the other, the best first and each once; times, quantities, clauses and
the participants of relations match where they overlap. Figures:

- names: exact span and type (an organisation may be a group: parties); mentions: any kind and type;
- same entity: links between mentions that share an entity, counted among the mentions found, missed ones lower recall;
- times, quantities: found, then type and value right among those found;
- quotations: content found, then kind and speaker right among those found (speaker: where one is annotated);
- relations: type, subject and object right;
- claims: only recall, as not every clause is annotated: clause and predicate, then each field among those found.

The part "test" is for counting alone: nothing is tuned on it, so ``--misses`` shows those of "dev" only.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

from common import Counts, Figure, Span, characters
from score_quotations import match
from written_sets import WRITTEN

from hergang.extract import standoff
from hergang.extract.records import Annotations, Claim, Mention, Reference, Relation

CLAIM_FIELDS = ("voice", "certainty", "polarity")
COPULAS = ("be", "sein")  # the program may name the noun or adjective of a copula instead: the clause decides
Read = Callable[[Any], Annotations]


def score(data: Path, part: str, read: Read | None = None) -> list[Figure]:
    """Return the figures of each language; the passages of the checkout are read where ``data`` holds none.

    ``read`` turns an article into annotations; without it, the shipped pipeline does.
    """
    folder = data if any(data.glob("??/*.jsonl")) else WRITTEN
    figures: list[Figure] = []
    for path in sorted(folder.glob(f"??/{part}.jsonl")):
        tally = tally_of(path, read)
        figures += tally.figures(f"{path.parent.name}-{part}")
    return figures


def tally_of(path: Path, read: Read | None = None) -> Tally:
    """Return the counts over the passages of a file."""
    if read is None:
        from hergang.extract.pipeline import annotate

        read = annotate
    tally = Tally()
    for line in path.read_text(encoding="utf-8").splitlines():
        gold = standoff.loads(line)
        tally.add(read(gold.article), gold)
    return tally


class Tally:
    """Counts over passages; ``misses`` are lines for a human."""

    def __init__(self) -> None:
        self.layers: dict[str, Counts] = {}
        self.checks: dict[str, Counts] = {}
        self.passages: list[str] = []
        self.misses: list[str] = []

    def add(self, answer: Annotations, gold: Annotations) -> None:
        """Count one passage."""
        self.title, self.text = gold.article.title or "", gold.article.text
        self.passages.append(gold.article.id)
        self._add_mentions(answer, gold)
        self._add_times(answer, gold)
        self._add_quantities(answer, gold)
        self._add_quotations(answer, gold)
        self._add_relations(answer, gold)
        self._add_claims(answer, gold)

    def figures(self, data: str) -> list[Figure]:
        """Return F1 of each layer and the share of right ones among those found; intervals draw passages."""
        figures = []
        for layer, counts in self.layers.items():
            kind, name = ("R", "recall") if layer.startswith("claims") else ("F1", "F1")
            figures.append(counts.figure("written", data, f"{layer} {name}", kind, self.passages))
        return figures + [
            counts.figure("written", data, f"{name} right", "F1", self.passages) for name, counts in self.checks.items()
        ]

    def _count(self, layer: str, hits: int, answers: int, gold: int) -> None:
        self.layers.setdefault(layer, Counts()).add(hits, answers, gold, self.passages[-1])

    def _check(self, name: str, right: bool, what: Span, seen: object = "") -> None:
        self.checks.setdefault(name, Counts()).add(right, 1, 1, self.passages[-1])
        if not right:
            self._miss(name, what, seen)

    def _miss(self, name: str, what: Span, seen: object = "") -> None:
        self.misses.append(f"{self.title}  {name}: {self.text[slice(*what)]!r} {seen}".rstrip())

    def _add_mentions(self, answer: Annotations, gold: Annotations) -> None:
        ours, theirs = (set(_names(side)) for side in (answer, gold))
        self._count("names", len(ours & theirs), len(ours), len(theirs))
        for start, end, kind in sorted(theirs - ours):
            self._miss("name not found", (start, end), kind)
        for start, end, kind in sorted(ours - theirs):
            self._miss("no such name", (start, end), kind)
        found, wanted = (list(_mentions(side)) for side in (answer, gold))
        pairs = match([(_span(m),) for _, m in found], [(_span(m),) for _, m in wanted])
        self._count("mentions", len(pairs), len(found), len(wanted))
        self._add_links(found, wanted, pairs)

    def _add_links(
        self,
        found: Sequence[tuple[str, Mention]],
        wanted: Sequence[tuple[str, Mention]],
        pairs: Sequence[tuple[int, int]],
    ) -> None:
        matched = {gold: found[answer][0] for answer, gold in pairs}
        ours = {pair for pair in combinations(sorted(matched), 2) if matched[pair[0]] == matched[pair[1]]}
        theirs = {pair for pair in combinations(range(len(wanted)), 2) if wanted[pair[0]][0] == wanted[pair[1]][0]}
        self._count("same entity", len(ours & theirs), len(ours), len(theirs))
        for first, second in sorted(ours ^ theirs):
            word = "not the same" if (first, second) in ours else "same, not linked"
            other = wanted[second][1]
            self._miss(word, _span(wanted[first][1]), f"and {self.text[other.start : other.end]!r}")

    def _add_times(self, answer: Annotations, gold: Annotations) -> None:
        pairs = overlapping([_span(t) for t in answer.times], [_span(t) for t in gold.times])
        self._count("times", len(pairs), len(answer.times), len(gold.times))
        self._miss_unmatched("time not found", [_span(t) for t in gold.times], [g for _, g in pairs])
        self._miss_unmatched("no such time", [_span(t) for t in answer.times], [a for a, _ in pairs])
        for a, g in pairs:
            ours, theirs = answer.times[a], gold.times[g]
            self._check("time value", (ours.type, ours.value) == (theirs.type, theirs.value), _span(theirs), ours.value)
            self._check("time mod", ours.mod == theirs.mod, _span(theirs), ours.mod)

    def _add_quantities(self, answer: Annotations, gold: Annotations) -> None:
        pairs = overlapping([_span(n) for n in answer.quantities], [_span(n) for n in gold.quantities])
        self._count("quantities", len(pairs), len(answer.quantities), len(gold.quantities))
        self._miss_unmatched("quantity not found", [_span(n) for n in gold.quantities], [g for _, g in pairs])
        self._miss_unmatched("no such quantity", [_span(n) for n in answer.quantities], [a for a, _ in pairs])
        for a, g in pairs:
            ours, theirs = answer.quantities[a], gold.quantities[g]
            self._check("quantity value", ours.value == theirs.value, _span(theirs), ours.value)
            if theirs.unit:
                same = (ours.unit or "").casefold() == theirs.unit.casefold()
                self._check("quantity unit", same, _span(theirs), ours.unit)

    def _add_quotations(self, answer: Annotations, gold: Annotations) -> None:
        pairs = match([q.content for q in answer.quotations], [q.content for q in gold.quotations])
        self._count("quotations", len(pairs), len(answer.quotations), len(gold.quotations))
        self._miss_unmatched("not found", [q.content[0] for q in gold.quotations], [g for _, g in pairs])
        self._miss_unmatched("no such quotation", [q.content[0] for q in answer.quotations], [a for a, _ in pairs])
        for a, g in pairs:
            ours, theirs = answer.quotations[a], gold.quotations[g]
            self._check("quotation kind", ours.kind == theirs.kind, theirs.content[0], ours.kind)
            if theirs.speaker:
                same = meet(spans_of(answer, ours.speaker), spans_of(gold, theirs.speaker))
                self._check("quotation speaker", same, theirs.content[0], _label(answer, ours.speaker))

    def _add_relations(self, answer: Annotations, gold: Annotations) -> None:
        rest = list(answer.relations)
        hits = 0
        for theirs in gold.relations:
            same = next((r for r in rest if is_same_relation(answer, r, gold, theirs)), None)
            hits += same is not None
            if same is None:
                self._miss(f"relation {theirs.type} not found", theirs.evidence)
            else:
                rest.remove(same)
        self._count("relations", hits, len(answer.relations), len(gold.relations))
        for ours in rest:
            words = f"{_label(answer, ours.subject)} - {_label(answer, ours.object)}"
            self._miss(f"no such relation {ours.type}", ours.evidence, words)

    def _add_claims(self, answer: Annotations, gold: Annotations) -> None:
        found = 0
        for theirs in gold.claims:
            ours = find_claim(answer, theirs)
            found += ours is not None
            if ours is None:
                self._miss(f"claim {theirs.predicate} not found", theirs.text)
            else:
                self._check_claim(answer, ours, gold, theirs)
        self._count("claims", found, len(answer.claims), len(gold.claims))

    def _check_claim(self, answer: Annotations, ours: Claim, gold: Annotations, theirs: Claim) -> None:
        for field in CLAIM_FIELDS:
            value = getattr(ours, field)
            self._check(f"claim {field}", value == getattr(theirs, field), theirs.text, value)
        for field in ("subject", "source", "happened"):
            wanted = getattr(theirs, field)
            if wanted is not None:
                value = getattr(ours, field)
                same = meet(spans_of(answer, value), spans_of(gold, wanted))
                self._check(f"claim {field}", same, theirs.text, _label(answer, value))
        for field in ("phase", "status", "condition"):
            if getattr(theirs, field) is not None:
                self._check(f"claim {field}", getattr(ours, field) is not None, theirs.text)

    def _miss_unmatched(self, name: str, spans: Sequence[Span], matched: Iterable[int]) -> None:
        for number in sorted(set(range(len(spans))) - set(matched)):
            self._miss(name, spans[number])


def overlapping(answers: Sequence[Span], gold: Sequence[Span]) -> list[tuple[int, int]]:
    """Return pairs of indices (answer, gold) of spans that overlap, each index once, in text order."""
    pairs: list[tuple[int, int]] = []
    for j, (start, end) in enumerate(gold):
        used = {i for i, _ in pairs}
        free = (i for i, (s, e) in enumerate(answers) if i not in used and s < end and start < e)
        pairs += [(i, j) for i in list(free)[:1]]
    return pairs


def find_claim(answer: Annotations, gold: Claim) -> Claim | None:
    """Return the claim with the predicate whose clause shares at least half of the shorter one, the likest first."""
    wanted = characters([gold.text])
    best: tuple[float, Claim | None] = (0.0, None)
    for claim in answer.claims:
        clause = characters([claim.text])
        shared = len(clause & wanted)
        likeness = shared / (len(clause | wanted) or 1)
        same = _is_same_word(claim.predicate, gold.predicate) and 2 * shared >= min(len(clause), len(wanted))
        if same or (gold.predicate in COPULAS and likeness >= 0.5):
            best = max(best, (likeness, claim), key=lambda pair: pair[0])
    return best[1]


def _is_same_word(ours: str, theirs: str) -> bool:
    """Answer whether two lemmas are one but for blanks and case ("take over", "takeover")."""
    return ours.casefold().replace(" ", "") == theirs.casefold().replace(" ", "")


def is_same_relation(answer: Annotations, ours: Relation, gold: Annotations, theirs: Relation) -> bool:
    """Answer whether type, subject and object agree."""
    return (
        ours.type == theirs.type
        and meet(spans_of(answer, ours.subject), spans_of(gold, theirs.subject))
        and meet(spans_of(answer, ours.object), spans_of(gold, theirs.object))
    )


def meet(ours: Iterable[Span], theirs: Iterable[Span]) -> bool:
    """Answer whether a span of one side covers at least half of one of the other: words within them do not count."""
    return bool(match([(span,) for span in ours], [(span,) for span in theirs]))


def spans_of(annotations: Annotations, reference: Reference | None) -> list[Span]:
    """Return the places of a participant: all mentions of an entity, the span of anything else."""
    if reference is None:
        return []
    if not isinstance(reference, str):
        return [reference]
    for entity in annotations.entities:
        if entity.id == reference:
            return [_span(mention) for mention in entity.mentions]
    return [_span(item) for item in (*annotations.times, *annotations.quantities) if item.id == reference]


def _label(annotations: Annotations, reference: Reference | None) -> str:
    spans = spans_of(annotations, reference)
    names = [entity.name for entity in annotations.entities if entity.id == reference]
    return names[0] if names else annotations.article.text[slice(*spans[0])] if spans else "-"


def _span(item: Any) -> Span:
    return (item.start, item.end)


def _mentions(annotations: Annotations) -> Iterator[tuple[str, Mention]]:
    yield from ((entity.id, mention) for entity in annotations.entities for mention in entity.mentions)


def _names(annotations: Annotations) -> Iterator[tuple[int, int, str]]:
    for entity in annotations.entities:
        kind = "Organization" if entity.type == "Group" else entity.type
        yield from ((m.start, m.end, kind) for m in entity.mentions if m.kind == "name")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures of a part, or what is missed in it; return the exit code."""
    parser = argparse.ArgumentParser(description="Score all layers against the written passages.")
    parser.add_argument("--data", type=Path, default=WRITTEN, help="folder with de/PART.jsonl and en/PART.jsonl")
    parser.add_argument("--part", default="dev", choices=("dev", "test"), help="default: dev")
    parser.add_argument("--misses", action="store_true", help="show what is missed and what is too much (dev only)")
    options = parser.parse_args(arguments)
    if options.misses and options.part == "test":
        parser.error("the part test is not looked at: its misses are not shown")
    if options.misses:
        for path in sorted(options.data.glob(f"??/{options.part}.jsonl")):
            print("\n".join(tally_of(path).misses))
        return 0
    for figure in score(options.data, options.part):
        print(f"{figure.data:9} {figure.name:24} {figure.value:6.1f} of {figure.count}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
