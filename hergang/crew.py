"""Who reads the sources and annotates the articles: this process alone, or processes beside it.

A `Crew` of n workers is n processes that annotate, one that reads the sources in their order, and this one, which gives
out the work and alone writes the archive and fetches from the network. At most as many articles as there are workers
wait beside those that are being annotated, and the one that reads waits for this one: memory does not grow with the
number of articles. A worker that takes longer than its limit over one page is ended and replaced, and so is one that
has done `RENEWAL` articles or holds more than `MEMORY`.

`Alone` does the same in this process, without limits of time: for short work from Python, where starting processes is
no good idea.
"""

from __future__ import annotations

import io
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing.connection import wait
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol, Self, cast

from hergang.corpus.article import Article
from hergang.corpus.errors import HergangError, SourceError
from hergang.corpus.fetch import Fetched, Fetcher
from hergang.corpus.language import guess
from hergang.corpus.reading import Reading
from hergang.corpus.sources import read_sources
from hergang.extract.errors import ExtractError
from hergang.workers import Ask, Message, Work, Worker, WorkerLostError, told_bug

if TYPE_CHECKING:
    from hergang.extract.pipeline import Setup

LIMIT = 60.0  # seconds for a page to be read, and for an article of up to `LONG` characters to be annotated
LOADING = 300.0  # seconds beyond that for a model to be loaded
FIRST = 200  # characters of an article with which all that is loaded when it is first needed is loaded
LONG = 100_000  # characters; a longer article has as many times longer
RENEWAL = 1000  # articles after which a worker is replaced: what leaks, in machine code, leaks no further
MEMORY = 1200.0  # megabytes, after which it is replaced, too
_STDIN = 64 * 1024 * 1024  # bytes of standard input that are handed on; what is longer is refused when it is read

Key = tuple[str, str]  # article id and digest of a revision
Read = Callable[[str], Iterator[Reading | SourceError]]


@dataclass(frozen=True)
class Annotated:
    """What was read from an article."""

    extractor: str
    line: str  # stand-off JSON


class Staff(Protocol):
    """Who reads and annotates."""

    def read(self, source: str) -> Iterator[Reading | SourceError]:
        """Yield what a source gives, as `read_sources` does."""

    def annotate(self, key: Key, article: Article) -> None:
        """Have an article annotated, under a key; wait where too many are under way."""

    def finished(self, *, all_: bool = False) -> Iterator[tuple[Key, Annotated | HergangError]]:
        """Yield what has been annotated since, or why it could not be; with ``all_``, wait for all."""


@contextmanager
def staffed(
    workers: int, setup: Setup, *, fetcher: Fetcher | None = None, stdin: BinaryIO | None = None, limit: float = LIMIT
) -> Iterator[Staff]:
    """Give who reads and annotates; processes are ended at the end of the ``with``.

    Args:
        workers: how many processes annotate; 0 for none, all is done in this one, and no limit holds.
        setup: with what they annotate.
        fetcher: fetches pages; None where nothing is fetched.
        stdin: standard input in bytes.
        limit: seconds for a page.
    """
    if workers:
        with Crew(workers, setup, fetcher, stdin, limit=limit) as crew:
            yield crew
    else:
        yield Alone(lambda source: read_sources([source], fetcher=fetcher, stdin=stdin), setup)


def annotator(setup: Setup, *, timed: bool = True) -> Work:
    """Return what annotates articles; the models are loaded when an article of their language comes.

    Where it is ``timed``, loading is no part of the article's time: it says by a question when that begins.

    Raises:
        LexiconError: a model is missing, damaged, or does not fit its place.
    """

    from hergang.extract import pipeline, standoff  # the process that reads has no need of them

    warm: set[str | None] = set()  # languages whose model and lexica are loaded

    def annotate(article: Article, ask: Ask) -> Iterator[Annotated]:
        if timed and article.language not in warm:
            with suppress(ExtractError):
                pipeline.annotate(replace(article, text=article.text[:FIRST]), setup=setup)
            warm.add(article.language)
        ask(None)
        annotations = pipeline.annotate(article, setup=setup)
        yield Annotated(annotations.extractor, standoff.dumps(annotations))

    return annotate


def reader() -> Work:
    """Return what reads sources; pages are fetched by the one who gives the job."""

    guess("warm")  # loads what tells languages: it is no part of the first page's time

    def read(job: _Job, ask: Ask) -> Iterator[Reading | SourceError]:
        fetcher = None if job.offline else cast(Fetcher, _FarFetcher(ask))
        stdin = None if job.stdin is None else io.BytesIO(job.stdin)
        passed = job.behind is None

        def wanted(file: Path) -> bool:
            nonlocal passed
            if not passed:
                passed = file == job.behind
                return False
            ask(file)
            return True

        for reading in read_sources([job.source], fetcher=fetcher, stdin=stdin, wanted=wanted):
            if passed:  # else it was told before
                yield reading

    return read


@dataclass(frozen=True)
class _Job:
    """What the process that reads is given."""

    source: str
    offline: bool
    stdin: bytes | None
    behind: Path | None = None  # the file of a folder behind which to begin


class _HungError(Exception):
    """The process that reads has taken too long over a source, or has ended; the message says which."""

    def __init__(self, why: str, file: Path | None) -> None:
        super().__init__(why)
        self.file = file  # of a folder; None where the source is none


class _FarFetcher:
    """Has pages fetched by the one who gave the job: there is one who asks servers, and keeps to their pace."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    def fetch(self, url: str) -> Fetched:
        fetched: Fetched = self._ask(url)
        return fetched


class Alone:
    """This process, for all of it."""

    def __init__(self, read: Read, setup: Setup) -> None:
        """Read by ``read``, annotate with ``setup``."""
        self.read = read
        self._setup = setup
        self._results: deque[tuple[Key, Annotated | HergangError]] = deque()

    def annotate(self, key: Key, article: Article) -> None:
        """Annotate an article at once."""
        try:
            (result,) = annotator(self._setup, timed=False)(article, _nobody)
        except ExtractError as error:
            result = error
        except HergangError:
            raise
        except Exception as error:  # as in a worker: a bug that one article meets does not stop the others
            result = ExtractError(told_bug(error))
        self._results.append((key, result))

    def finished(self, *, all_: bool = False) -> Iterator[tuple[Key, Annotated | HergangError]]:
        """Yield what was annotated since."""
        while self._results:
            yield self._results.popleft()


def _nobody(_: Any) -> None:
    """Answer nothing: in this process no time is counted."""


class Crew:
    """Worker processes. It is a context manager: at its end they are ended."""

    def __init__(
        self, workers: int, setup: Setup, fetcher: Fetcher | None, stdin: BinaryIO | None, *, limit: float = LIMIT
    ) -> None:
        """Keep what is needed to start processes; the arguments are those of `staffed`."""
        self._most, self._fetcher, self._stdin, self._limit = workers, fetcher, stdin, limit
        self._load = partial(annotator, setup)
        self._reader: Worker | None = None
        self._annotators: list[Worker] = []
        self._waiting: deque[tuple[Key, Article]] = deque()
        self._results: deque[tuple[Key, Annotated | HergangError]] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for worker in [*self._annotators, *([self._reader] if self._reader else [])]:
            worker.end()

    # --- reading -----------------------------------------------------------------------------------------------

    def read(self, source: str) -> Iterator[Reading | SourceError]:
        """Yield what a source gives; that a page takes too long is a SourceError, too, and the next file is read."""
        stdin = self._stdin.read(_STDIN) if source == "-" and self._stdin is not None else None
        behind: Path | None = None
        while True:
            try:
                yield from self._reading(_Job(source, self._fetcher is None, stdin, behind))
                return
            except _HungError as hung:
                yield SourceError(f"{hung.file or source}: {hung}. It is tried again by the next ingest.")
                if hung.file is None:
                    return
                behind = hung.file

    def _reading(self, job: _Job) -> Iterator[Reading | SourceError]:
        worker, file = self._ready_reader(), None
        worker.give(job.source, job, self._limit)
        while worker.job is not None:
            message = self._from_reader(worker, file)
            if isinstance(message.value, Path):
                file = message.value
                worker.answer(None)
            elif message.kind == "question":
                worker.answer(self._fetch(message.value))
            elif message.kind == "result":
                yield message.value
            elif message.kind == "failed":
                yield SourceError(f"{file or job.source}: {message.value}")

    def _from_reader(self, worker: Worker, file: Path | None) -> Message:
        worker.await_result()
        try:
            self._await(worker)
            return worker.receive()
        except WorkerLostError as lost:
            why = f"its process ended ({lost})"
        except TimeoutError:
            why = f"took longer than {self._limit:g} seconds to read and was ended (--limit)"
        worker.end()
        self._reader = None
        raise _HungError(why, file)

    def _ready_reader(self) -> Worker:
        if self._reader is None:
            self._reader = Worker(reader)
            self._hire()
        while not self._reader.is_ready:
            self._await(self._reader)
            self._reader.receive()
        return self._reader

    def _fetch(self, url: str) -> Fetched | SourceError:
        assert self._fetcher is not None
        try:
            return self._fetcher.fetch(url)
        except SourceError as error:
            return error

    # --- annotating --------------------------------------------------------------------------------------------

    def annotate(self, key: Key, article: Article) -> None:
        """Have an article annotated; wait while more than one for each worker is waiting."""
        self._waiting.append((key, article))
        self._give()
        while len(self._waiting) > self._most:
            self._await(None)

    def finished(self, *, all_: bool = False) -> Iterator[tuple[Key, Annotated | HergangError]]:
        """Yield what has been annotated since, or why it could not be; with ``all_``, wait for all."""
        while True:
            while self._results:
                yield self._results.popleft()
            if not (all_ and (self._waiting or any(worker.job for worker in self._annotators))):
                return
            self._await(None)

    def _hire(self) -> None:
        self._annotators.append(Worker(self._load))

    def _give(self) -> None:
        """Give what waits to those who have nothing to do; where there are too few, start another."""
        for worker in self._annotators:
            if self._waiting and worker.is_ready and worker.job is None:
                key, article = self._waiting.popleft()
                worker.give(key, article, self._limit * max(1, len(article.text) / LONG), before=LOADING)
        starting = sum(not worker.is_ready for worker in self._annotators)
        if len(self._waiting) > starting and len(self._annotators) < self._most:
            self._hire()

    def _await(self, other: Worker | None) -> None:
        """Wait until the other worker says something; or without one, until something has changed here.

        Raises:
            TimeoutError: the other has taken too long.
        """
        while True:
            awaited = [worker for worker in self._annotators if worker.job or not worker.is_ready]
            watched = [*awaited, *([other] if other else [])]
            left = [seconds for worker in watched if (seconds := worker.time_left()) is not None]
            said = wait([worker.connection for worker in watched], max(0.0, min(left)) if left else None)
            for worker in awaited:
                if worker.connection in said:
                    self._hear(worker)
                elif (worker.time_left() or 1.0) <= 0 and not worker.connection.poll():
                    self._replace(worker, f"it took longer than {worker.limit:g} seconds and was ended")
            self._give()
            if other is None or other.connection in said:
                return
            if (other.time_left() or 1.0) <= 0 and not other.connection.poll():
                raise TimeoutError

    def _hear(self, worker: Worker) -> None:
        job = worker.job
        try:
            message = worker.receive()
        except WorkerLostError as lost:
            self._replace(worker, f"its process ended ({lost})")
            return
        if message.kind == "question":
            worker.answer(None)
        elif message.kind in ("result", "failed"):
            self._results.append((job, message.value))
        elif message.kind == "done" and (worker.jobs >= RENEWAL or message.value > MEMORY):
            worker.dismiss()
            self._annotators.remove(worker)

    def _replace(self, worker: Worker, why: str) -> None:
        worker.end()
        self._annotators.remove(worker)
        self._results.append((worker.job, ExtractError(f"{why}. It is tried again by the next ingest (--limit).")))
