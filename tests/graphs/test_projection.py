"""The whole projection: deterministic, standing view and history, counted right."""

import itertools

import pyoxigraph as ox
import pytest

from hergang.graphs.projection import activity, project
from hergang.graphs.vocabulary import HG, PREFIXES, PROV, RDFS, SCHEMA, SEM, node


@pytest.fixture
def quads(story, base):
    return list(project(story, base))


@pytest.fixture
def ask(quads):
    """Return a function that runs a SELECT over the graph and returns rows of plain values."""
    store = ox.Store()
    store.extend(quads)
    prefixes = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())

    def run(query):
        return [tuple(value.value if value else None for value in row) for row in store.query(prefixes + query)]

    return run


def default(quads):
    return [quad for quad in quads if isinstance(quad.graph_name, ox.DefaultGraph)]


def test_every_order_of_input_gives_the_same_quads_in_the_same_order(story, base, quads):
    for order in itertools.permutations(story):
        assert list(project(order, base)) == quads


def test_no_quad_twice_no_blank_node_and_the_store_gives_back_what_it_got(quads):
    store = ox.Store()
    store.extend(quads)
    assert len(set(quads)) == len(quads)
    assert set(store) == set(quads)
    assert not any(isinstance(term, ox.BlankNode) for quad in quads for term in (quad.subject, quad.object))


def test_nothing_gives_nothing(base):
    assert list(project([], base)) == []


def test_standing_view_holds_no_superseded_claim_and_no_text(story, quads, base):
    superseded = f"{base}rev/{story[0].article.id}-{story[0].digest}"
    told = default(quads)
    assert not any(quad.subject.value.startswith(superseded) for quad in told)
    assert not any("nif-core" in quad.predicate.value for quad in told)


def test_superseded_revision_keeps_its_graph_and_says_when_it_was_replaced(story, quads, base):
    graph = node(f"{base}rev/{story[0].article.id}-{story[0].digest}")
    history = [quad for quad in quads if quad.graph_name == graph]
    assert (graph, node(PROV.invalidatedAtTime)) in {(quad.subject, quad.predicate) for quad in history}
    assert any(quad.object == node(SCHEMA.Claim) for quad in history)
    replaced = {quad.subject for quad in quads if quad.predicate == node(PROV.invalidatedAtTime)}
    assert replaced == {graph}


def test_claims_of_the_same_words_are_tied_to_the_previous_revision(telling, base):
    first = telling("de", "A", "2020-01-01", "Köln schläft.", title="x")
    first.claim("Köln schläft", "schlafen", subject=first.entity("Place", "Köln"))
    second = telling("de", "A", "2020-01-01", "Neu: Köln schläft.", title="x")
    second.claim("Köln schläft", "schlafen", subject=second.entity("Place", "Köln"))
    before = first.revised(1, standing=False)
    tied = [q for q in project([before, second.revised(2, previous=before)], base) if "claim=" in q.subject.value]
    revises = [(q.subject.value[-11:], q.object.value[-11:]) for q in tied if q.predicate == node(PROV.wasRevisionOf)]
    assert revises == [("#claim=5,17", "#claim=0,12")]


def test_everything_told_has_sentence_day_and_article(ask):
    rows = ask("""
        SELECT ?x WHERE {
          ?x a ?type VALUES ?type { schema:Claim schema:Quotation hg:Relation }
          FILTER NOT EXISTS { ?x hg:sentence ?s ; hg:reportedOn ?d ; schema:appearance ?a }
        }""")
    assert rows == []


def test_every_claim_of_the_standing_view_has_one_statement(ask):
    assert (
        ask(
            "SELECT ?c (COUNT(?s) AS ?n) { ?c a schema:Claim OPTIONAL { ?c hg:statement ?s } } "
            "GROUP BY ?c HAVING (?n != 1)"
        )
        == []
    )


def test_journalists_question_of_the_design(ask):
    rows = ask("""
        SELECT ?reported ?step ?who ?voice ?outlet WHERE {
          ?claim hg:event/rdfs:label "Trumps Twitter-Konto abgeschaltet" ; hg:subject/rdfs:label ?who ;
                 hg:voice ?voice ; hg:sentence ?sentence ; hg:reportedOn ?reported ;
                 schema:appearance/schema:publisher/rdfs:label ?outlet .
          OPTIONAL { ?claim hg:phase ?step }
        } ORDER BY ?reported ?step""")
    assert rows == [
        ("2017-11-03", None, "ein Mitarbeiter", "speaker", "Nordblatt"),
        ("2017-11-29", None, "Bahtiyar Duysak", "article", "Bay Ledger"),
        ("2017-11-30", "1", "ein Mitarbeiter", "hearsay", "Südfunk"),
        ("2017-11-30", "2", "Bahtiyar Duysak", "article", "Südfunk"),
    ]


def test_counts_are_right(ask):
    assert ask("SELECT (COUNT(?a) AS ?n) { ?a a schema:NewsArticle }") == [("3",)]
    assert ask("SELECT (COUNT(?a) AS ?n) { ?a hg:story ?s }") == [("3",)]
    assert ask('SELECT (COUNT(?p) AS ?n) { ?p a schema:Person ; rdfs:label "Bahtiyar Duysak" }') == [("1",)]
    assert ask('SELECT (COUNT(?p) AS ?n) { ?p rdfs:label "ein Mitarbeiter" ; hg:named false }') == [("2",)]
    assert ask("SELECT ?o ?n { ?s hg:origins ?o ; hg:outlets ?n FILTER(?o > 1) }") == [("2", "2"), ("2", "2")]


def test_account_platform_followers(ask):
    rows = ask("""
        SELECT DISTINCT ?who ?platform ?followers {
          ?r hg:relationType "hasAccount" ; hg:subject/rdfs:label ?who ; hg:platform ?platform ; hg:followers ?followers
        }""")
    assert rows == [("Donald Trump", "Twitter", "43000000")]


def test_facts_are_those_that_articles_assert(ask, base):
    rows = ask("""
        SELECT ?s ?p ?o { ?x ?p ?y . ?x rdfs:label ?s . ?y rdfs:label ?o
          VALUES ?p { schema:worksFor hg:formerlyWorkedFor schema:nationality sioc:account_of schema:location } }""")
    names = sorted((s, p.rpartition("/")[2].rpartition("#")[2], o) for s, p, o in rows)
    assert names == [
        ("Bahtiyar Duysak", "formerlyWorkedFor", "Twitter"),
        ("Bahtiyar Duysak", "nationality", "Deutscher"),
        ("Twitter", "location", "San Francisco"),
        ("Twitter-Account von Donald Trump", "account_of", "Donald Trump"),
    ]


def test_links_stand_with_reason_in_view_and_derived_graph(ask, base):
    rows = ask(
        "SELECT ?reason { ?a hg:doubts ?b . "
        "?l a hg:Link ; hg:type hg:doubts ; hg:from ?a ; hg:to ?b ; hg:reason ?reason }"
    )
    assert rows == [("glauben: Das glaube ich ihm nicht",)]
    again = ask(f"SELECT ?a {{ GRAPH <{base}derived> {{ ?a hg:doubts ?b }} }}")
    assert len(again) == 1


def test_derived_graph_holds_the_statements_that_several_claims_make(ask, base):
    several = ask("SELECT ?s { ?s hg:claim ?c } GROUP BY ?s HAVING(COUNT(?c) > 1)")
    kept = ask(f"SELECT DISTINCT ?s {{ GRAPH <{base}derived> {{ ?s a hg:Statement ; hg:claim ?c }} }}")
    assert 0 < len(several) < len(ask("SELECT ?s { ?s a hg:Statement }"))
    assert sorted(kept) == sorted(several)


def test_iris_of_other_first_mentions_are_replaced(quads, base, story):
    replaces = [quad for quad in quads if quad.graph_name == node(f"{base}identity")]
    assert {quad.predicate.value for quad in replaces} == {"http://purl.org/dc/terms/replaces"}
    known = {quad.subject for quad in default(quads)}
    assert all(quad.subject in known and quad.object not in known for quad in replaces)


def test_undated_article_counts_by_the_day_it_was_fetched(telling, base):
    told = telling("de", None, None, "Köln schläft.", title="x", url=None)
    quads = default(list(project([told.revised()], base)))
    said = {quad.predicate.value.rpartition("#")[2]: quad.object.value for quad in quads}
    assert (said["reportedOn"], said["undated"]) == ("2017-12-05", "true")


def test_one_outlet_however_it_is_spelt(telling, base):
    revisions = [
        telling("de", name, f"2020-01-0{day}", f"Text {day}.", title=str(day)).revised()
        for day, name in enumerate(["Süd Funk", "Süd-Funk", "Süd-Funk"], 1)
    ]
    outlets = [q for q in default(list(project(revisions, base))) if "/o/" in q.subject.value]
    assert [q.object for q in outlets if q.predicate == node(RDFS.label)] == [ox.Literal("Süd-Funk")]


def test_actors_are_never_on_the_event(quads):
    events = {q.subject for q in default(quads) if q.object == node(SEM.Event)}
    predicates = {q.predicate for q in default(quads) if q.subject in events}
    assert node(HG.subject) not in predicates


def test_activity_is_a_graph_of_its_own(story, base):
    quads = list(
        activity(story[1], base, started="2017-11-03T10:00:00Z", ended="2017-11-03T10:00:09Z", software="x", source="y")
    )
    assert {quad.graph_name for quad in quads} == {node(f"{base}activities")}
    assert any(quad.predicate == node(PROV.generatedAtTime) for quad in quads)
