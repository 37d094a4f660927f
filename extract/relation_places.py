"""Relations of bodies and places to places: "die Universität in Bremen", "Elmshorn (Kreis Pinneberg)"."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from hergang.extract.lexica import lexicon
from hergang.extract.nations import nation_of
from hergang.extract.nouns import organization_noun, person_noun
from hergang.extract.records import Entity
from hergang.extract.relation_view import Found, RelationView


def find_places(view: RelationView) -> Iterator[Found]:
    """Read where bodies have their seat or come from, and what places belong to."""
    for span, entity in view.mentions("Organization"):
        if view.inside_token(span[-1]) is entity:  # the first part of a compound: "MDR-Zuschauerin aus Gera"
            continue
        yield from _seat(view, span, entity)
        yield from _nation(view, span, entity)
    for span, entity in view.mentions("Place"):
        if entity.named:
            yield from _in_brackets(view, span, entity)
            yield from _possessed(view, span, entity)


def _seat(view: RelationView, span: Any, entity: Entity) -> Iterator[Found]:
    """Read "die Universität in Bremen", "X, based in Atlanta", "Boston-based X"."""
    found = _seat_after(view, span) or _seat_before(view, span)
    if found is not None and found[0] is not entity:
        place, index = found
        yield Found("locatedIn", entity.id, place.id, view.evidence(span.start, index), (), 0.65, "seat")


def _seat_after(view: RelationView, span: Any) -> tuple[Entity, int] | None:
    doc = view.doc
    for phrase in view.words["seat"]["phrases"]:
        words = phrase.lower().split()
        start = span.end + (1 if span.end < len(doc) and doc[span.end].text == "," and len(words) > 1 else 0)
        if start + len(words) >= len(doc) or [t.lower_ for t in doc[start : start + len(words)]] != words:
            continue
        case = doc[start + len(words) - 1]
        place = view.at(start + len(words), "Place")
        # "in" after a body tells its seat only where the two stand in one phrase.
        one_phrase = case.head.dep_ == "nmod" and case.head.head.i in range(span.start, span.end)
        if place is not None and (len(words) > 1 or words[0] == "aus" or (one_phrase and _may_seat(view, span, place))):
            return place, start + len(words)
    return None


def _may_seat(view: RelationView, span: Any, place: Entity) -> bool:
    """Tell "Tiktok in Rumänien", which says of what part is spoken, from "die Garden im Iran", "Apex in Atlanta"."""
    if any(organization_noun(token.text, view.language) for token in span):
        return True
    return place.name not in _countries(view.language)


@cache
def _countries(language: str) -> frozenset[str]:
    nations = lexicon(language, "groups")["nations"]
    return frozenset({row[0] for row in nations["table"]} | set(nations["abbreviations"]))


def _seat_before(view: RelationView, span: Any) -> tuple[Entity, int] | None:
    """Return the place of "Boston-based" before a name, whether it is one token or three."""
    first = span.start
    for index in range(first - 1, max(first - 4, -1), -1):
        if view.doc[index].pos_ == "ADP" or person_noun(view.doc[index].text, view.language):
            return None
        if view.doc[index].lower_.endswith(tuple(view.words["seat"]["compounds"])):
            for place in range(index, max(index - 3, -1), -1):
                entity = view.at(place, "Place")
                if entity is not None:
                    return entity, place
    return None


def _nation(view: RelationView, span: Any, entity: Entity) -> Iterator[Found]:
    """Read "der chinesische Konzern Datang", "the Israeli broadcaster Channel 13"."""
    if not entity.named:
        return
    doc = view.doc
    index = span.start - 1
    while index > span.start - 4 and index >= 0 and organization_noun(doc[index].text, view.language):
        index -= 1
    group = view.at(index, "Group") if index >= 0 else None
    if group is not None and index < span.start - 1 and nation_of(doc[index].text, view.language):
        yield Found("origin", entity.id, group.id, view.evidence(index, span.end - 1), (), 0.65, "nation")


def _in_brackets(view: RelationView, span: Any, entity: Entity) -> Iterator[Found]:
    """Read "Elmshorn (Kreis Pinneberg)", "Rosenheim (Bayern)"."""
    doc = view.doc
    index = span.end + 1
    if span.end >= len(doc) or doc[span.end].text != "(":
        return
    while index < len(doc) and doc[index].text in view.words["places"]["regions"]:
        index += 1
    place = view.at(index, "Place") if index < len(doc) else None
    if place is not None and place is not entity:
        yield Found("partOf", entity.id, place.id, view.evidence(span.start, index), (), 0.8, "bracket")


def _possessed(view: RelationView, span: Any, entity: Entity) -> Iterator[Found]:
    """Read "Manhattan's Chinatown", "the Philippines' island of Luzon", "Deutschlands Hauptstadt Berlin"."""
    doc = view.doc
    index = span.end
    marked = index < len(doc) and doc[index].text in view.words["places"]["possessive"]
    index += int(marked)
    nouns = 0
    while index < len(doc) and view.at(index, "Place") is None and index < span.end + 5:
        noun = doc[index].lower_ in view.words["places"]["nouns"]
        nouns += int(noun)
        if not noun and doc[index].pos_ != "ADJ" and not (nouns and doc[index].lower_ == "of"):
            return
        index += 1
    place = view.at(index, "Place") if index < len(doc) else None
    if place is None or place is entity or not place.named or not (marked or (nouns and view.language == "de")):
        return
    yield Found("partOf", place.id, entity.id, view.evidence(span.start, index), (), 0.65, "possessive")
