"""Backup and restore: the whole archive in one portable file, taken while another process may write.

SQLite's backup interface copies one consistent state. A backup is written beside its place and renamed when it is whole
and checked; a restore is one transaction of the archive, so that a killed process leaves the one or the other.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from hergang.corpus.archive import schema
from hergang.corpus.archive.archive import Archive
from hergang.corpus.archive.database import connect, translated
from hergang.corpus.errors import StoreError


@dataclass(frozen=True)
class Copied:
    """What a backup or restore has brought over."""

    articles: int
    revisions: int
    size: int  # bytes of the backup
    forgotten: tuple[str, ...] = ()  # ids of articles of the backup that were forgotten since and stay so


def backup(archive: Path, file: Path) -> Copied:
    """Write the archive, as it is at this moment, to one file; the file is whole or not there.

    Raises:
        StoreError: the archive is damaged, or the file cannot be written or is something other than a backup.
    """
    _may_replace(archive, file)
    beside = file.with_name(f"{file.name}.{os.getpid()}.new")
    try:
        with Archive.open(archive, write=False) as opened, translated(file):
            with closing(connect(beside, "rwc")) as target:
                opened.database.connection.backup(target)
                target.execute("PRAGMA journal_mode = DELETE")  # one file, readable where nothing may be written
        copied = _proved(beside)
        with translated(file):
            _flush(beside)
            beside.replace(file)
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
    return copied


def restore(file: Path, archive: Path, *, replace: bool = False) -> Copied:
    """Put what a backup holds in the place of what the archive holds; what was forgotten since stays forgotten.

    The caller holds the store's lock.

    Args:
        file: the backup.
        archive: the archive's file; it is made where there is none.
        replace: whether articles that the archive holds may be lost.

    Raises:
        StoreError: the file is no whole backup, or the archive holds articles and ``replace`` is not given.
    """
    must_be_backup(file)
    beside = archive.with_name(f"{archive.name}.{os.getpid()}.new")
    try:
        with Archive.open(archive, write=True) as opened:
            if opened.count() and not replace:
                raise StoreError(
                    f"{archive.parent}: the store holds {opened.count()} revisions of articles already. Name another "
                    "by --store DIR, or give --replace to put the backup in their place."
                )
            with translated(file):
                _copy(file, beside)
            copied = _made_ready(beside, opened)
            with translated(archive):
                with closing(connect(beside, "ro")) as source:
                    source.backup(opened.database.connection, progress=_impatient)
            opened.tombstones.cut_log()
    finally:
        for left in archive.parent.glob(f"{archive.name}.*.new*"):  # those of a restore that was killed, too
            with suppress(OSError):
                left.unlink()
    return copied


def must_be_backup(file: Path) -> None:
    """Raise a StoreError where a file is missing or no backup."""
    if not file.is_file():
        raise StoreError(f"{file}: there is no such file. Name a file that 'hergang backup' wrote.")
    if not _is_ours(file):
        raise StoreError(f"{file}: no backup of Hergang. Name a file that 'hergang backup' wrote.")


def _may_replace(archive: Path, file: Path) -> None:
    """Raise a StoreError where a file would be overwritten that is no backup."""
    if file.is_dir():
        raise StoreError(f"{file}: is a folder. Name the file to be written.")
    if not file.exists():
        return
    if archive.exists() and file.samefile(archive):
        raise StoreError(f"{file}: is the archive itself. Name another file.")
    if not _is_ours(file):
        raise StoreError(f"{file}: is there already and is no backup of Hergang. Name another file.")


def _is_ours(file: Path) -> bool:
    try:
        with closing(connect(file, "ro")) as found:
            return bool(found.execute("PRAGMA application_id").fetchone()[0] == schema.APPLICATION_ID)
    except sqlite3.DatabaseError:
        return False


def _copy(file: Path, target: Path) -> None:
    with closing(connect(file, "ro")) as source, closing(connect(target, "rwc")) as copy:
        source.backup(copy)


def _impatient(status: int, _left: int, _all: int) -> None:
    """End a copy that another process is in the way of; SQLite has waited for it, Python would do so for ever."""
    if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        raise sqlite3.OperationalError("database is locked")


def _made_ready(copy: Path, present: Archive) -> Copied:
    """Bring a copy up to today's tables, prove it, and forget in it what the present archive has forgotten."""
    with Archive.open(copy, write=True) as opened:
        opened.database.execute("PRAGMA journal_mode = DELETE")
        forgotten = []
        if present.tombstones.must_purge():
            opened.tombstones.set_purge()
        for stone in present.tombstones.all():
            if opened.database.row("SELECT 1 FROM article WHERE id = ?", stone.article):
                opened.tombstones.forget(stone.article, at=stone.forgotten, who=stone.who, why=stone.why)
                forgotten.append(stone.article)
            with opened.database.transaction():
                known = {*opened.tombstones.texts(stone.article), *present.tombstones.texts(stone.article)}
                opened.tombstones.lay(stone, sorted(known))
    proved = _proved(copy)
    return Copied(proved.articles, proved.revisions, proved.size, tuple(forgotten))


def _proved(file: Path) -> Copied:
    """Return what a copy holds; StoreError where it is not whole."""
    with translated(file), closing(connect(file, "ro")) as copy:
        found = [row[0] for row in copy.execute("PRAGMA integrity_check(3)")]
        if found != ["ok"]:
            raise sqlite3.DatabaseError(f"database disk image is malformed: {found[0]}")
        articles, revisions = (copy.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in ("article", "revision"))
    return Copied(articles, revisions, file.stat().st_size)


def _flush(file: Path) -> None:
    """Have the file on the disk before it is renamed over another."""
    with file.open("rb+") as opened:
        os.fsync(opened.fileno())
