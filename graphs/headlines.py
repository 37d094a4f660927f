"""The name of a story: the headline of its articles that a person would choose to tell it by.

It is the one that is most like the articles and whose words the most of them have, too, in the language that most of
them have. A question, a quotation and a headline that is overlong or hardly one tell less of what happened. Weights
were chosen by reading the names of 140 stories of spring 2020.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from hergang.graphs.likeness import Look, cosine

WORDS = 0.25  # what the share of its words that others have counts beside the likeness to them
ODD = 0.1  # taken from a question or a quotation
LONG, EACH_MORE = 12, 0.01  # words from which on each takes something
SHORT, EACH_LESS = 4, 0.05
_QUOTES = "\"'„“”‚‘’«»›‹"
_WORD = re.compile(r"[^\W\d_]{4,}|[A-ZÄÖÜ]{2,3}\b")
_STEM = 5  # characters of a word that are compared: endings differ


@dataclass(frozen=True)
class Titled:
    """An article of a story by its headline."""

    title: str | None
    opening: str
    language: str
    look: Look
    headline: Look | None  # None where there is no title

    @cached_property
    def words(self) -> frozenset[str]:
        """Return the stems of title and opening."""
        return _stems(f"{self.title or ''} {self.opening}")


def story_name(articles: Sequence[Titled]) -> str:
    """Return the name of a story of at least one article; its opening where no article has a headline."""
    titled = [one for one in articles if one.title and one.headline]
    if not titled:
        return articles[0].opening
    languages = Counter(one.language for one in titled)
    language = min(languages, key=lambda known: (-languages[known], known))
    own = [one for one in titled if one.language == language]
    return str(max(own, key=lambda one: _telling(one, articles)).title)


def _telling(one: Titled, articles: Sequence[Titled]) -> float:
    """Return how well a headline tells what the articles are about."""
    alike = sum(cosine(one.headline or b"", other.look) for other in articles) / len(articles)
    others = [other for other in articles if other is not one]
    words = _stems(one.title or "")
    shared = sum(len(words & other.words) for other in others) / max(1, len(words) * len(others))
    return round(alike + WORDS * shared - _oddity((one.title or "").strip()), 3)


def _oddity(title: str) -> float:
    count = len(title.split())
    odd = ODD * (title.endswith("?") + (title[0] in _QUOTES))
    return odd + EACH_MORE * max(0, count - LONG) + EACH_LESS * max(0, SHORT - count)


def _stems(text: str) -> frozenset[str]:
    return frozenset(word.casefold()[:_STEM] for word in _WORD.findall(text))
