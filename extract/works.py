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
LONGEST, LONGEST_TOLD = 8, 16  # words of a title; of one behind "titled"
REACH = 3  # words between the noun and the title: who it is by ("der Roman von Juli Zeh „Unterleuten“" is beyond)
THINGS = ("MISC", "WORK_OF_ART", "PRODUCT", "LAW")
_ENDINGS = ("", "s", "es", "e", "en", "n", "er")


def find_works(doc: Any, language: str) -> Iterator[Candidate]:
    """Yield the titles of works in quotation marks, in text order."""
    for mark in doc:
        if mark.text not in CLOSING:
            continue
        told = mark.i > 0 and doc[mark.i - 1].lower_ in lexicon(language, "names")["works"]["titled"]
        end = _closing(doc, mark.i, LONGEST_TOLD if told else LONGEST)
        if end is None or not _is_title(doc, mark.i + 1, end):
            continue
        if told or _named_before(doc, mark.i, language) or _labelled_alone(doc, mark.i, end, language):
            title = doc[mark.i + 1 : end]
            yield Candidate(title.start_char, title.end_char, "Work", "name", True, title.root.i, 0.8, "entities/work")


def _closing(doc: Any, opening: int, longest: int) -> int | None:
    marks = CLOSING[doc[opening].text]
    for token in doc[opening + 2 : opening + longest + 2]:
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


def _labelled_alone(doc: Any, mark: int, end: int, language: str) -> bool:
    """Tell a title that the model marked as a thing, where nothing beside it says of what kind.

    Of some kind are "der Frachter „Anna“", "die „Equipe Tricolore“", "als „Meister“", the “Monsters of Rock” tour.
    """
    before = doc[mark - 1] if mark else None
    after = doc[end + 1] if end + 1 < len(doc) else None
    if not all(token.ent_type_ in THINGS for token in doc[mark + 1 : end]):
        return False
    if after is not None and after.pos_ == "NOUN":
        return _is_work_noun(after.text, language)
    if before is None:
        return True
    return before.pos_ not in ("NOUN", "DET") and before.lower_ not in lexicon(language, "names")["works"]["nicknames"]


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
