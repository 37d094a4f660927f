"""By-lines: the names in a line that says who wrote an article."""

from __future__ import annotations

import html
import re


def tidy(value: str) -> str:
    """Return a value in one line, character references of HTML and tags resolved (JSON-LD often holds both)."""
    return " ".join(re.sub(r"<[^<>]{1,200}>", " ", html.unescape(value)).replace("\u00ad", "").split())


def split_authors(line: str) -> list[str]:
    """Return the names in a by-line: "Von A und B" gives two; addresses and what is no name are left out."""
    line = re.sub(r"^\s*(von|by|text|from)\b:?\s+", "", tidy(line), flags=re.IGNORECASE)
    line = re.sub(r"\([^()]*\)|https?://\S+", "", line)
    parts = re.split(r"\s*[,;|]\s*|\s+/\s+|(?<=\w\w)/(?=[A-ZÄÖÜ]\w+ )|\s+(?:und|and|&)\s+", line)
    return [part for part in (part.strip(" .") for part in parts) if _is_name(part)]


def _is_name(text: str) -> bool:
    return (
        1 < len(text) <= 60 and "://" not in text and "@" not in text and not text.isdigit() and len(text.split()) <= 6
    )


def is_person(name: str) -> bool:
    """Return whether a name looks like a person's: two capitalised words or more, the last not all capitals."""
    words = name.split()
    return len(words) > 1 and words[0][0].isupper() and words[-1][0].isupper() and not words[-1].isupper()
