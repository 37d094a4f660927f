"""Sources without a name or a noun for people: entities of their own, over parses built by hand."""

import pytest

from hergang.extract.attribution import SpeakerIndex
from hergang.extract.quotations import find_quotations
from hergang.extract.sources import is_document


@pytest.fixture
def speakers(parsed, with_entities):
    """Return what gives the speakers of a line, as (name, type), in the order of its quotations."""

    def find(language, line, *rows):
        doc = with_entities(parsed(language, line), *rows)
        quotations = find_quotations(doc, language)
        told = {entity.id: (entity.name, entity.type) for entity in doc._.entities}
        return [told.get(quotation.speaker) for quotation in quotations]

    return find


@pytest.mark.parametrize(
    ("language", "line", "speaker"),
    [
        ("de", "Die|DET|2|det Tradwives|NOUN|3|nsubj|NN|Number=Plur behaupten|VERB|0|root|VVFIN +, das|PRON|6|nsubj "
               "gehe|VERB|3|ccomp|VVFIN|Mood=Sub nicht|ADV|6|advmod +.", ("Die Tradwives", "Group")),
        ("en", "Hardliners|NOUN|2|nsubj|NNS|Number=Plur said|VERB|0|root|VBD that|SCONJ|5|mark prices|NOUN|5|nsubj "
               "rose|VERB|2|ccomp|VBD +.", ("Hardliners", "Group")),
        ("en", "The|DET|2|det brochure|NOUN|3|nsubj said|VERB|0|root|VBD that|SCONJ|6|mark prices|NOUN|6|nsubj "
               "rose|VERB|3|ccomp|VBD +.", ("The brochure", "Work")),
        ("en", "The|DET|2|det engine|NOUN|3|nsubj said|VERB|0|root|VBD that|SCONJ|6|mark prices|NOUN|6|nsubj "
               "rose|VERB|3|ccomp|VBD +.", None),
    ],
)  # fmt: skip
def test_groups_and_documents_speak_as_what_they_are(speakers, language, line, speaker):
    assert speakers(language, line) == [speaker]


def test_same_noun_is_the_same_source(parsed, with_entities):
    clause = "that|SCONJ|{0}|mark it|PRON|{0}|nsubj rose|VERB|{1}|ccomp|VBD +."
    line = f"Hardliners|NOUN|2|nsubj|NNS|Number=Plur said|VERB|0|root|VBD {clause.format(5, 2)} "
    line += f"Hardliners|NOUN|8|nsubj|NNS|Number=Plur added|VERB|0|root|VBD {clause.format(11, 8)}"
    doc = with_entities(parsed("en", line))
    first, second = find_quotations(doc, "en")
    assert first.speaker == second.speaker is not None
    (entity,) = doc._.entities
    assert [doc.text[m.start : m.end] for m in entity.mentions] == ["Hardliners", "Hardliners"]


def test_documents_are_known_in_every_form_and_compound(parsed):
    doc = parsed("de", "Medienberichten|NOUN|0|root Gutachten|NOUN|1|conj Haus|NOUN|1|conj")
    assert [is_document(token, "de") for token in doc] == [True, True, False]


@pytest.mark.parametrize(
    ("language", "line", "named", "found"),
    [
        ("en", "Harris|PROPN|3|nmod:poss 's|PART|1|case team|NOUN|0|root", "Harris", False),
        ("en", "the|DET|3|det Finnish|ADJ|3|amod guidance|NOUN|0|root", "Finnish", False),
        ("de", "die|DET|2|det Klitschko-Brüder|NOUN|0|root", "Klitschko", False),
        ("de", "Hännis|PROPN|2|nmod|NE|Case=Gen Ansicht|NOUN|0|root", "Hännis", True),
    ],
)
def test_owners_and_parts_of_words_do_not_speak(parsed, with_entities, language, line, named, found):
    doc = with_entities(parsed(language, line), ("Person", named))
    assert (SpeakerIndex(doc._.entities).find(doc, (0, len(doc))) is not None) == found


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "You|PRON|2|nsubj say|VERB|0|root|VBP that|SCONJ|5|mark prices|NOUN|5|nsubj rose|VERB|2|ccomp|VBD +."),
        ("en", "Nobody|PRON|2|nsubj said|VERB|0|root|VBD that|SCONJ|5|mark prices|NOUN|5|nsubj "
               "rose|VERB|2|ccomp|VBD +."),
        ("de", "Hier|ADV|3|advmod muss|AUX|3|aux|VMFIN|~müssen gesagt|VERB|0|root|VVPP werden|AUX|3|aux:pass|VAINF +, "
               "dass|SCONJ|8|mark es|PRON|8|nsubj regnet|VERB|3|ccomp|VVFIN +."),
    ],
)  # fmt: skip
def test_readers_nobody_and_the_writer_are_not_quoted(speakers, language, line):
    assert speakers(language, line) == []


def test_title_with_a_stop_ends_no_frame(parsed, with_entities):
    line = (
        "“ +By|ADP|3|case locking|VERB|8|advcl in|ADP|3|compound:prt +, +” Mr.|PROPN|8|nsubj|NNP said|VERB|0|root|VBD "
        "+, “ +it|PRON|12|nsubj works|VERB|8|ccomp|VBZ +. +”"
    )
    (found,) = find_quotations(with_entities(parsed("en", line)), "en")
    assert len(found.content) == 2
