"""Typed relations between entities (`docs/graph.md` lists them), each with the span that shows it and its qualifiers.

Shown by: a role before or after a name ("Fed-Vizechef X", "X, spokesman for Y"), a bracket ("X (SPD)"), a compound
("Twitter-Mitarbeiter"), a verb with its object ("arbeitete bei Y"), a noun beside a nationality ("deutscher Pass"),
an account's owner. Past and former states give ``formerlyWorkedFor``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from spacy.language import Language

from hergang.extract.frozen import freeze
from hergang.extract.records import Relation
from hergang.extract.relation_accounts import find_owned
from hergang.extract.relation_accusations import find_accusations
from hergang.extract.relation_copulas import find_capacities, find_copulas, find_leading
from hergang.extract.relation_nouns import find_described, find_nationals, find_origins, find_papers, find_permits
from hergang.extract.relation_people import find_ages, find_kin
from hergang.extract.relation_periods import with_periods
from hergang.extract.relation_places import find_compounds, find_parts, find_places, find_regions
from hergang.extract.relation_roles import find_brackets, find_employees
from hergang.extract.relation_titles import find_titles
from hergang.extract.relation_verbs import find_verbs
from hergang.extract.relation_view import Found, RelationView

#: In the order in which they are asked: of two findings of one relation that are as sure, the first stands.
FINDERS: tuple[Callable[[RelationView], Iterator[Found]], ...] = (
    find_titles, find_brackets, find_employees, find_verbs, find_copulas, find_capacities, find_leading, find_papers,
    find_nationals, find_described, find_kin, find_places, find_compounds, find_parts, find_regions, find_owned,
    find_ages, find_origins, find_accusations, find_permits,
)  # fmt: skip


@Language.factory("hergang_relations", requires=["doc._.entities", "token.dep"], assigns=["doc._.relations"])
def make_relations(nlp: Language, name: str) -> RelationFinder:
    """Return the component; it follows ``hergang_coreference`` and ``hergang_quantities``."""
    return RelationFinder(str(nlp.lang))


class RelationFinder:
    """Fill ``doc._.relations``, in text order."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, doc: Any) -> Any:
        doc._.relations = find_relations(freeze(doc), self.language)
        return doc


def find_relations(doc: Any, language: str) -> list[Relation]:
    """Return the relations of an article in the order of their evidence, each once in a sentence."""
    view = RelationView(doc, language)
    found: list[Found] = []
    for finder in FINDERS:
        found.extend(finder(view))
    found = _without_doubles(doc, list(with_periods(view, found)))
    unique: dict[tuple[Any, ...], Found] = {}
    for item in sorted(found, key=lambda f: (f.evidence, -f.confidence)):
        key = (item.type, item.subject, item.object, _sentence_start(doc, item.evidence[0]))
        unique.setdefault(key, item)
    return [
        Relation(
            f"r{number}", f.type, f.subject, f.object, f.evidence, f.qualifiers, None, f.confidence, f"relations/{f.by}"
        )
        for number, f in enumerate(unique.values(), 1)
    ]


def _without_doubles(doc: Any, found: list[Found]) -> list[Found]:
    """Leave out what a description shows of nobody named where the same words show it of a name beside it."""
    named = {entity.id for entity in doc._.entities if entity.named}
    shown = [(f.type, f.object, f.evidence) for f in found if f.subject in named]
    return [
        f
        for f in found
        if f.subject in named
        or not any(
            (f.type, f.object) == (kind, body) and start < f.evidence[1] and f.evidence[0] < end
            for kind, body, (start, end) in shown
        )
    ]


def _sentence_start(doc: Any, position: int) -> int:
    return int(doc.char_span(position, position + 1, alignment_mode="expand").sent.start)
