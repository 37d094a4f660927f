"""First persons in quoted speech: "ich", "I" is who speaks, "wir", "we" the body or the several that speak.

Quotations tell who speaks, so that this comes after them. Whom a single person means by "we" is left open. A mention
before all others of its entity ("„Ich kam zu spät“, sagte ein Mann") is left out: an entity enters as who it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from hergang.extract.lexica import lexicon
from hergang.extract.records import Entity, Mention, Quotation

BODIES = ("Organization", "Group")


def with_first_persons(doc: Any, quotations: Iterable[Quotation], language: str) -> list[Entity]:
    """Return the entities of an article with the first persons of what they say in quotation marks."""
    entities: list[Entity] = doc._.entities
    known = {entity.id: entity for entity in entities}
    taken = {mention.start for entity in entities for mention in entity.mentions}
    inner = {q.within for q in quotations}
    told: dict[str, list[Mention]] = {}
    for quotation in quotations:
        speaker = known.get(quotation.speaker or "")
        if speaker is None or quotation.kind != "direct" or quotation.id in inner:
            continue
        for mention in _first_persons(doc, quotation, speaker, language):
            if mention.start not in taken and mention.start > speaker.mentions[0].start:
                taken.add(mention.start)
                told.setdefault(speaker.id, []).append(mention)
    return [_joined(entity, told[entity.id]) if entity.id in told else entity for entity in entities]


def _joined(entity: Entity, more: Iterable[Mention]) -> Entity:
    return replace(entity, mentions=tuple(sorted((*entity.mentions, *more), key=lambda m: (m.start, m.end))))


def _first_persons(doc: Any, quotation: Quotation, speaker: Entity, language: str) -> Iterator[Mention]:
    words = lexicon(language, "grammar")["pronouns"]
    own = words["first"] if speaker.type == "Person" else words["first_plural"] if speaker.type in BODIES else ()
    for start, end in quotation.content:
        for token in doc.char_span(start, end, alignment_mode="expand") or ():
            if token.lower_ in own:
                yield Mention(token.idx, token.idx + len(token), "pronoun")
