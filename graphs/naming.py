"""Names made comparable: what two spellings of one name share, and how one name can stand for another.

Equal spelling counts, umlauts and accents folded; of places and bodies also that one name is German and one English, of
nationalities that they are forms of one word, of bodies that German inflects them. Names are not transliterated
("Selenskyj", "Zelensky").
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from itertools import pairwise

import networkx as nx
from babel import Locale

from hergang.extract.lexica import lexicon
from hergang.extract.nations import nation_forms
from hergang.graphs.iris import UMLAUTS

LANGUAGES = ("de", "en")
_ADJECTIVE = re.compile(r"(?<=\w{3})(?:e[nrsm]?)$")
_GENITIVE = re.compile(r"(?<=\w{4})e?s$")


@lru_cache(maxsize=100_000)
def fold(name: str) -> str:
    """Return the name in lower case, without accents and punctuation ("Müller-Lüdke" -> "mueller luedke")."""
    spelt = unicodedata.normalize("NFC", name).casefold().translate(UMLAUTS)
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", spelt) if not unicodedata.combining(letter))
    plain = plain.replace("'s ", " ").replace("’s ", " ").removesuffix("'s").removesuffix("’s")
    return " ".join("".join(letter if letter.isalnum() else " " for letter in plain).split())


@lru_cache(maxsize=100_000)
def fold_organisation(name: str) -> str:
    """Return the folded name without the article before it and the legal form behind it."""
    words = fold(name).split()
    articles, forms = _around_names()
    while len(words) > 1 and words[0] in articles:
        words = words[1:]
    while len(words) > 1 and words[-1] in forms:
        words = words[:-1]
    return " ".join(words)


def fold_body(name: str) -> str:
    """Return the folded name of a body without what German inflects ("Deutschen Fußball-Bund", "Instituts für ...").

    The endings of all words but the last go, whatever the language, so that two names become one only where they differ
    in nothing else. A genitive at the end is left: whether it is one tells only the name without it.
    """
    words = fold_organisation(name).split()
    for place, (word, following) in enumerate(pairwise(words)):
        words[place] = (_GENITIVE if following in _joints() else _ADJECTIVE).sub("", word)
    return " ".join(words)


@lru_cache(maxsize=100_000)
def canonical(entity_type: str, name: str) -> str:
    """Return the form of a name that is compared.

    German and English names of one place, body or nationality have one.
    """
    if entity_type == "Organization":
        folded = fold_body(name)
    else:
        folded = fold_organisation(name) if entity_type in ("Work", "Thing", "Event") else fold(name)
    return _exonyms(entity_type).get(folded, folded)


def is_known_body(name: str) -> bool:
    """Return whether our lists tell what a body's name, letters as a rule, stands for."""
    return fold_body(name) in _exonyms("Organization")


def is_acronym_of(acronym: str, name: str) -> bool:
    """Return whether the letters of an acronym begin the words of a name, small words skipped or counted."""
    letters = fold(acronym).replace(" ", "")
    words = name.replace("-", " ").split()
    if len(letters) < 2 or not acronym[:2].isupper():
        return False
    strict = "".join(fold(word)[:1] for word in words if word[:1].isupper())
    return letters in (strict, "".join(fold(word)[:1] for word in words))


def extends(longer: str, shorter: str) -> bool:
    """Return whether two folded full names of one person differ in middle names alone ("donald j trump")."""
    first, second = longer.split(), shorter.split()
    if len(first) < 2 or len(second) < 2 or first[0] != second[0] or first[-1] != second[-1]:
        return False
    middle = [word[0] for word in first[1:-1]]
    return all(word[0] in middle for word in second[1:-1])


@cache
def particles() -> frozenset[str]:
    """Return the words that begin a surname of several words ("von der Leyen"), folded."""
    return frozenset(
        fold(word) for language in LANGUAGES for word in lexicon(language, "surnames")["surnames"]["particles"]
    )


@cache
def _exonyms(entity_type: str) -> Mapping[str, str]:
    """Return for each folded name of a place, body or nationality the first, in the alphabet, of all its names.

    Countries are those of Unicode CLDR, all else our own lists.
    """
    if entity_type == "Group":
        return _nationalities()
    kind = {"Place": "places", "Organization": "bodies"}.get(entity_type)
    if kind is None:
        return {}
    groups = [[name, *others] for name, others in lexicon("de", "exonyms")[kind].items()]
    groups += [[name, *others] for language in LANGUAGES for name, others in lexicon(language, "aliases")[kind].items()]
    if kind == "places":
        groups += _countries()
    return _first_of_each([fold_body(n) if kind == "bodies" else fold(n) for n in group] for group in groups)


def _nationalities() -> dict[str, str]:
    """Return the country, marked as a people, of each form of a nationality ("deutschen", "Germans")."""
    forms = [pair for language in LANGUAGES for pair in nation_forms(language).items()]
    return {fold(form): f"people of {canonical('Place', country)}" for form, country in forms}


def _countries() -> list[list[str]]:
    """Return the names of each country in our languages; one that another place bears too is left out."""
    ambiguous = set(lexicon("de", "exonyms")["ambiguous"]["places"])
    names = [Locale(language).territories for language in LANGUAGES]
    codes = [str(code) for code in names[0] if str(code).isalpha()]
    return [found for code in codes if not ambiguous & set(found := [known[code] for known in names if code in known])]


def _first_of_each(groups: Iterable[Sequence[str]]) -> dict[str, str]:
    """Return for each name the first in the alphabet of all that groups connect it with."""
    graph: nx.Graph[str] = nx.Graph()
    for group in groups:
        nx.add_path(graph, group)
    return {name: min(part) for part in nx.connected_components(graph) for name in part}


@cache
def _joints() -> frozenset[str]:
    """Return the words behind which a German name goes on after its head noun ("Institut der ...")."""
    lists = [lexicon(language, "organisations")["around"]["joints"] for language in LANGUAGES]
    return frozenset(fold(word) for words in lists for word in words)


@cache
def _around_names() -> tuple[frozenset[str], frozenset[str]]:
    lists = [lexicon(language, "organisations")["around"] for language in LANGUAGES]
    articles = frozenset(word for words in lists for word in words["articles"])
    return articles, frozenset(word for words in lists for word in words["legal_forms"])
