"""First persons in quotation marks: the mention of who speaks, and of nobody where that is not known."""

import pytest
import spacy

from hergang.extract import extensions
from hergang.extract.coreference_first import with_first_persons
from hergang.extract.records import Entity, Mention, Quotation

extensions.register()


def told(language, text, speaker, kind="direct", spoken_by="e1"):
    """Return the words of the mentions of who speaks, after one article that names them and then quotes them."""
    doc = spacy.blank(language)(text)
    name = Mention(0, text.index(" "), "name")
    doc._.entities = [Entity(id="e1", type=speaker, name="x", named=True, mentions=(name,), confidence=0.9, by="test")]
    start, end = text.index("“") + 1, text.rindex("”")
    quotation = Quotation(
        id="q1",
        kind=kind,
        content=((start, end),),
        speaker=spoken_by,
        attribution="explicit",
        confidence=0.9,
        by="test",
    )
    (entity,) = with_first_persons(doc, [quotation], language)
    return [text[m.start : m.end] for m in entity.mentions]


@pytest.mark.parametrize(
    ("language", "text", "speaker", "words"),
    [
        ("de", "Anna kam. “Ich sah es mit meinen Augen”, sagte sie.", "Person", ["Anna", "Ich", "meinen"]),
        ("en", "Anna came. “I saw it with my eyes,” she said.”", "Person", ["Anna", "I", "my"]),
        ("de", "Acme wächst. “Wir stellen ein”, hieß es.", "Organization", ["Acme", "Wir"]),
        ("en", "Acme grows. “We sell our shares,” it said.”", "Organization", ["Acme", "We", "our"]),
        ("en", "Anna came. “We left,” she said.”", "Person", ["Anna"]),  # whom she means besides is open
        ("de", "Acme wächst. “Ich gehe”, hieß es.”", "Organization", ["Acme"]),
    ],
)
def test_first_person_is_who_speaks(language, text, speaker, words):
    assert told(language, text, speaker) == words


def test_first_person_of_nobody_known_is_left_alone():
    assert told("en", "Anna came. “I saw it,” someone said.”", "Person", spoken_by=None) == ["Anna"]


def test_first_person_outside_of_marks_is_left_alone():
    assert told("en", "Anna came. “I saw it,” she said.”", "Person", kind="indirect") == ["Anna"]
