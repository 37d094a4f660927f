"""How long one more article takes in stores of growing size: projection, writing, and showing readers the result.

    python benchmarks/projection.py ANNOTATIONS.jsonl --sizes 10 100 1000 --folder /somewhere/with/space

The annotations are real extraction output (``hergang extract``). A larger store is filled with clones of them: each
clone has an id of its own, is dated later by two months for each round, and the letters of its rarer names are moved
along the alphabet, so that a round speaks of other people and bodies in the same countries. Names in more than a
twentieth of the articles stay as they are, and so does the text: sentences are encoded once for all rounds, which is
what one more article costs besides (two milliseconds a clause that is compared). Printed are medians over the articles
that were added at each size: newest ones, and ones dated into the middle. Times are of the processor, but for the
checkpoint, which is mostly the disk's.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from hergang.extract import standoff
from hergang.extract.records import Annotations, Entity
from hergang.graphs.projection import Projection
from hergang.graphs.revised import Revised
from hergang.graphs.state import State
from hergang.graphs.store import GraphStore

BASE = "https://bench.example/"
ROUND = 60  # days by which each round of clones is later
COMMON = 0.05  # share of articles from which on a name stays as it is
BATCH = 16


@dataclass(frozen=True)
class Timed:
    """Seconds that one article took."""

    project: float
    write: float
    checkpoint: float
    quads: int  # added and removed


class Press:
    """Prints as many articles as are asked for."""

    def __init__(self, originals: Sequence[Annotations]) -> None:
        self._originals = sorted(originals, key=lambda one: (one.article.published or "", one.article.id))
        told = Counter(entity.name for one in originals for entity in one.entities if entity.named)
        self._common = {name for name, count in told.items() if count > COMMON * len(originals)}

    def article(self, number: int, *, days: int | None = None) -> Revised:
        """Return an article; ``days`` after its original, where that is not to follow from the number."""
        turn, index = divmod(number, len(self._originals))
        original = self._originals[index]
        later = ROUND * turn if days is None else days
        published = date.fromisoformat(original.article.published or "2020-06-01") + timedelta(days=later)
        article = replace(original.article, id=f"{number:016x}", published=published.isoformat(), url=None)
        entities = tuple(self._renamed(entity, turn) for entity in original.entities)
        annotations = replace(original, article=article, entities=entities)
        return Revised(annotations, article.digest, 1, f"{published.isoformat()}T12:00:00Z", standing=True)

    def _renamed(self, entity: Entity, turn: int) -> Entity:
        if not entity.named or entity.type in ("Place", "Group") or entity.name in self._common:
            return entity
        return replace(entity, name=_moved(entity.name, turn))


def _moved(name: str, turn: int) -> str:
    """Return a name with its small letters moved along the alphabet; its length is kept."""
    return "".join(chr((ord(letter) - 97 + 7 * turn) % 26 + 97) if "a" <= letter <= "z" else letter for letter in name)


class Bench:
    """A store that grows."""

    def __init__(self, press: Press, folder: Path, stack: ExitStack) -> None:
        self._press, self._folder = press, folder
        self._dated: dict[int, int | None] = {}  # articles that are dated otherwise than their number says
        self._graph = stack.enter_context(GraphStore.open(folder))
        state = stack.enter_context(State(folder / "graph" / "state.db"))
        self._projection = Projection(state, BASE, self._load)
        self.size = 0

    def grow(self, size: int) -> None:
        """Fill the store with as many articles."""
        while self.size < size:
            until = min(size, self.size + BATCH)
            fresh = [self._press.article(number) for number in range(self.size, until)]
            self._take(fresh)
            self.size = until
        self._graph.checkpoint()

    def add(self, *, days: int | None = None) -> Timed:
        """Add one more article and return what it took."""
        fresh = self._press.article(self.size, days=days)
        self._dated[self.size] = days
        self.size += 1
        start = time.process_time()
        delta = self._projection.update({fresh.article.id: [fresh]})
        projected = time.process_time()
        self._graph.apply(delta.added_lines, delta.removed_lines)
        written, wall = time.process_time(), time.perf_counter()
        self._graph.checkpoint()
        shown = time.perf_counter()
        quads = len(delta.added_lines) + len(delta.removed_lines)
        return Timed(projected - start, written - projected, shown - wall, quads)

    def disk(self) -> Iterator[tuple[str, float]]:
        """Yield the sizes of the graph and of what the projection remembers, in MB."""
        live = sum(file.stat().st_size for file in (self._folder / "graph" / "live").rglob("*") if file.is_file())
        yield "graph", live / 1e6
        yield "state", (self._folder / "graph" / "state.db").stat().st_size / 1e6

    def _load(self, article: str) -> list[Revised]:
        number = int(article, 16)
        return [self._press.article(number, days=self._dated.get(number))]

    def _take(self, fresh: Sequence[Revised]) -> None:
        delta = self._projection.update({one.article.id: [one] for one in fresh})
        self._graph.apply(delta.added_lines, delta.removed_lines)


def _read(files: Sequence[Path]) -> list[Annotations]:
    return [standoff.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]


def _median(timed: Sequence[Timed], name: str) -> float:
    return float(statistics.median(getattr(one, name) for one in timed))


def main() -> None:
    """Measure and print, as a table and as JSON Lines on standard error."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("annotations", nargs="+", type=Path)
    parser.add_argument("--sizes", nargs="+", type=int, default=[10, 100, 1000])
    parser.add_argument("--added", type=int, default=11, help="articles that are added and timed at each size")
    parser.add_argument("--folder", type=Path)
    chosen = parser.parse_args()
    press = Press(_read(chosen.annotations))
    print("articles  dated   project ms  write ms  checkpoint ms  quads  graph MB  state MB")
    with tempfile.TemporaryDirectory(dir=chosen.folder) as folder, ExitStack() as stack:
        bench = Bench(press, Path(folder), stack)
        for size in chosen.sizes:
            start = time.process_time()
            bench.grow(size)
            filled = time.process_time() - start
            for name, days in (("newest", None), ("middle", 0)):
                timed = [bench.add(days=days) for _ in range(chosen.added)]
                project, write, shown = (1000 * _median(timed, what) for what in ("project", "write", "checkpoint"))
                disk = dict(bench.disk())
                print(
                    f"{size:8}  {name}  {project:10.0f}  {write:8.0f}  {shown:13.0f}  {_median(timed, 'quads'):5.0f}"
                    f"  {disk['graph']:8.1f}  {disk['state']:8.1f}",
                    flush=True,
                )
            print(json.dumps({"size": size, "filled_s": round(filled, 1)}), file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
