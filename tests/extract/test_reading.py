"""Scores of a stretch as readers take them."""

import numpy as np
import pytest

from hergang.extract.reading import one_kind

LABELS = ("O", "B-direct", "I-direct", "B-indirect", "I-indirect", "B-reported", "I-reported")


def test_kinds_that_were_not_taught_count_together():
    logits = np.log(np.array([[0.4, 0.05, 0.05, 0.1, 0.05, 0.3, 0.05]]))
    found = np.exp(one_kind(logits, LABELS))[0]
    assert found == pytest.approx([0.4, 0.05, 0.05, 0.4, 0.1, 0.0, 0.0])
