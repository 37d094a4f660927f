"""The sentences with accounts are what the goal asks for, their scorer counts right, and the goal is reached on dev."""

import pytest

PARTS = [(language, part) for language in ("de", "en") for part in ("dev", "test")]


@pytest.fixture(scope="module")
def scorer(load):
    return load("score_accounts")


@pytest.mark.parametrize(("language", "part"), PARTS)
def test_sentences_are_marked_over_many_platforms(scorer, language, part):
    told = list(scorer.sentences(scorer.written_sets.WRITTEN / f"accounts-{language}-{part}.txt"))
    platforms = {account.platform for _, accounts in told for account in accounts} - {None}
    assert len(told) == 25
    assert len(platforms) >= 8
    assert sum(not accounts for _, accounts in told) >= 3  # some only look so
    assert not any(mark in text for text, _ in told for mark in "[]{}|")


def test_parts_share_no_sentence(scorer):
    texts = [
        text
        for pair in PARTS
        for text, _ in scorer.sentences(scorer.written_sets.WRITTEN / "accounts-{}-{}.txt".format(*pair))
    ]
    assert len(set(texts)) == len(texts)


def test_counts_are_of_spans_and_fields(scorer):
    text, wanted = scorer.parsed("[Anna's page]{Facebook|Anna|12} and [@bob]{-|-|-}.")
    assert text == "Anna's page and @bob."
    assert wanted == [scorer.Account((0, 11), "Facebook", "Anna", "12"), scorer.Account((16, 20))]
    counts = {name: scorer.Counts() for name in ("account", *scorer.FIELDS)}
    found = [scorer.Account((0, 11), "Twitter", "Miss Anna\nAnna", None), scorer.Account((12, 15))]
    misses = []
    scorer.add(counts, found, wanted, text, misses)
    assert (counts["account"].precision, counts["account"].recall) == (50, 50)
    assert [counts[name].f1 for name in scorer.FIELDS] == [0, 100, 0]
    assert len(misses) == 4


@pytest.mark.parametrize("language", ["de", "en"])
def test_accounts_reach_their_goal_on_dev(scorer, language):
    count = scorer.counts_of(scorer.written_sets.WRITTEN / f"accounts-{language}-dev.txt")["account"]
    assert count.precision >= 90
    assert count.recall >= 80
