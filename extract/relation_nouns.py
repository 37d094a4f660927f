"""Relations that a noun or a phrase beside a person shows: nationality, permits, origins."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile
from typing import Any

from hergang.extract.nations import nation_of
from hergang.extract.nouns import person_noun
from hergang.extract.records import Entity
from hergang.extract.relation_verbs import past_qualifier
from hergang.extract.relation_view import Found, RelationView, entity_of_phrase
from hergang.extract.syntax import children, phrase_range, subject_of

_NEAR = 3  # tokens between a nationality and the noun or name that it belongs to
_NATIONS = 8  # tokens that several nationalities may take: "neben dem marokkanischen auch einen deutschen Pass"


def find_papers(view: RelationView) -> Iterator[Found]:
    """Read "einen deutschen Pass", "türkische Wurzeln", "als Deutscher": nationality and descent."""
    for token in view.doc:
        relation = _paper_relation(view, token)
        person = holder_of(view, token) if relation is not None else None
        if relation is not None and person is not None:
            for index in _nations_before(view, token):
                group = view.at(index, "Group")
                if group is not None:
                    evidence = view.evidence(index, token.i)
                    yield Found(relation, person.id, group.id, evidence, (), 0.75, "papers")
        elif nation_of(token.text, view.language) and _is_capacity(view, token):
            group, person = view.at(token.i, "Group"), holder_of(view, token)
            if group is not None and person is not None:
                yield Found("nationality", person.id, group.id, view.evidence(token.i - 1, token.i), (), 0.7, "papers")


def _paper_relation(view: RelationView, token: Any) -> str | None:
    """Return what a noun beside a nationality tells: citizenship, or descent."""
    papers = view.words["papers"]
    words = (token.lower_, token.lemma_.lower())
    return next((kind for kind in ("nationality", "origin") if any(w in papers[kind] for w in words)), None)


def _nations_before(view: RelationView, token: Any) -> list[int]:
    """Return the nationalities before a noun, all of "a Moroccan and a French passport"; another noun has its own."""
    near = range(token.i - 1, max(token.sent.start, token.i - _NATIONS) - 1, -1)
    own = takewhile(lambda i: view.doc[i].pos_ != "NOUN" or nation_of(view.doc[i].text, view.language), near)
    found = [i for i in own if nation_of(view.doc[i].text, view.language)]
    if not found or token.i - found[0] > _NEAR:
        return []
    joined = {t.lower_ for t in view.doc[found[-1] : token.i]} & {"and", "auch", "sowie", "und"}
    return found if joined else found[:1]


def _is_capacity(view: RelationView, token: Any) -> bool:
    """Tell "als Deutscher", "as a Portuguese"."""
    before = [t.lower_ for t in view.doc[max(0, token.i - 2) : token.i]]
    if token.pos_ not in ("NOUN", "PROPN", "ADJ") or not before:
        return False
    return before[-1] in ("als", "as") or (before[0] in ("als", "as") and before[-1] in ("a", "an", "ein", "eine"))


def find_nationals(view: RelationView) -> Iterator[Found]:
    """Read "Austrian skier X", "X, a Swede,", "zwei Niederländer, X und Y"."""
    for span, person in view.persons():
        if not person.named or span.start == 0 or view.kind_at(span.start, person) != "name":
            continue
        group = _national_adjective(view, span) or _national_beside(view, span)
        if group is not None:
            entity, index = group
            evidence = view.evidence(min(index, span.start), max(index, span.end - 1))
            yield Found("nationality", person.id, entity.id, evidence, (), 0.7, "national")


def find_described(view: RelationView) -> Iterator[Found]:
    """Read a nationality by which somebody named before is called: "Der Kenianer hatte schon 2023 gesiegt"."""
    for span, person in view.persons():
        head = span.root
        if not person.named or view.kind_at(span.start, person) != "nominal" or head.pos_ not in ("NOUN", "PROPN"):
            continue
        group = view.at(head.i, "Group")
        if nation_of(head.text.rpartition("-")[2], view.language) and span[0].pos_ == "DET" and span.start < head.i:
            evidence = view.evidence(span.start, head.i)
            told = group.id if group is not None else view.evidence(head.i, head.i)
            yield Found("nationality", person.id, told, evidence, (), 0.65, "described")


def _national_adjective(view: RelationView, span: Any) -> tuple[Entity, int] | None:
    """Return the nationality before the nouns that stand right before a name, where these are no office."""
    index = span.start - 1
    while index >= max(0, span.start - _NEAR) and view.doc[index].pos_ == "NOUN" and view.at(index) is None:
        if person_noun(view.doc[index].text, view.language) and _heads(view, view.doc[index].text):
            return None
        index -= 1
    group = view.at(index, "Group") if 0 <= index < span.start - 1 else None
    if group is not None and (view.doc[index].lower_ + view.doc[index + 1].lower_ + view.doc[index + 2].lower_).count(
        "-born"
    ):
        return None
    is_adjective = group is not None and view.doc[index].pos_ in ("ADJ", "PROPN") and view.doc[index].tag_ != "NE"
    return (
        (group, index)
        if group is not None and is_adjective and nation_of(view.doc[index].text, view.language)
        else None
    )


def _heads(view: RelationView, noun: str) -> bool:
    return person_noun(noun, view.language) in view.words["roles"]["headOf"]


def _national_beside(view: RelationView, span: Any) -> tuple[Entity, int] | None:
    """Return the nationality in apposition to a name: behind it between commas, or before it in the plural."""
    doc = view.doc
    if span.end + 1 < len(doc) and doc[span.end].text == ",":
        for index in range(span.end + 1, min(span.end + 4, len(doc) - 1)):
            group = view.at(index, "Group")
            if group is not None and nation_of(doc[index].text, view.language) and doc[index].pos_ != "ADJ":
                return (group, index) if doc[index + 1].text in (",", ".", ";") else None
            if doc[index].pos_ not in ("DET", "ADJ", "NUM"):
                return None
    head = doc[span.start]
    while head.dep_ in ("conj", "flat", "appos") and head.head != head:
        head = head.head
    group = view.at(head.i, "Group") if head.i < span.start else None
    plural = group is not None and nation_of(head.text, view.language) and doc[head.i + 1].text == ","
    return (group, head.i) if group is not None and plural else None


def find_permits(view: RelationView) -> Iterator[Found]:
    """Read "mit einem Arbeitsvisum nach San Francisco", "on a work visa in Berlin": a permit tells the residence."""
    nouns = tuple(view.words["papers"]["permits"])
    for token in view.doc:
        if token.pos_ not in ("NOUN", "PROPN") or not token.lower_.endswith(nouns):
            continue
        near = view.doc[max(token.sent.start, token.i - 10) : min(token.sent.end, token.i + 8)]
        place = next((view.at(t.i, "Place") for t in near if view.at(t.i, "Place") and children(t, "case")), None)
        person = holder_of(view, token)
        if place is not None and person is not None:
            low, _ = phrase_range(token)
            basis = " ".join(t.text for t in view.doc[low : token.i + 1] if t.pos_ not in ("DET", "ADP"))
            found = [t.i for t in near if view.at(t.i, "Place") is place]
            qualifiers = (("basis", basis), *past_qualifier(token))
            yield Found("residence", person.id, place.id, view.evidence(low, max(found)), qualifiers, 0.6, "permit")


def holder_of(view: RelationView, token: Any) -> Entity | None:
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
