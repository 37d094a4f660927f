"""Since when and until when a relation holds, and which relations are told only to be denied."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from hergang.extract.clauses import own_tokens
from hergang.extract.lexica import lexicon
from hergang.extract.records import Timex
from hergang.extract.relation_view import Found, RelationView
from hergang.extract.syntax import predicates

#: Relations that begin and end; the others hold for good, or name a moment.
LASTING = frozenset(
    {"worksFor", "formerlyWorkedFor", "memberOf", "headOf", "ownerOf", "residence", "spokespersonFor", "locatedIn"}
)


def with_periods(view: RelationView, found: list[Found]) -> Iterator[Found]:
    """Yield what is found with the qualifiers "since" and "until" of its clause; what that negates is left out."""
    clauses = _clauses(view)
    times = {t.start: t for t in view.doc._.timexes if t.type in ("DATE", "TIME")}
    for item in found:
        clause = _clause_of(view, item, clauses)
        if _is_negated(view, clause) and item.by in ("verb", "copula"):
            continue
        told = _period(view, clause, times) if item.type in LASTING else ()
        known = dict(item.qualifiers)
        added = [(name, value) for name, value in told if name not in known]
        yield replace(item, qualifiers=tuple(sorted([*item.qualifiers, *added]))) if added else item


def _clauses(view: RelationView) -> list[list[Any]]:
    """Return the tokens of each clause without those under it."""
    return [list(own_tokens(view.doc, head)) for sent in view.doc.sents for head in predicates(sent)]


def _clause_of(view: RelationView, item: Found, clauses: list[list[Any]]) -> list[Any]:
    """Return the clause that holds the most of an evidence, of those that hold as much the shortest."""
    start, end = item.evidence

    def shared(clause: list[Any]) -> tuple[int, int]:
        return sum(start <= token.idx < end for token in clause), -len(clause)

    near = [c for c in clauses if c and c[0].idx < end and start < c[-1].idx + len(c[-1])]
    return max(near, key=shared, default=[])


def _is_negated(view: RelationView, clause: list[Any]) -> bool:
    negation = lexicon(view.language, "grammar")["negation"]["words"]
    unreal = view.words["unreal"]["adverbs"]
    return any(token.lower_ in negation or token.lower_ in unreal for token in clause)


def _period(view: RelationView, clause: list[Any], times: dict[int, Timex]) -> Iterator[tuple[str, str]]:
    """Yield "since" and "until" with the TIMEX values of the clause that stand behind such a word."""
    for token in clause:
        name = next((n for n in ("since", "until") if token.lower_ in view.words["periods"][n]), None)
        following = view.doc[token.i + 1] if token.i + 1 < len(view.doc) else None
        time = times.get(following.idx) if following is not None else None
        if name is not None and time is not None:
            yield name, time.value
