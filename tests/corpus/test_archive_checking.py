"""What is wrong in an archive is found, told, and mended where the archive holds what that takes."""

import json
import zlib
from collections.abc import Callable

import pytest

from hergang.corpus.archive import Archive
from hergang.corpus.archive.checking import Finding, check
from hergang.corpus.reading import Reading

Make = Callable[..., Reading]
A, B = "aaaa000000000000", "bbbb000000000000"
NOW = "2024-05-01T10:00:00Z"


@pytest.fixture
def whole(archive: Archive, make_reading: Make) -> Archive:
    """Return an archive of two annotated articles, one of them in two revisions."""
    for article, text in ((A, "Eine Brücke."), (A, "Ein Tunnel."), (B, "Ein Hafen.")):
        reading = make_reading(article, text, payload=text.encode())
        digest = archive.add(reading, NOW).digest
        archive.put_annotations(article, digest, "test", json.dumps({"article": reading.article.to_json()}))
    return archive


def corrupt_index(archive: Archive) -> None:
    """Take a row out of an index of SQLite behind its back."""
    archive.database.execute("PRAGMA writable_schema = ON")
    page = archive.database.row("SELECT rootpage FROM sqlite_master WHERE name = 'article_url'")[0]
    other = archive.database.row("SELECT rootpage FROM sqlite_master WHERE name = 'task_state'")[0]
    archive.database.execute("UPDATE sqlite_master SET rootpage = ? WHERE name = 'article_url'", other)
    archive.database.execute("UPDATE sqlite_master SET rootpage = ? WHERE name = 'task_state'", page)
    archive.database.execute("PRAGMA writable_schema = RESET")


TOLD = json.dumps({"article": {"id": A, "text": "Etwas anderes."}}).encode()
DAMAGES: dict[str, tuple[str, tuple[object, ...], str, bool]] = {
    "text": (
        "UPDATE revision SET text = 'Eine Brucke.' WHERE article = ? AND number = 1",
        (A,),
        "The text of art",
        True,
    ),
    "annotations of another text": ("UPDATE annotation SET line = ?", (zlib.compress(TOLD),), "not of its text", True),
    "unreadable annotations": ("UPDATE annotation SET line = ? WHERE article = ?", (b"x", B), "not of its text", True),
    "payload": ("UPDATE payload SET content = ?", (zlib.compress(b"x"),), "The raw payload", False),
    "unreadable payload": ("UPDATE payload SET content = ?", (b"x",), "The raw payload", False),
    "no revision stands": ("UPDATE article SET standing = 'x' WHERE id = ?", (A,), "No revision of article", True),
    "cut of nothing": (
        "INSERT INTO cut (article, digest, number, text, reason) VALUES ('x', 'y', 0, '', '')",
        (),
        "A row of cut tells of a revision",
        True,
    ),
    "revision of nothing": (
        "UPDATE revision SET article = 'x' WHERE number = 2",
        (),
        "tells of an article that is not there",
        False,
    ),
    "index lacks": ("DELETE FROM searched WHERE article = ?", (A,), "The index is damaged (2 rows", True),
    "index lags": ("UPDATE searched SET day = '2020-01-01', made_of = ''", (), "out of step with 2 articles", True),
    "index has else": ("UPDATE search_content SET c1 = 'x'", (), "The index is damaged", True),
    "tombstone": ("INSERT INTO tombstone VALUES (?, ?, '', '')", (A, NOW), "is forgotten and yet there", False),
}


def test_nothing_is_wrong_with_a_whole_archive(whole: Archive) -> None:
    assert check(whole) == []


@pytest.mark.parametrize("name", DAMAGES)
def test_damage_is_found_and_mended(whole: Archive, name: str) -> None:
    statement, values, told, mendable = DAMAGES[name]
    whole.database.execute("PRAGMA foreign_keys = OFF")
    whole.database.execute(statement, *values)
    found = check(whole)
    assert any(told in str(finding) for finding in found), found
    mend(found)
    left = check(whole)
    assert any(told in str(finding) for finding in left) is not mendable, left
    assert all(str(finding).endswith(".") for finding in found)


def mend(found: list[Finding]) -> None:
    """Do what can be done about each finding."""
    for finding in found:
        if finding.mend is not None:
            finding.mend()


def test_a_text_is_taken_back_from_its_annotations(whole: Archive) -> None:
    whole.database.execute("UPDATE revision SET text = 'x' WHERE article = ?", B)
    mend(check(whole))
    assert whole.find(B).article.text == "Ein Hafen."
    assert check(whole) == []


def test_annotations_that_are_not_of_the_text_are_read_anew(whole: Archive) -> None:
    whole.database.execute("UPDATE annotation SET line = ?", zlib.compress(TOLD))
    mend(check(whole))
    assert len(list(whole.unread())) == 3


def test_what_was_fetched_last_is_put_up(whole: Archive) -> None:
    whole.database.execute("UPDATE article SET standing = 'x'")
    mend(check(whole))
    assert [revision.article.text for revision in whole.revisions(standing_only=True)] == ["Ein Tunnel.", "Ein Hafen."]


def test_an_index_of_the_file_that_disagrees_is_made_anew(whole: Archive) -> None:
    corrupt_index(whole)
    found = check(whole)
    assert "An index does not agree with its table" in str(found[0])
    mend(found)
    assert check(whole) == []
