"""The SHACL shapes: all that is written conforms, and real faults do not."""

import pyoxigraph as ox
import pyshacl
import pytest
from rdflib import Graph, Literal, URIRef

from hergang.graphs import vocabulary
from hergang.graphs.projection import project
from hergang.graphs.vocabulary import HG, NIF, RDF, RDFS, SCHEMA, XSD


@pytest.fixture(scope="module")
def shapes() -> Graph:
    return Graph().parse(data=vocabulary.shapes(), format="turtle")


def graphs(quads):
    """Return an rdflib graph for each graph of the quads."""
    parts: dict[str, list[ox.Triple]] = {}
    for quad in quads:
        parts.setdefault(str(quad.graph_name), []).append(quad.triple)
    texts = {name: ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) for name, triples in parts.items()}
    return {name: Graph().parse(data=text, format="nt") for name, text in texts.items()}


def faults(graph, shapes):
    conforms, _, text = pyshacl.validate(graph, shacl_graph=shapes)
    return "" if conforms else text


def test_shapes_are_shapes(shapes):
    assert pyshacl.validate(Graph(), shacl_graph=shapes, meta_shacl=True)[0]


def test_every_graph_of_the_story_conforms(story, base, shapes):
    found = graphs(project(story, base))
    assert len(found) == 7
    assert {name: faults(graph, shapes) for name, graph in found.items()} == dict.fromkeys(found, "")


CLAIM, ARTICLE = SCHEMA.Claim, SCHEMA.NewsArticle


@pytest.mark.parametrize(
    ("kind", "predicate", "value"),
    [
        (CLAIM, HG.sentence, None),
        (CLAIM, HG.reportedOn, None),
        (CLAIM, HG.reportedOn, Literal("2017-11")),
        (CLAIM, HG.voice, Literal("rumour")),
        (CLAIM, HG.polarity, None),
        (CLAIM, HG.certainty, Literal("sure")),
        (CLAIM, SCHEMA.appearance, None),
        (CLAIM, HG.subject, URIRef("https://example.org/nobody")),
        (CLAIM, HG.confidence, Literal("1.5", datatype=XSD.decimal)),
        (CLAIM, HG.happenedEarliest, Literal("2999-01-01", datatype=XSD.date)),
        (SCHEMA.Person, RDFS.label, None),
        (SCHEMA.Person, HG.named, None),
        (SCHEMA.Person, RDF.type, SCHEMA.Place),
        (ARTICLE, HG.reportedOn, None),
        (SCHEMA.Quotation, SCHEMA.text, None),
        (SCHEMA.Quotation, HG.kind, Literal("mixed")),
        (HG.Relation, HG.relationType, Literal("worksfor")),
        (HG.Statement, HG.claim, None),
        (HG.Statement, HG.lastReported, Literal("1999-01-01", datatype=XSD.date)),
        (HG.Link, HG.reason, None),
        (HG.Link, HG.type, HG.subject),
        (HG.Story, HG.story, None),
        (NIF.RFC5147String, NIF.anchorOf, None),
        (NIF.RFC5147String, NIF.endIndex, Literal("0", datatype=XSD.integer)),
    ],
)
def test_a_fault_is_found(story, base, shapes, kind, predicate, value):
    """Take a value away (None), or put a wrong one in its place or beside it, at one node of a class."""
    found = graphs(project(story, base))
    graph = next(g for g in found.values() if (None, RDF.type, kind) in g)
    subject = sorted(graph.subjects(RDF.type, kind))[-1]
    if predicate == HG.happenedEarliest:
        graph.add((subject, HG.happenedLatest, Literal("2017-01-01", datatype=XSD.date)))
    if kind == HG.Story:
        graph.remove((None, predicate, subject))
    elif predicate != RDF.type:
        graph.remove((subject, predicate, None))
    if value is not None:
        graph.add((subject, predicate, value))
    assert faults(graph, shapes)
