"""Names of an article: whole edges, and one label for one name wherever the article has it."""

import numpy as np
import pytest

from hergang.extract.name_edges import Words, mended
from hergang.extract.name_reading import compounds, read_names

LABELS = ("PER", "ORG", "LOC", "MISC")


def words(line):
    """Return the words of a line; "+" before a word: no blank before it; "¶" before it: a paragraph begins."""
    parts = line.split()
    return Words(
        [part.lstrip("+¶") or part for part in parts],
        [not part.startswith("+") or part == "+" for part in parts],
        [part.startswith("¶") for part in parts],
    )


def logits(rows):
    """Return scores that favour a label at each word: "O", "B-PER", ...; "B-PER:1" by so much."""
    names = ["O", *(f"{begin}-{label}" for label in LABELS for begin in "BI")]
    table = np.zeros((len(rows), len(names)))
    for row, wanted in enumerate(rows):
        name, _, sure = wanted.partition(":")
        table[row, names.index(name)] = float(sure or 5)
    return table


def read(line, rows, language="en"):
    text = words(line)
    found = read_names(logits(rows.split()), text, LABELS, language)
    return [(" ".join(text.texts[s.start : s.end]), LABELS[s.kind]) for s in found]


@pytest.mark.parametrize(
    ("language", "line", "spans", "names"),
    [
        ("en", "the Kingdom of Saudi Arabia", [(1, 3, 2), (3, 5, 2)], ["Kingdom of Saudi Arabia"]),
        ("en", "the Gulf of nothing", [(1, 3, 2)], ["Gulf"]),
        ("en", "Red Cross of the South", [(0, 3, 1), (4, 5, 2)], ["Red Cross of the South"]),
        ("de", "in Frankfurt ( +Oder +)", [(1, 4, 2)], ["Frankfurt ( Oder )"]),
        ("de", "in Schwedt ( +Oder +)", [(1, 3, 2), (3, 5, 2)], ["Schwedt ( Oder )"]),
        ("de", "( +Hamburg , Dortmund Hbf +)", [(1, 2, 2), (3, 6, 2)], ["Hamburg", "Dortmund Hbf"]),
        ("de", "Genf ( +Stadt", [(0, 2, 2)], ["Genf"]),
        ("en", "said Weber +'s", [(1, 3, 0)], ["Weber"]),
        ("en", "Shanghai +’ s", [(0, 3, 2)], ["Shanghai"]),
        ("de", "unter Ludwig XIV +.", [(1, 4, 0)], ["Ludwig XIV ."]),
        ("de", "mit Anna Weber +.", [(1, 4, 0)], ["Anna Weber"]),
        ("de", "bei Yahoo +!", [(1, 3, 1)], ["Yahoo !"]),
        ("en", "Pan Men +- +an said", [(0, 4, 0)], ["Pan Men - an"]),
        ("en", "Gerardo “ +Tata +” Martino left", [(0, 1, 0), (2, 5, 0)], ["Gerardo “ Tata ” Martino"]),
        ("en", "Gerardo “ +Tata +” Martino left", [(0, 1, 0), (4, 5, 0)], ["Gerardo “ Tata ” Martino"]),
        ("en", "says Anna : “ +Tata +” Martino left", [(1, 2, 0), (4, 7, 0)], ["Anna", "Tata ” Martino"]),
        ("de", "( - +)", [(0, 3, 1)], []),
        ("de", "beim Polizeipräsidium Konstanz", [(1, 2, 1), (2, 3, 2)], ["Polizeipräsidium Konstanz"]),
        ("de", "der Verein Konstanz", [(1, 2, 1), (2, 3, 2)], ["Verein", "Konstanz"]),
    ],
)
def test_edges_are_whole(language, line, spans, names):
    text = words(line)
    found = mended(spans, text, LABELS, language)
    assert [" ".join(text.texts[start:end]) for start, end, _ in found] == names


@pytest.mark.parametrize(
    ("language", "line", "rows", "names"),
    [
        # a sure reading lends its label to an unsure one, whichever comes first
        ("en", "Cruise and Cruise", "B-PER:1 O B-ORG:6", [("Cruise", "ORG"), ("Cruise", "ORG")]),
        ("en", "Cruise and Cruise", "B-ORG:6 O B-PER:1", [("Cruise", "ORG"), ("Cruise", "ORG")]),
        # a place that was passed over is found, where no more was against it than was for the name elsewhere
        ("en", "Jordan , Jordan", "B-LOC:6 O O:1", [("Jordan", "LOC"), ("Jordan", "LOC")]),
        ("en", "Jordan , Jordan", "B-LOC:1 O O:9", []),
        # the surname of one named in full; the abbreviation behind a full name
        ("en", "Ed Cruise and Cruise", "B-PER I-PER O B-LOC:1", [("Ed Cruise", "PER"), ("Cruise", "PER")]),
        (
            "en", "Non Movement ( +NAM +) . NAM", "B-ORG I-ORG O B-ORG O O B-LOC:1",
            [("Non Movement", "ORG"), ("NAM", "ORG"), ("NAM", "ORG")],
        ),
        # the German genitive is the same name, the English plural is not
        ("de", "Roms und Rom", "B-PER:1 O B-LOC", [("Roms", "LOC"), ("Rom", "LOC")]),
        ("en", "Roms and Rom", "B-PER:1 O B-LOC", [("Roms", "PER"), ("Rom", "LOC")]),
        # common words in small letters are not looked for
        ("de", "bahn und bahn", "B-ORG:6 O O:1", [("bahn", "ORG")]),
        # no name goes on across the end of a paragraph
        ("de", "Berlin ¶Berlin", "B-LOC I-LOC:3", [("Berlin", "LOC"), ("Berlin", "LOC")]),
    ],
)  # fmt: skip
def test_one_name_has_one_label(language, line, rows, names):
    assert read(line, rows, language) == names


def test_longer_name_is_found_before_the_one_in_it():
    line = "Bank of Oz , Bank , Bank of Oz"
    rows = "B-ORG:6 I-ORG:6 I-ORG:6 O B-ORG:6 O O:1 O:1 O:1"
    assert read(line, rows) == [("Bank of Oz", "ORG"), ("Bank", "ORG"), ("Bank of Oz", "ORG")]


def test_two_sure_readings_do_not_change_places():
    assert read("Cruise and Cruise", "B-PER O B-ORG") == [("Cruise", "PER"), ("Cruise", "ORG")]


def test_probability_counts_what_the_other_places_say():
    alone = read_names(logits(["B-ORG"]), words("Cruise"), LABELS, "en")[0]
    doubted = read_names(logits(["B-ORG", "O", "B-PER:1"]), words("Cruise and Cruise"), LABELS, "en")[0]
    assert 0 < doubted.probability < alone.probability < 1


@pytest.mark.parametrize(
    ("line", "rows", "found"),
    [
        ("Der Intel-Chef", "O O:1", [(1, "ORG")]),
        ("Der Intel-Chef", "O O:9", []),
        ("Der Intel-Chef", "O B-ORG", []),  # it is a name itself
        ("Der lufthansa-Chef", "O O:1", []),
        ("Der Intel", "O O:1", []),
    ],
)
def test_compounds_are_the_words_in_doubt(line, rows, found):
    text, table = words(line), logits(rows.split())
    table[1, 1 + 2 * LABELS.index("ORG")] += 0.5
    assert compounds(table, text, LABELS, read_names(table, text, LABELS, "de")) == found


@pytest.mark.parametrize(
    ("language", "line", "rows", "names"),
    [
        ("de", "Stau in # +Hamburg", "O O O B-LOC", [("# Hamburg", "LOC")]),
        ("de", "Platz # Hamburg", "O O B-LOC", [("Hamburg", "LOC")]),  # a sign by itself
        ("de", "im Kreis Euskirchen", "O O B-LOC", [("Kreis Euskirchen", "LOC")]),
        ("de", "im Kreis Weber", "O O B-PER", [("Weber", "PER")]),
        ("de", "# +Kreis Unna", "O B-LOC B-LOC", [("# Kreis", "LOC"), ("Unna", "LOC")]),
    ],
)
def test_hashtag_and_district_belong_to_the_name(language, line, rows, names):
    assert read(line, rows, language) == names
