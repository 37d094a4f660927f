"""Works: titles in quotation marks behind a noun for a work, or marked by the model; never speech."""

import pytest

from hergang.extract.works import find_works


def works(doc, language):
    return [(doc.text[c.start : c.end], c.type) for c in find_works(doc, language)]


@pytest.mark.parametrize(
    ("language", "line", "title"),
    [
        ("de", "der|DET Film|NOUN „|PUNCT +Der|DET Pate|NOUN +“|PUNCT", "Der Pate"),
        ("de", "ihr|DET Debütroman|NOUN »|PUNCT +Unterleuten|NOUN +«|PUNCT", "Unterleuten"),
        ("de", "die|DET Science-Fiction-Serie|NOUN „|PUNCT +1899|NUM +“|PUNCT", "1899"),
        ("de", "der|DET Roman|NOUN Kings|PROPN|2|nmod|B-PER „|PUNCT +Es|PRON +“|PUNCT", "Es"),
        ("de", "in|ADP „|PUNCT +Mondnacht|NOUN|0|root|B-MISC +“|PUNCT", "Mondnacht"),
        ("en", "the|DET novel|NOUN “|PUNCT +Slow|ADJ River|PROPN +”|PUNCT", "Slow River"),
        (
            "en",
            "a|DET report|NOUN titled|VERB “|PUNCT +How|ADV to|PART Build|VERB a|DET Safer|ADJ City|NOUN for|ADP"
            " All|PRON of|ADP Us|PRON +”|PUNCT",
            "How to Build a Safer City for All of Us",
        ),
        ("en", 'their|PRON album|NOUN "|PUNCT +Slow|ADJ River|PROPN +"|PUNCT', "Slow River"),
    ],
)
def test_title_behind_a_noun_is_a_work(parsed, language, line, title):
    assert works(parsed(language, line), language) == [(title, "Work")]


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("de", "der|DET Film|NOUN :|PUNCT „|PUNCT +Nein|INTJ danke|INTJ +“|PUNCT"),  # speech
        ("de", "der|DET Film|NOUN „|PUNCT +Nein|INTJ +.|PUNCT +“|PUNCT"),  # a sentence
        ("de", "der|DET Film|NOUN „|PUNCT +sehr|ADV gut|ADJ +“|PUNCT"),  # a judgement
        ("de", "der|DET Frachter|NOUN „|PUNCT +Anna|PROPN|0|root|B-MISC +“|PUNCT"),  # a ship
        ("de", "der|DET Film|NOUN „|PUNCT +Nein|INTJ"),  # a mark that nothing closes
        ("de", "der|DET Film|NOUN lief|VERB „|PUNCT +Oft|ADV +“|PUNCT"),
        ("de", "die|DET „|PUNCT +Equipe|PROPN|0|root|B-MISC Tricolore|PROPN|3|flat|I-MISC +“|PUNCT"),  # a team
        ("de", "als|ADP „|PUNCT +Grandseigneur|NOUN|0|root|B-MISC +“|PUNCT"),  # a title of honour
        ("en", "the|DET “|PUNCT +Monsters|PROPN|0|root|B-MISC +”|PUNCT tour|NOUN"),
        ("en", "the|DET man|NOUN “|PUNCT +Slow|ADJ Joe|PROPN +”|PUNCT"),
    ],
)
def test_speech_judgements_and_ships_are_no_works(parsed, language, line):
    assert works(parsed(language, line), language) == []
