"""An article as the finders of relations ask it: its entities by token and by phrase; and what they find."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from hergang.extract.lexica import lexicon
from hergang.extract.nouns import organization_noun, person_noun
from hergang.extract.records import Entity, Reference, Span
from hergang.extract.syntax import children, phrase_range

_QUOTES = frozenset("\"'„“”»«‚‘’")
_NEAR = 3  # tokens between a noun and the name it introduces: ranks, an opening quotation mark


@dataclass(frozen=True)
class Found:
    """A relation as found; ``by`` names the rule. Subject and object are entity ids, or spans of what is no entity."""

    type: str
    subject: Reference
    object: Reference
    evidence: Span
    qualifiers: tuple[tuple[str, str], ...]
    confidence: float
    by: str


class RelationView:
    """An article with its entities by token: what all finders ask."""

    def __init__(self, doc: Any, language: str) -> None:
        self.doc = doc
        self.language = language
        self.words = lexicon(language, "relations")
        self.by_token: dict[int, list[tuple[int, int, Entity, str]]] = {}
        for entity in doc._.entities:
            for mention in entity.mentions:
                span = doc.char_span(mention.start, mention.end, alignment_mode="expand")
                if span is not None:
                    record = (mention.start, mention.end, entity, mention.kind)
                    for token in span:
                        self.by_token.setdefault(token.i, []).append(record)

    def at(self, index: int, *types: str) -> Entity | None:
        """Return the entity with the narrowest mention over a token, of one of the types (any where none is given)."""
        records = [r for r in self.by_token.get(index, ()) if not types or self.is_of(r[2], types)]
        return min(records, key=lambda r: r[1] - r[0])[2] if records else None

    def is_of(self, entity: Entity, types: Sequence[str]) -> bool:
        """Tell whether an entity is of one of the types; a place called as a body is one ("Burgh County Museum")."""
        called = "Organization" in types and "Place" not in types and entity.type == "Place"
        return bool(entity.type in types or (called and self._is_facility(entity)))

    def _is_facility(self, entity: Entity) -> bool:
        words: list[str] = entity.name.split()
        end = words[0] if self.language == "de" else words[-1]
        return len(words) > 1 and organization_noun(end, self.language) is not None

    def shares(self, index: int, other: int) -> bool:
        """Tell whether the narrowest mention over a token holds another token too: its own description, say."""
        records = self.by_token.get(index, ())
        start, end = min(((r[0], r[1]) for r in records), key=lambda r: r[1] - r[0], default=(0, 0))
        return bool(start <= self.doc[other].idx < end)

    def kind_at(self, index: int, entity: Entity) -> str:
        """Return the kind of an entity's narrowest mention over a token."""
        return min(
            (r for r in self.by_token.get(index, ()) if r[2] is entity),
            key=lambda r: r[1] - r[0],
            default=(0, 0, entity, ""),
        )[3]

    def inside_token(self, token: Any) -> Entity | None:
        """Return the entity named by the first part of a compound ("Twitter" of "Twitter-Mitarbeiter")."""
        for start, end, entity, _ in self.by_token.get(token.i, ()):
            if start == token.idx and end < token.idx + len(token):
                return entity
        return None

    def is_near(self, token: Any) -> bool:
        """Tell "FDP-nah", which says what body another is near to."""
        last: str = token.lower_.rpartition("-")[2]
        return "-" in token.text and last.startswith(tuple(self.words["bodies"]["near"]))

    def among(self, tokens: Any, *types: str) -> tuple[Entity, int] | None:
        """Return the first entity of the types whose mention lies among the tokens, with its token's index."""
        for token in tokens:
            entity = self.at(token.i, *types) if not self.is_near(token) else None
            if entity is not None:
                return entity, token.i
        return None

    def evidence(self, first: int, last: int) -> Span:
        """Return the character span from one token to another, in either order."""
        low, high = min(first, last), max(first, last)
        return self.doc[low].idx, self.doc[high].idx + len(self.doc[high])

    def persons(self) -> Iterator[tuple[Any, Entity]]:
        """Yield the span and entity of each name or description of a person."""
        return self.mentions("Person")

    def mentions(self, kind: str) -> Iterator[tuple[Any, Entity]]:
        """Yield the span and entity of each name or description of an entity of a type."""
        for entity in self.doc._.entities:
            if not self.is_of(entity, (kind,)):
                continue
            for mention in entity.mentions:
                span = self.doc.char_span(mention.start, mention.end, alignment_mode="expand")
                if span is not None and mention.kind != "pronoun":
                    yield span, entity


def entity_of_phrase(view: RelationView, head: Any | None, *types: str) -> Entity | None:
    """Return the entity of one of the types that a phrase's head mentions, else the first named in the phrase."""
    if head is None:
        return None
    entity = titled(view, head, *types) or view.at(head.i, *types)
    if entity is not None:
        return entity
    low, high = phrase_range(head)
    found = view.among(view.doc[low:high], *types)
    return found[0] if found else None


def titled(view: RelationView, head: Any, *types: str) -> Entity | None:
    """Return the entity whose name follows a noun at once: "die Designerin Enya Faust", "der Verein „Licht“"."""
    if head.pos_ != "NOUN" or _is_called_by_place(view, head):
        return None
    for token in view.doc[head.i + 1 : head.i + 1 + _NEAR]:
        entity = view.at(token.i, *types)
        if entity is not None and entity.named and view.kind_at(token.i, entity) == "name":
            return entity
        if token.text not in _QUOTES and token.text not in view.words["titles"]["ranks"]:
            return None
    return None


def body_in_phrase(view: RelationView, head: Any, types: list[str]) -> Entity | None:
    """Return the entity that a phrase names: its head, the first part of a compound head, or a name beside the head."""
    entity = titled(view, head, *types) or view.at(head.i, *types)
    if entity is not None:
        return None if not entity.named and is_introducing(view, head) else entity
    inner = view.inside_token(head)
    if inner is not None and inner.type in types:
        return inner
    low, high = phrase_range(head)
    found = view.among(view.doc[low:high], *types)
    if "Organization" in types and _is_called_by_place(view, head):
        return None  # "die Außenstelle Magdeburg": see `named_span`
    return found[0] if found else None


def _is_called_by_place(view: RelationView, head: Any) -> bool:
    """Tell a part of a body whose name is that of its place: "Außenstelle Magdeburg"."""
    if view.language != "de" or head.i + 1 >= len(view.doc) or view.at(head.i + 1, "Place") is None:
        return False
    return bool(head.lower_.endswith(tuple(view.words["bodies"]["branches"])))


def is_introducing(view: RelationView, head: Any) -> bool:
    """Tell a noun for a body right before its name, though that is no entity: "the club Marwick City"."""
    following = view.doc[head.i + 1] if head.i + 1 < len(view.doc) else None
    bare = following is not None and following.pos_ == "PROPN" and view.at(following.i, "Person") is None
    return bare and organization_noun(head.text, view.language) is not None


def named_span(view: RelationView, head: Any) -> Span | None:
    """Return the words of a body that is no entity but plainly has a name: "Landesmuseum Bergau", "Rast Nord"."""
    noun = organization_noun(head.text, view.language)
    entity = view.at(head.i)
    if head.pos_ not in ("NOUN", "PROPN") or person_noun(head.text, view.language):
        return None
    if entity is not None and (entity.named or not is_introducing(view, head)):
        return None
    first, last = head.i, phrase_range(head)[1]
    following = [t for t in view.doc[first + 1 : last] if t.pos_ == "PROPN"] or _names_behind(view, head)
    if view.language == "de" and following and following[0].i <= head.i + 2:
        return view.evidence(first if following[0].i == head.i + 1 else following[0].i, following[-1].i)
    if view.language == "en":
        while first > 0 and view.doc[first - 1].pos_ == "PROPN" and view.doc[first - 1].head == head:
            first -= 1
        following += list(view.doc[first : head.i])
    joined = noun is not None and head.lower_.removesuffix("s") not in (noun, noun + "e") and view.language == "de"
    if head.pos_ == "PROPN" or (noun is not None and following) or joined:
        end = max([head.i, *(t.i for t in following)])
        return view.evidence(first, end)
    return None


def _names_behind(view: RelationView, head: Any) -> list[Any]:
    """Return the words of a name set to a noun at once, in quotation marks or not ("Tankstelle „Rast Nord“")."""
    found: list[Any] = []
    for token in view.doc[head.i + 1 : head.i + 1 + _NEAR + 2]:
        if token.text in _QUOTES and not found:
            continue
        if token.dep_ not in ("appos", "flat") or not token.text[:1].isupper():
            break
        found.append(token)
    return found


def is_apart(view: RelationView, head: Any, entity: Entity) -> bool:
    """Tell a body that only what a phrase is about: "leitet ein Verfahren gegen Aliexpress"."""
    ties = view.words["ties"]["prepositions"]
    return any(
        view.at(child.i) is entity and any(c.lower_ not in ties for c in children(child, "case"))
        for child in children(head, "nmod")
    )
