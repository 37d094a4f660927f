"""The scorer of durations counts ties, and what claims say of them."""

from dataclasses import replace

import pytest

from hergang.corpus.article import Article
from hergang.extract.records import Annotations, Argument, Claim, Timex


@pytest.fixture(scope="module")
def scorer(load):
    """Return the scorer as a module."""
    return load("score_durations")


LASTING = {"text": "It was gone for two days.", "duration": "two days", "tells": "clause", "measures": "gone"}
WHEN = {"text": "She left two days after it.", "duration": "two days", "tells": "when"}


def answer(record, measures=None, *, duration=False, happened=False):
    """Return annotations of one time and one claim over the whole sentence."""
    text, start = record["text"], record["text"].index("two days")
    time = Timex("t1", start, start + 8, "DURATION", "P2D", measures=measures)
    claim = Claim("c1", (0, len(text)), predicate="x", subject="e1")
    claim = replace(claim, arguments=(Argument("duration", "t1"),) * duration, happened="t1" if happened else None)
    return Annotations(Article(id="a", text=text), "x", times=(time,), claims=(claim,))


def figures(scorer, record, annotations):
    tally = scorer.Tally("durations", "x")
    scorer.count(tally, 0, record, annotations)
    return {figure.name: figure.value for figure in scorer.figures_of(tally)}


def test_right_word_and_claim_count(scorer):
    found = figures(scorer, LASTING, answer(LASTING, (7, 11), duration=True))
    assert (found["tied F1"], found["clause right"]) == (100, 100)


def test_wrong_word_counts_against_precision_and_recall(scorer):
    found = figures(scorer, LASTING, answer(LASTING, (3, 6)))
    assert (found["tied P"], found["tied R"], found["clause right"]) == (0, 0, 0)


def test_what_tells_when_is_no_duration_of_a_claim(scorer):
    assert figures(scorer, WHEN, answer(WHEN, happened=True))["when right"] == 100
    assert figures(scorer, WHEN, answer(WHEN, (4, 8), duration=True, happened=True))["when right"] == 0
