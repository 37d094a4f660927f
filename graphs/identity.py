"""Identity: one node for one real thing, over all articles.

The locals (`hergang.graphs.members`) that are one by name alone share a *vertex*: what bears one type and one name; of
persons, those of one tree (`hergang.graphs.trees`); of accounts, those of one handle, or of one owner on one platform
(`hergang.graphs.accounts`). What is unnamed has a vertex of its own. Edges join vertices that are one thing: an acronym
and the name that an article uses it for, a German inflected name and the name without its ending, what one article
could not type and the only typed thing of that name, persons of one name that turn out to be known in the same fields,
and what was merged by hand (`hergang.graphs.edges`). A node is what edges connect; what was split by hand is never
connected. A doubtful pair stays apart: two nodes for one thing can be merged by hand, one node for two things spoils
every answer.

Nothing here looks at more than shares a key with what changed: a vertex keeps counts of its locals, and a node has few
vertices. A node's IRI is that of its first local; it changes where an older article comes in late.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from hergang.corpus.archive import EntityKey
from hergang.graphs.accounts import Accounts
from hergang.graphs.edges import Edges, is_of_name, name_vertex
from hergang.graphs.judgements import Judgements, local_name
from hergang.graphs.looks import Views
from hergang.graphs.members import Local
from hergang.graphs.state import State, to_json
from hergang.graphs.trees import Trees


@dataclass(frozen=True)
class Ref:
    """What an entity of a revision is: its node, and what the article itself makes of it."""

    iri: str
    type: str
    named: bool
    name: str  # as the article has it


@dataclass(frozen=True)
class Node:
    """One real thing as its articles spell it."""

    iri: str
    spellings: Counter[tuple[str, str, str, int, int, bool]]  # type, name, language, alias, named, standing -> count

    @cached_property
    def _telling(self) -> Counter[tuple[str, str, str, int, int]]:
        """Return the spellings of standing revisions; of all where no standing one speaks of the thing."""
        found: Counter[tuple[str, str, str, int, int]] = Counter()
        for (*spelling, stands), count in self.spellings.items():
            if stands or not self.stands:
                found[tuple(spelling)] += count  # type: ignore[index]
        return found

    @cached_property
    def stands(self) -> bool:
        """Return whether a standing revision speaks of the thing."""
        return any(stands for *_, stands in self.spellings)

    @cached_property
    def type(self) -> str:
        """Return the commonest type; Thing, which says least, only where no other is given."""
        counts: Counter[str] = Counter()
        for (kind, _, _, alias, _, _), count in self.spellings.items():
            if kind != "Thing" and not alias:
                counts[kind] += count
        return min(counts, key=lambda kind: (-counts[kind], kind)) if counts else "Thing"

    @cached_property
    def named(self) -> bool:
        """Return whether any article names it."""
        return any(named for *_, named, _ in self.spellings)

    @cached_property
    def label(self) -> str:
        """Return the name that people would use: the commonest of the full ones, the longer of equally common ones."""
        names: Counter[str] = Counter()
        for (_, name, _, alias, named), count in self._telling.items():
            if not alias and bool(named) is self.named:
                names[name] += count
        names = names or Counter(name for _, name, *_ in self._telling)
        full = {name: n for name, n in names.items() if self.type != "Person" or " " in name} or dict(names)
        return min(full, key=lambda name: (-full[name], -len(name), name))

    @property
    def names(self) -> list[tuple[str, str]]:
        """Return the names that standing revisions use, with their languages."""
        return sorted({(name, language) for (_, name, language, _, named), _ in self._telling.items() if named})


@dataclass
class Changes:
    """What an update of identity touched."""

    articles: set[str] = field(default_factory=set)  # with a local whose node's IRI changed
    nodes: set[str] = field(default_factory=set)  # IRIs, of some that are no more too


class Identity:
    """Vertices, edges and nodes, kept in the state."""

    def __init__(self, state: State, views: Views, judged: Judgements) -> None:
        self._state, self._judged = state, judged
        self._known: dict[str, Local] = {}
        self._trees = Trees(state, views, self.local)
        self._accounts = Accounts(state)
        self._edges = Edges(state, self.local)
        self._changes = Changes()
        self._splits: Set[tuple[str, str]] = set()  # locals that are not one, by hand
        self._classes: set[tuple[str, str]] = set()  # (type, name) of locals that came, went or moved

    def remove(self, article: str) -> None:
        """Take the locals of an article out."""
        for id_ in self._state.column("SELECT id FROM local WHERE article = ? ORDER BY id", article):
            local = self.local(id_)
            self._trees.remove(local)
            self._count(local, self._vertex(id_), -1)
            self._accounts.disturb(id_)
            self._edges.drop(f"alias {id_}")
            self._state.run("DELETE FROM local WHERE id = ?", id_)
            self._known.pop(id_, None)

    def add(self, locals_: Iterable[Local]) -> None:
        """Enter the locals of an article; `settle` says what they are."""
        for local in locals_:
            self._known[local.id] = local
            self._state.insert("local", _row(local))
            self._place(local)
            self._edges.add_aliases(local)

    def settle(self) -> Changes:
        """Decide what is one, and return what changed."""
        splits = self._split()
        for id_ in sorted(self._trees.settle(splits)):
            local = self.local(id_)
            self._assign(local, f"{local.type} = {self._trees.forest.root(id_)}")
        for kind, name in sorted(self._classes):
            self._edges.join_class(kind, name)
        self._classes.clear()
        self._merge()
        self._connect()
        for id_, vertex in self._accounts.settle(self._changes.articles):
            self._assign(self.local(id_), vertex)
        self._merge()
        self._connect()
        changes, self._changes = self._changes, Changes()
        return changes

    def forget(self) -> None:
        """Let go of what was read from the state: memory stays bounded."""
        self._known.clear()

    def local(self, id_: str) -> Local:
        """Return a local that is kept."""
        if id_ not in self._known:
            (record,) = self._state.row("SELECT record FROM local WHERE id = ?", id_)
            self._known[id_] = _from_json(record)
        return self._known[id_]

    def iris(self, article: str) -> dict[str, str]:
        """Return the node's IRI of each local of an article."""
        return dict(
            self._state.rows(
                "SELECT l.id, v.node FROM local l JOIN vertex v ON v.key = l.vertex WHERE l.article = ?", article
            )
        )

    def node(self, iri: str) -> Node | None:
        """Return a node, None where there is none (any more)."""
        found: Counter[tuple[str, str, str, int, int, bool]] = Counter()
        for *spelling, standing, told in self._state.rows(
            "SELECT s.type, s.name, s.language, s.alias, s.named, s.standing, s.told "
            "FROM vertex v JOIN spelling s ON s.vertex = v.key WHERE v.node = ?",
            iri,
        ):
            for stands, count in ((True, standing), (False, told - standing)):
                if count:
                    found[(*spelling, stands)] += count
        return Node(iri, found) if found else None

    def all(self) -> dict[str, list[Local]]:
        """Return the locals of every node by its IRI, nodes and locals in order."""
        found: dict[str, list[Local]] = {}
        for id_, iri in self._state.rows(
            "SELECT l.id, v.node FROM local l JOIN vertex v ON v.key = l.vertex ORDER BY l.id"
        ):
            found.setdefault(iri, []).append(self.local(id_))
        return found

    # --- decisions by hand ------------------------------------------------------------------------------------------

    def _judged_local(self, key: EntityKey) -> str | None:
        """Return the local that a decision is of, None where its article has none such (any more)."""
        row = self._state.row(
            "SELECT id FROM local WHERE article = ? AND type = ? AND name = ? ORDER BY id LIMIT 1", *local_name(key)
        )
        return str(row[0]) if row else None

    def _pairs(self, decided: Mapping[int, tuple[EntityKey, EntityKey]]) -> dict[int, tuple[str, str]]:
        found = {}
        for number, keys in decided.items():
            one, other = map(self._judged_local, keys)
            of_one_kind = (keys[0].type == "Account") == (keys[1].type == "Account")  # an account is not its owner
            if one and other and one != other and of_one_kind:
                found[number] = (one, other)
        return found

    def _split(self) -> dict[str, set[str]]:
        """Return what each local is not, by hand; names that were split are decided local by local from now on."""
        pairs = self._pairs(self._judged.splits)
        self._splits = set(pairs.values())
        locals_ = [self.local(id_) for pair in pairs.values() for id_ in pair]
        names = {f"{local.type} {local.name}" for local in locals_ if is_of_name(local)}
        known = set(json.loads(self._state.meta("split names") or "[]"))
        self._state.set_meta("split names", to_json(sorted(names)))
        for name in sorted(names ^ known):
            kind, _, bare = name.partition(" ")
            for id_ in self._state.column("SELECT id FROM local WHERE type = ? AND name = ? ORDER BY id", kind, bare):
                self._trees.remove(self.local(id_))
                self._place(self.local(id_))
        apart: dict[str, set[str]] = {}
        for one, other in self._splits:
            apart.setdefault(one, set()).add(other)
            apart.setdefault(other, set()).add(one)
        self._note("splits", sorted({id_ for pair in pairs.values() for id_ in pair}))
        return apart

    def _note(self, what: str, locals_: Sequence[str]) -> None:
        """Touch the vertices of the locals that decisions speak of where these are others than the last time."""
        known = json.loads(self._state.meta(what) or "[]")
        if known != list(locals_):
            self._state.set_meta(what, to_json(locals_))
            for id_ in {*known, *locals_}:
                row = self._state.row("SELECT vertex FROM local WHERE id = ?", id_)
                if row and row[0]:
                    self._edges.touched.add(row[0])

    def _merge(self) -> None:
        """Join the vertices of what was merged by hand."""
        wanted = {
            (self._vertex(one), self._vertex(other), f"merge {number}")
            for number, (one, other) in self._pairs(self._judged.merges).items()
        }
        known = set(self._state.rows("SELECT one, other, why FROM edge WHERE why LIKE 'merge %'"))
        for _, _, why in known - wanted:
            self._edges.drop(why)
        for edge in sorted(wanted - known):
            self._edges.add(*edge)

    # --- vertices -----------------------------------------------------------------------------------------------

    def _place(self, local: Local) -> None:
        """Let names that can be of two things be decided by trees, and give all else the vertex of its name."""
        if _is_person(local) or f"{local.type} {local.name}" in json.loads(self._state.meta("split names") or "[]"):
            self._trees.add(local)
        else:
            self._assign(local, name_vertex(local))

    def _vertex(self, id_: str) -> str:
        return str(self._state.row("SELECT vertex FROM local WHERE id = ?", id_)[0])

    def _assign(self, local: Local, vertex: str) -> None:
        before = self._vertex(local.id)
        if before == vertex:
            return
        if before:
            self._count(local, before, -1)
            self._changes.articles.add(local.article)
        self._state.run("UPDATE local SET vertex = ? WHERE id = ?", vertex, local.id)
        self._count(local, vertex, 1)

    def _count(self, local: Local, vertex: str, sign: int) -> None:
        """Add what a local says to its vertex's counts, or take it away."""
        self._state.run(
            "INSERT INTO vertex VALUES (?, '', ?, ?) ON CONFLICT (key) DO UPDATE "
            "SET size = size + excluded.size, german = german + excluded.german",
            *(vertex, sign, sign * local.german),
        )
        told: Counter[tuple[str, str, str, int, int]] = Counter()
        standing: Counter[tuple[str, str, str, int, int]] = Counter()
        for (spelling, stands), count in local.spellings.items():
            told[spelling] += count
            standing[spelling] += count * stands
        self._state.many(
            "INSERT INTO spelling VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE "
            "SET standing = standing + excluded.standing, told = told + excluded.told",
            [(vertex, *spelling, sign * standing[spelling], sign * count) for spelling, count in told.items()],
        )
        self._edges.touched.add(vertex)
        if local.named and local.name:
            self._classes.add((local.type, local.name))

    # --- nodes --------------------------------------------------------------------------------------------------

    def _connect(self) -> None:
        """Give the vertices that were touched, and all that edges connect or connected with them, their nodes."""
        waiting = set(self._edges.touched)
        for vertex in self._edges.touched:
            node = self._node_of(vertex)
            if node:
                self._changes.nodes.add(node)
                waiting.update(self._state.column("SELECT key FROM vertex WHERE node = ?", node))
        done: set[str] = set()
        for vertex in sorted(waiting):
            if vertex not in done:
                reached = self._reach(vertex)
                done |= reached
                for part in self._parts(sorted(reached)):
                    self._name(part)
        self._sweep()

    def _node_of(self, vertex: str) -> str:
        row = self._state.row("SELECT node FROM vertex WHERE key = ?", vertex)
        return str(row[0]) if row else ""

    def _reach(self, vertex: str) -> set[str]:
        reached, waiting = {vertex}, [vertex]
        while waiting:
            one = waiting.pop()
            for other in self._edges.neighbours(one):
                if other not in reached:
                    reached.add(other)
                    waiting.append(other)
        return reached

    def _parts(self, vertices: Sequence[str]) -> list[list[str]]:
        """Return the vertices by node: all of them together, unless some were split by hand."""
        alive = [vertex for vertex in vertices if self._edges.sizes(vertex)[0] > 0]
        here = set(alive)
        apart = {(self._vertex(one), self._vertex(other)) for one, other in self._splits}
        apart = {pair for pair in apart if here.issuperset(pair)}
        return _kept_apart(vertices, self._edges.between(vertices), apart, here) if apart else [alive] if alive else []

    def _name(self, vertices: Sequence[str]) -> None:
        firsts = [self._state.row("SELECT min(id) FROM local WHERE vertex = ?", vertex)[0] for vertex in vertices]
        (iri,) = self._state.row("SELECT iri FROM local WHERE id = ?", min(firsts))
        self._changes.nodes.add(iri)
        for vertex in vertices:
            before = self._node_of(vertex)
            if before == iri:
                continue
            self._state.run("UPDATE vertex SET node = ? WHERE key = ?", iri, vertex)
            self._changes.articles.update(
                self._state.column("SELECT DISTINCT article FROM local WHERE vertex = ?", vertex)
            )
            if before:
                self._changes.nodes.add(before)

    def _sweep(self) -> None:
        """Delete the vertices and spellings that no local has any more."""
        for vertex in self._edges.touched:
            self._state.run("DELETE FROM vertex WHERE key = ? AND size = 0", vertex)
            self._state.run("DELETE FROM spelling WHERE vertex = ? AND told = 0", vertex)
        self._edges.touched.clear()


def _kept_apart(
    vertices: Sequence[str], edges: Sequence[tuple[str, str]], apart: Set[tuple[str, str]], alive: Set[str]
) -> list[list[str]]:
    """Join vertices by edges in their order, but never two that are to stay apart."""
    parts = {vertex: frozenset([vertex]) for vertex in vertices}
    for one, other in edges:
        both = parts[one] | parts[other]
        if not any(first in both and second in both for first, second in apart):
            parts.update(dict.fromkeys(both, both))
    found = [sorted(part & alive) for part in set(parts.values())]
    return sorted(part for part in found if part)


def _is_person(local: Local) -> bool:
    return local.type == "Person" and is_of_name(local)


def _row(local: Local) -> dict[str, object]:
    return {
        "id": local.id,
        "article": local.article,
        "type": local.type,
        "name": local.name,
        "vertex": "",
        "iri": local.iri,
        "handle": local.handle,
        "platform": local.platform,
        "owner": local.owner,
        "record": _to_json(local),
    }


def _to_json(local: Local) -> str:
    spellings = [[*spelling, stands, count] for (spelling, stands), count in local.spellings.items()]
    fields = ("id", "article", "type", "name", "named", "ordinal", "iri", "german", "handle", "platform", "owner")
    return to_json([*(getattr(local, name) for name in fields), local.aliases, local.traits, spellings])


def _from_json(record: str) -> Local:
    *plain, aliases, traits, spellings = json.loads(record)
    counts: Counter[tuple[tuple[str, str, str, int, int], bool]] = Counter(
        {
            ((kind, name, language, alias, named), stands): count
            for kind, name, language, alias, named, stands, count in spellings
        }
    )
    fields: list[Any] = [*plain, tuple(aliases), tuple(traits), counts]
    return Local(*fields)
