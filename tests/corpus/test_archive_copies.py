"""Backup and restore: one file, one state, nothing lost."""

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from hergang.corpus.archive import Archive
from hergang.corpus.archive.copies import backup, restore
from hergang.corpus.errors import ForgottenError, StoreError
from hergang.corpus.reading import Reading

Make = Callable[..., Reading]
A, B, C = "aaaa000000000000", "bbbb000000000000", "cccc000000000000"
NOW = "2024-05-01T10:00:00Z"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where the archive lies that the fixture ``archive`` has open."""
    return tmp_path / "archive.db"


def texts(path: Path) -> list[str]:
    """Return the texts that stand in an archive."""
    with Archive.open(path, write=False) as archive:
        return [revision.article.text for revision in archive.revisions(standing_only=True)]


def test_a_backup_holds_all_and_is_one_file(archive: Archive, make_reading: Make, path: Path, tmp_path: Path) -> None:
    archive.add(make_reading(A, "Brücke", payload=b"raw"), NOW)
    archive.add(make_reading(A, "Tunnel"), NOW)
    (tmp_path / "out").mkdir()
    file = tmp_path / "out" / "news.backup"
    copied = backup(path, file)
    assert (copied.articles, copied.revisions, copied.size) == (1, 2, file.stat().st_size)
    assert [entry.name for entry in file.parent.iterdir()] == ["news.backup"]
    restored = tmp_path / "other" / "archive.db"
    assert restore(file, restored).revisions == 2
    with Archive.open(restored, write=True) as other:
        first, second = other.revisions()
        assert (first.article.text, second.article.text) == ("Brücke", "Tunnel")
        assert other.payload(A, first.digest) == (b"raw", "text/plain")
        assert other.index.find("Tunnel").total == 1
        assert other.database.row("PRAGMA journal_mode")[0] == "wal"
    assert [entry.name for entry in restored.parent.iterdir()] == ["archive.db"]


def test_a_backup_is_of_one_moment_while_another_writes(
    archive: Archive, make_reading: Make, path: Path, tmp_path: Path
) -> None:
    archive.add(make_reading(A, "Brücke"), NOW)
    with archive.database.transaction():
        archive.add(make_reading(B, "Tunnel"), NOW)
        assert backup(path, tmp_path / "during").articles == 1
    assert backup(path, tmp_path / "after").articles == 2


def test_a_backup_replaces_a_backup_and_nothing_else(
    archive: Archive, make_reading: Make, path: Path, tmp_path: Path
) -> None:
    archive.add(make_reading(A, "Brücke"), NOW)
    for _ in range(2):
        backup(path, tmp_path / "backup")
    notes = tmp_path / "notes.txt"
    notes.write_text("my notes")
    for file, message in ((notes, "is no backup"), (path, "is the archive itself"), (tmp_path, "is a folder")):
        with pytest.raises(StoreError, match=message):
            backup(path, file)
    assert notes.read_text() == "my notes"
    with pytest.raises(StoreError, match="missing"):
        backup(path, tmp_path / "missing" / "backup")
    assert texts(path) == ["Brücke"]


@pytest.mark.parametrize("content", [None, b"no database", b""])
def test_what_is_no_backup_is_not_restored(content: bytes | None, tmp_path: Path) -> None:
    file = tmp_path / "file"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(StoreError, match="Name a file that 'hergang backup' wrote"):
        restore(file, tmp_path / "store" / "archive.db")
    assert not (tmp_path / "store").exists()


def test_a_damaged_backup_costs_nothing(archive: Archive, make_reading: Make, path: Path, tmp_path: Path) -> None:
    for number in range(40):
        archive.add(make_reading(f"{number:016x}", f"Text {number} " * 400, payload=os.urandom(4000)), NOW)
    backup(path, tmp_path / "backup")
    whole = (tmp_path / "backup").read_bytes()
    (tmp_path / "backup").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(StoreError, match=r"damaged|malformed"):
        restore(tmp_path / "backup", path, replace=True)
    assert len(texts(path)) == 40
    assert sorted(entry.name for entry in tmp_path.glob("archive.db.*")) == []


def test_articles_are_replaced_only_where_that_is_wanted(
    archive: Archive, make_reading: Make, path: Path, tmp_path: Path
) -> None:
    archive.add(make_reading(A, "Brücke"), NOW)
    backup(path, tmp_path / "backup")
    archive.add(make_reading(B, "Tunnel"), NOW)
    with pytest.raises(StoreError, match=r"holds 2 revisions of articles already\. .*--replace"):
        restore(tmp_path / "backup", path)
    assert texts(path) == ["Brücke", "Tunnel"]
    restore(tmp_path / "backup", path, replace=True)
    assert texts(path) == ["Brücke"]
    assert archive.count() == 1


def test_a_restore_that_fails_at_the_last_leaves_what_was_there(
    archive: Archive, make_reading: Make, path: Path, tmp_path: Path
) -> None:
    archive.add(make_reading(A, "Brücke " * 20_000), NOW)
    backup(path, tmp_path / "backup")
    small = tmp_path / "small" / "archive.db"
    with Archive.open(small, write=True) as other:
        other.add(make_reading(B, "Tunnel"), NOW)
    reader = sqlite3.connect(small)
    writer = sqlite3.connect(small, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("hergang.corpus.archive.database._PATIENCE", 0.1)
        with pytest.raises(StoreError, match="another process is writing"):
            restore(tmp_path / "backup", small, replace=True)
    writer.execute("ROLLBACK")
    writer.close()
    reader.close()
    assert texts(small) == ["Tunnel"]


def test_what_was_forgotten_since_stays_forgotten(
    archive: Archive, make_reading: Make, path: Path, tmp_path: Path
) -> None:
    archive.add(make_reading(A, "Zwergschnaepper"), NOW)
    archive.add(make_reading(B, "Tunnel"), NOW)
    backup(path, tmp_path / "backup")
    archive.tombstones.forget(A, at=NOW, who="eva")
    copied = restore(tmp_path / "backup", path, replace=True)
    assert (copied.forgotten, copied.articles) == ((A,), 1)
    assert texts(path) == ["Tunnel"]
    with pytest.raises(ForgottenError):
        archive.add(make_reading(C, "Zwergschnaepper"), NOW)
    assert b"Zwergschnaepper" not in b"".join(file.read_bytes() for file in tmp_path.glob("archive.db*"))


def test_a_backup_of_the_first_release_is_brought_up(root: Path, tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "backup")
    connection.executescript((root / "tests" / "data" / "archive-1.sql").read_text(encoding="utf-8"))
    connection.close()
    assert restore(tmp_path / "backup", tmp_path / "store" / "archive.db").articles == 2
    with Archive.open(tmp_path / "store" / "archive.db", write=True) as archive:
        assert archive.index.find("bridge").total == 1
