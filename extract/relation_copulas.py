"""Relations that a predicate noun shows: "X ist Chef der Y", "Y's owner is X", "als Sprecherin der Y sagte X"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from hergang.extract.cues import verb_lemma
from hergang.extract.nations import nation_of
from hergang.extract.nouns import organization_noun, person_noun
from hergang.extract.records import Entity
from hergang.extract.relation_bodies import body_of_role, own_body
from hergang.extract.relation_roles import WORKS, role_found
from hergang.extract.relation_slots import AGENT, THEME, slots_of
from hergang.extract.relation_verbs import holds_on, is_past, past_qualifier
from hergang.extract.relation_view import Found, RelationView, body_in_phrase, entity_of_phrase, named_span
from hergang.extract.syntax import children, finite_verb, phrase_range, subject_of

_AS = ("als", "as")


def find_copulas(view: RelationView) -> Iterator[Found]:
    """Read "X ist Sprecher der Y", "X is the chief executive of Y", "Chef der Y ist X", "X war Deutscher"."""
    for token in view.doc:
        if token.pos_ not in ("NOUN", "ADJ", "PROPN") or not children(token, "cop"):
            continue
        subject = subject_of(token)
        role = person_noun(subject.text, view.language) if subject is not None and subject.pos_ == "NOUN" else None
        named = view.at(token.i, "Person") if role is not None and token.pos_ == "PROPN" else None
        if subject is not None and role is not None and named is not None:  # "Chef der Y ist X"
            yield from _in_body(view, role, subject, named, (subject.left_edge.i, token.i), "copula")
            continue
        persons = _persons(view, subject)
        if nation_of(token.text, view.language) is not None:
            yield from _nationality(view, token, persons)
        elif (role := person_noun(token.text, view.language)) is not None:
            for person in persons:
                yield from _predicated(view, role, token, person)


def _persons(view: RelationView, head: Any | None) -> list[Entity]:
    """Return who a predicate is told of, all of "X und Y"."""
    heads = [head, *head.conjuncts] if head is not None else []
    found = (entity_of_phrase(view, h, "Person") for h in heads)
    return list({entity.id: entity for entity in found if entity is not None}.values())


def _nationality(view: RelationView, token: Any, persons: list[Entity]) -> Iterator[Found]:
    group = view.at(token.i, "Group")
    if group is None:
        return
    for person in persons:
        evidence = view.evidence(children(token, "cop")[0].i, token.i)
        yield Found("nationality", person.id, group.id, evidence, (), 0.75, "copula")


def _predicated(view: RelationView, role: str, token: Any, person: Entity) -> Iterator[Found]:
    verb = finite_verb(token) or children(token, "cop")[0]
    # "has been director" tells of today, "had been" and "was" of the past.
    past = is_past(token) and not holds_on(view, token) and verb.lemma_ != "have"
    past = past or (verb.lemma_ == "have" and "Past" in verb.morph.get("Tense"))
    tokens = (children(token, "cop")[0].i, token.right_edge.i)
    for found in _in_body(view, role, token, person, tokens, "copula"):
        if past and found.type == "memberOf":
            yield replace(found, qualifiers=(*found.qualifiers, ("tense", "past")))
        else:
            yield replace(found, type="formerlyWorkedFor") if past and found.type in WORKS else found


def _in_body(
    view: RelationView, role: str, token: Any, person: Entity, tokens: tuple[int, int], by: str
) -> Iterator[Found]:
    """Yield what a role tells with the body of its own phrase, an entity or the words that name it."""
    first, last = phrase_range(token)
    end = token.right_edge.i + 1
    comma = next((t.i for t in view.doc[token.i + 1 : end] if t.text == ","), end)
    body = body_of_role(view, first, token.i, max(last, comma))
    if body is None and (own := own_body(view, token.i)) is not None and _is_of_body(view, token):
        body = own, token.i
    yield from role_found(view, role, token, person, body, tokens, by)


def _is_of_body(view: RelationView, token: Any) -> bool:
    """Tell "Chef der Wertbank" from "Sprecherin des Hörbuchs"."""
    heads = children(token, "nmod")
    return any(organization_noun(h.text, view.language) or named_span(view, h) is not None for h in heads)


def find_capacities(view: RelationView) -> Iterator[Found]:
    """Read "als Sprecherin der Y sagte X", "named X as its director", "step down as chief executive of Y"."""
    for token in view.doc:
        role = person_noun(token.text, view.language) if token.pos_ == "NOUN" else None
        marks = [c for c in children(token, "case", "mark", "cc", "advmod") if c.lower_ in _AS and c.i < token.i]
        if role is None or not marks or token.head == token:
            continue
        person = _bearer(view, token)
        if person is None:
            continue
        leaving = set(view.words["leaving"]["words"])
        left = {token.head.lemma_.lower(), verb_lemma(token.head, view.language)} & leaving
        for found in _in_body(view, role, token, person, (marks[0].i, token.right_edge.i), "capacity"):
            yield replace(found, type="formerlyWorkedFor") if left and found.type in WORKS else found


def find_leading(view: RelationView) -> Iterator[Found]:
    """Read "steht an der Spitze der Y", "the first woman at the helm of Y"."""
    words = view.words["leading"]
    for token in view.doc:
        case = {c.lower_ for c in children(token, "case")}
        if token.lower_ not in words["nouns"] or not case & set(words["cases"]):
            continue
        verb = token.head
        while verb.pos_ in ("NOUN", "PROPN") and not children(verb, "cop") and verb.head != verb:
            verb = verb.head
        inner = children(token, "nmod", "nmod:poss")
        body = body_in_phrase(view, inner[0], ["Organization", "Place"]) if inner else None
        if body is None:
            continue
        for person in _persons(view, subject_of(verb)):
            past = past_qualifier(token) if not holds_on(view, verb) else ()
            evidence = view.evidence(token.i, inner[0].i)
            yield Found("headOf", person.id, body.id, evidence, past, 0.7, "leading")


def _bearer(view: RelationView, token: Any) -> Entity | None:
    """Return who does something as something: the subject, of verbs of appointing the object."""
    verb = token.head
    while verb.pos_ in ("NOUN", "PROPN") and verb.head != verb:  # "nach seinem Rücktritt als Chef"
        verb = verb.head
    slots = slots_of(verb, view.language)
    appointing = verb_lemma(verb, view.language) in view.words["leaving"]["appointing"]
    heads = slots[THEME] if appointing else [*slots[AGENT], *slots[THEME][:1]]
    found = (entity_of_phrase(view, head, "Person") for head in heads if head != token)
    return next((entity for entity in found if entity is not None), None)
