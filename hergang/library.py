"""The store as a Python object: one method for each command.

Writers (`ingest`, `rebuild`) hold the store's lock; readers need none, they read the archive and the checkpoint that
was last switched to. Nothing is printed and nobody is asked: what happens on the way is told to callbacks.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import BinaryIO

from hergang.corpus.archive import Archive
from hergang.corpus.errors import SourceError, StoreError
from hergang.corpus.fetch import Fetcher
from hergang.corpus.reading import Reading
from hergang.corpus.sources import read_sources
from hergang.extract import pipeline, standoff
from hergang.extract.records import Annotations
from hergang.graphs import exports, query, questions
from hergang.graphs.results import Result
from hergang.graphs.store import Change, Reader, open_reader
from hergang.ingest import Outcome, Report, complete, take, utc_now
from hergang.locks import Holder, writing
from hergang.paths import StorePaths, default_store
from hergang.projecting import is_current, write_graph
from hergang.show import Shown
from hergang.story import Story, StoryLine, read_stories, read_story

BASE = "https://w3id.org/hergang/data/"
TIMEOUT = 60.0  # seconds that a query may take
BATCH = 64  # new revisions before the graph is written the first time within an ingest

Waiting = Callable[[Holder | None], None]


def open(path: str | Path | None = None, base: str | None = None) -> Hergang:
    """Return the store at ``path``; nothing is read or made before it is needed.

    Args:
        path: the store's folder; None for ``HERGANG_STORE`` or the user's data folder.
        base: what the IRIs of the data begin with; fixed when the store is made.
    """
    folder = default_store(os.environ, Path.home()) if path is None else Path(path)
    return Hergang(folder, base)


def annotate(
    sources: Iterable[str], *, fetcher: Fetcher | None = None, stdin: BinaryIO | None = None
) -> Iterator[Annotations | SourceError]:
    """Yield what is read from each article of the sources, and a SourceError for each source that fails.

    No store is touched. (The command is ``hergang extract``; as a function it would hide the package of that name.)
    """
    for reading in _read(sources, fetcher, stdin):
        yield reading if isinstance(reading, SourceError) else pipeline.annotate(reading.article)


class Hergang:
    """One store: the archive, which is the truth, and the graph projected from it."""

    def __init__(self, folder: Path, base: str | None = None) -> None:
        """Keep where the store lies; `hergang.open` finds the default one."""
        self.paths = StorePaths(folder)
        self._base = base

    def ingest(
        self,
        sources: Iterable[str],
        *,
        fetcher: Fetcher | None = None,
        stdin: BinaryIO | None = None,
        offline: bool = False,
        clock: Callable[[], str] = utc_now,
        on_outcome: Callable[[Outcome], None] = lambda _: None,
        waiting: Waiting = lambda _: None,
    ) -> Report:
        """Read the sources into the store and return what became of each; a source that fails stops no other.

        What an earlier ingest left unfinished is finished first. The graph is written whenever the archive has grown
        by half, and at the end: the work stays in proportion to the number of articles.

        Args:
            sources: URLs, paths of files and folders, "-" for ``stdin``.
            fetcher: fetches URLs; None for one with the defaults.
            stdin: standard input in bytes.
            offline: fetch nothing, not even the pages behind the links of a feed.
            clock: gives the time of fetching as a UTC dateTime.
            on_outcome: called with the outcome of each article or source as soon as it is stored.
            waiting: called before a wait, with the writer that is waited for.

        Raises:
            StoreError: the store cannot be written; what was stored before stays.
        """
        outcomes: list[Outcome] = []
        with self._writing("ingest", waiting) as (archive, base):
            outcomes.extend(complete(archive))
            waiting_for_graph, size = 0, _size(archive)
            for outcome in take(archive, _read(sources, fetcher, stdin, offline=offline), clock):
                outcomes.append(outcome)
                on_outcome(outcome)
                waiting_for_graph += outcome.status in ("new", "revised")
                if waiting_for_graph >= max(BATCH, size // 2):
                    write_graph(self.paths, archive, base)
                    waiting_for_graph, size = 0, size + waiting_for_graph
            if not is_current(self.paths, archive, base):
                write_graph(self.paths, archive, base)
        return Report(tuple(outcomes))

    def rebuild(self, *, waiting: Waiting = lambda _: None) -> tuple[Report, Change]:
        """Make the graph anew from the archive; return what could not be annotated, and what changed in the graph."""
        self._archive_exists()
        with self._writing("rebuild", waiting) as (archive, base):
            report = Report(tuple(complete(archive)))
            return report, write_graph(self.paths, archive, base)

    def ask(self, name: str, **parameters: str) -> Result:
        """Return the answers to a named question; QueryError where the name or a parameter is not known."""
        return self.query(questions.find(name).fill(parameters))

    def query(self, sparql: str, *, timeout: float = TIMEOUT) -> Result:
        """Return the result of a SPARQL 1.1 query over the graph, with the program's prefixes preset.

        Raises:
            QueryError: the query is malformed, would write or leave the store, or takes longer than
                ``timeout`` seconds.
        """
        self._archive_exists()
        return query.run(self.paths.root, sparql, timeout=timeout)

    def stories(self) -> list[StoryLine]:
        """Return the stories that the store tells, the one that is reported last at the end."""
        with self._reading() as reader:
            return read_stories(reader)

    def story(self, story: str, *, as_of: str | None = None, since: str | None = None) -> Story:
        """Return how a story developed, as its articles told it.

        Args:
            story: its id, the beginning of it, or words of its label.
            as_of: ISO day; what was reported later is left out.
            since: ISO day; what was reported before is left out.
        """
        with self._reading() as reader:
            return read_story(reader, story, as_of=as_of, since=since)

    def export(
        self, format: str, out: Path, *, story: str | None = None, view: str | None = None, with_text: bool = False
    ) -> exports.Exported:
        """Write the graph, or one story of it, as ``format`` to ``out``; the file is whole or not there.

        ``view`` is "entities", "claims" or "full"; None takes "full" for RDF and "entities" for all else.
        """
        with self._reading() as reader:
            return exports.export(format, reader, out, story=story, view=view, with_text=with_text)

    def show(self, article: str) -> Shown:
        """Return an article with what was read from it; ``article`` is an id or its beginning, a URL or a path."""
        with Archive.open(self._archive_exists(), write=False) as archive:
            revision = archive.find(article)
            line = archive.annotations(revision.article.id, revision.digest)
            if line is None:
                raise StoreError(f"{article}: archived, but not yet read. 'hergang rebuild' completes it.")
            return Shown(standoff.loads(line), tuple(archive.cuts(revision.article.id, revision.digest)))

    @contextmanager
    def _writing(self, command: str, waiting: Waiting) -> Iterator[tuple[Archive, str]]:
        with writing(self.paths, command, waiting=waiting), Archive.open(self.paths.archive, write=True) as archive:
            yield archive, self._settle_base(archive)

    def _reading(self) -> Reader:
        self._archive_exists()
        return open_reader(self.paths.root)

    def _settle_base(self, archive: Archive) -> str:
        settled = archive.meta("base")
        if settled is None:
            settled = self._base or BASE
            archive.set_meta("base", settled)
        if self._base not in (None, settled):
            raise StoreError(f"{self.paths.root}: its IRIs begin with {settled}, not {self._base}. Use another store.")
        return settled

    def _archive_exists(self) -> Path:
        if not self.paths.archive.is_file():
            raise StoreError(f"{self.paths.root}: no store there. 'hergang ingest SOURCE...' makes one.")
        return self.paths.archive


def _read(
    sources: Iterable[str], fetcher: Fetcher | None, stdin: BinaryIO | None, *, offline: bool = False
) -> Iterator[Reading | SourceError]:
    if offline:
        yield from read_sources(sources, fetcher=None, stdin=stdin)
        return
    with closing(fetcher or Fetcher()) as fetching:
        yield from read_sources(sources, fetcher=fetching, stdin=stdin)


def _size(archive: Archive) -> int:
    return sum(1 for _ in archive.revisions())
