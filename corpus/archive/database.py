"""The SQLite file beneath the archive: opened, written in transactions, its errors told in words that help."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hergang.corpus.errors import StoreError

_PATIENCE = 30  # seconds to wait for another connection's transaction


class Database:
    """One connection to a SQLite file. One object serves one thread."""

    def __init__(self, path: Path, *, write: bool) -> None:
        """Open the file; with ``write`` a missing one is made, its folder included."""
        self.path = path
        with translated(path):
            if write:
                path.parent.mkdir(parents=True, exist_ok=True)
            self.connection = connect(path, "rwc" if write else "ro")

    def close(self) -> None:
        """Close the file."""
        self.connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Do what is within the ``with`` wholly or not at all; within another transaction it is a part of that one."""
        if self._in_transaction():
            yield
            return
        with translated(self.path):
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.connection.execute("COMMIT")
            except BaseException:
                if self._in_transaction():  # SQLite itself rolls back where the disk is full
                    self.connection.execute("ROLLBACK")
                raise

    def _in_transaction(self) -> bool:
        return self.connection.in_transaction

    def execute(self, statement: str, *values: object) -> Sequence[Any]:
        """Run one statement and return its rows."""
        with translated(self.path):
            return self.connection.execute(statement, values).fetchall()

    def row(self, statement: str, *values: object) -> Any:
        """Run one statement and return its first row, or None."""
        with translated(self.path):
            return self.connection.execute(statement, values).fetchone()


def connect(path: Path, mode: str) -> sqlite3.Connection:
    """Return a connection in autocommit mode; ``mode`` is that of SQLite's URIs ("ro", "rw", "rwc")."""
    uri = f"{path.absolute().as_uri()}?mode={mode}"
    connection = sqlite3.connect(uri, uri=True, timeout=_PATIENCE, isolation_level=None)
    connection.row_factory = sqlite3.Row
    return connection


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn what SQLite and the file system report into a StoreError that says what to do."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise StoreError(f"{path}: {_explain(error)}") from error
    except OSError as error:
        raise StoreError(f"{path}: {error.strerror or error}. Name another store by --store DIR.") from error


def _explain(error: sqlite3.DatabaseError) -> str:
    message = str(error)
    if "no such module: fts" in message:
        return (
            f"the SQLite of this Python ({sqlite3.sqlite_version}) is built without FTS5, the full-text search. "
            "Use a Python from python.org, conda, Homebrew or a Linux distribution, which have it."
        )
    if "full" in message:
        return "the disk is full; what was stored before is whole. Free some space and run the command again."
    if "locked" in message or "busy" in message:
        return "another process is writing to it. Wait until it has ended and run the command again."
    if "readonly" in message or "unable to open" in message:
        return f"it cannot be opened or written ({message}). Check the rights on the file and its folder."
    if "malformed" in message or "not a database" in message:
        return f"the archive is damaged ({message}). Restore it from a backup."
    return f"the archive cannot be used ({message})."
