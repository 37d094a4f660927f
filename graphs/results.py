"""The answer to a query, and the formats it can be written in: table, csv, tsv, json, xml, ttl.

csv, tsv, json and xml are the W3C's SPARQL 1.1 result formats; Oxigraph writes them, but for csv, where it leaves IRIs
with a comma (those of our claims) unquoted. An answer that is itself a graph
(CONSTRUCT, DESCRIBE) is written as Turtle (ttl), or by the others as a table of subject, predicate and object.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any, Literal, cast

import pyoxigraph as ox

from hergang.graphs.errors import QueryError
from hergang.graphs.sparql import did_you_mean
from hergang.graphs.vocabulary import PREFIXES, XSD

if TYPE_CHECKING:
    import pandas

FORMATS = ("table", "csv", "tsv", "json", "xml", "ttl")
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Kind = Literal["select", "ask", "graph"]
Row = tuple[Term | None, ...]

MOST_SHOWN = 50  # rows in a notebook
_NUMBERS = {str(XSD.integer), str(XSD.decimal)}
_WRITERS = {
    "tsv": ox.QueryResultsFormat.TSV,
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
}


@dataclass(frozen=True)
class Result:
    """What a query answered: ``payload`` is SPARQL results in JSON, or N-Triples where ``kind`` is "graph"."""

    kind: Kind
    payload: bytes
    hints: tuple[str, ...] = ()  # sentences on what may be amiss with the query (a term that is never written)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns, in the order of the query."""
        if self.kind == "graph":
            return ("subject", "predicate", "object")
        return tuple(json.loads(self.payload)["head"].get("vars", ())) if self.kind == "select" else ("answer",)

    @cached_property
    def terms(self) -> list[Row]:
        """The rows, as terms; None where a variable is unbound."""
        if self.kind == "graph":
            return [(triple.subject, triple.predicate, triple.object) for triple in self.triples]
        if self.kind == "ask":
            return [(ox.Literal(bool(self)),)]
        parsed = _parsed(self.payload)
        return [tuple(solution[name] for name in self.columns) for solution in parsed]

    @cached_property
    def rows(self) -> list[tuple[str | None, ...]]:
        """The rows, as plain text: IRIs in full, literals by their lexical form; None where a variable is unbound."""
        return [tuple(None if term is None else value(term) for term in row) for row in self.terms]

    @cached_property
    def shown(self) -> list[list[str]]:
        """The rows as a table shows them: IRIs shortened by the preset prefixes, each cell on one line."""
        return [["" if term is None else shown(term) for term in row] for row in self.terms]

    @cached_property
    def triples(self) -> list[ox.Triple]:
        """The triples of a CONSTRUCT or DESCRIBE, doubles removed, in the order of their N-Triples."""
        if self.kind != "graph":
            return []
        lines = sorted(set(self.payload.splitlines(keepends=True)))
        return [quad.triple for quad in ox.parse(b"".join(lines), format=ox.RdfFormat.N_TRIPLES)]

    def records(self) -> list[dict[str, str]]:
        """Return the rows as plain text by column; unbound ones are left out."""
        return [
            {name: cell for name, cell in zip(self.columns, row, strict=True) if cell is not None} for row in self.rows
        ]

    def to_pandas(self) -> pandas.DataFrame:
        """Return the rows as a table of pandas: numbers and days as such, all else as text, what is unbound as missing.

        Raises:
            QueryError: pandas is not installed (it is no dependency of ours).
        """
        try:
            import pandas
        except ImportError as error:
            raise QueryError('pandas is not installed. "pip install pandas" does it; or take records().') from error
        frame = pandas.DataFrame(self.rows, columns=list(self.columns))
        for name, cells in zip(self.columns, zip(*self.terms, strict=True), strict=False):
            kinds = {term.datatype.value for term in cells if isinstance(term, ox.Literal)}
            if all(term is None or isinstance(term, ox.Literal) for term in cells) and kinds and kinds <= _NUMBERS:
                frame[name] = pandas.to_numeric(frame[name])
            elif kinds == {str(XSD.date)}:
                frame[name] = pandas.to_datetime(frame[name])
        return frame

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{escape(name)}</th>" for name in self.columns)
        rows = ["".join(f"<td>{escape(cell)}</td>" for cell in row) for row in self.shown[:MOST_SHOWN]]
        more = f"<p>{len(self)} rows, of which {MOST_SHOWN} are shown.</p>" if len(self) > MOST_SHOWN else ""
        body = "".join(f"<tr>{row}</tr>" for row in rows)
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"

    def __bool__(self) -> bool:
        """Say whether the answer is yes: an ASK's answer, or whether there is any row."""
        if self.kind == "ask":
            return bool(json.loads(self.payload)["boolean"])
        return bool(self.terms)

    def __len__(self) -> int:
        return len(self.terms)

    def __iter__(self) -> Iterator[tuple[str | None, ...]]:
        return iter(self.rows)

    def write(self, format: str) -> str:
        """Return the answer written in a format.

        Raises:
            QueryError: there is no such format, or it cannot hold this kind of answer.
        """
        if format not in FORMATS:
            near = did_you_mean(format, FORMATS)
            raise QueryError(f'No format "{format}".{near} There are {", ".join(FORMATS)}.')
        if format == "table":
            return plain_table(self.columns, self.shown)
        if format == "csv":
            return self._csv()
        if format == "ttl":
            return self._turtle()
        return _serialised(self._as_results(), format)

    def _as_results(self) -> bytes:
        if self.kind != "graph":
            return self.payload
        store = ox.Store()
        store.extend([ox.Quad(*triple) for triple in self.triples])
        results = store.query(
            "SELECT ?subject ?predicate ?object { ?subject ?predicate ?object } ORDER BY ?subject ?predicate ?object"
        )
        return cast(ox.QuerySolutions, results).serialize(format=ox.QueryResultsFormat.JSON) or b""

    def _csv(self) -> str:
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(self.columns)
        writer.writerows(self.rows)
        return out.getvalue()

    def _turtle(self) -> str:
        if self.kind != "graph":
            raise QueryError(
                "ttl holds a graph, and this query answers with rows. Ask by CONSTRUCT or DESCRIBE, or take csv."
            )
        text = (ox.serialize(self.triples, format=ox.RdfFormat.TURTLE, prefixes=PREFIXES) or b"").decode()
        return sorted_prefixes(text)


def value(term: Term) -> str:
    """Return a term as plain text: the IRI, or the literal's lexical form."""
    return str(term) if isinstance(term, ox.Triple) else term.value


def shown(term: Term) -> str:
    """Return a term as a table shows it: IRIs shortened by the preset prefixes, literals as they are, on one line."""
    text = value(term)
    if isinstance(term, ox.NamedNode):
        for prefix, namespace in PREFIXES.items():
            if text.startswith(namespace) and len(text) > len(namespace):
                return f"{prefix}:{text.removeprefix(namespace)}"
    return " ".join(text.split())


def sorted_prefixes(turtle: str) -> str:
    """Return Turtle or TriG with its leading prefix lines sorted: Oxigraph writes them in an order of no meaning."""
    lines = turtle.splitlines(keepends=True)
    head = [line for line in lines if line.startswith("@prefix ")]
    return "".join(sorted(head) + lines[len(head) :])


def plain_table(columns: tuple[str, ...], rows: list[list[str]]) -> str:
    """Return rows as text in aligned columns, parted by two spaces, under a line of names and a rule."""
    widths = [max(map(len, column)) for column in zip(columns, *rows, strict=True)]
    lines = [columns, ["-" * width for width in widths], *rows]
    return "".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() + "\n" for line in lines
    )


def _parsed(payload: bytes) -> Any:
    return ox.parse_query_results(payload, ox.QueryResultsFormat.JSON)


def _serialised(payload: bytes, format: str) -> str:
    out = io.BytesIO()
    _parsed(payload).serialize(out, _WRITERS[format])
    text = out.getvalue().decode()
    return text if text.endswith("\n") else text + "\n"
