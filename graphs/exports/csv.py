"""CSV, as spreadsheets, R and Gephi read it: a folder with ``nodes.csv`` and ``edges.csv`` (UTF-8, RFC 4180 quoting).

The first columns have the names that Gephi asks for (Id, Label; Source, Target, Type); the relation is ``relation``,
since Gephi takes ``Type`` for "Directed". A cell is empty where a value is missing.

A text that a spreadsheet would run as a formula (it begins with = + - @, tab or return) has an apostrophe before it, as
OWASP advises against CSV injection: words of a web page must not become code on a journalist's desk.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from hergang.graphs.exports.network import Kind, Network, Value, text_of
from hergang.graphs.exports.whole import whole

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")  # spreadsheets take the wide forms for the others


def write(network: Network, out: Path) -> None:
    """Write the two files into the folder; it is made where there is none, other files in it stay."""
    out.mkdir(parents=True, exist_ok=True)
    _write_rows(out / "nodes.csv", _nodes(network))
    _write_rows(out / "edges.csv", _edges(network))


def _nodes(network: Network) -> Iterator[list[str]]:
    yield ["Id", "Label", "type", *network.node_kinds]
    for node in network.nodes:
        yield [*map(safe, (node.id, node.label, node.type)), *_cells(node.attributes, network.node_kinds)]


def _edges(network: Network) -> Iterator[list[str]]:
    yield ["Id", "Source", "Target", "Type", "Label", "relation", *network.edge_kinds]
    for number, edge in enumerate(network.edges):
        cells = _cells(edge.attributes, network.edge_kinds)
        texts = map(safe, (edge.source, edge.target, "Directed", edge.type, edge.type))
        yield [f"e{number}", *texts, *cells]


def _cells(values: Mapping[str, Value], kinds: Mapping[str, Kind]) -> Iterator[str]:
    for name, kind in kinds.items():
        cell = text_of(values[name], kind) if name in values else ""
        yield safe(cell) if kind == "string" else cell


def safe(cell: str) -> str:
    """Return a text as a cell that no spreadsheet runs as a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _write_rows(path: Path, rows: Iterable[list[str]]) -> None:
    with whole(path) as temporary, temporary.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
