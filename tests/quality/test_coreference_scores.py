"""The scorer of coreference, against examples that were counted by hand from the definitions of the metrics.

The first is the example of Pradhan et al. (2014), section 4: key {a, b, c}, {d, e, f, g}; response {a, b}, {c, d},
{f, g, h, i}.
"""

import pytest

KEY = [frozenset("abc"), frozenset("defg")]
RESPONSE = [frozenset("ab"), frozenset("cd"), frozenset("fghi")]


@pytest.fixture(scope="module")
def scorer(load):
    """Return the module as `make quality` imports it."""
    return load("score_coreference")


def numbered(chains):
    return [frozenset(map(ord, chain)) for chain in chains]


def ratios(counts):
    hits, answers, found, gold = counts
    return pytest.approx((hits / answers, found / gold), abs=1e-9)


@pytest.mark.parametrize(
    ("metric", "precision", "recall"),
    [
        # Key {a b c} falls into {a b}, {c}; {d e f g} into {d}, {e}, {f g}: 1 + 1 of 2 + 3 links.
        # Response {c d} falls apart, {f g h i} into {f g}, {h}, {i}: 1 + 0 + 1 of 1 + 1 + 3 links.
        ("MUC", 2 / 5, 2 / 5),
        # Key: (2² + 1²) / 3 + (1² + 2²) / 4 of 7 mentions; response: 2² / 2 + (1² + 1²) / 2 + 2² / 4 of 8.
        ("B³", (2 + 1 + 1) / 8, (5 / 3 + 5 / 4) / 7),
        # {a b c} with {a b}: 4 / 5; {d e f g} with {f g h i}: 4 / 8; of 3 and of 2 entities.
        ("CEAFe", 1.3 / 3, 1.3 / 2),
    ],
)
def test_metrics_of_the_reference_example(scorer, metric, precision, recall):
    found = scorer.counts(numbered(KEY), numbered(RESPONSE))[metric]
    assert ratios(found) == (precision, recall)


def test_the_same_chains_are_all_right(scorer):
    for hits, answers, found, gold in scorer.counts(numbered(KEY), numbered(reversed(KEY))).values():
        assert hits == pytest.approx(answers)
        assert found == pytest.approx(gold)


def test_one_chain_of_everything_has_all_links_and_little_else(scorer):
    found = scorer.counts(numbered(KEY), [frozenset(map(ord, "abcdefg"))])
    assert found["MUC"] == (5, 6, 5, 5)
    assert found["B³"][0] == pytest.approx((9 + 16) / 7)
    assert found["CEAFe"] == pytest.approx((8 / 11, 1, 8 / 11, 2))


def test_alignment_is_the_best_one_not_the_first(scorer):
    # {a b c d} is likest to {a b c}, but {a b c} ~ {a b c d} and {d e} ~ {d} lose to no other pairing.
    key = numbered(["abcd", "ef"])
    response = numbered(["abe", "cdf"])
    # Pairs: (abcd, abe) 4/7, (abcd, cdf) 4/7, (ef, abe) 2/5, (ef, cdf) 2/5.
    assert scorer.counts(key, response)["CEAFe"][0] == pytest.approx(4 / 7 + 2 / 5)


def test_conll_is_the_mean_of_the_three(scorer):
    import numpy as np

    sums = np.array([1, 2, 1, 2, 1, 1, 1, 1, 0, 4, 0, 4], float)
    assert scorer.conll(sums) == pytest.approx((50 + 100 + 0) / 3)


def test_nothing_found_scores_nothing(scorer):
    found = scorer.counts(numbered(KEY), [])
    assert found["MUC"] == (0, 0, 0, 5)
    assert found["CEAFe"] == (0, 0, 0, 2)
