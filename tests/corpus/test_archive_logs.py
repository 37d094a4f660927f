"""What the archive notes beside the articles: sources to read, requests, decisions."""

from collections.abc import Callable
from pathlib import Path

import pytest

from hergang.corpus.archive import MAX_TRIES, Archive, ClaimKey, EntityKey, Request
from hergang.corpus.errors import StoreError
from hergang.corpus.reading import Reading

NOW, LATER, AGAIN = (f"2024-05-0{day}T10:00:00Z" for day in (1, 2, 3))
URL = "https://kurier.example/a"
A, B = "aaaa000000000000", "aaab000000000000"
ANNA, KRUEGER = EntityKey(A, "anna krüger", "Person"), EntityKey(B, "krüger", "Person")


def states(archive: Archive) -> dict[str, str]:
    """Return the state of each source."""
    return {task.given: task.state for state in ("pending", "done", "failed") for task in archive.tasks.of(state)}


def test_sources_go_from_pending_to_done_or_failed(archive: Archive) -> None:
    archive.tasks.plan([URL, "a.txt", "b.txt", "-"], NOW)
    archive.tasks.done("a.txt", LATER)
    archive.tasks.failed(URL, "the server answers 503", LATER)
    assert states(archive) == {"b.txt": "pending", "a.txt": "done", URL: "failed"}
    (failed,) = archive.tasks.of("failed")
    assert (failed.reason, failed.tries, failed.asked, failed.changed) == ("the server answers 503", 1, NOW, LATER)
    assert [task.given for task in archive.tasks.unfinished()] == ["b.txt", URL]


def test_a_source_found_within_another_can_fail_by_itself(archive: Archive) -> None:
    archive.tasks.failed(URL, "gone", NOW)
    assert states(archive) == {URL: "failed"}


def test_what_fails_too_often_waits_until_it_is_named(archive: Archive) -> None:
    archive.tasks.plan([URL], NOW)
    for _ in range(MAX_TRIES):
        assert archive.tasks.unfinished()
        archive.tasks.failed(URL, "gone", NOW)
    assert archive.tasks.unfinished() == []
    archive.tasks.plan([URL], LATER)
    assert [(task.given, task.asked) for task in archive.tasks.unfinished()] == [(URL, LATER)]
    archive.tasks.done(URL, LATER)
    assert archive.tasks.of("done")[0].tries == 0


def test_a_file_is_one_source_from_wherever_it_is_named(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    archive.tasks.plan(["a.txt", str(tmp_path / "b.txt")], NOW)
    archive.tasks.plan([str(tmp_path / "a.txt"), "a.txt"], LATER)
    assert [task.readable for task in archive.tasks.of("pending")] == [str(tmp_path / "b.txt"), "a.txt"]
    (tmp_path / "folder").mkdir()
    monkeypatch.chdir(tmp_path / "folder")
    assert archive.tasks.of("pending")[1].readable == str(tmp_path / "a.txt")


def test_requests_are_logged_and_the_last_answer_is_found(archive: Archive) -> None:
    whole = Request(URL, NOW, URL + "?b", 200, 1234, "text/html", '"v1"', "Wed, 01 May 2024 10:00:00 GMT")
    unchanged = Request(URL, LATER, URL, 304)
    failed = Request("https://kurier.example/b", LATER, reason="kurier.example does not answer")
    for request in (whole, unchanged, failed):
        archive.requests.log(request)
    assert archive.requests.last(URL) == whole
    assert archive.requests.last(failed.url) is None
    assert (archive.requests.of(URL), archive.requests.of(failed.url)) == ([whole, unchanged], [failed])


def test_an_article_that_could_not_be_read_is_tried_again(
    archive: Archive, make_reading: Callable[..., Reading]
) -> None:
    digest = archive.add(make_reading(A, "x"), NOW).digest
    for _ in range(2):
        archive.put_failure(A, digest, "no sentence found", NOW)
    assert [r.article.id for r in archive.unread()] == [A]
    assert [r.article.id for r in archive.unread(max_tries=3)] == [A]
    assert list(archive.unread(max_tries=2)) == []
    archive.put_annotations(A, digest, "test", "{}")
    assert list(archive.unread()) == []
    assert archive.database.row("SELECT count(*) FROM attempt")[0] == 0


def test_decisions_are_kept_with_who_when_and_why(archive: Archive) -> None:
    merged = archive.decisions.merge(ANNA, KRUEGER, who="eva", at=NOW, why="one mayor")
    split = archive.decisions.split(ANNA, EntityKey(B, "anna", "Person"), who="eva", at=LATER)
    rejected = archive.decisions.reject(
        ClaimKey(A, "sie trete zurück", "zurücktreten", "anna krüger"), who="jo", at=LATER
    )
    assert archive.decisions.list() == [merged, split, rejected]
    assert (merged.kind, merged.subject, merged.object, merged.who, merged.at, merged.why, merged.undone) == (
        *("merge", ANNA, KRUEGER, "eva", NOW, "one mayor"),
        None,
    )
    assert rejected.object is None


def test_a_decision_in_force_is_not_taken_twice(archive: Archive) -> None:
    first = archive.decisions.merge(ANNA, KRUEGER, who="eva", at=NOW)
    assert archive.decisions.merge(KRUEGER, ANNA, who="jo", at=LATER) == first
    assert len(archive.decisions.list()) == 1


def test_a_decision_undone_stays_in_the_log(archive: Archive) -> None:
    decision = archive.decisions.merge(ANNA, KRUEGER, who="eva", at=NOW)
    undone = archive.decisions.undo(decision.number, who="jo", at=LATER, why="two mayors")
    assert undone.undone is not None
    assert (undone.undone.who, undone.undone.at, undone.undone.why) == ("jo", LATER, "two mayors")
    assert archive.decisions.list() == [undone]
    assert archive.decisions.list(in_force=True) == []
    again = archive.decisions.merge(ANNA, KRUEGER, who="eva", at=AGAIN)
    assert archive.decisions.list(in_force=True) == [again]


def test_decisions_that_cannot_be_are_told(archive: Archive) -> None:
    with pytest.raises(StoreError, match=r"there is no decision 7\. None has been taken"):
        archive.decisions.undo(7, who="eva", at=NOW)
    number = archive.decisions.merge(ANNA, KRUEGER, who="eva", at=NOW).number
    archive.decisions.undo(number, who="eva", at=NOW)
    with pytest.raises(StoreError, match="was undone by eva"):
        archive.decisions.undo(number, who="eva", at=NOW)
    with pytest.raises(StoreError, match="two different entities"):
        archive.decisions.merge(ANNA, ANNA, who="eva", at=NOW)
