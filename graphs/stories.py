"""Stories: articles on one course of events.

An article joins the story whose articles it is most like, or begins one. Two articles are as like as title and opening
are (across German and English) and as the names are that they speak of, each counted by its mentions; the less, the
more days lie between them. Compared are the earlier articles that share a name (`REACH` of each), and of a story those
most alike, with its first one: the mean counts, so that no single article leads from one story into the next. A name
that leads to many stories ("Donald Trump") tells less than one that leads to this one alone, which is what document
frequency is for elsewhere (Spärck Jones 1972), told by a bounded number of neighbours. An article looks at earlier ones
alone, so that its story stays as more arrive.

Thresholds were chosen on the train and dev sets of `tests/quality/score_stories.py`, those of days and of names that
lead to many stories by reading stories of 3,830 articles of spring 2020.
"""

from __future__ import annotations

import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from hergang.graphs.chains import settle
from hergang.graphs.headlines import Titled, story_name
from hergang.graphs.identity import Ref
from hergang.graphs.iris import Iris
from hergang.graphs.likeness import look
from hergang.graphs.looks import BROAD, Views
from hergang.graphs.revised import Revised
from hergang.graphs.state import Blocks, Forest, State, to_json

WINDOW = 45  # days between an article and the earlier ones that it is compared with
REACH = 12  # earlier articles with a name that are looked at
COMPARED = 6  # of a story's articles, the most alike
ALIKE = 0.70  # an article joins a story that it is so like, in the mean
NAMES = 1 / 3  # what the cosine of the names adds to that of the openings
SPREAD = 0.12  # a name that leads to n stories counts 1 / (1 + SPREAD * (n - 1))
AGE = 0.003  # likeness lost for each day between two articles
MENTIONS = 4  # of a name, from which on more say nothing
CENTRAL = 24  # articles of a story whose headlines are compared, to choose the label: the first and the last ones


@dataclass(frozen=True)
class Story:
    """One story."""

    iri: str
    label: str
    first: str  # ISO days
    last: str
    outlets: int


@dataclass(frozen=True)
class StoryChanges:
    """What an update of stories touched."""

    articles: set[str]  # whose story's IRI may have changed
    stories: set[str]  # ids of first articles, of some that begin none any more too


@dataclass(frozen=True)
class _Told:
    """An article by the names that it tells of."""

    article: str
    day: date
    names: Mapping[str, float]

    @cached_property
    def length(self) -> float:
        """Return the length of the vector of names."""
        return math.sqrt(sum(weight * weight for weight in self.names.values())) or 1.0


class Stories:
    """The trees of articles, kept in the state: each root stands for one story. Ids are the articles' places."""

    def __init__(self, state: State, views: Views, iris: Iris) -> None:
        self._state, self._views, self._iris = state, views, iris
        self._blocks, self._forest = Blocks(state, "story"), Forest(state, "story")
        self._dirty: set[str] = set()
        self._known: dict[str, _Told] = {}

    def put(self, revised: Revised, place: str, names: Mapping[str, float], outlet: str) -> None:
        """Enter an article as it stands, with the IRIs of what it names and how much each counts."""
        article = revised.article
        record = {
            "article": article.id,
            "id": place,
            "outlet": outlet,
            "day": revised.reported,
            "language": revised.language,
            "title": article.title,
            "opening": _opening(article.text),
            "names": to_json(dict(sorted(names.items()))),
            "look": self._views.of(article.id).look,
            "headline": look(article.title) if article.title else None,
        }
        known = self._state.row(f"SELECT {', '.join(record)} FROM story WHERE article = ?", article.id)
        if known == tuple(record.values()):
            return
        self.remove(article.id)
        self._state.insert("story", record)
        self._blocks.add(place, names)
        self._dirty.update([place, *self._seers(place)])

    def remove(self, article: str) -> None:
        """Take an article out, if it is there."""
        for item in self._state.column("SELECT id FROM story WHERE article = ?", article):
            self._dirty.update([item, *self._seers(item)])
            self._blocks.remove(item)
            self._forest.remove(item)
            self._known.pop(item, None)
        self._state.run("DELETE FROM story WHERE article = ?", article)

    def settle(self) -> StoryChanges:
        """Decide what goes on from what, and return what changed."""
        present = [item for item in self._dirty if self._state.row("SELECT 1 FROM story WHERE id = ?", item)]
        settle(present, self._best, self._forest, self._seers)
        moved = dict(self._forest.moved)
        roots = {root for item, before in moved.items() for root in (before, self._forest.root(item)) if root}
        self._dirty.clear()
        self._known.clear()
        self._forest.moved.clear()
        return StoryChanges({_article(item) for item in moved}, roots | set(moved))

    def of(self, article: str) -> str | None:
        """Return the IRI of an article's story; None for one that does not stand."""
        row = self._state.row("SELECT id FROM story WHERE article = ?", article)
        root = self._forest.root(row[0]) if row else None
        return self._iris.story(_article(root)) if root else None

    def story(self, root: str) -> Story | None:
        """Return the story that an article begins, None where it begins none."""
        first, last, outlets = self._state.row(
            "SELECT min(s.day), max(s.day), count(DISTINCT s.outlet) FROM forest f JOIN story s ON s.id = f.id "
            "WHERE f.layer = 'story' AND f.root = ?",
            root,
        )
        return (
            Story(self._iris.story(_article(root)), story_name(self._central(root)), first, last, outlets)
            if first
            else None
        )

    def _seers(self, item: str) -> Iterator[str]:
        """Yield the later articles whose decision looks at one."""
        for key in self._blocks.keys(item):
            yield from (other for other in self._blocks.after(key, item, REACH) if _is_near(other, item))

    def _told(self, item: str) -> _Told:
        if item not in self._known:
            (names,) = self._state.row("SELECT names FROM story WHERE id = ?", item)
            self._known[item] = _Told(_article(item), _day(item), json.loads(names))
        return self._known[item]

    def _best(self, item: str) -> str | None:
        """Return the earlier article that is most alike in the story that the article is most like."""
        told = self._told(item)
        roots: dict[str, str] = {}
        weights, near = {}, set()
        for key in sorted(told.names):
            bearers = [other for other in self._blocks.before(key, item, REACH) if _is_near(item, other)]
            roots |= {other: self._forest.root(other) or other for other in bearers if other not in roots}
            near.update(bearers)
            weights[key] = told.names[key] / (1 + SPREAD * max(0, len({roots[other] for other in bearers}) - 1))
        stories: dict[str, list[str]] = defaultdict(list)
        for other in sorted(near):
            stories[roots[other]].append(other)
        scored = [self._compared(told, weights, root, others) for root, others in stories.items()]
        return max(scored)[2] if scored and max(scored)[0] >= ALIKE else None

    def _compared(
        self, told: _Told, weights: Mapping[str, float], root: str, others: Sequence[str]
    ) -> tuple[float, float, str]:
        """Return how like an article is to a story, to the most alike of its articles, and which one that is."""
        scored = sorted(((self._likeness(told, weights, other), other) for other in others), reverse=True)[:COMPARED]
        likes = [like for like, _ in scored]
        if root not in {other for _, other in scored}:
            likes.append(self._likeness(told, weights, root) + AGE * (told.day - _day(root)).days)
        return round(sum(likes) / len(likes), 3), *scored[0]

    def _likeness(self, told: _Told, weights: Mapping[str, float], item: str) -> float:
        other = self._told(item)
        shared = sum(weight * other.names[name] for name, weight in weights.items() if name in other.names)
        alike = self._views.likeness(told.article, other.article) + NAMES * shared / (told.length * other.length)
        return round(alike - AGE * (told.day - other.day).days, 3)

    def _central(self, root: str) -> list[Titled]:
        half = CENTRAL // 2
        found = [self._part(root, "ASC", half), self._part(root, "DESC", half)[::-1]]
        return [Titled(*rest) for _, *rest in sorted({row[0]: row for part in found for row in part}.values())]

    def _part(self, root: str, direction: str, limit: int) -> list[tuple[Any, ...]]:
        return self._state.rows(
            "SELECT s.id, s.title, s.opening, s.language, s.look, s.headline FROM forest f JOIN story s ON s.id = f.id "
            f"WHERE f.layer = 'story' AND f.root = ? ORDER BY f.id {direction} LIMIT ?",
            *(root, limit),
        )


def name_weights(told: Iterable[tuple[Ref, int]]) -> dict[str, float]:
    """Return how much each named thing counts between articles, by IRI.

    Args:
        told: what an article speaks of, and how often by name.
    """
    weights: dict[str, float] = {}
    counts: Counter[str] = Counter()
    for ref, mentions in told:
        if ref.named:
            counts[ref.iri] += mentions
            share = 0.5 if ref.type in (*BROAD, "Account") else 1.0
            weights[ref.iri] = share * min(counts[ref.iri], MENTIONS)
    return weights


def _day(item: str) -> date:
    return date.fromisoformat(item[:10])


def _is_near(item: str, earlier: str) -> bool:
    return (_day(item) - _day(earlier)).days <= WINDOW


def _article(item: str) -> str:
    return item[11:]


def _opening(text: str) -> str:
    words = text.split(maxsplit=10)
    return " ".join(words[:10]) + (" …" if len(words) > 10 else "")
