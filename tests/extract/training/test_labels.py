"""Codes of labels and of choices between several."""

import numpy as np

from hergang.extract.reading import distance_buckets
from hergang.extract.training.labels import bio, buckets, labels_from_json, make_labels


def small_labels():
    return make_labels({"de": {"NN", "$."}}, {"Case": {"Nom", "Acc"}, "Other": {"x"}}, {"root", "nsubj"})


def test_labels_of_spans():
    assert bio(("PER", "LOC")) == ("O", "B-PER", "I-PER", "B-LOC", "I-LOC")


def test_heads_are_those_of_the_data():
    labels = small_labels()
    assert labels.heads["tag_de"] == ("$.", "NN")
    assert labels.heads["morph_Case"] == ("", "Acc", "Nom")
    assert "morph_Other" not in labels.heads
    assert labels.relations == ("nsubj", "root")


def test_a_choice_allows_several_labels():
    labels = small_labels()
    codes, allowed = labels.codes("names"), labels.allowed("names")
    names = labels.heads["names"]
    told = {code: [name for name, ok in zip(names, allowed[codes[code]], strict=True) if ok] for code in codes}
    assert told["O-or-MISC"] == ["O", "B-MISC", "I-MISC"]
    assert told["B-LOC"] == ["B-LOC"]
    framed = labels.allowed("content")[labels.codes("content")["B-framed"]]
    assert "B-direct" not in {n for n, ok in zip(labels.heads["content"], framed, strict=True) if ok}
    assert framed.sum() == 4


def test_labels_come_back_from_json():
    labels = small_labels()
    assert labels_from_json(labels.to_json()) == labels


def test_buckets_are_those_of_the_reader():
    first, last = np.array([3, 0]), np.array([5, 0])
    found = buckets(40, first, last)
    assert [row.tolist() for row in found] == [distance_buckets(40, a, b).tolist() for a, b in ((3, 5), (0, 0))]
