"""What a duration measures: a clause ("Elf Minuten war das Konto weg"), a noun ("the eight-week strike"), or neither.

Durations that tell when something happened, counted from another event ("two days after the vote") or as a stretch of
time ("in den vergangenen fünf Jahren"), and differences ("two years older", "um sechs Wochen verlängert") measure
nothing. The tie is read off the Universal Dependencies tree and the words of ``lexica/*/times.toml`` ([measures]); in
TimeML it would be the duration's link to its event (Saurí et al. 2006).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from hergang.extract.lexica import entry
from hergang.extract.records import Timex
from hergang.extract.syntax import char_span, children, preposition_of

_NOUNS = ("NOUN", "PROPN")
_BEFORE_NOUN = ("amod", "compound", "nmod:poss", "nmod:unmarked", "nmod", "nummod", "det")


@dataclass(frozen=True)
class Tie:
    """What a duration tells: the length of a ``clause`` or ``noun`` (``token``: its head), ``when``, or ``nothing``."""

    tells: Literal["clause", "noun", "when", "nothing"]
    token: Any | None = None

    def span(self) -> tuple[int, int] | None:
        """Return the characters of the word that is measured, None where nothing is."""
        return None if self.token is None else char_span(self.token.doc, self.token.i, self.token.i + 1)


def tie(doc: Any, timex: Timex, language: str) -> Tie:
    """Return what a duration of a parsed text tells; a time of another type tells nothing here."""
    span = doc.char_span(timex.start, timex.end, alignment_mode="expand")
    if timex.type != "DURATION" or span is None or not doc.has_annotation("DEP"):
        return Tie("nothing")
    words = entry(language, "times", "measures")
    root = span.root
    after = doc[span.end] if span.end < len(doc) else None
    if after is not None and _counts_from(after, words):
        return Tie("when")
    if root.dep_ in _BEFORE_NOUN and root.head.pos_ in _NOUNS and root.head.i >= span.end:
        return Tie("noun", root.head)
    if root.head.lower_ in words["long"] and root.head.i == span.end:
        return Tie("clause", _governor(root.head))
    return _phrase(root, after, timex, words)


def _counts_from(after: Any, words: Any) -> bool:
    """Tell whether the word behind a duration counts it from something ("after the vote"), no way ("nach Berlin")."""
    toward = after.head if after.head.i > after.i else after
    return after.lower_ in words["counted"] and not (after.lower_ in words["toward"] and toward.pos_ == "PROPN")


def _phrase(root: Any, after: Any | None, timex: Timex, words: Any) -> Tie:
    """Return the tie of a noun phrase, by its preposition, what stands behind it and what governs it."""
    case, governor = preposition_of(root), root.head
    if governor.lemma_.lower() in words["lasting"]:
        return Tie("clause", governor)
    if governor.lemma_.lower() in words["back"] or any(c.lower_ in words["back"] for c in governor.children):
        return Tie("when")
    noun = _noun_behind(root, after, words)
    if noun is not None and not _is_time(noun):
        return Tie("noun", noun)
    if root.dep_.startswith("nmod") and governor.pos_ in _NOUNS and not children(governor, "cop"):
        return Tie("noun", governor)
    if case in words["after"] or (case in words["frame"] and timex.by.partition(":")[2].startswith("stretch")):
        return Tie("when")
    if case in words["difference"] or "Cmp" in governor.morph.get("Degree", []):
        return Tie("nothing")
    return Tie("clause", _governor(root))


def _noun_behind(root: Any, after: Any | None, words: Any) -> Any | None:
    """Return the noun whose length is told right behind ("vier Jahre Haft", "three years of construction")."""
    if after is not None and after.pos_ == "NOUN" and after.i == root.i + 1 and not after.dep_.startswith("nsubj"):
        return None if after.lower_ in words["idle"] else after
    behind = [c for c in children(root, "nmod", "appos") if c.i > root.i and c.pos_ == "NOUN"]
    return next((noun for noun in behind if noun.lower_ not in words["idle"]), None)


def _is_time(token: Any) -> bool:
    """Tell a noun of another time expression ("for ten minutes on Thursday evening")."""
    return any(timex.start <= token.idx < timex.end for timex in token.doc._.timexes)


def _governor(token: Any) -> Any:
    """Return the predicate over a phrase: past what it is conjoined with or set beside."""
    while token.dep_ in ("conj", "appos", "nummod") and token.head is not token:
        token = token.head
    return token.head
