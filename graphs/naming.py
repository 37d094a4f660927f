"""Names made comparable: what two spellings of one name share, and how one name can stand for another.

Equal spelling alone counts, umlauts and accents folded; names are not transliterated ("Selenskyj", "Zelensky").
"""

from __future__ import annotations

import unicodedata
from functools import cache

from hergang.extract.lexica import lexicon
from hergang.graphs.iris import UMLAUTS

LANGUAGES = ("de", "en")


@cache
def fold(name: str) -> str:
    """Return the name in lower case, without accents and punctuation ("Müller-Lüdke" -> "mueller luedke")."""
    spelt = unicodedata.normalize("NFC", name).casefold().translate(UMLAUTS)
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", spelt) if not unicodedata.combining(letter))
    plain = plain.replace("'s ", " ").replace("’s ", " ").removesuffix("'s").removesuffix("’s")
    return " ".join("".join(letter if letter.isalnum() else " " for letter in plain).split())


@cache
def fold_organisation(name: str) -> str:
    """Return the folded name without the article before it and the legal form behind it."""
    words = fold(name).split()
    articles, forms = _around_names()
    while len(words) > 1 and words[0] in articles:
        words = words[1:]
    while len(words) > 1 and words[-1] in forms:
        words = words[:-1]
    return " ".join(words)


@cache
def canonical(entity_type: str, name: str) -> str:
    """Return the form of a name that is compared."""
    return fold_organisation(name) if entity_type in ("Organization", "Work", "Thing", "Event") else fold(name)


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
def _around_names() -> tuple[frozenset[str], frozenset[str]]:
    lists = [lexicon(language, "organisations")["around"] for language in LANGUAGES]
    articles = frozenset(word for words in lists for word in words["articles"])
    return articles, frozenset(word for words in lists for word in words["legal_forms"])
