"""Mentions: names with clean edges, parts of compounds, groups and descriptions, over parses built by hand."""

import pytest
from spacy.tokens import Span

from hergang.extract.mentions import find_mentions
from hergang.extract.name_reading import COMPOUNDS
from hergang.extract.nations import inhabitant_of, nation_of
from hergang.extract.nouns import gender_of, organization_noun, person_noun


def mentions(doc, language):
    return [(doc.text[c.start : c.end], c.type, c.kind) for c in find_mentions(doc, language)]


@pytest.mark.parametrize(
    ("language", "line", "name", "kind"),
    [
        ("de", "Anna|PROPN|3|nsubj|B-PER Weber|PROPN|1|flat|I-PER lacht|VERB|0|root", "Anna Weber", "Person"),
        ("de", "Die|DET|2|det|B-LOC Türkei|PROPN|3|nsubj|I-LOC wächst|VERB|0|root", "Türkei", "Place"),
        ("de", "Dr.|NOUN|2|compound|B-PER Weber|PROPN|3|nsubj|I-PER lacht|VERB|0|root", "Weber", "Person"),
        ("de", "„|PUNCT|2|punct|B-ORG +Spiegel|PROPN|0|root|I-ORG +“|PUNCT|2|punct|I-ORG", "Spiegel", "Organization"),
        ("en", "Anna|PROPN|3|nsubj|B-PER Weber|PROPN|1|flat|I-PER laughs|VERB|0|root", "Anna Weber", "Person"),
        ("en", "The|DET|2|det|B-ORG Guardian|PROPN|3|nsubj|I-ORG grows|VERB|0|root", "Guardian", "Organization"),
        ("en", "Weber|PROPN|3|nmod:poss|B-PER +'s|PART|1|case|I-PER house|NOUN|0|root", "Weber", "Person"),
        ("en", "Acme|PROPN|0|root|B-ORG Inc.|PROPN|1|flat|I-ORG grows|VERB", "Acme Inc.", "Organization"),
        ("en", "Weber|PROPN|0|root|B-PERSON ¶|SPACE Berlin|PROPN|0|root|B-GPE", "Weber", "Person"),
    ],
)  # fmt: skip
def test_name_stands_without_article_title_and_marks(parsed, language, line, name, kind):
    assert mentions(parsed(language, line), language)[0] == (name, kind, "name")


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("de", "Montag|PROPN|0|root|B-MISC"), ("de", "es|PRON|0|root|B-PER"), ("de", "7|NUM|0|root|B-ORG"),
        ("en", "Monday|PROPN|0|root|B-MISC"), ("en", "it|PRON|0|root|B-PER"), ("en", "7|NUM|0|root|B-ORG"),
    ],
)  # fmt: skip
def test_what_no_name_looks_like_is_none(parsed, language, line):
    assert mentions(parsed(language, line), language) == []


@pytest.mark.parametrize(
    ("language", "line", "name", "kind"),
    [
        ("de",
         "Rat|PROPN|0|root|B-ORG für|ADP|3|case Kunst|PROPN|1|nmod|B-ORG in|ADP|5|case Europa|PROPN|3|nmod|B-LOC ( "
         "+RKE|PROPN|1|appos|B-ORG +)", "Rat für Kunst in Europa", "Organization"),
        ("de",
         "Landgericht|PROPN|0|root|B-ORG Ulm|PROPN|1|flat|I-ORG II|PROPN|1|flat", "Landgericht Ulm II", "Organization"),
        ("en",
         "the|DET|2|det Bureau|NOUN|0|root of|ADP|4|case Fair|PROPN|2|nmod Trade|PROPN|4|flat ( "
         "+BFT|PROPN|2|appos|B-ORG +)", "Bureau of Fair Trade", "Organization"),
        ("en", "at|ADP|4|case 10|NUM|4|nummod Main|PROPN|4|compound|B-LOC Street|PROPN|0|root|I-LOC",
         "10 Main Street", "Place"),
        ("en", "National|PROPN|2|compound|B-ORG Defense|PROPN|3|compound|I-ORG Council|PROPN|0|root",
         "National Defense Council", "Organization"),
    ],
)  # fmt: skip
def test_name_goes_as_far_as_its_words_tell(parsed, language, line, name, kind):
    assert (name, kind, "name") in mentions(parsed(language, line), language)


@pytest.mark.parametrize(
    ("language", "line", "name"),
    [
        ("en", "Gallagher|PROPN|0|root|B-PER ( +R-Wis|PROPN|1|appos|B-PER +)", "R-Wis"),
        ("en", "the|DET|3|det Army|PROPN|3|compound|B-ORG Director|PROPN|0|root", "Army Director"),
    ],
)
def test_party_letters_and_roles_are_of_no_name(parsed, language, line, name):
    assert name not in [found for found, _, _ in mentions(parsed(language, line), language)]


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("US-Küstenwache", "Organization"), ("Twitter-Festival", "Event"), ("Twitter-Studie", "Work"),
        ("US-Hersteller", None), ("EU-Gesetz", None),
    ],
)  # fmt: skip
def test_compound_is_a_name_as_a_whole(parsed, word, kind):
    found = [
        kind for name, kind, by in mentions(parsed("de", f"die|DET|2|det {word}|NOUN|0|root"), "de") if by == "name"
    ]
    names = [name for name, _, _ in mentions(parsed("de", f"die|DET|2|det {word}|NOUN|0|root"), "de")]
    assert (word in names and kind in found) == (kind is not None)


@pytest.mark.parametrize(
    ("word", "language", "nation"),
    [
        ("Oberösterreicherin", "de", "Österreich"), ("Deutsch-Israeli", "de", "Israel"), ("Däne", "de", "Dänemark"),
        ("Kindergartenkindern", "de", None), ("Palestinian", "en", "Palestine"), ("palestinian-made", "en", None),
    ],
)  # fmt: skip
def test_noun_for_somebody_tells_the_country(word, language, nation):
    assert inhabitant_of(word, language) == nation


@pytest.mark.parametrize(
    ("language", "line", "phrase"),
    [
        ("de", "im|ADP|2|case|APPRART Landeskirchenamt|NOUN|0|root", "Landeskirchenamt"),
        ("de", "keine|DET|2|det Regierung|NOUN|0|root", None),
        ("en", "no|DET|2|det company|NOUN|0|root", None),
        ("en", "a|DET|4|det “|PUNCT|4|punct +strong|ADJ|4|amod supporter|NOUN|0|root", "strong supporter"),
    ],
)  # fmt: skip
def test_description_ends_where_its_phrase_does(parsed, language, line, phrase):
    found = [text for text, _, kind in mentions(parsed(language, line), language) if kind == "nominal"]
    assert found == ([] if phrase is None else [phrase])


@pytest.mark.parametrize(
    ("language", "line", "name", "kind"),
    [
        ("de", "ein|DET|2|det Twitter-Mitarbeiter|NOUN|0|root", "Twitter", "Organization"),
        ("de", "ein|DET|2|det SPD-Politiker|NOUN|0|root", "SPD", "Organization"),
        ("de", "der|DET|2|det US-Präsident|NOUN|0|root", "US", "Place"),
        ("de", "Weber|PROPN|0|root|B-PER und|CCONJ Weber-Gegner|NOUN", "Weber", "Person"),
    ],
)
def test_compound_names_its_first_part(parsed, language, line, name, kind):
    doc = parsed(language, line)
    start = doc.text.rindex(name + "-")
    found = [c for c in find_mentions(doc, language) if c.start == start and c.end == start + len(name)]
    assert [(c.type, c.kind) for c in found] == [(kind, "name")]


@pytest.mark.parametrize(
    ("line", "label", "names"),
    [
        ("Der|DET|2|det Intel-Chef|NOUN|0|root", "PER", [("Intel", "Organization")]),
        ("ein|DET|2|det Paris-Attentäter|NOUN|0|root", "LOC", [("Paris", "Place")]),
        ("das|DET|2|det Robert-Koch-Institut|NOUN|0|root", "PER", [("Robert-Koch-Institut", "Organization")]),
        ("das|DET|2|det Bad-Orb-Konzept|NOUN|0|root", "LOC", [("Bad-Orb", "Place")]),
        ("der|DET|2|det Top-Manager|NOUN|0|root", "ORG", []),
        ("Anna-Weber|PROPN|0|root", "PER", []),
    ],
)
def test_compound_names_what_the_encoder_takes_for_a_name(parsed, line, label, names):
    doc = parsed("de", line)
    doc.spans[COMPOUNDS] = [Span(doc, len(doc) - 1, len(doc), label=label)]
    found = [(doc.text[c.start : c.end], c.type) for c in find_mentions(doc, "de") if c.kind == "name"]
    assert found == names


@pytest.mark.parametrize(
    ("line", "name", "kind"),
    [
        ("Das|DET|2|det Landgericht|NOUN|0|root Osnabrück|PROPN|2|nmod|B-LOC", "Landgericht Osnabrück", "Organization"),
        ("Das|DET|2|det Museum|NOUN|0|root|B-LOC Lindenau|PROPN|2|nmod|I-LOC", "Museum Lindenau", "Organization"),
        ("Die|DET|2|det Stadt|NOUN|0|root Osnabrück|PROPN|2|nmod|B-LOC", "Osnabrück", "Place"),
        ("die|DET|2|det Agentur|NOUN|0|root Conrad|PROPN|2|nmod|B-PER Caine|PROPN|3|flat|I-PER", "Conrad Caine",
         "Organization"),
        ("die|DET|2|det Regierung|NOUN|0|root Merkel|PROPN|2|nmod|B-PER", "Merkel", "Person"),
        ("der|DET|2|det UN-Sicherheitsrat|NOUN|0|root|B-ORG", "UN-Sicherheitsrat", "Organization"),
        ("der|DET|2|det US-Flair|NOUN|0|root|B-LOC", "US", "Place"),
        ("„|PUNCT|2|punct +Der|DET|2|det|B-MISC Pate|NOUN|0|root|I-MISC +“|PUNCT|2|punct", "Der Pate", "Work"),
        ("Ludwig|PROPN|0|root|B-PER XIV.|PROPN|1|flat|I-PER", "Ludwig XIV.", "Person"),
    ],
)  # fmt: skip
def test_noun_before_and_ending_tell_what_a_german_name_is(parsed, line, name, kind):
    found = [c for c in find_mentions(parsed("de", line), "de") if c.kind == "name"]
    assert [(parsed("de", line).text[c.start : c.end], c.type) for c in found] == [(name, kind)]


def test_places_set_off_by_a_comma_are_two(parsed):
    doc = parsed("en", "in|ADP|2|case Dayton|PROPN|0|root|B-LOC +,|PUNCT|2|punct|I-LOC Ohio|PROPN|2|appos|I-LOC")
    assert mentions(doc, "en") == [("Dayton", "Place", "name"), ("Ohio", "Place", "name")]


def test_title_alone_and_sums_of_money_are_no_names(parsed):
    assert not find_mentions(parsed("de", "Dr.|NOUN|0|root|B-PER und|CCONJ US-Dollar|NOUN"), "de")


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("word", ["E-Mail", "T-Shirt", "Hals-Nase"])
def test_compound_of_common_words_names_nothing(parsed, language, word):
    assert mentions(parsed(language, f"{word}|NOUN|0|root"), language) == []


@pytest.mark.parametrize(
    ("language", "line", "name"),
    [
        ("de", "deutsche|ADJ|2|amod Firmen|NOUN|0|root", "deutsche"),
        ("de", "die|DET|2|det Türken|NOUN|0|root", "Türken"),
        ("en", "the|DET|3|det Turkish|ADJ|3|amod army|NOUN|0|root", "Turkish"),
        ("en", "the|DET|2|det Germans|PROPN|0|root", "Germans"),
    ],
)
def test_nation_is_a_group(parsed, language, line, name):
    assert (name, "Group", "name") in mentions(parsed(language, line), language)


@pytest.mark.parametrize(
    ("language", "line", "text", "kind"),
    [
        ("de", "ein|DET|2|det Mitarbeiter|NOUN|3|nsubj lacht|VERB|0|root", "ein Mitarbeiter", "Person"),
        ("de", "die|DET|2|det Regierungssprecherin|NOUN|3|nsubj lacht|VERB|0|root", "die Regierungssprecherin",
         "Person"),
        ("de", "die|DET|2|det Beamten|NOUN|3|nsubj|Number=Plur lachen|VERB|0|root", "die Beamten", "Group"),
        ("de", "die|DET|2|det Behörde|NOUN|3|nsubj schweigt|VERB|0|root", "die Behörde", "Organization"),
        ("en", "an|DET|2|det employee|NOUN|3|nsubj laughs|VERB|0|root", "an employee", "Person"),
        ("en", "the|DET|2|det officers|NOUN|3|nsubj|Number=Plur laugh|VERB|0|root", "the officers", "Group"),
        ("en", "the|DET|2|det company|NOUN|3|nsubj grows|VERB|0|root", "the company", "Organization"),
    ],
)  # fmt: skip
def test_people_and_bodies_left_unnamed_are_described(parsed, language, line, text, kind):
    assert mentions(parsed(language, line), language) == [(text, kind, "nominal")]


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("de", "Sprecherin|NOUN|3|nsubj Anna|PROPN|1|appos|B-PER lacht|VERB|0|root"),
        ("de", "als|ADP|2|case Kind|NOUN|4|obl floh|VERB|4|dep Anna|PROPN|0|root|B-PER"),
        ("en", "spokeswoman|NOUN|2|compound Anna|PROPN|3|nsubj|B-PER laughs|VERB|0|root"),
        ("en", "customer|NOUN|2|compound support|NOUN|0|root Anna|PROPN|2|dep|B-PER"),
    ],
)
def test_title_and_bare_role_describe_nobody(parsed, language, line):
    assert mentions(parsed(language, line), language) == [("Anna", "Person", "name")]


@pytest.mark.parametrize("language", ["de", "en"])
def test_name_missed_by_the_model_is_found_again(parsed, language):
    line = "Anna|PROPN|0|root|B-PER Weber|PROPN|1|flat|I-PER +.|PUNCT Weber|PROPN|0|root +.|PUNCT"
    assert mentions(parsed(language, line), language) == [("Anna Weber", "Person", "name"), ("Weber", "Person", "name")]


@pytest.mark.parametrize(
    ("language", "word", "noun"),
    [
        ("de", "Sprecherinnen", "sprecher"), ("de", "Regierungssprecherin", "sprecher"),
        ("de", "Abgeordnete", "abgeordneter"),
        ("de", "35-Jährige", "jährige"), ("de", "Anwältin", "anwalt"), ("de", "Feuerwehrfrau", "feuerwehrmann"),
        ("de", "Tisch", None),
        ("en", "spokeswoman", "spokeswoman"), ("en", "policemen", "policeman"), ("en", "19-year-old", "year-old"),
        ("en", "employees", "employee"), ("en", "table", None),
    ],
)  # fmt: skip
def test_noun_for_people_is_known_in_every_form(language, word, noun):
    assert person_noun(word, language) == noun


@pytest.mark.parametrize(
    ("language", "word", "noun"),
    [
        ("de", "Behörden", "behörde"), ("de", "Landesregierung", "regierung"), ("de", "Tisch", None),
        ("en", "companies", "company"), ("en", "agency", "agency"), ("en", "table", None),
    ],
)  # fmt: skip
def test_noun_for_bodies_is_known_in_every_form(language, word, noun):
    assert organization_noun(word, language) == noun


@pytest.mark.parametrize(
    ("language", "word", "nation"),
    [
        ("de", "deutschen", "Deutschland"), ("de", "Türkin", "Türkei"), ("de", "Österreicher", "Österreich"),
        ("de", "schön", None), ("en", "Turkish", "Turkey"), ("en", "Germans", "Germany"),
        ("en", "Frenchmen", "France"), ("en", "nice", None),
    ],
)  # fmt: skip
def test_nation_is_known_by_adjective_and_people(language, word, nation):
    assert nation_of(word, language) == nation


@pytest.mark.parametrize(
    ("language", "word", "gender"),
    [
        ("de", "Sprecherin", "f"), ("de", "Sprecher", "m"), ("de", "Frau", "f"), ("de", "Mann", "m"),
        ("de", "Mitglied", None),
        ("en", "woman", "f"), ("en", "man", "m"), ("en", "spokeswoman", "f"), ("en", "employee", None),
    ],
)  # fmt: skip
def test_description_tells_gender(language, word, gender):
    assert gender_of(person_noun(word, language) or "", word, language) == gender
