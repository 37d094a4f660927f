"""Relations of bodies and places to places: "die Universität in Bremen", "Elmshorn (Kreis Pinneberg)"."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from hergang.extract.lexica import lexicon
from hergang.extract.nations import nation_of
from hergang.extract.nouns import organization_noun, person_noun
from hergang.extract.records import Entity, Reference, Span
from hergang.extract.relation_view import Found, RelationView, entity_of_phrase, titled
from hergang.extract.syntax import children, preposition_of, subject_of

_SHORT = 5  # letters of an agency in brackets: "MEXICO CITY (AP)"
_TITLE = 7  # tokens that a title before a name may take


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


def find_compounds(view: RelationView) -> Iterator[Found]:
    """Read "Paris-based designer X", "Damascus-born X", "die gebürtige Hamburgerin X", "der Kölner Autor X"."""
    for span, person in view.persons():
        if not person.named or view.kind_at(span.start, person) != "name":
            continue
        for index in range(span.start - 1, max(span.start - _TITLE, -1), -1):
            token = view.doc[index]
            if token.pos_ in ("VERB", "AUX", "ADP", "DET", "PRON", "SCONJ") and token.tag_ not in ("VBN", "ADJA"):
                break
            if token.text == "," or view.at(index, "Person") is not None:
                break
            for found in _compound(view, index, person):
                yield found
                break


def _compound(view: RelationView, index: int, person: Entity) -> Iterator[Found]:
    seat, token = view.words["seat"], view.doc[index]
    for relation, endings in (("residence", seat["compounds"]), ("bornIn", seat["born"])):
        if token.lower_.endswith(tuple(endings)) and (place := _place_at(view, index)) is not None:
            evidence = view.evidence(min(index, place[1]), index)
            yield Found(relation, person.id, place[0].id, evidence, (), 0.7, "compound")
    if token.i and view.doc[index - 1].lower_ in seat["native"] and (span := _townsman(token)) is not None:
        yield Found("bornIn", person.id, span, view.evidence(index - 1, index), (), 0.7, "compound")
    elif token.tag_ == "ADJA" and token.text[:1].isupper() and (town := _of_town(view, token)) is not None:
        yield Found("origin", person.id, town, view.evidence(index, index), (), 0.55, "town")


def _place_at(view: RelationView, index: int) -> tuple[Entity, int] | None:
    """Return the place in a compound, whether it is one token or three."""
    for place in range(index, max(index - 3, -1), -1):
        entity = view.at(place, "Place")
        if entity is not None:
            return entity, place
    return None


def _townsman(token: Any) -> Span | None:
    """Return the words of a noun for who is from a town ("Hamburgerin")."""
    stem = token.text.removesuffix("in")
    return (token.idx, token.idx + len(token)) if stem.endswith("er") and token.text[:1].isupper() else None


def _of_town(view: RelationView, token: Any) -> Reference | None:
    """Return the town of a German adjective in -er ("Leipziger Autorin"): the place itself where it is told of."""
    if view.language != "de" or not token.text.endswith("er") or nation_of(token.text, "de"):
        return None
    towns = [e for e in view.doc._.entities if e.type == "Place" and e.named]
    same = [e for e in towns if len(e.name) > 3 and e.name[: len(e.name) - 2] == token.text[: len(e.name) - 2]]
    return same[0].id if same else (token.idx, token.idx + len(token))


def find_parts(view: RelationView) -> Iterator[Found]:
    """Read "ein Stadtteil von München", "X is a subsidiary of Y", "Y's subsidiary X", "der lettischen Hauptstadt X"."""
    for token in view.doc:
        word = token.lemma_.lower() if view.language == "en" else token.lower_
        if token.pos_ != "NOUN" or not word.endswith(tuple(view.words["parts"]["nouns"])):
            continue
        whole, part = _whole(view, token), _part(view, token)
        if whole is None or part is None or whole[0] is part[0]:
            continue
        tokens = sorted((token.i, whole[1], part[1]))
        yield Found("partOf", part[0].id, whole[0].id, view.evidence(tokens[0], tokens[-1]), (), 0.65, "part")


def _whole(view: RelationView, token: Any) -> tuple[Entity, int] | None:
    """Return what something is a part of: a genitive or "of"-phrase, a possessor, a nationality before the noun."""
    for child in token.children:
        case = preposition_of(child)
        if child.dep_ in ("nmod", "nmod:poss", "dep") and case in ("", "of", "von", "vom", "in", "im", "'s", "’s"):
            entity = entity_of_phrase(view, child, "Organization", "Place")
            if entity is not None and entity.named:
                return entity, child.i
    before = token.i - 1
    group = view.at(before, "Group", "Place", "Organization") if before >= 0 else None
    if group is not None and group.named and (nation_of(view.doc[before].text, view.language) or group.type != "Group"):
        return group, before
    return None


def _part(view: RelationView, token: Any) -> tuple[Entity, int] | None:
    """Return what is the part: the subject, the name it stands in apposition to, the name behind it."""
    if children(token, "cop"):
        subject = subject_of(token)
        entity = entity_of_phrase(view, subject, "Organization", "Place") if subject is not None else None
        return (entity, subject.i) if entity is not None and subject is not None else None
    named = titled(view, token, "Organization", "Place")
    if named is not None:
        return named, token.i + 1
    for child in children(token, "appos", "flat"):
        entity = view.at(child.i, "Organization", "Place")
        if entity is not None and entity.named:
            return entity, child.i
    before = token.head if token.dep_ == "appos" else None
    if before is not None and before.i < token.i:
        entity = entity_of_phrase(view, before, "Organization", "Place")
        return (entity, before.i) if entity is not None and entity.named else None
    return None


def find_regions(view: RelationView) -> Iterator[Found]:
    """Read "in Rodley, West Yorkshire", "near Elmsfield, Kansas,": an English place and the larger one it is in."""
    if view.language != "en":
        return
    doc = view.doc
    for span, entity in view.mentions("Place"):
        after = span.end + 1
        if not entity.named or after >= len(doc) or doc[span.end].text != "," or not doc[span.start].i:
            continue
        whole = view.at(after, "Place")
        if whole is None or whole is entity or not _is_region(view, whole) or _is_listed(view, span, after):
            continue
        yield Found("partOf", entity.id, whole.id, view.evidence(span.start, after), (), 0.7, "region")


def _is_region(view: RelationView, place: Entity) -> bool:
    words = view.words["places"]
    last = place.name.split()[-1].lower()
    state = place.name in words["states"] or place.name in _countries(view.language)
    return state or last.endswith(tuple(words["region_endings"]))


def _is_listed(view: RelationView, span: Any, after: int) -> bool:
    """Tell a list of places: "in Paris, France and Spain"."""
    end = after
    while end < len(view.doc) and view.at(end, "Place") is not None:
        end += 1
    following = view.doc[end].lower_ if end < len(view.doc) else ""
    if following in view.words["places"]["possessive"]:
        return True  # "In Asia, Japan's Nikkei ..."
    listed = following in view.words["titles"]["conjunctions"] or view.at(end + 1, "Place") is not None
    return listed or _is_region(view, view.at(span.start, "Place") or view.doc._.entities[0])


def _seat(view: RelationView, span: Any, entity: Entity) -> Iterator[Found]:
    """Read "die Universität in Bremen", "X, based in Atlanta", "Boston-based X"."""
    found = _seat_after(view, span) or _seat_before(view, span) or _town_before(view, span)
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


def _town_before(view: RelationView, span: Any) -> tuple[Entity, int] | None:
    """Return the place of "the Munich company X", "the New York publisher X"."""
    index = span.start - 1
    nouns = 0
    while index >= 0 and index > span.start - 4 and view.doc[index].pos_ == "NOUN":
        nouns += int(organization_noun(view.doc[index].text, view.language) is not None)
        index -= 1
    place = view.at(index, "Place") if nouns and index >= 0 else None
    return (place, index) if place is not None and not children(view.doc[index], "case") else None


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
    if place is not None and place is not entity and not (doc[index].text.isupper() and len(doc[index]) < _SHORT):
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
