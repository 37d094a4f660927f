"""A source behind rendered speech is its own where the sentence points back, and that of the next words elsewhere."""

import pytest

from hergang.extract.attribution import Frame
from hergang.extract.items import Item
from hergang.extract.pointing import point_back

DE = "Berg|PROPN|2|nsubj übte|VERB|0|root|VVFIN|VerbForm=Fin Kritik|NOUN|2|obj +:|PUNCT|2 Es|PRON|7|nsubj "
DE += "sei|AUX|7|cop falsch|ADJ|0|root +. "
BACK = "Das|PRON|10|obj sagte|VERB|0|root|VVFIN|VerbForm=Fin Weiss|PROPN|10|nsubj"
AHEAD = "Danach|ADV|10|advmod sprach|VERB|0|root|VVFIN|VerbForm=Fin Weiss|PROPN|10|nsubj"


def speech(doc, kind="unframed", **more):
    """Return "Es sei falsch" with the source that stands last in the document."""
    start = doc.text.index("Es")
    source = Frame(((0, 4),), (len(doc) - 1, len(doc)))
    return Item(((start, start + len("Es sei falsch")),), kind, source, "learned", 0.6, **more)


@pytest.mark.parametrize(("line", "source"), [(DE + BACK, "Weiss"), (DE + AHEAD, "Berg")])
def test_a_source_behind_stands_where_its_sentence_points_back(parsed, line, source):
    doc = parsed("de", line)
    item = speech(doc)
    point_back(doc, [item], [], "de")
    assert doc[slice(*item.frame.source)].text == source


def test_the_frame_of_the_rules_takes_its_place(parsed):
    doc = parsed("de", DE.replace("+:", "+.") + AHEAD)
    item = speech(doc)
    rule = Item(item.content, "indirect", Frame((), (0, 1)), "indirect/clause", 0.8)
    point_back(doc, [item], [rule], "de")
    assert doc[slice(*item.frame.source)].text == "Berg"


def test_without_any_other_frame_nobody_is_named(parsed):
    doc = parsed("de", DE.replace("+:", "+.") + AHEAD)
    item = speech(doc)
    point_back(doc, [item], [], "de")
    assert item.frame is None


def test_direct_speech_may_be_announced_behind_it(parsed):
    doc = parsed("de", DE + AHEAD)
    item = speech(doc, kind="direct")
    point_back(doc, [item], [], "de")
    assert doc[slice(*item.frame.source)].text == "Weiss"


ASKED = "Yildiz|PROPN|2|nsubj erklärte|VERB|0|root|VVFIN auf|ADP|4|case Anfrage|NOUN|2|obl "
ASKED += "der|DET|6|det Zeitung|NOUN|4|nmod +, es|PRON|9|nsubj stimme|VERB|2|ccomp|VVFIN"


@pytest.mark.parametrize("subject", [(0, 1), (3, 6), None])
def test_who_asked_says_nothing(parsed, subject):
    doc = parsed("de", ASKED)
    item = Item(((doc[7].idx, len(doc.text)),), "indirect", Frame((), (4, 6), verb=1, subject=subject), "x", 0.6)
    point_back(doc, [item], [], "de")
    assert item.frame.source == (0, 1)
