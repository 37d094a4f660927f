"""Which findings survive: features of a finding, what weights make of them, and that the likeliest of two stands."""

import pytest

from hergang.extract.attribution import Frame
from hergang.extract.items import Item
from hergang.extract.merging import Thresholds
from hergang.extract.survival import Weights, described, findings, survivors, weights

LINE = (
    "Anna|PROPN|2|nsubj|B-PER said|VERB|0|root|VBD that|SCONJ|6|mark he|PRON|6|nsubj never|ADV|6|advmod "
    "comes|VERB|2|ccomp|VBZ home|ADV|6|advmod +."
)
WHOLE, PART = (10, 34), (15, 28)  # "that he never comes home", "he never comes"

KINDS = ("direct", "indirect", "unframed", "free-indirect", "reported")
DOUBTING = Thresholds(dict.fromkeys(KINDS, 1.0), frozenset())


@pytest.fixture
def doc(parsed):
    return parsed("en", LINE)


def item(rule, content, confidence=0.8, kind="indirect"):
    return Item((content,), kind, Frame(((5, 9),), (0, 1), rule=rule), rule, confidence)


def test_both_readings_of_one_content_are_one_finding(doc):
    rules, learned = [item("indirect/clause", WHOLE)], [item("learned/indirect", WHOLE)]
    direct, (found,) = findings(rules, learned, doc.text, kinds=True)
    assert (direct, found.way, found.item.rule) == ([], "both", "indirect/clause+learned")
    (features,) = described(doc, rules, learned, [found], "en")
    assert features["both"] == features["both indirect/clause"] == features["cue"] == features["conjunction"] == 1
    assert features["stance neutral"] == 1
    assert features["logit both"] == pytest.approx(1.386, abs=0.01)  # of 0.8


def test_what_lies_in_another_is_told(doc):
    learned = [item("learned/indirect", WHOLE, 0.9), item("learned/indirect", PART, 0.6)]
    _, found = findings([], learned, doc.text, kinds=True)
    whole, part = described(doc, [], learned, found, "en")
    assert (part["within learned"], round(whole["around learned"], 2)) == (1, 1)
    assert part["surest beside"] == pytest.approx(0.9)


@pytest.mark.parametrize(("least", "kept"), [(0.5, [WHOLE]), (0.99, [])])
def test_of_two_cuts_the_likelier_stands_where_it_is_likely_enough(doc, least, kept):
    learned = [item("learned/indirect", PART, 0.6), item("learned/indirect", WHOLE, 0.9)]
    given = Weights(least, least, {"logit learned": 1.0})
    found = survivors(doc, ([], learned), DOUBTING, given, kinds=True)
    assert [one.content[0] for one in found] == kept
    assert all(one.confidence == pytest.approx(0.9) for one in found)


def test_what_the_thresholds_give_too_needs_less(doc):
    learned, given = [item("learned/indirect", WHOLE, 0.6)], Weights(0.5, 0.9, {"logit learned": 1.0})
    assert survivors(doc, ([], learned), DOUBTING, given, kinds=True) == []
    (found,) = survivors(doc, ([], learned), Thresholds(dict.fromkeys(KINDS, 0.5), frozenset()), given, kinds=True)
    assert found.content == (WHOLE,)


def test_words_between_marks_stand_whatever_the_weights(doc):
    spoken = item("direct/adjacent", WHOLE, kind="direct")
    (found,) = survivors(doc, ([spoken], []), DOUBTING, Weights(1.0, 1.0, {}), kinds=True)
    assert (found.kind, found.confidence) == ("direct", 0.4)


def test_logit_and_rules_weigh_in_the_shipped_weights():
    given = weights("en")
    assert given is not None
    assert 0 < given.believed < given.least < 1
    assert given.weights["logit both"] > 0
    assert weights("de") is None
