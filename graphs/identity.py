"""Identity: one node for one real thing, over all articles.

The members (`hergang.graphs.members`) are taken in the one order of (day, article id, revision, place in the text) and
compared within blocks that share a key (type and name, surname, owner and platform), never all with all. Names decide:
two different full names stay two; a surname alone joins the one full name whose articles speak of the same things; what
is unnamed is never merged across articles; an account is not its owner. A doubtful pair stays apart: two nodes for one
thing can be merged by hand, one node for two things spoils every answer.

Decisions by hand are not read here yet. Names are compared as spelt (`hergang.graphs.naming`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from hergang.graphs.iris import Iris
from hergang.graphs.members import Key, Member, find_members, fold_for
from hergang.graphs.naming import extends, fold, is_acronym_of
from hergang.graphs.revised import Revised
from hergang.graphs.sets import DisjointSets

COMMON = 10  # articles from which on a name is too common to tell one story from another, unless a twentieth is more
BY_NAME = ("Organization", "Place", "Work", "Event", "Group")


@dataclass(frozen=True)
class Node:
    """One real thing: its IRI, and the members that speak of it in order."""

    iri: str
    members: tuple[Member, ...]

    @cached_property
    def type(self) -> str:
        """Return the type that most members have; Thing, which says least, only where no other is given."""
        counts = Counter(member.type for member in self.members if member.type != "Thing")
        return counts.most_common(1)[0][0] if counts else "Thing"

    @cached_property
    def named(self) -> bool:
        """Return whether any member is named."""
        return any(member.named for member in self.members)

    @cached_property
    def label(self) -> str:
        """Return the name that people would use: the commonest of the full ones, the longer of equally common ones.

        Superseded revisions count only where no standing one speaks of the thing.
        """
        members = [member for member in self.members if member.standing] or self.members
        names = Counter(m.name for m in members if m.named) or Counter(m.name for m in members)
        full = {name: n for name, n in names.items() if self.type != "Person" or " " in name} or dict(names)
        return min(full, key=lambda name: (-full[name], -len(name), name))

    @cached_property
    def standing(self) -> tuple[Member, ...]:
        """Return the members that standing revisions speak of."""
        return tuple(member for member in self.members if member.standing)


@dataclass(frozen=True)
class Identity:
    """The outcome: nodes in order of their first member, and the node of each member."""

    nodes: tuple[Node, ...]
    by_key: dict[Key, Node]

    def iri(self, revised: Revised, entity_id: str) -> str | None:
        """Return the IRI of an entity of a revision; None where the id is none of an entity."""
        node = self.by_key.get((*revised.key, entity_id))
        return node.iri if node else None


def identify(revisions: Sequence[Revised], iris: Iris) -> Identity:
    """Return the nodes of all entities of revisions that are in order (`hergang.graphs.revised.in_order`)."""
    members = find_members(revisions)
    sets = DisjointSets(len(members))
    _join_revisions(members, sets)
    _join_names(members, sets)
    _join_genitives(members, sets)
    _join_aliases(members, sets)
    _join_persons(members, sets)
    _join_things(members, sets)
    _join_accounts(members, sets)
    return _nodes(members, sets, iris)


def local_iri(member: Member, iris: Iris) -> str:
    """Return the IRI that the member would give to its node if it were the first of it."""
    if member.start < 0:
        return iris.entity(member.key[0], "author", member.folded)
    return iris.entity(member.key[0], member.start, member.end)


def _nodes(members: Sequence[Member], sets: DisjointSets, iris: Iris) -> Identity:
    nodes: list[Node] = []
    by_key: dict[Key, Node] = {}
    taken: set[str] = set()
    for group in sets.groups().values():
        iri = local_iri(members[group[0]], iris)
        if iri in taken:  # two entities whose first mention is one span: told apart by the name
            iri = iris.entity(iri, members[group[0]].type, members[group[0]].name, members[group[0]].ordinal)
        taken.add(iri)
        node = Node(iri, tuple(members[index] for index in group))
        nodes.append(node)
        by_key.update((member.key, node) for member in node.members)
    return Identity(tuple(nodes), by_key)


def _join_equal(indices: Iterable[tuple[object, int]], sets: DisjointSets) -> None:
    first: dict[object, int] = {}
    for key, index in indices:
        sets.join(first.setdefault(key, index), index)


def _join_revisions(members: Sequence[Member], sets: DisjointSets) -> None:
    """Join what one article says in its revisions; only here are unnamed entities joined."""
    keys = (((m.key[0], m.type, m.folded, m.named, m.ordinal), i) for i, m in enumerate(members))
    _join_equal(keys, sets)


def _join_names(members: Sequence[Member], sets: DisjointSets) -> None:
    named = (((m.type, m.folded), i) for i, m in enumerate(members) if m.named and m.folded and m.type in BY_NAME)
    _join_equal(named, sets)


def _join_genitives(members: Sequence[Member], sets: DisjointSets) -> None:
    """Join a German name that was read with its genitive s ("Donald Trumps") with the name without it.

    A name of one word is left alone where it is the commoner of the two ("Reuters" beside a "Reuter").
    """
    first: dict[tuple[str, str], int] = {}
    counts: Counter[tuple[str, str]] = Counter()
    for index, member in enumerate(members):
        if member.named:
            first.setdefault((member.type, member.folded), index)
            counts[member.type, member.folded] += 1
    for index, member in enumerate(members):
        bare = (member.type, member.folded.removesuffix("s"))
        if not member.named or member.language != "de" or bare not in first or bare[1] == member.folded:
            continue
        if len(member.words) > 1 or counts[bare] > counts[member.type, member.folded]:
            sets.join(first[bare], index)


def _join_aliases(members: Sequence[Member], sets: DisjointSets) -> None:
    """Join an acronym with the name it stands for, where an article uses both for one organisation."""
    by_name: dict[tuple[str, str], int] = {}
    for index, member in enumerate(members):
        if member.named and member.type == "Organization":
            by_name.setdefault((member.type, member.folded), index)
    for index, member in enumerate(members):
        if not member.named or member.type != "Organization":
            continue
        for alias in member.aliases:
            other = by_name.get((member.type, fold_for("Organization", alias)))
            if other is not None and (is_acronym_of(alias, member.name) or is_acronym_of(member.name, alias)):
                sets.join(other, index)


def _join_persons(members: Sequence[Member], sets: DisjointSets) -> None:
    people = [i for i, m in enumerate(members) if m.named and m.type == "Person" and m.folded]
    _join_equal(((members[i].folded, i) for i in people if len(members[i].words) > 1), sets)
    _join_middle_names([i for i in people if len(members[i].words) > 1], members, sets)
    contexts = _Contexts(members)
    _join_short_names(people, members, sets, contexts)


def _join_middle_names(full: Sequence[int], members: Sequence[Member], sets: DisjointSets) -> None:
    blocks: dict[tuple[str, str], list[int]] = defaultdict(list)
    for index in full:
        words = members[index].words
        block = blocks[words[0], words[-1]]
        if all(members[other].folded != members[index].folded for other in block):
            block.append(index)
    for block in blocks.values():
        plain = [i for i in block if len(members[i].words) == 2]
        middle = [i for i in block if len(members[i].words) > 2]
        longest = max((members[i].folded for i in middle), key=lambda name: (len(name), name), default="")
        if all(extends(longest, members[i].folded) for i in middle):
            for index in [*plain, *middle]:
                sets.join(block[0], index)


class _Contexts:
    """What each article speaks of besides a person: the names that tell whether two articles are about one thing."""

    def __init__(self, members: Sequence[Member]) -> None:
        self._names: dict[str, set[str]] = defaultdict(set)
        for member in members:
            if member.named and member.start >= 0 and member.folded:
                self._names[member.key[0]].add(member.folded)
        self._articles = Counter(name for names in self._names.values() for name in names)
        self._common = max(COMMON, len(self._names) // 20)

    def of(self, article_id: str, words: Sequence[str]) -> set[str]:
        """Return the names in an article that share no word with the person's own."""
        return {name for name in self._names[article_id] if not set(words) & set(name.split())}

    def shared(self, one: set[str], other: set[str]) -> int:
        """Return how many names two contexts share; 0 where it is a single one that everybody speaks of."""
        both = one & other
        rare = any(self._articles[name] <= self._common for name in both)
        return len(both) if rare or len(both) > 1 else 0


def _join_short_names(
    people: Sequence[int], members: Sequence[Member], sets: DisjointSets, contexts: _Contexts
) -> None:
    full = _Full(members, sets, contexts)
    for index in people:
        if len(members[index].words) > 1:
            full.add(index)
    alone: dict[str, list[tuple[int, set[str]]]] = defaultdict(list)
    for index in people:
        member = members[index]
        context = contexts.of(member.key[0], member.words)
        candidates = full.candidates(member.folded)
        best = full.best(candidates, member.key[0], context)
        if best is not None:
            sets.join(best, index)
        elif not candidates and len(member.words) == 1:
            _join_alone(index, context, alone[member.folded], sets, contexts)


def _join_alone(
    index: int, context: set[str], others: list[tuple[int, set[str]]], sets: DisjointSets, contexts: _Contexts
) -> None:
    """Join a name that is never told in full with the first node of that name in articles about the same things."""
    for position, (other, seen) in enumerate(others):
        if sets.find(other) == sets.find(index) or contexts.shared(context, seen):
            sets.join(other, index)
            others[position] = (other, seen | context)
            return
    others.append((index, context))


class _Full:
    """The persons who are named in full, by every shorter form of their names."""

    def __init__(self, members: Sequence[Member], sets: DisjointSets, contexts: _Contexts) -> None:
        self._members, self._sets, self._contexts = members, sets, contexts
        self._by_short: dict[str, dict[int, None]] = defaultdict(dict)
        self._context: dict[int, set[str]] = defaultdict(set)
        self._articles: dict[int, set[str]] = defaultdict(set)

    def add(self, index: int) -> None:
        """Enter a member with a full name."""
        words, root = self._members[index].words, self._sets.find(index)
        article = self._members[index].key[0]
        self._articles[root].add(article)
        self._context[root] |= self._contexts.of(article, words[-1:])
        for start in range(1, len(words)):
            self._by_short[" ".join(words[start:])][root] = None
        self._by_short[words[0]].setdefault(root, None)

    def candidates(self, short: str) -> list[int]:
        """Return the persons whose surname (or, lacking these, first name) the short form is."""
        found = list(self._by_short.get(short, ()))
        by_surname = [root for root in found if short != self._members[root].words[0]]
        return by_surname or found

    def best(self, candidates: Sequence[int], article: str, context: set[str]) -> int | None:
        """Return the candidate that clearly shares most context.

        Where the article names one of several in full, its own coreference has kept the short name apart from that
        one for a reason, and which of them is meant stays open.
        """
        here = any(article in self._articles[root] for root in candidates)
        if here:
            return candidates[0] if len(candidates) == 1 else None
        scored = sorted(((self._contexts.shared(context, self._context[r]), -r) for r in candidates), reverse=True)
        if not scored or scored[0][0] == 0 or (len(scored) > 1 and scored[1][0] == scored[0][0]):
            return None
        return -scored[0][1]


def _join_things(members: Sequence[Member], sets: DisjointSets) -> None:
    """Join what one article could not type with the only typed thing of that name."""
    typed: dict[str, set[int]] = defaultdict(set)
    for index, member in enumerate(members):
        if member.named and member.type not in ("Thing", "Account") and member.folded:
            typed[member.folded].add(sets.find(index))
    things = [i for i, m in enumerate(members) if m.named and m.type == "Thing" and m.folded]
    _join_equal(((members[i].folded, i) for i in things), sets)
    for index in things:
        roots = {sets.find(root) for root in typed.get(members[index].folded, ())}
        if len(roots) == 1:
            sets.join(roots.pop(), index)


def _join_accounts(members: Sequence[Member], sets: DisjointSets) -> None:
    """Join accounts by handle, then one without a handle with the only account of its owner on that platform."""
    indices = {member.key: index for index, member in enumerate(members)}
    accounts = [i for i, m in enumerate(members) if m.type == "Account"]
    platforms: dict[str | None, set[str]] = defaultdict(set)
    for index in accounts:
        platforms[members[index].handle] |= {members[index].platform or ""} - {""}
    shared = {handle for handle, names in platforms.items() if len(names) > 1}  # one handle, several platforms
    with_handle = [members[i] for i in accounts if members[i].handle]
    keys = ((m.handle, m.platform if m.handle in shared else None) for m in with_handle)
    _join_equal(zip(keys, (indices[m.key] for m in with_handle), strict=True), sets)
    owners = {i: sets.find(indices[owner]) for i in accounts if (owner := members[i].owner) in indices}
    known: dict[int, set[str]] = defaultdict(set)
    for index, root in owners.items():
        known[root] |= {members[index].platform or ""} - {""}
    owned: dict[tuple[int, str | None], list[int]] = defaultdict(list)
    for index, root in owners.items():
        only = next(iter(known[root])) if len(known[root]) == 1 else None
        owned[root, members[index].platform or only].append(index)
    for (holder, _), held in owned.items():
        plain = [i for i in held if not members[i].handle]
        handles = {members[i].handle: i for i in reversed(held) if members[i].handle}
        own = [i for handle, i in handles.items() if _names_owner(str(handle), members[holder])]
        if len(handles) == 1 or len(own) == 1:
            plain += own if own else handles.values()
        for index in plain:
            sets.join(plain[0], index)


def _names_owner(handle: str, owner: Member) -> bool:
    """Return whether a handle holds the owner's surname: of "@POTUS" and "@realDonaldTrump" that one is his own."""
    return bool(owner.words) and owner.words[-1] in fold(handle)
