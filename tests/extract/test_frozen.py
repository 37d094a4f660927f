"""Frozen words answer as spaCy's own do, on trees of every shape."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc, Span
from spacy.vocab import Vocab

from hergang.extract.frozen import freeze

PLAIN = ("i", "idx", "text", "lower_", "lemma_", "tag_", "dep_", "pos_", "is_space", "is_punct", "is_alpha")
VOCAB = Vocab()


@st.composite
def trees(draw: Any) -> Doc:
    """Return a text of one or two sentences with any tree, crossing branches included."""
    words: list[str] = []
    heads: list[int] = []
    for size in draw(st.lists(st.integers(1, 7), min_size=1, max_size=2)):
        order = draw(st.permutations(range(size)))
        over = {order[0]: order[0]}
        for place, word in enumerate(order[1:], 1):
            over[word] = order[draw(st.integers(0, place - 1))]
        heads += [len(words) + over[word] for word in range(size)]
        words += [draw(st.sampled_from(("Kiel", "says", ",", "Ärzte", "7"))) for _ in range(size)]
    deps = ["ROOT" if head == index else "obj" for index, head in enumerate(heads)]
    return Doc(VOCAB, words=words, heads=heads, deps=deps, tags=["VVFIN"] * len(words), pos=["VERB"] * len(words))


@given(trees())
def test_words_answer_as_spacy_does(doc: Doc) -> None:
    for frozen, token in zip(freeze(doc), doc, strict=True):
        assert [getattr(frozen, name) for name in PLAIN] == [getattr(token, name) for name in PLAIN]
        assert _places(frozen) == _places(token)
        assert (frozen.sent.start, frozen.sent.end) == (token.sent.start, token.sent.end)


def _places(token: Any) -> list[Any]:
    several = (token.children, token.subtree, token.ancestors, token.conjuncts)
    return [token.head.i, token.left_edge.i, token.right_edge.i, *([word.i for word in words] for words in several)]


@pytest.fixture
def named() -> Doc:
    return Doc(
        VOCAB, words=["Anna", "Berg", "kam", "."], heads=[2, 0, 2, 2], deps=["nsubj", "flat", "ROOT", "punct"],
        morphs=["Case=Nom|Number=Sing", "", "Mood=Ind,Sub", ""], ents=["B-PER", "I-PER", "O", "O"],
    )  # fmt: skip


def test_spans_answer_as_spacy_does(named: Doc) -> None:
    frozen = freeze(named)
    for cut in (slice(1, 3), slice(3, 1), slice(-2, None), slice(0, 99)):
        assert (frozen[cut].start, frozen[cut].end, frozen[cut].text) == (
            named[cut].start, named[cut].end, named[cut].text,
        )  # fmt: skip
    (ent,) = frozen.ents
    assert (ent.label_, ent.start_char, ent.end_char, ent.root) == ("PER", 0, 9, frozen[0])
    assert ent == frozen.char_span(0, 3, alignment_mode="expand").doc.ents[0]
    assert [word.text for word in frozen[1:][-2:]] == ["kam", "."]
    assert frozen.char_span(1, 2) is None


def test_features_keep_all_values_of_a_field(named: Doc) -> None:
    assert list(freeze(named)[2].morph.get("Mood")) == ["Ind", "Sub"]
    assert list(freeze(named)[1].morph.get("Mood", ["Imp"])) == ["Imp"]


@pytest.mark.parametrize("place", [4, -5])
def test_words_outside_are_no_words(named: Doc, place: int) -> None:
    with pytest.raises(IndexError):
        freeze(named)[place]
    with pytest.raises(IndexError):
        freeze(named)[0].nbor(place)


def test_freezing_again_gives_the_same_words_until_something_changes(named: Doc) -> None:
    frozen = freeze(named)
    assert freeze(named) is frozen
    assert freeze(frozen) is frozen
    named[2].lemma_ = "kommen"
    assert freeze(named)[2].lemma_ == "kommen"
    named.set_ents([Span(named, 1, 2, "ORG")])
    assert [ent.label_ for ent in freeze(named).ents] == ["ORG"]


def test_an_empty_text_has_no_words() -> None:
    assert list(freeze(Doc(VOCAB))) == []
