"""Works by their title in quotation marks: the film „Der Pate“, her novel “Slow River”.

A title is told from speech by the noun for a work before it, or by the label of the model; what stands in quotation
marks behind a colon, is long, or ends like a sentence is none.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from hergang.extract.lexica import lexicon
from hergang.extract.mention_candidate import Candidate

CLOSING = {"„": "“”", "“": "”", "»": "«", "«": "»", '"': '"', "‚": "‘’", "‘": "’", "›": "‹", "‹": "›"}
LONGEST = 8  # words of a title
REACH = 3  # words between the noun and the title: who it is by ("der Roman von Juli Zeh „Unterleuten“" is beyond)
THINGS = ("MISC", "WORK_OF_ART", "PRODUCT", "LAW")
_ENDINGS = ("", "s", "es", "e", "en", "n", "er")


def find_works(doc: Any, language: str) -> Iterator[Candidate]:
    """Yield the titles of works in quotation marks, in text order."""
    for mark in doc:
        end = _closing(doc, mark.i) if mark.text in CLOSING else None
        if end is None or not _is_title(doc, mark.i + 1, end):
            continue
        if _named_before(doc, mark.i, language) or _labelled_alone(doc, mark.i, end):
            title = doc[mark.i + 1 : end]
            yield Candidate(title.start_char, title.end_char, "Work", "name", True, title.root.i, 0.8, "entities/work")


def _closing(doc: Any, opening: int) -> int | None:
    marks = CLOSING[doc[opening].text]
    for token in doc[opening + 2 : opening + LONGEST + 2]:
        if token.text in marks:
            return int(token.i)
    return None


def _is_title(doc: Any, start: int, end: int) -> bool:
    first, last = doc[start], doc[end - 1]
    broken = any("\n" in token.text for token in doc[start:end])
    opened = start > 1 and doc[start - 2].text in (":", ",")
    return (first.text[:1].isupper() or first.is_digit) and not broken and not opened and last.text not in ".,?!;:"


def _named_before(doc: Any, mark: int, language: str) -> bool:
    """Tell a title behind a noun for a work, with at most the name of who made it between: "Kings Roman „Es“"."""
    for place in range(mark - 1, max(mark - 2 - REACH, -1), -1):
        token = doc[place]
        if _is_work_noun(token.text, language):
            return True
        if not token.ent_type_:
            return False
    return False


def _labelled_alone(doc: Any, mark: int, end: int) -> bool:
    """Tell a title that the model marked as a thing, where no noun before says of what kind ("der Frachter „Anna“")."""
    before = doc[mark - 1] if mark else None
    whole = all(token.ent_type_ in THINGS for token in doc[mark + 1 : end])
    return whole and (before is None or before.pos_ != "NOUN")


def _is_work_noun(word: str, language: str) -> bool:
    lower = word.lower().rpartition("-")[2]
    forms = _work_nouns(language)
    if lower in forms:
        return True
    return language == "de" and word[:1].isupper() and any(lower[start:] in forms for start in range(2, len(lower) - 3))


@cache
def _work_nouns(language: str) -> frozenset[str]:
    nouns = lexicon(language, "names")["works"]["nouns"]
    return frozenset(noun + ending for noun in nouns for ending in _ENDINGS)
