"""Kin and ages of people: "seine Frau Anna", "X, 44,", "the 39-year-old"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from hergang.extract.cues import verb_lemma
from hergang.extract.extensions import text_of
from hergang.extract.lexica import lexicon
from hergang.extract.nouns import person_noun
from hergang.extract.records import Entity, Span
from hergang.extract.relation_nouns import holder_of
from hergang.extract.relation_verbs import is_past
from hergang.extract.relation_view import Found, RelationView, entity_of_phrase
from hergang.extract.syntax import children, is_finite, subject_of

_AGES = (5, 110)  # years; another number beside a person is something else
_GROWN = 18  # years: who was younger than that is older today
_POSSESSORS = ("nmod:poss", "det:poss", "nmod", "dep")


def find_kin(view: RelationView) -> Iterator[Found]:
    """Read "seine Frau Anna", "X's brother Y", "die Witwe des Dichters X", "Y ist die Tochter von X"."""
    for token in view.doc:
        noun = person_noun(token.text, view.language)
        if noun is None or noun not in view.words["kin"]["nouns"] or token.pos_ == "PROPN":
            continue
        owner = _owner_of_kin(view, token)
        kin = _kin(view, token, owner)
        if owner is not None and kin is not None and owner is not kin:
            first = min(token.i - 1, token.i) if token.i else 0
            evidence = view.evidence(first, token.i + int(kin.named and token.i + 1 < len(view.doc)))
            yield Found("relative", kin.id, owner.id, evidence, (("kind", noun),), 0.7, "kin")


def _owner_of_kin(view: RelationView, token: Any) -> Entity | None:
    """Return whose kin a noun names."""
    before = view.doc[token.i - 1] if token.i else None
    possessive = lexicon(view.language, "grammar")["pronouns"]["possessive"]
    if before is not None and before.lower_ in possessive and (joined := _joined_before(view, before)) is not None:
        return joined
    for child in token.children:
        if child.dep_ in _POSSESSORS and not _is_other(view, child):
            entity = entity_of_phrase(view, child, "Person")
            own = view.at(child.i, "Person") is entity and view.shares(child.i, token.i)
            if entity is not None and not own:
                return entity
    if before is None:
        return None
    if before.lower_ in possessive:
        return view.at(before.i, "Person") or _named_later(view, token)
    named = view.at(before.i, "Person")  # "Emmas Mutter"
    return named if named is not None and named.named and before.text.endswith(("s", "’", "'")) else None


def _joined_before(view: RelationView, possessive: Any) -> Entity | None:
    """Return who stands right before "and his": "Scott Lassiter, and his wife"."""
    index = possessive.i - 1
    if index < 1 or view.doc[index].lower_ not in view.words["titles"]["conjunctions"]:
        return None
    index -= 1 + int(view.doc[index - 1].text == ",")
    return view.at(index, "Person") if index >= 0 else None


def _is_other(view: RelationView, child: Any) -> bool:
    """Tell a phrase that names no owner: "Witwe mit Tochter", "the son in the play"."""
    case = next((c.lower_ for c in children(child, "case")), "")
    return case not in ("", "of", "von", "vom", "'s", "’s", "'", "’")


def _named_later(view: RelationView, token: Any) -> Entity | None:
    """Return who a possessive points forward to: "Seine Tochter Emma begleitete Konrad Eisner"."""
    own = entity_of_phrase(view, token, "Person")
    later = [view.at(t.i, "Person") for t in view.doc[token.i + 1 : token.sent.end]]
    others = {e.id: e for e in later if e is not None and e.named and e is not own}
    return next(iter(others.values())) if len(others) == 1 else None


def _kin(view: RelationView, token: Any, owner: Entity | None) -> Entity | None:
    """Return who is meant by a noun of kin: the name behind it, its subject, the name it stands in apposition to."""
    doc = view.doc
    if children(token, "cop") and (subject := entity_of_phrase(view, subject_of(token), "Person")) is not None:
        return subject
    following = doc[token.i + 1] if token.i + 1 < len(doc) else None
    entity = view.at(following.i, "Person") if following is not None and not following.is_punct else None
    if entity is not None and entity is not owner and entity.named:
        return entity
    for child in children(token, "appos"):
        entity = entity_of_phrase(view, child, "Person")
        if entity is not None and entity is not owner and entity.named:
            return entity
    if token.dep_ == "appos" and (entity := entity_of_phrase(view, token.head, "Person")) is not None:
        return entity
    return _closed_by_name(view, token, owner) or view.at(token.i, "Person")


def _closed_by_name(view: RelationView, token: Any, owner: Entity | None) -> Entity | None:
    """Return the name between commas behind a phrase: "Der Vater von Malte Jung, Dietmar Jung, ..."."""
    comma = next((t for t in view.doc[token.i + 1 : token.i + 8] if t.text == ","), None)
    if comma is None or comma.i + 1 >= len(view.doc) or any(is_finite(t) for t in view.doc[token.i : comma.i]):
        return None
    entity = view.at(comma.i + 1, "Person")
    return entity if entity is not None and entity.named and entity is not owner else None


# -- ages -------------------------------------------------------------------------------------------------------------


def find_ages(view: RelationView) -> Iterator[Found]:
    """Read "X, 44,", "der 58-Jährige", "the 39-year-old", "im Alter von 91 Jahren", "He was 88", "turned 50"."""
    doc = view.doc
    for span, person in view.persons():
        match = re.match(r"\s?,\s(\d{1,3})(?=[,;]|\.(?!\d))", text_of(doc)[span.end_char : span.end_char + 8])
        if match is not None and _is_age(match[1]):
            start, end = span.end_char + match.start(1), span.end_char + match.end(1)
            yield _age(view, person, (start, end), (span.start_char, span.end_char + match.end()))
    for quantity in doc._.quantities:
        token = doc.char_span(quantity.start, quantity.start + 1, alignment_mode="expand")
        if quantity.unit in ("year", "jahr") and token is not None and not _is_choice(view, quantity.end):
            aged = _aged(view, token.start, text_of(doc)[quantity.start : quantity.end])
            if aged is not None:
                yield _age(view, aged, (quantity.start, quantity.end), (quantity.start, quantity.end))
    yield from _bare_ages(view)


def _is_choice(view: RelationView, end: int) -> bool:
    """Tell a number that another follows or precedes: "aged 11 and 7", "16 or 17" are nobody's one age."""
    joined = re.match(r"\s(?:and|or|und|oder|bis|to)\s\d", text_of(view.doc)[end : end + 8])
    before = re.search(r"\d\s(?:and|or|und|oder|bis|to)\s\d+\S*$", text_of(view.doc)[max(0, end - 14) : end])
    return joined is not None or before is not None


def _is_age(number: str) -> bool:
    return number.isdecimal() and _AGES[0] <= int(number) <= _AGES[1]


def _age(view: RelationView, person: Entity, span: Span, evidence: Span) -> Found:
    quantity = next((q for q in view.doc._.quantities if q.start < span[1] and span[0] < q.end), None)
    number = re.search(r"\d+", text_of(view.doc)[span[0] : span[1]])
    age = str(int(quantity.value)) if quantity is not None else number.group() if number else ""
    return Found("age", person.id, quantity.id if quantity is not None else span, evidence, (("age", age),), 0.8, "age")


def _aged(view: RelationView, index: int, text: str) -> Entity | None:
    """Return the person that an age is told of: in one phrase with it, else the holder of the clause."""
    words = view.words["ages"]
    if any(part in text.lower() for part in words["compounds"]):
        for near in range(index, min(index + 6, len(view.doc))):
            entity = view.at(near, "Person")
            if entity is not None:
                return entity
            if view.doc[near].is_punct and near > index + 1:
                break
        heads = [t for t in view.doc[index : index + 3] if children(t, "cop")]
        number = re.search(r"\d+", text)
        young = number is not None and int(number.group()) < _GROWN
        told = any(not (young and is_past(head)) for head in heads)
        return holder_of(view, view.doc[index]) if told else None
    before = [t.lower_ for t in view.doc[max(0, index - 3) : index]]
    if any(word in before for word in words["phrases"]):
        return holder_of(view, view.doc[index])
    return None


def _bare_ages(view: RelationView) -> Iterator[Found]:
    """Read a number alone: "X ist 34", "wird 70", "turned 50", "at the age of 17", "died at 91", "mit 17 zog X aus"."""
    for token in view.doc:
        if (
            _is_choice(view, token.idx + len(token))
            or not _is_age(token.text.rstrip("."))
            or (token.text.endswith(".") and token.i + 1 < len(view.doc))
        ):
            continue
        if token.i + 1 < len(view.doc) and view.doc[token.i + 1].pos_ in ("NOUN", "PROPN", "SYM", "NUM"):
            continue
        verb = token if children(token, "cop") else token.head
        if not _tells_age(view, token, verb):
            continue
        person = entity_of_phrase(view, _subject(verb), "Person")
        if person is not None:
            span = (token.idx, token.idx + len(token.text.rstrip(".")))
            yield _age(view, person, span, view.evidence(min(token.i, verb.i), max(token.i, verb.i)))


def _subject(verb: Any) -> Any | None:
    """Return the subject of a verb, in a relative clause the noun that it is about."""
    return verb.head if verb.dep_ == "acl:relcl" else subject_of(verb)


def _tells_age(view: RelationView, token: Any, verb: Any) -> bool:
    words = view.words["ages"]
    youth = is_past(verb) and int(re.sub(r"\D", "", token.text) or 0) < _GROWN
    if youth and children(token, "cop"):
        return False  # "was 15 and not eligible to vote" tells of long ago
    if children(token, "cop"):  # "was 12 in 1976" tells no age of today
        return not (is_past(token) and any(t.like_num for t in token.sent[token.i - token.sent.start + 1 :]))
    if token.i and view.doc[token.i - 1].lower_ in words["at"]:
        opens = token.i == token.sent.start + 1
        return opens or verb_lemma(verb, view.language) in words["milestones"]
    if verb.lemma_.lower() in words["turning"] and token.head == verb:
        return True
    return any(t.lower_ in words["phrases"] for t in view.doc[max(0, token.i - 2) : token.i])
