"""Quantities: numbers with what they count.

``unit`` is the currency's code (ISO 4217) for money, "percent", "year" for an age ("35-jährig", "a 19-year-old"), the
international name for a measure ("kilometer"), else the counted noun's lemma in small letters ("43 Millionen
Followern": 43000000 follower). A number with no unit beside it stands alone where it is plainly an amount ("16.000",
"1.45 million").

Of a range ("vier bis fünf Millionen") ``value`` is the lower bound, with mod APPROX. A span covers number and unit, not
the words before it ("rund", "more than") that make the mod. Left out: what is a time expression, ordinals, clock times,
scores ("3:1"), numbers that name a thing ("Artikel 5", "Boeing 737"), telephone numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from hergang.extract import extensions
from hergang.extract.lexica import entry
from hergang.extract.numbers import alternation, number_pattern, parse_number
from hergang.extract.records import Quantity, Timex
from hergang.extract.times_grammar import lowered

LANGUAGES = ("de", "en")
_GAP = r"[ \u00a0\u202f\n]"
_MAX_WORDS = 5  # words between a number and the noun it counts
_BARE = 10  # a smaller number with no unit, decimals or scale is rarely an amount
_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_AGES = (5, 110)  # years; a smaller or larger number behind a name is something else
_OF_NAMES = 20  # a larger number behind an acronym is rarely part of a name
_ACRONYM = re.compile(r"(?<!\w)[A-Z]{2,6} $")
_MINUS = re.compile(r"(?:^|[\s(])[-−]$")
_SCALES = (1e12, 1e9, 1e6, 1e3)
_CONFIDENCE = {"money": 0.95, "percent": 0.97, "age": 0.93, "measure": 0.9, "counted": 0.85, "bare": 0.7}

extensions.register()


@dataclass(frozen=True)
class _Lexicon:
    """The compiled word lists of a language."""

    number: re.Pattern[str]
    single: re.Pattern[str]  # a number that is no range
    both: re.Pattern[str]  # what joins a range only behind a word that opens it ("between 5 and 10")
    opened: re.Pattern[str]
    ratio: re.Pattern[str]
    partitive: re.Pattern[str]
    units: tuple[tuple[str, re.Pattern[str], Mapping[str, str]], ...]
    signs: Mapping[str, str]
    age_behind: re.Pattern[str]
    age_before: re.Pattern[str]
    age_told: re.Pattern[str]
    age_ends: re.Pattern[str]
    age_with: re.Pattern[str]
    age_years: re.Pattern[str]
    age_named: re.Pattern[str]
    age_then: re.Pattern[str]
    mods: re.Pattern[str]
    mod_of: Mapping[str, str]
    labels: re.Pattern[str]
    listed: re.Pattern[str]  # numbers before another of a list
    stop: frozenset[str]
    attached_stop: frozenset[str]
    irregular: Mapping[str, str]
    singular: frozenset[str]
    endings: tuple[tuple[str, str], ...]
    plural_s: bool
    articles: frozenset[str]


@cache
def _lexicon(language: str) -> _Lexicon:
    def get(*keys: str) -> Any:
        return entry(language, "quantities", *keys)

    def words(table: str) -> dict[str, str]:
        return {word: unit for unit, forms in get(table).items() for word in forms}

    signs, noun, age, mods = words("currency_sign"), get("noun"), get("age"), words("mod")
    joins = rf"(?:{alternation(get('label', 'joins'))} )?"
    return _Lexicon(
        _number_regex(language, list(signs), [*get("range", "words"), *get("range", "both")]),
        _number_regex(language, list(signs), []),
        re.compile(rf"{_GAP}{alternation(get('range', 'both'))}{_GAP}"),
        re.compile(rf"(?<!\w){alternation(get('range', 'opened'))}{_GAP}$"),
        re.compile(rf"(?<!\w)(?:\d+|{number_pattern(language)}){_GAP}{alternation(get('part', 'ratio'))}{_GAP}$"),
        re.compile(rf"{_GAP}{alternation(get('part', 'partitive'))}{_GAP}(?>{number_pattern(language)})(?!\w)"),
        tuple(_unit_regex(kind, words(table)) for kind, table in _UNITS),
        signs,
        re.compile(rf"(?:[- ]?{alternation(age['behind'])}|{_GAP}{alternation(age['words'])})(?!\w)"),
        re.compile(rf"(?<!\w){alternation(age['strict_before'])}{_GAP}(?:\d+{_GAP}(?:und|bis|oder|and|or){_GAP})?$"),
        re.compile(rf"(?<!\w){alternation(age['told'])}{_GAP}$"),
        re.compile(rf"[.,;)]|{_GAP}{alternation(age['told_ends'])}(?!\w)"),
        re.compile(rf"(?<!\w){_any_of(age['with'])}{_GAP}$"),
        re.compile(rf"{_GAP}{_any_of(age['years'])}(?!\w)"),
        re.compile(rf"[A-ZÄÖÜ]\w+{_GAP}{alternation(age['named'])}{_GAP}$"),
        re.compile(rf"{_GAP}(?:{alternation(age['then'])}(?!\w)|in{_GAP}\d{{4}})"),
        re.compile(rf"(?<!\w)(?P<mod>{alternation(list(mods))}){_GAP}$"),
        mods,
        re.compile(rf"(?<![\w§])(?:{alternation(get('label', 'before'))})[ \u00a0-]?$"),
        re.compile(rf"(?:\d+[a-z]?(?:, | ){joins})+$"),
        frozenset(noun["stop"]),
        frozenset(noun["attached_stop"]),
        noun.get("irregular", {}),
        frozenset(noun.get("singular", ())),
        tuple((ending, singular) for ending, singular in get("lemma", "endings")),
        get("lemma", "plural_s"),
        frozenset(word for words_of in entry(language, "numbers", "article").values() for word in words_of),
    )


_UNITS = (("money", "currency"), ("percent", "percent"), ("measure", "measure"))


def _any_of(words: list[str]) -> str:
    """Return a pattern of some words, of none one that nothing matches."""
    return alternation(words) if words else r"(?!)"


def _number_regex(language: str, signs: list[str], joiners: list[str]) -> re.Pattern[str]:
    number = number_pattern(language)
    sign = rf"(?:(?P<sign>{alternation(signs)}){_GAP}?)?"
    joined = rf"(?:{_GAP}{alternation(joiners)}{_GAP}|{_GAP}?[-–]{_GAP}?)" if joiners else ""
    upper = rf"(?:{joined}(?P<upper>(?>{number}))(?!\w))?" if joiners else ""
    return re.compile(rf"(?<![\w.,:/§#@+&'’])(?<!\d[-– ])(?<![^\W\d]-){sign}(?P<number>(?>{number})){upper}")


def _upper(match: re.Match[str]) -> str | None:
    """Return the upper bound of a range."""
    return match.groupdict().get("upper")


def _unit_regex(kind: str, words: dict[str, str]) -> tuple[str, re.Pattern[str], Mapping[str, str]]:
    return kind, re.compile(rf"(?:{_GAP}|-)?(?P<unit>{alternation(list(words))})(?!\w)"), words


@dataclass(frozen=True)
class _Found:
    """A quantity before it is numbered."""

    end: int
    unit: str | None
    kind: str


def find_quantities(
    text: str, language: str, *, times: Sequence[Timex] = (), lemmas: Mapping[int, str] | None = None
) -> list[Quantity]:
    """Return the quantities of a text, in text order, numbered n1, n2, ...

    Args:
        text: the article's text.
        language: ISO 639-1 code with a lexicon.
        times: the time expressions of the text; a number that is part of one is no quantity.
        lemmas: by the start of a noun its lemma, where a model tagged the text; else endings are cut by rule.

    Raises:
        LexiconError: there is no lexicon for the language.
    """
    low, found = lowered(text), list[Quantity]()
    taken = sorted((timex.start, timex.end) for timex in times)
    for match in _numbers(low, language):
        value = parse_number(match["number"], language)
        while taken and taken[0][1] <= match.start("number"):
            taken.pop(0)
        if value is None or (taken and taken[0][0] < match.end()):
            continue
        quantity = _quantity(text, low, match, value, language, lemmas or {})
        if quantity is not None:
            found.append(quantity)
    return [_numbered(quantity, index) for index, quantity in enumerate(found, 1)]


def _numbered(quantity: Quantity, index: int) -> Quantity:
    return Quantity(f"n{index}", *(getattr(quantity, name) for name in _FIELDS))


_FIELDS = ("start", "end", "value", "unit", "mod", "confidence", "by")


def _numbers(low: str, language: str) -> Iterator[re.Match[str]]:
    """Yield the numbers of the text with a boundary behind them; digits that run on are none (dates, versions)."""
    for match in _matches(low, _lexicon(language)):
        behind = low[match.end() : match.end() + 2]
        if re.match(r"[.,:/]\d|:\d|/|\+|\.?['‘’′]['‘’′)]|\.['‘’′]", behind):
            continue
        if match["number"] in _lexicon(language).articles:
            continue
        inside_word = match["number"][-1:].isalpha() and behind[:1].isalpha() and not match["number"][0].isdigit()
        if not inside_word or _lexicon(language).age_behind.match(low, match.end()):
            yield match


def _matches(low: str, words: _Lexicon) -> Iterator[re.Match[str]]:
    """Yield numbers and ranges; of "aged 11 and 7" each number alone, for nothing opens a range."""
    place = 0
    while match := words.number.search(low, place):
        upper = match.groupdict().get("upper")
        if upper is not None and words.both.fullmatch(low, match.end("number"), match.start("upper")):
            opened = words.opened.search(low, max(0, match.start() - 24), match.start())
            match = match if opened else words.single.match(low, match.start()) or match
        yield match
        place = match.end()


def _quantity(
    text: str, low: str, match: re.Match[str], value: float, language: str, lemmas: Mapping[int, str]
) -> Quantity | None:
    words = _lexicon(language)
    before = low[max(0, match.start() - 24) : match.start()]
    if match["sign"] is None and (_is_label(low, match.start(), words) or words.ratio.search(before)):
        return None
    start = match.start()
    if value <= _OF_NAMES and match["number"].isdecimal() and _ACRONYM.search(text[max(0, start - 8) : start]):
        return None  # "SDG 7"
    found = _unit(text, low, match, value, language, lemmas)
    if found is None:
        return None
    if found.kind in ("percent", "measure") and _MINUS.search(text[max(0, start - 2) : start]):
        start, value = start - 1, -value
    if found.kind == "bare" and _is_meters(low, match):
        value, found = round(value / 1e6, 6), _Found(found.end, "meter", "measure")
    mod = words.mods.search(before)
    ranged = _upper(match) is not None
    return Quantity(
        id="",
        start=start,
        end=found.end,
        value=_lower_value(match, value, language) if ranged else value,
        unit=found.unit,
        mod="APPROX" if ranged else (words.mod_of[re.sub(r"\s", " ", mod["mod"])] if mod else None),
        confidence=_CONFIDENCE[found.kind],
        by=f"hergang_quantities:{found.kind}",
    )


def _is_label(low: str, start: int, words: _Lexicon) -> bool:
    """Tell a number that is the name of a thing, or one of several: "Article 5", "Sections 21, 24, and 26"."""
    before = low[max(0, start - 60) : start]
    listed = words.listed.search(before)
    return words.labels.search(before[: listed.start()] if listed else before) is not None


def _lower_value(match: re.Match[str], value: float, language: str) -> float:
    """Return the lower bound; a scale named once holds for both ("vier bis fünf Millionen")."""
    upper = parse_number(match["upper"], language)
    if upper is None or value >= 1000:
        return value
    factor = next((scale for scale in _SCALES if upper >= scale), 1.0)
    written = re.sub(r"[.,]", "", match["upper"])
    return value if written.isdecimal() else value * factor


def _unit(
    text: str, low: str, match: re.Match[str], value: float, language: str, lemmas: Mapping[int, str]
) -> _Found | None:
    """Return what the number counts and where that ends, None where the number is no amount."""
    words, end = _lexicon(language), match.end()
    if match["sign"] is not None:
        return _Found(end, words.signs[match["sign"].strip()], "money")
    age = words.age_behind.match(low, end)
    if age and value <= 150:
        return _Found(age.end(), "year", "age")
    if value <= 120 and words.age_before.search(low[max(0, match.start() - 16) : match.start()]):
        years = words.age_years.match(low, end)
        return _Found(years.end() if years else end, "year", "age")
    years = words.age_years.match(low, end)
    if years and _AGES[0] <= value <= _AGES[1] and _is_age_with(text, low, match, years.end(), words):
        return _Found(years.end(), "year", "age")
    if _is_age_behind_name(text, match, value) or _is_age_told(text, low, match, value, words):
        return _Found(end, "year", "age")
    for kind, pattern, units in words.units:
        unit = pattern.match(low, end)
        if unit and low[unit.start() : unit.start() + 1].isalpha() and low[end - 1 : end].isalpha():
            continue
        if unit and text[unit.start() : unit.end()] == "G":
            return None  # "4G", "5G"
        if unit:
            return _per(low, _Found(unit.end(), units[re.sub(r"\s", " ", unit["unit"])], kind), words)
    return _counted(text, low, match, value, language, lemmas)


def _per(low: str, found: _Found, words: _Lexicon) -> _Found:
    """Add what a unit is told of: "380 Wh/l", "5 g/kg"."""
    measures = next(units for kind, _, units in words.units if kind == "measure")
    behind = re.compile(r"/(\w{1,12})(?!\w)").match(low, found.end)
    if behind is None or behind[1] not in measures:
        return found
    return _Found(behind.end(), f"{found.unit} per {measures[behind[1]]}", found.kind)


def _is_age_with(text: str, low: str, match: re.Match[str], end: int, words: _Lexicon) -> bool:
    """Tell "Mit 50 Jahren ist sie ..." from "mit 50 Jahren Erfahrung"."""
    told = words.age_with.search(low, max(0, match.start() - 8), match.start())
    return told is not None and re.match(r"[ \n]\W?[A-ZÄÖÜ]", text[end : end + 3]) is None


def _is_age_told(text: str, low: str, match: re.Match[str], value: float, words: _Lexicon) -> bool:
    """Tell an age that a sentence tells of a person: "since he was 18", "sie ist 71 und", "Ann was 12 in 1976"."""
    if not match["number"].isdecimal() or not _AGES[0] <= value <= _AGES[1] or _upper(match):
        return False
    told = words.age_told.search(low, max(0, match.start() - 24), match.start())
    if told is not None:
        return words.age_ends.match(low, match.end()) is not None
    named = words.age_named.search(text, max(0, match.start() - 24), match.start())
    return named is not None and words.age_then.match(low, match.end()) is not None


def _is_age_behind_name(text: str, match: re.Match[str], value: float) -> bool:
    """Tell an age set behind a name: "Mike Davis, 60, drove", "Anna Meier (34)"."""
    if not match["number"].isdecimal() or not _AGES[0] <= value <= _AGES[1] or _upper(match):
        return False
    before, behind = text[max(0, match.start() - 24) : match.start()], text[match.end() : match.end() + 1]
    opened = re.search(r"[A-ZÄÖÜ][\w'’-]+(, | \()$", before)
    return opened is not None and bool(behind) and behind in (",;" if opened[1] == ", " else ")")


def _counted(
    text: str, low: str, match: re.Match[str], value: float, language: str, lemmas: Mapping[int, str]
) -> _Found | None:
    end, words = match.end(), _lexicon(language)
    if low[end : end + 2] in ("er", "th", "st", "nd", "rd"):
        return None
    if (
        language == "de"
        and value < 1000
        and match["number"].isdecimal()
        and re.match(r"\.[ \u00a0]\w", low[end : end + 3])
    ):
        return None  # an ordinal ("3. Platz")
    noun = NOUNS[language](text, low, end, value, words)
    if noun and (value == 1 or language == "en") and lemmas and _last_word(text, *noun) not in lemmas:
        noun = None  # "One fell", "Pass 15 offers": no noun
    whole = words.partitive.match(low, end)
    if noun is None and whole:  # "16 von 33 Kindern"
        noun = NOUNS[language](text, low, whole.end(), 2, words)
        if noun is not None:
            return _Found(end, _lemma(text[slice(*noun)], language, lemmas.get(noun[0])), "counted")
    if noun is None:
        return _bare(text, match, value, end, words.stop)
    start, stop = noun
    return _Found(stop, _lemma(text[start:stop], language, lemmas.get(start), several=value != 1), "counted")


def _last_word(text: str, start: int, stop: int) -> int:
    """Return where the last word of a noun begins ("New Yorkers")."""
    return start + text[start:stop].rfind(" ") + 1


def _bare(text: str, match: re.Match[str], value: float, end: int, stop: frozenset[str]) -> _Found | None:
    """A number that stands alone: an amount where it has decimals, thousands or a scale, or is not small."""
    words = match["number"]
    plain = words.isdecimal()
    if plain and (_upper(match) or re.match(r" [A-Z]", text[end : end + 2])):
        return None  # a score, an address
    if end < len(text) and (text[end].isalnum() or text[end] in "-–_"):
        return None
    if plain and (value < _BARE or 1000 <= value <= 2100 or len(words) > 6 or words[0] == "0"):
        return None
    if not words[0].isdigit() and value < 100:
        return None
    before = re.search(r"(\w+)[ -]$", text[max(0, match.start() - 24) : match.start()])
    if plain and before and before[1][0].isupper() and before[1].lower() not in stop:
        return None  # a name: "Boeing 737"
    return _Found(end, None, "bare")


def _is_meters(low: str, match: re.Match[str]) -> bool:
    """Tell whether an "m" means meters: before a noun that is not counted ("a 30m vessel")."""
    return bool(re.fullmatch(r"[\d.]+m", match["number"]) and re.match(r" [a-z]", low[match.end() : match.end() + 2]))


def _german_noun(text: str, low: str, end: int, value: float, words: _Lexicon) -> tuple[int, int] | None:
    """The first word with a capital behind at most some adjectives."""
    for start, stop in _following(text, end):
        word = text[start:stop]
        if text[end] == "-" and ("-" in word or low[start:stop] in words.attached_stop):
            return None  # a compound: "Drei-Monats-Packung", "6-Seen-Platte", "2170-Format"
        if word[0].isupper() and low[start:stop] not in words.stop:
            return start, stop
        if low[start:stop] in words.stop or not re.search(r"(?:e|en|er|em|es)$", word):
            return None
    return None


def _english_noun(text: str, low: str, end: int, value: float, words: _Lexicon) -> tuple[int, int] | None:
    """The first word that is a plural (any word where the number is one), up to the next function word."""
    for start, stop in _following(text, end):
        if start == end + 1 and text[end] == "-":  # "three-season trips", "a two-way street"
            counts = (
                value >= 1 and low[start:stop].isalpha() and low[start:stop] not in words.attached_stop | words.stop
            )
            return (start, stop) if counts else None
        word = low[start:stop].removesuffix("'s").removesuffix("’s")
        if word in words.stop:
            return None
        if word in words.irregular or (value != 1 and _is_plural(word, words)):
            return _whole_noun(text, low, start, stop, words)
        if value == 1 and text[end] == " " and not re.search(r"(?:ed|ing|al|ous|ive|ly|er|new|old|other)$", word):
            return start, stop
    return None


def _whole_noun(text: str, low: str, start: int, stop: int, words: _Lexicon) -> tuple[int, int]:
    """Go on to the last of several plurals ("police employees"), and back over a name ("New Yorkers")."""
    for first, last in _following(text, stop):
        word = low[first:last]
        if word in words.stop or not _is_plural(word, words) or text[stop] != " ":
            break
        start, stop = first, last
    before = re.search(r"[A-Z]\w+ $", text[max(0, start - 20) : start])
    return (start - len(before[0]) if before and text[start].isupper() else start), stop


def _is_plural(word: str, words: _Lexicon) -> bool:
    return len(word) > 2 and word.endswith("s") and not word.endswith(("ss", "us", "is")) and word not in words.singular


NOUNS = {"de": _german_noun, "en": _english_noun}


def _following(text: str, end: int) -> Iterator[tuple[int, int]]:
    """Yield the words right behind a number, up to the next mark that is no quotation mark."""
    for _ in range(_MAX_WORDS):
        gap = re.compile(r"(?:[ \u00a0\u202f]|-|\n(?!\n))[„“\"»«(]?").match(text, end)
        word = _WORD.match(text, gap.end()) if gap else None
        if word is None:
            return
        yield word.start(), word.end()
        end = word.end()


def _lemma(word: str, language: str, lemma: str | None, *, several: bool = True) -> str:
    """Return a noun's lemma in small letters: the model's, else by its ending."""
    low, words = word.lower(), _lexicon(language)
    if low in words.irregular:
        return words.irregular[low]
    if lemma and lemma.lower() != low:
        return lemma.lower()
    for ending, singular in words.endings:
        if low.endswith(ending):
            return low.removesuffix(ending) + singular
    if words.plural_s and several and not word[-2:].isupper() and re.search(r"[^aeiousß]s$", low):
        return low[:-1]  # "Steals"
    return low


@Language.factory("hergang_quantities", assigns=["doc._.quantities"], requires=["doc._.timexes"])
def make_quantities(nlp: Language, name: str) -> QuantityFinder:
    """Return the component that fills ``doc._.quantities``; it comes behind ``hergang_times``."""
    return QuantityFinder(nlp.lang or "")


class QuantityFinder:
    """The spaCy component ``hergang_quantities``; works on blank pipelines too."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, doc: Doc) -> Doc:
        """Assign the quantities of the text."""
        language = doc._.language if doc._.language in LANGUAGES else self.language
        lemmas = {token.idx: token.lemma_ for token in doc if token.pos_ in ("NOUN", "PROPN")}
        doc._.quantities = find_quantities(doc.text, language, times=doc._.timexes, lemmas=lemmas)
        return doc
