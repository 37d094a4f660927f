"""The sentence that a span of an article stands in, found in the plain text.

Stand-off annotations carry no sentences, and need none: what is shown to people is the smallest sentence-like stretch
around a span. It ends at the end of a line, or at a full stop, question mark, exclamation mark or ellipsis (with
closing quotation marks or brackets) that a blank and no lower-case word follows; abbreviations, initials and German
ordinals ("30. November") end nothing. No tokenisation for a parser, and no promise to agree with one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache

from hergang.extract.errors import LexiconError
from hergang.extract.lexica import lexicon
from hergang.extract.records import Span

_END = re.compile(r"(?P<mark>[.!?…]+)(?P<close>[\"'”“’‘»«›‹)\]]*)(?=\s)|\n+")
_WORD = re.compile(r"[\w.]*\w$")


@dataclass(frozen=True)
class Sentences:
    """The sentences of one text, in order, blanks around them left out."""

    text: str
    bounds: tuple[Span, ...]

    def around(self, start: int, end: int) -> str:
        """Return the sentence that holds [start, end), all of them joined where the span runs over several."""
        starts = [bound[0] for bound in self.bounds]
        first = max(bisect_right(starts, start) - 1, 0)
        last = max(bisect_right(starts, max(start, end - 1)) - 1, first)
        if not self.bounds:
            return self.text[start:end]
        return " ".join(self.text[self.bounds[first][0] : self.bounds[last][1]].split())


def find_sentences(text: str, language: str) -> Sentences:
    """Return the sentences of a text; a language without a list of abbreviations knows none."""
    bounds: list[Span] = []
    start = 0
    for match in _END.finditer(text):
        if match["mark"] and not _ends_sentence(text, match, language):
            continue
        start = _add(bounds, text, start, match.end())
    _add(bounds, text, start, len(text))
    return Sentences(text, tuple(bounds))


def _add(bounds: list[Span], text: str, start: int, end: int) -> int:
    piece = text[start:end]
    if piece.strip():
        bounds.append((start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())))
    return end


def _ends_sentence(text: str, match: re.Match[str], language: str) -> bool:
    rest = text[match.end() : match.end() + 40].lstrip(" \t")
    follower = rest.lstrip("\"'„“”‚‘’»«›‹([")
    if rest.startswith("\n") or not follower:
        return True
    if follower[0].islower():
        return False
    if match["mark"] != "." or match["close"]:
        return True
    return not _is_abbreviated(text[max(0, match.start() - 20) : match.start()], follower, language)


def _is_abbreviated(before: str, follower: str, language: str) -> bool:
    found = _WORD.search(before)
    word = found.group() if found else ""
    abbreviations, months = _abbreviations(language)
    if word.isdecimal():
        return len(word) <= 2 and re.split(r"\W", follower, maxsplit=1)[0] in months
    return (len(word) == 1 and word.isalpha()) or word in abbreviations


@cache
def _abbreviations(language: str) -> tuple[frozenset[str], frozenset[str]]:
    try:
        words = lexicon(language, "abbreviations")["stops"]
    except LexiconError:
        return frozenset(), frozenset()
    return frozenset(words["abbreviations"]), frozenset(words["months"])
