"""Sources that nobody's name or noun for people tells: parties, circles, papers, as entities of their own.

The nouns for people and bodies are found before (`descriptions`). What is left of those who speak are groups told by
nouns that no list has ("die Tradwives", "hard-liners") and documents ("the brochure"). They become unnamed entities, so
that a quotation has a speaker as what it is. The same word later in the article is the same group, near it the same
document.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

from hergang.extract.attribution import token_span
from hergang.extract.cues import cue_noun, cue_verb, noun_forms
from hergang.extract.extensions import text_of
from hergang.extract.lexica import lexicon
from hergang.extract.nouns import organization_noun, person_noun
from hergang.extract.records import Entity, EntityType, Mention
from hergang.extract.syntax import children, finite_verb, is_plural

CONFIDENCE = 0.6
NEAR = 1_000  # characters between two mentions of one document: "the statement" further on may be another


class UnnamedSources:
    """Makes entities of sources; ``added`` are those made so far, in the order of their making."""

    def __init__(self, doc: Any, language: str) -> None:
        self.doc = doc
        self.language = language
        self.added: list[Entity] = []
        self._places: dict[str, int] = {}
        self._first = 1 + max((int(entity.id[1:]) for entity in doc._.entities), default=0)

    def entity_of(self, tokens: tuple[int, int] | None, verb: int | None) -> Entity | None:
        """Return the entity of a source (``verb``: its cue), None where its noun does not tell what it is."""
        spans = token_span(self.doc, tokens)
        head = _speaking(self.doc[slice(*tokens)].root, self.language) if tokens is not None and spans else None
        kind = self._type_of(head, verb) if head is not None else None
        if head is None or kind is None:
            return None
        mention = Mention(*spans[0], "nominal")
        place = self._places.get(head.lower_, len(self.added))
        if place < len(self.added) and kind == "Work" and mention.start - self.added[place].mentions[-1].end > NEAR:
            place = len(self.added)
        self._places[head.lower_] = place
        if place == len(self.added):
            name = " ".join(text_of(self.doc)[slice(*spans[0])].split())
            self.added.append(
                Entity(f"e{self._first + place}", kind, name, False, (mention,), CONFIDENCE, "quotations/source")
            )
        elif mention not in self.added[place].mentions:
            one = self.added[place]
            mentions = sorted((*one.mentions, mention), key=lambda told: told.start)
            self.added[place] = replace(one, mentions=tuple(mentions))
        return self.added[place]

    def _type_of(self, head: Any, verb: int | None) -> EntityType | None:
        if person_noun(head.text, self.language):
            return "Group" if is_plural(head) else "Person"
        if head.pos_ not in ("NOUN", "PROPN"):
            return None
        if organization_noun(head.text, self.language):
            return "Organization"
        if is_document(head, self.language):
            return "Work"
        if head.lower_ in self._places:  # known already: of a quotation that runs on from its cue
            return self.added[self._places[head.lower_]].type
        cue = self.doc[verb] if verb is not None else None
        if cue is None or cue_verb(cue, self.language) is None or cue_noun(head, self.language) is not None:
            return None
        finite = finite_verb(cue)
        several = is_plural(head) or (finite is not None and is_plural(finite) and head.head == cue)
        return "Group" if several else None


def _speaking(head: Any, language: str) -> Any:
    """Return the head of a source, of "Ansicht von Beobachtern" the observers."""
    if cue_noun(head, language) is None and head.text not in lexicon(language, "cues")["frames"]["nouns"]:
        return head
    return next(iter(children(head, "nmod", "nmod:poss")), head)


def is_document(noun: Any, language: str) -> bool:
    """Tell a noun for something written that speaks; a German compound counts by its last part."""
    forms = _document_forms(language)
    word = str(noun.lower_)
    return word in forms or (language == "de" and noun.text[:1].isupper() and word.endswith(forms))


@cache
def _document_forms(language: str) -> tuple[str, ...]:
    nouns = lexicon(language, "cues")["documents"]["nouns"]
    return tuple(sorted({form.lower() for noun in nouns for form in noun_forms(noun, language)}))
