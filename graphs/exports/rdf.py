"""RDF: Turtle, TriG and N-Quads, written by Oxigraph, and JSON-LD (`hergang.graphs.exports.jsonld`).

Turtle holds no named graphs: it is the standing view alone. The others hold, in the full view, the graphs of the
revisions (history), of identity and of what is derived as well. N-Quads are sorted line by line, and two equal graphs
give equal files; the others are sorted graph by graph.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from hergang.graphs.exports.jsonld import generate_jsonld
from hergang.graphs.exports.selection import Selection, name
from hergang.graphs.exports.views import ENTITY_CLASSES
from hergang.graphs.lines import sorted_lines
from hergang.graphs.store import Reader
from hergang.graphs.vocabulary import HG, NIF, PREFIXES, SCHEMA

_SYNTAXES = {
    "ttl": ox.RdfFormat.TURTLE,
    "trig": ox.RdfFormat.TRIG,
    "nq": ox.RdfFormat.N_QUADS,
    "jsonld": ox.RdfFormat.JSON_LD,
}
FORMATS = tuple(_SYNTAXES)
_ENTITIES = frozenset([*ENTITY_CLASSES, *(str(term) for term in (SCHEMA.NewsArticle, HG.Relation, HG.Story))])
_STANDING = ox.DefaultGraph()


def write(format: str, reader: Reader, selection: Selection, view: str, path: Path, *, with_text: bool) -> int:
    """Write the selected quads to a file and return how many they are.

    The entity view holds entities, their facts and relations, the articles and stories; the claims view the whole
    standing view; the full view all graphs.
    """
    chosen = _Chosen(selection, view, with_text)
    with tempfile.TemporaryDirectory(prefix="hergang-") as folder:
        lines = Path(folder) / "chosen.nq"
        count = _spool(_lines(format, reader, view, chosen), path if format == "nq" else lines)
        if format != "nq":
            _translate(format, lines, Path(folder) / "written", path)
    return count


class _Chosen:
    """Says which quads of a graph are written."""

    def __init__(self, selection: Selection, view: str, with_text: bool) -> None:
        self.selection = selection
        self.view = view
        self.with_text = with_text

    def __call__(self, quad: ox.Quad) -> bool:
        if not self.with_text and quad.predicate.value == str(NIF.isString):
            return False
        if self.view == "entities" and not self.selection.classes(name(quad.subject)) & _ENTITIES:
            return False
        return self.selection.keeps(quad)


def _lines(format: str, reader: Reader, view: str, chosen: _Chosen) -> Iterator[str]:
    """Yield the lines of N-Quads to write: in one order for nq, else graph by graph, the standing view first."""
    if view != "full" or format == "ttl":
        yield from sorted_lines(filter(chosen, reader.quads(_STANDING)))
    elif format == "nq":
        yield from sorted_lines(filter(chosen, reader.quads()))
    else:
        names = sorted(reader.store.named_graphs(), key=lambda name: name.value)
        for graph in (_STANDING, *names):
            yield from sorted_lines(filter(chosen, reader.quads(graph)))


def _spool(lines: Iterable[str], path: Path) -> int:
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as out:
        for line in lines:
            out.write(line)
            count += 1
    return count


def _translate(format: str, lines: Path, written: Path, path: Path) -> None:
    """Turn N-Quads into another syntax; quads stream from file to file."""
    quads = ox.parse(path=str(lines), format=ox.RdfFormat.N_QUADS)
    if format == "jsonld":
        with path.open("w", encoding="utf-8", newline="\n") as out:
            out.writelines(generate_jsonld(quads))
        return
    content = (quad.triple for quad in quads) if format == "ttl" else quads
    ox.serialize(content, str(written), _SYNTAXES[format], prefixes=PREFIXES)
    with written.open(encoding="utf-8", newline="\n") as source, path.open("w", encoding="utf-8", newline="\n") as out:
        first, head = source.readline(), []
        while first.startswith("@prefix "):  # Oxigraph writes them in an order of no meaning
            head.append(first)
            first = source.readline()
        out.writelines([*sorted(head), first])
        shutil.copyfileobj(source, out)
