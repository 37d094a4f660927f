"""The fit of antecedents, on examples that one look decides, and the folds that it keeps."""

import json

import pytest


@pytest.fixture(scope="module")
def fit(load):
    return load("fit_antecedents")


def examples(fit, language, count, *, first):
    """Return examples of two candidates and nobody, of which the one told last is right, or the other."""
    features = ({"told last": 1.0}, {"named": 1.0}, {"nobody": 1.0})
    return [fit.Example(language, f"d{n}", "he", features, (first, not first, False)) for n in range(count)]


def test_weights_follow_what_is_right_in_each_language(fit):
    weights = fit.fitted([*examples(fit, "de", 20, first=True), *examples(fit, "en", 20, first=False)])
    german, english = weights["de", "he"], weights["en", "he"]
    assert german["told last"] > german["named"] > german["nobody"]
    assert english["named"] > english["told last"] > english["nobody"]


def test_rare_features_get_no_weight(fit):
    assert fit.fitted(examples(fit, "de", fit.RARE - 1, first=True))["de", "he"] == {}


def test_no_document_lies_in_two_folds(fit):
    folds = fit.folds_of(examples(fit, "de", 12, first=True) * 2)
    assert sorted(set(folds.values())) == list(range(fit.FOLDS))
    assert len(folds) == 12


def test_each_fold_that_is_kept_has_weights_of_each_kind(fit):
    kept = json.loads(fit.KEPT.read_text(encoding="utf-8"))
    assert sorted(set(kept["folds"].values())) == list(range(len(kept["weights"])))
    assert all(sorted(each) == ["he", "it", "she", "they"] for each in kept["weights"])
