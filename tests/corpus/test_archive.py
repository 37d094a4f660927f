import sqlite3
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hergang.corpus.archive import Archive
from hergang.corpus.article import Article
from hergang.corpus.errors import SourceError, StoreError
from hergang.corpus.reading import Cut, Reading

Make = Callable[..., Reading]
A, B = "aaaa000000000000", "aaab000000000000"
DAYS = [f"2024-05-0{day}T10:00:00Z" for day in range(1, 8)]


def test_a_reading_is_new_then_unchanged_then_revised(archive: Archive, make_reading: Make) -> None:
    statuses = [
        archive.add(make_reading(A, text), day).status for text, day in zip(["x", "x", "y"], DAYS, strict=False)
    ]
    first, second = archive.revisions()
    assert statuses == ["new", "unchanged", "revised"]
    assert (first.number, first.standing, first.replaced_at, first.previous, first.fetched) == (
        1,
        False,
        DAYS[2],
        None,
        DAYS[0],
    )
    assert (second.number, second.standing, second.replaced_at, second.previous) == (2, True, None, first.digest)
    assert [revision.article.text for revision in archive.revisions(standing_only=True)] == ["y"]


def test_a_text_that_returns_stands_again(archive: Archive, make_reading: Make) -> None:
    for text, day in zip(["x", "y", "x"], DAYS, strict=False):
        archive.add(make_reading(A, text), day)
    first, second = archive.revisions()
    assert (first.standing, first.replaced_at, second.standing, second.replaced_at) == (True, None, False, DAYS[2])


def test_changed_metadata_makes_no_revision(archive: Archive, make_reading: Make) -> None:
    archive.add(make_reading(A, "x", title="Alt"), DAYS[0])
    added = archive.add(make_reading(A, "x", title="Neu", payload=b"other"), DAYS[1])
    (revision,) = archive.revisions()
    assert (added.status, revision.article.title, revision.number) == ("unchanged", "Neu", 1)
    assert archive.payload(A, revision.digest) == (b"other", "text/plain")


def test_revisions_are_in_order_of_day_and_id(archive: Archive, make_reading: Make) -> None:
    archive.add(make_reading(B, "b", published="2024-05-02"), DAYS[0])
    archive.add(make_reading(A, "a", published="2024-05-02"), DAYS[1])
    archive.add(make_reading("c" * 16, "c"), DAYS[0])
    archive.add(make_reading(A, "a2", published="2024-05-02"), DAYS[2])
    assert [revision.article.text for revision in archive.revisions()] == ["c", "a", "a2", "b"]


def test_all_of_a_reading_comes_back(archive: Archive, make_reading: Make) -> None:
    reading = make_reading(
        A, "Größe\n\n\u2028x", title="T", url="https://a.example/b", part_of=B, access="preview", payload=b"\0raw\xff"
    )
    reading = Reading(
        reading.article, reading.payload, "text/html", "s.html", (Cut("Anzeige", "page-furniture", 0), Cut("b", "c"))
    )
    added = archive.add(reading, DAYS[0])
    (revision,) = archive.revisions()
    assert (revision.article, revision.source) == (reading.article, "s.html")
    assert archive.cuts(A, added.digest) == list(reading.cuts)
    assert archive.payload(A, added.digest) == (b"\0raw\xff", "text/html")


def test_annotations_and_settings_are_kept(archive: Archive, make_reading: Make) -> None:
    digest = archive.add(make_reading(A, "x"), DAYS[0]).digest
    assert archive.annotations(A, digest) is None
    archive.put_annotations(A, digest, "one", "{}")
    archive.put_annotations(A, digest, "two", '{"ä": 1}')
    archive.set_meta("base", "https://a.example/")
    assert (archive.annotations(A, digest), archive.extractor(A, digest)) == ('{"ä": 1}', "two")
    assert (archive.meta("base"), archive.meta("none")) == ("https://a.example/", None)


def test_annotations_need_their_revision(archive: Archive) -> None:
    with pytest.raises(StoreError, match="FOREIGN KEY"):
        archive.put_annotations(A, "0" * 16, "one", "{}")


@pytest.mark.parametrize("reference", [A, A[:4], "https://a.example/b?utm_source=x", "pages/a.txt"])
def test_articles_are_found_by_id_url_and_source(reference: str, archive: Archive, make_reading: Make) -> None:
    archive.add(make_reading(A, "x", url="https://a.example/b", source="pages/a.txt"), DAYS[0])
    archive.add(make_reading("b" * 16, "y", source="b.txt"), DAYS[0])
    assert archive.find(reference).article.id == A


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        ("aaa", 'no article "aaa"'),
        ("aaaa0", "several articles begin"),
        ("https://a.example/c", 'Did you mean "https://a.example/b"'),
        ("page-a", 'Did you mean "pages/page_a.txt"'),
        ("nichts", "Give its id, URL or source"),
    ],
)
def test_what_is_not_found_is_said(reference: str, message: str, archive: Archive, make_reading: Make) -> None:
    archive.add(make_reading("aaaa000000000000", "x", url="https://a.example/b", source="pages/page_a.txt"), DAYS[0])
    archive.add(make_reading("aaaa000000000001", "y", source="z"), DAYS[0])
    with pytest.raises(SourceError, match=message.replace("?", r"\?")):
        archive.find(reference)


def test_a_missing_archive_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r'there is no archive\. "hergang ingest SOURCE" makes one'):
        Archive.open(tmp_path / "archive.db", write=False)


def test_an_archive_of_a_newer_release_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    Archive.open(path, write=True).close()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(StoreError, match="written by a newer release"):
        Archive.open(path, write=True)


@pytest.mark.parametrize("write", [True, False])
@pytest.mark.parametrize(
    ("content", "message"), [(b"no database at all, just text" * 99, "damaged"), (None, "no archive of Hergang")]
)
def test_another_file_is_no_archive(content: bytes | None, message: str, write: bool, tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    if content is None:
        connection = sqlite3.connect(path)
        connection.execute("CREATE TABLE other (x)")
        connection.close()
    else:
        path.write_bytes(content)
    before = path.read_bytes()
    with pytest.raises(StoreError, match=message):
        Archive.open(path, write=write)
    assert path.read_bytes() == before


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match=r"--store DIR"):
        Archive.open(tmp_path / "file" / "archive.db", write=True)


def test_a_full_disk_loses_nothing(archive: Archive, make_reading: Make) -> None:
    archive.add(make_reading(A, "x"), DAYS[0])
    pages = archive.database.connection.execute("PRAGMA page_count").fetchone()[0]
    archive.database.connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreError, match="the disk is full; what was stored before is whole"):
        archive.add(make_reading(B, "y" * 100_000), DAYS[1])
    archive.database.connection.execute("PRAGMA max_page_count = 1000000")
    assert [revision.article.text for revision in archive.revisions()] == ["x"]
    assert archive.add(make_reading(B, "y"), DAYS[1]).status == "new"


def test_a_reader_sees_what_is_written_meanwhile(archive: Archive, make_reading: Make, tmp_path: Path) -> None:
    with Archive.open(tmp_path / "archive.db", write=False) as reader:
        assert list(reader.revisions()) == []
        archive.add(make_reading(A, "x"), DAYS[0])
        assert [revision.article.id for revision in reader.revisions()] == [A]
        with pytest.raises(StoreError, match="cannot be opened or written"):
            reader.set_meta("base", "x")


WRITER = """
    import sys
    from pathlib import Path
    from hergang.corpus.archive import Archive
    from hergang.corpus.article import Article
    from hergang.corpus.reading import Reading
    with Archive.open(Path(sys.argv[1]), write=True) as archive:
        for number in range(1_000_000):
            article = Article(id=f"{number:016x}", text=f"Text {number} " * 500, language="de")
            archive.add(Reading(article, b"raw" * 500, "text/plain", f"{number}.txt"), "2024-05-01T10:00:00Z")
            print(number, flush=True)
"""


def test_a_killed_writer_loses_nothing_it_reported(tmp_path: Path, make_reading: Make) -> None:
    path = tmp_path / "archive.db"
    command = [sys.executable, "-c", textwrap.dedent(WRITER), str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        reported = [int(process.stdout.readline()) for _ in range(40)]
        process.kill()
        reported += [int(line) for line in process.stdout.read().splitlines()]
    with Archive.open(path, write=True) as archive:
        revisions = list(archive.revisions())
        stored = {int(revision.article.id, 16) for revision in revisions}
        assert set(reported) <= stored
        assert all(archive.payload(revision.article.id, revision.digest) for revision in revisions)
        assert archive.database.connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert archive.add(make_reading(A, "x"), DAYS[0]).status == "new"


@given(texts=st.lists(st.sampled_from("xyz"), min_size=1, max_size=8))
def test_exactly_one_revision_stands_and_it_is_the_last(
    texts: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    with Archive.open(tmp_path_factory.mktemp("archive") / "archive.db", write=True) as archive:
        for number, text in enumerate(texts):
            archive.add(Reading(Article(id=A, text=text), b"", "text/plain", "a"), f"2024-05-01T10:00:0{number}Z")
        revisions = list(archive.revisions())
        assert [revision.article.text for revision in revisions if revision.standing] == texts[-1:]
        assert [revision.number for revision in revisions] == list(range(1, len(set(texts)) + 1))
        assert all((revision.replaced_at is None) == revision.standing for revision in revisions)
