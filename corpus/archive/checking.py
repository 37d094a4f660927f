"""Proof that an archive is whole: SQLite's own checks, references, the digest of every text and payload, the index.

Each finding says what is wrong and carries what mends it, where the archive itself holds what is needed. Nothing is
deleted but what can be made anew from what stays.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from hergang.corpus.archive.archive import Archive
from hergang.corpus.article import Article
from hergang.corpus.errors import StoreError

_NO_BACKUP = "Restore the store from a backup."
_DERIVED = (
    "annotation",
    "attempt",
    "cut",
    "change",
    "fetch",
    "searched",
    "signature",
    "copy",
)  # rows that tell of others


@dataclass(frozen=True)
class Finding:
    """Something that is not as it should be."""

    part: str  # "archive", "reading", "search", "graph"
    what: str  # what is wrong; a whole sentence
    remedy: str  # what to do, or what ``mend`` does; a whole sentence
    mend: Callable[[], object] | None = field(default=None, compare=False, repr=False)

    def __str__(self) -> str:
        return f"{self.part}: {self.what} {self.remedy}"


def check(archive: Archive) -> list[Finding]:
    """Return all that is wrong within an archive that is open to write (FTS5 proves an index by a write).

    To mend, call each finding's ``mend`` and check again: the index is only looked at when the articles are whole.
    """
    found: list[Finding] = []
    for part in (_file, _references, _payloads, _texts, _standing, _stones):
        try:
            found.extend(part(archive))
        except StoreError as error:
            return [*found, Finding("archive", f"It cannot be read on: {error.__cause__}.", _NO_BACKUP)]
    return found or [*_index(archive), *_duplicates(archive)]


def _file(archive: Archive) -> Iterator[Finding]:
    wrong = [row[0] for row in archive.database.execute("PRAGMA integrity_check(5)")]
    if wrong == ["ok"]:
        return
    if all("index" in message for message in wrong):
        yield Finding(
            "archive",
            f"An index does not agree with its table ({wrong[0]}).",
            "It is made anew.",
            lambda: archive.database.execute("REINDEX"),
        )
    else:
        yield Finding("archive", f"The file is damaged ({wrong[0]}).", _NO_BACKUP)


def _references(archive: Archive) -> Iterator[Finding]:
    for row in archive.database.execute("PRAGMA foreign_key_check"):
        table, number, parent = row[0], row[1], row[2]
        what = f"A row of {table} tells of {_a(parent)} that is not there."
        if table in _DERIVED and number is not None:
            yield Finding("archive", what, "The row is taken out.", _deletes(archive, table, number))
        else:
            yield Finding("archive", what, _NO_BACKUP)


def _payloads(archive: Archive) -> Iterator[Finding]:
    for (digest,) in archive.database.execute("SELECT digest FROM payload ORDER BY digest"):
        row = archive.database.row("SELECT content FROM payload WHERE digest = ?", digest)
        found = _unpacked(row["content"])
        if found is None or sha256(found).hexdigest() != digest:
            yield Finding("archive", f"The raw payload {digest[:16]} is not what was stored.", _NO_BACKUP)


def _texts(archive: Archive) -> Iterator[Finding]:
    """Check each text against its digest, and each line of annotations against its text."""
    for article_id, digest in archive.database.execute("SELECT article, digest FROM revision ORDER BY article, number"):
        row = archive.database.row("SELECT text FROM revision WHERE article = ? AND digest = ?", article_id, digest)
        annotated = archive.database.row(
            "SELECT line FROM annotation WHERE article = ? AND digest = ?", article_id, digest
        )
        told = None if annotated is None else _told_text(annotated["line"])
        name = f"of article {article_id}, revision {digest}"
        if _digest(row["text"]) != digest:
            what = f"The text {name}, is not what was stored."
            if told is not None and _digest(told) == digest:
                yield Finding(
                    "archive", what, "It is taken from its annotations.", _sets_text(archive, told, article_id, digest)
                )
            else:
                yield Finding("archive", what, _NO_BACKUP)
        elif annotated is not None and (told is None or _digest(told) != digest):
            yield Finding(
                "archive",
                f"The annotations {name}, are not of its text.",
                "It is read anew.",
                _unreads(archive, article_id, digest),
            )


def _standing(archive: Archive) -> Iterator[Finding]:
    rows = archive.database.execute(
        "SELECT a.id FROM article a LEFT JOIN revision r ON r.article = a.id AND r.digest = a.standing "
        "WHERE r.article IS NULL ORDER BY a.id"
    )
    for (article_id,) in rows:
        yield Finding(
            "archive",
            f"No revision of article {article_id} stands.",
            "The one fetched last is put up.",
            _puts_up(archive, article_id),
        )


def _stones(archive: Archive) -> Iterator[Finding]:
    for (article_id,) in archive.database.execute(
        "SELECT article FROM tombstone WHERE article IN (SELECT id FROM article)"
    ):
        yield Finding(
            "archive",
            f"Article {article_id} is forgotten and yet there.",
            f'"hergang forget {article_id}" takes it out.',
        )


def _index(archive: Archive) -> Iterator[Finding]:
    damage = archive.index.damage()
    stale = [] if damage else list(archive.index.stale())
    if damage:
        yield Finding("search", f"The index is damaged ({damage}).", "It is made anew.", archive.index.make_anew)
    elif stale:
        what = f"The index is out of step with {len(stale)} articles ({', '.join(stale[:3])})."
        yield Finding("search", what, "It is made anew.", archive.index.make_anew)


def _duplicates(archive: Archive) -> Iterator[Finding]:
    stale = list(archive.duplicates.stale())
    if stale:
        what = f"What is known of copies is out of step with {len(stale)} articles ({', '.join(stale[:3])})."
        yield Finding("archive", what, "All are compared anew.", archive.duplicates.make_anew)


def _a(table: str) -> str:
    return f"{'an' if table[0] in 'aeiou' else 'a'} {table}"


def _digest(text: str) -> str:
    return Article(id="", text=text).digest


def _unpacked(content: bytes) -> bytes | None:
    try:
        return zlib.decompress(content)
    except (zlib.error, TypeError):
        return None


def _told_text(line: bytes) -> str | None:
    """Return the text that a line of stand-off JSON holds, or None where it holds none."""
    unpacked = _unpacked(line)
    try:
        record: Any = json.loads(unpacked or b"")
        return str(record["article"]["text"])
    except (ValueError, KeyError, TypeError):
        return None


def _deletes(archive: Archive, table: str, number: int) -> Callable[[], object]:
    return lambda: archive.database.execute(f"DELETE FROM {table} WHERE rowid = ?", number)


def _sets_text(archive: Archive, text: str, article_id: str, digest: str) -> Callable[[], object]:
    return lambda: archive.database.execute(
        "UPDATE revision SET text = ? WHERE article = ? AND digest = ?", text, article_id, digest
    )


def _unreads(archive: Archive, article_id: str, digest: str) -> Callable[[], object]:
    return lambda: archive.database.execute(
        "DELETE FROM annotation WHERE article = ? AND digest = ?", article_id, digest
    )


def _puts_up(archive: Archive, article_id: str) -> Callable[[], object]:
    return lambda: archive.database.execute(
        "UPDATE article SET standing = coalesce("
        "(SELECT digest FROM fetch WHERE article = ? ORDER BY rowid DESC LIMIT 1), "
        "(SELECT digest FROM revision WHERE article = ? ORDER BY number DESC LIMIT 1), standing) WHERE id = ?",
        *(article_id, article_id, article_id),
    )
