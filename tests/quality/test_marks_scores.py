"""The sentences with quotation marks are what the goal asks for, their scorer counts right, and the goal is reached."""

from types import SimpleNamespace

import pytest

PARTS = [(language, part) for language in ("de", "en") for part in ("dev", "test")]
#: Precision of speech, recall of it, and the share of all else that is kept out, in percent.
LEAST = {"dev": (95, 90, 95), "test": (88, 85, 90)}


@pytest.fixture(scope="module")
def scorer(load):
    return load("score_marks")


def path_of(scorer, language, part):
    return scorer.written_sets.WRITTEN / f"marks-{language}-{part}.txt"


@pytest.mark.parametrize(("language", "part"), PARTS)
def test_most_of_what_is_marked_is_no_speech(scorer, language, part):
    marked = [words for _, found in scorer.sentences(path_of(scorer, language, part)) for words in found]
    assert sum(words.speaker is None for words in marked) >= 30
    assert sum(words.speaker is not None for words in marked) >= 15


def test_parts_share_no_sentence(scorer):
    texts = [text for pair in PARTS for text, _ in scorer.sentences(path_of(scorer, *pair))]
    assert len(set(texts)) == len(texts)


def test_marks_of_every_style_are_read(scorer):
    text, marked = scorer.parsed("„A ‚b‘ c“{X}, »d«{Y}, “e”, \"f\"{Z} and 'it's g'.")
    assert text == "„A ‚b‘ c“, »d«, “e”, \"f\" and 'it's g'."
    assert [(text[slice(*words.span)], words.speaker) for words in marked] == [
        ("A ‚b‘ c", "X"), ("d", "Y"), ("e", None), ("f", "Z"), ("it's g", None),
    ]  # fmt: skip


def test_speech_and_all_else_are_counted_apart(scorer):
    text, marked = scorer.parsed("“Yes,”{Roth} said Roth of “Slow River” and “Dune.”")
    names = [SimpleNamespace(id="e1", mentions=())]
    quotations = [
        SimpleNamespace(kind="direct", content=((start, start + 4),), source=((12, 16),), speaker="e1", by="rule")
        for start in (1, 23)
    ]
    doc = SimpleNamespace(text=text, _=SimpleNamespace(quotations=quotations, entities=names))
    counts = {name: scorer.Counts() for name in ("speech", "kept out", "speaker")}
    misses = []
    scorer.add(counts, doc, marked, misses)
    assert (counts["speech"].precision, counts["speech"].recall) == (100, 100)
    assert counts["kept out"].recall == 100
    assert counts["speaker"].recall == 100
    assert misses == []


@pytest.mark.parametrize(("language", "part"), PARTS)
def test_speech_in_marks_reaches_its_floors(scorer, language, part):
    counts = scorer.counts_of(path_of(scorer, language, part))
    found = (counts["speech"].precision, counts["speech"].recall, counts["kept out"].recall)
    assert all(value >= least for value, least in zip(found, LEAST[part], strict=True)), found
