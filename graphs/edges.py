"""Edges: which vertices are one thing, and why (`hergang.graphs.identity`).

Each edge is a function of one local, or of what is counted of the names that it joins, and is drawn anew when these
change: an acronym and the name that an article uses it for, a German inflected name and the name without its ending,
what one article could not type and the only typed thing of that name, and persons of one name that were begun apart and
turn out to be known in the same fields.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import combinations

from hergang.graphs.members import Local
from hergang.graphs.naming import canonical, is_acronym_of, is_known_body
from hergang.graphs.state import State

TYPED = ("Event", "Group", "Organization", "Place", "Work")
ENDINGS = {"Place": ("s", "es", "er")}  # of German names: genitives, and what is of a place
BEARERS = 6  # persons of one name that are compared
FIRST = 20  # articles of a person whose fields are counted
ONE_FIELD = 0.6  # cosine of the counts of fields from which on two persons of one name are one


class Edges:
    """The edges between vertices, kept in the state."""

    def __init__(self, state: State, local: Callable[[str], Local]) -> None:
        self._state, self._local = state, local
        self.touched: set[str] = set()  # vertices, of which others may have to do with a change too

    def add_aliases(self, local: Local) -> None:
        """Join an acronym with the name it stands for, where an article uses both for one organisation."""
        if not local.named or local.type != "Organization" or not local.name:
            return
        names = {alias: canonical("Organization", alias) for alias in local.aliases}
        own = [alias for alias, name in names.items() if name == local.name]
        for alias, name in names.items():
            fits = any(is_acronym_of(alias, known) or is_acronym_of(known, alias) for known in own)
            if name and fits and not is_known_body(alias):
                self.add(name_vertex(local), f"Organization {name}", f"alias {local.id}")

    def add(self, one: str, other: str, why: str) -> None:
        """Draw an edge between two vertices."""
        if one != other:
            self._state.run("INSERT OR IGNORE INTO edge VALUES (?, ?, ?)", one, other, why)
            self.touched |= {one, other}

    def drop(self, why: str) -> None:
        """Take away the edges that were drawn for a reason."""
        for one, other in self._state.rows("SELECT one, other FROM edge WHERE why = ?", why):
            self.touched |= {one, other}
        self._state.run("DELETE FROM edge WHERE why = ?", why)

    def join_class(self, kind: str, name: str) -> None:
        """Decide the edges between the vertex of a name and those of names like it."""
        if kind in (*TYPED, "Thing"):
            for ending in ENDINGS.get(kind, ("s", "es")):
                self._join_inflected(kind, name.removesuffix(ending), ending)
                self._join_inflected(kind, name, ending)
        if kind == "Person" and " " in name:
            self._join_bearers(name)
        self._join_thing(name)

    def _join_inflected(self, kind: str, bare: str, ending: str) -> None:
        """Join a German name that was read with an ending ("Berlins", "Berliner") with the name without it.

        A name of one word is left alone where it is the commoner of the two ("Reuters" beside a "Reuter").
        """
        one, other, why = f"{kind} {bare}", f"{kind} {bare}{ending}", f"ending {kind} {bare} {ending}"
        self.drop(why)
        (plain, _), (inflected, german) = self.sizes(one), self.sizes(other)
        if bare and plain and german and (" " in bare or plain > inflected):
            self.add(one, other, why)

    def _join_bearers(self, name: str) -> None:
        """Join persons of one full name that were begun apart and turn out to be known in the same fields."""
        why = f"bearers {name}"
        self.drop(why)
        bearers = self._bearers(name)
        fields = {vertex: self._fields(vertex, name) for vertex in bearers} if len(bearers) > 1 else {}
        for one, other in combinations(fields, 2):
            if alikeness(fields[one], fields[other]) >= ONE_FIELD:
                self.add(one, other, why)

    def _bearers(self, name: str) -> list[str]:
        """Return the first vertices of persons of a name; each is sought alone, however many locals there are."""
        found: list[str] = []
        while len(found) < BEARERS:
            (vertex,) = self._state.row(
                "SELECT min(vertex) FROM local WHERE type = 'Person' AND name = ? AND vertex > ?",
                *(name, found[-1] if found else "Person ="),
            )
            if vertex is None or not vertex.startswith("Person ="):
                break
            found.append(vertex)
        return found

    def _fields(self, vertex: str, name: str) -> Counter[str]:
        """Return in how many of its first articles a person is known in each field."""
        records = self._state.column(
            "SELECT id FROM local WHERE vertex = ? AND type = 'Person' AND name = ? ORDER BY id LIMIT ?",
            *(vertex, name, FIRST),
        )
        return Counter(trait for id_ in records for trait in self._local(id_).traits)

    def _join_thing(self, name: str) -> None:
        """Join what articles could not type with the only typed thing of that name."""
        why = f"thing {name}"
        self.drop(why)
        if not self.sizes(f"Thing {name}")[0]:
            return
        typed = [vertex for kind in TYPED if self.sizes(vertex := f"{kind} {name}")[0]]
        typed += self._state.column(
            "SELECT DISTINCT vertex FROM local WHERE type = 'Person' AND name = ? AND vertex LIKE 'Person =%' LIMIT 2",
            name,
        )
        if len(typed) == 1:
            self.add(typed[0], f"Thing {name}", why)

    def sizes(self, vertex: str) -> tuple[int, int]:
        """Return how many locals a vertex has, and how many of them are of German articles."""
        return self._state.row("SELECT size, german FROM vertex WHERE key = ?", vertex) or (0, 0)

    def between(self, vertices: Sequence[str]) -> list[tuple[str, str]]:
        """Return the edges between vertices, those drawn by hand first."""
        rows = {
            (not row[2].startswith("merge "), row[0], row[1])
            for vertex in vertices
            for row in self._state.rows("SELECT one, other, why FROM edge WHERE one = ?", vertex)
        }
        return [(one, other) for _, one, other in sorted(rows)]

    def neighbours(self, vertex: str) -> list[str]:
        """Return the vertices that edges join with one; also those that no local has: an acronym may join two names."""
        return self._state.column(
            "SELECT other FROM edge WHERE one = ? UNION SELECT one FROM edge WHERE other = ?", vertex, vertex
        )


def alikeness(one: Counter[str], other: Counter[str]) -> float:
    """Return the cosine of two counts; 0 where one is empty."""
    lengths = sum(n * n for n in one.values()) * sum(n * n for n in other.values())
    return round(sum(n * other[key] for key, n in one.items()) / math.sqrt(lengths), 3) if lengths else 0.0


def name_vertex(local: Local) -> str:
    """Return the vertex of a local by its name alone; one of its own where a name does not tell what it is."""
    return f"{local.type} {local.name}" if is_of_name(local) else f"- {local.id}"


def is_of_name(local: Local) -> bool:
    """Return whether its name alone says what it is, or could be."""
    return local.named and bool(local.name) and local.type != "Account"
