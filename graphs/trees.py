"""Persons across articles: a full name goes on from an earlier one, a short one from the full name of its matter.

A person named in full goes on from the most alike of the last that bear the name, middle names and a genitive s
allowed for, unless something tells the two apart (`_are_two`). A short name ("Merkel", "von der Leyen") goes on from a
person whose full name it ends, or lacking one begins, in an article of the same matter nearby in the one order: before
or after it, since the article that names her in full may come later the same day. Where two could be meant, it stays
alone.

Each decision looks at a bounded number of neighbours in the block of its name, and at nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from functools import lru_cache

from hergang.graphs.chains import settle
from hergang.graphs.looks import Views
from hergang.graphs.members import Local
from hergang.graphs.naming import extends, particles
from hergang.graphs.state import Blocks, Forest, State

REACH = 20  # earlier bearers of a full name that are looked at
NEAR = 12  # neighbours on each side that a short name looks at
MATTER = 0.65  # likeness of two articles from which on they are of one matter though they share no telling name
FIELDS = 0.55  # likeness of two articles below which people of one name, known in different fields, are two
UNLIKE = 0.15  # likeness of two articles below which people of one name are two, where a field of one is not known
ALIKE = 0.25  # likeness below which shared names do not make one matter of two articles


class Trees:
    """The trees of persons, and of other names that were split by hand: each root stands for one."""

    def __init__(self, state: State, views: Views, local: Callable[[str], Local]) -> None:
        self._views, self._local = views, local
        self._full, self._short = Blocks(state, "full"), Blocks(state, "short")
        self.forest = Forest(state, "person")
        self._dirty: set[str] = set()
        self._dirty_short: set[str] = set()
        self._new: set[str] = set()
        self._apart: Mapping[str, Set[str]] = {}

    def remove(self, local: Local) -> None:
        """Take a local out, if it is there; what looked at it is decided anew."""
        if not self._short.keys(local.id):
            return
        self._disturb(local)
        self._new.discard(local.id)
        for blocks in (self._full, self._short):
            blocks.remove(local.id)
        self.forest.remove(local.id)

    def add(self, local: Local) -> None:
        """Enter a local."""
        self._new.add(local.id)
        if is_short(local):
            self._short.add(local.id, _ways(local))
        else:
            self._full.add(local.id, [_full_key(local)])
            self._short.add(local.id, _short_forms(local))
        self._disturb(local)

    def settle(self, apart: Mapping[str, Set[str]]) -> set[str]:
        """Decide what is to be decided anew, and return the ids of all that are new or whose root changed.

        Args:
            apart: what each local is not, by hand.
        """
        self._apart = apart
        settle(self._present({*self._dirty, *apart}, short=False), self._decide, self.forest)
        for item in list(self.forest.moved):
            self._dirty_short.update(self._neighbours(item))
        settle(self._present({*self._dirty_short, *apart}, short=True), self._decide_short, self.forest)
        self._dirty.clear()
        self._dirty_short.clear()
        moved = {item for item, before in self.forest.moved.items() if self.forest.root(item) not in (None, before)}
        moved |= self._new
        self.forest.moved.clear()
        self._new.clear()
        return moved

    def _present(self, items: Iterable[str], *, short: bool) -> list[str]:
        return [item for item in items if self._short.keys(item) and is_short(self._local(item)) is short]

    def _disturb(self, local: Local) -> None:
        self._dirty.update(self._full.followers(local.id, REACH))
        self._dirty_short.update(self._neighbours(local.id))
        (self._dirty_short if is_short(local) else self._dirty).add(local.id)

    def _neighbours(self, item: str) -> Iterable[str]:
        for key in self._short.keys(item):
            yield from self._short.before(key, item, NEAR)
            yield from self._short.after(key, item, NEAR)

    # --- full names ---------------------------------------------------------------------------------------------

    def _decide(self, item: str) -> str | None:
        person = self._local(item)
        earlier = [self._local(i) for key in self._full.keys(item) for i in self._full.before(key, item, REACH)]
        taken = {
            self.forest.root(other) for other in self._apart.get(item, ()) if other < item and self._is_full(other)
        }
        fit = [other for other in earlier if _is_same_name(person, other) and self.forest.root(other.id) not in taken]
        fit = [other for other in fit if not self._are_two(person, other)]
        if not fit:
            return None
        return max(fit, key=lambda other: (self._views.likeness(person.article, other.article), other.id)).id

    def _are_two(self, person: Local, other: Local) -> bool:
        """Return whether something tells two bearers of one name apart.

        They are known in different fields, or nothing is known of one and the articles have nothing in common.
        """
        if person.article == other.article or {*person.traits} & {*other.traits}:
            return False
        if self._views.shared(person.article, other.article, [*person.words, *other.words]) >= 1:
            return False
        return self._views.likeness(person.article, other.article) < (
            FIELDS if person.traits and other.traits else UNLIKE
        )

    # --- short names --------------------------------------------------------------------------------------------

    def _decide_short(self, item: str) -> str | None:
        person = self._local(item)
        near = self._allowed(item, dict.fromkeys(self._neighbours(item)))
        bearers = _bearers(person, [other for other in near if not is_short(other)])
        roots = {self.forest.root(other.id) for other in bearers}
        if any(other.article == person.article for other in bearers):
            # The article's own coreference kept the short name apart from that one for a reason.
            return bearers[0].id if len(roots) == 1 else None
        scored = self._scored(person, bearers)
        if scored:
            best = max(scored)
            rivals = [score for score, other in scored if self.forest.root(other) != self.forest.root(best[1])]
            return best[1] if best[0] > max(rivals, default=0.0) else None
        alone = [other for other in near if is_short(other) and other.id < item and other.name == person.name]
        found = self._scored(person, alone)
        return max(found)[1] if found else None

    def _allowed(self, item: str, others: Iterable[str]) -> list[Local]:
        """Return what a short name may go on from: what it is not, by hand, is left out."""
        apart = [other for other in self._apart.get(item, ()) if other < item or self._is_full(other)]
        taken = {self.forest.root(other) for other in apart}
        return [self._local(other) for other in others if self.forest.root(other) not in taken]

    def _is_full(self, item: str) -> bool:
        return bool(self._full.keys(item))

    def _scored(self, person: Local, others: Sequence[Local]) -> list[tuple[float, str]]:
        scored = [(self._matter(person, other), other.id) for other in others]
        return [(score, other) for score, other in scored if score > 0]

    def _matter(self, person: Local, other: Local) -> float:
        """Return how much tells that the articles of the two are of one matter; 0 where it is too little."""
        if person.article == other.article:
            return 0.0
        shared = self._views.shared(person.article, other.article, [*person.words, other.words[-1]])
        like = self._views.likeness(person.article, other.article)
        if like < MATTER and (shared < 1 or like < ALIKE):
            return 0.0
        return round(like + min(shared, 4) / 4, 2)


def is_short(local: Local) -> bool:
    """Return whether a person's name is less than a full one: one word, or one that begins with a particle."""
    return local.type == "Person" and (len(local.words) < 2 or local.words[0] in particles())


def _full_key(local: Local) -> str:
    if local.type != "Person":
        return f"{local.type} = {local.name}"
    return f"{local.words[0]} {_stem(local.words[-1])}"


def _stem(word: str) -> str:
    return word.removesuffix("s") if len(word) > 3 else word


@lru_cache(maxsize=100_000)
def _forms(name: str) -> tuple[str, ...]:
    words = name.split()
    return (*(" ".join(words[start:]) for start in range(1, len(words))), words[0])


def _short_forms(local: Local) -> Sequence[str]:
    """Return the names by which a person named in full can be meant; what is no person has its own alone."""
    return _forms(local.name) if local.type == "Person" else (f"{local.type} = {local.name}",)


def _ways(local: Local) -> list[str]:
    """Return the keys under which a short name is found: itself, and in German without a genitive s."""
    bare = local.name.removesuffix("s")
    return [local.name, bare] if local.german and bare != local.name and len(bare) > 2 else [local.name]


def _bearers(person: Local, full: Sequence[Local]) -> list[Local]:
    """Return those whose surname the short name is; where there is none, those whose first name."""
    forms = set(_ways(person))
    by_surname = [other for other in full if forms & set(_forms(other.name)[:-1])]
    return by_surname or [other for other in full if other.words[0] in forms]


def _is_same_name(one: Local, other: Local) -> bool:
    if one.name == other.name or extends(one.name, other.name) or extends(other.name, one.name):
        return True
    genitive = (one.german and one.name == f"{other.name}s") or (other.german and other.name == f"{one.name}s")
    return bool(genitive)
