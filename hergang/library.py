"""The store as a Python object: one method for each command.

Writers (`ingest`, `rebuild`) hold the store's lock; readers need none, they read the archive and the checkpoint that
was last switched to. Nothing is printed and nobody is asked: what happens on the way is told to callbacks.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO, Literal

from hergang import reextract as rereading
from hergang.checking import Checked, check
from hergang.corpus.archive import MAX_TRIES, Archive, Found, Task, copies
from hergang.corpus.errors import SourceError, StoreError
from hergang.corpus.fetch import Clock, Fetcher
from hergang.corpus.reading import Reading
from hergang.corpus.sources import read_sources
from hergang.crew import LIMIT, staffed
from hergang.extract import encoders, pipeline, standoff
from hergang.extract.errors import ExtractError
from hergang.extract.records import Annotations
from hergang.fetching import fetching_with, known_to, log_to
from hergang.forgetting import Gone, forget
from hergang.graphs import exports, query, questions
from hergang.graphs.remote import Addresses, Login, Published, Server
from hergang.graphs.results import Result
from hergang.graphs.store import Change, Reader, open_reader
from hergang.history import History
from hergang.ingest import Outcome, Report, complete, stamp, take, utc_now
from hergang.judging import Judging
from hergang.locks import Waiting, writing
from hergang.paths import StorePaths, default_store
from hergang.projecting import is_current, write_graph
from hergang.settings import Model, Models, change_slots, check_slots, list_models, read_setup, use_model
from hergang.show import Shown
from hergang.story import Story, StoryLine, read_stories, read_story
from hergang.watching import Round, Watch

BASE = "https://w3id.org/hergang/data/"
TIMEOUT = 60.0  # seconds that a query may take
BATCH = 64  # new revisions before the graph is written the first time within an ingest
GROWTH = 3  # times as many as there were, before it is written the next time

Slots = Mapping[str, str]  # language -> spaCy pipeline; the empty string empties the slot
NONE: Slots = MappingProxyType({})


def open(path: str | Path | None = None, base: str | None = None) -> Hergang:
    """Return the store at ``path``; nothing is read or made before it is needed.

    Args:
        path: the store's folder; None for ``HERGANG_STORE`` or the user's data folder.
        base: what the IRIs of the data begin with; fixed when the store is made.
    """
    folder = default_store(os.environ, Path.home()) if path is None else Path(path)
    return Hergang(folder, base)


def annotate(
    sources: Iterable[str],
    *,
    model: str | None = None,
    names: Slots = NONE,
    syntax: Slots = NONE,
    fetcher: Fetcher | None = None,
    stdin: BinaryIO | None = None,
) -> Iterator[Annotations | SourceError]:
    """Yield what is read from each article of the sources, and a SourceError for each source that fails.

    No store is touched. (The command is ``hergang extract``; as a function it would hide the package of that name.)

    Args:
        sources: as for `Hergang.ingest`.
        model: the encoder: name of a shipped one, or the path of a folder; None for the default.
        names: by language, a spaCy pipeline whose names take the place of the encoder's.
        syntax: by language, a spaCy pipeline whose parse takes the place of the encoder's.
        fetcher: fetches URLs; None for one with the defaults.
        stdin: standard input in bytes.

    Raises:
        LexiconError: a model is missing, damaged, or does not fit its place.
    """
    check_slots(names, syntax)
    setup = pipeline.setup(None if model is None else encoders.find(model), names, syntax)
    with fetching_with(fetcher) as fetching:
        for reading in read_sources(sources, fetcher=fetching, stdin=stdin):
            yield reading if isinstance(reading, SourceError) else _annotated(reading, setup)


def _annotated(reading: Reading, setup: pipeline.Setup) -> Annotations | SourceError:
    try:
        return pipeline.annotate(reading.article, setup=setup)
    except ExtractError as error:
        return SourceError(f"{reading.source}: {error}")


class Hergang(Judging):
    """One store: the archive, which is the truth, and the graph projected from it."""

    def __init__(self, folder: Path, base: str | None = None) -> None:
        """Keep where the store lies; `hergang.open` finds the default one."""
        self.paths = StorePaths(folder)
        self._base = base

    def ingest(
        self,
        sources: Iterable[str] = (),
        *,
        fetcher: Fetcher | None = None,
        stdin: BinaryIO | None = None,
        offline: bool = False,
        again: bool = False,
        names: Slots = NONE,
        syntax: Slots = NONE,
        workers: int = 0,
        limit: float = LIMIT,
        clock: Callable[[], str] = utc_now,
        on_outcome: Callable[[Outcome], None] = lambda _: None,
        waiting: Waiting = lambda _: None,
    ) -> Report:
        """Read the sources into the store and return what became of each; a source that fails stops no other.

        What an earlier ingest left unfinished is finished first. The graph is written whenever the archive has grown
        to four times its size, and at the end: the work stays in proportion to the number of articles.

        Args:
            sources: URLs, paths of files and folders, "-" for ``stdin``; where there is none, those that an earlier
                ingest left unread, and those that failed.
            fetcher: fetches URLs; None for one with the defaults.
            stdin: standard input in bytes.
            offline: fetch nothing, not even the pages behind the links of a feed.
            again: take in articles, too, that were forgotten.
            names: by language, a spaCy pipeline whose names take the place of the encoder's from now on; the empty
                string gives the place back. The store keeps it.
            syntax: the same for the parse.
            workers: how many processes annotate beside this one; another reads. 0 does all of it in this process. With
                processes, the main module of a script must be importable (``if __name__ == "__main__":``), as
                `multiprocessing` asks.
            limit: seconds for a page to be read and for an article to be annotated, after which its process is ended
                and the article noted as failed; it holds where there are workers.
            clock: gives the time of fetching as a UTC dateTime.
            on_outcome: called with the outcome of each article or source as soon as it is stored.
            waiting: called before a wait, with the writer that is waited for.

        Raises:
            StoreError: the store cannot be written; what was stored before stays.
            LexiconError: a model is missing, damaged, or does not fit its place.
        """
        outcomes: list[Outcome] = []
        check_slots(names, syntax)
        with ExitStack() as stack:
            archive, base = stack.enter_context(self._writing("ingest", waiting))
            setup = change_slots(archive, names, syntax)
            fetching = None if offline else stack.enter_context(fetching_with(fetcher, log_to(archive, clock)))
            staff = stack.enter_context(staffed(workers, setup, fetcher=fetching, stdin=stdin, limit=limit))
            outcomes.extend(complete(archive, staff, clock=clock, max_tries=MAX_TRIES))
            waiting_for_graph, size = 0, archive.count()
            given = list(sources) or [task.readable for task in archive.tasks.unfinished()]
            if fetching is not None:
                fetching.known = (lambda _: None) if again else known_to(archive, given)
            for outcome in take(archive, given, staff, clock, again=again):
                outcomes.append(outcome)
                on_outcome(outcome)
                waiting_for_graph += outcome.status in ("new", "revised")
                if waiting_for_graph >= max(BATCH, GROWTH * size):
                    write_graph(self.paths, archive, base)
                    waiting_for_graph, size = 0, size + waiting_for_graph
            if not is_current(self.paths, archive, base):
                write_graph(self.paths, archive, base)
        return Report(tuple(sorted(outcomes, key=lambda outcome: outcome.place)))

    def watch(
        self,
        sources: Iterable[str],
        *,
        every: float = 900.0,
        once: bool = False,
        until: float | None = None,
        fetcher: Fetcher | None = None,
        workers: int = 0,
        clock: Clock | None = None,
        on_outcome: Callable[[Outcome], None] = lambda _: None,
        on_stored: Callable[[], None] = lambda: None,
        waiting: Waiting = lambda _: None,
    ) -> Iterator[Round]:
        """Poll feeds and pages, ingest what is new in them, and yield what came of each poll, without end.

        What is fetched is fetched outside the store: the writer's lock is held while it is stored, and no longer.

        Args:
            sources: URLs of feeds and pages.
            every: seconds between two polls of one source; a longer time that the source asks for is kept.
            once: poll each source one time, and end.
            until: seconds after which no more is polled.
            fetcher: fetches URLs; None for one with the defaults.
            workers: as for `ingest`.
            clock: where the time comes from.
            on_outcome: called with the outcome of each article as soon as it is stored.
            on_stored: called when all that was fetched so far is stored and the lock given back.
            waiting: called before a wait for another writer.

        Raises:
            StoreError: the store cannot be written; what was stored before stays.
        """

        ticking = clock or Clock()

        def ingest(given: Sequence[str], fetching: Fetcher) -> Report:
            report = self.ingest(
                given,
                fetcher=fetching,
                clock=lambda: stamp(ticking.now()),
                on_outcome=on_outcome,
                waiting=waiting,
            )
            on_stored()
            return report

        with closing(fetcher or Fetcher()) as fetching:
            watch = Watch(self.paths.archive, ingest, fetching, every=every, clock=ticking)
            yield from watch.rounds(list(dict.fromkeys(sources)), once=once, until=until)

    def unfinished(self) -> list[Task]:
        """Return the sources that `ingest` reads where none is named."""
        if not self.paths.archive.is_file():
            return []
        with Archive.open(self.paths.archive, write=False) as archive:
            return archive.tasks.unfinished()

    def rebuild(self, *, workers: int = 0, waiting: Waiting = lambda _: None) -> tuple[Report, Change]:
        """Make the graph anew from the archive; return what could not be annotated, and what changed in the graph.

        Args:
            workers: how many processes annotate what is not yet annotated; as for `ingest`.
            waiting: called before a wait, with the writer that is waited for.
        """
        self._archive_exists()
        with self._writing("rebuild", waiting) as (archive, base):
            report = Report(tuple(_completed(archive, workers)))
            return report, write_graph(self.paths, archive, base, anew=True)

    def reextract(
        self,
        articles: Collection[str] = (),
        *,
        everything: bool = False,
        names: Slots = NONE,
        syntax: Slots = NONE,
        workers: int = 0,
        limit: float = LIMIT,
        on_total: Callable[[int], None] = lambda _: None,
        on_outcome: Callable[[Outcome], None] = lambda _: None,
        waiting: Waiting = lambda _: None,
    ) -> tuple[Report, Change]:
        """Read what is archived again with the model in use, and write the graph.

        Old annotations stay until the new ones take their place; one call that is interrupted is gone on with by the
        next. Return what became of each revision, and what changed in the graph.

        Args:
            articles: ids, beginnings of ids, URLs or paths; where none is named, what is stale is read.
            everything: read also what the model in use has read already; not together with ``articles``.
            names: as for `ingest`.
            syntax: as for `ingest`.
            workers: as for `ingest`.
            limit: as for `ingest`.
            on_total: called once with the number of revisions that will be read.
            on_outcome: called with the outcome of each revision as soon as it is stored.
            waiting: called before a wait, with the writer that is waited for.

        Raises:
            SourceError: an article is not in the archive.
            LexiconError: a model is missing, damaged, or does not fit its place; nothing is read then.
        """
        self._archive_exists()
        check_slots(names, syntax)
        outcomes: list[Outcome] = []
        with self._writing("reextract", waiting) as (archive, base):
            setup = change_slots(archive, names, syntax)
            keys = rereading.choose(archive, setup, articles, everything=everything)
            on_total(len(keys))
            with staffed(workers, setup, limit=limit) as staff:
                for outcome in rereading.read_again(archive, staff, keys, everything=everything):
                    outcomes.append(outcome)
                    on_outcome(outcome)
            current = is_current(self.paths, archive, base)
            return Report(tuple(outcomes)), Change(0, 0) if current else write_graph(self.paths, archive, base)

    def models(self) -> Models:
        """Return the models that there are (shipped ones and folders that were given), and which is in use."""
        if not self.paths.archive.is_file():
            return list_models(None)
        with Archive.open(self.paths.archive, write=False) as archive:
            return list_models(archive)

    def use_model(self, model: str, *, waiting: Waiting = lambda _: None) -> Model:
        """Take a model for all that is read into this store from now on, and return it.

        Args:
            model: the name of a shipped one, or the path of a folder with an encoder.
            waiting: called before a wait, with the writer that is waited for.

        Raises:
            LexiconError: there is no such model, or it is damaged; the one in use stays.
        """
        known = [one.encoder.name for one in self.models().models]
        found = encoders.find(model, known)
        with self._writing("models", waiting) as (archive, _):
            use_model(archive, found)
        return Model(encoders.describe(found), in_use=True)

    def ask(self, name: str, **parameters: str) -> Result:
        """Return the answers to a named question; QueryError where the name or a parameter is not known."""
        sparql = questions.find(name).fill(parameters)
        self._archive_exists()
        return query.run(self.paths.root, sparql, explain=False)

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

    def publish(self, server: Addresses, login: Login | None = None, *, with_text: bool = False) -> Published:
        """Make the store's graphs on a server (SPARQL 1.1) those that it has now; what has not changed is not sent.

        ``login`` is user and password. StoreError: it cannot be reached or refuses; publish again to go on.
        """
        with Archive.open(self._archive_exists(), write=False) as archive:
            base = archive.meta("base") or BASE
        with self._reading() as reader:
            return Server(server, base, login).publish(reader, with_text=with_text)

    def show(self, article: str) -> Shown:
        """Return an article with what was read from it; ``article`` is an id or its beginning, a URL or a path."""
        with Archive.open(self._archive_exists(), write=False) as archive:
            revision = archive.find(article)
            line = archive.annotations(revision.article.id, revision.digest)
            if line is None:
                raise StoreError(f"{article}: archived, but not yet read. 'hergang rebuild' completes it.")
            return Shown(standoff.loads(line), tuple(archive.cuts(revision.article.id, revision.digest)))

    def changes(self, article: str) -> History:
        """Return the revisions of an article with what changed from each to the next; named as for `show`."""
        with Archive.open(self._archive_exists(), write=False) as archive:
            found = archive.find(article).article.id
            return History(tuple(archive.history(found)), tuple(archive.metadata_changes(found)))

    def search(
        self,
        words: str,
        *,
        since: str | None = None,
        until: str | None = None,
        outlet: str | None = None,
        language: str | None = None,
        limit: int = 20,
        order: Literal["relevance", "date"] = "relevance",
    ) -> Found:
        """Return the articles that hold the words; `hergang.corpus.archive.words` tells how they are read.

        Args:
            words: what is searched for.
            since: ISO day; only articles of that day and later.
            until: ISO day; only articles of that day and before.
            outlet: part of the publisher's name or of the host.
            language: ISO 639-1 code.
            limit: how many are returned at most.
            order: the best first, or the latest first.

        Raises:
            SearchError: the words cannot be understood.
        """
        with Archive.open(self._archive_exists(), write=False) as archive:
            return archive.index.find(
                words, since=since, until=until, outlet=outlet, language=language, limit=limit, order=order
            )

    def check(self, *, mend: bool = False, workers: int = 0, waiting: Waiting = lambda _: None) -> Checked:
        """Prove that the archive is whole and the graph shows what it holds; with ``mend``, mend what does not.

        Args:
            mend: whether to mend.
            workers: how many processes annotate what is not yet annotated, where that is to be mended; as for `ingest`.
            waiting: called before a wait, with the writer that is waited for.
        """
        self._archive_exists()
        with self._writing("check", waiting) as (archive, base):
            return check(self.paths, archive, base, mend=mend, complete=lambda archive: _completed(archive, workers))

    def backup(self, file: str | Path) -> copies.Copied:
        """Write the archive to one file, as it is at this moment, also while another process writes the store."""
        return copies.backup(self._archive_exists(), Path(file))

    def restore(self, file: str | Path, *, replace: bool = False, waiting: Waiting = lambda _: None) -> copies.Copied:
        """Fill the store from a backup and write its graph.

        Args:
            file: what `backup` wrote.
            replace: whether articles that the store holds may be lost.
            waiting: called before a wait, with the writer that is waited for.
        """
        copies.must_be_backup(Path(file))
        with writing(self.paths, "restore", waiting=waiting):
            copied = copies.restore(Path(file), self.paths.archive, replace=replace)
            with Archive.open(self.paths.archive, write=True) as archive:
                write_graph(self.paths, archive, self._settle_base(archive))
        return copied

    def forget(
        self,
        article: str,
        *,
        who: str = "",
        why: str = "",
        clock: Callable[[], str] = utc_now,
        waiting: Waiting = lambda _: None,
    ) -> Gone:
        """Take an article out of the store, everywhere, and see that no ingest brings it back by itself.

        Args:
            article: an id or its beginning, a URL or a path.
            who: who forgets; kept with the tombstone.
            why: kept with the tombstone, and told to whoever ingests the article again.
            clock: gives the time as a UTC dateTime.
            waiting: called before a wait, with the writer that is waited for.
        """
        self._archive_exists()
        with self._writing("forget", waiting) as (archive, base):
            return forget(self.paths, archive, base, article, at=clock(), who=who, why=why)

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


def _completed(archive: Archive, workers: int) -> list[Outcome]:
    """Annotate what is not yet annotated; return what cannot be."""
    with staffed(workers, read_setup(archive)) as staff:
        return list(complete(archive, staff))
