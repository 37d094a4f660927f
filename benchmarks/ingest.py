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
from itertools import chain, islice, zip_longest
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SETS = ("raw/de/fang.jsonl", "raw/en/allsides.jsonl", "raw/en/bbc.jsonl", "raw/de/gnad.jsonl")
LIBRARIES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS")


def main() -> int:
    """Ingest as many articles as the arguments ask for, and print a table in Markdown."""
    options = _parser().parse_args()
    os.environ.update(dict.fromkeys(LIBRARIES, "1"))  # the workers inherit it: one thread each
    with tempfile.TemporaryDirectory(dir=options.scratch) as folder:
        source = Path(folder) / "articles.jsonl"
        words = write_articles(options.data, options.articles, source)
        run = Run(options)
        for line in run.ingest(source, Path(folder) / "store"):
            print(line, flush=True)
        print(f"\n{words / options.articles:.0f} words an article. {run.memory()}")
        print(f"Store: {size(Path(folder) / 'store') / options.articles / 1024:.0f} KB an article.")
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


class Run:
    """One ingest, measured."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.graph = 0.0  # seconds of processor time
        self.marks: list[tuple[int, float, float, float]] = []  # articles, clock, processor time, of it for the graph

    def ingest(self, source: Path, store: Path) -> Iterator[str]:
        """Ingest and yield the lines of the table."""
        from hergang import crew, library

        library.write_graph = self._timed(library.write_graph)
        if self.options.without_models:
            crew.annotator = _empty
        self._mark(0)
        count = 0

        def done(outcome: Any) -> None:
            nonlocal count
            count += 1
            if count % self.options.every == 0:
                self._mark(count)

        library.open(store).ingest(
            [str(source)],
            offline=True,
            workers=0 if self.options.without_models else self.options.workers,
            on_outcome=done,
        )
        self._mark(count)
        yield "| articles | articles/s | writer, ms an article | graph, s |"
        yield "|---|---|---|---|"
        for before, after in zip(self.marks, self.marks[1:], strict=False):
            yield self._line(before, after)

    def _line(self, before: tuple[int, float, float, float], after: tuple[int, float, float, float]) -> str:
        articles, clock, own, graph = (now - then for now, then in zip(after, before, strict=True))
        if not articles:
            return f"| at the end | | | {graph:.1f} |"
        rate, cost = articles / clock, 1000 * (own - graph) / articles
        return f"| {before[0]:,} - {after[0]:,} | {rate:.1f} | {cost:.1f} | {graph:.1f} |"

    def _mark(self, count: int) -> None:
        self.marks.append((count, time.perf_counter(), time.process_time(), self.graph))

    def _timed(self, write: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*arguments: Any, **options: Any) -> Any:
            start = time.process_time()
            try:
                return write(*arguments, **options)
            finally:
                self.graph += time.process_time() - start

        return timed

    def memory(self) -> str:
        """Return the peak memory of this process and of the largest worker, in words."""
        unit = 1024**2 if sys.platform == "darwin" else 1024
        own, workers = (
            resource.getrusage(who).ru_maxrss / unit for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
        )
        return f"Peak memory: writer {own:.0f} MB, largest worker {workers:.0f} MB."


def _empty(_setup: Any, *, timed: bool = True) -> Any:
    """Return what annotates nothing."""
    from hergang.crew import Annotated
    from hergang.extract import standoff
    from hergang.extract.records import Annotations

    def annotate(article: Any, _: Any) -> Iterator[Annotated]:
        yield Annotated("none", standoff.dumps(Annotations(article=article, extractor="none")))

    return annotate


def size(folder: Path) -> int:
    """Return the bytes of all files of a folder."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data", help="folder of the raw news")
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--every", type=int, default=1000, help="articles a line of the table")
    parser.add_argument("--scratch", type=Path, help="folder for the store, which is deleted at the end")
    parser.add_argument("--without-models", action="store_true", help="leave the annotations empty, in one process")
    return parser


if __name__ == "__main__":
    sys.exit(main())
