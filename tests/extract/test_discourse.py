"""Discourse status of mentions: from scores of words to what later components ask for."""

import numpy as np
import pytest
import spacy

from hergang.extract.candidates import Candidates
from hergang.extract.discourse import chances_of_old, mention_scores
from hergang.extract.reading import Scores
from hergang.extract.windows import Words

LABELS = ("O", "new", "old")


def scores(*chances):
    words = Words([(5,)] * len(chances), [False] * len(chances), [True] * len(chances))
    return Scores(words, (), {"mention": np.log(np.array(chances))}, ())


def test_status_is_told_given_a_mention():
    found = list(mention_scores(scores((0.98, 0.01, 0.01), (0.2, 0.2, 0.6), (0.5, 0.4, 0.1)), LABELS, [0, 2, 3]))
    assert [(m.start, m.end, m.kind, m.probability) for m in found] == [(2, 3, "old", 0.75), (3, 4, "new", 0.8)]


def test_chances_come_back_through_bytes():
    doc = spacy.blank("en")("The airline pays")
    doc._.encoder = Candidates(mention=tuple(mention_scores(scores((0.2, 0.2, 0.6), (0.5, 0.4, 0.1)), LABELS, [0, 1])))
    again = spacy.tokens.Doc(doc.vocab).from_bytes(doc.to_bytes())
    assert chances_of_old(again) == pytest.approx({0: 0.75, 1: 0.2})


def test_nothing_is_told_without_the_head():
    doc = spacy.blank("en")("The airline pays")
    assert chances_of_old(doc) == {}
    doc._.encoder = Candidates()
    assert chances_of_old(doc) == {}
    assert list(mention_scores(Scores(scores((1, 1, 1)).words, (), {}, ()), (), [0])) == []
