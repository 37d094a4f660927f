"""Decisions by hand as the projection obeys them: what is one, what is two, and which claims are no good.

A decision is keyed by what every reading of an article finds again (`hergang.corpus.archive.Decision`): it holds for
the entity of that name and type, or the claim of those words, for as long as the article has it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from hergang.corpus.archive import ClaimKey, Decision, EntityKey
from hergang.extract.records import Annotations, Claim, Reference
from hergang.graphs.naming import canonical, fold


@dataclass(frozen=True)
class Judgements:
    """The decisions that are in force."""

    merges: Mapping[int, tuple[EntityKey, EntityKey]] = field(default_factory=dict)
    splits: Mapping[int, tuple[EntityKey, EntityKey]] = field(default_factory=dict)
    rejected: Mapping[str, Sequence[ClaimKey]] = field(default_factory=dict)  # by article


def judgements(decisions: Iterable[Decision]) -> Judgements:
    """Return the decisions in force, sorted by what they decide; those that were undone are left out."""
    found = Judgements({}, {}, {})
    pairs: Mapping[str, dict[int, tuple[EntityKey, EntityKey]]] = {
        "merge": found.merges,  # type: ignore[dict-item]
        "split": found.splits,  # type: ignore[dict-item]
    }
    for decision in decisions:
        if decision.undone is not None:
            continue
        if isinstance(decision.subject, ClaimKey):
            found.rejected.setdefault(decision.subject.article, []).append(decision.subject)  # type: ignore[attr-defined]
        elif decision.object is not None:
            pairs[decision.kind][decision.number] = (decision.subject, decision.object)
    return found


def entity_key(article: str, entity_type: str, name: str) -> EntityKey:
    """Return the key of an entity of an article."""
    return EntityKey(article, fold(name), entity_type)


def local_name(key: EntityKey) -> tuple[str, str, str]:
    """Return article, type and canonical name of the local that a key is of."""
    return key.article, key.type, canonical(key.type, key.name)


def claim_key(claim: Claim, annotations: Annotations) -> ClaimKey:
    """Return the key of a claim of an article."""
    text = annotations.article.text
    subject = "" if claim.subject is None else fold(_words(claim.subject, annotations))
    clause = fold(text[claim.text[0] : claim.text[1]])
    return ClaimKey(annotations.article.id, clause, claim.predicate, subject)


def find_rejected(annotations: Annotations, keys: Iterable[ClaimKey]) -> frozenset[str]:
    """Return the ids of the claims that were rejected, in every revision that makes them."""
    rejected = set(keys)
    if not rejected:
        return frozenset()
    return frozenset(claim.id for claim in annotations.claims if claim_key(claim, annotations) in rejected)


def _words(reference: Reference, annotations: Annotations) -> str:
    text = annotations.article.text
    if isinstance(reference, tuple):
        return text[reference[0] : reference[1]]
    names = {entity.id: entity.name for entity in annotations.entities}
    times = {one.id: text[one.start : one.end] for one in annotations.times}
    numbers = {one.id: text[one.start : one.end] for one in annotations.quantities}
    return names.get(reference) or times.get(reference) or numbers.get(reference, "")
