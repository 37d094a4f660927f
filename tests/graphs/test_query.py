"""Queries of users: answered in every format, ended at the limit, refused where they would reach out or write."""

import csv
import io
import json

import pyoxigraph as ox
import pytest
from rdflib import Graph
from rdflib.compare import isomorphic

from hergang.corpus.errors import StoreError
from hergang.graphs import query
from hergang.graphs.errors import QueryError
from hergang.graphs.results import FORMATS, Result
from hergang.graphs.sparql import guarded
from hergang.graphs.store import GraphStore

ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n1 ?o }"
CLAIMS = """SELECT ?claim ?phase WHERE {
  ?claim a schema:Claim ; hg:event ?e
  OPTIONAL { ?claim hg:phase ?phase }
} ORDER BY ?claim"""


@pytest.fixture(scope="module")
def store(root, tmp_path_factory):
    path = tmp_path_factory.mktemp("query")
    data = ox.parse(path=str(root / "tests/data/graphs/bridge.trig"), format=ox.RdfFormat.TRIG)
    with GraphStore.open(path) as graph:
        graph.write(data)
        graph.checkpoint()
    return path


def test_select_has_columns_rows_and_gaps(store):
    result = query.run(store, CLAIMS)
    assert result.columns == ("claim", "phase")
    assert [phase for _, phase in result.rows] == [None, "1", "2", None]
    assert result.shown[0] == ["https://w3id.org/hergang/data/rev/1111-aa#claim=0,40", ""]
    assert result.records()[1]["phase"] == "1"
    assert result.hints == ()


def test_query_reads_the_standing_view_and_history_by_name(store):
    assert not query.run(store, "ASK { ?text nif:isString ?words }")
    assert query.run(store, "ASK { GRAPH ?revision { ?text nif:isString ?words } }")


def test_query_runs_beside_a_writer(store):
    with GraphStore.open(store):
        assert len(query.run(store, CLAIMS)) == 4


def test_row_formats_hold_the_same_rows(store):
    result = query.run(store, CLAIMS)
    rows = [["" if cell is None else cell for cell in row] for row in result.rows]
    assert list(csv.reader(io.StringIO(result.write("csv"))))[1:] == rows
    assert len(result.write("tsv").splitlines()) == 5
    bindings = json.loads(result.write("json"))["results"]["bindings"]
    assert [[b["claim"]["value"], b.get("phase", {}).get("value", "")] for b in bindings] == rows
    parsed = ox.parse_query_results(result.write("xml"), ox.QueryResultsFormat.XML)
    assert [solution["claim"].value for solution in parsed] == [row[0] for row in rows]


def test_table_is_aligned_plain_text():
    bindings = [
        {"who": {"type": "literal", "value": "Ada\nKern"}},
        {"who": {"type": "uri", "value": "https://schema.org/x"}},
    ]
    payload = json.dumps({"head": {"vars": ["who", "n"]}, "results": {"bindings": bindings}}).encode()
    assert Result("select", payload).write("table") == "who       n\n--------  -\nAda Kern\nschema:x\n"


def test_ask_answers_in_every_row_format(store):
    result = query.run(store, "ASK { ?claim a schema:Claim }")
    assert bool(result)
    assert result.write("table") == "answer\n------\ntrue\n"
    assert json.loads(result.write("json"))["boolean"] is True
    assert "true" in result.write("csv")


@pytest.mark.parametrize(
    "form", ["CONSTRUCT WHERE { ?p schema:worksFor ?o }", "DESCRIBE <https://w3id.org/hergang/data/e/kern>"]
)
def test_graph_answers_are_turtle_or_rows(store, form):
    result = query.run(store, form)
    turtle = Graph().parse(data=result.write("ttl"), format="turtle")
    lines = Graph().parse(data=result.payload, format="nt")
    assert isomorphic(turtle, lines)
    assert result.columns == ("subject", "predicate", "object")
    assert len(json.loads(result.write("json"))["results"]["bindings"]) == len(result) == len(lines)
    assert result.write("ttl") == query.run(store, form).write("ttl")


def test_rows_are_no_turtle(store):
    with pytest.raises(QueryError, match="CONSTRUCT or DESCRIBE"):
        query.run(store, CLAIMS).write("ttl")


def test_unknown_format_has_a_nearest_one(store):
    with pytest.raises(QueryError, match=f'"tabel".* Did you mean "table"\\? There are {", ".join(FORMATS)}'):
        query.run(store, CLAIMS).write("tabel")


def test_query_is_ended_at_its_limit(store):
    with pytest.raises(QueryError, match=r"did not end within 2 seconds and was ended. Add a LIMIT"):
        query.run(store, ENDLESS, timeout=2)


@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT * { SERVICE <http://x.example/> { ?s ?p ?o } }",
        "SELECT * { service silent ?x { ?s ?p ?o } }",
        "PREFIX a: <http://x.example/> SELECT * { SERVICE:a { ?s ?p ?o } }",
        "PREFIX service: <http://x.example/> SELECT * { SERVICE service:a{ ?s ?p ?o } }",
        "PREFIX : <http://x.example/> SELECT * { SERVICE:a{ ?s ?p ?o } }",
        "SELECT * { ?a ?b 3SERVICE<http://x.example/>{ ?s ?p ?o } }",
        "SELECT * { ?a ?b true SERVICE\n# <\n<http://x.example/> { ?s ?p ?o } }",
        "SELECT * { FILTER(?a<?b) SERVICE<http://x.example/>{ ?s ?p ?o } }",
        "SELECT * { ?s ?p '''it's #''' SERVICE<http://x.example/>{ ?s ?p ?o } }",
    ],
)
def test_service_is_refused_however_it_is_written(store, sparql):
    with pytest.raises(QueryError, match="SERVICE is refused"):
        query.run(store, sparql)


@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT * { ?service ?p 'SERVICE <http://x> { }' } # SERVICE <http://x> { }",
        'SELECT * { ?s ?p "insert \\" SERVICE" }',
        "SELECT * { <http://x.example/service#SERVICE> hg:service ?o }",
        "SELECT ?insert { ?insert ?load 'x'@de }",
    ],
)
def test_words_that_are_no_keywords_pass(sparql):
    assert guarded(sparql).split("#")[0].strip() == sparql.split(" #")[0].split("#")[0].strip()


@pytest.mark.parametrize(
    ("sparql", "words"),
    [
        ("LOAD <http://x.example/a.ttl>", "LOAD is refused: a query never fetches anything"),
        (
            "# why\nPREFIX a: <http://b/>\nBASE <http://c/>\nINSERT DATA { a:a a:b a:c }",
            "INSERT is refused: a query only reads",
        ),
        ("delete where { ?s ?p ?o }", "DELETE is refused"),
        ("CLEAR ALL", "CLEAR is refused"),
        ("WITH <http://g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", "WITH is refused"),
    ],
)
def test_updates_are_refused_with_the_reason(store, sparql, words):
    with pytest.raises(QueryError, match=words):
        query.run(store, sparql)


@pytest.mark.parametrize(
    ("sparql", "words"),
    [
        ("SELECT ?x WHERE { ?x foo:bar ?y }", 'line 1, column 29: the prefix "foo:" is not declared'),
        ("SELECT ?x WHERE { ?x scema:bar ?y }", 'Did you mean "schema:"?'),
        ("SELECT ?x WHERE {\n  ?x ?p ?o\n  FILTR(?x)\n}", '"FILTR" is no keyword. Did you mean "FILTER"?'),
        ("SELECT ?x WHERE { ?x hg:event }", "expected a term"),
        ("SELECT ?x (COUNT(?y) AS ?n) WHERE { ?x ?p ?y }", "Name it in GROUP BY"),
        ("SELECT * { ?s ?p ?o", 'There are 1 "{" and 0 "}"'),
        ("", "the query is empty"),
    ],
)
def test_syntax_errors_say_where_and_what_to_do(store, sparql, words):
    with pytest.raises(QueryError) as caught:
        query.run(store, sparql)
    assert words in str(caught.value)
    assert "SPARQL, line " in str(caught.value)


def test_unknown_terms_are_hinted_at(store):
    result = query.run(store, "SELECT * { ?s hg:happend ?x ; schema:apearance ?a ; hg:from ?c }")
    assert result.hints == (
        'hg:happend is no term of these graphs. Did you mean "hg:happened"?',
        'schema:apearance is no term of these graphs. Did you mean "schema:appearance"?',
        "Nothing matches ?s hg:happend ?x (line 1) in the whole graph.",
    )


def test_missing_store_is_told(tmp_path):
    with pytest.raises(StoreError, match="no graph here"):
        query.run(tmp_path, CLAIMS)


@pytest.mark.parametrize(
    ("sparql", "words"),
    [
        (
            'SELECT * {\n  ?c a schema:Claim ; hg:event ?e .\n  ?e rdfs:label "x. y" .\n}',
            'Nothing matches ?e rdfs:label "x. y" (line 3) with all that stands before it.',
        ),
        ("SELECT * WHERE { ?c hg:medium 0.5 ; hg:event ?e }", "?c hg:medium 0.5 (line 1) in the whole graph."),
        (
            "SELECT * { ?c hg:clause ?words\n  OPTIONAL { ?c hg:phase ?p }\n  FILTER(?words = 'no')\n}",
            "FILTER(?words = 'no') (line 3)",
        ),
        (
            "SELECT ?a { { ?a a schema:Person } UNION { ?a a schema:Nothing } VALUES ?a { hg:x } ?a ?p ?o }",
            "VALUES ?a { hg:x } (line 1) with",
        ),
        ("ASK { ?c hg:voice 'loud' ; hg:event ?e }", "?c hg:voice 'loud' (line 1)"),
        ("PREFIX s: <https://schema.org/> SELECT * { ?c a s:Claim ; s:name ?n }", "s:name ?n (line 1) with"),
    ],
)
def test_empty_answer_names_the_first_part_that_nothing_matches(store, sparql, words):
    (hint,) = [hint for hint in query.run(store, sparql).hints if hint.startswith("Nothing matches")]
    assert words in hint


@pytest.mark.parametrize(
    "sparql", ["SELECT * { ?c a schema:Claim } LIMIT 0", "SELECT * { ?c a schema:Claim } OFFSET 1000"]
)
def test_answer_that_is_cut_to_nothing_has_no_such_part(store, sparql):
    assert query.run(store, sparql).hints == ()
