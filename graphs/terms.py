"""Terms and triples as the projection writes them: lines of N-Triples, in the one spelling that the store gives back.

A graph of a thousand articles has some three million statements. As lines they are compared, kept and handed to the
store as they are; as objects of a library each would be made, hashed and spelt out again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

import pyoxigraph as ox

from hergang.graphs.lines import Line
from hergang.graphs.vocabulary import RDF, XSD

Triple = str  # "subject predicate object" in N-Triples, without the full stop

_ESCAPED = re.compile(r'[\x00-\x1f"\\\x7f]')
_NOT_IN_IRIS = re.compile(r'[\x00-\x20<>"{}|^`\\]')
_BOOLEAN, _DATE, _DATETIME = str(XSD.boolean), str(XSD.date), str(XSD.dateTime)
_DECIMAL, _DURATION, _INTEGER = str(XSD.decimal), str(XSD.duration), str(XSD.integer)
_TYPE = f"<{RDF.type}>"


def iri(value: str) -> str:
    """Return an IRI as a term; ValueError where it can be none."""
    if _NOT_IN_IRIS.search(value):
        raise ValueError(f"{value!r} is no IRI")
    return f"<{value}>"


def text(value: str, language: str | None = None) -> str:
    """Return a plain or language-tagged string."""
    if language and language != "und":
        return str(ox.Literal(value, language=language))
    return str(ox.Literal(value)) if _ESCAPED.search(value) else f'"{value}"'


def boolean(value: bool) -> str:
    """Return an ``xsd:boolean``."""
    return f'"{"true" if value else "false"}"^^<{_BOOLEAN}>'


def date(value: str) -> str:
    """Return a zone-less ``xsd:date`` of an ISO day."""
    return _typed(value, _DATE)


def moment(value: str) -> str:
    """Return an ``xsd:dateTime`` of an ISO dateTime in UTC."""
    return _typed(value, _DATETIME)


def integer(value: int) -> str:
    """Return an ``xsd:integer``."""
    return f'"{value}"^^<{_INTEGER}>'


def decimal(value: float) -> str:
    """Return an ``xsd:decimal`` without needless zeros, rounded to six places."""
    return f'"{Decimal(str(round(value, 6))).normalize():f}"^^<{_DECIMAL}>'


def number(value: float) -> str:
    """Return an ``xsd:integer`` of a whole number, else an ``xsd:decimal``."""
    return integer(int(value)) if float(value).is_integer() else decimal(value)


def duration(value: str) -> str:
    """Return an ``xsd:duration`` of a canonical one (`hergang.graphs.durations.xsd_duration`)."""
    return _typed(value, _DURATION)


def _typed(value: str, kind: str) -> str:
    return str(ox.Literal(value, datatype=ox.NamedNode(kind))) if _ESCAPED.search(value) else f'"{value}"^^<{kind}>'


def in_graph(name: str, triples: Iterable[Triple]) -> Iterator[Line]:
    """Yield triples as lines of a named graph."""
    graph = iri(name)
    return (f"{triple} {graph}" for triple in triples)


class Subject:
    """Writes the triples of one subject: what is None or empty is left out."""

    def __init__(self, name: str, *types: str) -> None:
        self.iri = name
        self._node = iri(name)
        self._triples = [f"{self._node} {_TYPE} <{kind}>" for kind in types]

    def add(self, predicate: str, value: str | None) -> Subject:
        """Add one triple; the value is a term."""
        if value is not None:
            self._triples.append(f"{self._node} <{predicate}> {value}")
        return self

    def to(self, predicate: str, name: str | None) -> Subject:
        """Add one triple whose object is an IRI."""
        if name:
            self._triples.append(f"{self._node} <{predicate}> {iri(name)}")
        return self

    def say(self, predicate: str, value: str | None, language: str | None = None) -> Subject:
        """Add one triple whose object is a string."""
        if value:
            self._triples.append(f"{self._node} <{predicate}> {text(value, language)}")
        return self

    def __iter__(self) -> Iterator[Triple]:
        return iter(self._triples)
