"""The archive: every article in every revision, with its raw payload, its annotations and the log of fetches.

One SQLite file in WAL mode (`archive.db`). It is the truth of the store: the graph can be made anew from it. Each
`Archive.add` and `Archive.put_annotations` is one transaction, synced to the disk before it returns, so that a killed
process or a full disk loses nothing that was stored before. One object serves one thread.
"""

from __future__ import annotations

import difflib
import json
import re
import sqlite3
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Any, Literal

from hergang.corpus.article import Article, article_id
from hergang.corpus.errors import SourceError, StoreError
from hergang.corpus.reading import Cut, Reading
from hergang.corpus.urls import canonical, is_url

SCHEMA_VERSION = 1

_APPLICATION_ID = 0x48657267  # "Herg", so that another program's SQLite file is told from ours
_PATIENCE = 30  # seconds to wait for another connection's transaction
_ID = re.compile(r"[0-9a-f]{4,16}")

_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE payload (
  digest TEXT PRIMARY KEY,
  media_type TEXT NOT NULL,
  content BLOB NOT NULL     -- zlib
);
CREATE TABLE article (
  id TEXT PRIMARY KEY,
  first_fetched TEXT NOT NULL,  -- dateTime, UTC
  day TEXT NOT NULL,            -- published, or lacking it the day first fetched: the order of the articles
  url TEXT,                     -- canonical
  standing TEXT NOT NULL        -- digest of the revision that stands
) WITHOUT ROWID;
CREATE INDEX article_order ON article (day, id);
CREATE INDEX article_url ON article (url);
CREATE TABLE revision (
  article TEXT NOT NULL REFERENCES article (id),
  digest TEXT NOT NULL,
  number INTEGER NOT NULL,  -- 1 is the first
  text TEXT NOT NULL,
  metadata TEXT NOT NULL,   -- JSON: the article's fields but its text
  fetched TEXT NOT NULL,
  source TEXT NOT NULL,
  replaced_at TEXT,
  previous TEXT,
  PRIMARY KEY (article, digest),
  UNIQUE (article, number)
);
CREATE INDEX revision_source ON revision (source);
CREATE TABLE cut (
  article TEXT NOT NULL, digest TEXT NOT NULL, number INTEGER NOT NULL, text TEXT NOT NULL, reason TEXT NOT NULL,
  PRIMARY KEY (article, digest, number),
  FOREIGN KEY (article, digest) REFERENCES revision (article, digest)
);
CREATE TABLE fetch (
  article TEXT NOT NULL, digest TEXT NOT NULL, fetched TEXT NOT NULL, source TEXT NOT NULL, status TEXT NOT NULL,
  payload TEXT REFERENCES payload (digest),  -- null: nothing new was in it
  FOREIGN KEY (article, digest) REFERENCES revision (article, digest)
);
CREATE TABLE annotation (
  article TEXT NOT NULL,
  digest TEXT NOT NULL,
  extractor TEXT NOT NULL,
  line BLOB NOT NULL,       -- stand-off JSON, zlib
  PRIMARY KEY (article, digest),
  FOREIGN KEY (article, digest) REFERENCES revision (article, digest)
);
"""

_REVISIONS = """
SELECT r.article, r.digest, r.number, r.text, r.metadata, r.fetched, r.source, r.digest = a.standing AS stands,
  r.replaced_at, r.previous
FROM revision r JOIN article a ON a.id = r.article
"""

_NAMES = "SELECT r.article, r.digest FROM revision r JOIN article a ON a.id = r.article"


@dataclass(frozen=True)
class Added:
    """What `Archive.add` did with a reading."""

    article_id: str
    digest: str
    status: Literal["new", "revised", "unchanged"]


@dataclass(frozen=True)
class Revision:
    """One state of an article's text, with the metadata last seen with it."""

    article: Article
    digest: str
    number: int  # 1 is the first
    fetched: str  # UTC dateTime "2017-11-30T09:15:00Z": when this text was first seen
    source: str
    standing: bool  # whether it is the article's text as last fetched
    replaced_at: str | None  # UTC dateTime: when another text was first seen in its place
    previous: str | None  # digest of the revision that it replaced


class Archive:
    """The archive of a store. Open it by `Archive.open`; it is a context manager."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path

    @classmethod
    def open(cls, path: Path, *, write: bool) -> Archive:
        """Return the archive in the file ``path``; with ``write`` a missing one is made, its folder included.

        Raises:
            StoreError: it is missing, no archive, damaged, written by a newer release, or cannot be written.
        """
        if not write and not path.is_file():
            raise StoreError(f'{path}: there is no archive. "hergang ingest SOURCE" makes one.')
        with _translated(path):
            if write:
                path.parent.mkdir(parents=True, exist_ok=True)
            archive = cls(_connect(path, write), path)
            try:
                archive._prepare(write)
            except BaseException:
                archive.close()
                raise
        return archive

    def close(self) -> None:
        """Close the file; a closed archive cannot be used again."""
        self._connection.close()

    def __enter__(self) -> Archive:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def add(self, reading: Reading, fetched: str) -> Added:
        """Store a reading in one transaction; ``fetched`` is a UTC dateTime ("2017-11-30T09:15:00Z").

        A text that the article has not had yet makes a revision, and one that it had before stands again; but a source
        that gives what it gave last time tells nothing new, even where another source has given a later text since (a
        folder with two saved states of one page can be read twice). Changed metadata alone is noted with the revision
        that it was seen with.
        """
        article = reading.article
        with self._transaction():
            known = self._known(article.id)
            if known is not None and known["standing"] != article.digest and self._said_before(reading):
                self._log_fetch(reading, fetched, "unchanged", with_payload=False)
                return Added(article.id, article.digest, "unchanged")
            if known is None:
                self._insert_article(article, fetched)
                status: Literal["new", "revised", "unchanged"] = "new"
            else:
                status = "unchanged" if known["standing"] == article.digest else "revised"
            changed = self._store_revision(reading, fetched, None if known is None else known["standing"])
            self._log_fetch(reading, fetched, status, with_payload=changed or status != "unchanged")
        return Added(article.id, article.digest, status)

    def put_annotations(self, article_id: str, digest: str, extractor: str, line: str) -> None:
        """Store what was read from a revision (one line of stand-off JSON) in place of what was stored before."""
        with self._transaction():
            self._execute(
                "INSERT OR REPLACE INTO annotation VALUES (?, ?, ?, ?)",
                article_id,
                digest,
                extractor,
                zlib.compress(line.encode()),
            )

    def annotations(self, article_id: str, digest: str) -> str | None:
        """Return the stand-off JSON of a revision as it was put, or None where there is none."""
        row = self._row("SELECT line FROM annotation WHERE article = ? AND digest = ?", article_id, digest)
        return None if row is None else zlib.decompress(row["line"]).decode()

    def extractor(self, article_id: str, digest: str) -> str | None:
        """Return what made the annotations of a revision ("hergang 0.1.0 first-de"), or None where there are none."""
        row = self._row("SELECT extractor FROM annotation WHERE article = ? AND digest = ?", article_id, digest)
        return None if row is None else str(row["extractor"])

    def revisions(self, standing_only: bool = False) -> Iterator[Revision]:
        """Yield the revisions in the order of (day published, or lacking it first fetched; article id; number)."""
        condition = "WHERE r.digest = a.standing" if standing_only else ""
        names = self._execute(f"{_NAMES} {condition} ORDER BY a.day, a.id, r.number")
        for name in names:  # texts one by one: all together may not fit in memory
            yield _revision(self._row(f"{_REVISIONS} WHERE r.article = ? AND r.digest = ?", *name))

    def find(self, reference: str) -> Revision:
        """Return the standing revision of an article, named by id, four or more of its first digits, URL or source.

        Raises:
            SourceError: there is none, or several; the message names the nearest.
        """
        for candidate in self._candidates(reference):
            row = self._row(f"{_REVISIONS} WHERE r.article = ? AND r.digest = a.standing", candidate)
            if row is not None:
                return _revision(row)
        raise SourceError(self._unknown(reference))

    def cuts(self, article_id: str, digest: str) -> list[Cut]:
        """Return what cleaning removed from a revision, in text order."""
        rows = self._execute(
            "SELECT text, reason FROM cut WHERE article = ? AND digest = ? ORDER BY number", article_id, digest
        )
        return [Cut(row["text"], row["reason"]) for row in rows]

    def payload(self, article_id: str, digest: str) -> tuple[bytes, str] | None:
        """Return the raw bytes that a revision was last read from, and their media type."""
        row = self._row(
            "SELECT p.content, p.media_type FROM fetch f JOIN payload p ON p.digest = f.payload "
            "WHERE f.article = ? AND f.digest = ? ORDER BY f.rowid DESC LIMIT 1",
            *(article_id, digest),
        )
        return None if row is None else (zlib.decompress(row["content"]), row["media_type"])

    def meta(self, key: str) -> str | None:
        """Return a setting of the store ("base"), or None."""
        row = self._row("SELECT value FROM meta WHERE key = ?", key)
        return None if row is None else str(row["value"])

    def set_meta(self, key: str, value: str) -> None:
        """Set a setting of the store."""
        with self._transaction():
            self._execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", key, value)

    # -- inside -------------------------------------------------------------------------------------------------------

    def _prepare(self, write: bool) -> None:
        version = self._row("PRAGMA user_version")[0]
        application = self._row("PRAGMA application_id")[0]
        if version == 0 and application == 0 and self._row("SELECT count(*) FROM sqlite_master")[0] == 0 and write:
            self._create()
        elif application != _APPLICATION_ID:
            raise StoreError(f"{self._path}: no archive of Hergang. Name another store by --store DIR.")
        elif version > SCHEMA_VERSION:
            raise StoreError(
                f"{self._path}: written by a newer release (schema {version}, here {SCHEMA_VERSION}). Update hergang."
            )
        if write:
            self._execute("PRAGMA journal_mode = WAL")
            self._execute("PRAGMA synchronous = FULL")
        self._execute("PRAGMA foreign_keys = ON")

    def _create(self) -> None:
        with self._transaction():
            if self._row("PRAGMA user_version")[0] == 0:  # two processes may have come here at once
                for statement in _SCHEMA.split(";\n"):
                    self._execute(statement)
                self._execute(f"PRAGMA application_id = {_APPLICATION_ID}")
                self._execute(f"PRAGMA user_version = {SCHEMA_VERSION}")

    def _insert_article(self, article: Article, fetched: str) -> None:
        day = article.published or fetched[:10]
        self._execute(
            "INSERT INTO article VALUES (?, ?, ?, ?, ?)", article.id, fetched, day, article.url, article.digest
        )

    def _known(self, article_id: str) -> Any:
        return self._row("SELECT standing, first_fetched FROM article WHERE id = ?", article_id)

    def _said_before(self, reading: Reading) -> bool:
        """Say whether the source gave this very text when it was last read."""
        row = self._row(
            "SELECT digest FROM fetch WHERE article = ? AND source = ? ORDER BY rowid DESC LIMIT 1",
            reading.article.id,
            reading.source,
        )
        return row is not None and row["digest"] == reading.article.digest

    def _store_revision(self, reading: Reading, fetched: str, standing: str | None) -> bool:
        """Bring article and revision up to the reading; return whether a revision or metadata changed."""
        article, digest = reading.article, reading.article.digest
        metadata = _metadata(article)
        row = self._row("SELECT metadata FROM revision WHERE article = ? AND digest = ?", article.id, digest)
        if row is None:
            self._insert_revision(reading, metadata, fetched, standing)
        elif row["metadata"] != metadata:
            self._execute(
                "UPDATE revision SET metadata = ? WHERE article = ? AND digest = ?", metadata, article.id, digest
            )
        if standing not in (None, digest):
            self._execute(
                "UPDATE revision SET replaced_at = ? WHERE article = ? AND digest = ?", fetched, article.id, standing
            )
            self._execute("UPDATE revision SET replaced_at = NULL WHERE article = ? AND digest = ?", article.id, digest)
        self._execute(
            "UPDATE article SET standing = ?, url = ?, day = coalesce(?, substr(first_fetched, 1, 10)) WHERE id = ?",
            *(digest, article.url, article.published, article.id),
        )
        return row is None or row["metadata"] != metadata

    def _insert_revision(self, reading: Reading, metadata: str, fetched: str, previous: str | None) -> None:
        article, digest = reading.article, reading.article.digest
        number = self._row("SELECT count(*) FROM revision WHERE article = ?", article.id)[0] + 1
        self._execute(
            "INSERT INTO revision VALUES (?, ?, ?, ?, ?, ?, ?, NULL, ?)",
            *(article.id, digest, number, article.text, metadata, fetched, reading.source, previous),
        )
        for index, cut in enumerate(reading.cuts):
            self._execute("INSERT INTO cut VALUES (?, ?, ?, ?, ?)", article.id, digest, index, cut.text, cut.reason)

    def _log_fetch(self, reading: Reading, fetched: str, status: str, *, with_payload: bool) -> None:
        digest = None
        if with_payload:
            digest = sha256(reading.payload).hexdigest()
            self._execute(
                "INSERT OR IGNORE INTO payload VALUES (?, ?, ?)",
                digest,
                reading.media_type,
                zlib.compress(reading.payload),
            )
        self._execute(
            "INSERT INTO fetch VALUES (?, ?, ?, ?, ?, ?)",
            *(reading.article.id, reading.article.digest, fetched, reading.source, status, digest),
        )

    def _candidates(self, reference: str) -> list[str]:
        if _ID.fullmatch(reference):
            rows = self._execute(
                "SELECT id FROM article WHERE id >= ? AND id < ? ORDER BY id", reference, reference + "g"
            )
            found = [row["id"] for row in rows]
            if len(found) > 1:
                raise SourceError(
                    f'several articles begin with "{reference}": {", ".join(found[:5])}. Give more digits.'
                )
            if found:
                return found
        rows = self._execute("SELECT article FROM fetch WHERE source = ? ORDER BY rowid DESC LIMIT 1", reference)
        named = [article_id(path=str(Path(reference).absolute())), *(row["article"] for row in rows)]
        return named + self._by_url(reference)

    def _by_url(self, reference: str) -> list[str]:
        if not is_url(reference):
            return []
        return [
            row["id"] for row in self._execute("SELECT id FROM article WHERE url = ? LIMIT 1", canonical(reference))
        ]

    def _unknown(self, reference: str) -> str:
        names: dict[str, str] = {}
        for row in self._execute("SELECT a.id, a.url, r.source FROM article a JOIN revision r ON r.article = a.id"):
            names |= {name: name for name in row if name} | {Path(row["source"]).stem: row["source"]}
        near = difflib.get_close_matches(reference, sorted(names), n=1)
        hint = f' Did you mean "{names[near[0]]}"?' if near else " Give its id, URL or source."
        return f'no article "{reference}" in the archive.{hint}'

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with _translated(self._path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:  # SQLite itself rolls back where the disk is full
                    self._connection.execute("ROLLBACK")
                raise

    def _execute(self, statement: str, *values: object) -> Sequence[Any]:
        with _translated(self._path):
            return self._connection.execute(statement, values).fetchall()

    def _row(self, statement: str, *values: object) -> Any:
        with _translated(self._path):
            return self._connection.execute(statement, values).fetchone()


def _connect(path: Path, write: bool) -> sqlite3.Connection:
    uri = f"{path.absolute().as_uri()}?mode={'rwc' if write else 'ro'}"
    connection = sqlite3.connect(uri, uri=True, timeout=_PATIENCE, isolation_level=None)
    connection.row_factory = sqlite3.Row
    return connection


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    """Turn what SQLite and the file system report into a StoreError that says what to do."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise StoreError(f"{path}: {_explain(error)}") from error
    except OSError as error:
        raise StoreError(f"{path}: {error.strerror or error}. Name another store by --store DIR.") from error


def _explain(error: sqlite3.DatabaseError) -> str:
    message = str(error)
    if "full" in message:
        return "the disk is full; what was stored before is whole. Free some space and run the command again."
    if "locked" in message or "busy" in message:
        return "another process is writing to it. Wait until it has ended and run the command again."
    if "readonly" in message or "unable to open" in message:
        return f"it cannot be opened or written ({message}). Check the rights on the file and its folder."
    if "malformed" in message or "not a database" in message:
        return f"the archive is damaged ({message}). Restore it from a backup."
    return f"the archive cannot be used ({message})."


def _metadata(article: Article) -> str:
    record = article.to_json()
    del record["text"]
    return json.dumps(record, ensure_ascii=False, sort_keys=True)


def _revision(row: Mapping[str, Any]) -> Revision:
    article = Article.from_json({**json.loads(row["metadata"]), "text": row["text"]})
    return Revision(
        article,
        row["digest"],
        row["number"],
        row["fetched"],
        row["source"],
        bool(row["stands"]),
        row["replaced_at"],
        row["previous"],
    )
