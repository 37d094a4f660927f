"""JSON-LD 1.1 (https://www.w3.org/TR/json-ld11/) with a context: properties and classes by our prefixes.

It streams: of quads that come graph by graph and subject by subject only one node is held at a time, and each is a line
of its own. IRIs of things stay whole, numbers and dates keep their type.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

import pyoxigraph as ox

from hergang.graphs.exports.selection import name
from hergang.graphs.vocabulary import PREFIXES, RDF, XSD

_PLAIN = str(XSD.string)


def generate_jsonld(quads: Iterable[ox.Quad]) -> Iterator[str]:
    """Yield the document; quads of one graph, and in it of one subject, come together, the default graph first."""
    context = json.dumps(dict(sorted(PREFIXES.items())), ensure_ascii=False)
    yield f'{{"@context": {context}, "@graph": [\n'
    between = ""
    for graph, found in groupby(quads, key=lambda quad: quad.graph_name):
        if isinstance(graph, ox.DefaultGraph):
            yield from _nodes(found, between)
        else:
            yield f'{between}{{"@id": {json.dumps(graph.value, ensure_ascii=False)}, "@graph": [\n'
            yield from _nodes(found, "")
            yield "\n]}"
        between = ",\n"
    yield "\n]}\n"


def _nodes(quads: Iterable[ox.Quad], between: str) -> Iterator[str]:
    for subject, found in groupby(quads, key=lambda quad: quad.subject):
        node: dict[str, Any] = {"@id": name(subject)}
        for quad in found:
            if quad.predicate.value == str(RDF.type) and isinstance(quad.object, ox.NamedNode):
                node.setdefault("@type", []).append(_short(quad.object.value))
            else:
                node.setdefault(_short(quad.predicate.value), []).append(_value(quad.object))
        yield between + json.dumps(node, ensure_ascii=False)
        between = ",\n"


def _value(term: object) -> Any:
    if not isinstance(term, ox.Literal):
        return {"@id": getattr(term, "value", str(term))}
    if term.language:
        return {"@value": term.value, "@language": term.language}
    kind = term.datatype.value
    return term.value if kind == _PLAIN else {"@value": term.value, "@type": _short(kind)}


def _short(iri: str) -> str:
    """Return a property, class or datatype by its prefix, where it has one of ours."""
    for prefix, namespace in PREFIXES.items():
        local = iri.removeprefix(namespace)
        if local != iri and local.isidentifier():
            return f"{prefix}:{local}"
    return iri
