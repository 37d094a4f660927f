"""Facts: the plain triples of the standing view.

A relation gives one where the article itself asserts it, positively and for certain, between two that have names, and
where no link corrects or retracts the claim that it belongs to. A past one gives the property of the former relation,
where its type has one. All else is found through its claim or relation alone.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from hergang.extract.records import Relation
from hergang.graphs.claims import Resolver
from hergang.graphs.vocabulary import RelationType, relation_types


@dataclass(frozen=True)
class Fact:
    """One plain triple and the relation that it is derived from."""

    subject: str  # IRIs
    property: str
    object: str
    relation: str


def find_facts(resolver: Resolver, withdrawn: Collection[str]) -> Iterator[Fact]:
    """Yield the facts of a standing revision in order, each triple from its first relation.

    Args:
        resolver: of the revision.
        withdrawn: IRIs of claims that a link corrects or retracts.
    """
    seen: set[tuple[str, str, str]] = set()
    for relation in resolver.revised.annotations.relations:
        fact = _fact(relation, resolver, withdrawn)
        if fact and (fact.subject, fact.property, fact.object) not in seen:
            seen.add((fact.subject, fact.property, fact.object))
            yield fact


def _fact(relation: Relation, resolver: Resolver, withdrawn: Collection[str]) -> Fact | None:
    kind = relation_types().get(relation.type)
    subject, thing = resolver.ref(relation.subject), resolver.ref(relation.object)
    if kind is None or subject is None or thing is None or not (subject.named and thing.named):
        return None
    if subject.iri == thing.iri or not _is_asserted(relation, resolver, withdrawn):
        return None
    name = property_of(kind, relation, resolver.revised.reported)
    if name is None:
        return None
    ends = (thing.iri, subject.iri) if kind.inverse else (subject.iri, thing.iri)
    return Fact(ends[0], name, ends[1], resolver.relation_iris[relation.id])


def _is_asserted(relation: Relation, resolver: Resolver, withdrawn: Collection[str]) -> bool:
    told = resolver.attribution(relation)
    if (told.voice, told.polarity, told.certainty) != ("article", "positive", "certain"):
        return False
    claim = resolver.claims.get(relation.claim or "")
    if claim and claim.id in resolver.rejected:
        return False
    return claim is None or (resolver.claim_iris[claim.id] not in withdrawn and claim.condition is None)


def property_of(kind: RelationType, relation: Relation, reported: str) -> str | None:
    """Return the property of a relation's fact: the former one where it has ended; None where it gives no fact.

    It has ended where the qualifier ``tense`` is past or the day ``until`` is not after the report. An end that cannot
    be compared (words, or a season) leaves open whether it holds, and gives no fact.
    """
    qualifiers = dict(relation.qualifiers)
    until = qualifiers.get("until")
    if until and not re.match(r"\d{4}(-\d\d){0,2}$", until):
        return None
    ended = qualifiers.get("tense") == "past" or bool(until and until <= reported[: len(until)])
    return kind.former if ended and kind.former else kind.property
