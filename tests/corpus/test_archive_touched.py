"""What changed since a mark, told without looking at every article."""

import pytest

from hergang.corpus.archive import Archive, Mark, copies

A, B = "a" * 16, "b" * 16
FIRST, SECOND = "2017-11-30T09:00:00Z", "2017-11-30T10:00:00Z"


@pytest.fixture
def two(archive, make_reading):
    """Return an archive with two articles."""
    for article, text in ((A, "Eins."), (B, "Zwei.")):
        archive.add(make_reading(article, text), FIRST)
    return archive


def test_each_change_touches_its_article_alone(two, make_reading):
    mark = two.touched.mark()
    assert two.touched.since(mark) == []
    two.add(make_reading(B, "Zwei, verbessert."), SECOND)
    assert two.touched.since(mark) == [B]
    later = two.touched.mark()
    two.put_annotations(A, two.find(A).digest, "hergang", "{}")
    assert (two.touched.since(mark), two.touched.since(later)) == ([A, B], [A])


def test_what_tells_nothing_new_touches_nothing(two, make_reading):
    mark = two.touched.mark()
    two.add(make_reading(A, "Eins."), SECOND)
    assert two.touched.since(mark) == []


def test_forgotten_article_is_touched(two):
    mark = two.touched.mark()
    two.tombstones.forget(A, at=SECOND, who="eva")
    assert two.touched.since(mark) == [A]


def test_log_begins_with_the_mark_that_was_settled(two, make_reading):
    mark = two.touched.mark()
    two.touched.settle(mark)
    assert two.database.row("SELECT count(*) FROM touched")[0] == 1
    two.add(make_reading(A, "Anders."), SECOND)
    assert two.touched.since(mark) == [A]


def test_mark_of_another_history_is_not_known(two, make_reading, tmp_path):
    copies.backup(two.database.path, tmp_path / "backup.db")
    two.add(make_reading(A, "Anders."), SECOND)
    mark = two.touched.mark()
    with Archive.open(tmp_path / "backup.db", write=True) as other:
        assert other.touched.since(mark) is None
        other.add(make_reading(A, "Wieder anders."), SECOND)
        assert other.touched.since(mark) is None
    assert two.touched.since(Mark(0, "")) is None
