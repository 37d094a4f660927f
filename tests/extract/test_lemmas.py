"""Lemmas with no trained lemmatizer: table, then rules, then dictionary."""

import pytest

from hergang.extract.lemmas import lemma_of


@pytest.mark.parametrize(
    ("word", "pos", "tag", "language", "lemma"),
    [
        ("Häuser", "NOUN", "NN", "de", "Haus"),
        ("sagte", "VERB", "VVFIN", "de", "sagen"),
        ("sei", "AUX", "VAFIN", "de", "sein"),
        ("Die", "DET", "ART", "de", "der"),
        ("Im", "ADP", "APPRART", "de", "in"),
        ("Köln", "PROPN", "NE", "de", "Köln"),
        ("Heute", "ADV", "ADV", "de", "heute"),
        ("2017", "NUM", "CARD", "de", "2017"),
        ("houses", "NOUN", "NNS", "en", "house"),
        ("meeting", "NOUN", "NN", "en", "meeting"),
        ("meeting", "VERB", "VBG", "en", "meet"),
        ("left", "VERB", "VBD", "en", "leave"),
        ("'s", "AUX", "VBZ", "en", "be"),
        ("n't", "PART", "RB", "en", "not"),
        ("Two", "NUM", "CD", "en", "two"),
        ("Iraqi", "ADJ", "JJ", "en", "Iraqi"),
        ("Great", "ADJ", "JJ", "en", "great"),
        ("Americans", "PROPN", "NNPS", "en", "American"),
        ("US", "PROPN", "NNP", "en", "US"),
        ("…", "PUNCT", ":", "en", "…"),
    ],
)
def test_lemma_follows_part_of_speech(word, pos, tag, language, lemma):
    assert lemma_of(word, pos, tag, language) == lemma
