"""What an ingest was asked for and how far it came: sources that are pending, done or failed, and the log of requests.

Sources are noted before the first is read, each is struck off when all that it gave is archived and annotated. What a
killed process leaves pending is therefore exactly what it had not finished.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Literal

from hergang.corpus.archive.database import Database
from hergang.corpus.urls import is_url

MAX_TRIES = 5  # of a source or article that fails, after which it is tried again only when it is named

State = Literal["pending", "done", "failed"]


@dataclass(frozen=True)
class Task:
    """A source that an ingest was given."""

    source: str  # URL or absolute path
    given: str  # as it was written
    state: State
    reason: str | None  # why it failed the last time
    tries: int  # how often it has failed since it was last done
    asked: str  # UTC dateTime at which it was last asked for
    changed: str  # UTC dateTime of its last change of state

    @property
    def readable(self) -> str:
        """Return the source as it can be read from here: as it was written, where that still means the same."""
        return self.given if key(self.given) == self.source else self.source


@dataclass(frozen=True)
class Request:
    """What was asked of a server, and what it answered."""

    url: str  # as asked
    asked: str  # UTC dateTime
    answered: str | None = None  # URL after redirects
    status: int | None = None  # of HTTP; None: there was no answer
    size: int | None = None  # bytes, unpacked
    media_type: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    reason: str | None = None  # why it failed


class Tasks:
    """The sources of all ingests, by state."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def plan(self, sources: Iterable[str], asked: str) -> None:
        """Note sources as pending, all of them or none. Standard input cannot be read again and is not noted."""
        with self._database.transaction():
            for source in sources:
                if source != "-":
                    self._plan(source, asked)

    def done(self, source: str, at: str) -> None:
        """Note that all of a source is archived."""
        with self._database.transaction():
            self._database.execute(
                "UPDATE task SET state = 'done', reason = NULL, tries = 0, changed = ? WHERE source = ?",
                *(at, key(source)),
            )

    def failed(self, source: str, reason: str, at: str) -> None:
        """Note that a source failed, one that was found within another (a page behind a feed's link) included."""
        if source == "-":
            return
        with self._database.transaction():
            if self._database.row("SELECT 1 FROM task WHERE source = ?", key(source)) is None:
                self._plan(source, at)
            self._database.execute(
                "UPDATE task SET state = 'failed', reason = ?, tries = tries + 1, changed = ? WHERE source = ?",
                *(reason, at, key(source)),
            )

    def get(self, source: str) -> Task | None:
        """Return what became of a source, or None where it was never asked for by itself and never failed."""
        row = self._database.row("SELECT * FROM task WHERE source = ?", key(source))
        return None if row is None else Task(**dict(row))

    def of(self, state: State) -> list[Task]:
        """Return the sources of one state in the order in which they were asked for."""
        rows = self._database.execute("SELECT * FROM task WHERE state = ? ORDER BY asked, source", state)
        return [Task(**dict(row)) for row in rows]

    def unfinished(self) -> list[Task]:
        """Return the sources that are to be read: those pending, then those that have failed less than `MAX_TRIES`."""
        return [*self.of("pending"), *(task for task in self.of("failed") if task.tries < MAX_TRIES)]

    def _plan(self, source: str, asked: str) -> None:
        self._database.execute(
            "INSERT INTO task VALUES (?, ?, 'pending', NULL, 0, ?, ?) ON CONFLICT (source) DO UPDATE "
            "SET given = excluded.given, state = 'pending', asked = excluded.asked, changed = excluded.changed",
            *(key(source), source, asked, asked),
        )


class Requests:
    """The log of what was asked of servers; the last answer serves conditional requests."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def log(self, request: Request) -> None:
        """Note a request with its answer."""
        with self._database.transaction():
            self._database.execute(
                f"INSERT INTO request ({_REQUEST}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", *astuple(request)
            )

    def last(self, url: str) -> Request | None:
        """Return the last request of a URL that was answered with contents (200), or None."""
        row = self._database.row(
            f"SELECT {_REQUEST} FROM request WHERE url = ? AND status = 200 ORDER BY number DESC LIMIT 1", url
        )
        return None if row is None else Request(**dict(row))

    def held(self, url: str) -> Request | None:
        """Return the last request of a URL that was answered with contents, where all that they gave is archived.

        What was answered but not stored, since the process was killed or the page could not be read, is not held.
        """
        last = self.last(url)
        if last is None or self._database.row(
            "SELECT 1 FROM fetch WHERE source = ? AND fetched >= ? "
            "UNION ALL SELECT 1 FROM task WHERE source = ? AND state = 'done' AND changed >= ?",
            *(url, last.asked, url, last.asked),
        ):
            return last
        return None

    def of(self, url: str) -> list[Request]:
        """Return all requests of a URL, the first first."""
        rows = self._database.execute(f"SELECT {_REQUEST} FROM request WHERE url = ? ORDER BY number", url)
        return [Request(**dict(row)) for row in rows]


_REQUEST = "url, asked, answered, status, size, media_type, etag, last_modified, reason"


def key(source: str) -> str:
    """Return a source's name wherever it is read from: a URL as it is, of a file the absolute path."""
    return source if is_url(source) or source == "-" else str(Path(source).absolute())
