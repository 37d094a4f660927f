"""CSV, as spreadsheets, R and Gephi read it: a folder with ``nodes.csv`` and ``edges.csv`` (UTF-8, RFC 4180 quoting).

The first columns have the names that Gephi asks for (Id, Label; Source, Target, Type); the relation is ``relation``,
since Gephi takes ``Type`` for "Directed". A cell is empty where a value is missing.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from hergang.graphs.exports.network import Kind, Network, Value, text_of
from hergang.graphs.exports.whole import whole


def write(network: Network, out: Path) -> None:
    """Write the two files into the folder; it is made where there is none, other files in it stay."""
    out.mkdir(parents=True, exist_ok=True)
    _write_rows(out / "nodes.csv", _nodes(network))
    _write_rows(out / "edges.csv", _edges(network))


def _nodes(network: Network) -> Iterator[list[str]]:
    yield ["Id", "Label", "type", *network.node_kinds]
    for node in network.nodes:
        yield [node.id, node.label, node.type, *_cells(node.attributes, network.node_kinds)]


def _edges(network: Network) -> Iterator[list[str]]:
    yield ["Id", "Source", "Target", "Type", "Label", "relation", *network.edge_kinds]
    for number, edge in enumerate(network.edges):
        cells = _cells(edge.attributes, network.edge_kinds)
        yield [f"e{number}", edge.source, edge.target, "Directed", edge.type, edge.type, *cells]


def _cells(values: Mapping[str, Value], kinds: Mapping[str, Kind]) -> Iterator[str]:
    for name, kind in kinds.items():
        yield text_of(values[name], kind) if name in values else ""


def _write_rows(path: Path, rows: Iterable[list[str]]) -> None:
    with whole(path) as temporary, temporary.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
