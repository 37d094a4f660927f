"""Decoders give the best answer there is: compared with searches that try everything."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hergang.extract.decoding import (
    best_path,
    best_tree,
    features,
    find_spans,
    log_softmax,
    relation_scores,
)


def scores_of(*labels, kinds=2, sure=5.0):
    table = np.zeros((len(labels), 1 + 2 * kinds))
    table[np.arange(len(labels)), labels] = sure
    return log_softmax(table)


def is_legal(path):
    return all(
        label % 2 or not label or before in (label, label - 1) for before, label in zip((0, *path), path, strict=False)
    )


def best_by_trying(scores):
    count, labels = scores.shape
    paths = (path for path in product(range(labels), repeat=count) if is_legal(path))
    return max(sum(scores[i, label] for i, label in enumerate(path)) for path in paths)


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 5), st.integers(1, 2), st.integers(0, 10_000), st.sampled_from([0.5, 2.0, 6.0]))
def test_labels_are_the_best_legal_ones(count, kinds, seed, spread):
    scores = log_softmax(np.random.default_rng(seed).normal(size=(count, 1 + 2 * kinds)) * spread)
    path = best_path(scores)
    assert is_legal(path.tolist())
    assert scores[np.arange(count), path].sum() == pytest.approx(best_by_trying(scores))


@settings(max_examples=100, deadline=None)
@given(st.integers(40, 120), st.integers(0, 10_000), st.sampled_from([2.0, 4.0, 8.0]))
def test_repair_of_long_texts_is_as_good_as_the_full_search(count, seed, outside):
    chance = np.random.default_rng(seed)
    table = chance.normal(size=(count, 7)) * 2
    table[:, 0] += outside
    scores = log_softmax(table)
    path = best_path(scores)
    assert is_legal(path.tolist())
    assert scores[np.arange(count), path].sum() == pytest.approx(_viterbi_value(scores))


def _viterbi_value(scores):
    values = np.full(scores.shape[1], -np.inf)
    values[0] = 0
    for row in scores:
        step = np.full(len(values), values.max())
        for label in range(2, len(values), 2):
            step[label] = max(values[label], values[label - 1])
        values = step + row
    return values.max()


def test_spans_have_kind_and_probability():
    found = find_spans(scores_of(0, 1, 2, 2, 0, 3, 3, 4))
    assert [(s.start, s.end, s.kind) for s in found] == [(1, 4, 0), (5, 6, 1), (6, 8, 1)]
    assert found[0].probability == pytest.approx(np.exp(5) / (np.exp(5) + 4))


def test_span_that_never_began_is_mended():
    assert [(s.start, s.end, s.kind) for s in find_spans(scores_of(0, 2, 2, 2, 0))] == [(1, 4, 0)]


def test_no_span_goes_on_across_a_break():
    breaks = np.array([False, False, False, True, False])
    assert [(s.start, s.end) for s in find_spans(scores_of(0, 1, 2, 2, 2), breaks)] == [(1, 3), (3, 5)]


def test_no_words_have_no_spans():
    assert find_spans(np.zeros((0, 5))) == []


def tree_by_trying(scores):
    count = len(scores)
    trees = (heads for heads in product(range(count + 1), repeat=count) if is_tree(heads))
    return max(sum(scores[i, head] for i, head in enumerate(heads)) for heads in trees)


def is_tree(heads):
    if heads.count(0) != 1:
        return False
    for place in range(len(heads)):
        seen = set()
        place += 1
        while place and place not in seen:
            seen.add(place)
            place = heads[place - 1]
        if place:
            return False
    return True


@settings(max_examples=150, deadline=None)
@given(st.integers(1, 5), st.integers(0, 10_000))
def test_tree_is_the_best_with_one_root(count, seed):
    scores = np.random.default_rng(seed).normal(size=(count, count + 1)) * 3
    heads = best_tree(scores)
    assert is_tree(tuple(heads.tolist()))
    assert scores[np.arange(count), heads].sum() == pytest.approx(tree_by_trying(scores))


def test_long_sentence_has_a_tree():
    heads = best_tree(np.random.default_rng(0).normal(size=(300, 301)))
    assert is_tree(tuple(heads.tolist()))


def test_relations_are_scored_by_biaffine_attention():
    chance = np.random.default_rng(0)
    dep, head, weights = chance.normal(size=(300, 3)), chance.normal(size=(300, 3)), chance.normal(size=(5, 4, 4))
    one = np.ones((300, 1))
    expected = np.einsum("nx,rxy,ny->nr", np.hstack([dep, one]), weights, np.hstack([head, one]))
    assert np.allclose(relation_scores(dep, head, weights), expected, atol=1e-4)


def test_features_are_those_that_the_part_of_speech_can_have():
    values = {"Number": ["", "Sing"], "Case": ["Nom", ""], "Mood": ["", "Imp", "Ind"]}
    codes = np.array([[1, 0, 2], [1, 1, 2]])
    allowed = {"NOUN": ["Case", "Number"], "VERB": ["Mood", "Number"]}
    assert features(values, codes, ["NOUN", "VERB"], allowed) == ["Case=Nom|Number=Sing", "Mood=Ind|Number=Sing"]
    assert features(values, codes, ["PUNCT", "X"], allowed) == ["", ""]
    assert features({}, np.zeros((1, 0), int), ["NOUN"], allowed) == [""]
