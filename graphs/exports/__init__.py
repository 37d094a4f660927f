"""The graph as files for other programs: networks (GraphML, GEXF, CSV, and a picture of one, SVG), RDF (Turtle, TriG,
N-Quads, JSON-LD) and records (FollowTheMoney, schema.org), which hold what their model has a place for and no views.

Three views: "entities" (people, organisations, places ... and how they are related), "claims" (claims, relations and
quotations as nodes, between what they speak of and where they stand), "full" (all there is). A network shows the
standing view alone; RDF in the full view holds the history too, where its format has named graphs (not Turtle).

Whole texts are left out unless asked for, since others hold the copyright; quotations and evidence sentences are in.
The same graph gives the same bytes. A file appears whole or not at all: it is written beside its place and renamed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from hergang.corpus.errors import StoreError
from hergang.graphs.errors import QueryError
from hergang.graphs.exports import csv, ftm, gexf, graphml, rdf, schemaorg, svg
from hergang.graphs.exports.network import Network
from hergang.graphs.exports.selection import select
from hergang.graphs.exports.views import claims, entities, full
from hergang.graphs.exports.whole import whole
from hergang.graphs.sparql import did_you_mean
from hergang.graphs.store import Reader, is_disk_full

View = Literal["entities", "claims", "full"]

_NETWORKS = {"graphml": graphml.generate_graphml, "gexf": gexf.generate_gexf, "svg": svg.generate_svg}
_RECORDS = {"ftm": ftm.generate_ftm, "schemaorg": schemaorg.generate_schemaorg}
_VIEWS = {"entities": entities, "claims": claims, "full": full}
FORMATS = (*_NETWORKS, "csv", *rdf.FORMATS, *_RECORDS)
VIEWS = tuple(_VIEWS)


@dataclass(frozen=True)
class Exported:
    """What an export wrote; what does not apply to its format is 0."""

    path: Path
    nodes: int = 0
    edges: int = 0
    quads: int = 0
    removed: int = 0  # characters that XML forbids, left out


def export(
    format: str,
    reader: Reader,
    out: Path,
    *,
    story: str | None = None,
    view: str | None = None,
    with_text: bool = False,
) -> Exported:
    """Write a graph, or one story of it, to a file (csv: a folder with nodes.csv and edges.csv).

    Args:
        format: one of `FORMATS`.
        reader: the checkpoint to write.
        out: the file; what stands there is replaced once the new one is whole.
        story: id of a story, its beginning, its IRI or words of its label; None for all.
        view: one of `VIEWS`; ftm and schemaorg have one of their own. None for what a format is mostly asked for:
            entities for a network, full for RDF.
        with_text: write whole texts too: in RDF as ``nif:isString``, in networks as ``text`` of the articles (which
            the entity view does not show).

    Raises:
        QueryError: there is no such format, view or story.
        StoreError: the file cannot be written, the disk is full.
    """
    _check("format", format, FORMATS)
    view = view or ("full" if format in rdf.FORMATS else "entities")
    _check("view", view, VIEWS)
    selection = select(reader, story)
    out = Path(out)
    try:
        if format in rdf.FORMATS:
            with whole(out) as temporary:
                return Exported(out, quads=rdf.write(format, reader, selection, view, temporary, with_text=with_text))
        if format in _RECORDS:
            _write_lines(_RECORDS[format](selection), out)
            return Exported(out)
        return _write_network(format, _VIEWS[view](selection, reader if with_text else None), out)
    except OSError as error:
        why = "the disk is full. Make room and export again" if is_disk_full(error) else f"{error}. Give another place"
        raise StoreError(f"{out}: not written: {why}.") from error


def _write_network(format: str, network: Network, out: Path) -> Exported:
    if format == "csv":
        csv.write(network, out)
    else:
        _write_lines(_NETWORKS[format](network), out)
    removed = 0 if format == "csv" else network.forbidden
    return Exported(out, nodes=len(network.nodes), edges=len(network.edges), removed=removed)


def _write_lines(lines: Iterable[str], out: Path) -> None:
    with whole(out) as temporary, temporary.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(lines)


def _check(what: str, given: str, known: tuple[str, ...]) -> None:
    if given not in known:
        raise QueryError(f'No export {what} "{given}".{did_you_mean(given, known)} There are {", ".join(known)}.')
