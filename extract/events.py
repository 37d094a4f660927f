"""Events: the courses of events that the claims of an article speak of; claims of one object may share one."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from hergang.extract.claim_draft import Draft
from hergang.extract.extensions import text_of
from hergang.extract.lexica import lexicon
from hergang.extract.records import Event
from hergang.extract.syntax import particle_of, subject_of


@cache
def _same_as(language: str) -> dict[str, int]:
    groups = lexicon(language, "claims")["same"]["groups"]
    return {word: number for number, group in enumerate(groups) for word in group}


def find_events(doc: Any, drafts: list[Draft], language: str) -> list[Event]:
    """Return the events that the claims speak of and set ``event`` on each draft that speaks of one.

    Claims share an event where their predicates say the same of one object (or, with none, of one subject). A claim of
    who is to blame that names no event of its own speaks of the one that the article told last before it.
    """
    stative = set(lexicon(language, "claims")["verbs"]["stative"])
    same = _same_as(language)
    numbers: dict[tuple[Any, ...], int] = {}
    firsts: list[Draft] = []
    last: int | None = None
    for draft in drafts:
        if _blames(doc, draft, language):
            draft.event = last
            continue
        if (draft.nominal and draft.predicate not in same) or draft.predicate in stative:
            continue
        key = _event_key(draft, same)
        if key not in numbers:
            numbers[key] = len(firsts)
            firsts.append(draft)
        draft.event = numbers[key]
        if last is None or draft.predicate in same:
            last = draft.event
    entities = {entity.id: entity.name for entity in doc._.entities}
    return [_event(doc, number, draft, entities) for number, draft in enumerate(firsts, 1)]


def _event_key(draft: Draft, same: dict[str, int]) -> tuple[Any, ...]:
    theme = draft.object if draft.object is not None else draft.subject
    group = same.get(draft.predicate)
    if isinstance(theme, str):
        return (group if group is not None else draft.predicate, theme)
    return (draft.head,)


def _blames(doc: Any, draft: Draft, language: str) -> bool:
    """Tell claims of who is behind something: "Schuld sei ein Mitarbeiter", "X is responsible"."""
    words = lexicon(language, "grammar")["responsibility"]
    head = doc[draft.head]
    if draft.turned and draft.predicate not in words["nouns"]:
        return True
    if (
        head.lower_ in words["adjectives"]
        or head.lemma_.lower() in words["adjectives"]
        or head.lower_ in words["nouns"]
    ):
        return True
    subject = subject_of(head)
    return draft.predicate in words["verbs"] or (subject is not None and subject.lower_ in words["nouns"])


def _event(doc: Any, number: int, draft: Draft, entities: Mapping[str, str]) -> Event:
    head = doc[draft.head]
    theme = draft.object if draft.object is not None else draft.subject
    name = entities.get(theme, "") if isinstance(theme, str) else (text_of(doc)[theme[0] : theme[1]] if theme else "")
    label = f"{' '.join(name.split())}: {draft.predicate}" if name else draft.predicate
    particle = particle_of(head)
    end = max(
        head.idx + len(head), particle.idx + len(particle) if particle is not None and particle.i == head.i + 1 else 0
    )
    return Event(f"v{number}", label, (head.idx, end), 0.6, "claims/event")
