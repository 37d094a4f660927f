"""Sentence limits: what stops, capitals, paragraphs and abbreviations settle; the rest is left to the parser."""

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from hergang.extract.sentences import MAX_SENTENCE, SentenceLimits, starts_sentence

BLANK = {language: spacy.blank(language) for language in ("de", "en")}


def verdict(language, text, word):
    doc = BLANK[language](text)
    token = next(token for token in reversed(doc) if token.text == word)
    return starts_sentence(doc, token.i, language)


@pytest.mark.parametrize(
    ("language", "text", "word"),
    [
        ("de", "Er ging. Dann kam sie.", "Dann"),
        ("de", "Ging er? Dann kam sie.", "Dann"),
        ("de", "Halt! Dann kam sie.", "Dann"),
        ("de", "Er ging 2017. Dann kam sie.", "Dann"),
        ("de", "Ein Titel ohne Punkt\n\nDann kam sie.", "Dann"),
        ("en", "He left. Then she came.", "Then"),
        ("en", "Did he leave? Then she came.", "Then"),
        ("en", "Stop! Then she came.", "Then"),
        ("en", "He left in 2017. Then she came.", "Then"),
        ("en", "A headline with no stop\n\nThen she came.", "Then"),
    ],
)
def test_stop_before_a_capital_ends_a_sentence(language, text, word):
    assert verdict(language, text, word) is True


@pytest.mark.parametrize(
    ("language", "text", "word"),
    [
        ("de", "Am 3. November ging er.", "November"),
        ("de", "Er traf Dr. Weber in Bonn.", "Weber"),
        ("de", "Das kostet ca. Zehn Euro.", "Zehn"),
        ("de", "Er traf F. Weber in Bonn.", "Weber"),
        ("de", "„Nein.“ sagte er.", "sagte"),
        ("de", "„Geht er?“, fragte sie.", ","),
        ("de", "Er ging nach Bonn und kam wieder.", "Bonn"),
        ("en", "He met Dr. Weber in Bonn.", "Weber"),
        ("en", "He met Mr. Weber in Bonn.", "Weber"),
        ("en", "He met J. Weber in Bonn.", "Weber"),
        ("en", "“Will he go?” she asked.", "she"),
        ("en", "He went to Bonn and came back.", "Bonn"),
    ],
)
def test_no_sentence_ends_at_abbreviations_ordinals_and_in_midst(language, text, word):
    assert verdict(language, text, word) is False


@pytest.mark.parametrize(
    ("language", "text", "word"),
    [
        ("de", "„Nein.“ Sagte er das?", "Sagte"),
        ("de", "Er wurde 3. Dann kam sie.", "Dann"),
        ("de", "Ein Titel ohne Punkt\nDann kam sie.", "Dann"),
        ("en", "“Stop it.” Said he?", "Said"),
        ("en", "A headline with no stop\nThen she came.", "Then"),
    ],
)
def test_what_the_text_leaves_open_is_left_to_the_parser(language, text, word):
    assert verdict(language, text, word) is None


def test_closing_mark_stays_with_its_sentence():
    doc = BLANK["de"]("„Er ging.“ Dann kam sie.")
    assert starts_sentence(doc, next(token.i for token in doc if token.text == "“"), "de") is False


@pytest.mark.parametrize("language", ["de", "en"])
def test_endless_sentence_is_broken_by_force(language):
    doc = SentenceLimits(language)(BLANK[language]("wort " * (3 * MAX_SENTENCE)))
    starts = [token.i for token in doc if token.is_sent_start]
    assert all(
        after - before <= MAX_SENTENCE + 50 for before, after in zip(starts, [*starts[1:], len(doc)], strict=True)
    )


@settings(max_examples=50, deadline=None)
@given(st.sampled_from(["de", "en"]), st.text(alphabet='aB1 .,!?“„”"\n…', max_size=60))
def test_first_token_starts_a_sentence_and_the_text_is_kept(language, text):
    doc = SentenceLimits(language)(BLANK[language](text))
    assert doc.text == text
    assert not len(doc) or doc[0].is_sent_start
