"""Claims in their blocks: statements and links are made anew where a claim came, went or changed, nowhere else.

A block holds the claims that share what makes them comparable (`hergang.graphs.links.blocks`): a slot, an event, the
words of a revision. Each block is a function of its own claims.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from hergang.graphs.claims import Resolved
from hergang.graphs.iris import Iris
from hergang.graphs.links import KINDS, blocks, find_links
from hergang.graphs.packing import pack, unpack
from hergang.graphs.state import Blocks, State, to_json
from hergang.graphs.statements import Statement, find_statements

WITHDRAWING = ("corrects", "retracts")
LinkKey = tuple[str, str, str]  # IRI of the later claim, type, IRI of the earlier claim


class Claims:
    """The claims, statements and links, kept in the state."""

    def __init__(self, state: State, iris: Iris) -> None:
        self._state, self._iris = state, iris
        self._blocks = Blocks(state, "claim")
        self._dirty: set[str] = set()
        self._known: dict[str, Resolved] = {}  # read in this update

    def put(self, article: str, claims: Sequence[Resolved]) -> None:
        """Let an article make these claims and no others."""
        records = {claim.order: claim.to_json() for claim in claims}
        rows = self._state.rows("SELECT id, record FROM claim WHERE article = ?", article)
        known = {id_: unpack(record) for id_, record in rows}
        for id_ in known:
            if records.get(id_) != known[id_]:
                self._dirty.update(self._blocks.keys(id_))
                self._blocks.remove(id_)
                self._state.run("DELETE FROM claim WHERE id = ?", id_)
        for claim in claims:
            if known.get(claim.order) != records[claim.order]:
                self._add(article, claim, records[claim.order])

    def settle(self) -> tuple[dict[str, list[Statement]], set[LinkKey]]:
        """Return the statements of the touched blocks, and the links that may have changed."""
        statements: dict[str, list[Statement]] = {}
        touched: set[LinkKey] = set()
        for key in sorted(self._dirty):
            claims = self._of_block(key)
            kind = key.partition(" ")[0]
            if kind == KINDS[0]:
                statements[key] = find_statements(claims, self._iris)
            touched |= self._relink(key, kind, claims)
        self._dirty.clear()
        self._known.clear()
        return statements, touched

    def link(self, key: LinkKey) -> tuple[str, float] | None:
        """Return reason and confidence of a link, None where it is none (any more)."""
        row = self._state.row(
            "SELECT reason, confidence FROM link WHERE later = ? AND type = ? AND earlier = ? "
            "ORDER BY rank, block LIMIT 1",
            *key,
        )
        return (str(row[0]), float(row[1])) if row else None

    def withdrawn(self, article: str) -> set[str]:
        """Return the IRIs of an article's claims that are corrected or retracted."""
        return set(
            self._state.column(
                "SELECT DISTINCT c.iri FROM claim c JOIN link l ON l.earlier = c.iri AND l.type IN (?, ?) "
                "WHERE c.article = ?",
                *(*WITHDRAWING, article),
            )
        )

    def articles(self, claims: set[str]) -> set[str]:
        """Return the articles that make claims."""
        return {
            article for iri in claims for article in self._state.column("SELECT article FROM claim WHERE iri = ?", iri)
        }

    def _add(self, article: str, claim: Resolved, record: str) -> None:
        row = {"id": claim.order, "article": article, "iri": claim.iri, "record": pack(record)}
        self._state.insert("claim", row)
        keys = [f"{kind} {_digest(key)}" for kind, key in blocks(claim)]
        self._blocks.add(claim.order, keys)
        self._dirty.update(keys)

    def _of_block(self, key: str) -> list[Resolved]:
        return [self._claim(id_) for id_ in self._blocks.all(key)]

    def _claim(self, id_: str) -> Resolved:
        if id_ not in self._known:
            (record,) = self._state.row("SELECT record FROM claim WHERE id = ?", id_)
            self._known[id_] = Resolved.from_json(unpack(record))
        return self._known[id_]

    def _relink(self, key: str, kind: str, claims: Sequence[Resolved]) -> set[LinkKey]:
        touched = set(self._state.rows("SELECT later, type, earlier FROM link WHERE block = ?", key))
        self._state.run("DELETE FROM link WHERE block = ?", key)
        for link in find_links(kind, claims, self._iris) if len(claims) > 1 else ():
            told = (link.later.iri, link.type, link.earlier.iri)
            touched.add(told)
            self._state.run(
                "INSERT INTO link VALUES (?, ?, ?, ?, ?, ?, ?)",
                *(*told, KINDS.index(kind), key, link.reason, link.confidence),
            )
        return touched


def _digest(key: object) -> str:
    return hashlib.blake2b(to_json(key).encode(), digest_size=12).hexdigest()
