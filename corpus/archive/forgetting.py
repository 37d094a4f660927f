"""Articles that are forgotten: taken out of every table, with a tombstone that keeps them out.

A tombstone keeps the article's id and the digests of its texts (hashes, from which neither can be read), so that the
article is known again when it comes by another way. What was deleted is overwritten in the file (``secure_delete``),
the full-text index is written anew without it, and the write-ahead log is cut off.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hergang.corpus.archive.database import Database
from hergang.corpus.archive.duplicates import Duplicates
from hergang.corpus.archive.search import SearchIndex
from hergang.corpus.archive.tasks import key
from hergang.corpus.errors import ForgottenError
from hergang.corpus.reading import Reading

PURGE = "purge"  # setting that says that the graph may still hold what was forgotten
_OF_ARTICLE = ("annotation", "attempt", "cut", "change", "fetch", "revision")  # in an order that breaks no reference


@dataclass(frozen=True)
class Tombstone:
    """That an article was forgotten."""

    article: str  # article id
    forgotten: str  # UTC dateTime
    who: str
    why: str


@dataclass(frozen=True)
class Forgotten:
    """What went with an article."""

    tombstone: Tombstone
    revisions: int
    without_payload: tuple[str, ...]  # ids of articles that were read from the same bytes, which are gone


class Tombstones:
    """The articles of an archive that were forgotten."""

    def __init__(self, database: Database, index: SearchIndex, duplicates: Duplicates) -> None:
        self._database = database
        self._index = index
        self._duplicates = duplicates

    def all(self) -> list[Tombstone]:
        """Return all tombstones, the first first."""
        rows = self._database.execute("SELECT * FROM tombstone ORDER BY forgotten, article")
        return [Tombstone(**dict(row)) for row in rows]

    def texts(self, article_id: str) -> list[str]:
        """Return the digests of the texts that a forgotten article had."""
        rows = self._database.execute("SELECT digest FROM tombstone_text WHERE article = ? ORDER BY digest", article_id)
        return [row["digest"] for row in rows]

    def of(self, article_id: str, digest: str) -> Tombstone | None:
        """Return the tombstone that an article or, under whatever id, its very text has, or None."""
        row = self._database.row(
            "SELECT * FROM tombstone WHERE article = ? OR article IN "
            "(SELECT article FROM tombstone_text WHERE digest = ?) ORDER BY article = ? DESC",
            *(article_id, digest, article_id),
        )
        return None if row is None else Tombstone(**dict(row))

    def admit(self, reading: Reading, *, again: bool) -> None:
        """Raise ForgottenError where an article that is new to the archive was forgotten; ``again`` lifts the stone."""
        while (stone := self.of(reading.article.id, reading.article.digest)) is not None:
            if not again:
                raise ForgottenError(
                    f"{reading.source}: forgotten on {stone.forgotten[:10]}"
                    f'{f" ({stone.why})" if stone.why else ""}, and not taken in. "hergang ingest --again" takes it.'
                )
            self._lift(stone.article)

    def forget(self, article_id: str, *, at: str, who: str, why: str = "") -> Forgotten:
        """Take an article of the archive out of it, wholly or not at all, and leave a tombstone."""
        stone = Tombstone(article_id, at, who, why)
        with self._database.transaction():
            texts = self._column("SELECT digest FROM revision WHERE article = ?", article_id)
            self.lay(stone, texts)
            shared = self._delete(article_id)
            self._index.erase_deleted()
            self.set_purge()
        self.cut_log()
        return Forgotten(stone, len(texts), shared)

    def lay(self, stone: Tombstone, texts: Iterable[str]) -> None:
        """Note that an article is forgotten; within the caller's transaction."""
        self._lift(stone.article)
        self._database.execute(
            "INSERT INTO tombstone VALUES (?, ?, ?, ?)", stone.article, stone.forgotten, stone.who, stone.why
        )
        for digest in texts:
            self._database.execute("INSERT INTO tombstone_text VALUES (?, ?)", digest, stone.article)

    def must_purge(self) -> bool:
        """Say whether the graph, which is outside this file, may still hold what was forgotten."""
        return self._database.row("SELECT 1 FROM meta WHERE key = ?", PURGE) is not None

    def set_purge(self) -> None:
        """Note that the graph may hold what was forgotten: whoever writes it next makes it anew."""
        self._database.execute("INSERT OR REPLACE INTO meta VALUES (?, 'graph')", PURGE)

    def purged(self) -> None:
        """Note that the graph holds nothing any more of what was forgotten."""
        with self._database.transaction():
            self._database.execute("DELETE FROM meta WHERE key = ?", PURGE)
        self.cut_log()

    def cut_log(self) -> bool:
        """Empty the write-ahead log, which else keeps what was deleted; False where a reader is in the way."""
        return not self._database.row("PRAGMA wal_checkpoint(TRUNCATE)")[0]

    def _lift(self, article_id: str) -> None:
        self._database.execute("DELETE FROM tombstone_text WHERE article = ?", article_id)
        self._database.execute("DELETE FROM tombstone WHERE article = ?", article_id)

    def _delete(self, article_id: str) -> tuple[str, ...]:
        """Delete all that is of an article; return the others that lose their payload, since it held this one too."""
        self._index.drop(article_id)
        self._duplicates.drop(article_id)
        self._delete_asked(article_id)
        self._delete_decisions(article_id)
        payloads = self._column(
            "SELECT DISTINCT payload FROM fetch WHERE article = ? AND payload IS NOT NULL", article_id
        )
        shared: set[str] = set()
        for payload in payloads:
            shared.update(
                self._column("SELECT article FROM fetch WHERE payload = ? AND article <> ?", payload, article_id)
            )
            self._database.execute("UPDATE fetch SET payload = NULL WHERE payload = ?", payload)
            self._database.execute("DELETE FROM payload WHERE digest = ?", payload)
        for table in _OF_ARTICLE:
            self._database.execute(f"DELETE FROM {table} WHERE article = ?", article_id)
        self._database.execute("DELETE FROM article WHERE id = ?", article_id)
        return tuple(sorted(shared))

    def _delete_asked(self, article_id: str) -> None:
        """Delete what tells where the article was asked for."""
        names = self._column("SELECT DISTINCT source FROM fetch WHERE article = ?", article_id)
        names += self._column("SELECT url FROM article WHERE id = ? AND url IS NOT NULL", article_id)
        for name in names:
            self._database.execute("DELETE FROM request WHERE ? IN (url, answered)", name)
            self._database.execute("DELETE FROM task WHERE source = ?", key(name))

    def _delete_decisions(self, article_id: str) -> None:
        for number in self._column("SELECT decision FROM decision_article WHERE article = ?", article_id):
            self._database.execute("DELETE FROM decision_article WHERE decision = ?", number)
            self._database.execute("DELETE FROM decision WHERE number = ?", number)

    def _column(self, statement: str, *values: object) -> list[str]:
        return [row[0] for row in self._database.execute(statement, *values)]
