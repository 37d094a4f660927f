"""A mention of an entity as it is found, before coreference says whose it is."""

from __future__ import annotations

from dataclasses import dataclass

from hergang.extract.records import EntityType, MentionKind


@dataclass(frozen=True)
class Candidate:
    """A mention before coreference; ``head`` is the index of its head token, ``noun`` its lower-cased head noun."""

    start: int
    end: int
    type: EntityType
    kind: MentionKind
    named: bool
    head: int
    confidence: float
    by: str
    noun: str = ""
    definite: bool = False
