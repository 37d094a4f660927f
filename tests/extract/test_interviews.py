"""Interviews: whose answers are found below labels and bold questions, in texts with their entities given."""

import pytest
from spacy.tokens import Doc

from hergang.extract.interviews import find_turns
from hergang.extract.lexica import lexicon
from hergang.extract.quotations import find_quotations
from hergang.extract.records import Entity, Mention


@pytest.fixture(scope="module")
def read(pipelines):
    """Return what makes a Doc of lines, with the persons and organisations named."""

    def make(language, *lines, people=(), bodies=()):
        nlp = pipelines[language]
        doc = nlp.make_doc("\n\n".join(lines))
        doc = Doc(
            nlp.vocab,
            [t.text for t in doc],
            [bool(t.whitespace_) for t in doc],
            sent_starts=[True] + [False] * (len(doc) - 1),
        )
        named = [("Person", name) for name in people] + [("Organization", name) for name in bodies]
        doc._.entities = [_entity(doc.text, number, kind, name) for number, (kind, name) in enumerate(named, 1)]
        return doc

    return make


def _entity(text, number, kind, name):
    places = [place for place in range(len(text)) if text.startswith(name, place)]
    mentions = tuple(Mention(start=place, end=place + len(name), kind="name") for place in places)
    return Entity(id=f"e{number}", type=kind, name=name, named=True, mentions=mentions)


def told(doc, language):
    """Return of each answer its first words, who gives it, and the rule."""
    return [
        (doc.text[slice(*turn.content[0])], turn.speaker.name if turn.speaker else None, turn.rule.partition("/")[2])
        for turn in find_turns(doc, language)
    ]


LABELLED = {
    "outlet and name": ("ZEIT: Wie geht es Ihnen?", "Ina Roth: Gut.", "ZEIT: Und jetzt?", "Roth: Wir warten."),
    "words": ("Frage: Wie geht es Ihnen?", "Antwort: Gut.", "Frage: Und jetzt?", "Antwort: Wir warten."),
    "initials": ("NZZ: Wie geht es Ihnen?", "I.R.: Gut.", "NZZ: Und jetzt?", "I.R.: Wir warten."),
    "questions between": (
        "Wie geht es Ihnen?",
        "Ina Roth: Gut.",
        "Paul Erd: Schlecht.",
        "Und jetzt?",
        "Roth: Wir warten.",
    ),
}


@pytest.mark.parametrize("lines", [pytest.param(lines, id=name) for name, lines in LABELLED.items()])
def test_labels_at_the_line_s_start_tell_who_answers(read, lines):
    doc = read("de", "Ina Roth leitet das Amt.", *lines, people=("Ina Roth", "Paul Erd"))
    answers = told(doc, "de")
    assert ("Gut.", "Ina Roth", "label") in answers
    assert answers[-1] == ("Wir warten.", "Ina Roth", "label")
    assert not any("?" in words for words, _, _ in answers)


def test_english_labels(read):
    lines = ("Q: How are you?", "A: Fine. We wait.", "Q: And now?", "A: I do not know.")
    doc = read("en", "Reason spoke with Ina Roth.", *lines, people=("Ina Roth",))
    assert told(doc, "en") == [("Fine. We wait.", "Ina Roth", "label"), ("I do not know.", "Ina Roth", "label")]


def test_labels_may_cease_after_the_first_exchange(read):
    lines = ("SZ: Haben Sie Angst?", "Ina Roth: Nein.", "Warum nicht?", "Ich bin gesund.", "Und Ihr Mann?", "Er auch.")
    doc = read("de", *lines, people=("Ina Roth",))
    assert told(doc, "de") == [
        ("Nein.", "Ina Roth", "label"), ("Ich bin gesund.", "Ina Roth", "answer"), ("Er auch.", "Ina Roth", "answer"),
    ]  # fmt: skip


def test_bold_questions_are_answered_by_whom_they_call(read):
    lines = ("Ina Roth trat für Paul Erd an.", "Frau Roth, haben Sie Angst?", "Ich? Nein.", "Warum sind Sie hier?",
             "Weil ich muss.", "Und was sagt Ihr Mann?", "Er sagt, wir gehen bald.")  # fmt: skip
    doc = read("de", *lines, people=("Paul Erd", "Ina Roth", "Roth"))
    assert told(doc, "de")[0][0] == "Ich? Nein."
    assert len(told(doc, "de")) == 3
    records = [q for q in find_quotations(doc, "de") if q.by.startswith("quotations/interview")]
    assert {(q.kind, q.attribution) for q in records} == {("direct", "inferred")}


def test_last_answer_ends_where_its_like_did(read):
    lines = ("Q: How are you?", "Ina Roth: Fine.", "Q: And now?", "Roth: I wait.", "The paper is published daily.")
    doc = read("en", *lines, people=("Ina Roth",))
    assert [len(turn.content) for turn in find_turns(doc, "en")] == [1, 1]


@pytest.mark.parametrize(
    "lines",
    [
        ("Was gilt jetzt?", "Läden sind zu.", "Wer darf raus?", "Alle.", "Wie lange?", "Bis Mai."),
        ("Zutaten: Mehl", "Dauer: eine Stunde", "Menge: zwei", "Und wer isst das?"),
        ("Ina Roth: 12 Punkte", "Paul Erd: 9 Punkte", "Ina Roth: 8 Punkte"),
        ("Roth: „Wir gehen.“", "ZEIT: „Nein.“", "Roth: „Doch.“", "Wirklich?"),
    ],
)
def test_lists_and_advice_are_no_interviews(read, lines):
    assert told(read("de", *lines, people=("Ina Roth", "Paul Erd", "Roth")), "de") == []


def test_labels_for_those_who_ask_and_answer_are_apart():
    for language in ("de", "en"):
        words = lexicon(language, "quotations")["interview"]
        assert not set(words["asks"]) & set(words["answers"])
