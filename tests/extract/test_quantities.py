"""Quantities: numbers with what they count, German and English alike."""

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from hergang.extract.numbers import parse_number
from hergang.extract.quantities import find_quantities
from hergang.extract.times import find_times


def found(text, language):
    quantities = find_quantities(text, language, times=find_times(text, None, language))
    return [(text[q.start : q.end], q.value, q.unit, q.mod) for q in quantities]


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("de", "dreiundvierzig Millionen", 43e6),
        ("de", "43 Mio.", 43e6),
        ("de", "1.234,5", 1234.5),
        ("de", "12 000", 12000),
        ("de", "anderthalb", 1.5),
        ("de", "zwei Dutzend", 24),
        ("de", "eine Million", 1e6),
        ("de", "zweihundertfünfzigtausend", 250000),
        ("de", "neunzehnhundertachtzig", 1980),
        ("en", "forty-three million", 43e6),
        ("en", "1,234.5", 1234.5),
        ("en", "two dozen", 24),
        ("en", "half a million", 5e5),
        ("en", "two and a half", 2.5),
        ("en", "2 1/2", 2.5),
        ("en", "95bn", 95e9),
        ("en", "one hundred and twenty", 120),
    ],
)
def test_numbers_are_read(language, text, value):
    assert parse_number(text, language) == value


@pytest.mark.parametrize("text", ["", "und", "Hund", "²", "x" * 500, "1/", "--"])
@pytest.mark.parametrize("language", ["de", "en"])
def test_other_words_have_no_value(language, text):
    assert parse_number(text, language) is None


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("de", "mit 43 Millionen Followern", ("43 Millionen Followern", 43e6, "follower", None)),
        ("de", "rund 1,5 Mrd. Euro", ("1,5 Mrd. Euro", 1.5e9, "EUR", "APPROX")),
        ("de", "um 20 Prozent", ("20 Prozent", 20, "percent", None)),
        ("de", "die 35-jährige Frau", ("35-jährige", 35, "year", None)),
        ("de", "Sie ist 21 Jahre alt", ("21 Jahre alt", 21, "year", None)),
        ("de", "im Alter von 14 Jahren", ("14 Jahren", 14, "year", None)),
        ("de", "mit 150 Kilometern pro Stunde", ("150 Kilometern pro Stunde", 150, "kilometer per hour", None)),
        ("de", "2.225 mutmaßlichen Tätern", ("2.225 mutmaßlichen Tätern", 2225, "täter", None)),
        ("de", "16.000 in Nordrhein-Westfalen", ("16.000", 16000, None, None)),
        ("de", "vier bis fünf Millionen Euro", ("vier bis fünf Millionen Euro", 4e6, "EUR", "APPROX")),
        ("de", "mehr als 2000 Mitarbeiter", ("2000 Mitarbeiter", 2000, "mitarbeiter", "MORE_THAN")),
        ("de", "zwei Kinder", ("zwei Kinder", 2, "kind", None)),
        ("de", "Anna Meier (34) sagte", ("34", 34, "year", None)),
        ("de", "eine 20-köpfige Gruppe", ("20-köpfige", 20, "person", None)),
        ("en", "43 million followers", ("43 million followers", 43e6, "follower", None)),
        ("en", "about $1.5bn", ("$1.5bn", 1.5e9, "USD", "APPROX")),
        ("en", "up 25%", ("25%", 25, "percent", None)),
        ("en", "a 19-year-old", ("19-year-old", 19, "year", None)),
        ("en", "He is 35 years old", ("35 years old", 35, "year", None)),
        ("en", "10,000 National Guard troops", ("10,000 National Guard troops", 10000, "troop", None)),
        ("en", "30 police employees", ("30 police employees", 30, "employee", None)),
        ("en", "two New Yorkers", ("two New Yorkers", 2, "new yorker", None)),
        ("en", "nearly two dozen people", ("two dozen people", 24, "person", "LESS_THAN")),
        ("en", "Mike Davis, 60, drove over", ("60", 60, "year", None)),
        ("en", "9.3km away", ("9.3km", 9.3, "kilometer", None)),
        ("en", "a total of 1.45 million", ("1.45 million", 1.45e6, None, None)),
        ("de", "mit 380 Wh/l", ("380 Wh/l", 380, "watt hour per liter", None)),
        ("de", "mit zwei Steals", ("zwei Steals", 2, "steal", None)),
        ("de", "100 Frei-SMS", ("100 Frei-SMS", 100, "frei-sms", None)),
        ("de", "zwischen 20 und 30 Frauen", ("20 und 30 Frauen", 20, "frau", "APPROX")),
        ("de", "Als sie 18 war, ging sie.", ("18", 18, "year", None)),
        ("en", "between 5 and 10 people", ("5 and 10 people", 5, "person", "APPROX")),
        ("en", "a fourteen-night holiday", ("fourteen-night", 14, "night", None)),
        ("en", "since he was 18.", ("18", 18, "year", None)),
        ("en", "traded at 74.27 U.S. cents", ("74.27 U.S. cents", 74.27, "cent", None)),
    ],
)
def test_quantities_have_value_and_unit(language, text, expected):
    assert found(text, language) == [expected]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Am 3. November 2017 um 15.30 Uhr"),
        ("de", "Sie gewannen 3:1."),
        ("de", "Der 3. Platz"),
        ("de", "Artikel 5 des Grundgesetzes"),
        ("de", "Tel. 0221 12345"),
        ("de", "ein Mitarbeiter"),
        ("de", "elf Minuten lang"),
        ("de", "im 4G-Netz"),
        ("de", "die QSE-5-Zellen"),
        ("de", "eine Drei-Monats-Packung"),
        ("de", "Art. 2 Abs. 2 S. 1 Grundgesetz"),
        ("en", "1 in 10 women"),
        ("en", "SDG 7 predicts it"),
        ("en", "a two-way street"),
        ("en", "On Nov. 3, 2017 at 3:30 p.m."),
        ("en", "They won 3-1."),
        ("en", "the 3rd place"),
        ("en", "a Boeing 737"),
        ("en", "an employee"),
        ("en", "for eleven minutes"),
    ],
)
def test_times_scores_and_labels_are_no_quantities(language, text):
    assert found(text, language) == []


def test_two_numbers_are_no_range_where_nothing_opens_it():
    assert [value for _, value, *_ in found("two daughters aged 11 and 7.", "en")] == [2, 11, 7]
    assert [(shown, unit) for shown, _, unit, _ in found("16 von 33 Kindern", "de")] == [
        ("16", "kind"),
        ("33 Kindern", "kind"),
    ]


@pytest.mark.parametrize("language", ["de", "en"])
def test_component_assigns_quantities_on_a_blank_pipeline(language):
    nlp = spacy.blank(language)
    nlp.add_pipe("hergang_times")
    nlp.add_pipe("hergang_quantities")
    doc = nlp("2017: 20 %")
    assert [(q.id, q.start, q.end, q.value, q.unit) for q in doc._.quantities] == [("n1", 6, 10, 20.0, "percent")]


@given(st.text(max_size=200), st.sampled_from(["de", "en"]))
def test_any_text_is_read_without_error(text, language):
    for quantity in find_quantities(text, language):
        assert 0 <= quantity.start < quantity.end <= len(text)


DIGITS = ["12", "3,5", "1.000", "½", "$", "€", "%", "-", ",", "."]
WORDS = [
    *DIGITS,
    "bis",
    "to",
    "elf",
    "two",
    "Millionen",
    "bn",
    "Euro",
    "Kinder",
    "people",
    "Jahre",
    "alt",
    "years",
    "old",
]


@given(st.lists(st.sampled_from(WORDS), max_size=30))
@pytest.mark.parametrize("language", ["de", "en"])
def test_any_row_of_number_words_is_read(language, words):
    text = " ".join(words)
    spans = [(quantity.start, quantity.end) for quantity in find_quantities(text, language)]
    assert spans == sorted(spans)


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("en", "He warns that Sections 21, 24, and 26 are vague.", []),
        ("en", "They sold 21, 24 and 26 cars.", [(21, None), (24, None), (26, "car")]),
        ("en", "Kamala was 12 in 1976 when she moved.", [(12, "year")]),
        ("en", "This isn't right. You're 22. Stop.", [(22, "year")]),
        ("en", "The lead was 12 in the end.", [(12, None)]),
        ("de", "zylindrische Zellen im 2170-Format", []),
        ("de", "Mit 50 Jahren zog sie fort.", [(50, "year")]),
        ("de", "im Alter von 9 und 13 Jahren", [(9, "year"), (13, "year")]),
    ],
)
def test_ages_and_names_in_numbers(language, text, found):
    assert [(q.value, q.unit) for q in find_quantities(text, language)] == found


def test_an_age_ends_before_the_word_that_joins_it_to_another():
    text = "im Alter von 9 und 13 Jahren"
    assert [text[q.start : q.end] for q in find_quantities(text, "de")] == ["9", "13 Jahren"]


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("de", "gekürzt auf -0,5 Prozent", -0.5),
        ("de", "von 0,2-0,5 Prozent", 0.2),
        ("en", "below -30 degrees", -30),
        ("en", "a B-30 percent", None),
    ],
)
def test_a_minus_belongs_to_its_number(language, text, value):
    found = find_quantities(text, language)
    assert [q.value for q in found] == ([] if value is None else [value])
    assert all(text[q.start] == "-" for q in found if q.value < 0)
