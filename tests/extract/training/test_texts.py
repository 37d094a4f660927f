"""Words become windows; targets, heads and links are cut with them."""

from random import Random

import numpy as np
import pytest
import spacy

from hergang.extract.training.labels import IGNORED
from hergang.extract.training.pieces import segmenter
from hergang.extract.training.texts import NO_HEAD, ROOT, Link, Text, Word, batches, joined, padded, windows, words_of


@pytest.fixture
def cut(base):
    return segmenter(base.pieces)


def text_of(words, **more):
    return Text(tuple(Word(word) for word in words.split()), **more)


def test_white_space_becomes_blanks_and_breaks():
    words = words_of(spacy.blank("de")("Ja, gut.\n\nNun\xa0los"))
    assert [(word.text, word.blank, word.breaks) for word in words] == [
        ("Ja", True, False),
        (",", False, False),
        ("gut", True, False),
        (".", False, False),
        ("Nun", True, True),
        ("los", True, False),
    ]
    assert [(word.start, word.end) for word in words][-1] == (14, 17)


def test_window_has_marks_and_first_pieces(cut):
    text = Text((Word("Bonn"), Word("ab"), Word("Bonn", breaks=True)))
    (window,) = windows(text, cut, 20)
    bonn = cut.word("Bonn", True)[0]
    assert window.pieces.tolist() == [cut.begin, bonn, *cut.word("ab", True), cut.end, bonn, cut.end]
    assert window.firsts.tolist() == [1, 2, 5]


def test_windows_cover_all_words_and_keep_the_limit(cut):
    text = text_of("ab cd ef gh ij kl mn op")
    found = list(windows(text, cut, 6, overlap=2))
    assert max(len(window.pieces) for window in found) <= 8
    assert [(window.low, window.high) for window in found] == [(0, 3), (2, 5), (4, 7), (6, 8)]


def test_windows_end_before_a_sentence(cut):
    text = text_of("ab cd ef gh", starts=frozenset({0, 2}))
    assert [(window.low, window.high) for window in windows(text, cut, 6)] == [(0, 2), (2, 4)]


def test_a_word_longer_than_the_window_stands_alone(cut):
    assert [(w.low, w.high) for w in windows(text_of("abcdefgh ij"), cut, 4)] == [(0, 1), (1, 2)]


def test_heads_outside_the_window_teach_nothing(cut):
    heads = np.array([2, ROOT, 1, NO_HEAD])
    text = text_of("ab cd ef gh", heads=heads, starts=frozenset({0, 1}))
    first, second = windows(text, cut, 6)
    assert (first.low, first.high) == (0, 3)
    assert first.heads().tolist() == [3, 0, 2]
    assert second.heads().tolist() == [IGNORED]


def test_links_are_cut_and_those_without_their_source_left_out(cut):
    links = (Link((0, 1), ((1, 2),)), Link((2, 4), ((0, 2), (5, 6))), Link((4, 5), ((0, 1),)), Link((5, 6), ()))
    text = text_of("ab cd ef gh ij kl", links=links)
    first, second = windows(text, cut, 6)
    assert first.links() == [Link((0, 1), ((1, 2),)), Link((2, 3), ((0, 2),))]
    assert second.links() == [Link((2, 3), ())]


def test_targets_of_a_head_that_the_set_lacks_teach_nothing(cut):
    (window,) = windows(text_of("ab cd"), cut, 20)
    assert window.targets("names").tolist() == [IGNORED, IGNORED]


def test_batches_hold_every_window_once_and_keep_the_size(cut):
    text = text_of(" ".join(["ab", "abcdef"] * 20))
    found = list(windows(text, cut, 9))
    order = list(range(len(found)))
    Random(1).shuffle(order)
    own = list(batches(found, 40, order, pool=7))
    assert sorted(window.low for batch in own for window in batch) == [window.low for window in found]
    assert all(len(batch) * max(len(window.pieces) for window in batch) <= 40 for batch in own)


def test_padded_fills_to_the_longest():
    assert padded([np.array([1]), np.array([2, 3])], 9).tolist() == [[1, 9], [2, 3]]


def test_joined_texts_keep_shared_targets_and_starts():
    one = text_of("ab cd", targets={"names": np.array([1, 0]), "times": np.array([0, 0])})
    other = text_of("ef", targets={"names": np.array([0])})
    text = joined([one, other])
    assert text.starts == {0, 2}
    assert {head: codes.tolist() for head, codes in text.targets.items()} == {"names": [1, 0, 0]}
