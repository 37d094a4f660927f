"""Nouns for people and for bodies of people: their dictionary form, in any number, case and compound, and gender.

The nouns are in the lexicon ``persons``; what is here builds their forms. No parse is needed.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from hergang.extract.lexica import lexicon
from hergang.extract.nations import nation_of

SHORTEST_BODY = 5  # letters of a noun for a body that ends a compound


@cache
def person_noun(word: str, language: str) -> str | None:
    """Return the masculine dictionary form of a noun for people ("Sprecherinnen" -> "sprecher"), or None.

    German compounds count by their last part ("Regierungssprecherin" -> "sprecher"), and so do "35-Jährige" and
    "19-year-old".
    """
    lower = word.lower()
    if lower.endswith(("-jährige", "-jährigen", "-jähriger", "-jährigem")) or lower.endswith(("year-old", "year-olds")):
        return "jährige" if language == "de" else "year-old"
    forms = _person_forms(language)
    if lower in forms:
        return forms[lower]
    if language == "de" and word[:1].isupper():
        return _by_last_part(lower, forms)
    last = lower.rpartition("-")[2]
    return forms.get(last)


def _by_last_part(word: str, forms: dict[str, str], shortest: int = 0) -> str | None:
    """Return the entry whose form ends a German compound: the longest, of five letters and more, after two and more.

    ``shortest``: letters of an entry ("Straßenbahnen" are no "bahn").
    """
    for start in range(2, len(word) - 3):
        part = word[start:]
        if part in forms and (len(part) >= 5 or word[start - 1] == "-") and len(forms[part]) >= shortest:
            return forms[part]
    return None


@cache
def _person_forms(language: str) -> dict[str, str]:
    words = lexicon(language, "persons")["persons"]
    table: dict[str, str] = {}
    for group in ("plain", "roles", "offices"):
        for noun in words[group]:
            build = _german_person_forms if language == "de" else _english_plural_forms
            for form in build(noun):
                table.setdefault(form, noun)
    for form in words["not"]:
        table.pop(form, None)
    return table


def _german_person_forms(noun: str) -> Iterator[str]:
    yield noun
    if noun.endswith(("eter", "gter", "nder", "tzter", "ndter", "ter", "her", "ner", "ser")) and _is_adjectival(noun):
        yield from (noun[:-1], noun[:-1] + "n", noun[:-1] + "m")
        return
    stem = noun.removesuffix("e")
    yield from (noun + "s", noun + "n", noun + "en", noun + "es", noun + "e")
    yield from (stem + "in", stem + "innen")
    if noun.endswith("mann"):
        yield from (noun[:-4] + "frau", noun[:-4] + "leute", noun[:-4] + "männer")
    umlauts: dict[str, str] = lexicon("de", "persons")["persons"]["umlauts"]
    for plain, umlaut in umlauts.items():
        if noun.endswith(plain):
            base = noun[: -len(plain)] + umlaut
            yield from (base + "e", base + "en", base + "in", base + "innen")


def _is_adjectival(noun: str) -> bool:
    """Tell a German adjective used as a noun, which declines like an adjective ("Abgeordneter")."""
    return noun.endswith(tuple(lexicon("de", "persons")["persons"]["adjectival"]))


def _english_plural_forms(noun: str) -> Iterator[str]:
    yield noun
    if noun.endswith("man"):
        yield noun[:-3] + "men"
    elif noun.endswith("y") and noun[-2] not in "aeiou":
        yield noun[:-1] + "ies"
    elif noun.endswith(("s", "ch", "sh", "x")):
        yield noun + "es"
    else:
        yield noun + "s"


@cache
def organization_noun(word: str, language: str) -> str | None:
    """Return the dictionary form of a noun for a body of people ("Behörden" -> "behörde"), or None."""
    nouns = lexicon(language, "persons")["organizations"]["nouns"]
    forms = _organization_forms(language, tuple(nouns))
    lower = word.lower()
    if lower in forms:
        return forms[lower]
    if language != "de" or not word[:1].isupper():
        return None
    return _by_last_part(lower, forms, 0 if "-" in word else SHORTEST_BODY)


def body_noun(token: Any, language: str) -> str | None:
    """Return the dictionary form of a noun for a body of people where that is its sense, or None.

    What stands beside it tells: a "governing body" is one, "her body" is not. A compound has the one sense.
    """
    noun, senses = organization_noun(token.text, language), lexicon(language, "persons")["organizations"]
    if noun is not None and token.lower_ in senses["never"]:
        return None
    if noun is None or not _is_bare(token.lower_, noun):
        return noun
    before = token.nbor(-1) if token.i else None
    behind = before.lower_ if before is not None else ""
    following = token.nbor().lower_ if token.i + 1 < len(token.doc) else ""
    if behind in senses["never_behind"].get(noun, ()) or following in senses["never_before"].get(noun, ()):
        return None
    wanted = senses["only_behind"].get(noun)
    told = wanted is None or behind in wanted or (before is not None and _is_national(before, language))
    return noun if told else None


def _is_bare(word: str, noun: str) -> bool:
    return word.startswith(noun[:-1]) and len(word) <= len(noun) + 3


def _is_national(token: Any, language: str) -> bool:
    """Tell a nationality or a name, of which a body may be."""
    return bool(token.ent_type_) or nation_of(token.text, language) is not None


@cache
def _organization_forms(language: str, nouns: tuple[str, ...]) -> dict[str, str]:
    endings = ("", "s", "n", "en", "es", "e") if language == "de" else ("", "s", "es")
    forms = {noun + ending: noun for noun in nouns for ending in endings}
    if language == "en":
        forms.update({noun[:-1] + "ies": noun for noun in nouns if noun.endswith("y")})
    return forms


def gender_of(noun: str, word: str, language: str) -> str | None:
    """Return "m" or "f" where the description tells it ("Sprecherin", "der Mann"), else None."""
    words = lexicon(language, "persons")["persons"]
    if noun in words["feminine"]:
        return "f"
    if noun in words["masculine"]:
        return "m"
    if language == "de":
        lower = word.lower()
        if lower.endswith(("in", "innen")) and not noun.endswith("in"):
            return "f"
        if noun in words["roles"] or noun in words["offices"]:
            return "m" if not _is_adjectival(noun) and not lower.endswith(tuple(words["neutral"])) else None
    return None
