"""Where a graph differs from what it should hold."""

import pyoxigraph as ox

from hergang.graphs.difference import STANDING, compare
from hergang.graphs.store import GraphStore, open_reader

ONE, TWO, THREE = ("http://g/1", "http://g/2", "http://g/3")


def quad(number, graph=None):
    """Return a quad in a named graph, or in the default one."""
    name = ox.DefaultGraph() if graph is None else ox.NamedNode(graph)
    return ox.Quad(ox.NamedNode(f"http://e/{number}"), ox.NamedNode("http://p"), ox.Literal("x"), name)


def test_missing_and_surplus_are_counted_by_graph(tmp_path):
    with GraphStore.open(tmp_path) as graph:
        graph.write([quad(1), quad(1, ONE), quad(2, ONE), quad(1, THREE)])
        graph.checkpoint()
    with open_reader(tmp_path) as reader:
        found = compare(reader, [quad(1), quad(2), quad(2, ONE), quad(1, TWO)])
    assert found.expected == {STANDING: 2, ONE: 1, TWO: 1}
    assert found.missing == {STANDING: 1, TWO: 1}
    assert found.surplus == {ONE: 1, THREE: 1}
    assert found.orphans == [THREE]


def test_what_agrees_has_no_difference(tmp_path):
    quads = [quad(1), quad(1, ONE)]
    with GraphStore.open(tmp_path) as graph:
        graph.write(quads)
        graph.checkpoint()
    with open_reader(tmp_path) as reader:
        found = compare(reader, reversed(quads))
    assert (found.missing, found.surplus, found.orphans) == ({}, {}, [])
