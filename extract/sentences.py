"""Where sentences may end: what the text itself tells, before the parser decides the rest.

A small parser breaks sentences where none ends and runs on where one does. Paragraphs, stops, capitals, abbreviations
and ordinals settle most of it: what is certain is set on the tokens, and spaCy's parser keeps to it.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import numpy as np
from spacy.attrs import SENT_START
from spacy.language import Language

from hergang.extract.lexica import lexicon

MAX_SENTENCE = 250  # tokens; the longest sentence of the annotated news has 130
_STOPS = frozenset({".", "!", "?", "…", "...", "!!", "??", "?!", "!?", "!!!"})
_MARKS = frozenset("“”\"»«’‘'›‹)]")
_INITIAL = re.compile(r"[A-ZÄÖÜ]$")


@Language.factory("hergang_sentences", assigns=["token.is_sent_start"])
def make_sentences(nlp: Language, name: str) -> SentenceLimits:
    """Return the component; it stands before the parser."""
    return SentenceLimits(str(nlp.lang))


class SentenceLimits:
    """Set ``is_sent_start`` to True or False where the text settles it; other tokens stay open to the parser."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, doc: Any) -> Any:
        verdicts = _bounded(doc, [starts_sentence(doc, token.i, self.language) for token in doc])
        # One array instead of a setter a token, each of which would look through the whole Doc.
        values = np.array([0 if v is None else 1 if v else -1 for v in verdicts], dtype=np.int64)
        return doc.from_array([SENT_START], values.astype(np.uint64)) if len(doc) else doc


def _bounded(doc: Any, verdicts: list[bool | None]) -> list[bool | None]:
    """Break what no mark ends, by force: what reads a sentence may take time with the square of its length."""
    last = 0
    for index, verdict in enumerate(verdicts):
        if verdict:
            last = index
        elif index - last >= MAX_SENTENCE and (doc[index - 1].is_punct or index - last >= MAX_SENTENCE + 50):
            verdicts[index], last = True, index
    return verdicts


def starts_sentence(doc: Any, index: int, language: str) -> bool | None:
    """Return whether a token starts a sentence, or None where marks and capitals do not settle it."""
    if index == 0:
        return True
    token, before = doc[index], doc[index - 1]
    if token.is_space or token.text in _STOPS:
        return False
    if before.is_space and "\n\n" in before.text:
        return True
    position = index - 1
    broken = False
    while position > 0 and (doc[position].is_space or doc[position].text in _MARKS):
        broken = broken or "\n" in doc[position].text
        position -= 1
    stop = doc[position]
    if stop.text not in _STOPS and not (stop.text.endswith((".", "!", "?", "…")) and len(stop) > 1):
        return None if broken else False
    if token.text in _MARKS and position == index - 1 and _closes(doc, index):
        return False
    return _after_stop(doc, position, token, language)


def _closes(doc: Any, index: int) -> bool:
    """Tell a closing mark (no blank before it) from an opening one."""
    return not doc[index - 1].whitespace_


def _after_stop(doc: Any, position: int, token: Any, language: str) -> bool | None:
    stop = doc[position]
    if token.is_lower or token.text in (",", ";", ":", "–", "-", "—"):
        return False
    if stop.text in ("!", "?", "…", "...") or stop.text[-1] in "!?":
        return None if position < token.i - 1 else True
    word = doc[position - 1].text if stop.text == "." and position else stop.text[:-1]
    if position and stop.text == "." and doc[position - 1].whitespace_:
        word = ""
    if (
        word.lower() in _abbreviations(language)
        or (_INITIAL.match(word) and language == "en")
        or (_INITIAL.match(word) and token.is_title)
    ):
        return (
            None
            if word.lower() in _abbreviations(language) and language == "en" and token.is_title and token.is_stop
            else False
        )
    if word.isdigit() and language == "de" and len(word) <= 2:
        return False if token.lower_ in _after_ordinals(language) else None
    if position < token.i - 1 and doc[token.i - 1].text in _MARKS:
        return None  # „Nein.“ Sagte er das? – the parser sees whether the sentence goes on after the quotation
    return True


@cache
def _abbreviations(language: str) -> frozenset[str]:
    return frozenset(lexicon(language, "sentences")["abbreviations"]["words"])


@cache
def _after_ordinals(language: str) -> frozenset[str]:
    return frozenset(lexicon(language, "sentences")["abbreviations"]["after_ordinals"])
