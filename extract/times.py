"""Time expressions: found by rule, read as TIMEX3, normalised against the day of publication.

The parts: `hergang.extract.times_grammar` finds expressions by the rules of ``lexica/*/times.toml``,
`hergang.extract.times_normalise` says what they mean, `hergang.extract.times_calendar` knows the days. This module puts
them together: it keeps what the text last spoke of, looks at the verbs around, and leaves out what only looks like a
time (names, ages). It needs no model; where a pipeline has tagged the text, the tags help to tell names apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from hergang.extract import extensions
from hergang.extract.numbers import alternation
from hergang.extract.records import Timex
from hergang.extract.times_grammar import Match, find_matches, lowered, phrases
from hergang.extract.times_normalise import Context, Reading, read

#: Languages that have a lexicon of times.
LANGUAGES = ("de", "en")
_REACH = 160  # characters on each side in which a verb of the same clause is looked for
_CLAUSE_ENDS = re.compile(r"[;:!?…\n]|\.\s|, (?=\w+ (?:dass|that)\b)")
_BESIDE = 40  # characters between a day and the clock time or part of day that belongs to it

extensions.register()


@dataclass(frozen=True)
class _Cues:
    """Words around an expression that tell tense, and words that make it part of a name."""

    future: re.Pattern[str]
    past: re.Pattern[str]
    after: re.Pattern[str]
    before: re.Pattern[str]


@cache
def _cues(language: str) -> _Cues:
    def words(*keys: str) -> str:
        return alternation(phrases(language, *keys) or ["\0"])

    return _Cues(
        re.compile(rf"(?<!\w){words('tense', 'future')}(?!\w)"),
        re.compile(rf"(?<!\w)(?:{words('tense', 'past')}|\w+{words('tense', 'past_endings')})(?!\w)"),
        re.compile(rf"[ -]{words('guard', 'after')}(?!\w)"),
        re.compile(rf"(?<!\w){words('guard', 'before')}[ -]$"),
    )


def normalise(expression: str, published: date | None, language: str) -> Timex | None:
    """Return the TIMEX3 reading of a time expression, or None where it is none.

    Args:
        expression: the words alone, as the article spells them ("Anfang November").
        published: the day on which the article appeared; relative expressions count from it.
        language: ISO 639-1 code with a lexicon.

    Raises:
        LexiconError: there is no lexicon for the language.

    >>> found = normalise("Anfang November", date(2017, 11, 30), "de")
    >>> (found.type, found.value, found.mod, found.earliest, found.latest)
    ('DATE', '2017-11', 'START', '2017-11-01', '2017-11-10')
    """
    found = find_times(expression, published, language)
    return max(found, key=lambda timex: timex.end - timex.start, default=None)


def find_times(
    text: str, published: date | None, language: str, *, names: Sequence[tuple[int, int]] = ()
) -> list[Timex]:
    """Return the time expressions of a text, in text order, numbered t1, t2, ...

    ``names`` are spans that a model takes for names of people, organisations or works: an expression that is only a
    part of one is left out. Without ``published`` relative expressions have no interval ("XXXX-11-02").
    """
    found: list[Timex] = []
    for match, reading in _readings(text, published, language, names):
        period = reading.period
        found.append(
            Timex(
                id=f"t{len(found) + 1}",
                start=match.start,
                end=match.end,
                type=reading.type,
                value=reading.value,
                mod=reading.mod,
                earliest=period.first.isoformat() if period else None,
                latest=period.last.isoformat() if period else None,
                confidence=match.rule.confidence,
                by=f"hergang_times:{match.rule.name}",
            )
        )
    return found


def _readings(
    text: str, published: date | None, language: str, names: Sequence[tuple[int, int]]
) -> Iterator[tuple[Match, Reading]]:
    low, reference, last = lowered(text), None, None
    inside = _Inside(names)
    for match in find_matches(text, language):
        if inside.partly(match.start, match.end) or _is_guarded(text, low, match, language):
            continue
        future, past = _tense(low, match, language)
        previous = last[1] if last and _is_beside(low, last[0], match.start) else None
        reading = read(match, Context(published, reference, future, past, previous))
        if reading is None:
            continue
        yield match, reading
        if reading.period and reading.type in ("DATE", "TIME") and not reading.value.endswith("_REF"):
            reference = reading.period
            if reading.period.first == reading.period.last and reading.type == "DATE":
                last = (match.end, reading.period)


def _is_beside(low: str, end: int, start: int) -> bool:
    between = low[end:start]
    return 0 <= start - end <= _BESIDE and "\n" not in between and ". " not in between


class _Inside:
    """Tells whether a span is only a part of one of many spans, in one pass over both (asked in text order)."""

    def __init__(self, spans: Sequence[tuple[int, int]]) -> None:
        self.spans = sorted(spans)
        self.next = 0

    def partly(self, start: int, end: int) -> bool:
        while self.next < len(self.spans) and self.spans[self.next][1] <= start:
            self.next += 1
        for left, right in self.spans[self.next : self.next + 3]:
            if left <= start and end <= right and (left, right) != (start, end):
                return True
        return False


def _is_guarded(text: str, low: str, match: Match, language: str) -> bool:
    """Tell whether the expression is part of a name ("März AG") or a word that is no time where it stands."""
    cues = _cues(language)
    if cues.after.match(low, match.end) or cues.before.search(low, max(0, match.start - 30), match.start):
        return True
    return GUARDS[language](text, low, match)


def _is_german_name(text: str, low: str, match: Match) -> bool:
    """A noun in small letters, "Morgen" and "Der Freitag", a month or a weekday before or behind a name."""
    first, rule = text[match.start], match.rule.name
    if rule in ("month", "weekday", "season", "season-bare", "holiday") and first.islower():
        return True
    if rule == "deictic" and low.startswith("morgen", match.start) and not _is_adverb(text, match.start):
        return True
    if rule == "month" and _names_person(text, match):
        return True
    return False


def _is_adverb(text: str, start: int) -> bool:
    """ "morgen" (tomorrow) in small letters, or as the first word of its sentence."""
    return text[start].islower() or not text[:start].rstrip() or text[:start].rstrip()[-1:] in '.!?:„“"»«'


def _names_person(text: str, match: Match) -> bool:
    """A month that is a first or last name: "August Müller", "Theresa May"."""
    after = re.match(r" [A-ZÄÖÜ][a-zäöüß]+", text[match.end : match.end + 30])
    before = re.search(r"[A-ZÄÖÜ][\w'’-]+ $", text[max(0, match.start - 30) : match.start])
    return bool(after) and bool(before)


def _is_english_name(text: str, low: str, match: Match) -> bool:
    """Months and weekdays have a capital; "may" and "march" are verbs, "May" and "April" are names of people."""
    first, rule = text[match.start], match.rule.name
    if rule in ("month", "weekday") and first.islower():
        return True
    return False


GUARDS = {"de": _is_german_name, "en": _is_english_name}


def _tense(low: str, match: Match, language: str) -> tuple[bool, bool]:
    """Tell whether words of future and of past stand in the clause of an expression."""
    left = low[max(0, match.start - _REACH) : match.start]
    right = low[match.end : match.end + _REACH]
    breaks = list(_CLAUSE_ENDS.finditer(left))
    left = left[breaks[-1].end() :] if breaks else left
    stop = _CLAUSE_ENDS.search(right)
    clause = left + "\0" + (right[: stop.start()] if stop else right)
    cues = _cues(language)
    return bool(cues.future.search(clause)), bool(cues.past.search(clause))


@Language.factory("hergang_times", assigns=["doc._.timexes"])
def make_times(nlp: Language, name: str) -> TimeFinder:
    """Return the component that fills ``doc._.timexes`` from ``doc._.published`` and the text."""
    return TimeFinder(nlp.lang)


class TimeFinder:
    """The spaCy component ``hergang_times``; works on blank pipelines too."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, doc: Doc) -> Doc:
        """Assign the time expressions of the text."""
        language = doc._.language if doc._.language in LANGUAGES else self.language
        doc._.timexes = find_times(doc.text, doc._.published, language, names=list(_names(doc)))
        return doc


def _names(doc: Doc) -> Iterator[tuple[int, int]]:
    """Yield the spans of longer names: a month or a year in one is part of it."""
    ent: Any
    for ent in doc.ents:
        if ent.label_ in ("PER", "ORG", "MISC", "PERSON", "WORK_OF_ART"):
            yield ent.start_char, ent.end_char
