"""Exports, each read back by the programs that they are for."""

import csv
import json
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import igraph
import networkx
import pyoxigraph as ox
import pytest
from rdflib import Dataset, Graph
from rdflib.compare import isomorphic

from hergang.corpus.errors import StoreError
from hergang.graphs import exports
from hergang.graphs.errors import QueryError
from hergang.graphs.exports import FORMATS, VIEWS, export
from hergang.graphs.exports.network import Edge, Network, Node, attribute_name, attributes, network
from hergang.graphs.store import GraphStore, open_reader

BASE = "https://w3id.org/hergang/data/"
RDF_SYNTAX = {"ttl": "turtle", "trig": "trig", "nq": "nquads", "jsonld": "json-ld"}
# rdflib 7 warns of its own doings where it parses a Dataset
in_rdflib = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")


@pytest.fixture(scope="module")
def data(root):
    return list(ox.parse(path=str(root / "tests/data/graphs/bridge.trig"), format=ox.RdfFormat.TRIG))


@pytest.fixture(scope="module")
def reader(data, tmp_path_factory):
    path = tmp_path_factory.mktemp("exports")
    with GraphStore.open(path) as graph:
        graph.write(data)
        graph.checkpoint()
    with open_reader(path) as reader:
        yield reader


def edges_of(graph) -> list[tuple[str, str, str]]:
    return sorted((source, found["type"], target) for source, target, found in graph.edges(data=True))


def standing(data) -> Graph:
    triples = [quad.triple for quad in data if quad.graph_name == ox.DefaultGraph()]
    return Graph().parse(data=ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES), format="nt")


@pytest.mark.parametrize("view", VIEWS)
def test_networkx_igraph_and_gexf_see_the_same_network(reader, tmp_path, view):
    written = export("graphml", reader, tmp_path / "n.graphml", view=view, with_text=True)
    export("gexf", reader, tmp_path / "n.gexf", view=view, with_text=True)
    one = networkx.read_graphml(tmp_path / "n.graphml", force_multigraph=True)
    two = igraph.Graph.Read_GraphML(str(tmp_path / "n.graphml"))
    three = networkx.read_gexf(tmp_path / "n.gexf")
    assert (one.number_of_nodes(), one.number_of_edges()) == (written.nodes, written.edges)
    assert (two.vcount(), two.ecount()) == (written.nodes, written.edges)
    assert edges_of(one) == edges_of(three)
    ids = [unescape(name) for name in two.vs["id"]]  # igraph leaves an ampersand of an XML attribute as &#38;
    ends = [(ids[edge.source], edge["type"], ids[edge.target]) for edge in two.es]
    assert sorted(ends) == edges_of(one)
    assert (
        dict(zip(ids, two.vs["label"], strict=True)) == dict(one.nodes(data="label")) == dict(three.nodes(data="label"))
    )
    assert set(one.nodes) == set(three.nodes)


def test_entity_view_has_one_edge_with_weight_first_and_last(reader, tmp_path):
    export("graphml", reader, tmp_path / "n.graphml")
    graph = networkx.read_graphml(tmp_path / "n.graphml", force_multigraph=True)
    found = graph.get_edge_data(f"{BASE}e/kern", f"{BASE}e/works")
    assert list(found.values()) == [
        {
            "type": "worksFor",
            "weight": 1,
            "asserted": 1,
            "articles": 1,
            "sentences": "Kern is an engineer in the safety department of Altenau Works.",
            "first": "2024-03-20",
            "firstYear": 2024,
            "last": "2024-03-20",
            "lastYear": 2024,
        }
    ]
    assert graph.nodes[f"{BASE}e/kern"] == {
        "label": "Ada Kern",
        "type": "Person",
        "altLabel": "Ingenieurin Kern|Kern",
        "named": True,
    }
    assert f"{BASE}e/au" not in graph  # who wrote an article is not in the news


def test_entity_view_ties_entities_and_shows_the_named(reader, tmp_path):
    export("graphml", reader, tmp_path / "n.graphml")
    graph = networkx.read_graphml(tmp_path / "n.graphml", force_multigraph=True)
    tied = [(source.removeprefix(BASE), name, target.removeprefix(BASE)) for source, name, target in edges_of(graph)]
    assert tied == [
        ("e/kern", "close", "e/bridge"),
        ("e/kern", "formerlyWorkedFor", "e/fair"),
        ("e/kern", "lose (instrument)", "e/jung"),
        ("e/kern", "lose (place)", "e/austria"),
        ("e/kern", "origin", "e/austria"),
        ("e/kern", "toldTo", "o/courier"),
        ("e/kern", "worksFor", "e/works"),
        ("e/worker", "sperren", "e/bridge"),
        ("e/works", "hasAccount", "e/account"),
    ]
    shown = {node.removeprefix(BASE) for node in graph}
    assert shown == {end for source, _, target in tied for end in (source, target)}


def test_entity_view_gathers_what_several_articles_say(tmp_path):
    claim = """<{0}> a schema:Claim ; hg:subject <e/a> ; hg:object <e/b> ; hg:predicate "kaufen" ; hg:sentence "S|{1}" ;
      hg:polarity "{2}" ; hg:voice "{3}" ; hg:reportedOn "{1}"^^xsd:date ; schema:appearance <{0}a> ."""
    told = [
        ("c1", "2024-05-02", "positive", "speaker"),
        ("c2", "2023-01-01", "positive", "article"),
        ("c3", "2024-06-01", "negative", "article"),
    ]
    prefixes = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in exports.rdf.PREFIXES.items())
    text = prefixes + '<e/a> rdfs:label "A" . <e/b> rdfs:label "B" .' + "".join(claim.format(*one) for one in told)
    with GraphStore.open(tmp_path) as graph:
        graph.write(ox.parse(text, format=ox.RdfFormat.TURTLE, base_iri=BASE))
        graph.checkpoint()
    with open_reader(tmp_path) as reader:
        export("graphml", reader, tmp_path / "n.graphml")
    edges = networkx.read_graphml(tmp_path / "n.graphml").edges(data=True)
    gathered = {found["type"]: found for _, _, found in edges}
    assert gathered.keys() == {"kaufen", "not kaufen"}
    assert gathered["kaufen"]["weight"] == 2
    assert gathered["kaufen"]["asserted"] == 1
    assert (gathered["kaufen"]["first"], gathered["kaufen"]["last"]) == ("2023-01-01", "2024-05-02")
    assert gathered["kaufen"]["sentences"] == "S¦2023-01-01|S¦2024-05-02"


def test_graphml_ids_are_unique_and_nothing_missing_is_written(reader, tmp_path):
    export("graphml", reader, tmp_path / "n.graphml", view="full")
    root = ElementTree.parse(tmp_path / "n.graphml").getroot()
    space = {"g": "http://graphml.graphdrawing.org/xmlns"}
    ids = [edge.get("id") for edge in root.findall(".//g:edge", space)]
    assert len(set(ids)) == len(ids) > 0
    keys = {key.get("id"): key for key in root.findall("g:key", space)}
    names = [(key.get("for"), key.get("attr.name")) for key in keys.values()]
    assert len(set(names)) == len(names)
    for found in root.findall(".//g:data", space):
        assert found.get("key") in keys
        assert found.text


def test_forbidden_characters_are_removed_and_counted(tmp_path):
    node = Node("http://e/1", "A\x00B", "T\ufffe", {"words": "\x0b<&>\"'\n\t]]>", "n": 3})
    wide = network([node], [Edge("http://e/1", "is\x1f", "http://e/1", {})])
    assert wide.forbidden == 4
    text = "".join(exports.graphml.generate_graphml(wide))
    (tmp_path / "n.graphml").write_text(text, encoding="utf-8")
    graph = networkx.read_graphml(tmp_path / "n.graphml")
    assert graph.nodes["http://e/1"] == {"label": "AB", "type": "T", "words": "<&>\"'\n\t]]>", "n": 3}
    assert graph.graph["removedCharacters"] == 4
    (tmp_path / "n.gexf").write_text("".join(exports.gexf.generate_gexf(wide)), encoding="utf-8")
    other = networkx.read_gexf(tmp_path / "n.gexf")
    assert other.nodes["http://e/1"]["words"] == "<&>\"'\n\t]]>"


def test_attribute_has_one_type():
    wide = Network((Node("1", "a", "T", {"n": 1, "x": 1.5}), Node("2", "b", "T", {"n": "1|2", "b": True})), ())
    assert wide.node_kinds == {"n": "string", "x": "double", "b": "boolean"}


@pytest.mark.parametrize(
    ("iri", "name"),
    [
        ("https://w3id.org/hergang/ns#value", "value"),
        ("https://schema.org/value", "schema_value"),
        ("https://w3id.org/hergang/ns#type", "hg_type"),
        ("http://purl.org/dc/terms/isPartOf", "dcterms_isPartOf"),
        ("https://schema.org/headline", "headline"),
        ("http://x.example/y#z", "z"),
    ],
)
def test_attribute_names_are_told_apart(iri, name):
    assert attribute_name(iri) == name


def test_lists_are_joined_and_dates_have_a_year():
    day = ox.Literal("2024-03-02", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#date"))
    found = attributes({"http://e/day": [day], "http://e/list": [ox.Literal("b|c"), ox.Literal("a")]})
    assert found == {"day": "2024-03-02", "dayYear": 2024, "list": "a|b¦c"}


def test_csv_has_the_network_of_graphml(reader, tmp_path):
    export("csv", reader, tmp_path / "table", view="claims")
    export("graphml", reader, tmp_path / "n.graphml", view="claims")
    graph = networkx.read_graphml(tmp_path / "n.graphml", force_multigraph=True)
    with (tmp_path / "table/nodes.csv").open(encoding="utf-8", newline="") as file:
        nodes = {row["Id"]: row for row in csv.DictReader(file)}
    with (tmp_path / "table/edges.csv").open(encoding="utf-8", newline="") as file:
        edges = [(row["Source"], row["relation"], row["Target"]) for row in csv.DictReader(file)]
    assert nodes.keys() == set(graph.nodes)
    assert nodes[f"{BASE}rev/1111-aa#claim=0,40"]["happenedEarliest"] == "2024-03-01"
    assert nodes[f"{BASE}rev/1111-aa#claim=0,40"]["happenedEarliestYear"] == "2024"
    assert sorted(edges) == edges_of(graph)


@in_rdflib
@pytest.mark.parametrize("format", ["trig", "nq", "jsonld"])
def test_full_rdf_is_isomorphic_graph_by_graph(reader, data, tmp_path, format):
    written = export(format, reader, tmp_path / "out", with_text=True)
    dataset = Dataset()
    dataset.parse(data=(tmp_path / "out").read_text(encoding="utf-8"), format=RDF_SYNTAX[format])
    assert written.quads == len(set(data))
    graphs = {str(graph.identifier): graph for graph in dataset.graphs() if len(graph)}
    assert isomorphic(graphs.pop("urn:x-rdflib:default"), standing(data))
    for name, graph in graphs.items():
        triples = [quad.triple for quad in data if quad.graph_name == ox.NamedNode(name)]
        assert isomorphic(graph, Graph().parse(data=ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES), format="nt"))
    assert len(graphs) == len({quad.graph_name for quad in data}) - 1


def test_jsonld_has_a_context_and_short_names(reader, tmp_path):
    export("jsonld", reader, tmp_path / "out", view="claims")
    document = json.loads((tmp_path / "out").read_text(encoding="utf-8"))
    assert document["@context"]["schema"] == "https://schema.org/"
    (kern,) = (node for node in document["@graph"] if node["@id"] == f"{BASE}e/kern")
    assert kern["@type"] == ["schema:Person"]
    assert kern["rdfs:label"] == ["Ada Kern"]
    assert kern["hg:named"] == [{"@value": "true", "@type": "xsd:boolean"}]
    assert kern["schema:worksFor"] == [{"@id": f"{BASE}e/works"}]


@pytest.mark.parametrize("view", ["claims", "full"])
def test_turtle_is_the_standing_view(reader, data, tmp_path, view):
    export("ttl", reader, tmp_path / "out.ttl", view=view)
    assert isomorphic(Graph().parse(data=(tmp_path / "out.ttl").read_text(encoding="utf-8")), standing(data))


def test_entity_view_in_rdf_holds_facts_and_no_claims(reader, tmp_path):
    export("ttl", reader, tmp_path / "out.ttl", view="entities")
    text = (tmp_path / "out.ttl").read_text(encoding="utf-8")
    assert f"schema:worksFor <{BASE}e/works>" in text
    assert "a schema:Claim" not in text


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("view", VIEWS)
def test_whole_texts_are_left_out_unless_asked_for(reader, tmp_path, format, view):
    export(format, reader, tmp_path / "out", view=view)
    assert "Und so fort" not in _text(tmp_path / "out")


@pytest.mark.parametrize("format", ["graphml", "gexf", "csv", "trig", "nq", "jsonld"])
def test_whole_texts_are_there_when_asked_for(reader, tmp_path, format):
    export(format, reader, tmp_path / "out", view="full", with_text=True)
    assert "Und so fort" in _text(tmp_path / "out")


@pytest.mark.parametrize("format", FORMATS)
def test_same_graph_gives_the_same_bytes(data, reader, tmp_path, format):
    with GraphStore.open(tmp_path / "other") as graph:
        graph.write(data[: len(data) // 2])
        graph.write(reversed(data))
        graph.checkpoint()
    with open_reader(tmp_path / "other") as other:
        export(format, other, tmp_path / "two", view="full")
    export(format, reader, tmp_path / "one", view="full")
    assert _text(tmp_path / "one") == _text(tmp_path / "two")


@pytest.mark.parametrize("story", ["Messe", "messe", "fair", f"{BASE}s/fair"])
@pytest.mark.parametrize("format", FORMATS)
def test_story_holds_its_own_articles_alone(reader, tmp_path, format, story):
    export(format, reader, tmp_path / "out", view="full", story=story)
    text = _text(tmp_path / "out")
    assert ("Messe AG" if format == "ftm" else "Die Messe öffnet") in text  # ftm has no place for claims
    for foreign in ("Kern", "1111", "2222", "bridge", "Courier"):
        assert foreign not in text


def test_story_keeps_links_statements_and_history(reader, tmp_path):
    export("nq", reader, tmp_path / "out.nq", story="Altenau")
    text = _text(tmp_path / "out.nq")
    assert f"<{BASE}link/1>" in text
    assert f"<{BASE}st/3>" in text
    assert f"<{BASE}rev/1111-aa> ." in text
    assert "3333" not in text
    assert "Messe AG" in text  # an article of the story speaks of it


def test_failed_export_leaves_what_was_there(reader, tmp_path, monkeypatch):
    out = tmp_path / "n.graphml"
    export("graphml", reader, out)
    before = out.read_bytes()

    def torn(_):
        yield "<graphml>"
        raise OSError(28, "No space left on device")

    monkeypatch.setitem(exports._NETWORKS, "graphml", torn)
    with pytest.raises(StoreError, match=r"n.graphml: not written: the disk is full"):
        export("graphml", reader, out)
    assert out.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["n.graphml"]


def test_place_that_cannot_be_written_is_named(reader, tmp_path):
    with pytest.raises(StoreError, match=r"not written: .*Give another place"):
        export("nq", reader, tmp_path / "missing" / "out.nq")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"format": "graphlm"}, 'No export format "graphlm". Did you mean "graphml"?'),
        ({"view": "claim"}, 'No export view "claim". Did you mean "claims"?'),
        ({"story": "Brigde"}, 'No story "Brigde".'),
        ({"story": "e"}, 'story "e": 2 fit it: '),
    ],
)
def test_wrong_words_say_what_is_right(reader, tmp_path, given, words):
    wanted = {"format": "graphml", "view": "entities"} | given
    with pytest.raises(QueryError) as caught:
        export(wanted.pop("format"), reader, tmp_path / "out", **wanted)
    assert words in str(caught.value)
    assert not (tmp_path / "out").exists()


def _text(path: Path) -> str:
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    return "".join(file.read_text(encoding="utf-8") for file in files)
