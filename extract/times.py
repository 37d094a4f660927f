"""Time expressions: found by rule, read as TIMEX3, normalised against the day of publication.

The parts: `hergang.extract.times_grammar` finds expressions by the rules of ``lexica/*/times.toml``,
`hergang.extract.times_normalise` says what they mean, `hergang.extract.times_calendar` knows the days. This module puts
them together: it keeps what the text last spoke of, looks at the verbs around, and leaves out what only looks like a
time (names, ages). It needs no model; where a pipeline has tagged the text, the tags help to tell names apart.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from hergang.extract import extensions
from hergang.extract.durations import tie
from hergang.extract.frozen import freeze
from hergang.extract.lexica import entry
from hergang.extract.numbers import alternation
from hergang.extract.records import Timex
from hergang.extract.times_calendar import Period
from hergang.extract.times_grammar import Match, Rule, find_matches, lowered, phrases
from hergang.extract.times_normalise import read
from hergang.extract.times_reading import Context, Reading

#: Languages that have a lexicon of times.
LANGUAGES = ("de", "en")
_REACH = 160  # characters on each side in which a verb of the same clause is looked for
_CLAUSE_ENDS = re.compile(
    r"[;:!?…\n„“”«»]|(?<!\b\w)(?<!\b\d\d)\.\s|, (?=\w+ (?:dass|that)\b)"
)  # no end: "p.m. ", "3. "
#: Kinds and rules whose words occur in names ("Bild am Sonntag").
_NAMING = ("weekday", "reference", "season", "holiday", "century", "month", "midnight", "noon")
_ADJECTIVES = ("set-adverb", "reference-adjective", "set-quarterly")  # rules of words that stand before nouns
_UNGLUED = ("duration", "reference")  # kinds that are no time right behind a colon
_OLD = 1700  # a number below it before a noun is rarely a year
_FAR = 10_000  # no such word
_BESIDE = 40  # characters between a day and the clock time or part of day that belongs to it

extensions.register()


#: Where a verb stands and its tense: "past", "participle" or "present".
Verb = tuple[int, str]


@dataclass(frozen=True)
class _Cues:
    """Words around an expression that tell tense, and words that make it something else than a time."""

    future: re.Pattern[str]
    past: re.Pattern[str]
    after: re.Pattern[str]
    before: re.Pattern[str]
    capital_before: re.Pattern[str]
    number_names: re.Pattern[str]
    of_name: re.Pattern[str]
    amount_before: re.Pattern[str]
    amount_after: re.Pattern[str]
    noun: re.Pattern[str]
    age_before: re.Pattern[str]
    age_after: re.Pattern[str]
    age_with: re.Pattern[str]
    age_mods: frozenset[str]
    age_least: int
    periods: re.Pattern[str]
    month_before: re.Pattern[str]
    names: frozenset[str]
    words: frozenset[str]
    next_before: re.Pattern[str]
    past_before: re.Pattern[str]
    perfect: re.Pattern[str]
    per_before: re.Pattern[str]
    per_verbs: frozenset[str]
    lasting: re.Pattern[str]
    was: re.Pattern[str]
    day_before: re.Pattern[str]
    day_behind: re.Pattern[str]
    perfect_of: re.Pattern[str]
    participle: re.Pattern[str]


@cache
def _cues(language: str) -> _Cues:
    def words(*keys: str) -> str:
        return alternation(phrases(language, *keys) or ["\0"])

    def behind(key: str) -> re.Pattern[str]:
        return re.compile(rf"[ \u00a0-]{words('guard', key)}(?!\w)")

    def ahead(key: str) -> re.Pattern[str]:
        return re.compile(rf"(?<!\w){words('guard', key)}[ \u00a0-]?$")

    passive = "".join(rf"(?<!{re.escape(word)} )" for word in phrases(language, "tense", "passive"))
    return _Cues(
        re.compile(rf"(?<!\w){words('tense', 'future')}(?!\w)"),
        re.compile(
            rf"(?<!\w){passive}(?!{words('tense', 'no_past')}\b)"
            rf"(?:{words('tense', 'past')}|\w+{words('tense', 'past_endings')})(?!\w)"
        ),
        behind("after"),
        ahead("before"),
        re.compile(rf"[\w,(] {words('guard', 'capital_before')} $"),
        ahead("number_names"),
        re.compile(entry(language, "times", "guard", "of_name")),
        ahead("amount_before"),
        behind("amount_after"),
        re.compile(rf"[ \u00a0]{entry(language, 'times', 'guard', 'noun')}"),
        ahead("age_before"),
        behind("age_after"),
        ahead("age_with"),
        frozenset(phrases(language, "guard", "age_mods")),
        entry(language, "times", "guard", "age_least"),
        re.compile(rf"(?:\s\w+)?\s\w*{words('guard', 'periods')}(?!\w)"),
        ahead("month_before"),
        frozenset(phrases(language, "guard", "names")),
        frozenset(phrases(language, "guard", "words")),
        re.compile(rf"(?<!\w){words('tense', 'next_before')}\s$"),
        re.compile(rf"(?<!\w){words('tense', 'past_before')}\s$"),
        re.compile("|".join(phrases(language, "tense", "perfect"))),
        re.compile(rf"(?:(?P<word>[a-z]{{2,}}s)|\d[\dkmp]*\)?|(?<!\w){words('per', 'before')})\s$"),
        frozenset(phrases(language, "per", "verbs")),
        re.compile(rf"(?<!\w){words('nowadays', 'verbs')}(?!\w)"),
        re.compile(rf"(?<!\w)(?:{words('nowadays', 'was')}|(?:1\d|20[01])\d\d?)(?!\w)"),
        re.compile(rf"(?<!\w){words('nowadays', 'before')}\s$"),
        re.compile(rf",?\s{words('nowadays', 'behind')}(?!\w)"),
        re.compile(rf"(?<!\w){words('nowadays', 'perfect')}(?!\w)"),
        re.compile(entry(language, "times", "nowadays", "participle")),
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
    text: str,
    published: date | None,
    language: str,
    *,
    names: Sequence[tuple[int, int]] = (),
    verbs: Sequence[Verb] = (),
) -> list[Timex]:
    """Return the time expressions of a text, in text order, numbered t1, t2, ...

    Args:
        text: the article's text.
        published: the day it appeared; without it relative expressions have no interval ("XXXX-11-02").
        language: ISO 639-1 code with a lexicon.
        names: spans that a model takes for names of people, organisations or works; an expression that is only a part
            of one is left out.
        verbs: where a model tagged the text, the offset and tense of each verb that shows it, in text order; a present
            tense points ahead ("Am Freitag beginnt der Prozess").

    Raises:
        LexiconError: there is no lexicon for the language.
    """
    found: list[Timex] = []
    for match, reading in _readings(text, published, language, names, verbs):
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
    text: str,
    published: date | None,
    language: str,
    names: Sequence[tuple[int, int]],
    verbs: Sequence[Verb],
) -> Iterator[tuple[Match, Reading]]:
    low = lowered(text)
    reference: Period | None = None
    last: tuple[int, Period] | None = None
    inside = _Inside(names)
    for match in find_matches(text, language):
        if _is_guarded(text, low, match, language) or _is_noun_morning(text, match):
            continue
        if inside.partly(match.start, match.end) and (match.rule.kind in _NAMING or match.rule.name in _NAMING):
            continue
        future, past = _tense(low, match, language, verbs)
        previous = last[1] if last and _is_beside(low, last[0], match.start) else None
        if _is_per(low, match, language):
            match = replace(match, rule=replace(match.rule, kind="set"))
        elif _is_nowadays(text, low, match, language):
            match = replace(match, rule=_of_present(match.rule))
        reading = read(match, Context(published, reference, last[1] if last else None, future, past, previous))
        if reading is None:
            continue
        yield match, reading
        told = reading.type in ("DATE", "TIME") and not reading.value.endswith("_REF") and not reading.compared
        if reading.period and told:
            reference = reading.period
            if reading.period.first == reading.period.last:
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
    """Tell whether the expression is no time where it stands: part of a name, an amount, an age."""
    cues, rule = _cues(language), match.rule.name
    before = low[max(0, match.start - 30) : match.start]
    if cues.after.match(low, match.end) or cues.before.search(before):
        return True
    if rule == "weekday" and cues.capital_before.search(text, max(0, match.start - 30), match.start):
        return True
    if match.rule.kind in _UNGLUED and re.search(r"\w:$", before):
        return True  # "Dry:Soon", "3:18 min"
    if rule == "year" and (re.search(r"\d/$", before) or _is_of_name(text, match, cues)):
        return True  # a number of a law, "7021/2022"
    if rule == "year" and (cues.number_names.search(before) or _is_amount(text, low, match, before, cues)):
        return True
    if match.rule.kind == "duration" and _is_age(text, low, match, before, cues):
        return True
    if rule in _ADJECTIVES and re.match(r"[A-Z]\w+ [A-Z]", text[match.start : match.end + 2]):
        return True  # "The Daily Beast"
    return _is_small(text, match) or (rule == "month" and _is_name(text, match, before, cues))


def _is_of_name(text: str, match: Match, cues: _Cues) -> bool:
    """Tell whether a number that is an early year for news belongs to a name before it ("the Expedition 1200")."""
    before = text[max(0, match.start - 30) : match.start]
    return int(match.parts["year"]) < _OLD and cues.of_name.search(before) is not None


def _is_amount(text: str, low: str, match: Match, before: str, cues: _Cues) -> bool:
    """Tell whether a number like a year counts what stands behind it ("die fast 2000 Mitarbeiter", "1500 flights")."""
    if cues.amount_after.match(low, match.end):
        return True
    noun = cues.noun.match(text, match.end, match.end + 24)
    return bool(noun and (int(match.parts["year"]) < _OLD or cues.amount_before.search(before)))


def _is_age(text: str, low: str, match: Match, before: str, cues: _Cues) -> bool:
    """Tell whether years are somebody's age ("35-jährige Frau", "21 years old", "im Alter von 14 Jahren")."""
    if match.rule.name == "duration-years-adjective":
        return not cues.periods.match(low, match.end)
    years = match.parts.get("unit") in ("Y", "M", "W", "D") and "number" in match.parts
    if not years:
        return False
    if match.parts["unit"] == "Y" and _is_age_limit(text, match, before, cues):
        return True
    return bool(cues.age_after.match(low, match.end) or cues.age_before.search(before))


def _is_age_limit(text: str, match: Match, before: str, cues: _Cues) -> bool:
    """Tell "mit 14 Jahren", where no noun behind says of what, and "Jugendliche unter 20 Jahren"."""
    if cues.age_with.search(before):
        return cues.noun.match(text, match.end, match.end + 24) is None
    limited = match.words.get("mod") in cues.age_mods and float(match.parts["number"]) >= cues.age_least
    return limited and re.search(r"[A-ZÄÖÜ]\w+ $", text[max(0, match.start - 30) : match.start]) is not None


def _is_small(text: str, match: Match) -> bool:
    """Tell whether a month, weekday or season lacks its capital ("march on", German "mittags" is another rule)."""
    found = (match.words.get(name) for name in ("month", "short_month", "weekday", "holiday"))
    inside = text[match.start : match.end]
    return any(word is not None and word in inside for word in found)


def _is_name(text: str, match: Match, before: str, cues: _Cues) -> bool:
    """Tell whether a month alone is a person's name or another word: "August Müller", "Theresa May", "May I"."""
    word = match.words["month"]
    if word not in cues.names or cues.month_before.search(before):
        return False
    return word in cues.words or bool(re.match(r" [A-ZÄÖÜ]", text[match.end : match.end + 2]))


def _is_noun_morning(text: str, match: Match) -> bool:
    """Tell German "Morgen" (a part of the day) from "morgen" (tomorrow)."""
    before = text[max(0, match.start - 20) : match.start].rstrip()
    if match.rule.name != "deictic" or not text.startswith("Morgen", match.start):
        return False
    return bool(before) and before[-1] not in '.!?:„“"»«'


def _is_per(low: str, match: Match, language: str) -> bool:
    """Tell whether "a day" means every day: behind an amount or a plural ("700 seats a week")."""
    if match.rule.name != "duration" or match.words.get("number") not in ("a", "an") or "mod" in match.parts:
        return False
    cues = _cues(language)
    before = cues.per_before.search(low, max(0, match.start - 24), match.start)
    return before is not None and before["word"] not in cues.per_verbs


def _is_nowadays(text: str, low: str, match: Match, language: str) -> bool:
    """Tell whether "heute" means the present age: beside a verb of state in the present, or held against what was."""
    if low[match.start : match.end] not in phrases(language, "nowadays", "words"):
        return False
    cues, (start, end) = _cues(language), _clause(low, match)
    if cues.day_before.search(low, start, match.start) or cues.day_behind.match(low, match.end):
        return False
    states = {found.span() for found in cues.lasting.finditer(low, start, end)}
    done = any(found.span() not in states for found in cues.past.finditer(low, start, end))
    if done or (cues.perfect_of.search(low, start, end) and cues.participle.search(text, start, end)):
        return False
    return bool(states) or cues.was.search(low, max(0, match.start - _REACH), match.start) is not None


def _of_present(rule: Rule) -> Rule:
    return replace(rule, name="nowadays", kind="reference", fixed={"ref": "PRESENT_REF"})


def _tense(low: str, match: Match, language: str, verbs: Sequence[Verb]) -> tuple[bool, bool]:
    """Tell future and past by the nearest word of the clause that shows either; neither where there is none."""
    start, end = _clause(low, match)
    cues = _cues(language)
    future = [_distance(match, *found.span()) for found in cues.future.finditer(low, start, end)]
    past = [_distance(match, *found.span()) for found in cues.past.finditer(low, start, end)]
    for place, tense in verbs[bisect_left(verbs, (start, "")) : bisect_left(verbs, (end, ""))]:
        if tense != "participle" or not future:  # "wird vorgestellt"
            (future if tense == "present" else past).append(_distance(match, place, place + 1))
    if cues.next_before.search(low, start, match.start):  # "bis Freitag" points ahead, "bis Oktober" may not
        return True, bool(past)
    if cues.past_before.search(low, start, match.start) or cues.perfect.search(low, start, end):
        return False, True
    if low.startswith(("'s", "’s"), match.end):  # "Monday's drills"
        return False, True
    nearest_future, nearest_past = min(future, default=_FAR), min(past, default=_FAR)
    return nearest_future < _FAR and nearest_future <= nearest_past, nearest_past < nearest_future


def _distance(match: Match, start: int, end: int) -> int:
    """Return the characters between an expression and a word; inside it counts as none at all."""
    if start >= match.end:
        return start - match.end
    return match.start - end if end <= match.start else _FAR


def _clause(low: str, match: Match) -> tuple[int, int]:
    """Return the bounds of the clause around an expression, as far as punctuation tells."""
    start = max(0, match.start - _REACH)
    for found in _CLAUSE_ENDS.finditer(low, start, match.start):
        start = found.end()
    stop = _CLAUSE_ENDS.search(low, match.end, match.end + _REACH)
    return start, stop.start() if stop else min(len(low), match.end + _REACH)


@Language.factory("hergang_times", assigns=["doc._.timexes"])
def make_times(nlp: Language, name: str) -> TimeFinder:
    """Return the component that fills ``doc._.timexes`` from ``doc._.published`` and the text."""
    return TimeFinder(nlp.lang or "")


class TimeFinder:
    """The spaCy component ``hergang_times``; works on blank pipelines too."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, doc: Doc) -> Doc:
        """Assign the time expressions of the text."""
        language = doc._.language if doc._.language in LANGUAGES else self.language
        words = freeze(doc)
        names, verbs = list(_names(words)), list(_verbs(words, language))
        found = find_times(doc.text, doc._.published, language, names=names, verbs=verbs)
        doc._.timexes = found  # a tie looks at the other times around
        doc._.timexes = [replace(timex, measures=tie(words, timex, language).span()) for timex in found]
        return doc


def _names(doc: Any) -> Iterator[tuple[int, int]]:
    """Yield the spans of longer names: a month or a year in one is part of it."""
    for ent in doc.ents:
        if ent.label_ in ("PER", "ORG", "MISC", "PERSON", "WORK_OF_ART"):
            yield ent.start_char, ent.end_char


def _verbs(doc: Any, language: str) -> Iterator[Verb]:
    """Yield the verbs that show tense (STTS, PTB tags): their offset and tense."""
    telling = frozenset(phrases(language, "tense", "telling"))
    for token in doc:
        if token.tag_ == "VBD" or (token.tag_ == "VVFIN" and "Past" in token.morph.get("Tense", [])):
            yield token.idx, "past"
        elif token.tag_ in ("VBN", "VVPP"):
            yield token.idx, "participle"
        elif token.tag_ in ("VBZ", "VBP", "VVFIN") and token.lemma_.lower() not in telling:
            yield token.idx, "present"
