"""The pairs of reports are what the goal asks for, their scorer counts right, and the goal is reached on dev."""

from collections import Counter

import pytest

PARTS = ("dev", "test")
EACH = {"de": 4, "en": 4, "across": 2}


@pytest.fixture(scope="module")
def scorer(load):
    return load("score_links")


@pytest.fixture(scope="module")
def pairs(scorer):
    """Return the pairs of a part by its name."""
    folder = scorer.written_sets.WRITTEN
    return {part: scorer.read_pairs(folder / f"links-both-{part}.txt") for part in PARTS}


@pytest.mark.parametrize("part", PARTS)
def test_there_are_enough_pairs_of_each_kind(scorer, pairs, part):
    told = Counter((pair.kind, pair.language) for pair in pairs[part])
    expected = {(kind, language): count for kind in scorer.KINDS for language, count in EACH.items()}
    assert told == expected | {("none", "de"): 10, ("none", "en"): 10, ("none", "across"): 5}


@pytest.mark.parametrize("part", PARTS)
def test_pairs_are_marked_and_of_their_languages(scorer, pairs, part):
    for pair in pairs[part]:
        spans = [(bool(report.earlier), bool(report.later)) for report in pair.reports]
        marked = [any(column) for column in zip(*spans, strict=True)]
        assert marked == [pair.kind in scorer.KINDS] * 2, pair.topic
        languages = {report.article.language for report in pair.reports}
        assert languages == ({"de", "en"} if pair.language == "across" else {pair.language}), pair.topic
        assert not any(mark in report.article.text for report in pair.reports for mark in "{}[]^")


def test_parts_share_no_report(pairs):
    texts = [report.article.text for part in PARTS for pair in pairs[part] for report in pair.reports]
    assert len(set(texts)) == len(texts)


def test_counts_are_of_kind_and_marked_words(scorer, tmp_path):
    path = tmp_path / "links-both-dev.txt"
    path.write_text(
        "# made up\n\n## doubts en | A\nX 2020-01-01 en: {He left.} So.\n^ 2020-01-01 en: [I doubt it.]\n\n"
        "## none en | B\nX 2020-01-01 en: One.\nY 2020-01-02 en: Two.\n",
        encoding="utf-8",
    )
    pairs = scorer.read_pairs(path)
    first, second = pairs[0].reports
    assert (first.article.id, first.number, second.number) == (second.article.id, 1, 2)
    assert (first.earlier, second.later, first.later) == ((0, 8), (0, 11), None)

    def drawn(kind, pair, later, earlier):
        return scorer.Drawn(kind, scorer.Claimed(pair, 1, later), scorer.Claimed(pair, 0, earlier), "")

    links = [
        drawn("doubts", 0, (0, 11), (0, 8)),  # right
        drawn("doubts", 0, (0, 11), (9, 11)),  # of another claim
        drawn("repeats", 0, (12, 13), (9, 11)),  # beside the marked words: not counted
        drawn("retracts", 1, (0, 3), (0, 3)),  # between near reports
    ]
    lines = []
    counts = scorer.counts_of(pairs, links, lines)
    assert (counts["doubts"].precision, counts["doubts en"].recall) == (50, 100)
    assert [counts[kind].table().sum() for kind in ("repeats", "retracts")] == [0, 1]
    assert [link.kind for link in scorer.between_near(pairs, links)] == ["retracts"]
    assert len(lines) == 2


def test_a_line_that_is_no_report_is_refused(scorer, tmp_path):
    path = tmp_path / "links-both-dev.txt"
    path.write_text("## none en | B\nOne.\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"'One\.' is no report"):
        scorer.read_pairs(path)


def test_links_reach_their_goal_on_dev(scorer, pairs):
    drawn = scorer.draw(pairs["dev"])
    counts = scorer.counts_of(pairs["dev"], drawn)
    assert {kind: (counts[kind].precision >= 90, counts[kind].recall >= 60) for kind in scorer.KINDS} == dict.fromkeys(
        scorer.KINDS, (True, True)
    )
    assert scorer.between_near(pairs["dev"], drawn) == []
