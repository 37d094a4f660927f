"""Which language a text is in; German and English are read, every other is refused by name."""

from __future__ import annotations

import py3langid

from hergang.corpus.errors import SourceError
from hergang.corpus.lexica import LANGUAGES, lexicon

_ENOUGH = 5000  # code points; more text does not change the answer and costs time
_SHORT = 300  # below it the nearest relatives (Pidgin, Luxembourgish) win now and then: second place counts too


def detect(text: str) -> str:
    """Return ``"de"`` or ``"en"``, by py3langid (Lui and Baldwin 2012, as retrained by Barbaresi).

    Raises:
        SourceError: the text is in another language, which is named, or has no words.
    """
    language = guess(text)
    if language in LANGUAGES:
        return language
    if not language:
        raise SourceError("the text has no words. Give a German or English text.")
    name = lexicon("languages")["names"].get(language, language)
    raise SourceError(f"the text looks like {name}. Only German and English are read.")


def guess(text: str) -> str:
    """Return the ISO 639-1 code of the likeliest language, whichever it is; empty where the text has no words."""
    sample = text[:_ENOUGH]
    if not any(character.isalpha() for character in sample):
        return ""
    ranking: list[str] = [language for language, _ in py3langid.rank(sample)]
    places = 2 if len(sample) < _SHORT else 1
    return next((language for language in ranking[:places] if language in LANGUAGES), ranking[0])
