"""Relations that a noun or a phrase beside a person shows: papers, permits, kin, ages, origins."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from hergang.extract.extensions import text_of
from hergang.extract.lexica import lexicon
from hergang.extract.nations import nation_of
from hergang.extract.nouns import person_noun
from hergang.extract.records import Entity, Span
from hergang.extract.relation_verbs import past_qualifier
from hergang.extract.relation_view import Found, RelationView, entity_of_phrase
from hergang.extract.syntax import children, phrase_range, subject_of


def find_papers(view: RelationView) -> Iterator[Found]:
    """Read "einen deutschen Pass", "türkische Wurzeln", "als Deutscher": nationality and descent."""
    for token in view.doc:
        relation = next(
            (
                kind
                for kind in ("nationality", "origin")
                if token.lower_ in view.words["papers"][kind] or token.lemma_.lower() in view.words["papers"][kind]
            ),
            None,
        )
        if relation is not None:
            before = next(
                (
                    t
                    for t in reversed(view.doc[max(token.sent.start, token.i - 3) : token.i])
                    if nation_of(t.text, view.language)
                ),
                None,
            )
            group = view.at(before.i, "Group") if before is not None else None
            person = _holder(view, token)
            if before is not None and group is not None and person is not None:
                yield Found(relation, person.id, group.id, view.evidence(before.i, token.i), (), 0.75, "papers")
        elif (
            nation_of(token.text, view.language)
            and token.i
            and view.doc[token.i - 1].lower_ in ("als", "as")
            and token.pos_ in ("NOUN", "PROPN", "ADJ")
        ):
            group, person = view.at(token.i, "Group"), _holder(view, token)
            if group is not None and person is not None:
                yield Found("nationality", person.id, group.id, view.evidence(token.i - 1, token.i), (), 0.7, "papers")


def find_permits(view: RelationView) -> Iterator[Found]:
    """Read "mit einem Arbeitsvisum nach San Francisco", "on a work visa in Berlin": a permit tells the residence."""
    nouns = tuple(view.words["papers"]["permits"])
    for token in view.doc:
        if token.pos_ not in ("NOUN", "PROPN") or not token.lower_.endswith(nouns):
            continue
        near = view.doc[max(token.sent.start, token.i - 10) : min(token.sent.end, token.i + 8)]
        place = next((view.at(t.i, "Place") for t in near if view.at(t.i, "Place") and children(t, "case")), None)
        person = _holder(view, token)
        if place is not None and person is not None:
            low, _ = phrase_range(token)
            basis = " ".join(t.text for t in view.doc[low : token.i + 1] if t.pos_ not in ("DET", "ADP"))
            found = [t.i for t in near if view.at(t.i, "Place") is place]
            qualifiers = (("basis", basis), *past_qualifier(token))
            yield Found("residence", person.id, place.id, view.evidence(low, max(found)), qualifiers, 0.6, "permit")


def _holder(view: RelationView, token: Any) -> Entity | None:
    """Return the person that the clause around a token is about: its subject, else the one named last before."""
    head = token
    for _ in range(5):
        subject = subject_of(head)
        if subject is not None:
            entity = entity_of_phrase(view, subject, "Person")
            if entity is not None:
                return entity
        if head.head == head:
            break
        head = head.head
    before = [view.at(t.i, "Person") for t in view.doc[token.sent.start : token.i]]
    return next((e for e in reversed(before) if e is not None), None)


def find_kin(view: RelationView) -> Iterator[Found]:
    """Read "seine Frau Anna", "X's brother Y", "die Tochter von X"."""
    for token in view.doc:
        noun = person_noun(token.text, view.language)
        if noun is None or noun not in view.words["kin"]["nouns"]:
            continue
        owner = next(
            (
                view.at(c.i, "Person")
                for c in token.children
                if c.dep_ in ("nmod:poss", "det:poss", "nmod") and view.at(c.i, "Person")
            ),
            None,
        )
        if owner is None and token.i:
            owner = (
                view.at(token.i - 1, "Person")
                if view.doc[token.i - 1].lower_ in lexicon(view.language, "grammar")["pronouns"]["possessive"]
                else None
            )
        kin = (
            view.at(token.i + 1, "Person")
            if token.i + 1 < len(view.doc) and not view.doc[token.i + 1].is_punct
            else view.at(token.i, "Person")
        )
        kin = kin or view.at(token.i, "Person")
        if owner is not None and kin is not None and owner is not kin:
            yield Found(
                "relative",
                kin.id,
                owner.id,
                view.evidence(token.i - 1, token.i + int(kin.named)),
                (("kind", noun),),
                0.7,
                "kin",
            )


def find_ages(view: RelationView) -> Iterator[Found]:
    """Read "X, 44,", "der 58-Jährige", "the 39-year-old", "im Alter von 91 Jahren", "He was 88"."""
    doc = view.doc
    for span, person in view.persons():
        match = re.match(r"\s?,\s(\d{1,3})(?=[,;]|\.(?!\d))", text_of(doc)[span.end_char : span.end_char + 8])
        if match is not None:
            start = span.end_char + match.start(1)
            yield _age(
                view, person, (start, span.end_char + match.end(1)), (span.start_char, span.end_char + match.end())
            )
    for quantity in doc._.quantities:
        token = doc.char_span(quantity.start, quantity.start + 1, alignment_mode="expand")
        if quantity.unit not in ("year", "jahr") or token is None:
            continue
        aged = _aged(view, token.start, text_of(doc)[quantity.start : quantity.end])
        if aged is not None:
            yield _age(view, aged, (quantity.start, quantity.end), (quantity.start, quantity.end))


def _age(view: RelationView, person: Entity, span: Span, evidence: Span) -> Found:
    quantity = next((q for q in view.doc._.quantities if q.start < span[1] and span[0] < q.end), None)
    number = re.search(r"\d+", text_of(view.doc)[span[0] : span[1]])
    age = str(int(quantity.value)) if quantity is not None else number.group() if number else ""
    return Found("age", person.id, quantity.id if quantity is not None else span, evidence, (("age", age),), 0.8, "age")


def _aged(view: RelationView, index: int, text: str) -> Entity | None:
    """Return the person that an age is told of: in one phrase with it, else the holder of the clause."""
    words = view.words["ages"]
    if any(part in text.lower() for part in words["compounds"]):
        for near in (index, index + 1, index + 2, index + 3):
            entity = view.at(near, "Person") if near < len(view.doc) else None
            if entity is not None:
                return entity
        return None
    before = [t.lower_ for t in view.doc[max(0, index - 3) : index]]
    if any(word in before for word in words["phrases"]):
        return _holder(view, view.doc[index])
    return None


def find_origins(view: RelationView) -> Iterator[Found]:
    """Read "die Abgeordnete aus Bochum", "two brothers from Kraków", "Kenji Morita of Kyoto University"."""
    doc = view.doc
    for span, person in view.persons():
        if span.end + 1 >= len(doc):
            continue
        case, after = doc[span.end], doc[span.end + 1]
        place = view.at(after.i, "Place")
        body = view.at(after.i, "Organization") or view.at(min(after.i + 1, len(doc) - 1), "Organization")
        if case.lower_ in view.words["origins"]["prepositions"] and place is not None:
            yield Found("origin", person.id, place.id, view.evidence(span.start, after.i), (), 0.6, "origin")
        elif (
            person.named
            and case.lower_ in view.words["origins"]["bodies"]
            and case.head.dep_ != "obl"  # "met Paul at Acme" tells where they met
            and body is not None
            and body is not person
        ):
            yield Found("worksFor", person.id, body.id, view.evidence(span.start, after.i), (), 0.65, "origin")
