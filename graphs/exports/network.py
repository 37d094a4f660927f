"""A network as GraphML, GEXF and CSV write it: nodes and edges with attributes of one type each.

An attribute whose values are all single integers, decimals or booleans has that type; any other is a string, lists
joined by ``|``. A date stays an ISO string and has its year beside it as an integer. What is missing is not there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import pyoxigraph as ox

from hergang.graphs.vocabulary import HG, PREFIXES, SCHEMA, XSD

Value = str | int | float | bool
Kind = Literal["string", "long", "double", "boolean"]

# What XML 1.0 (production 2, Char) forbids: controls but tab, line feed and return; surrogates; U+FFFE, U+FFFF.
FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_RESERVED = frozenset(["id", "label", "type", "source", "target", "weight", "key", "name"])
_KINDS: dict[type, Kind] = {bool: "boolean", int: "long", float: "double", str: "string"}


@dataclass(frozen=True)
class Node:
    """A node: its IRI, how to call it, its class ("Person"), and its attributes."""

    id: str
    label: str
    type: str
    attributes: Mapping[str, Value]


@dataclass(frozen=True)
class Edge:
    """A directed edge of a type; several may run between the same two nodes."""

    source: str
    type: str
    target: str
    attributes: Mapping[str, Value]


@dataclass(frozen=True)
class Network:
    """Nodes by IRI, edges by source, type, target."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]

    @cached_property
    def node_kinds(self) -> dict[str, Kind]:
        """The type of every attribute of nodes, by name."""
        return _kinds(node.attributes for node in self.nodes)

    @cached_property
    def edge_kinds(self) -> dict[str, Kind]:
        """The type of every attribute of edges, by name."""
        return _kinds(edge.attributes for edge in self.edges)

    @cached_property
    def forbidden(self) -> int:
        """How many characters there are that XML forbids."""
        texts = [text for node in self.nodes for text in (node.id, node.label, node.type, *node.attributes.values())]
        texts += [text for edge in self.edges for text in (edge.type, *edge.attributes.values())]
        return sum(len(FORBIDDEN.findall(text)) for text in texts if isinstance(text, str))


def network(nodes: Iterable[Node], edges: Iterable[Edge]) -> Network:
    """Return a network in its order."""
    return Network(
        tuple(sorted(nodes, key=lambda node: node.id)),
        tuple(sorted(edges, key=lambda edge: (edge.source, edge.type, edge.target))),
    )


def text_of(value: Value, kind: Kind) -> str:
    """Return a value as an attribute of a kind is written."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value) if kind == "double" else str(value)


def attributes(properties: Mapping[str, Iterable[ox.Literal]]) -> dict[str, Value]:
    """Return the attributes that properties (by IRI) with literals give, by name."""
    found: dict[str, Value] = {}
    for iri in sorted(properties):
        literals = sorted(properties[iri], key=lambda literal: (literal.value, literal.language or ""))
        name = attribute_name(iri)
        found[name] = _value(literals[0]) if len(literals) == 1 else joined(literal.value for literal in literals)
        if literals[0].datatype.value in (str(XSD.date), str(XSD.dateTime)):
            found[f"{name}Year"] = int(literals[0].value[:4])
    return found


def joined(values: Iterable[str]) -> str:
    """Return the values as a list, each once, in their order; ``|`` within one becomes ``¦``."""
    return "|".join(dict.fromkeys(value.replace("|", "¦") for value in values))


def attribute_name(iri: str) -> str:
    """Return the name of a property's attribute or of an edge's type: its local name, told from those it might equal.

    Names of ``hg:`` come first (``hg:value`` is ``value``, ``schema:value`` is ``schema_value``).
    """
    prefix, local = _split(iri)
    taken = local in _RESERVED or (prefix != "hg" and local in HG.__annotations__)
    taken = taken or (prefix not in ("hg", "schema") and local in SCHEMA.__annotations__)
    return f"{prefix}_{local}" if taken else local


def _split(iri: str) -> tuple[str, str]:
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return prefix, iri.removeprefix(namespace)
    return "other", re.split(r"[/#]", iri)[-1]


def _value(literal: ox.Literal) -> Value:
    kind = literal.datatype.value
    if kind == str(XSD.integer):
        return int(literal.value)
    if kind == str(XSD.decimal):
        return float(literal.value)
    return literal.value == "true" if kind == str(XSD.boolean) else literal.value


def _kinds(records: Iterable[Mapping[str, Value]]) -> dict[str, Kind]:
    kinds: dict[str, Kind] = {}
    for record in records:
        for name, value in record.items():
            kind = _KINDS[type(value)]
            kinds[name] = kind if kinds.get(name, kind) == kind else "string"
    return dict(sorted(kinds.items()))
