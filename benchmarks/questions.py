"""How long named questions and exports take in graphs of some million quads, made of real extraction output.

    python benchmarks/questions.py STORE --quads 1 10 --folder /somewhere/with/space

STORE is a store whose archive has the articles (``hergang ingest``): each graph is projected from as many of them as
give so many million quads, and filled as an ingest fills it. Each question is asked in a process of its own that has
the graph open, several times, of everything, of one name (whoever or whatever the graph speaks of most, the hardest
case) and of the largest story; the median of the processor time counts. ``--rdflib`` asks rdflib's own memory store
too, of the standing view of the first graph.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from hergang.corpus.archive import Archive
from hergang.graphs import exports
from hergang.graphs.narrowing import narrowed
from hergang.graphs.projection import Projection
from hergang.graphs.questions import Question, questions
from hergang.graphs.state import State
from hergang.graphs.store import GraphStore, open_reader
from hergang.graphs.vocabulary import PREFIXES
from hergang.projecting import loader

BASE = "https://bench.example/"
BATCH = 64  # articles
EXPORTS = (("nq", "full"), ("ttl", "full"), ("graphml", "entities"), ("csv", "claims"), ("ftm", None))
MOST = "SELECT (SAMPLE(?l) AS ?label) {{ {} }} GROUP BY ?x ORDER BY DESC(COUNT(*)) ?x LIMIT 1"
#: What gives a parameter's value: the label of what stands most often in such a pattern.
FREQUENT: Mapping[str, str] = {
    "person": "?q a schema:Quotation ; hg:speaker ?x . ?x a schema:Person ; hg:named true ; rdfs:label ?l",
    "topic": "?x hg:mentionedIn ?a ; a schema:Organization ; hg:named true ; rdfs:label ?l",
    "account": "?r hg:relationType 'hasAccount' ; hg:subject ?x . ?x rdfs:label ?l",
    "outlet_name": "?a schema:publisher ?x . ?x rdfs:label ?l",
    "story": "?a hg:story ?x . ?x rdfs:label ?l",
}
ALIKE = {"speaker": "person", "who": "person", "entity": "person", "owner": "account"}


@dataclass(frozen=True)
class Made:
    """A graph, and what it took to make it."""

    folder: Path
    articles: int
    quads: int
    project: float  # seconds of processor time
    fill: float
    bytes: int

    def __str__(self) -> str:
        cells = (
            f"{self.quads / 1e6:.1f}",
            f"{self.articles:,}",
            f"{1000 * self.project / self.articles:.0f}",
            f"{self.fill:.0f}",
            f"{self.quads / self.fill / 1000:.0f}",
            f"{self.bytes / self.quads:.0f}",
        )
        return f"| {' | '.join(cells)} |"


def main() -> None:
    """Make the graphs, ask, and print tables in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("store", type=Path, help="whose archive has the articles")
    parser.add_argument("--quads", nargs="+", type=float, default=[1, 10], help="millions")
    parser.add_argument("--folder", type=Path, help="where the graphs are made, or were made and kept")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--limit", type=float, default=20.0, help="seconds for a question")
    parser.add_argument("--rdflib", action="store_true")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        made = [make(chosen.store, chosen.folder or Path(scratch), millions) for millions in chosen.quads]
        print("\n| million quads | articles | project, ms an article | fill, s | 1,000 quads a s | bytes a quad |")
        print("|---|---|---|---|---|---|", *made, sep="\n", flush=True)
        for one in made:
            print(f"\nMilliseconds with {one.quads / 1e6:.1f} million quads (- : longer than {chosen.limit:.0f} s)\n")
            ask(_oxigraph, one.folder, chosen.repeat, chosen.limit)
        if chosen.rdflib:
            print(f"\nrdflib, milliseconds with the standing view of {made[0].quads / 1e6:.1f} million quads\n")
            ask(_rdflib, made[0].folder, 1, chosen.limit)
        for one in made:
            print(f"\nExports of {one.quads / 1e6:.1f} million quads\n\n| format | view | s | MB |\n|---|---|---|---|")
            for line in export(one.folder, Path(scratch)):
                print(line, flush=True)


def make(store: Path, folder: Path, millions: float) -> Made:
    """Make a graph of so many million quads, or as many as the archive gives."""
    place = folder / f"{millions:g}"
    (place / "graph").mkdir(parents=True)
    with Archive.open(store / "archive.db", write=False) as archive, State(place / "graph" / "state.db") as state:
        read = (
            "SELECT a.id FROM article a JOIN annotation n ON (n.article, n.digest) = (a.id, a.standing) ORDER BY a.id"
        )
        waiting = [row["id"] for row in archive.database.execute(read)]
        projection = Projection(state, BASE, loader(archive))
        quads, start = 0, time.process_time()
        while waiting and quads < millions * 1e6:
            articles, waiting = waiting[:BATCH], waiting[BATCH:]
            quads += sum(len(delta.added_lines) - len(delta.removed_lines) for delta in projection.take(articles))
        projected, count = time.process_time() - start, projection.articles()
        with GraphStore.open(place) as graph:
            start = time.process_time()
            graph.fill(projection.blocks())
            filled = time.process_time() - start
            graph.checkpoint()
    size = sum(file.stat().st_size for file in (place / "graph" / "checkpoints").rglob("*"))
    return Made(place, count, quads, projected, filled, size)


# --- asking ----------------------------------------------------------------------------------------------------------

Run = Callable[[str], int]  # query -> number of rows


def ask(load: Callable[[Path], Run], store: Path, repeat: int, limit: float) -> None:
    """Ask every question in a process of its own, and print the medians."""
    values = _values(store)
    print("| question | of everything | of one name | of one story |\n|---|---|---|---|")
    asked = Asked(load, store)
    for question in questions():
        cells = []
        for given in _fillings(question, values):
            times = [asked.time(question.fill(given), limit) for _ in range(repeat)] if given is not None else []
            known = [one for one in times if one is not None]
            cells.append("" if not times else "-" if len(known) < len(times) else f"{statistics.median(known):.0f}")
        print(f"| {question.name} | {' | '.join(cells)} |", flush=True)
    asked.end()


def _fillings(question: Question, values: Mapping[str, str]) -> Iterator[dict[str, str] | None]:
    """Yield what a question is told: nothing, one name, a story; None for what it does not take."""
    yield {}
    names = [parameter.name for parameter in question.parameters if parameter.kind == "text"]
    told = [(name, ALIKE.get(name, name)) for name in names if ALIKE.get(name, name) in values and name != "story"]
    yield {told[0][0]: values[told[0][1]]} if told else None
    yield {"story": values["story"]} if "story" in names else None


def _values(store: Path) -> dict[str, str]:
    found = {}
    with open_reader(store) as reader:
        for name, pattern in FREQUENT.items():
            rows = reader.select(MOST.format(pattern))
            if rows:
                found[name] = rows[0]["label"]
    print(f"Asked of: {', '.join(f'{name} {value!r}' for name, value in found.items())}.\n")
    return found


class Asked:
    """A process that answers, and is ended where it takes too long."""

    def __init__(self, load: Callable[[Path], Run], store: Path) -> None:
        self._load, self._store = load, store
        self._process: Any = None

    def time(self, query: str, limit: float) -> float | None:
        """Return the milliseconds of an answer, None where it took longer than so many seconds."""
        if self._process is None:
            context = multiprocessing.get_context("spawn")
            self._connection, theirs = context.Pipe()
            self._process = context.Process(target=_answer, args=(theirs, self._load, self._store), daemon=True)
            self._process.start()
            theirs.close()
            self._connection.recv()
        self._connection.send(query)
        if self._connection.poll(limit):
            return float(self._connection.recv())
        self.end()
        return None

    def end(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process = None


def _answer(connection: Connection, load: Callable[[Path], Run], store: Path) -> None:
    run = load(store)
    connection.send(None)
    while True:
        query = connection.recv()
        start = time.process_time()
        run(query)
        connection.send(1000 * (time.process_time() - start))


def _oxigraph(store: Path) -> Run:
    reader = open_reader(store)

    def run(query: str) -> int:
        solutions: Any = reader.store.query(narrowed(query, reader.store, PREFIXES))
        return sum(1 for _ in solutions)

    return run


def _rdflib(store: Path) -> Run:
    import rdflib

    graph = rdflib.Graph()
    with open_reader(store) as reader:
        lines = (f"{quad.triple} .\n" for quad in reader.quads(ox.DefaultGraph()))
        graph.parse(data="".join(lines), format="nt")
    return lambda query: len(graph.query(query))


# --- exports ----------------------------------------------------------------------------------------------------------


def export(store: Path, scratch: Path) -> Iterator[str]:
    """Write each export, and yield its seconds of processor time and its size as lines of a table."""
    with open_reader(store) as reader:
        for number, (format_, view) in enumerate(EXPORTS):
            out, start = scratch / f"{number}.{format_}", time.process_time()
            exports.export(format_, reader, out, view=view)
            took = time.process_time() - start
            files = [file for file in ([out] if out.is_file() else out.iterdir()) if file.is_file()]
            yield f"| {format_} | {view or ''} | {took:.0f} | {sum(file.stat().st_size for file in files) / 1e6:.0f} |"


if __name__ == "__main__":
    os.environ.update({"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"})
    sys.exit(main())
