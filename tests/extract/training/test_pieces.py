"""The vocabulary that is kept, and the file that ships it."""

from collections import Counter

import pytest

from hergang.extract.pieces import parse_pieces
from hergang.extract.training.pieces import count_pieces, keep, read_texts, segmenter, write_pieces


def row(base, piece):
    return base.pieces.texts.index(piece)


@pytest.mark.parametrize(
    ("piece", "kept"),
    [("▁Bonn", True), ("lace", False), ("漢字", False), ("a", True), ("▁b", True), ("„", True), ("<unk>", True)],
)
def test_keeps_what_is_used_and_all_short_latin_pieces(base, piece, kept):
    rows = keep(base.pieces, {row(base, "▁Bonn"): 2, row(base, "lace"): 1})
    assert (row(base, piece) in rows) is kept
    assert rows == sorted(rows)


def test_counts_pieces_of_words_with_and_without_a_blank(base):
    cut = segmenter(base.pieces)
    counts = count_pieces([("de", "Bonn, Bonn,")], lambda language, run: [run[:-1], run[-1]], cut)
    assert counts == Counter({row(base, "▁Bonn"): 2, row(base, ","): 2})


def test_file_gives_the_same_segmenter_and_the_same_bytes(base, tmp_path):
    rows = keep(base.pieces, {row(base, "▁Bonn"): 5})
    paths = [tmp_path / name for name in ("one.gz", "other.gz")]
    for path in paths:
        write_pieces(path, base.pieces, rows)
    assert paths[0].read_bytes() == paths[1].read_bytes()
    written, ours = parse_pieces(paths[0].read_bytes(), "one.gz"), segmenter(base.pieces, rows)
    assert (written.begin, written.end, written.pad, written.unknown) == (ours.begin, ours.end, ours.pad, ours.unknown)
    for word in ("Bonn", "Lovelace", "½", "漢字", "\u00a0"):
        assert written.word(word, True) == ours.word(word, True)


def test_words_outside_are_spelt(base):
    rows = keep(base.pieces, {})
    cut = segmenter(base.pieces, rows)
    assert [base.pieces.texts[rows[piece]] for piece in cut.word("Bonn", True)] == ["▁B", "o", "n", "n"]


def test_texts_of_the_data_folder(data):
    texts = list(read_texts(data))
    assert ("de", "Am Montag kam sie.") in texts
    assert {language for language, _ in texts} == {"de"}
