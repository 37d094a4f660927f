"""What the words around a claim say becomes of it: confirmed, doubted, corrected, taken back (`development.toml`)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from hergang.extract.errors import LexiconError
from hergang.extract.lexica import lexicon
from hergang.graphs.naming import fold

CONFIRMS, CORRECTS, DOUBTS, FORMERLY, RETRACTS, YET = "confirms", "corrects", "doubts", "formerly", "retracts", "yet"
FUTURE, MODAL, MORE = "future", "modal", "more"
TOLD = "told"  # a further claim of the sentence tells what this one is about
WRONG = "wrong"


@dataclass(frozen=True)
class _Words:
    signs: Mapping[str, re.Pattern[str]]
    sure: re.Pattern[str]
    believes: re.Pattern[str]
    negations: frozenset[str]
    retracts: frozenset[str]
    retracted: re.Pattern[str]
    says: frozenset[str]
    pronouns: frozenset[str]
    pointing: re.Pattern[str]
    doubts: frozenset[str]
    light: frozenset[str]
    names: frozenset[str]
    asks: frozenset[str]
    disbelieved: frozenset[str]


def find_signs(words: str, language: str) -> frozenset[str]:
    """Return the signs that a stretch of text holds; a language without a list knows none."""
    known = _words(language)
    if known is None or not words.strip():
        return frozenset()
    folded = fold(words)
    found = {sign for sign, pattern in known.signs.items() if pattern.search(folded)}
    if known.believes.search(folded) and known.negations & set(folded.split()):
        found.add(DOUBTS)
    if known.sure.search(folded):
        found.discard(DOUBTS)
    return frozenset(found)


def is_retraction(predicate: str, clause: str, language: str) -> bool:
    """Return whether a clause tells that something said is taken back: a verb that does so, and a noun of speech."""
    known = _words(language)
    if known is None:
        return False
    folded = fold(clause)
    particle = f"{predicate} back" in known.retracts and "back" in folded.split()
    return (predicate in known.retracts or particle) and bool(known.retracted.search(folded))


def is_saying(predicate: str, language: str) -> bool:
    """Return whether a verb tells that its subject says what can be taken back ("gestehen", "accuse")."""
    known = _words(language)
    return known is not None and predicate in known.says


def points_back(clause: str, language: str) -> bool:
    """Return whether a clause points back at something said: a noun of speech, or a pronoun at its beginning or end."""
    known = _words(language)
    if known is None:
        return False
    words = fold(clause).split() or [""]
    return bool(known.pronouns & {words[0], words[-1]} or known.pointing.search(" ".join(words)))


def disbelieves(predicate: str, polarity: str, language: str) -> bool:
    """Return whether a verb doubts: one of doubt, or one of belief that is denied."""
    known = _words(language)
    if known is None:
        return False
    return (predicate in known.doubts and polarity == "positive") or (
        predicate in known.disbelieved and polarity == "negative"
    )


def is_naming(predicate: str, language: str) -> bool:
    """Return whether a verb tells what somebody is called."""
    known = _words(language)
    return known is not None and predicate in known.names


def is_question(clause: str, language: str) -> bool:
    """Return whether a clause asks: it begins with an interrogative."""
    known = _words(language)
    return known is not None and fold(clause).partition(" ")[0] in known.asks


def is_light(predicate: str, language: str) -> bool:
    """Return whether a verb says too little alone to tell what it speaks of ("have", "tun")."""
    known = _words(language)
    return known is None or predicate in known.light


@cache
def _words(language: str) -> _Words | None:
    try:
        listed = lexicon(language, "development")
    except LexiconError:
        return None
    return _Words(
        signs={sign: _beginnings(words) for sign, words in listed["signs"].items()},
        sure=_beginnings(listed["sure"]["doubts"]),
        believes=_beginnings(listed["belief"]["verbs"]),
        negations=frozenset(map(fold, listed["belief"]["negations"])),
        retracts=frozenset(listed["retracts"]["verbs"]),
        retracted=re.compile(rf"(?:{'|'.join(map(fold, listed['retracts']['nouns']))})\w{{0,2}}\b"),
        says=frozenset(listed["says"]["verbs"]),
        pronouns=frozenset(map(fold, listed["pointing"]["pronouns"])),
        pointing=_beginnings(listed["pointing"]["nouns"]),
        doubts=frozenset(listed["doubts"]["verbs"]),
        light=frozenset(listed["light"]["verbs"]),
        names=frozenset(listed["names"]["verbs"]),
        asks=frozenset(map(fold, listed["asks"]["words"])),
        disbelieved=frozenset(lexicon(language, "belief")["verbs"]["believes"]),
    )


def _beginnings(words: list[str]) -> re.Pattern[str]:
    found = [fold(word) + (r"\b" if word.endswith(" ") else "") for word in words]
    return re.compile(rf"\b(?:{'|'.join(found)})")
