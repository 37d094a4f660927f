"""Decisions by hand, as methods of the store: two entities are one or not, a claim was read wrongly."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Literal

from hergang import deciding
from hergang.corpus.archive import Archive, Decision
from hergang.graphs.store import open_reader
from hergang.ingest import utc_now
from hergang.locks import Waiting
from hergang.paths import StorePaths
from hergang.projecting import write_graph


class Judging(ABC):
    """What a store can be told by hand. Every decision is kept in the archive, and the graph obeys it at once."""

    paths: StorePaths

    @abstractmethod
    def _writing(self, command: str, waiting: Waiting) -> AbstractContextManager[tuple[Archive, str]]:
        """Give the archive, open to write, and what the IRIs of the data begin with."""

    @abstractmethod
    def _archive_exists(self) -> Path:
        """Return the archive's file; StoreError where there is none."""

    def merge(
        self,
        one: str,
        other: str,
        *,
        who: str = "",
        why: str = "",
        clock: Callable[[], str] = utc_now,
        waiting: Waiting = lambda _: None,
    ) -> Decision:
        """Decide by hand that two entities are one, and return the decision.

        Args:
            one: a name, an IRI or the end of it, or ``NAME@ARTICLE``.
            other: the same of the other one.
            who: who decides; kept with the decision.
            why: kept with the decision.
            clock: gives the time as a UTC dateTime.
            waiting: called before a wait, with the writer that is waited for.

        Raises:
            QueryError: a name means nothing, or several; or the two cannot be one.
            StoreError: a decision in force says the opposite.
        """
        return self._decide("merge", one, other, {"who": who, "at": clock(), "why": why}, waiting)

    def split(
        self,
        one: str,
        other: str,
        *,
        who: str = "",
        why: str = "",
        clock: Callable[[], str] = utc_now,
        waiting: Waiting = lambda _: None,
    ) -> Decision:
        """Decide by hand that two entities are not one (``NAME@ARTICLE``), and return the decision; as `merge`."""
        return self._decide("split", one, other, {"who": who, "at": clock(), "why": why}, waiting)

    def reject(
        self,
        claim: str,
        *,
        who: str = "",
        why: str = "",
        clock: Callable[[], str] = utc_now,
        waiting: Waiting = lambda _: None,
    ) -> Decision:
        """Decide by hand that a claim (IRI, or ``WORDS@ARTICLE``) was read wrongly; as `merge`."""
        self._archive_exists()
        with self._writing("reject", waiting) as (archive, base):
            key = deciding.find_claim(claim, archive)
            decision = archive.decisions.reject(key, who=who, at=clock(), why=why)
            write_graph(self.paths, archive, base)
        return decision

    def decisions(self, *, in_force: bool = False) -> list[Decision]:
        """Return the decisions by hand in their order; with ``in_force`` those that nobody has taken back."""
        with Archive.open(self._archive_exists(), write=False) as archive:
            return archive.decisions.list(in_force=in_force)

    def undo(
        self,
        number: int,
        *,
        who: str = "",
        why: str = "",
        clock: Callable[[], str] = utc_now,
        waiting: Waiting = lambda _: None,
    ) -> Decision:
        """Take a decision by hand back, and return it; the log keeps it."""
        self._archive_exists()
        with self._writing("decisions", waiting) as (archive, base):
            decision = archive.decisions.undo(number, who=who, at=clock(), why=why)
            write_graph(self.paths, archive, base)
        return decision

    def export_decisions(self) -> list[dict[str, Any]]:
        """Return the decisions by hand as JSON objects, those that were taken back too."""
        return list(deciding.to_records(self.decisions()))

    def import_decisions(
        self, records: Iterable[Mapping[str, Any]], *, waiting: Waiting = lambda _: None
    ) -> list[Decision]:
        """Take in decisions that `export_decisions` gave out, of another store too, and return those that are new."""
        self._archive_exists()
        with self._writing("decisions", waiting) as (archive, base):
            added = deciding.add_records(archive, records)
            write_graph(self.paths, archive, base)
        return added

    def _decide(
        self, kind: Literal["merge", "split"], one: str, other: str, told: dict[str, str], waiting: Waiting
    ) -> Decision:
        self._archive_exists()
        with self._writing(kind, waiting) as (archive, base):
            with open_reader(self.paths.root) as reader:
                first, second = (deciding.find_entity(name, archive, reader) for name in (one, other))
            deciding.must_fit(kind, first, second)
            keys = (first.key, second.key)
            deciding.must_not_be_decided(archive.decisions.list(in_force=True), kind, keys)
            decision: Decision = getattr(archive.decisions, kind)(*keys, **told)
            write_graph(self.paths, archive, base)
        return decision
