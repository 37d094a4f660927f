"""Nationalities, religions and parties by the lexicon ``groups``: their forms and their mentions."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from hergang.extract.lexica import lexicon
from hergang.extract.mention_candidate import Candidate
from hergang.extract.records import EntityType

SHORTEST = 7  # letters of a noun for people that ends a German compound


def find_groups(doc: Any, language: str) -> Iterator[Candidate]:
    """Yield nationalities (nouns and adjectives), religions and parties by lexicon."""
    table = _group_forms(language)
    for token in doc:
        if token.text in table and not _inside_longer_name(token):
            yield Candidate(
                token.idx, token.idx + len(token), table[token.text], "name", True, token.i, 0.9, "entities/lexicon"
            )


def _inside_longer_name(token: Any) -> bool:
    """Leave "Deutsche Bank", "British Airways", "Deutscher Bundestag" to the model."""
    if not token.ent_type_ or not token.text[0].isupper():
        return False
    neighbour_after = token.i + 1 < len(token.doc) and token.doc[token.i + 1].ent_iob_ == "I"
    return bool(neighbour_after or token.ent_iob_ == "I")


@cache
def _group_forms(language: str) -> dict[str, EntityType]:
    groups = lexicon(language, "groups")
    forms: dict[str, EntityType] = {}
    for row in groups["nations"]["table"]:
        for form in _nation_forms(row, language):
            forms[form] = "Group"
    forms.update(dict.fromkeys(groups["religions"]["people"], "Group"))
    forms.update({name: "Organization" for name in groups["parties"]["names"] if " " not in name})
    forms.update(abbreviations(language))
    return forms


def abbreviations(language: str) -> dict[str, EntityType]:
    """Return the abbreviations of countries ("US": a place) and of their unions ("UN": a body)."""
    nations = lexicon(language, "groups")["nations"]
    return {
        short: "Organization" if full in nations["unions"] else "Place"
        for short, full in nations["abbreviations"].items()
    }


def _nation_forms(row: list[str], language: str) -> Iterator[str]:
    if language == "en":
        _, adjective, person = row
        plural = (
            person
            if person.endswith(("ese", "ss", "sh", "ch"))
            else person[:-3] + "men"
            if person.endswith(("chman", "shman"))
            else person + "s"
        )
        yield from (adjective, person, plural)
        return
    _, adjective, man, woman = row
    yield from (adjective + ending for ending in ("", "e", "en", "er", "es", "em"))
    yield from (man, woman, woman + "nen" if woman.endswith("in") else woman + "n")
    yield from (man + ending for ending in ("n", "en", "s")) if not man.endswith("er") else iter((man + "n", man + "s"))
    if man.endswith("scher"):
        yield man[:-1]
        yield man[:-1] + "n"


def nation_of(word: str, language: str) -> str | None:
    """Return the country of a nationality's form ("deutschen" -> "Deutschland"), or None."""
    return nation_forms(language).get(word) or nation_forms(language).get(word[:1].lower() + word[1:])


@cache
def inhabitant_of(word: str, language: str) -> str | None:
    """Return the country of a noun for people, in compounds too ("Deutsch-Israeli", "Oberösterreicherin"), or None."""
    if not word[:1].isupper():
        return None
    last = word.rpartition("-")[2]
    found = nation_of(word, language) or (nation_of(last, language) if last[:1].isupper() else None)
    if found is not None or language != "de":
        return found
    ends = (word[start:].capitalize() for start in range(3, len(word) - SHORTEST + 1))
    return next((nation for end in ends if (nation := _people(language).get(end)) is not None), None)


@cache
def _people(language: str) -> dict[str, str]:
    """Return the countries by the nouns for their people."""
    return {form: nation for form, nation in nation_forms(language).items() if form[:1].isupper()}


@cache
def nation_forms(language: str) -> dict[str, str]:
    """Return the countries by the forms of their adjectives and of the nouns for their people."""
    return {
        form: row[0] for row in lexicon(language, "groups")["nations"]["table"] for form in _nation_forms(row, language)
    }
