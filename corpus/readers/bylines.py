"""By-lines: the names in a line that says who wrote an article."""

from __future__ import annotations

import html
import re
from functools import cache

from hergang.corpus.lexica import words


def tidy(value: str) -> str:
    """Return a value in one line, character references of HTML and tags resolved (JSON-LD often holds both)."""
    return " ".join(re.sub(r"<[^<>]{1,200}>", " ", html.unescape(value)).replace("\u00ad", "").split())


def split_authors(line: str) -> list[str]:
    """Return the names in a by-line: "Von A und B" gives two; addresses and what is no name are left out."""
    before, between = _patterns()
    line = re.sub(r"\([^()]*\)|https?://\S+", "", before.sub("", tidy(line)))
    return [part for part in (part.strip(" .") for part in between.split(line)) if _is_name(part)]


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what stands before the names of a by-line, and what parts them."""
    before = "|".join(map(re.escape, sorted(words("bylines"), key=len, reverse=True)))
    between = "|".join(map(re.escape, sorted(words("conjunctions"))))
    return (
        re.compile(rf"^\s*(?:{before})\b:?\s+", re.IGNORECASE),
        re.compile(rf"\s*[,;|]\s*|\s+/\s+|(?<=\w\w)/(?=[A-ZÄÖÜ]\w+ )|\s+(?:{between}|&)\s+"),
    )


def _is_name(text: str) -> bool:
    is_short = 1 < len(text) <= 60 and len(text.split()) <= 6
    return is_short and re.search(r"://|@|\bwww\.|^\d+$", text) is None


def is_person(name: str) -> bool:
    """Return whether a name looks like a person's: two capitalised words or more, the last not all capitals."""
    parts = name.split()
    return len(parts) > 1 and parts[0][0].isupper() and parts[-1][0].isupper() and not parts[-1].isupper()
