"""Cleaning: what stands in an article's place and is not the article's is taken out paragraph-wise, and recorded.

The patterns are data (`corpus/lexica/*/boilerplate.toml`). Those of all languages serve every text, since German pages
carry English placeholders. Nothing is rewritten: a paragraph stays as it is, loses its ending, or goes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from hergang.corpus.lexica import LANGUAGES, lexicon
from hergang.corpus.reading import Cut

_WORDS = 60  # longest paragraph, in words, that a rule cuts unless it says otherwise
_LONGEST = 2000  # code points of a paragraph that can be cut: patterns never run over the whole of a huge line
_TEASER = 40  # longest paragraph, in words, that can follow the heading of a list of teasers
_STAYS = 5  # words that stay of a paragraph of which some is cut, at least
_SENTENCES = re.compile(r"(?<=[.!?\])])\s+(?=[A-ZÄÖÜ\[„“\"»(])")
_SHORT = 80  # code points of a hidden note, at most
_ENDING = 200  # code points at the end of the text among which a signature is looked for
_KEYS = {"reason", "words", "case", "whole", "signals", "ending", "opening"}


@dataclass(frozen=True)
class Rule:
    """One rule of a boilerplate list; an empty tuple of patterns matches nothing."""

    reason: str
    words: int
    whole: tuple[re.Pattern[str], ...]
    signals: tuple[re.Pattern[str], ...]
    ending: tuple[re.Pattern[str], ...]
    opening: tuple[re.Pattern[str], ...]

    def is_cut(self, paragraph: str) -> bool:
        """Return whether the paragraph, white space made single, is none of the article's."""
        if len(paragraph) > _LONGEST or len(paragraph.split()) > self.words:
            return False
        if any(pattern.fullmatch(paragraph) for pattern in self.whole):
            return True
        return bool(self.signals) and all(pattern.search(paragraph) for pattern in self.signals)

    def split(self, paragraph: str) -> tuple[str, str]:
        """Return what stays of a paragraph that is cut, and what goes: the sentences from signal to signal.

        Sentences before the first and after the last that show a signal are the article's, if they are more than a few
        words ("He landed at noon. [Download our app here.]").
        """
        sentences = _SENTENCES.split(paragraph)
        if not self.signals or any(pattern.fullmatch(" ".join(paragraph.split())) for pattern in self.whole):
            return "", paragraph
        shown = [any(pattern.search(sentence) for pattern in self.signals) for sentence in sentences]
        first, last = shown.index(True), len(shown) - shown[::-1].index(True)
        before, after = " ".join(sentences[:first]), " ".join(sentences[last:])
        stays = [text for text in (before, after) if len(text.split()) >= _STAYS]
        first, last = (first if before in stays else 0), (last if after in stays else len(sentences))
        return " ".join(stays), " ".join(sentences[first:last])


@cache
def rules() -> tuple[Rule, ...]:
    """Return the rules of all languages in the order of their files; KeyError and ValueError name a malformed rule."""
    return tuple(_rule(language, entry) for language in LANGUAGES for entry in lexicon("boilerplate", language)["rule"])


def clean(text: str) -> tuple[str, tuple[Cut, ...]]:
    """Return the text without what is not the article's, and what was cut, in text order.

    Paragraphs are parted by an empty line, before and after. Cleaning a cleaned text changes nothing.
    """
    kept: list[str] = []
    cuts: list[Cut] = []
    whole = list(paragraphs(text))
    end, teasers = _find_teasers(whole)
    for paragraph in whole[:end]:
        rule = _matching(paragraph)
        rest, cut = (paragraph, "") if rule is None else rule.split(paragraph)
        if rest:
            kept.append(rest)
        if cut and rule is not None:
            cuts.append(Cut(cut, rule.reason, len(kept), within=bool(rest)))
    cuts.extend(_cut_endings(kept))
    return "\n\n".join(kept), (*cuts, *(replace(cut, place=len(kept)) for cut in teasers))


def merge_cuts(before: Sequence[Cut], after: Sequence[Cut]) -> tuple[Cut, ...]:
    """Return the cuts of a reader and those of `clean` in text order, all placed in the cleaned text.

    Args:
        before: what a reader cut; places count the paragraphs of the text that it gave.
        after: what `clean` then cut of that text.
    """
    whole = (cut.place or 0 for cut in after if not cut.within)
    gone = [place + number for number, place in enumerate(whole)]  # their numbers before the cleaning
    moved = [
        cut if cut.place is None else replace(cut, place=cut.place - sum(number < cut.place for number in gone))
        for cut in before
    ]
    return tuple(sorted((*moved, *after), key=lambda cut: cut.place or 0))


def paragraphs(text: str) -> Iterator[str]:
    """Yield the paragraphs of a text (parted by empty lines), without white space around them."""
    for paragraph in re.split(r"\n\s*\n", text):
        if stripped := paragraph.strip():
            yield stripped


def opening_reason(heading: str) -> str | None:
    """Return the reason why what follows a heading is none of the text ("Mehr zum Thema"), or None."""
    line = " ".join(heading.split())
    return next((r.reason for r in rules() if any(pattern.fullmatch(line) for pattern in r.opening)), None)


def is_hidden(text: str) -> bool:
    """Return whether a text is read to those alone who do not see the page ("opens in a new tab")."""
    line = " ".join(text.split())
    return 0 < len(line) <= _SHORT and any(r.reason == "hidden-text" and r.is_cut(line) for r in rules())


def _find_teasers(whole: list[str]) -> tuple[int, list[Cut]]:
    """Return where a closing list of teasers begins (the text's end where there is none), and its cuts.

    Headlines outnumber sentences in such a list, and one comes first: what follows a stray heading is not lost.
    """
    sentences = 0  # among the paragraphs behind
    for index in range(len(whole) - 1, 0, -1):
        if len(whole[index]) > _LONGEST or len(whole[index].split()) > _TEASER:
            break
        behind = whole[index + 1 : index + 2]
        if behind and not behind[0].endswith(".") and sentences * 2 <= len(whole) - index - 1:
            for rule in rules():
                if any(pattern.fullmatch(whole[index]) for pattern in rule.opening):
                    return index, [Cut(paragraph, rule.reason) for paragraph in whole[index:]]
        sentences += whole[index].endswith(".")
    return len(whole), []


def _matching(paragraph: str) -> Rule | None:
    line = " ".join(paragraph.split())
    return next((rule for rule in rules() if rule.is_cut(line)), None)


def _cut_endings(kept: list[str]) -> Iterator[Cut]:
    """Cut signatures off the end of the last paragraph of ``kept``, in place."""
    for rule in rules():
        for pattern in rule.ending:
            match = pattern.search(kept[-1], max(0, len(kept[-1]) - _ENDING)) if kept else None
            if match and match.start() > 0:
                yield Cut(match[0].strip(), rule.reason, len(kept), within=True)
                kept[-1] = kept[-1][: match.start()].rstrip()


def _rule(language: str, entry: Mapping[str, Any]) -> Rule:
    if unknown := set(entry) - _KEYS:
        raise ValueError(f"corpus/lexica/{language}/boilerplate.toml: unknown keys {sorted(unknown)} in {entry}")
    ending = [rf"(?<=[.!?…\"“”»«')\]])\s+(?:{pattern})\s*$" for pattern in entry.get("ending", ())]
    flags = 0 if entry.get("case") else re.IGNORECASE
    return Rule(
        reason=entry["reason"],
        words=entry.get("words", _WORDS),
        whole=_compile(entry.get("whole", ()), flags),
        signals=_compile(entry.get("signals", ()), flags),
        ending=_compile(ending, flags),
        opening=_compile(entry.get("opening", ()), flags),
    )


def _compile(patterns: Iterable[str], flags: int) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, flags) for pattern in patterns)
