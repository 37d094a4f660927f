"""The grammar of time expressions: rules kept as data, compiled to regular expressions, matched on islands of text.

A rule of ``lexica/*/times.toml`` is a template of placeholders, ``"{day}. {month} {year}"``, and a ``kind`` that says
what its parts mean (`hergang.extract.times_normalise`). Placeholders name a table of ``[words]`` (value = words, ``~``
for the inflections), a pattern of ``[patterns]``, or list words in place: ``{=in the|of}``. A trailing digit tells two
of one name apart. A word of a template that ends in ``?`` may be missing. Where ``<`` and ``>`` stand, what is between
them is the expression and the rest only its surroundings: ``"{=seit} <{units}>"`` (inside a word: ``{<}`` and
``{>}``).

Matching is linear in the length of the text: one pass cuts it into islands, runs of words that occur in the lexicon
(cut where they are long), and only the rules whose mandatory words all occur in an island are tried there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from hergang.extract.errors import LexiconError
from hergang.extract.lexica import FOLDER, entry, lexicon
from hergang.extract.numbers import alternation, number_pattern, parse_number, parse_year

MAX_WORDS = 40  # words of one island; a longer run (a list of dates) is cut at its next mark
MAX_RUN = 160  # words; a run with no mark in it is noise and cut anywhere
_GAP = r"(?:[ \u00a0\u202f\t]{1,2}|[ ]?\n[ ]?)"
_WORD = re.compile(r"[^\W_]+")
_BETWEEN = re.compile(r"[\s.,:;'’`\-–—/+\"„“”()]{0,4}")
_AHEAD = 12  # characters
_MARK = re.compile(r"[,;:()\n]")
_PLACE = re.compile(r"\{(=?)([^{}]+)\}")
_NUMBERS = ("number", "count")
_MARKS = {"<": "(?P<span>", ">": ")"}
_NO_WORDS = {"year_words", *_MARKS}  # places that no single word of an island tells

Value = str | float | int


@dataclass(frozen=True)
class Rule:
    """One compiled rule; ``needs`` are the placeholders that an island must have words of."""

    name: str
    kind: str
    pattern: re.Pattern[str]
    needs: frozenset[str]
    fixed: Mapping[str, Any]
    confidence: float
    order: int


@dataclass(frozen=True)
class Match:
    """A rule found in the text: ``parts`` are the values of its placeholders, ``words`` what stood there."""

    start: int
    end: int
    rule: Rule
    parts: Mapping[str, Value]
    words: Mapping[str, str]


@dataclass(frozen=True)
class Grammar:
    """All rules of a language with the vocabulary that makes up the islands."""

    language: str
    rules: tuple[Rule, ...]
    tables: Mapping[str, Mapping[str, str]]
    vocabulary: Mapping[str, frozenset[str]]
    aliases: Mapping[str, str]
    digits: frozenset[str]  # names of the patterns, which digits may fit
    stems: re.Pattern[str]
    numbers: re.Pattern[str]


@cache
def grammar(language: str) -> Grammar:
    """Return the compiled grammar of a language; LexiconError names a rule that is malformed."""
    data = lexicon(language, "times")
    tables = {name: _table(words, data["inflections"]) for name, words in data["words"].items()}
    rules = tuple(_compile(language, order, rule, tables, data["patterns"]) for order, rule in enumerate(data["rule"]))
    return Grammar(
        language,
        rules,
        tables,
        _vocabulary(data["rule"], tables),
        data["alias"],
        frozenset(data["patterns"]) | frozenset(_NUMBERS),
        re.compile("|".join(data["stems"])),
        re.compile(number_pattern(language, article=True)),
    )


def _table(words: Any, inflections: list[str]) -> dict[str, str]:
    """Return word -> value of one table, every ``~`` replaced by each inflection."""
    pairs = words.items() if isinstance(words, Mapping) else [(word.rstrip("~"), [word]) for word in words]
    table: dict[str, str] = {}
    for value, forms in pairs:
        for form in forms:
            for ending in inflections if "~" in form else [""]:
                table[form.replace("~", ending)] = value
    return table


def _compile(language: str, order: int, rule: Any, tables: Mapping[str, Any], patterns: Mapping[str, str]) -> Rule:
    fixed = {key: value for key, value in rule.items() if key not in ("name", "kind", "template", "confidence")}
    try:
        regex, needs = _expand(language, rule["template"], tables, patterns)
        return Rule(rule["name"], rule["kind"], re.compile(regex), needs, fixed, rule.get("confidence", 0.8), order)
    except (KeyError, re.error) as error:
        path = FOLDER / language / "times.toml"
        raise LexiconError(f"{path}: rule {rule.get('name', order)!r}: {error}. Check its template.") from error


def _expand(
    language: str, template: str, tables: Mapping[str, Any], patterns: Mapping[str, str]
) -> tuple[str, frozenset[str]]:
    """Return the regular expression of a template and the placeholders it cannot do without."""
    regex, needs, gap = "", set(), ""
    for word in _split(template):
        bare = word.removeprefix("<").removesuffix(">").removesuffix("?")
        body = _PLACE.sub(lambda place: _place(language, place, tables, patterns), bare)
        if word.startswith("<"):
            regex, gap = regex + gap + "(?P<span>", ""
        if word.removesuffix(">").endswith("?"):
            regex += f"(?:{gap}{body})?" if gap else f"(?:{body}{_GAP})?"
        else:
            needs |= {_stem(name) for is_list, name in _PLACE.findall(word) if not is_list} - _NO_WORDS
            regex, gap = regex + gap + body, _GAP
        if word.endswith(">"):
            regex += ")"
    return rf"(?<!\w){regex}(?!\w)", frozenset(needs)


def _split(template: str) -> list[str]:
    """Return the words of a template; blanks inside braces do not part words."""
    return re.findall(r"(?:\{[^{}]*\}|\S)+", template)


def _stem(name: str) -> str:
    return name.rstrip("0123456789")


def _place(language: str, place: re.Match[str], tables: Mapping[str, Any], patterns: Mapping[str, str]) -> str:
    is_list, name = place.groups()
    if name in _MARKS:
        return _MARKS[name]
    if is_list:
        return alternation(name.split("|"))
    stem = _stem(name)
    if stem in _NUMBERS:
        return rf"(?P<{name}>(?>{number_pattern(language, article=stem == 'number')}))"
    if stem in patterns:
        return rf"(?P<{name}>{patterns[stem]})"
    return rf"(?P<{name}>{alternation(list(tables[stem]))})"


def _vocabulary(rules: list[Any], tables: Mapping[str, Mapping[str, str]]) -> dict[str, frozenset[str]]:
    """Return each word of the lexicon with the names of the tables it occurs in ("" for words of templates)."""
    found: dict[str, set[str]] = {}
    for name, table in tables.items():
        for phrase in table:
            for word in _WORD.findall(phrase):
                found.setdefault(word, set()).add(name)
    for rule in rules:
        for is_list, words in _PLACE.findall(rule["template"]):
            for word in _WORD.findall(words) if is_list else ():
                found.setdefault(word, set())
    return {word: frozenset(names) for word, names in found.items()}


def lowered(text: str) -> str:
    """Return the text in lower case, character by character, so that offsets stay."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def find_matches(text: str, language: str) -> list[Match]:
    """Return the rules found in the text, none overlapping, in text order: the longest wins, then the earlier rule."""
    found = grammar(language)
    low = lowered(text)
    matches: list[Match] = []
    for start, end, present in _islands(low, found):
        matches += _best(low, start, end, _rules_for(language, present), found)
    return matches


def _islands(low: str, found: Grammar) -> Iterator[tuple[int, int, frozenset[str]]]:
    """Yield the runs of known words: start, end, and the tables that their words occur in."""
    start, end, count, present = -1, 0, 0, set[str]()
    for word in _WORD.finditer(low):
        names = _names(word.group(), found.language)
        joined = start >= 0 and count < MAX_RUN and bool(_BETWEEN.fullmatch(low, end, word.start()))
        if joined and count >= MAX_WORDS:
            joined = not _MARK.search(low, end, word.start())
        if start >= 0 and (names is None or not joined):
            yield start, end, frozenset(present)
            start = -1
        if names is not None:
            if start < 0:
                start, count, present = word.start(), 0, set()
            end, count = word.end(), count + 1
            present |= names
    if start >= 0:
        yield start, end, frozenset(present)


@lru_cache(maxsize=20000)
def _names(word: str, language: str) -> frozenset[str] | None:
    """Return the tables and patterns that a word may fit, ``{"*"}`` for compounds, None where no rule knows it."""
    found = grammar(language)
    names = found.vocabulary.get(word)
    if word[0].isdigit():
        return (found.digits if word.isdecimal() else frozenset({"*"})) if len(word) <= 12 else None
    if len(word) <= 60 and found.numbers.fullmatch(word):
        names = (names or frozenset()) | frozenset(_NUMBERS)
    if names is None and len(word) <= 30 and found.stems.search(word):
        return frozenset({"*"})
    return names


@lru_cache(maxsize=20000)
def _rules_for(language: str, present: frozenset[str]) -> tuple[Rule, ...]:
    everything = "*" in present
    return tuple(rule for rule in grammar(language).rules if everything or rule.needs <= present)


def _best(low: str, start: int, end: int, rules: tuple[Rule, ...], found: Grammar) -> list[Match]:
    """Return the matches of one island: longest first, then rule order, none overlapping another."""
    # an apostrophe may open the expression ("'90s"); behind it rules look a few characters further
    hits = [
        (*_extent(match), rule, match)
        for rule in rules
        for match in rule.pattern.finditer(low, max(0, start - 1), min(len(low), end + _AHEAD))
        if match.start() < end
    ]
    hits.sort(key=lambda hit: (hit[0] - hit[1], hit[2].order, hit[0]))
    taken: list[tuple[int, int]] = []
    kept: list[Match] = []
    for first, last, rule, match in hits:
        if first < last and all(last <= left or first >= right for left, right in taken):
            taken.append((first, last))
            kept.append(Match(first, last, rule, *_parts(match, found)))
    return sorted(kept, key=lambda match: match.start)


def _extent(match: re.Match[str]) -> tuple[int, int]:
    """Return where the expression itself stands in a match."""
    return match.span("span") if "span" in match.re.groupindex else match.span()


def _parts(match: re.Match[str], found: Grammar) -> tuple[dict[str, Value], dict[str, str]]:
    """Return the values of the placeholders, by the names that the kinds know, and their words."""
    words = {name: re.sub(r"\s+", " ", word) for name, word in match.groupdict().items() if word is not None}
    words.pop("span", None)
    parts: dict[str, Value] = {}
    for name, word in words.items():
        stem = _stem(name)
        value: Value | None
        if stem in _NUMBERS:
            value = parse_number(word, found.language)
        elif stem == "year_words":
            value = parse_year(word, found.language)
        else:
            value = _value(found.tables.get(stem, {}), word)
        if value is not None:
            parts[found.aliases.get(stem, stem) + name[len(stem) :]] = value
    return parts, words


def _value(table: Mapping[str, str], word: str) -> Value:
    value = table.get(word, word)
    if re.fullmatch(r"-?\d{1,12}", value):
        return int(value)
    return float(value) if re.fullmatch(r"\d+\.\d+", value) else value


def phrases(language: str, *keys: str) -> list[str]:
    """Return a list of words of ``times.toml`` outside its rules (tense cues, guards)."""
    return list(entry(language, "times", *keys))
