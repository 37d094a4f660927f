"""What the model labels as a name and is none: agency marks, common words in quotation marks."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from hergang.extract.candidates import NAMES
from hergang.extract.extensions import text_of
from hergang.extract.lexica import lexicon
from hergang.extract.records import EntityType

DATELINE = 60  # characters of a paragraph before the mark of its agency
UNSURE = 0.9  # probability of a name below which a common noun's tag is believed (GermEval, SmartData, worldwide dev)
QUOTES = frozenset("\"'„“”‚‘’«»‹›")
PLURAL, COMMON = ("NNS",), ("NOUN",)
_DASH = re.compile(r"\s*(?:[-–—]|--)")


def is_agency_mark(doc: Any, ent: Any) -> bool:
    """Tell what stands in brackets between the place and the dash of a dateline: "WASHINGTON (AP) —", "(AFP/dpa) -"."""
    text = text_of(doc)
    paragraph = text.rfind("\n", 0, ent.start_char) + 1
    line = text[paragraph : ent.start_char]
    opened = line.rfind("(")
    if opened < 0 or len(line) > DATELINE or ")" in line[opened:] or " " in line[opened:].strip():
        return False
    closed = text.find(")", ent.end_char, ent.end_char + DATELINE // 2)
    return closed >= 0 and _DASH.match(text, closed + 1) is not None


def is_common_word(doc: Any, ent: Any, kind: EntityType, language: str) -> bool:
    """Tell a common noun that the model is not sure of: one in quotation marks, a plural that begins a sentence."""
    if len(ent) > 1 or doc.user_data.get(NAMES, {}).get(ent.start, 1.0) >= UNSURE:
        return False
    token = ent[0]
    if token.lower_ in _never(language):
        return True
    if token.pos_ not in COMMON or not token.text[1:].islower():
        return False
    plural_first = token.tag_ in PLURAL and bool(token.is_sent_start)
    return (kind == "Thing" and _is_quoted(doc, token)) or (kind == "Person" and plural_first)


def _is_quoted(doc: Any, token: Any) -> bool:
    beside = [doc[place].text for place in (token.i - 1, token.i + 1) if 0 <= place < len(doc)]
    return len(beside) == 2 and all(text in QUOTES for text in beside)


@cache
def _never(language: str) -> frozenset[str]:
    return frozenset(lexicon(language, "names")["inside"]["never"])
