"""Accounts across articles: one handle is one account, and so is the only account of its owner on a platform.

A handle that is told of several platforms is one account on each. An account without a handle is that of its owner on
the platform told, or lacking one on the only platform told of the owner; where exactly one handle is known there, or
one that names the owner (of "@POTUS" and "@realDonaldTrump" the latter), it is that one's. All else stays alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from hergang.graphs.naming import fold
from hergang.graphs.state import State

_Told = tuple[str, str | None]  # handle, platform


class Accounts:
    """Finds the vertices of accounts; an owner is known by his node, so that they come after all else."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._handles: set[str] = set()
        self._holders: set[str] = set()

    def disturb(self, local: str) -> None:
        """Take note that an account is about to go."""
        row = self._state.row("SELECT handle, holder FROM local WHERE id = ? AND type = 'Account'", local)
        if row:
            self._handles |= {row[0]} - {None}
            self._holders |= {row[1]} - {None}

    def settle(self, articles: Collection[str]) -> list[tuple[str, str]]:
        """Return (local, vertex) of the accounts that may have moved.

        Args:
            articles: those in which a local got another node, new articles included.
        """
        loose = [account for article in sorted(articles) for account in self._place(article)]
        moved = [*self._of_handles(), *self._of_holders(), *loose]
        self._handles.clear()
        self._holders.clear()
        return moved

    def _place(self, article: str) -> Iterator[tuple[str, str]]:
        """Find the owners of an article's accounts; yield the accounts that have neither handle nor owner."""
        rows = self._state.rows(
            "SELECT a.id, a.handle, a.holder, v.node, o.name FROM local a LEFT JOIN local o ON o.id = a.owner "
            "LEFT JOIN vertex v ON v.key = o.vertex WHERE a.article = ? AND a.type = 'Account'",
            article,
        )
        for id_, handle, before, holder, owner in rows:
            own = bool(handle and owner and owner.split()[-1] in fold(handle))
            self._state.run("UPDATE local SET holder = ?, own = ? WHERE id = ?", holder, own, id_)
            self._handles |= {handle} - {None}
            self._holders |= {before, holder} - {None}
            if handle is None and holder is None:
                yield id_, f"- {id_}"

    def _of_handles(self) -> Iterator[tuple[str, str]]:
        for handle in sorted(self._handles):
            for platform in self._platforms(handle):
                yield from self._moving(self._by_handle(handle, platform), handle, platform)

    def _platforms(self, handle: str) -> list[str | None]:
        return self._state.column("SELECT DISTINCT platform FROM local WHERE handle = ?", handle)

    def _by_handle(self, handle: str, platform: str | None) -> str:
        several = len([known for known in self._platforms(handle) if known]) > 1
        return f"@ {handle} {platform or ''}" if several else f"@ {handle}"

    def _moving(self, vertex: str, handle: str, platform: str | None) -> Iterator[tuple[str, str]]:
        ids = self._state.column(
            "SELECT id FROM local WHERE handle = ? AND platform IS ? AND vertex <> ? ORDER BY id",
            *(handle, platform, vertex),
        )
        yield from ((id_, vertex) for id_ in ids)

    def _of_holders(self) -> Iterator[tuple[str, str]]:
        for holder in sorted(self._holders | self._holders_of_handles()):
            held = self._state.rows("SELECT DISTINCT platform, handle, own FROM local WHERE holder = ?", holder)
            platforms = {platform for platform, *_ in held if platform}
            only = next(iter(platforms)) if len(platforms) == 1 else None
            for platform in sorted({platform or "" for platform, handle, _ in held if handle is None}):
                told = platform or only
                handles = {(h, p) for p, h, _ in held if h and (p or only) == told}
                own = {(h, p) for p, h, names_owner in held if names_owner and (p or only) == told}
                yield from self._held(holder, platform or None, self._of_owner(holder, told, own, handles))

    def _holders_of_handles(self) -> set[str]:
        """Return the owners of touched handles: what has no handle may go with these."""
        found: set[str] = set()
        for handle in self._handles:
            found.update(
                self._state.column("SELECT DISTINCT holder FROM local WHERE handle = ? AND holder IS NOT NULL", handle)
            )
        return found

    def _of_owner(self, holder: str, platform: str | None, own: set[_Told], handles: set[_Told]) -> str:
        """Return the vertex of an owner's account without a handle; ``own`` are the handles that name him."""
        chosen = own if len({handle for handle, _ in own}) == 1 else handles
        if len({handle for handle, _ in chosen}) == 1:
            return self._by_handle(*min(chosen, key=lambda told: (told[0], told[1] or "")))
        return f"@ {holder} {platform or ''}"

    def _held(self, holder: str, platform: str | None, vertex: str) -> Iterator[tuple[str, str]]:
        ids = self._state.column(
            "SELECT id FROM local WHERE holder = ? AND platform IS ? AND handle IS NULL AND vertex <> ? ORDER BY id",
            *(holder, platform, vertex),
        )
        yield from ((id_, vertex) for id_ in ids)
