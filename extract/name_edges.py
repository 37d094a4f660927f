"""Where a name begins and ends: brackets, quotation marks, prepositions and possessives at the edges of what was read.

A label a word knows nothing of pairs: the bracket that a name opens is closed inside it or is none of its own, and no
name ends with "of the".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from hergang.extract.lexica import lexicon

Range = tuple[int, int, int]  # first word, word behind the last, number of the label

OPENING, CLOSING = "([{", ")]}"
QUOTES = "\"'„“”‚‘’«»‹›"
POSSESSIVES = ("'s", "’s")
LONGEST_NICKNAME = 3  # words
PERSON, BODY, PLACE = "PER", "ORG", "LOC"
HASH = "#"  # of a hashtag, which is one name with its sign
_ROMAN = re.compile(r"[IVX]+$")


@dataclass(frozen=True)
class Words:
    """The words of an article: their texts; before which there is white space; before which no name goes on."""

    texts: Sequence[str]
    blanks: Sequence[bool]
    breaks: Sequence[bool]


def mended(spans: Sequence[Range], words: Words, labels: Sequence[str], language: str) -> list[Range]:
    """Return spans with whole edges, in order; what is left without a letter or figure is gone.

    Args:
        spans: in order, apart from each other.
        words: of the article.
        labels: by their number.
        language: of the article.
    """
    result: list[Range] = []
    named = _with_nicknames(spans, words, labels.index(PERSON) if PERSON in labels else -1)
    for span in _joined(_with_bodies(named, words, labels, language), words, language):
        start, end, kind = _balanced(span, words)
        start, end = _trimmed(start, end, words, language)
        if start < end:
            result.append((start, end, kind))
    return result


def _with_bodies(spans: Sequence[Range], words: Words, labels: Sequence[str], language: str) -> Iterator[Range]:
    """Yield spans, a body's noun and the place or owner it is called after as one: "Polizeipräsidium" + "Konstanz"."""
    nouns = tuple(lexicon(language, "names")["bodies"]["of_places"])
    held: Range | None = None
    for span in spans:
        if held is not None:
            last = words.texts[held[1] - 1].lower()
            if (
                labels[held[2]] == BODY
                and held[1] == span[0]
                and words.blanks[span[0]]
                and last.endswith(nouns or ("\0",))
            ):
                held = (held[0], span[1], held[2])
                continue
            yield held
        held = span
    if held is not None:
        yield held


def first_word(start: int, label: str, words: Words, language: str) -> int:
    """Return where a name begins with the sign of a hashtag before it, or the noun for a district: "Kreis" "Gießen"."""
    if start == 0 or words.breaks[start]:
        return start
    before = words.texts[start - 1]
    if before == HASH and not words.blanks[start]:
        return start - 1
    district = label == PLACE and before in lexicon(language, "names")["places"]["districts"]
    return start - 1 if district and words.blanks[start] else start


def _joined(spans: Iterable[Range], words: Words, language: str) -> Iterator[Range]:
    """Yield spans, two as one where the first ends in the middle: "Kingdom of" + "Saudi Arabia", "Schwedt (" + "Oder)".

    The first names the whole.
    """
    held: Range | None = None
    for span in spans:
        if held is not None and _goes_on(held, span, words, language):
            held = (held[0], span[1], held[2])
            continue
        if held is not None:
            yield held
        held = span
    if held is not None:
        yield held


def _goes_on(one: Range, other: Range, words: Words, language: str) -> bool:
    if other[0] == one[1]:
        return _dangles(one[0], one[1], words, language) or (_opens(one, words) and _closes(other, words))
    between = words.texts[one[1] : other[0]]
    ties = set(_ties(language))
    return len(between) == 1 and between[0] in ties and words.texts[one[1] - 1] in ties and one[1] - one[0] > 1


def _dangles(start: int, end: int, words: Words, language: str) -> bool:
    """Tell a span that ends with a preposition or article, set off by a blank ("Pan Men-an" does not)."""
    return end - start > 1 and words.texts[end - 1] in _ties(language) and words.blanks[end - 1]


@cache
def _ties(language: str) -> frozenset[str]:
    return frozenset(lexicon(language, "names")["inside"]["ties"])


def _opens(span: Range, words: Words) -> bool:
    return _depth(span, words) > 0


def _closes(span: Range, words: Words) -> bool:
    return _depth(span, words) < 0


def _depth(span: Range, words: Words) -> int:
    texts = words.texts[span[0] : span[1]]
    return sum(text in OPENING for text in texts) - sum(text in CLOSING for text in texts)


def _with_nicknames(spans: Sequence[Range], words: Words, person: int) -> list[Range]:
    """Return spans, a person's names around one in quotation marks as one: Gerardo “Tata” Martino."""
    result: list[Range] = []
    for span in spans:
        before = result[-1] if result else None
        if before is not None and before[2] == person == span[2] and _nicknamed(before, span, words):
            result[-1] = (before[0], span[1], person)
        else:
            result.append(span)
    return result


def _nicknamed(one: Range, other: Range, words: Words) -> bool:
    """Tell two spans with an opening mark between them, or with the words of a nickname and its closing mark."""
    between = words.texts[one[1] : other[0]]
    own = words.texts[one[0] : other[1]]
    marks = [place for place, text in enumerate(own) if text in QUOTES]
    if not any(text in QUOTES for text in between) or not all(text in QUOTES or _is_wordlike(text) for text in between):
        return False
    inside = len(marks) == 2 and 1 < marks[1] - marks[0] <= LONGEST_NICKNAME + 1 and marks[1] < len(own) - 1
    return inside and marks[0] > 0 and words.blanks[one[0] + marks[0]] and not words.blanks[one[0] + marks[1]]


def _balanced(span: Range, words: Words) -> Range:
    """Return a span with the bracket that closes its own ("Frankfurt (Oder" + ")"), or cut before one left open."""
    start, end, kind = span
    if not _opens(span, words):
        return span
    bracket = max(place for place in range(start, end) if words.texts[place] in OPENING)
    closed = end < len(words.texts) and words.texts[end] in CLOSING
    if closed and bracket < end - 1 and words.blanks[bracket]:
        return start, end + 1, kind
    return start, bracket, kind


def _trimmed(start: int, end: int, words: Words, language: str) -> tuple[int, int]:
    while start < end:
        if not _is_wordlike(words.texts[start]):
            start += 1
        elif _ends_badly(start, end, words, language):
            end -= 1
        else:
            break
    return start, end


def _ends_badly(start: int, end: int, words: Words, language: str) -> bool:
    last = words.texts[end - 1]
    if last in POSSESSIVES or _dangles(start, end, words, language):
        return True
    if last == "s" and end - start > 2 and words.texts[end - 2] in ("'", "’"):
        return True
    if _is_wordlike(last) or last == "!":
        return False
    if last == ".":
        return _ROMAN.match(words.texts[end - 2]) is None
    if last in CLOSING:
        return not any(text in OPENING for text in words.texts[start : end - 1])
    return last not in QUOTES or not any(text in QUOTES for text in words.texts[start : end - 1])


def _is_wordlike(text: str) -> bool:
    """Tell a word from marks; signs that belong to a name (®, &) count as words."""
    return any(char.isalnum() or char in "®™&+" for char in text)
