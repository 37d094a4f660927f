"""The archive of a store: articles in, revisions out (see `hergang.corpus.archive` for what it promises)."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Any, Literal

from hergang.corpus.archive import schema
from hergang.corpus.archive.database import Database
from hergang.corpus.archive.decisions import Decisions
from hergang.corpus.archive.duplicates import Duplicates
from hergang.corpus.archive.finding import find
from hergang.corpus.archive.forgetting import Tombstones
from hergang.corpus.archive.records import (
    REVISIONS,
    Added,
    MetadataChange,
    Revision,
    differences,
    from_json,
    metadata,
    to_revision,
)
from hergang.corpus.archive.search import SearchIndex
from hergang.corpus.archive.tasks import Requests, Tasks
from hergang.corpus.archive.touched import Touched
from hergang.corpus.article import Article
from hergang.corpus.errors import StoreError
from hergang.corpus.reading import Cut, Reading

_NAMES = "SELECT r.article, r.digest FROM revision r JOIN article a ON a.id = r.article"
_ORDER = "ORDER BY a.day, a.id, r.number"


class Archive:
    """The archive of a store. Open it by `Archive.open`; it is a context manager.

    Attributes:
        database: the SQLite file; its ``transaction`` makes several calls one.
        index: full-text search.
        duplicates: articles that have the text of earlier ones.
        tasks: sources that ingests were given, and how far they came.
        requests: what was asked of servers.
        touched: articles that changed since the graph was written.
        decisions: decisions by hand.
        tombstones: articles that were forgotten.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self.index = SearchIndex(database)
        self.duplicates = Duplicates(database)
        self.tasks = Tasks(database)
        self.requests = Requests(database)
        self.touched = Touched(database)
        self.decisions = Decisions(database)
        self.tombstones = Tombstones(database, self.index, self.duplicates)

    @classmethod
    def open(cls, path: Path, *, write: bool) -> Archive:
        """Return the archive in the file ``path``; with ``write`` a missing one is made, its folder included.

        One that an older release wrote is brought up to this one's tables first, whatever it is opened for.

        Raises:
            StoreError: it is missing, no archive, damaged, written by a newer release, or cannot be written.
        """
        if not write and not path.is_file():
            raise StoreError(f'{path}: there is no archive. "hergang ingest SOURCE" makes one.')
        archive = cls(Database(path, write=write))
        try:
            archive._prepare(write)
        except BaseException:
            archive.close()
            raise
        return archive

    def close(self) -> None:
        """Close the file; a closed archive cannot be used again."""
        self.database.close()

    def __enter__(self) -> Archive:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def add(self, reading: Reading, fetched: str, *, again: bool = False) -> Added:
        """Store a reading in one transaction; ``fetched`` is a UTC dateTime ("2017-11-30T09:15:00Z").

        A text that the article has not had yet makes a revision, and one that it had before stands again; but a source
        that gives what it gave last time tells nothing new, even where another source has given a later text since (a
        folder with two saved states of one page can be read twice). Changed metadata alone is noted with the revision
        that it was seen with.

        Raises:
            ForgottenError: the article was forgotten, and is not to be taken in ``again``.
        """
        article = reading.article
        with self.database.transaction():
            known = self._known(article.id)
            if known is None:
                self.tombstones.admit(reading, again=again)
            elif known["standing"] != article.digest and self._said_before(reading):
                self._log_fetch(reading, fetched, "unchanged", with_payload=False)
                return Added(article.id, article.digest, "unchanged")
            status = self._status(known, article)
            if known is None:
                self._insert_article(article, fetched)
            changed = self._store_revision(reading, fetched, None if known is None else known["standing"])
            self._log_fetch(reading, fetched, status, with_payload=changed or status != "unchanged")
            if changed or status != "unchanged":
                self.index.put(article.id)
                self.duplicates.put(article.id)
        return Added(article.id, article.digest, status)

    def put_annotations(self, article_id: str, digest: str, extractor: str, line: str) -> None:
        """Store what was read from a revision (one line of stand-off JSON) in place of what was stored before."""
        with self.database.transaction():
            self.database.execute(
                "INSERT INTO annotation VALUES (?, ?, ?, ?) ON CONFLICT (article, digest) DO UPDATE "
                "SET extractor = excluded.extractor, line = excluded.line",
                *(article_id, digest, extractor, zlib.compress(line.encode())),
            )
            self.database.execute("DELETE FROM attempt WHERE article = ? AND digest = ?", article_id, digest)
            known = self._known(article_id)
            if known is not None and known["standing"] == digest:
                self.index.put(article_id)

    def drop_annotations(self, article_id: str, digest: str) -> None:
        """Take away what was read from a revision, so that it is read anew."""
        with self.database.transaction():
            self.database.execute("DELETE FROM annotation WHERE article = ? AND digest = ?", article_id, digest)
            known = self._known(article_id)
            if known is not None and known["standing"] == digest:
                self.index.put(article_id)

    def put_failure(self, article_id: str, digest: str, reason: str, at: str) -> None:
        """Note that a revision could not be annotated, and why."""
        with self.database.transaction():
            self.database.execute(
                "INSERT INTO attempt VALUES (?, ?, ?, 1, ?) ON CONFLICT (article, digest) DO UPDATE "
                "SET reason = excluded.reason, tries = tries + 1, tried = excluded.tried",
                *(article_id, digest, reason, at),
            )

    def annotations(self, article_id: str, digest: str) -> str | None:
        """Return the stand-off JSON of a revision as it was put, or None where there is none."""
        row = self.database.row("SELECT line FROM annotation WHERE article = ? AND digest = ?", article_id, digest)
        return None if row is None else zlib.decompress(row["line"]).decode()

    def extractor(self, article_id: str, digest: str) -> str | None:
        """Return what made the annotations of a revision ("hergang 0.1.0 first-de"), or None where there are none."""
        row = self.database.row("SELECT extractor FROM annotation WHERE article = ? AND digest = ?", article_id, digest)
        return None if row is None else str(row["extractor"])

    def revisions(self, standing_only: bool = False) -> Iterator[Revision]:
        """Yield the revisions in the order of (day published, or lacking it first fetched; article id; number)."""
        condition = "WHERE r.digest = a.standing" if standing_only else ""
        yield from self._revisions(self.database.execute(f"{_NAMES} {condition} {_ORDER}"))

    def unread(self, max_tries: int | None = None) -> Iterator[Revision]:
        """Yield the revisions that have no annotations, in the same order.

        Args:
            max_tries: those that have failed so often already are left out; None leaves none out.
        """
        yield from self._revisions(
            self.database.execute(
                f"{_NAMES} LEFT JOIN annotation n ON n.article = r.article AND n.digest = r.digest "
                "LEFT JOIN attempt t ON t.article = r.article AND t.digest = r.digest "
                f"WHERE n.line IS NULL AND (? IS NULL OR coalesce(t.tries, 0) < ?) {_ORDER}",
                *(max_tries, max_tries),
            )
        )

    def history(self, article_id: str) -> list[Revision]:
        """Return all revisions of an article, the first first."""
        return [
            to_revision(row)
            for row in self.database.execute(f"{REVISIONS} WHERE r.article = ? ORDER BY r.number", article_id)
        ]

    def metadata_changes(self, article_id: str) -> list[MetadataChange]:
        """Return what changed in an article's metadata while its text stayed, in the order in which it was seen."""
        rows = self.database.execute(
            "SELECT digest, seen, field, before, after FROM change WHERE article = ? ORDER BY rowid", article_id
        )
        return [
            MetadataChange(row["digest"], row["seen"], row["field"], from_json(row["before"]), from_json(row["after"]))
            for row in rows
        ]

    def count(self) -> int:
        """Return the number of revisions."""
        return int(self.database.row("SELECT count(*) FROM revision")[0])

    def find(self, reference: str) -> Revision:
        """Return the standing revision of an article, named by id, four or more of its first digits, URL or source.

        Raises:
            SourceError: there is none, or several; the message names the nearest.
        """
        return find(self.database, reference)

    def last_from(self, source: str) -> Article | None:
        """Return the article that was read last from a source, as it stands, or None where there is none."""
        row = self.database.row("SELECT article FROM fetch WHERE source = ? ORDER BY rowid DESC LIMIT 1", source)
        return None if row is None else self.find(row["article"]).article

    def cuts(self, article_id: str, digest: str) -> list[Cut]:
        """Return what cleaning removed from a revision, in text order."""
        rows = self.database.execute(
            "SELECT text, reason, place FROM cut WHERE article = ? AND digest = ? ORDER BY number", article_id, digest
        )
        return [Cut(row["text"], row["reason"], row["place"]) for row in rows]

    def payload(self, article_id: str, digest: str) -> tuple[bytes, str] | None:
        """Return the raw bytes that a revision was last read from, and their media type."""
        row = self.database.row(
            "SELECT p.content, p.media_type FROM fetch f JOIN payload p ON p.digest = f.payload "
            "WHERE f.article = ? AND f.digest = ? ORDER BY f.rowid DESC LIMIT 1",
            *(article_id, digest),
        )
        return None if row is None else (zlib.decompress(row["content"]), row["media_type"])

    def generation(self) -> str:
        """Return a token that is another after each change of what the graph is made of, and the same until then."""
        return str(self.database.row("SELECT token FROM generation")["token"])

    def meta(self, key: str) -> str | None:
        """Return a setting of the store ("base"), or None."""
        row = self.database.row("SELECT value FROM meta WHERE key = ?", key)
        return None if row is None else str(row["value"])

    def set_meta(self, key: str, value: str) -> None:
        """Set a setting of the store."""
        with self.database.transaction():
            self.database.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", key, value)

    # -- inside -------------------------------------------------------------------------------------------------------

    def _prepare(self, write: bool) -> None:
        version = schema.version(self.database)
        if write:
            self.database.execute("PRAGMA journal_mode = WAL")
            self.database.execute("PRAGMA synchronous = FULL")
            self.database.execute("PRAGMA secure_delete = ON")  # what is deleted is overwritten
        self.database.execute("PRAGMA foreign_keys = ON")
        if version == schema.SCHEMA_VERSION and not (write and not self.duplicates.is_of_this_release()):
            return
        if write:
            self._bring_up()
        elif version:
            with Archive.open(self.database.path, write=True):
                pass
        else:
            raise StoreError(f'{self.database.path}: the archive is empty. "hergang ingest SOURCE" fills it.')

    def _bring_up(self) -> None:
        with self.database.transaction():  # two processes may come here at once: the second finds it done
            had = schema.bring_up(self.database)
            if had == 1:
                self.index.make_anew()
            if had < schema.SIGNED or not self.duplicates.is_of_this_release():
                self.duplicates.make_anew()

    def _revisions(self, names: Any) -> Iterator[Revision]:
        for name in names:  # texts one by one: all together may not fit in memory
            yield to_revision(self.database.row(f"{REVISIONS} WHERE r.article = ? AND r.digest = ?", *name))

    def _insert_article(self, article: Article, fetched: str) -> None:
        day = article.published or fetched[:10]
        self.database.execute(
            "INSERT INTO article VALUES (?, ?, ?, ?, ?)", article.id, fetched, day, article.url, article.digest
        )

    def _known(self, article_id: str) -> Any:
        return self.database.row("SELECT standing, first_fetched FROM article WHERE id = ?", article_id)

    def _status(self, known: Any, article: Article) -> Literal["new", "revised", "unchanged"]:
        if known is None:
            return "new"
        return "unchanged" if known["standing"] == article.digest else "revised"

    def _said_before(self, reading: Reading) -> bool:
        """Say whether the source gave this very text when it was last read."""
        row = self.database.row(
            "SELECT digest FROM fetch WHERE article = ? AND source = ? ORDER BY rowid DESC LIMIT 1",
            reading.article.id,
            reading.source,
        )
        return row is not None and row["digest"] == reading.article.digest

    def _store_revision(self, reading: Reading, fetched: str, standing: str | None) -> bool:
        """Bring article and revision up to the reading; return whether a revision or metadata changed."""
        article, digest = reading.article, reading.article.digest
        fields = metadata(article)
        row = self.database.row("SELECT metadata FROM revision WHERE article = ? AND digest = ?", article.id, digest)
        if row is None:
            self._insert_revision(reading, fields, fetched, standing)
        elif row["metadata"] != fields:
            self._note_changes(article, row["metadata"], fields, fetched)
            self.database.execute(
                "UPDATE revision SET metadata = ? WHERE article = ? AND digest = ?", fields, article.id, digest
            )
        if standing not in (None, digest):
            self.database.execute(
                "UPDATE revision SET replaced_at = ? WHERE article = ? AND digest = ?", fetched, article.id, standing
            )
            self.database.execute(
                "UPDATE revision SET replaced_at = NULL WHERE article = ? AND digest = ?", article.id, digest
            )
        self.database.execute(
            "UPDATE article SET standing = ?, url = ?, day = coalesce(?, substr(first_fetched, 1, 10)) WHERE id = ?",
            *(digest, article.url, article.published, article.id),
        )
        return row is None or row["metadata"] != fields

    def _insert_revision(self, reading: Reading, fields: str, fetched: str, previous: str | None) -> None:
        article, digest = reading.article, reading.article.digest
        number = self.database.row("SELECT count(*) FROM revision WHERE article = ?", article.id)[0] + 1
        self.database.execute(
            "INSERT INTO revision VALUES (?, ?, ?, ?, ?, ?, ?, NULL, ?)",
            *(article.id, digest, number, article.text, fields, fetched, reading.source, previous),
        )
        for index, cut in enumerate(reading.cuts):
            self.database.execute(
                "INSERT INTO cut VALUES (?, ?, ?, ?, ?, ?)",
                *(article.id, digest, index, cut.text, cut.reason, cut.place),
            )

    def _log_fetch(self, reading: Reading, fetched: str, status: str, *, with_payload: bool) -> None:
        digest = None
        if with_payload:
            digest = sha256(reading.payload).hexdigest()
            self.database.execute(
                "INSERT OR IGNORE INTO payload VALUES (?, ?, ?)",
                digest,
                reading.media_type,
                zlib.compress(reading.payload),
            )
        self.database.execute(
            "INSERT INTO fetch VALUES (?, ?, ?, ?, ?, ?)",
            *(reading.article.id, reading.article.digest, fetched, reading.source, status, digest),
        )

    def _note_changes(self, article: Article, before: str, after: str, seen: str) -> None:
        for difference in differences(before, after):
            self.database.execute(
                "INSERT INTO change VALUES (?, ?, ?, ?, ?, ?)", article.id, article.digest, seen, *difference
            )
