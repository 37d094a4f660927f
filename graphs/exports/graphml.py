"""GraphML (http://graphml.graphdrawing.org), as networkx, igraph, Gephi, yEd and Cytoscape read it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from xml.sax.saxutils import escape, quoteattr

from hergang.graphs.exports.network import FORBIDDEN, Edge, Kind, Network, Node, Value, text_of

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">
"""
_Keys = dict[str, tuple[str, Kind]]  # key and type by name


def generate_graphml(network: Network) -> Iterator[str]:
    """Yield the text of a network, line by line.

    Nodes have ``label`` and ``type``, edges ``type`` and ids of their own (e0, e1, ...). Characters that XML forbids
    are left out; the graph's ``removedCharacters`` says how many.
    """
    nodes: _Keys = _keys("n", {"label": "string", "type": "string", **network.node_kinds})
    edges: _Keys = _keys("e", {"type": "string", **network.edge_kinds})
    yield _HEAD
    yield from _declared("node", nodes)
    yield from _declared("edge", edges)
    yield '  <key id="g0" for="graph" attr.name="removedCharacters" attr.type="long"/>\n'
    yield '  <graph id="hergang" edgedefault="directed">\n'
    yield f'    <data key="g0">{network.forbidden}</data>\n'
    for node in network.nodes:
        yield from _node(node, nodes)
    for number, edge in enumerate(network.edges):
        yield from _edge(number, edge, edges)
    yield "  </graph>\n</graphml>\n"


def _keys(letter: str, kinds: Mapping[str, Kind]) -> _Keys:
    return {name: (f"{letter}{number}", kind) for number, (name, kind) in enumerate(kinds.items())}


def _declared(what: str, keys: _Keys) -> Iterator[str]:
    for name, (key, kind) in keys.items():
        yield f'  <key id="{key}" for="{what}" attr.name={_quoted(name)} attr.type="{kind}"/>\n'


def _node(node: Node, keys: _Keys) -> Iterator[str]:
    yield f"    <node id={_quoted(node.id)}>\n"
    yield from _data({"label": node.label, "type": node.type, **node.attributes}, keys)
    yield "    </node>\n"


def _edge(number: int, edge: Edge, keys: _Keys) -> Iterator[str]:
    yield f'    <edge id="e{number}" source={_quoted(edge.source)} target={_quoted(edge.target)}>\n'
    yield from _data({"type": edge.type, **edge.attributes}, keys)
    yield "    </edge>\n"


def _data(values: Mapping[str, Value], keys: _Keys) -> Iterator[str]:
    for name, value in values.items():
        key, kind = keys[name]
        yield f'      <data key="{key}">{escape(FORBIDDEN.sub("", text_of(value, kind)))}</data>\n'


def _quoted(text: str) -> str:
    return quoteattr(FORBIDDEN.sub("", text))
