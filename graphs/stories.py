"""Stories: articles on one course of events.

One pass over the standing articles in order: each joins the story it shares most with, or begins one. What is asked is
likeness of title and opening (across German and English), names that few articles speak of, and events that are one
node. An article is compared with earlier ones alone, so that its story stays as more arrive after it; rarity is counted
over what came before, for the same reason.

Thresholds were chosen on the article pairs of SemEval 2022 task 8 (hard ones, all alike, here without dates): of those
scored under 2 against those of 2.5 and more, precision 0.79 and recall 0.68 on train, 0.76 and 0.73 on dev.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from hergang.graphs.events import Events
from hergang.graphs.identity import Identity
from hergang.graphs.iris import Iris
from hergang.graphs.likeness import Vector, cosine, vector
from hergang.graphs.revised import Revised

WINDOW = 45  # days since a story's latest article after which it takes no more
OPENING = 600  # characters of an article that are compared, beside its title
COMMON = 10  # articles (or a tenth of all so far) from which on a name is too common to tell a story
LATEST = 12  # articles of a story that a new one is compared with: its first and the latest ones
CENTRAL = 24  # articles of a story that its headlines are compared with, to choose the label
#: Likeness that is enough with so many shared rare names (an event that both tell counts as three).
ENOUGH = ((0, 0.90), (1, 0.65), (2, 0.60), (3, 0.55))


@dataclass(frozen=True)
class Story:
    """One story with its articles in order."""

    iri: str
    label: str
    articles: tuple[Revised, ...]


@dataclass(frozen=True)
class _Seen:
    revised: Revised
    day: date
    vector: Vector
    names: frozenset[str]
    events: frozenset[str]


def find_stories(revisions: Sequence[Revised], identity: Identity, events: Events, iris: Iris) -> list[Story]:
    """Return the stories of the standing ones among revisions that are in order."""
    grouper = _Grouper()
    telling = _events_of(events)
    for names, revised in _with_names(revisions, identity):
        grouper.add(revised, names, frozenset(telling.get(revised.key, ())))
    return [_story(group, iris) for group in grouper.groups]


def _with_names(revisions: Sequence[Revised], identity: Identity) -> list[tuple[frozenset[str], Revised]]:
    names: dict[tuple[str, str], set[str]] = defaultdict(set)
    for node in identity.nodes:
        if node.named and node.type not in ("Group", "Account"):
            for member in node.standing:
                if member.start >= 0:
                    names[member.key[0], member.key[1]].add(node.iri)
    return [(frozenset(names[revised.key]), revised) for revised in revisions if revised.standing]


def _events_of(events: Events) -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for node in events.nodes:
        for told in node.told:
            if node.iri not in found[told.key[0], told.key[1]]:
                found[told.key[0], told.key[1]].append(node.iri)
    return found


class _Grouper:
    def __init__(self) -> None:
        self.groups: list[list[_Seen]] = []
        self._by_name: dict[str, list[int]] = defaultdict(list)  # stories that a name occurs in, ascending
        self._articles: Counter[str] = Counter()
        self._size = 0

    def add(self, revised: Revised, names: frozenset[str], events: frozenset[str]) -> None:
        """Put the next article into its story."""
        text = f"{revised.article.title or ''}\n{revised.article.text[:OPENING]}".strip()
        seen = _Seen(revised, date.fromisoformat(revised.reported), vector(text), names, events)
        group = self._best(seen)
        if group is None:
            group = len(self.groups)
            self.groups.append([])
        self.groups[group].append(seen)
        for name in sorted(names | events):
            if group not in self._by_name[name][-LATEST:]:
                self._by_name[name].append(group)
        self._articles.update(names)
        self._size += 1

    def _best(self, seen: _Seen) -> int | None:
        found = {g for name in seen.names | seen.events for g in self._by_name[name][-LATEST:]}
        scored = [(score, -group) for group in sorted(found) if (score := self._score(seen, group)) > 0]
        return -max(scored)[1] if scored else None

    def _score(self, seen: _Seen, group: int) -> float:
        members = self.groups[group]
        if (seen.day - members[-1].day).days > WINDOW:
            return 0.0
        compared = members if len(members) <= LATEST else [members[0], *members[1 - LATEST :]]
        return max(self._pair(seen, other) for other in compared)

    def _pair(self, seen: _Seen, other: _Seen) -> float:
        common = max(COMMON, self._size // 10)
        rare = sum(1 for name in seen.names & other.names if self._articles[name] <= common)
        shared = min(rare + 3 * len(seen.events & other.events), 3)
        like = cosine(seen.vector, other.vector)
        enough = dict(ENOUGH)[shared]
        return like + shared / 10 if like >= enough else 0.0


def _story(group: Sequence[_Seen], iris: Iris) -> Story:
    return Story(iris.story(group[0].revised.article.id), _label(group), tuple(seen.revised for seen in group))


def _label(group: Sequence[_Seen]) -> str:
    """Return the headline that is most like all the articles, in the language that most of them have."""
    titled = [seen for seen in group if seen.revised.article.title]
    if not titled:
        return _opening(group[0].revised)
    language = Counter(seen.revised.language for seen in titled).most_common(1)[0][0]
    own = [seen for seen in titled if seen.revised.language == language]
    return max((str(seen.revised.article.title) for seen in own), key=lambda title: _centrality(title, group))


def _centrality(title: str, group: Sequence[_Seen]) -> float:
    compared = group if len(group) <= CENTRAL else [*group[: CENTRAL // 2], *group[-CENTRAL // 2 :]]
    return round(sum(cosine(vector(title), seen.vector) for seen in compared), 3)


def _opening(revised: Revised) -> str:
    words = revised.article.text.split()
    return " ".join(words[:10]) + (" …" if len(words) > 10 else "")
