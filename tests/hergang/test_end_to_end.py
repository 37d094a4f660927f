"""From articles to answers through the console script, once for each language."""

import csv
import hashlib
import io
import json
import shutil

import networkx
import pytest

EXPECTED = {  # language: (new, revised, a speaker of the samples, their publishers)
    "de": (6, 1, "Duysak", 5),
    "en": (4, 0, "Duysak", 4),
}


@pytest.fixture(scope="module", params=["de", "en"])
def language(request):
    """Return the language whose samples are read."""
    return request.param


@pytest.fixture(scope="module")
def store(language, tmp_path_factory):
    """Return where the store of a language lies; the tests of this module run in order and share it."""
    return tmp_path_factory.mktemp(language) / "store"


@pytest.fixture(scope="module")
def ingested(run, store, samples, language):
    """Return what the first ingest printed."""
    return run(store, "ingest", *samples(language))


def rows(text):
    """Return the rows of CSV as dicts."""
    return list(csv.DictReader(io.StringIO(text)))


def nquads(run, store, name):
    """Return the graph as N-Quads."""
    path = store.parent / f"{name}.nq"
    run(store, "export", "nq", path).ok()
    return path.read_bytes()


def test_ingest_reads_all_samples(ingested, language):
    printed = list(csv.DictReader(io.StringIO(ingested.ok()), delimiter="\t"))
    counts = [sum(row["status"] == status for row in printed) for status in ("new", "revised")]
    assert tuple(counts) == EXPECTED[language][:2], ingested.err


def test_query_finds_every_claim_with_its_sentence(run, store, ingested):
    sparql = (
        b"SELECT (COUNT(?claim) AS ?claims) (COUNT(?sentence) AS ?sentences) WHERE { ?claim a schema:Claim ; "
        b"hg:voice ?voice ; schema:appearance ?article OPTIONAL { ?claim hg:sentence ?sentence } }"
    )
    (counted,) = rows(run(store, "query", "-", stdin=sparql).ok())
    assert int(counted["claims"]) == int(counted["sentences"]) > 20


def test_ask_says_who_said_what(run, store, ingested, language):
    name = EXPECTED[language][2]
    said = rows(run(store, "ask", "who-said", f"speaker={name}").ok())
    assert said
    assert all(name in row["said_by"] and row["words"] and row["sentence"] for row in said)


def test_question_is_listed_and_its_sparql_runs(run, store, ingested):
    assert "who-said" in run(store, "ask").ok()
    sparql = run(store, "ask", "who-said", "--sparql").ok()
    assert run(store, "query", "-", stdin=sparql.encode()).ok() == run(store, "ask", "who-said").ok()


def test_story_is_told_in_order_with_every_article(run, store, ingested, language):
    listed = json.loads(run(store, "stories").ok())
    largest = max(listed, key=lambda line: line["articles"])
    assert largest["outlets"] >= EXPECTED[language][3] - 1
    told = json.loads(run(store, "story", largest["id"]).ok())
    days = [step["reported"] for step in told["steps"]]
    assert days == sorted(days)
    early = json.loads(run(store, "story", largest["id"], "--as-of", "2017-11-05").ok())
    assert 0 < len(early["steps"]) < len(told["steps"])
    assert max(step["reported"] for step in early["steps"]) <= "2017-11-05"
    late = json.loads(run(store, "story", largest["id"], "--since", "2017-11-06").ok())
    assert min(step["reported"] for step in late["steps"]) > "2017-11-05"
    assert "<table>" in run(store, "story", largest["id"], "--format", "html").ok()


def test_show_marks_the_article(run, store, ingested, samples, language):
    path = samples(language)[0]
    text = run(store, "show", path).ok()
    assert "]e1" in text
    assert "CLAIMS" in text
    assert "</html>" in run(store, "show", path, "--format", "html").ok()


def test_extract_prints_json_lines_and_touches_no_store(run, tmp_path, samples, language):
    store = tmp_path / "store"
    lines = run(store, "extract", samples(language)[0]).ok().splitlines()
    assert [json.loads(line)["format"] for line in lines] == ["hergang/1"]
    assert not store.exists()


def test_graphml_is_read_by_networkx(run, store, ingested):
    path = store.parent / "story.graphml"
    run(store, "export", "graphml", path).ok()
    graph = networkx.read_graphml(path)
    assert graph.number_of_nodes() > 5
    assert graph.number_of_edges() > 0


def test_ingesting_twice_changes_nothing(run, store, ingested, samples, language):
    before = nquads(run, store, "before")
    printed = run(store, "ingest", *samples(language)).ok()
    assert {row["status"] for row in csv.DictReader(io.StringIO(printed), delimiter="\t")} == {"unchanged"}
    assert nquads(run, store, "again") == before


def test_rebuild_gives_the_same_bytes(run, store, ingested):
    before = nquads(run, store, "kept")
    run(store, "rebuild").ok()
    assert nquads(run, store, "rebuilt") == before
    shutil.rmtree(store / "graph")
    run(store, "rebuild").ok()
    assert hashlib.sha256(nquads(run, store, "anew")).hexdigest() == hashlib.sha256(before).hexdigest()
