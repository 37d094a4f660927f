"""Decisions by hand: two names are one thing, or not; a claim is no good. Kept as judgements, never overwritten.

A decision is keyed by what a re-ingest finds again: the article, and the normalised name and type of an entity, or
clause, predicate and subject of a claim. It is undone by a note, not by deletion; only `hergang forget` deletes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from hergang.corpus.archive.database import Database
from hergang.corpus.errors import StoreError

Kind = Literal["merge", "split", "reject"]


@dataclass(frozen=True)
class EntityKey:
    """An entity of an article, as every reading of the article finds it."""

    article: str  # article id
    name: str  # normalised
    type: str  # "Person"


@dataclass(frozen=True)
class ClaimKey:
    """A claim of an article, as every reading of the article finds it."""

    article: str  # article id
    clause: str  # normalised
    predicate: str
    subject: str = ""  # normalised; empty where the claim has none


@dataclass(frozen=True)
class Undone:
    """Who took a decision back, when and why."""

    who: str
    at: str  # UTC dateTime
    why: str


@dataclass(frozen=True)
class Decision:
    """A decision by hand; without ``undone`` it is in force."""

    number: int
    kind: Kind
    subject: EntityKey | ClaimKey
    object: EntityKey | None  # what the subject is the same as (merge), or not (split)
    who: str
    at: str  # UTC dateTime
    why: str
    undone: Undone | None = None


class Decisions:
    """The log of decisions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def merge(self, subject: EntityKey, object: EntityKey, *, who: str, at: str, why: str = "") -> Decision:
        """Decide that two entities are one."""
        return self._add("merge", subject, object, who, at, why)

    def split(self, subject: EntityKey, object: EntityKey, *, who: str, at: str, why: str = "") -> Decision:
        """Decide that two entities are not one."""
        return self._add("split", subject, object, who, at, why)

    def reject(self, claim: ClaimKey, *, who: str, at: str, why: str = "") -> Decision:
        """Decide that a claim was read wrongly."""
        return self._add("reject", claim, None, who, at, why)

    def list(self, *, in_force: bool = False) -> list[Decision]:
        """Return the decisions in the order in which they were taken; with ``in_force`` those not undone."""
        condition = "WHERE undone IS NULL" if in_force else ""
        return [_decision(row) for row in self._database.execute(f"SELECT * FROM decision {condition} ORDER BY number")]

    def undo(self, number: int, *, who: str, at: str, why: str = "") -> Decision:
        """Take a decision back and return it; the log keeps it.

        Raises:
            StoreError: there is no such decision, or it is undone already.
        """
        with self._database.transaction():
            decision = self._find(number)
            if decision.undone is not None:
                raise StoreError(
                    f"decision {number} was undone by {decision.undone.who} on {decision.undone.at} already."
                )
            self._database.execute(
                "UPDATE decision SET undone_by = ?, undone = ?, undone_why = ? WHERE number = ?", who, at, why, number
            )
            return self._find(number)

    def _add(
        self, kind: Kind, subject: EntityKey | ClaimKey, object: EntityKey | None, who: str, at: str, why: str
    ) -> Decision:
        """Store a decision; one that is in force already is returned as it is, so that nothing is decided twice."""
        if subject == object:
            raise StoreError(f'"{subject.article}" and its entity are given twice. Name two different entities.')
        keys = (_to_json(subject), None if object is None else _to_json(object))
        with self._database.transaction():
            known = self._database.row(
                "SELECT * FROM decision WHERE undone IS NULL AND kind = ? AND "
                "(subject = ? AND object IS ? OR subject IS ? AND object = ?)",  # both sides are alike
                *(kind, *keys, keys[1], keys[0]),
            )
            if known is not None:
                return _decision(known)
            self._database.execute(
                "INSERT INTO decision (kind, subject, object, who, decided, why) VALUES (?, ?, ?, ?, ?, ?)",
                *(kind, *keys, who, at, why),
            )
            number = self._database.row("SELECT last_insert_rowid()")[0]
            for article in {subject.article, *([object.article] if object else [])}:
                self._database.execute("INSERT INTO decision_article VALUES (?, ?)", article, number)
        return self._find(number)

    def _find(self, number: int) -> Decision:
        row = self._database.row("SELECT * FROM decision WHERE number = ?", number)
        if row is None:
            last = self._database.row("SELECT max(number) FROM decision")[0]
            known = f"The last is {last}." if last else "None has been taken."
            raise StoreError(f"{self._database.path}: there is no decision {number}. {known}")
        return _decision(row)


def _to_json(key: EntityKey | ClaimKey) -> str:
    return json.dumps(asdict(key), ensure_ascii=False, sort_keys=True)


def _key(text: str) -> EntityKey | ClaimKey:
    record: dict[str, Any] = json.loads(text)
    return ClaimKey(**record) if "clause" in record else EntityKey(**record)


def _decision(row: Mapping[str, Any]) -> Decision:
    undone = Undone(row["undone_by"], row["undone"], row["undone_why"]) if row["undone"] else None
    object = None if row["object"] is None else EntityKey(**json.loads(row["object"]))
    return Decision(
        row["number"], row["kind"], _key(row["subject"]), object, row["who"], row["decided"], row["why"], undone
    )
