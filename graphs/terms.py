"""Terms of RDF in the one spelling that the store gives back, so that a graph compares equal with itself."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pyoxigraph as ox

from hergang.graphs.vocabulary import RDF, XSD, node

Object = ox.NamedNode | ox.Literal
_BOOLEAN, _DATE, _DATETIME = node(XSD.boolean), node(XSD.date), node(XSD.dateTime)
_DECIMAL, _DURATION, _INTEGER = node(XSD.decimal), node(XSD.duration), node(XSD.integer)


def text(value: str, language: str | None = None) -> ox.Literal:
    """Return a plain or language-tagged string."""
    return ox.Literal(value, language=language) if language and language != "und" else ox.Literal(value)


def boolean(value: bool) -> ox.Literal:
    """Return an ``xsd:boolean``."""
    return ox.Literal("true" if value else "false", datatype=_BOOLEAN)


def date(value: str) -> ox.Literal:
    """Return a zone-less ``xsd:date`` of an ISO day."""
    return ox.Literal(value, datatype=_DATE)


def moment(value: str) -> ox.Literal:
    """Return an ``xsd:dateTime`` of an ISO dateTime in UTC."""
    return ox.Literal(value, datatype=_DATETIME)


def integer(value: int) -> ox.Literal:
    """Return an ``xsd:integer``."""
    return ox.Literal(str(value), datatype=_INTEGER)


def decimal(value: float) -> ox.Literal:
    """Return an ``xsd:decimal`` without needless zeros, rounded to six places."""
    number = Decimal(str(round(value, 6)))
    return ox.Literal(f"{number.normalize():f}", datatype=_DECIMAL)


def number(value: float) -> ox.Literal:
    """Return an ``xsd:integer`` of a whole number, else an ``xsd:decimal``."""
    return integer(int(value)) if float(value).is_integer() else decimal(value)


def duration(value: str) -> ox.Literal:
    """Return an ``xsd:duration`` of a canonical one (`hergang.graphs.durations.xsd_duration`)."""
    return ox.Literal(value, datatype=_DURATION)


class Subject:
    """Writes the triples of one subject: what is None or empty is left out."""

    def __init__(self, iri: str, *types: str) -> None:
        self.node = node(iri)
        self._triples = [ox.Triple(self.node, node(RDF.type), node(kind)) for kind in types]

    def add(self, predicate: str, value: Object | None) -> Subject:
        """Add one triple."""
        if value is not None:
            self._triples.append(ox.Triple(self.node, node(predicate), value))
        return self

    def to(self, predicate: str, iri: str | None) -> Subject:
        """Add one triple whose object is an IRI."""
        return self.add(predicate, node(iri) if iri else None)

    def say(self, predicate: str, value: str | None, language: str | None = None) -> Subject:
        """Add one triple whose object is a string."""
        return self.add(predicate, text(value, language) if value else None)

    def __iter__(self) -> Iterator[ox.Triple]:
        return iter(self._triples)
