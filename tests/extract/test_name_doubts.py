"""What looks like a name or a body and is none: agency marks, quoted nouns, nouns with another sense."""

import pytest

from hergang.extract.candidates import NAMES
from hergang.extract.mentions import find_mentions
from hergang.extract.nouns import body_noun


def names(doc, language):
    return [(doc.text[c.start : c.end], c.type) for c in find_mentions(doc, language) if c.kind == "name"]


def marked(parsed, language, line, sure=0.5):
    doc = parsed(language, line)
    doc.user_data[NAMES] = {ent.start: sure for ent in doc.ents}
    return doc


@pytest.mark.parametrize(
    ("language", "line", "found"),
    [
        ("en", "CAIRO|PROPN|0|root|B-LOC (|PUNCT +AP|PROPN|1|appos|B-ORG +)|PUNCT —|PUNCT Rain|NOUN", ["CAIRO"]),
        ("de", "Kairo|PROPN|0|root|B-LOC (|PUNCT +AFP|PROPN|1|appos|B-ORG +)|PUNCT -|PUNCT Regen|NOUN", ["Kairo"]),
        ("en", "Unions|NOUN|0|root (|PUNCT +AFL|PROPN|1|appos|B-ORG +)|PUNCT say|VERB", ["AFL"]),
        ("en", "He|PRON met|VERB|0|root AP|PROPN|2|obj|B-ORG —|PUNCT twice|ADV", ["AP"]),
    ],
)
def test_agency_mark_of_a_dateline_is_no_name(parsed, language, line, found):
    assert [name for name, _ in names(parsed(language, line), language)] == found


@pytest.mark.parametrize(
    ("language", "line", "sure", "found"),
    [
        ("de", "die|DET „|PUNCT +Brandmauer|NOUN|0|root|B-MISC +“|PUNCT", 0.6, []),
        ("de", "die|DET „|PUNCT +Brandmauer|NOUN|0|root|B-MISC +“|PUNCT", 0.97, [("Brandmauer", "Thing")]),
        ("de", "auf|ADP Tiktok|PROPN|0|root|B-ORG und|CCONJ Co|PROPN|2|conj|B-MISC", 0.5, [("Tiktok", "Organization")]),
        ("en", "the|DET Olympics|PROPN|0|root|B-MISC", 0.6, [("Olympics", "Event")]),
        ("de", "die|DET EuroBasket|PROPN|0|root|B-MISC 2022|NUM|2|nmod|I-MISC", 0.6, [("EuroBasket 2022", "Event")]),
        ("de", "des|DET Kalten|ADJ|3|amod|B-MISC Krieges|NOUN|0|root|I-MISC", 0.95, [("Kalten Krieges", "Event")]),
        ("en", "several|ADJ|2|amod|B-LOC Balkans|PROPN|0|root|I-LOC", 0.9, [("Balkans", "Place")]),
    ],
)
def test_common_words_are_no_names_and_events_are_told(parsed, language, line, sure, found):
    assert names(marked(parsed, language, line, sure), language) == found


@pytest.mark.parametrize(
    ("language", "line", "place", "noun"),
    [
        ("en", "her|PRON|2|nmod:poss body|NOUN|0|root", 1, None),
        ("en", "the|DET governing|ADJ body|NOUN|0|root", 2, "body"),
        ("en", "the|DET food|NOUN court|NOUN|0|root", 2, None),
        ("en", "a|DET court|NOUN|0|root in|ADP Rome|PROPN", 1, "court"),
        ("en", "his|PRON opposition|NOUN|0|root to|ADP it|PRON", 1, None),
        ("en", "French|ADJ|2|amod forces|NOUN|0|root", 1, "force"),
        ("de", "die|DET sozialen|ADJ|3|amod Medien|NOUN|0|root", 2, None),
        ("de", "die|DET lokalen|ADJ|3|amod Medien|NOUN|0|root", 2, "medien"),
        ("de", "seine|DET Botschaft|NOUN|0|root", 1, None),
        ("de", "die|DET französische|ADJ|3|amod Botschaft|NOUN|0|root", 2, "botschaft"),
        ("de", "das|DET Bundesamt|NOUN|0|root", 1, "bundesamt"),
    ],
)
def test_noun_with_several_senses_is_a_body_by_what_stands_beside_it(parsed, language, line, place, noun):
    assert body_noun(parsed(language, line)[place], language) == noun


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("verlor|VERB|0|root Deutsche|ADJ|3|amod Börse|NOUN|1|nsubj", [("Deutsche Börse", "Organization")]),
        ("die|DET|3|det Berliner|ADJ|3|amod Polizei|NOUN|0|root", []),
        ("die|DET|3|det große|ADJ|3|amod Partei|NOUN|0|root", []),
        ("Große|ADJ|2|amod Parteien|NOUN|0|root", []),
    ],
)
def test_body_with_a_capital_adjective_is_a_name(parsed, line, found):
    assert names(parsed("de", line), "de") == found


@pytest.mark.parametrize(
    ("language", "line", "kind"),
    [
        ("de", "vor|ADP dem|DET|4|det ersten|ADJ|4|amod Patienten|NOUN|0|root|Number=Plur", "Person"),
        ("de", "Busse|NOUN|0|root und|CCONJ Bahnen|NOUN|1|conj", None),
        ("de", "die|DET|2|det Konsumgesellschaft|NOUN|0|root", None),
        ("en", "Peru|PROPN|0|root|B-LOC ,|PUNCT a|DET|4|det member|NOUN|1|appos", None),
        ("en", "Ann|PROPN|0|root|B-PER ,|PUNCT a|DET|4|det member|NOUN|1|appos", "Person"),
    ],
)
def test_description_is_of_what_its_words_tell(parsed, language, line, kind):
    found = [c.type for c in find_mentions(parsed(language, line), language) if c.kind == "nominal"]
    assert found == ([kind] if kind else [])


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("the|DET World|PROPN|3|compound|B-MISC Cup|PROPN|0|root|I-MISC 2026|NUM|3|nmod|I-MISC", "Event"),
        ("the|DET Siege|NOUN|0|root|B-MISC of|ADP|4|case|I-MISC Riga|PROPN|2|nmod|I-MISC", "Event"),
        ("the|DET Genocide|PROPN|3|compound|B-MISC Convention|PROPN|0|root|I-MISC", "Thing"),
    ],
)
def test_event_is_told_by_the_head_of_its_name(parsed, line, kind):
    assert [found for _, found in names(parsed("en", line), "en")] == [kind]
