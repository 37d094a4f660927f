"""The article: what a reader gets out of a source, and what everything behind it reads.

This module knows nothing of where articles come from or where they are kept.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any


@dataclass(frozen=True)
class Article:
    """One article in one state of its text.

    ``text`` is NFC with ``\\n`` line ends; an empty line parts paragraphs; all offsets of the program are Unicode code
    points into it. What is unknown is None (or empty for ``authors``) and is left out of the JSON.
    """

    id: str  # 16 hex digits, see `article_id`
    text: str
    title: str | None = None
    kicker: str | None = None
    standfirst: str | None = None
    url: str | None = None  # canonical, tracking stripped
    published: str | None = None  # ISO day, the publisher's local one
    published_at: str | None = None  # ISO dateTime in UTC ("2017-11-30T09:15:00Z"), where the hour is known
    modified: str | None = None  # ISO day
    language: str | None = None  # ISO 639-1
    publisher: str | None = None
    authors: tuple[str, ...] = ()
    section: str | None = None
    part_of: str | None = None  # id of the article that this one is an entry of (a live ticker)
    access: str | None = None  # "preview" where the source gave the beginning alone (the rest is behind a paywall)

    def to_json(self) -> dict[str, Any]:
        """Return the ``article`` object of the stand-off format; unknown values are left out."""
        record: dict[str, Any] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if value is None or value == ():
                continue
            record[field.name] = list(value) if isinstance(value, tuple) else value
        return record

    @classmethod
    def from_json(cls, record: Mapping[str, Any]) -> Article:
        """Return the article of a stand-off ``article`` object; unknown keys are ignored, the text is kept as it is."""
        known = {field.name for field in fields(cls)}
        values = {key: value for key, value in record.items() if key in known and value is not None}
        values["authors"] = tuple(values.get("authors", ()))
        values.setdefault("id", article_id(url=values.get("url"), text=values.get("text", "")))
        return cls(**values)

    @property
    def digest(self) -> str:
        """Return the digest of the text (16 hex digits of SHA-256): the second half of a revision's name."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:16]

    def with_language(self, language: str) -> Article:
        """Return the article with its language set."""
        return replace(self, language=language)


def article_id(*, url: str | None = None, guid: str | None = None, path: str | None = None, text: str = "") -> str:
    """Return the id of an article, 16 hex digits: told by its canonical URL, else guid, else path, else text.

    ``url`` is canonical already (`hergang.corpus.urls.canonical`); ``path`` is absolute.
    """
    name = url or guid or path or text
    return hashlib.sha256(name.encode()).hexdigest()[:16]


_PILE = 30  # marks on one letter, as the stream-safe text format has it (Unicode Standard Annex 15)
_BEYOND_LATIN = re.compile(rf"[^\x00-\u02ff]{{{_PILE + 1},}}")


def _without_piles(match: re.Match[str]) -> str:
    """Return a stretch of characters without marks piled higher than any script has them: NFC takes their square."""
    kept: list[str] = []
    pile = 0
    for character in match[0]:
        pile = pile + 1 if unicodedata.combining(character) else 0
        if pile <= _PILE:
            kept.append(character)
    return "".join(kept)


def normalise_text(text: str) -> str:
    """Return the text in NFC, with ``\\n`` line ends and no byte order mark."""
    text = _BEYOND_LATIN.sub(_without_piles, text)
    return unicodedata.normalize("NFC", text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"))
