"""The tuner of the quotations' thresholds: what it raises, and that what it writes is read again as it was."""

import tomllib

import pytest
import spacy

from hergang.extract.items import Item
from hergang.extract.lexica import FOLDER
from hergang.extract.merging import Thresholds, thresholds
from hergang.extract.quotations import Readings

START = Thresholds(dict.fromkeys(("direct", "indirect", "unframed", "free-indirect", "reported"), 0.6), frozenset())


@pytest.fixture(scope="module")
def tuner(load):
    """Return the tuner's module."""
    return load("tune_quotations")


@pytest.fixture(scope="module")
def sample(tuner):
    """Return a function that makes an article in which the encoder alone saw one content, annotated or not."""

    def make(probability, *, right):
        doc = spacy.blank("de")("Er habe Zeit.")
        found = Item(((0, 12),), "unframed", None, "learned/unframed", probability)
        gold = next(tuner.gold_quotations([{"content": [[0, 12]], "type": "IndirectFreeIndirect"}]))
        return tuner.Sample(doc, Readings("de", [], [], [found], True), (gold,) if right else ())

    return make


def test_score_counts_contents_and_kinds(tuner, sample):
    found = tuner.score([sample(0.9, right=True), sample(0.9, right=False)], START)
    assert (found.precision, found.f1, found.typed) == (50.0, pytest.approx(200 / 3), pytest.approx(200 / 3))


def test_tune_lowers_a_threshold_to_what_is_right_and_no_further(tuner, sample):
    found = tuner.tune([sample(0.45, right=True), sample(0.35, right=False)], START)
    assert found.least == {**START.least, "unframed": 0.4}


@pytest.mark.parametrize("language", ["de", "en"])
def test_written_thresholds_are_read_as_they_were(tuner, language):
    limits = Thresholds({**thresholds(language).least, "direct": 0.25}, frozenset({"indirect/so"}))
    table = tomllib.loads(tuner.written(language, limits))
    assert Thresholds(table["least"], frozenset(table["trusted"]["rules"])) == limits
    assert table["about"]["licence"]


@pytest.mark.parametrize("language", ["de", "en"])
def test_shipped_thresholds_are_as_the_tuner_writes_them(tuner, language):
    shipped = (FOLDER / language / "quotations.toml").read_text(encoding="utf-8")
    assert tuner.written(language, thresholds(language)) == shipped
