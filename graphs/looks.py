"""How an article looks to another: what tells whether two articles are about one matter.

Compared are the vectors of title and opening (across German and English) and the names that both speak of. All of it is
a function of the two articles alone, so that no third one can change it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from hergang.corpus.article import Article
from hergang.graphs.likeness import Look, cosine, look
from hergang.graphs.members import Local
from hergang.graphs.revised import Revised
from hergang.graphs.state import State, to_json

OPENING = 600  # characters of an article that are compared, beside its title
BROAD = ("Place", "Group")  # types whose names very many articles share: they tell half of what others do
NAMES = 60  # of an article that are kept


@dataclass(frozen=True)
class View:
    """An article as it looks to others."""

    look: Look
    names: Mapping[str, float]  # canonical name -> how much it tells


class Views:
    """The views of the articles, kept in the state."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._known: dict[str, View] = {}

    def put(self, article: str, place: str, revisions: Sequence[Revised], locals_: Sequence[Local]) -> View:
        """Keep the view of an article: that of the revision that stands, or lacking one of the last."""
        standing = next((revised for revised in revisions if revised.standing), revisions[-1])
        found = {local.name: 0.5 if local.type in BROAD else 1.0 for local in locals_ if local.named and local.name}
        view = View(look(opening(standing.article)), dict(list(found.items())[:NAMES]))
        self._state.insert("article", {"id": article, "place": place, "look": view.look, "names": to_json(view.names)})
        self._known[article] = view
        return view

    def remove(self, article: str) -> None:
        """Take an article out."""
        self._state.run("DELETE FROM article WHERE id = ?", article)
        self._known.pop(article, None)

    def of(self, article: str) -> View:
        """Return the view of an article that is kept."""
        if article not in self._known:
            vector, names = self._state.row("SELECT look, names FROM article WHERE id = ?", article)
            self._known[article] = View(vector, json.loads(names))
        return self._known[article]

    def forget(self) -> None:
        """Let go of what was read from the state: memory stays bounded."""
        self._known.clear()

    def shared(self, one: str, other: str, words: Collection[str]) -> float:
        """Return how much the names tell that two articles share, those with one of the words left out."""
        first, second = self.of(one).names, self.of(other).names
        both = first.keys() & second.keys()
        return sum(first[name] for name in both if not any(word in name.split() for word in words))

    def likeness(self, one: str, other: str) -> float:
        """Return the cosine of the two articles' vectors."""
        return 1.0 if one == other else cosine(self.of(one).look, self.of(other).look)


def opening(article: Article) -> str:
    """Return title and beginning of an article's text."""
    return f"{article.title or ''}\n{article.text[:OPENING]}".strip()
