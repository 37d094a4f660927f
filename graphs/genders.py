"""The gender of people, where an article tells it: by title, noun or pronoun. No first name is guessed by.

``schema:gender`` is told as schema.org wants it, ``schema:Male`` or ``schema:Female``. An article tells one where at
least three of four of its words for the person do; two articles that differ leave the person with both, and whoever
asks sees that it is not settled.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from hergang.corpus.lexica import LANGUAGES
from hergang.extract.lexica import lexicon
from hergang.extract.nouns import gender_of, person_noun
from hergang.extract.records import Entity, Mention
from hergang.graphs.claims import Resolver
from hergang.graphs.facts import Fact
from hergang.graphs.vocabulary import SCHEMA

SHARE = 0.75  # of the words that tell a gender, how many must tell the same: a pronoun is joined wrongly now and then
_GENDERS = {"m": str(SCHEMA.Male), "f": str(SCHEMA.Female)}
_WORD = re.compile(r"[\w.-]*\w\.?")


def find_genders(resolver: Resolver) -> Iterator[Fact]:
    """Yield a fact for each person whose gender a standing revision tells, in order."""
    revised = resolver.revised
    if revised.language not in LANGUAGES:
        return
    for entity in revised.annotations.entities:
        ref = resolver.ref(entity.id)
        found = _gender(entity, revised.article.text, revised.language)
        if ref and ref.type == "Person" and found:
            yield Fact(ref.iri, str(SCHEMA.gender), _GENDERS[found], "")


def _gender(entity: Entity, text: str, language: str) -> str | None:
    told = Counter(gender for mention in entity.mentions if (gender := _told(mention, text, language)))
    if not told:
        return None
    best, count = told.most_common(1)[0]
    return best if count >= SHARE * told.total() else None


def _told(mention: Mention, text: str, language: str) -> str | None:
    """Return the gender that one mention tells."""
    words = _WORD.findall(text[mention.start : mention.end])
    if not words:
        return None
    if mention.kind == "pronoun":
        return _of_pronoun(words[0].lower(), language)
    if mention.kind == "nominal":
        return next((gender for word in words if (gender := _of_noun(word, language))), None)
    before = text[: mention.start].rsplit("\n", 1)[-1].split()
    return _of_title(words[0], language) or (_of_title(before[-1], language) if before else None)


def _of_pronoun(word: str, language: str) -> str | None:
    pronouns = lexicon(language, "grammar")["pronouns"]
    if word in pronouns["masculine"]:
        return "m"
    return "f" if word in pronouns["feminine"] else None


def _of_noun(word: str, language: str) -> str | None:
    noun = person_noun(word, language)
    return gender_of(noun, word, language) if noun else None


def _of_title(word: str, language: str) -> str | None:
    titles = lexicon(language, "persons")["titles"]
    if word in titles["masculine"]:
        return "m"
    if word in titles["feminine"]:
        return "f"
    return _of_noun(word, language)
