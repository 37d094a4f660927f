"""Relations that a verb or participle shows, by the frames of the lexicon: "arbeitete bei Y", "X, owned by Y"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from hergang.extract.clauses import own_tokens
from hergang.extract.cues import verb_lemma
from hergang.extract.lexica import lexicon
from hergang.extract.nouns import person_noun
from hergang.extract.records import Entity, Span
from hergang.extract.relation_slots import AGENT, DATIVE, THEME, Slots, is_passive, slots_of
from hergang.extract.relation_view import Found, RelationView, body_in_phrase, is_apart, named_span, titled
from hergang.extract.syntax import children, finite_verb, particle_of, phrase_range

_CORE = (AGENT, THEME, DATIVE)
_EMPLOYED = ("worksFor", "formerlyWorkedFor")
_ENDINGS = ("e", "en", "er", "es", "em", "")


@dataclass(frozen=True)
class Frame:
    """What one sense of a verb says: which relation, and from which slots its subject and object come.

    A slot is "agent", "theme", "dative" or a preposition; the first that an entity of the types fills counts.
    """

    relation: str
    subject: tuple[str, ...]
    object: tuple[str, ...]
    subject_types: tuple[str, ...]
    object_types: tuple[str, ...]
    needs: tuple[str, ...]  # words of the clause, of which one must be there
    lasting: bool  # a past event founds it for good ("gründete")


@cache
def _frames(language: str) -> tuple[Mapping[str, Sequence[Frame]], Mapping[str, Sequence[Frame]]]:
    """Return the frames by verb, and by the form of an adjective or participle."""
    verbs: dict[str, list[Frame]] = {}
    adjectives: dict[str, list[Frame]] = {}
    for entry in lexicon(language, "frames")["frames"]:
        frame = Frame(
            entry["relation"],
            tuple(entry["subject"]),
            tuple(entry["object"]),
            tuple(entry.get("subject_types", ["Person"])),
            tuple(entry["object_types"]),
            tuple(entry.get("needs", ())),
            entry.get("lasting", False),
        )
        for verb in entry.get("verbs", ()):
            verbs.setdefault(verb, []).append(frame)
        for adjective in entry.get("adjectives", ()):
            for ending in _ENDINGS if language == "de" else ("",):
                adjectives.setdefault(adjective + ending, []).append(frame)
    return verbs, adjectives


def find_verbs(view: RelationView) -> Iterator[Found]:
    """Read a verb or participle with a body or place: "arbeitete bei Y", "die von X gegründete Schule", "born in Y"."""
    for token in view.doc:
        if token.pos_ not in ("VERB", "AUX", "ADJ", "ADV"):
            continue
        frames = _frames_of(token, view.language)
        if frames:
            slots = slots_of(token, view.language)
            for frame in frames:
                yield from _found(view, token, frame, slots)


def _frames_of(token: Any, language: str) -> list[Frame]:
    verbs, adjectives = _frames(language)
    found = list(adjectives.get(token.lower_, ()))
    if token.pos_ in ("VERB", "AUX"):
        particle = particle_of(token)
        names = {verb_lemma(token, language), token.lemma_.lower()}
        if particle is not None:
            joined = particle.lower_ + token.lemma_.lower()
            names = {verb_lemma(token, language), joined if language == "de" else f"{token.lemma_} {particle.lower_}"}
        found += [frame for name in sorted(names & verbs.keys()) for frame in verbs[name]]
    return list(dict.fromkeys(found))


def _found(view: RelationView, verb: Any, frame: Frame, slots: Slots) -> Iterator[Found]:
    if frame.needs and not _has_words(view, verb, frame.needs):
        return
    subjects: list[tuple[Entity | Span, int]] = list(
        _fillers(view, verb, frame, slots, frame.subject, frame.subject_types)
    )
    objects: list[tuple[Entity | Span, int]] = list(
        _fillers(view, verb, frame, slots, frame.object, frame.object_types)
    )
    if subjects:
        objects = objects or list(_spans(view, slots, frame.object, frame.object_types))
    elif objects and frame.relation == "acquired":
        subjects = list(_spans(view, slots, frame.subject, frame.subject_types))
    for subject, first in subjects:
        for entity, last in objects:
            if entity is subject or (isinstance(entity, Entity) and _is_department(view, entity)):
                continue
            if frame.relation == "acquired" and view.inside_token(view.doc[last]) is entity:
                continue  # "schnappte sich den WBC-Titel"
            relation, told = _status(view, verb, frame)
            qualifiers = (*_department(view, verb, relation), *_role(view, verb, relation, first), *told)
            evidence = view.evidence(min(first, last, verb.i), max(first, last, verb.i))
            who, what = (e.id if isinstance(e, Entity) else e for e in (subject, entity))
            yield Found(relation, who, what, evidence, tuple(sorted(qualifiers)), 0.75, "verb")


def _spans(view: RelationView, slots: Slots, names: Sequence[str], types: Sequence[str]) -> Iterator[tuple[Span, int]]:
    """Yield the words of what is no entity: a body with a name, or an occasion that somebody took part in."""
    heads = [head for name in names for head in slots.get(name, ())]
    for head in heads[:1]:
        if "Organization" in types and (span := named_span(view, head)) is not None:
            yield span, head.i
        elif "Event" in types and _is_occasion(view, head):
            low, high = phrase_range(head)
            while low < head.i and view.doc[low].pos_ in ("DET", "ADP"):
                low += 1
            yield view.evidence(low, high - 1), head.i


def _is_occasion(view: RelationView, head: Any) -> bool:
    """Tell a noun for what one may take part in ("G7-Gipfel", "peace talks")."""
    word = head.lemma_.lower() if view.language == "en" else head.lower_
    return head.pos_ in ("NOUN", "PROPN") and word.endswith(tuple(view.words["occasions"]["nouns"]))


def _has_words(view: RelationView, verb: Any, needs: Sequence[str]) -> bool:
    clause = f" {' '.join(t.lower_ for t in own_tokens(view.doc, verb))} "
    return any(f" {words} " in clause for words in needs)


def _fillers(
    view: RelationView, verb: Any, frame: Frame, slots: Slots, names: Sequence[str], types: Sequence[str]
) -> list[tuple[Entity, int]]:
    """Return the entities of the first slot that has some, all of "X und Y", each with the token that tells it.

    Where the types of subject and object are apart, a bare phrase of the right type will do whatever the parse calls
    it: "Das Label hat die Designerin gegründet".
    """
    for name in names:
        found = list(_in_slot(view, slots.get(name, ()), types))
        if found:
            return found
    apart = not set(frame.subject_types) & set(frame.object_types)
    if apart and any(name in _CORE for name in names) and not (is_passive(verb) and names[0] == AGENT):
        heads = [head for name in _CORE for head in slots[name]]
        found = [(e, h.i) for h in heads if (e := titled(view, h, *types) or view.at(h.i, *types)) is not None]
        return found[:1]
    if types[0] == "Place":
        return list(_placed(view, verb, names))
    return []


def _in_slot(view: RelationView, heads: Sequence[Any], types: Sequence[str]) -> Iterator[tuple[Entity, int]]:
    for head in heads:
        for token in (head, *(c for c in head.conjuncts if c.pos_ in ("NOUN", "PROPN") and c.i > head.i)):
            entity = body_in_phrase(view, token, list(types))
            if entity is not None and not is_apart(view, token, entity):
                yield entity, token.i


def _placed(view: RelationView, verb: Any, names: Sequence[str]) -> Iterator[tuple[Entity, int]]:
    """Yield the place of the clause behind one of the prepositions, wherever the parse hangs it."""
    for token in own_tokens(view.doc, verb):
        entity = view.at(token.i, "Place")
        if entity is not None and any(c.lower_ in names for c in children(token, "case")):
            yield entity, token.i
            return


def _status(view: RelationView, verb: Any, frame: Frame) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Return the relation with its qualifier of a past state; past work is a relation of its own."""
    if frame.lasting or not is_past(verb) or holds_on(view, verb):
        return frame.relation, ()
    return ("formerlyWorkedFor", ()) if frame.relation == "worksFor" else (frame.relation, (("tense", "past"),))


def holds_on(view: RelationView, verb: Any) -> bool:
    """Tell a state that lasts: "wohnen seit dem Krieg", "has lived there for 40 years"."""
    words = view.words["lasting"]
    finite = finite_verb(verb) or verb
    clause = {t.lower_ for t in own_tokens(view.doc, verb)}
    return bool(clause & set(words["words"])) and (not words["auxiliaries"] or finite.lower_ in words["auxiliaries"])


def past_qualifier(token: Any) -> tuple[tuple[str, str], ...]:
    """Return a qualifier for what held in the past by the verb of its clause: it is no fact of today."""
    while token.pos_ not in ("VERB", "AUX") and token.head != token:
        token = token.head
    return (("tense", "past"),) if token.pos_ in ("VERB", "AUX") and is_past(token) else ()


def is_past(verb: Any) -> bool:
    """Tell past tense and perfect: what somebody did rather than does."""
    finite = finite_verb(verb)
    if finite is None:
        return "Past" in verb.morph.get("Tense") and "Fin" in verb.morph.get("VerbForm")
    if finite == verb:
        return "Past" in verb.morph.get("Tense") or verb.tag_ == "VBD"
    return (finite.lemma_ in ("haben", "have", "sein") and verb.tag_ in ("VVPP", "VBN")) or "Past" in finite.morph.get(
        "Tense"
    )


def _is_department(view: RelationView, entity: Entity) -> bool:
    """Tell a part of an employer ("im Kundendienst"), which qualifies the relation rather than being its object."""
    return not entity.named and entity.name.lower().endswith(tuple(view.words["departments"]["nouns"]))


def _department(view: RelationView, verb: Any, relation: str) -> tuple[tuple[str, str], ...]:
    """Return the department told beside the verb ("im Kundendienst") as a qualifier."""
    if relation not in _EMPLOYED:
        return ()
    nouns = tuple(view.words["departments"]["nouns"])
    found = [
        t
        for t in verb.subtree
        if t.pos_ in ("NOUN", "PROPN") and t.lower_.endswith(nouns) and view.inside_token(t) is None
    ]
    if not found:
        return ()
    text = found[0].text
    if view.language == "en":
        low, high = phrase_range(found[0])
        text = " ".join(t.text for t in view.doc[low:high] if t.pos_ != "DET")
    return (("department", text),)


def _role(view: RelationView, verb: Any, relation: str, subject: int) -> tuple[tuple[str, str], ...]:
    """Return what somebody works as: "arbeitete als Analyst", "works as an engineer", "den Schlosser X eingestellt"."""
    if relation not in _EMPLOYED:
        return ()
    nouns = [t for t in verb.subtree if t.pos_ == "NOUN" and person_noun(t.text, view.language)]
    roles = [t for t in nouns if any(k.lower_ in ("als", "as") for k in children(t, "case", "mark", "cc", "advmod"))]
    title = view.doc[subject]
    if not roles and title.pos_ == "NOUN" and person_noun(title.text, view.language):
        roles = [title]
    return (("role", roles[0].text),) if roles else ()
