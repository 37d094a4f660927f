"""Doubtful sentences are read twice for names: which they are, and whose reading counts."""

from types import SimpleNamespace

import numpy as np
import pytest

from hergang.extract.name_rereading import names_read_twice
from hergang.extract.pieces import Segmenter
from hergang.extract.pipeline import load
from hergang.extract.reading import Scores
from hergang.extract.windows import Window, Words

TAGS = ("NN", "NNP", "VBD")
FIRST, SECOND = 5.0, 9.0  # marks whose reading a logit is of


class Encoder:
    """Says the same of every word, and remembers how many words it was asked about."""

    def __init__(self, shipped: Segmenter) -> None:
        self.meta = SimpleNamespace(heads={"tag_en": TAGS, "names": ("O", "B-PER", "I-PER")}, bias={})
        self.segmenter = shipped
        self.asked: list[int] = []

    def run_all(self, outputs, inputs):
        assert outputs == ["names"]
        self.asked += [len(places) - 1 for _, places in inputs]
        return [{"names": np.full((len(places), 3), SECOND)} for _, places in inputs]


def read(rows: list[tuple[str, str, float]], windows: int = 2) -> tuple[list[bool], Encoder]:
    """Return which words were read twice: of each its text, its tag and its chance to be of no name."""
    texts = [text for text, _, _ in rows]
    chances = np.array([none for _, _, none in rows])
    logits = np.log(np.stack([chances, (1 - chances) / 2, (1 - chances) / 2], 1)) + FIRST
    tags = np.array([[10.0 * (tag == own) for own in TAGS] for _, tag, _ in rows])
    starts = [number == 0 or texts[number - 1] == "." for number in range(len(texts))]
    words = Words([(1,)] * len(texts), [False] * len(texts), starts)
    scores = Scores(words, [Window((1, 2), (1,), 0, 1)] * windows, {"names": logits, "tag_en": tags}, [])
    encoder = Encoder(load("en").get_pipe("hergang_encoder").artifact.segmenter)
    found = names_read_twice(scores, texts, encoder, "en")
    return (found[:, 0] == SECOND).tolist(), encoder


SURE = [("Harris", "NNP", 0.01), ("won", "VBD", 0.99), (".", "NN", 0.99)]
OPEN = [("Trump", "NNP", 0.7), ("lost", "VBD", 0.99), (".", "NN", 0.99)]


def test_only_sentences_with_a_doubtful_name_are_read_twice() -> None:
    twice, encoder = read([*SURE, *OPEN, *SURE])
    assert twice == [False] * 3 + [True] * 3 + [False] * 3
    assert encoder.asked == [3]


def test_neighbouring_sentences_are_read_together() -> None:
    assert read([*OPEN, *OPEN, *SURE])[1].asked == [6]


@pytest.mark.parametrize(
    "word",
    [("trump", "NNP", 0.7), ("Trump", "NN", 0.7), ("Trump", "NNP", 0.1), ("Trump", "NNP", 0.99)],
    ids=["small", "common noun", "surely a name", "surely none"],
)
def test_what_is_in_no_doubt_is_read_once(word: tuple[str, str, float]) -> None:
    assert read([*SURE, word, *SURE])[1].asked == []


def test_a_text_of_one_short_window_is_read_once() -> None:
    assert read(OPEN, windows=1)[1].asked == []
