"""Quotations: who speaks, how that was found, and what stands within what, over parses and entities built by hand."""

import pytest

from hergang.extract.quotations import _chained, find_quotations, read_twice


@pytest.fixture
def quotations(parsed, with_entities):
    """Return what gives the quotations of a line whose entities are given by their mentions."""

    def find(language, line, *rows):
        doc = with_entities(parsed(language, line), *rows)
        return doc, find_quotations(doc, language)

    return find


ANNA, PAUL = ("Person", "Anna"), ("Person", "Paul")
SAID = {
    "de": "Anna|PROPN|2|nsubj|B-PER sagte|VERB|0|root|VVFIN +, er|PRON|5|nsubj komme|VERB|2|ccomp|VVFIN +.",
    "en": "Anna|PROPN|2|nsubj|B-PER said|VERB|0|root|VBD that|SCONJ|5|mark he|PRON|5|nsubj comes|VERB|2|ccomp|VBZ +.",
}
NEXT = {
    "de": "„ +Das|PRON|9|obj weiß|VERB|0|root|VVFIN ich|PRON|9|nsubj nicht|ADV|9|advmod +. +“",
    "en": "“ +I|PRON|10|nsubj do|AUX|10|aux|VBP not|PART|10|advmod know|VERB|0|root|VB +. +”",
}


@pytest.mark.parametrize("language", ["de", "en"])
def test_subject_of_the_cue_is_the_speaker(quotations, language):
    _, (found,) = quotations(language, SAID[language], ANNA)
    assert (found.id, found.kind, found.speaker, found.attribution) == ("q1", "indirect", "e1", "explicit")


@pytest.mark.parametrize("language", ["de", "en"])
def test_speaker_is_carried_on_to_the_next_words(quotations, language):
    doc, (_, found) = quotations(language, f"{SAID[language]} {_shift(NEXT[language], language)}", ANNA)
    assert (found.kind, found.speaker, found.attribution) == ("direct", "e1", "carried")
    assert [doc.text[start:end] for start, end in found.source] == ["Anna"]


def _shift(line, language):
    """Return a second sentence; its heads are counted from its own start plus that of the sentence before."""
    offset = len(SAID[language].split()) - {"de": 6, "en": 5}[language]
    rows = [token.split("|") for token in line.split()]
    return " ".join("|".join(_moved(row, offset)) for row in rows)


def _moved(row, offset):
    return [*row[:2], str(int(row[2]) + offset), *row[3:]] if row[2:3] not in ([], ["0"]) else row


@pytest.mark.parametrize("language", ["de", "en"])
def test_words_with_no_speaker_before_them_have_none(quotations, language):
    line = "„ +Wir|PRON|3|nsubj gehen|VERB|0|root|VVFIN|VerbForm=Fin jetzt|ADV|3|advmod heim|ADV|3|advmod +. +“"
    _, (found,) = quotations(language, line)
    assert (found.kind, found.speaker, found.attribution, found.source) == ("direct", None, "none", ())


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("de",
         "Anna|PROPN|2|nsubj|B-PER sagte|VERB|0|root|VVFIN +, dass|SCONJ|10|mark er|PRON|10|nsubj „ +sehr|ADV|8|advmod "
         "müde|ADJ|10|xcomp +“ wirke|VERB|2|ccomp|VVFIN +."),
        ("en",
         "Anna|PROPN|2|nsubj|B-PER said|VERB|0|root|VBD that|SCONJ|5|mark he|PRON|5|nsubj looked|VERB|2|ccomp|VBD “ "
         "+very|ADV|8|advmod tired|ADJ|5|xcomp +” +."),
    ],
)  # fmt: skip
def test_quoted_words_inside_a_report_are_its_speakers(quotations, language, line):
    doc, (outer, inner) = quotations(language, line, ANNA)
    assert (outer.kind, inner.kind, inner.within, inner.speaker) == ("indirect", "direct", outer.id, "e1")
    assert [doc.text[start:end] for start, end in inner.content] in (["sehr müde"], ["very tired"])


@pytest.mark.parametrize(
    ("language", "line", "language_of_words"),
    [
        ("de", "„ +We|X do|X not|X know|X what|X this|X is|X and|X it|X is|X not|X for|X us|X +. +“", "en"),
        ("de", "„ +Wir|PRON|3|nsubj wissen|VERB|0|root|VVFIN nicht|ADV was|PRON das|PRON ist|AUX +. +“", None),
        ("en", "“ +Wir|X wissen|X nicht|X was|X das|X ist|X und|X es|X ist|X nicht|X für|X uns|X +. +”", "de"),
        ("en", "“ +We|PRON|4|nsubj do|AUX know|VERB|0|root|VBP what|PRON this|PRON is|AUX +. +”", None),
    ],
)
def test_words_of_the_other_language_say_so(quotations, language, line, language_of_words):
    _, (found,) = quotations(language, line)
    assert found.language == language_of_words


@pytest.mark.parametrize(
    ("language", "line", "rows", "speaker"),
    [
        ("de",
         "Sprecherin|NOUN|3|nsubj Anna|PROPN|1|appos|B-PER sagte|VERB|0|root|VVFIN +, er|PRON|6|nsubj "
         "komme|VERB|3|ccomp|VVFIN",
         [("Organization", "~Sprecherin"), ANNA], "e2"),
        ("en",
         "Paul|PROPN|3|nmod:poss|B-PER +'s|PART|1|case lawyer|NOUN|4|nsubj said|VERB|0|root|VBD he|PRON|6|nsubj "
         "left|VERB|4|ccomp|VBD",
         [PAUL, ("Person", "~Paul's lawyer")], "e2"),
        ("de",
         "der|DET|2|det Anwalt|NOUN|5|nsubj von|ADP|4|case Paul|PROPN|2|nmod|B-PER sagte|VERB|0|root|VVFIN +, "
         "er|PRON|8|nsubj "
         "komme|VERB|5|ccomp|VVFIN", [("Person", "~der Anwalt"), PAUL], "e1"),
    ],
)  # fmt: skip
def test_speaker_is_who_fills_the_source(quotations, language, line, rows, speaker):
    _, (found,) = quotations(language, line, *rows)
    assert found.speaker == speaker


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("de",
         "Anna|PROPN|2|nsubj|B-PER sagte|VERB|0|root|VVFIN der|DET|4|det Zeit|PROPN|2|iobj|B-ORG +, er|PRON|7|nsubj "
         "komme|VERB|2|ccomp|VVFIN +."),
        ("en",
         "Anna|PROPN|2|nsubj|B-PER told|VERB|0|root|VBD|~tell the|DET|4|det Zeit|PROPN|2|iobj|B-ORG he|PRON|6|nsubj "
         "left|VERB|2|ccomp|VBD +."),
    ],
)  # fmt: skip
def test_outlet_spoken_to_is_the_medium(quotations, language, line):
    doc, (found,) = quotations(language, line, ANNA, ("Organization", "Zeit"))
    assert (found.speaker, found.medium) == ("e1", "e2")
    assert [doc.text[start:end] for start, end in found.addressee] in (["der Zeit"], ["the Zeit"])


def test_reflexive_pronoun_is_nobody_s_name(quotations):
    line = "Anna|PROPN|2|nsubj|B-PER ging|VERB|0|root|VVFIN +. Sich|PRON|5|nsubj sagte|VERB|0|root|VVFIN +: „ "
    line += "+Das|PRON|10|nsubj weiß|VERB|5|ccomp|VVFIN ich|PRON|9|obj +. +“"
    _, found = quotations("de", line, ANNA)
    assert all(record.source == () or record.speaker == "e1" for record in found)


def test_what_another_said_within_is_a_link_of_a_chain(quotations):
    line = (
        "Anna|PROPN|2|nsubj|B-PER said|VERB|0|root|VBD that|SCONJ|6|mark Paul|PROPN|6|nsubj|B-PER had|AUX|6|aux|VBD "
        "claimed|VERB|2|ccomp|VBN that|SCONJ|9|mark he|PRON|9|nsubj left|VERB|6|ccomp|VBD early|ADV|9|advmod +."
    )
    _, (outer, inner) = quotations("en", line, ANNA, PAUL)
    assert (outer.speaker, outer.within, inner.speaker, inner.within) == ("e1", None, "e2", "q1")


def test_chain_outlives_the_merge(parsed):
    line = (
        "Anna|PROPN|2|nsubj|B-PER said|VERB|0|root|VBD that|SCONJ|6|mark Paul|PROPN|6|nsubj|B-PER had|AUX|6|aux|VBD "
        "claimed|VERB|2|ccomp|VBN that|SCONJ|9|mark he|PRON|9|nsubj left|VERB|6|ccomp|VBD early|ADV|9|advmod +."
    )
    doc = parsed("en", line)
    readings = read_twice(doc, "en")
    whole, part = readings.rules
    assert [item.content for item in _chained(doc, [whole, part], [whole], "en")] == [part.content]
    assert _chained(doc, [whole, part], [whole, part], "en") == []


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("de", "Inzwischen ist bekannt, dass der Mann in Kiel lebte.", []),
        ("de", "Der Minister ist sicher, dass der Mann in Kiel lebte.", ["dass der Mann in Kiel lebte"]),
        ("en", "It is known that the man lived in Kiel.", []),
        ("en", "The minister said that the man lived in Kiel.", ["that the man lived in Kiel"]),
    ],
)
def test_what_is_known_is_no_quotation(pipelines, language, text, found):
    doc = pipelines[language](text)
    assert [text[start:end] for q in doc._.quotations for start, end in q.content] == found
