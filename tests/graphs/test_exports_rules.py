"""Exports against the rules of those who read them: the schema of GEXF 1.3, and what a spreadsheet runs."""

import csv
import re
from xml.etree import ElementTree

import pytest

from hergang.graphs import exports
from hergang.graphs.exports.network import Edge, Node, network

NAMES = {"g": "{http://gexf.net/1.3}"}
# Elements with their children in order, and their attributes, as the schema has them (https://gexf.net/1.3/gexf.xsd);
# those that are required stand with an exclamation mark. Parts that are not written are left out.
SCHEMA = {
    "gexf": ("meta graph", "version! {http://www.w3.org/2001/XMLSchema-instance}schemaLocation"),
    "meta": ("creator description", "lastmodifieddate"),
    "creator": ("", ""),
    "description": ("", ""),
    "graph": ("attributes nodes edges", "defaultedgetype idtype mode timeformat timerepresentation timezone start end"),
    "attributes": ("attribute", "class! mode start end"),
    "attribute": ("default options", "id! title! type!"),
    "nodes": ("node", "count"),
    "node": ("attvalues", "id! label start end pid for"),
    "attvalues": ("attvalue", ""),
    "attvalue": ("", "for! value! start end"),
    "edges": ("edge", "count"),
    "edge": ("attvalues", "id! source! target! label kind type weight start end"),
}
VALUES = {
    "mode": "static|dynamic",
    "timeformat": "integer|double|date|dateTime",
    "timerepresentation": "interval|timestamp",
    "defaultedgetype": "directed|undirected|mutual",
    "class": "node|edge",
    "start": r"\d{4}-\d\d-\d\d",
    "end": r"\d{4}-\d\d-\d\d",
    "weight": r"\d+(\.\d+)?",
    "version": r"1\.3",
}
LONG = "integer|long|double|float|boolean|string|liststring|anyURI"
NODES = [
    Node("http://e/1", "A", "Person", {"n": 3, "sure": True}),
    Node("http://e/2", "=cmd|' /C calc'!A0", "@T", {"words": "-1+1"}),
    Node("http://e/3", "C", "Person", {"n": -4}),
]
EDGE = Edge("http://e/1", "+says", "http://e/2", {"weight": 2, "first": "2024-01-02", "last": "2024-02-01", "d": -1.5})


def check(element):
    """Assert that an element is as the schema has it, and all within it."""
    name = element.tag.removeprefix(NAMES["g"])
    children, allowed = (part.split() for part in SCHEMA[name])
    assert set(element.keys()) <= {one.rstrip("!") for one in allowed}, name
    assert {one[:-1] for one in allowed if one.endswith("!")} <= set(element.keys()), name
    for key, value in element.items():
        assert re.fullmatch(VALUES.get(key, ".*"), value, re.DOTALL), (name, key, value)
    places = [children.index(child.tag.removeprefix(NAMES["g"])) for child in element]
    assert places == sorted(places), name
    for child in element:
        check(child)


@pytest.mark.parametrize("edges", [[EDGE], []])
def test_gexf_is_as_its_schema_has_it(edges):
    root = ElementTree.fromstring("".join(exports.gexf.generate_gexf(network(NODES, edges))))
    check(root)
    ids = [node.get("id") for node in root.iter("{http://gexf.net/1.3}node")]
    assert len(set(ids)) == len(ids) == len(NODES)
    for edge in root.iter("{http://gexf.net/1.3}edge"):
        assert {edge.get("source"), edge.get("target")} <= set(ids)
    for found in root.iter("{http://gexf.net/1.3}attribute"):
        assert re.fullmatch(LONG, found.get("type"))


def test_gexf_tells_since_when_and_until_when():
    root = ElementTree.fromstring("".join(exports.gexf.generate_gexf(network(NODES, [EDGE]))))
    lives = [(one.get("id"), one.get("start"), one.get("end")) for one in root.iter() if one.get("start")]
    days = ("2024-01-02", "2024-02-01")
    assert lives == [("http://e/1", *days), ("http://e/2", *days), ("e0", *days)]
    assert root.find("{http://gexf.net/1.3}graph").get("mode") == "dynamic"
    still = ElementTree.fromstring("".join(exports.gexf.generate_gexf(network(NODES, []))))
    assert still.find("{http://gexf.net/1.3}graph").get("mode") == "static"


def test_csv_holds_nothing_that_a_spreadsheet_runs(tmp_path):
    exports.csv.write(network(NODES, [EDGE]), tmp_path)
    cells = []
    for name in ("nodes.csv", "edges.csv"):
        with (tmp_path / name).open(encoding="utf-8", newline="") as file:
            cells += [cell for row in csv.reader(file) for cell in row]
    risky = [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert sorted(risky) == ["-1.5", "-4"]
    assert {"'=cmd|' /C calc'!A0", "'@T", "'-1+1", "'+says"} <= set(cells)
