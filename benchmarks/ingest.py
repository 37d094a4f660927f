"""What ingesting many articles costs: rate, processor time and memory by the thousand, and size of the store.

    python benchmarks/ingest.py --data ../shared/data --articles 10000 --workers 2

Real articles of both languages, in turn, are ingested in one go into a store of their own, as ``hergang ingest`` does
it. Told are, for every stretch of articles: articles a second by the clock; milliseconds of processor time that the
one writer spends on each (archive, index, copies, log), the graph left out; and seconds of processor time for writing
the graph. That the second does not grow is what "article n + 1 costs the same at n = 10 and n = 10,000" means.
``--without-models`` leaves the annotations empty: what remains is the archive alone.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain, islice, pairwise, zip_longest
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SETS = ("raw/de/fang.jsonl", "raw/en/allsides.jsonl", "raw/en/bbc.jsonl", "raw/de/gnad.jsonl")
LIBRARIES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS")


def main() -> int:
    """Ingest as many articles as the arguments ask for, and print two tables in Markdown."""
    options = _parser().parse_args()
    os.environ.update(dict.fromkeys(LIBRARIES, "1"))  # the workers inherit it: one thread each
    with tempfile.TemporaryDirectory(dir=options.scratch) as folder:
        source, store = Path(folder) / "articles.jsonl", options.store or Path(folder) / "store"
        words = write_articles(options.data, options.articles, source)
        run = Run(options, store)
        for line in run.ingest(source):
            print(line, flush=True)
        print(f"\n{words / options.articles:.0f} words an article. {run.memory()}")
        for part in ("archive.db", "graph/checkpoints", "graph/state.db", "."):
            print(f"{part}: {size(store / part) / options.articles / 1000:.0f} kB an article.")
    return 0


def write_articles(data: Path, count: int, out: Path) -> int:
    """Write articles of the sets in turn as JSON Lines; return their number of words."""
    words = 0
    with out.open("w", encoding="utf-8") as file:
        for record in islice(_records(data), count):
            words += len(record["text"].split())
            told = {key: record.get(key) for key in ("url", "title", "text")}
            told |= {"published": record.get("date"), "publisher": record.get("source")}
            told["url"] = told["url"] or f"https://{record['id']}.example/"
            file.write(json.dumps({key: value for key, value in told.items() if value}, ensure_ascii=False) + "\n")
    return words


def _records(data: Path) -> Iterator[dict[str, Any]]:
    """Yield a German and an English record in turn, as long as there are any."""
    lines = [(data / name).open(encoding="utf-8") for name in SETS]
    paired = zip_longest(chain(lines[0], lines[3]), chain(lines[1], lines[2]))
    for line in chain.from_iterable(paired):
        if line:
            yield json.loads(line)


@dataclass(frozen=True)
class Mark:
    """How far an ingest is."""

    articles: int
    clock: float  # seconds
    own: float  # seconds of this process's processor time
    graph: float  # of them for the graph


@dataclass(frozen=True)
class Written:
    """The graph was written."""

    articles: int  # in the store
    seconds: float  # of processor time
    bytes: int  # of the store
    memory: float  # MB that this process has held at most


class Run:
    """One ingest, measured."""

    def __init__(self, options: argparse.Namespace, store: Path) -> None:
        self.options, self.store = options, store
        self.graph = 0.0  # seconds of processor time
        self.count = 0
        self.marks: list[Mark] = []
        self.written: list[Written] = []

    def ingest(self, source: Path) -> Iterator[str]:
        """Ingest and yield the lines of the tables."""
        from hergang import crew, library

        library.write_graph = self._timed(library.write_graph)
        if self.options.without_models:
            crew.annotator = _empty
        self._mark()

        def done(_: Any) -> None:
            self.count += 1
            if self.count % self.options.every == 0:
                self._mark()

        library.open(self.store).ingest(
            [str(source)],
            offline=True,
            workers=0 if self.options.without_models else self.options.workers,
            on_outcome=done,
        )
        self._mark()
        yield "| articles | articles/s | writer, ms an article | graph, s |"
        yield "|---|---|---|---|"
        for before, after in pairwise(self.marks):
            yield self._line(before, after)
        yield "\n| graph of | new | ms of processor time for each | kB an article on the disk | peak memory, MB |"
        yield "|---|---|---|---|---|"
        before = 0
        for one in self.written:
            cost, room = 1000 * one.seconds / max(one.articles - before, 1), one.bytes / one.articles / 1000
            yield f"| {one.articles:,} | {one.articles - before:,} | {cost:.0f} | {room:.0f} | {one.memory:.0f} |"
            before = one.articles

    def _line(self, before: Mark, after: Mark) -> str:
        articles, graph = after.articles - before.articles, after.graph - before.graph
        if not articles:
            return f"| at the end | | | {graph:.1f} |"
        rate, cost = articles / (after.clock - before.clock), 1000 * (after.own - before.own - graph) / articles
        return f"| {before.articles:,} - {after.articles:,} | {rate:.1f} | {cost:.1f} | {graph:.1f} |"

    def _mark(self) -> None:
        self.marks.append(Mark(self.count, time.perf_counter(), time.process_time(), self.graph))
        print(f"{self.count} articles, {self.marks[-1].clock - self.marks[0].clock:.0f} s", file=sys.stderr, flush=True)

    def _timed(self, write: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*arguments: Any, **options: Any) -> Any:
            start = time.process_time()
            try:
                return write(*arguments, **options)
            finally:
                took = time.process_time() - start
                self.graph += took
                self.written.append(Written(self.count, took, size(self.store), peak_memory()))
                print(self.written[-1], file=sys.stderr, flush=True)

        return timed

    def memory(self) -> str:
        """Return the peak memory of this process and of the largest worker, in words."""
        workers = peak_memory(resource.RUSAGE_CHILDREN)
        return f"Peak memory: writer {peak_memory():.0f} MB, largest worker {workers:.0f} MB."


def peak_memory(who: int = resource.RUSAGE_SELF) -> float:
    """Return the most memory that this process, or one of its children, has held, in MB."""
    return resource.getrusage(who).ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024)


def _empty(_setup: Any, *, timed: bool = True) -> Any:
    """Return what annotates nothing."""
    from hergang.crew import Annotated
    from hergang.extract import standoff
    from hergang.extract.records import Annotations

    def annotate(article: Any, _: Any) -> Iterator[Annotated]:
        yield Annotated("none", standoff.dumps(Annotations(article=article, extractor="none")))

    return annotate


def size(path: Path) -> int:
    """Return the bytes of a file, or of all files of a folder; those of several names count once."""
    files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
    return sum({told.st_ino: told.st_size for told in (file.stat() for file in files)}.values())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data", help="folder of the raw news")
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--every", type=int, default=1000, help="articles a line of the table")
    parser.add_argument("--scratch", type=Path, help="folder for the store, which is deleted at the end")
    parser.add_argument("--store", type=Path, help="folder of a store that is kept")
    parser.add_argument("--without-models", action="store_true", help="leave the annotations empty, in one process")
    return parser


if __name__ == "__main__":
    sys.exit(main())
