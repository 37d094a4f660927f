"""The fields in which people are known, told by words near their names: what tells two of one name apart."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from hergang.extract.errors import LexiconError
from hergang.extract.lexica import lexicon

_ENDINGS = {"de": r"(?:s|es|n|en|e|er|ern|in|innen)?", "en": r"(?:s|es|'s|’s)?"}


def find_fields(text: str, language: str) -> frozenset[str]:
    """Return the fields that a stretch of text speaks of; a language without a list knows none."""
    return frozenset(field for field, words in _patterns(language).items() if words.search(text))


@cache
def _patterns(language: str) -> Mapping[str, re.Pattern[str]]:
    try:
        fields = lexicon(language, "fields")["fields"]
    except LexiconError:
        return {}
    before = "" if language == "de" else r"\b"  # German compounds end with the word
    return {
        field: re.compile(rf"{before}(?:{'|'.join(map(re.escape, words))}){_ENDINGS[language]}\b", re.IGNORECASE)
        for field, words in fields.items()
    }
