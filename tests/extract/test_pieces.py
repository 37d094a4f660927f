"""Words are cut into pieces as the model was taught, whatever the characters."""

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hergang.extract.errors import LexiconError
from hergang.extract.pieces import MAX_PIECES, parse_pieces

TEXTS = ["<s>", "<pad>", "</s>", "<unk>", "▁", "a", "b", "ab", "▁a", "▁ab", "1", "2", "/"]
HEAD = (
    '{"format": "hergang-pieces/1", "begin": 0, "pad": 1, "end": 2, "unknown": 3, "unknown_score": -20, "count": 13,'
    ' "normalisation": {"½": "1/2", "Ａ": "a", "\u00a0": " "}}'
)


def blob(head=HEAD, texts=TEXTS):
    lines = [head] + [f"{-5.0 + len(text)}\t{text}" for text in texts]
    return gzip.compress("\n".join(lines).encode())


@pytest.fixture(scope="module")
def segmenter():
    return parse_pieces(blob(), "pieces")


@pytest.mark.parametrize(
    ("word", "blank", "pieces"),
    [
        ("ab", True, ["▁ab"]),
        ("ab", False, ["ab"]),
        ("ba", True, ["▁", "b", "a"]),
        ("½", False, ["1", "/", "2"]),
        ("Ａb", True, ["▁ab"]),
        ("", True, ["<unk>"]),
        ("\u00a0", True, ["<unk>"]),
        ("\0", False, ["<unk>"]),
        ("a😀b", False, ["a", "<unk>", "b"]),
        ("a" * 500, False, ["a"] * MAX_PIECES),
    ],
)
def test_words_are_cut_into_the_likeliest_pieces(segmenter, word, blank, pieces):
    assert [TEXTS[row] for row in segmenter.word(word, blank)] == pieces


@given(st.text(max_size=40), st.booleans())
def test_any_word_has_pieces(segmenter, word, blank):
    assert 1 <= len(segmenter.word(word, blank)) <= MAX_PIECES


@pytest.mark.parametrize(
    "damaged",
    [
        b"", b"no gzip", blob()[:40], gzip.compress(b"\xff\xfe"), blob(head="{}"), blob(texts=TEXTS[:5]),
        blob(head=HEAD.replace("pieces/1", "pieces/9")), gzip.compress((HEAD + "\nx\ty").encode()),
    ],
)  # fmt: skip
def test_damaged_file_is_named_with_what_to_do(damaged):
    with pytest.raises(LexiconError, match=r"news/pieces\.txt\.gz.*Reinstall"):
        parse_pieces(damaged, "news/pieces.txt.gz")
