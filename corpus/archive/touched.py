"""Which articles changed since the graph was last written, so that nobody has to look at all of them.

Triggers note each change of what the graph is made of; whoever has written the graph keeps the mark of the last.
"""

from __future__ import annotations

from dataclasses import dataclass

from hergang.corpus.archive.database import Database


@dataclass(frozen=True)
class Mark:
    """A place in the log of changes."""

    number: int
    token: str


class Touched:
    """The log of changes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def mark(self) -> Mark:
        """Return the mark of the last change; that before all changes where there is none."""
        row = self._database.row("SELECT number, token FROM touched ORDER BY number DESC LIMIT 1")
        return Mark(0, "") if row is None else Mark(row["number"], row["token"])

    def since(self, mark: Mark) -> list[str] | None:
        """Return the ids of the articles that changed after a mark, in order; None where the mark is not of here.

        An archive that was restored from a backup, or is another one, does not know it: all may have changed then.
        """
        row = self._database.row("SELECT token FROM touched WHERE number = ?", mark.number)
        if row is None or row["token"] != mark.token:
            return None
        rows = self._database.execute(
            "SELECT DISTINCT t.article, a.day FROM touched t LEFT JOIN article a ON a.id = t.article "
            "WHERE t.number > ? ORDER BY a.day, t.article",
            mark.number,
        )
        return [row["article"] for row in rows]

    def settle(self, mark: Mark) -> None:
        """Let the log begin with a mark, when the graph shows all up to it."""
        with self._database.transaction():
            self._database.execute("DELETE FROM touched WHERE number < ?", mark.number)
