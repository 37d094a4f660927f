"""Archives of older releases are brought up to today's tables, and nothing of them is lost."""

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from hergang.corpus.archive import SCHEMA_VERSION, Archive, schema
from hergang.corpus.errors import StoreError
from hergang.corpus.reading import Cut, Reading

DE, EN = "1f2e3d4c5b6a7988", "8a7b6c5d4e3f2a1b"
_OF_CUT = "article, digest, number, text, reason"  # its columns in the first release
OLD_TABLES = ("meta", "payload", "article", "revision", "cut", "fetch", "annotation")


@pytest.fixture
def old(root: Path, tmp_path: Path) -> Path:
    """Return the path of an archive that the first release wrote."""
    path = tmp_path / "archive.db"
    connection = sqlite3.connect(path)
    connection.executescript((root / "tests" / "data" / "archive-1.sql").read_text(encoding="utf-8"))
    connection.execute("PRAGMA journal_mode = WAL")
    connection.close()
    return path


def contents(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return the rows of the tables that the first release had."""
    connection = sqlite3.connect(path)
    had = {table: _OF_CUT if table == "cut" else "*" for table in OLD_TABLES}
    rows = {table: sorted(connection.execute(f"SELECT {names} FROM {table}"), key=repr) for table, names in had.items()}
    connection.close()
    return rows


@pytest.mark.parametrize("write", [True, False])
def test_an_archive_of_the_first_release_is_brought_up(old: Path, write: bool) -> None:
    before = contents(old)
    with Archive.open(old, write=write) as archive:
        assert [(r.article.id, r.number, r.standing) for r in archive.revisions()] == [
            (DE, 1, False),
            (DE, 2, True),
            (EN, 1, True),
        ]
        assert archive.cuts(DE, archive.history(DE)[0].digest) == [Cut("Anzeige", "page-furniture")]
        assert schema.version(archive.database) == SCHEMA_VERSION
        assert [hit.article.id for hit in archive.index.find("names:Krüger").hits] == [DE]
        assert [hit.article.id for hit in archive.index.find("bridge").hits] == [EN]
        assert list(archive.index.stale()) == []
        assert archive.database.row("PRAGMA integrity_check")[0] == "ok"
    assert contents(old) == before


def test_an_archive_brought_up_has_the_tables_of_a_new_one(old: Path, tmp_path: Path) -> None:
    tables = []
    for path in (old, tmp_path / "new.db"):
        with Archive.open(path, write=True) as archive:
            rows = archive.database.execute("SELECT name, sql FROM sqlite_master ORDER BY name")
            tables.append([tuple(row) for row in rows])
    assert tables[0] == tables[1]


def test_a_bringing_up_that_fails_leaves_the_old_archive(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = contents(old)
    monkeypatch.setitem(schema.VERSIONS, 2, schema.VERSIONS[2] + ";\nCREATE TABLE decision (x)")  # type: ignore[misc]
    with pytest.raises(StoreError, match="already exists"):
        Archive.open(old, write=True)
    connection = sqlite3.connect(old)
    assert connection.execute("PRAGMA user_version").fetchone()[0] == 1
    connection.close()
    assert contents(old) == before
    monkeypatch.undo()
    Archive.open(old, write=True).close()


def test_a_sqlite_without_full_text_search_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lacking = schema.VERSIONS[2].replace("USING fts5", "USING fts5_that_is_missing")
    monkeypatch.setitem(schema.VERSIONS, 2, lacking)  # type: ignore[misc]
    with pytest.raises(StoreError, match=r"built without FTS5, the full-text search\. Use a Python from"):
        Archive.open(tmp_path / "archive.db", write=True)


def test_an_empty_file_is_no_archive_to_read(tmp_path: Path) -> None:
    (tmp_path / "archive.db").touch()
    with pytest.raises(StoreError, match=r'the archive is empty\. "hergang ingest SOURCE" fills it'):
        Archive.open(tmp_path / "archive.db", write=False)


def test_an_old_archive_that_cannot_be_written_is_told(old: Path) -> None:
    old.chmod(0o444)
    if os.access(old, os.W_OK):
        pytest.skip("this user may write everything")
    with pytest.raises(StoreError, match="Check the rights"):
        Archive.open(old, write=False)


def test_a_change_of_metadata_alone_is_noted(archive: Archive, make_reading: Callable[..., Reading]) -> None:
    for day, fields in enumerate(({"title": "Alt"}, {"title": "Neu", "section": "Politik"}, {"section": "Politik"}), 1):
        archive.add(make_reading(DE, "x", **fields), f"2024-05-0{day}T10:00:00Z")
    (revision,) = archive.history(DE)
    changes = [(c.digest, c.seen[:10], c.field, c.before, c.after) for c in archive.metadata_changes(DE)]
    assert changes == [
        (revision.digest, "2024-05-02", "section", None, "Politik"),
        (revision.digest, "2024-05-02", "title", "Alt", "Neu"),
        (revision.digest, "2024-05-03", "title", "Neu", None),
    ]
