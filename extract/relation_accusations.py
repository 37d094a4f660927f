"""Who is accused of what, by verbs, nouns and "alleged": "X is accused of ...", "Anklage wegen ... gegen X"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hergang.extract.cues import verb_lemma
from hergang.extract.records import Entity
from hergang.extract.relation_slots import AGENT, THEME, is_passive, slots_of
from hergang.extract.relation_view import Found, RelationView, entity_of_phrase, titled
from hergang.extract.syntax import children, preposition_of


def find_accusations(view: RelationView) -> Iterator[Found]:
    """Read who is accused, charged, investigated, tried or called the alleged culprit; the charge is the object."""
    yield from _by_verb(view)
    yield from _by_grounds(view)
    yield from _by_noun(view)
    yield from _alleged(view)


def _by_verb(view: RelationView) -> Iterator[Found]:
    """Read "X is accused of ...", "Ihm wird vorgeworfen, ...": the clause or phrase is the object."""
    verbs = view.words["accusations"]["verbs"]
    for verb in view.doc:
        if verb.pos_ != "VERB" or verb_lemma(verb, view.language) not in verbs:
            continue
        passive = is_passive(verb)
        accused = children(verb, "iobj", "obl:arg", "nsubj:pass") or (
            children(verb, "nsubj") if passive else children(verb, "obj")
        )
        persons = _accused_entities(view, accused)
        charge = _charge(view, verb, accused)
        if not persons or charge is None or charge.i < verb.i:
            continue
        for person in persons:
            yield _accused(view, person, charge, verb.i)


def _accused(view: RelationView, person: Entity, charge: Any, index: int) -> Found:
    """Return the accusation of a person; the charge is all that its head governs, without preposition."""
    low, high = charge.left_edge.i, charge.right_edge.i + 1
    while low < high - 1 and (view.doc[low].is_punct or view.doc[low].dep_ == "case"):
        low += 1
    while high - 1 > low and view.doc[high - 1].is_punct:
        high -= 1
    evidence = view.evidence(min(index, low), max(index, high - 1))
    return Found("accusedOf", person.id, view.evidence(low, high - 1), evidence, (), 0.65, "accusation")


def _by_grounds(view: RelationView) -> Iterator[Found]:
    """Read "ist wegen Mordes angeklagt", "muss sich wegen ... verantworten", "gegen X wird wegen ... ermittelt"."""
    words = view.words["accusations"]
    for verb in view.doc:
        if verb.pos_ not in ("VERB", "ADJ") or not _names(verb, view.language) & set(words["on_grounds"]):
            continue
        slots = slots_of(verb, view.language)
        charge = next((head for mark in words["grounds"] for head in slots.get(mark, ())), None)
        against = [head for mark in words["against"] for head in slots.get(mark, ())]
        persons = _accused_entities(view, against) or _accused_entities(view, [*slots[THEME], *slots[AGENT]])
        for person in persons if charge is not None else ():
            yield _accused(view, person, charge, verb.i)


def _names(verb: Any, language: str) -> set[str]:
    stem = verb.lower_.rstrip("enmrs") if verb.tag_ == "ADJA" else verb.lower_
    return {verb_lemma(verb, language), verb.lemma_.lower(), verb.lower_, stem}


def _by_noun(view: RelationView) -> Iterator[Found]:
    """Read "der Verdacht, ... zu haben", "murder charges against X", "X faces trial for ...", "Anklage wegen ..."."""
    words = view.words["accusations"]
    for noun in view.doc:
        word = noun.lemma_.lower() if view.language == "en" else noun.lower_
        if noun.pos_ != "NOUN" or word not in words["nouns"]:
            continue
        persons = _target(view, noun)
        charge = _charge_of_noun(view, noun)
        for person in persons if charge is not None else ():
            yield _accused(view, person, charge, noun.i)


def _target(view: RelationView, noun: Any) -> list[Entity]:
    """Return against whom a charge is: the phrase with "gegen" or "against", else who faces or is under it."""
    words = view.words["accusations"]
    verb = noun.head
    phrases = [c for head in (noun, verb) for c in head.children if preposition_of(c) in words["against"]]
    if phrases:
        return _accused_entities(view, phrases)
    facing = verb_lemma(verb, view.language) in words["facing"] or preposition_of(noun) in words["under"]
    while verb.pos_ in ("NOUN", "PROPN") and verb.head != verb and not children(verb, "cop"):
        verb = verb.head
    if not facing:
        return []
    slots = slots_of(verb, view.language)
    return _accused_entities(view, slots[AGENT] or slots[THEME])


def _charge_of_noun(view: RelationView, noun: Any) -> Any | None:
    words = view.words["accusations"]
    siblings = [c for c in noun.head.children if c != noun]
    for child in (*noun.children, *siblings):
        if preposition_of(child) in words["grounds"] and child.pos_ in ("NOUN", "PROPN", "VERB"):
            return child
    clauses = [c for c in noun.children if c.dep_ in ("acl", "ccomp", "csubj")]
    if children(noun, "cop"):
        clauses += children(noun, "csubj", "parataxis")
    if clauses:
        return clauses[0]
    compounds = [c for c in children(noun, "compound") if view.at(c.i) is None]
    return compounds[0] if compounds else None


def _alleged(view: RelationView) -> Iterator[Found]:
    """Read "der mutmaßliche Attentäter X", "X, the alleged arsonist": the noun is the charge."""
    for token in view.doc:
        stem = token.lower_.rstrip("enmrs") if view.language == "de" else token.lower_
        noun = token.head
        if stem not in view.words["accusations"]["alleged"] or token.dep_ != "amod" or noun.pos_ != "NOUN":
            continue
        person = titled(view, noun, "Person")
        if person is None and noun.dep_ == "appos":
            person = entity_of_phrase(view, noun.head, "Person")
        if person is not None and person.named:
            span = view.evidence(noun.i, noun.i)
            yield Found("accusedOf", person.id, span, view.evidence(token.i, noun.i), (), 0.6, "alleged")


def _charge(view: RelationView, verb: Any, accused: list[Any]) -> Any | None:
    """Return the head of what somebody is accused of; English marks it by "of" or "with"."""
    marks = view.words["accusations"]["marks"]
    found = children(verb, "xcomp", "ccomp", "advcl", "obl", "csubj:pass")
    if marks:
        found += [child for head in accused for child in children(head, "acl", "nmod")]
        found = [c for c in found if any(m.lower_ in marks for m in children(c, "case", "mark"))]
    return next(iter(found), None)


def _accused_entities(view: RelationView, heads: list[Any]) -> list[Entity]:
    """Return who is accused, all of "X and Y"; a country may be."""
    joined = [token for head in heads for token in (head, *head.conjuncts)]
    found = (entity_of_phrase(view, token, "Person", "Organization", "Place", "Group") for token in joined)
    return list({entity.id: entity for entity in found if entity is not None}.values())
