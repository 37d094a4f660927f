"""What is forgotten is nowhere in the archive's files, and does not come back by itself."""

from collections.abc import Callable
from pathlib import Path

import pytest

from hergang.corpus.archive import Archive, EntityKey, Request
from hergang.corpus.errors import ForgottenError
from hergang.corpus.reading import Cut, Reading

Make = Callable[..., Reading]
A, B, C = "aaaa000000000000", "bbbb000000000000", "cccc000000000000"
NOW = "2024-05-01T10:00:00Z"
URL = "https://kurier.example/zwergschnaepper"
# No two of these words begin alike: FTS5 stores of a word only what it does not share with the one before.
SECRETS = ("Zwergschnaepper", "Quittengelee", "Wolpertinger", "Jammerlappen", "Xylophon", "Ypsilanti")


def fill(archive: Archive, make_reading: Make) -> None:
    """Archive an article in two revisions with everything that can belong to one, and another beside it."""
    first = make_reading(A, "Ein Zwergschnaepper sang.", title="Quittengelee", url=URL, source=URL, payload=b"raw 1")
    first = Reading(first.article, first.payload, "text/html", URL, (Cut("Wolpertinger", "page-furniture"),))
    archive.add(first, NOW)
    digest = archive.add(make_reading(A, "Ein Jammerlappen.", title="Xylophon", url=URL, source=URL), NOW).digest
    archive.put_annotations(A, digest, "test", '{"entities": [{"name": "Ypsilanti", "named": true}]}')
    archive.tasks.plan([URL], NOW)
    archive.requests.log(Request(URL, NOW, URL, 200))
    archive.decisions.merge(EntityKey(A, "ypsilanti", "Person"), EntityKey(B, "x", "Person"), who="eva", at=NOW)
    archive.add(make_reading(B, "Ein Buchfink blieb.", payload=b"raw 2", source="b.txt"), NOW)


def rows(archive: Archive) -> dict[str, int]:
    """Return how many rows each table has; the log of changes, which holds ids alone, is left out."""
    names = archive.database.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'search%' AND name <> 'touched'"
    )
    return {name: archive.database.row(f"SELECT count(*) FROM {name}")[0] for (name,) in names}


def test_a_forgotten_article_is_in_no_file(archive: Archive, make_reading: Make, tmp_path: Path) -> None:
    fill(archive, make_reading)
    forgotten = archive.tombstones.forget(A, at=NOW, who="eva", why="asked for")
    assert (forgotten.revisions, forgotten.without_payload) == (2, ())
    whole = b"".join(path.read_bytes() for path in tmp_path.glob("archive.db*")).lower()
    assert [word for word in (*SECRETS, "zwergschnaepper") if word.lower().encode() in whole] == []
    assert b"buchfink" in whole
    assert archive.index.find("Zwerg* OR Jammer* OR Ypsi* OR Quitten*").total == 0
    assert [r.article.id for r in archive.revisions()] == [B]


def test_nothing_but_the_tombstone_stays(archive: Archive, make_reading: Make, tmp_path: Path) -> None:
    fill(archive, make_reading)
    archive.tombstones.forget(A, at=NOW, who="eva")
    assert archive.tombstones.must_purge()
    archive.tombstones.purged()
    with Archive.open(tmp_path / "other" / "archive.db", write=True) as other:
        other.add(make_reading(B, "Ein Buchfink blieb.", payload=b"raw 2", source="b.txt"), NOW)
        expected = rows(other) | {"tombstone": 1, "tombstone_text": 2, "sqlite_sequence": 2}
    assert rows(archive) == expected
    assert archive.index.damage() is None
    assert archive.database.execute("PRAGMA foreign_key_check") == []


def test_a_forgotten_article_does_not_come_back(archive: Archive, make_reading: Make) -> None:
    fill(archive, make_reading)
    archive.tombstones.forget(A, at=NOW, who="eva", why="asked for")
    with pytest.raises(ForgottenError, match=r"forgotten on 2024-05-01 \(asked for\), and not taken in\. .*--again"):
        archive.add(make_reading(A, "Something new.", source="https://x.example"), NOW)
    with pytest.raises(ForgottenError, match=r"x\.txt: forgotten"):
        archive.add(make_reading(C, "Ein Zwergschnaepper sang.", source="x.txt"), NOW)
    assert archive.count() == 1
    assert [stone.article for stone in archive.tombstones.all()] == [A]


def test_a_forgotten_article_is_taken_in_again_on_demand(archive: Archive, make_reading: Make) -> None:
    fill(archive, make_reading)
    archive.tombstones.forget(A, at=NOW, who="eva")
    assert archive.add(make_reading(C, "Ein Zwergschnaepper sang."), NOW, again=True).status == "new"
    assert archive.tombstones.all() == []
    assert archive.add(make_reading(A, "Ein Jammerlappen."), NOW).status == "new"


def test_what_is_archived_is_read_on_though_a_copy_was_forgotten(archive: Archive, make_reading: Make) -> None:
    archive.add(make_reading(A, "Ein Buchfink."), NOW)
    archive.add(make_reading(B, "Ein Buchfink."), NOW)
    archive.tombstones.forget(B, at=NOW, who="eva")
    assert archive.add(make_reading(A, "Ein Buchfink."), NOW).status == "unchanged"


def test_bytes_that_held_others_too_are_named(archive: Archive, make_reading: Make) -> None:
    for article, text in ((A, "eins"), (B, "zwei"), (C, "drei")):
        archive.add(make_reading(article, text, payload=b"feed" if article != C else b"own"), NOW)
    assert archive.tombstones.forget(A, at=NOW, who="eva").without_payload == (B,)
    assert archive.payload(B, archive.find(B).digest) is None
    assert archive.payload(C, archive.find(C).digest) == (b"own", "text/plain")


def test_a_reader_in_the_way_is_told(archive: Archive, make_reading: Make, tmp_path: Path) -> None:
    fill(archive, make_reading)
    with Archive.open(tmp_path / "archive.db", write=False) as reader:
        with reader.database.connection:
            reader.database.connection.execute("BEGIN")
            reader.count()
            archive.database.execute("PRAGMA busy_timeout = 10")
            archive.tombstones.forget(A, at=NOW, who="eva")
            assert not archive.tombstones.cut_log()
    assert archive.tombstones.cut_log()
