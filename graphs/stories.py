"""Stories: articles on one course of events.

An article joins the story of the earlier article that it shares most with, or begins one. What is asked is likeness of
title and opening (across German and English), names, and events that are one node. A name counts between two articles
where few others in between speak of it (`REACH`): what everybody speaks of offers its latest articles alone, and hardly
the same ones as another name does. An article looks at earlier ones alone, so that its story stays as more arrive.

Thresholds were chosen on the article pairs of SemEval 2022 task 8 (hard ones, all alike, here without dates): of those
scored under 2 against those of 2.5 and more, precision 0.73 and recall 0.73 on dev (26 pairs; so at a reach of 30).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from hergang.graphs.chains import settle
from hergang.graphs.iris import Iris
from hergang.graphs.likeness import Look, cosine, look
from hergang.graphs.looks import Views
from hergang.graphs.revised import Revised
from hergang.graphs.state import Blocks, Forest, State

WINDOW = 45  # days between an article and the earlier one that it goes on from
REACH = 12  # earlier articles with a name or event that are looked at
CENTRAL = 24  # articles of a story whose headlines are compared, to choose the label: the first and the last ones
EVENT = 3  # names that an event counts for which both tell
#: Likeness that is enough with so many shared names.
ENOUGH = ((0, 0.90), (1, 0.65), (2, 0.60), (3, 0.55))


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
class _Titled:
    title: str | None
    opening: str
    language: str
    look: Look
    headline: Look | None


class Stories:
    """The trees of articles, kept in the state: each root stands for one story. Ids are the articles' places."""

    def __init__(self, state: State, views: Views, iris: Iris) -> None:
        self._state, self._views, self._iris = state, views, iris
        self._blocks, self._forest = Blocks(state, "story"), Forest(state, "story")
        self._dirty: set[str] = set()

    def put(self, revised: Revised, place: str, names: Iterable[str], events: Iterable[str], outlet: str) -> None:
        """Enter an article as it stands, with the IRIs of what it names and tells."""
        keys = sorted({*(f"name {name}" for name in names), *(f"event {event}" for event in events)})
        article = revised.article
        record = {
            "article": article.id,
            "id": place,
            "outlet": outlet,
            "day": revised.reported,
            "language": revised.language,
            "title": article.title,
            "opening": _opening(article.text),
            "look": self._views.of(article.id).look,
            "headline": look(article.title) if article.title else None,
        }
        known = self._state.row(f"SELECT {', '.join(record)} FROM story WHERE article = ?", article.id)
        if known == tuple(record.values()) and self._blocks.keys(place) == keys:
            return
        self.remove(article.id)
        self._state.insert("story", record)
        self._blocks.add(place, keys)
        self._dirty.update([place, *self._blocks.followers(place, REACH)])

    def remove(self, article: str) -> None:
        """Take an article out, if it is there."""
        for item in self._state.column("SELECT id FROM story WHERE article = ?", article):
            self._dirty.update([item, *self._blocks.followers(item, REACH)])
            self._blocks.remove(item)
            self._forest.remove(item)
        self._state.run("DELETE FROM story WHERE article = ?", article)

    def settle(self) -> StoryChanges:
        """Decide what goes on from what, and return what changed."""
        present = [item for item in self._dirty if self._state.row("SELECT 1 FROM story WHERE id = ?", item)]
        settle(present, self._best, self._forest)
        moved = dict(self._forest.moved)
        roots = {root for item, before in moved.items() for root in (before, self._forest.root(item)) if root}
        self._dirty.clear()
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
        return Story(self._iris.story(_article(root)), self._label(root), first, last, outlets) if first else None

    def _best(self, item: str) -> str | None:
        shared: Counter[str] = Counter()
        for key in self._blocks.keys(item):
            for other in self._blocks.before(key, item, REACH):
                shared[other] += EVENT if key.startswith("event ") else 1
        scored = [(score, other) for other in sorted(shared) if (score := self._score(item, other, shared[other]))]
        best = max((score for score, _ in scored), default=0.0)
        return next((other for score, other in scored if score == best), None)

    def _score(self, item: str, other: str, shared: int) -> float:
        if (_day(item) - _day(other)).days > WINDOW:
            return 0.0
        like = self._views.likeness(_article(item), _article(other))
        counted = min(shared, 3)
        return like + counted / 10 if like >= dict(ENOUGH)[counted] else 0.0

    def _label(self, root: str) -> str:
        """Return the headline that is most like the articles, in the language that most of them have."""
        central = self._central(root)
        titled = [one for one in central if one.title and one.headline]
        if not titled:
            return central[0].opening
        languages = Counter(one.language for one in titled)
        language = min(languages, key=lambda known: (-languages[known], known))
        own = [one for one in titled if one.language == language]
        return str(max(own, key=lambda one: _centrality(one, central)).title)

    def _central(self, root: str) -> list[_Titled]:
        half = CENTRAL // 2
        found = [self._part(root, "ASC", half), self._part(root, "DESC", half)[::-1]]
        return [_Titled(*rest) for _, *rest in sorted({row[0]: row for part in found for row in part}.values())]

    def _part(self, root: str, direction: str, limit: int) -> list[tuple[Any, ...]]:
        return self._state.rows(
            "SELECT s.id, s.title, s.opening, s.language, s.look, s.headline FROM forest f JOIN story s ON s.id = f.id "
            f"WHERE f.layer = 'story' AND f.root = ? ORDER BY f.id {direction} LIMIT ?",
            *(root, limit),
        )


def _centrality(one: _Titled, others: Sequence[_Titled]) -> float:
    return round(sum(cosine(one.headline or b"", other.look) for other in others), 3)


def _day(item: str) -> date:
    return date.fromisoformat(item[:10])


def _article(item: str) -> str:
    return item[11:]


def _opening(text: str) -> str:
    words = text.split(maxsplit=10)
    return " ".join(words[:10]) + (" …" if len(words) > 10 else "")
