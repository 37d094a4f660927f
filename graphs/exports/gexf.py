"""GEXF 1.3 (https://gexf.net), the format of Gephi; networkx reads it too.

Where anything has a day, the graph is dynamic: edges live from the first to the last report of them (a claim or article
on its day alone), nodes as long as the edges that they stand at, and Gephi's timeline plays how the story grew.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from xml.sax.saxutils import quoteattr

from hergang.graphs.exports.network import FORBIDDEN, Edge, Kind, Network, Node, Value, text_of

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<gexf xmlns="http://gexf.net/1.3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
xsi:schemaLocation="http://gexf.net/1.3 http://gexf.net/1.3/gexf.xsd" version="1.3">
"""
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_Keys = dict[str, tuple[str, Kind]]  # key and type by title


def generate_gexf(network: Network) -> Iterator[str]:
    """Yield the text of a network, line by line.

    The relation is the edge's ``label`` and its attribute ``type`` (an edge element's own ``type`` says "directed").
    Characters that XML forbids are left out; the description in ``meta`` says how many.
    """
    nodes: _Keys = _keys({"type": "string", **network.node_kinds})
    edges: _Keys = _keys({"type": "string", **{k: v for k, v in network.edge_kinds.items() if k != "weight"}})
    yield _HEAD
    yield "  <meta>\n    <creator>hergang</creator>\n"
    yield f"    <description>characters removed that XML forbids: {network.forbidden}</description>\n  </meta>\n"
    lives = _lives(network)
    dynamic = ' mode="dynamic" timeformat="date" timerepresentation="interval"' if lives else ' mode="static"'
    yield f'  <graph defaultedgetype="directed"{dynamic}>\n'
    yield from _declared("node", nodes)
    yield from _declared("edge", edges)
    yield "    <nodes>\n"
    for node in network.nodes:
        yield from _node(node, nodes, _interval(lives.get(node.id)))
    yield "    </nodes>\n    <edges>\n"
    for number, edge in enumerate(network.edges):
        yield from _edge(number, edge, edges)
    yield "    </edges>\n  </graph>\n</gexf>\n"


def _keys(kinds: Mapping[str, Kind]) -> _Keys:
    return {name: (str(number), kind) for number, (name, kind) in enumerate(kinds.items())}


def _declared(what: str, keys: _Keys) -> Iterator[str]:
    yield f'    <attributes class="{what}" mode="static">\n'
    for name, (key, kind) in keys.items():
        yield f'      <attribute id="{key}" title={_quoted(name)} type="{kind}"/>\n'
    yield "    </attributes>\n"


def _lives(network: Network) -> dict[str, tuple[str, str]]:
    """Return first and last day of nodes by id: their own, or those of their edges."""
    days: dict[str, list[str]] = defaultdict(list)
    own = {node.id: _days_of(node.attributes) for node in network.nodes}
    for edge in network.edges:
        for end, other in ((edge.source, edge.target), (edge.target, edge.source)):
            days[end].extend(_days_of(edge.attributes) or own.get(other, ()))
    return {id_: (min(found), max(found)) for id_ in own if (found := own[id_] or days[id_])}


def _days_of(attributes: Mapping[str, Value]) -> tuple[str, ...]:
    """Return the ISO days on which an edge or node was first and last told of; none where it has no day."""
    days = (attributes.get(name) for name in ("first", "last", "firstReported", "lastReported", "reportedOn"))
    return tuple(day for day in days if isinstance(day, str) and _DAY.fullmatch(day))


def _interval(days: Sequence[str] | None) -> str:
    return f' start="{min(days)}" end="{max(days)}"' if days else ""


def _node(node: Node, keys: _Keys, interval: str) -> Iterator[str]:
    yield f"      <node id={_quoted(node.id)} label={_quoted(node.label)}{interval}>\n"
    yield from _values({"type": node.type, **node.attributes}, keys)
    yield "      </node>\n"


def _edge(number: int, edge: Edge, keys: _Keys) -> Iterator[str]:
    ends = f"source={_quoted(edge.source)} target={_quoted(edge.target)} label={_quoted(edge.type)}"
    weight = f' weight="{edge.attributes["weight"]}"' if "weight" in edge.attributes else ""
    yield f'      <edge id="e{number}" {ends}{weight}{_interval(_days_of(edge.attributes))}>\n'
    yield from _values({"type": edge.type, **{k: v for k, v in edge.attributes.items() if k != "weight"}}, keys)
    yield "      </edge>\n"


def _values(values: Mapping[str, Value], keys: _Keys) -> Iterator[str]:
    yield "        <attvalues>\n"
    for name, value in values.items():
        key, kind = keys[name]
        yield f'          <attvalue for="{key}" value={_quoted(text_of(value, kind))}/>\n'
    yield "        </attvalues>\n"


def _quoted(text: str) -> str:
    """Return the text as an attribute; line breaks as references, which a reader would else turn into spaces."""
    return quoteattr(FORBIDDEN.sub("", text), {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})
