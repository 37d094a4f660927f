"""Named questions: their files, their parameters, and the same rows in Oxigraph and rdflib."""

import pyoxigraph as ox
import pytest
from rdflib import Dataset

from hergang.graphs.errors import QueryError
from hergang.graphs.questions import example_parameters, find, parse, questions

NAMES = [question.name for question in questions()]
HEAD = "# title en: T\n# title de: T\n# example: none\n"


@pytest.fixture(scope="module")
def store(root):
    store = ox.Store()
    store.load(path=str(root / "tests/data/graphs/bridge.trig"), format=ox.RdfFormat.TRIG)
    return store


@pytest.fixture(scope="module")
def dataset(root):
    dataset = Dataset(default_union=False)
    dataset.parse(data=(root / "tests/data/graphs/bridge.trig").read_text(encoding="utf-8"), format="trig")
    return dataset


def ask(store, name, **given):
    solutions = store.query(find(name).fill(given))
    names = [variable.value for variable in solutions.variables]
    return [{key: row[key].value for key in names if row[key] is not None} for row in solutions]


def only(rows, *columns):
    return [tuple(row.get(column) for column in columns) for row in rows]


# rdflib 7 warns of its own doings where it parses a Dataset
@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
@pytest.mark.parametrize("name", NAMES)
def test_question_gives_the_same_rows_in_rdflib(store, dataset, name):
    for given in ({}, {"story": "ALTENAU"}, {"limit": "2"}):
        sparql = find(name).fill(given)
        solutions = store.query(sparql)
        names = [variable.value for variable in solutions.variables]
        rows = [[None if row[key] is None else row[key].value for key in names] for row in solutions]
        others = [[None if cell is None else str(cell) for cell in row] for row in dataset.query(sparql)]
        assert rows == others
        assert rows, "the sample graph has an answer to every question"


@pytest.mark.parametrize("name", NAMES)
def test_every_row_says_where_it_is_from(store, name):
    for row in ask(store, name):
        assert {"date", "article", "sentence"} <= row.keys()


@pytest.mark.parametrize("name", NAMES)
def test_every_question_runs_as_it_is_with_prefixes(store, name):
    question = find(name)
    assert len(list(store.query(question.fill({})))) == len(ask(store, name))
    assert all(parameter.default == "" for parameter in question.parameters if parameter.name != "limit")
    assert {"story", "limit"} <= {parameter.name for parameter in question.parameters}


@pytest.mark.parametrize("name", NAMES)
def test_example_can_be_filled_in(name):
    question = find(name)
    given = example_parameters(question)
    assert set(given) <= {parameter.name for parameter in question.parameters}
    assert (question.example == "") == (not given)
    ox.Store().query(question.fill(given))


@pytest.mark.parametrize(
    ("name", "given", "columns", "rows"),
    [
        ("accounts", {"owner": "works"}, "owner_name platform followers", [("Altenau Works", "Mastodon", "4300")]),
        ("accounts", {"owner": "nobody"}, "owner_name", []),
        ("durations", {"topic": "anfang märz"}, "seconds happened happened_mod", [("39600", "2024-03", "START")]),
        (
            "first-version",
            {},
            "step who voice replaced",
            [(None, None, "article", "true"), ("1", "ein Mitarbeiter", "hearsay", "true")],
        ),
        (
            "revealed",
            {},
            "who instead_of how",
            [("Ada Kern", "ein Mitarbeiter", "refines"), ("Ada Kern", "a saboteur", "corrects")],
        ),
        (
            "employers",
            {"person": "ingenieurin"},
            "works_for status department",
            [("Altenau Works", "current", "Safety"), ("Messe AG", "claimed (former)", None)],
        ),
        ("employers", {"employer": "messe"}, "who speaker", [("Ada Kern", "Udo Jung")]),
        ("background", {"person": "Kern"}, "relation what", [("age", "41"), ("origin", "Austria")]),
        ("whereabouts", {"person": "Kern"}, "how where clause", [("lose", "Austria", "she would lose her post")]),
        ("whereabouts", {"place": "paris"}, "who", []),
        (
            "who-said",
            {"speaker": "kern"},
            "said_by words cue medium addressee",
            [("Ada Kern", "It was a mistake", "told", "Courier", "the Courier")],
        ),
        ("who-said", {"kind": "indirect"}, "said_by words", [("(speaker not found)", "Schuld sei ein Mitarbeiter")]),
        ("doubts", {}, "doubted_by words doubted", [("Udo Jung", "I do not believe her", "it was a mistake")]),
        ("conditional", {}, "clause condition", [("she would lose her post", "Should she admit intent")]),
        ("open", {}, "who how", [("Altenau Works", "open")]),
        (
            "contradictions",
            {},
            "how contradicted",
            [
                ("corrects", "A saboteur closed the bridge"),
                ("contradicts", "Elf Stunden war die Brücke gesperrt"),
            ],
        ),
        ("timeline", {"since": "2024-03-21"}, "date who", [("2024-04-01", "Messe AG")]),
        ("timeline", {"until": "2024-03-02", "topic": "noch"}, "clause", [("Die Werke untersuchen den Fall noch",)]),
        ("most-quoted", {"speaker": "jung"}, "said_by quotations outlet", [("Udo Jung", "1", "Courier")]),
        ("confirmations", {}, "who origins", [("Ada Kern", "2")]),
        (
            "account-history",
            {"account": "ALTENAU"},
            "handle owner what followers",
            [("@altenau_works", "Altenau Works", "followers", "4300")],
        ),
        ("co-mention", {"who": "kern", "beside": "works"}, "one other articles", [("Ada Kern", "Altenau Works", "1")]),
        (
            "co-mention",
            {"beside": "works"},
            "one other sentence",
            [
                ("@altenau_works", "Altenau Works", "Brücke für elf Stunden gesperrt"),
                ("Ada Kern", "Altenau Works", "Engineer Ada Kern closed the bridge"),
                ("Austria", "Altenau Works", "Engineer Ada Kern closed the bridge"),
                ("Udo Jung", "Altenau Works", "Engineer Ada Kern closed the bridge"),
            ],
        ),
        (
            "corrections",
            {"outlet_name": "courier"},
            "how earlier_outlet earlier_sentence",
            [("corrects", "Courier", "A saboteur closed the bridge.")],
        ),
        ("corrections", {"outlet_name": "anzeiger"}, "how", []),
        (
            "origins",
            {"topic": "saboteur"},
            "statement",
            [],
        ),
        (
            "origins",
            {"topic": "mitarbeiter"},
            "origins statement origin voice",
            [("1", "Schuld sei ein Mitarbeiter", "Anzeiger", "hearsay")],
        ),
        ("silent-edits", {"admitted": "no"}, "who sentence", [("a saboteur", "A saboteur closed the bridge.")]),
        ("silent-edits", {"admitted": "yes"}, "who", []),
        (
            "quoted-by-gender",
            {},
            "gender quotations speakers",
            [("unknown", "1", "1"), ("women", "1", "1")],
        ),
        ("most-quoted", {"speaker": "kern"}, "said_by gender", [("Ada Kern", "woman")]),
        ("sources", {"story": "Messe"}, "date claims quotations", [("2024-04-01", "1", "0")]),
        ("relations", {"entity": "messe", "type": "worked"}, "who relation", [("Ada Kern", "formerlyWorkedFor")]),
    ],
)
def test_questions_answer(store, name, given, columns, rows):
    assert only(ask(store, name, **given), *columns.split()) == rows


@pytest.mark.parametrize(
    "value", ['"', "\\", '" } #', "\n", "'''", "} SERVICE <http://x> {", "ä€𝄞", "{0}", "\\1", "\x00"]
)
def test_values_stay_values(store, value):
    sparql = find("who-said").fill({"topic": value, "speaker": value})
    assert list(store.query(sparql)) == []
    assert sparql.count("\n") >= find("who-said").fill({}).count("\n")


@pytest.mark.parametrize(
    ("name", "given", "words"),
    [
        ("who-said", {"speker": "x"}, 'has no parameter "speker". Did you mean "speaker"?'),
        ("who-said", {"kind": "drect"}, 'kind="drect" is none of direct, indirect'),
        ("who-said", {"limit": "0"}, 'limit="0" is no whole number above 0'),
        ("who-said", {"limit": "5 } #"}, "is no whole number above 0"),
        ("timeline", {"since": "1.3.2024"}, 'since="1.3.2024" is no day. Write it as 2017-11-30.'),
        ("timeline", {"until": "2024-02-30"}, "is no day"),
    ],
)
def test_wrong_parameters_say_what_is_right(name, given, words):
    with pytest.raises(QueryError) as caught:
        find(name).fill(given)
    assert words in str(caught.value)


def test_unknown_question_has_a_nearest_one():
    with pytest.raises(
        QueryError, match=f'No question "who-sayd". Did you mean "who-said"\\? .*lists all {len(NAMES)}'
    ):
        find("who-sayd")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("# title en: T\nASK {}", "title de"),
        (HEAD + "# parameter who (text): words\nASK {}", 'parameter "who" has no VALUES ?who'),
        (HEAD + "# parameter limit (number): rows\nASK {}", 'parameter "limit" has no LIMIT'),
        (HEAD + "ASK {", "Correct the query"),
    ],
)
def test_malformed_file_is_named(text, words):
    with pytest.raises(QueryError) as caught:
        parse("mine", text)
    assert "questions/mine.rq" in str(caught.value)
    assert words in str(caught.value)
