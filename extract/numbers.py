"""Numbers in text, in digits and in words, of one language (``lexica/*/numbers.toml``).

`number_pattern` gives the regular expression that finds one, `parse_number` its value: "dreiundvierzig Millionen",
"43 Mio.", "1.234,5" (German) and "1,234.5", "two dozen", "2 1/2" (English). Ordinals are not numbers here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from hergang.extract.lexica import entry

_SUPERSCRIPTS = {"½": 0.5, "¼": 0.25, "¾": 0.75}
_GAP = r"[ \u00a0\u202f\n]"
_LONGEST = 120  # characters; a longer run of number words is a list or noise, not one number


def alternation(words: list[str]) -> str:
    """Return the words as one regular expression, longest first, any blank for a blank."""
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    return "(?:" + "|".join(re.escape(word).replace(r"\ ", _GAP) for word in ordered) + ")"


@dataclass(frozen=True)
class _Words:
    """The number words of a language, by what they do in a number."""

    atoms: dict[str, float]
    articles: dict[str, float]
    scales: dict[str, float]
    groups: dict[str, float]
    fractions: dict[str, float]
    joiners: tuple[str, ...]
    halves: tuple[str, ...]
    thousands: tuple[str, ...]
    decimal: tuple[str, ...]


@cache
def _words(language: str) -> _Words:
    def table(key: str) -> dict[str, float]:
        return {word: float(value) for value, words in entry(language, "numbers", key).items() for word in words}

    def part(key: str, field: str) -> tuple[str, ...]:
        return tuple(entry(language, "numbers", key, field))

    return _Words(
        table("atoms"),
        table("article"),
        table("scales"),
        table("groups"),
        table("fractions"),
        part("format", "joiner"),
        part("halves", "words"),
        part("format", "thousands"),
        part("format", "decimal"),
    )


@cache
def digits_pattern(language: str) -> str:
    """Return the pattern of a number in digits, thousands and decimals as the language writes them."""
    words = _words(language)
    thousands = "[" + "".join(re.escape(mark) for mark in words.thousands) + "]"
    decimal = "[" + "".join(re.escape(mark) for mark in words.decimal) + "]"
    grouped = rf"\d{{1,3}}(?:{thousands}\d{{3}})+(?!\d)"
    return rf"(?:(?:{grouped}|\d+)(?:{decimal}\d+)?(?:{_GAP}?[½¼¾]|{_GAP}[1-9]/[2-9](?!\d))?|[½¼¾]|[1-9]/[2-9](?!\d))"


@cache
def words_pattern(language: str) -> str:
    """Return the pattern of a number in words alone, without scales behind a blank ("dreiundvierzig")."""
    words = _words(language)
    atom = alternation([*words.atoms, *words.fractions])
    joiner = alternation(list(words.joiners))
    return rf"(?:{atom}(?:(?:{_GAP}?{joiner}{_GAP}?|[-{_GAP[1:-1]}])?{atom}(?!{_GAP}?[-/])|(?:{joiner})?{atom})*)"


@cache
def number_pattern(language: str, *, article: bool = False) -> str:
    """Return the pattern of a number: digits or words, with scale ("43 Mio.") and group ("two dozen").

    With ``article`` the indefinite article counts as one ("ein Jahr", "a year"); the caller sees to word boundaries.
    """
    words = _words(language)
    scale = rf"(?:{_GAP}?-?{alternation(list(words.scales))}(?!\w))"
    group = rf"(?:{_GAP}?{alternation(list(words.groups))}(?!\w))"
    whole = r"(?!\w)" if article else ""  # "ein" is no number inside "einen"; compounds ("elfminütig") are, without
    core = rf"(?:{digits_pattern(language)}|{words_pattern(language)}{whole})"
    lead = alternation([*words.articles]) if article else r"(?!)"
    article_gap = rf"{alternation([*words.articles])}{_GAP}"
    spelt = [word for word in words.scales if len(word) > 3 and word.isalpha()]
    hundreds = alternation([word for word, value in words.atoms.items() if value >= 100])
    fraction = rf"(?:{alternation([*words.fractions])}{_GAP})"
    counted = alternation([*words.groups, *spelt])
    alone = rf"(?:(?:{fraction}?{article_gap}|{fraction}){counted}|{article_gap}{hundreds})(?!\w)"
    half = rf"(?:[-{_GAP[1:-1]}]{_halves(words)})?" if words.halves else ""
    return rf"(?:{alone}|{core}{half}(?:{scale}|{group})*|{lead}(?:{_GAP}{alternation([*words.fractions])})?)"


def _halves(words: _Words) -> str:
    """Return the pattern of "and a half", hyphens between its words or blanks."""
    return alternation(list(words.halves)).replace(_GAP, rf"[-{_GAP[1:-1]}]")


@lru_cache(maxsize=4096)
def parse_number(text: str, language: str) -> float | None:
    """Return the value of a number as `number_pattern` finds it, or None where it is none.

    Any other text is fine too: it has no value.

    >>> parse_number("dreiundvierzig Millionen", "de")
    43000000.0
    >>> parse_number("1,234.5", "en")
    1234.5
    """
    text = text.strip().lower()
    if not text or len(text) > _LONGEST:
        return None
    if _words(language).halves:
        text = re.sub(rf"-({_halves(_words(language))})", lambda half: " " + half[1].replace("-", " "), text)
    digits = re.match(digits_pattern(language), text)
    if digits:
        value = _parse_digits(digits.group(), language)
        return None if value is None else _scale(value, text[digits.end() :], language)
    return _parse_words(text, language)


def _parse_digits(text: str, language: str) -> float | None:
    words = _words(language)
    value = 0.0
    for sign, part in _SUPERSCRIPTS.items():
        if sign in text:
            value, text = part, text.replace(sign, "").strip()
    fraction = re.search(r"([1-9])/([2-9])$", text)
    if fraction:
        value, text = int(fraction[1]) / int(fraction[2]), text[: fraction.start()].strip()
    for mark in words.thousands:
        text = text.replace(mark, "")
    for mark in words.decimal:
        text = text.replace(mark, ".")
    try:
        return value + (float(text) if text else 0.0)
    except ValueError:  # digits of other scripts in odd places ("²")
        return None


def _scale(value: float, rest: str, language: str) -> float | None:
    words = _words(language)
    factors = {**words.groups, **words.scales}
    for half in words.halves:
        if rest.strip().startswith(half):
            value, rest = value + 0.5, rest.strip().removeprefix(half)
    for word in re.split(r"[\s\u00a0-]+", rest.strip(" -")):
        if word and word not in factors:
            return None
        value *= factors.get(word, 1.0)
    return value


def _parse_words(text: str, language: str) -> float | None:
    """Return the value of number words: units add up, hundreds and scales multiply what stands before them."""
    total = group = 0.0
    atoms = _segment(text, language)
    for value in atoms or ():
        if value >= 1000:
            total, group = total + (group or 1.0) * value, 0.0
        elif value in (100.0, 12.0) and group and group < 100 and value != group:
            group *= value
        else:
            group += value
    return total + group if atoms else None


def _segment(text: str, language: str) -> list[float] | None:
    """Return the values of the words and parts of words that make up the text, None where something else is left."""
    words = _words(language)
    values = {**words.fractions, **words.articles, **words.groups, **words.scales, **words.atoms}
    for half in words.halves:
        text = text.replace(half, "and half")
    found: list[float] = []
    position, pattern = 0, _segments(language)
    while position < len(text):
        match = pattern.match(text, position)
        if match is None or match.end() == position:
            return None
        if match.lastgroup == "value" and not _is_article(text, match, words):
            found.append(values[re.sub(r"\s", " ", match.group())])
        position = match.end()
    return found or ([1.0] if text in words.articles else None)


def _is_article(text: str, match: re.Match[str], words: _Words) -> bool:
    """Tell whether an article stands alone before a group or scale ("a dozen", "half a million"): it does not add."""
    alone = not text[match.start() - 1 : match.start()].strip() and not text[match.end() : match.end() + 1].strip()
    return alone and match.group() in words.articles


@cache
def _segments(language: str) -> re.Pattern[str]:
    words = _words(language)
    known = [*words.fractions, *words.articles, *words.groups, *words.scales, *words.atoms]
    joiner = alternation(list(words.joiners))
    return re.compile(rf"(?P<gap>[\s\u00a0-]+|{joiner})|(?P<value>{alternation(known)})")


def parse_year(text: str, language: str) -> int | None:
    """Return the year of two spoken halves ("nineteen ninety-six"), None where they are none."""
    parts = re.split(r"[\s\u00a0-]+", text.strip().lower(), maxsplit=1)
    values = [parse_number(part, language) for part in parts]
    if len(values) != 2 or values[0] is None or values[1] is None:
        return None
    return int(values[0] * 100 + values[1])
