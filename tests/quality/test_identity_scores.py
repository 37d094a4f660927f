"""The scorer of identity: B-cubed as its paper has it, and the set that we wrote."""

import pytest

from hergang.corpus.article import Article


@pytest.fixture(scope="module")
def scorer(load):
    """Return the module as `make quality` imports it."""
    return load("score_identity")


@pytest.fixture
def marked(scorer):
    """Return two articles; Ann stands in both, and another Ann in the second."""
    return [
        scorer.Marked(Article("a", "Ann Lee saw Bob."), {(0, 7): "ann", (12, 15): "bob"}),
        scorer.Marked(Article("b", "Ann Lee met Ann Lee."), {(0, 7): "ann", (12, 19): "other"}),
    ]


@pytest.mark.parametrize(
    ("nodes", "precision", "recall", "kept"),
    [
        ({("a", 0, 7): "1", ("a", 12, 15): "2", ("b", 0, 7): "1", ("b", 12, 19): "3"}, 1.0, 1.0, (1, 1, 0)),
        ({("a", 0, 7): "1", ("a", 12, 15): "2", ("b", 0, 7): "1", ("b", 12, 19): "1"}, 2 / 3, 1.0, (0, 1, 0)),
        ({("a", 0, 7): "1", ("a", 12, 15): "2", ("b", 0, 7): "4", ("b", 12, 19): "3"}, 1.0, 0.75, (1, 1, 1)),
        ({("a", 0, 7): "1", ("b", 0, 7): "1", ("b", 12, 19): "3"}, 1.0, 1.0, (1, 1, 0)),
    ],
)
def test_b_cubed(scorer, marked, nodes, precision, recall, kept):
    result, told = scorer.b_cubed(marked, nodes)
    assert (result.precision, result.recall) == (pytest.approx(precision), pytest.approx(recall))
    assert (result.mentions, result.found, scorer.apart(marked, told)) == (4, len(nodes), kept)


def test_written_set_is_what_it_is_said_to_be(scorer):
    articles = list(scorer.written())
    assert (len(articles), sum(one.article.language == "de" for one in articles)) == (60, 31)
    names = {}
    for one in articles:
        for (start, end), chain in one.mentions.items():
            words = one.article.text[start:end]
            assert words.strip() == words
            if " " in words:
                names.setdefault(words, set()).add(chain)
    assert sum(len(chains) == 2 for chains in names.values()) == 10
    assert not any("[" in one.article.text or "|" in one.article.text for one in articles)
