"""What ties fetching to the archive: the log of requests, and the conditions that it gives for the next ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from typing import BinaryIO

from hergang.corpus.archive import Archive, Request
from hergang.corpus.errors import SourceError
from hergang.corpus.fetch import Answer, Fetcher, Validators
from hergang.corpus.reading import Reading
from hergang.corpus.sources import read_sources


def log_to(archive: Archive, clock: Callable[[], str]) -> Callable[[Answer], None]:
    """Return what writes each answer of a server into the archive's log."""
    return lambda answer: archive.requests.log(Request(asked=clock(), **asdict(answer)))


def known_to(archive: Archive, given: Iterable[str]) -> Callable[[str], Validators | None]:
    """Return what tells a fetcher which state of a URL the archive holds; asked before an ingest notes its sources."""
    held = {source: archive.requests.held(source) for source in given}

    def known(url: str) -> Validators | None:
        return validators(held[url] if url in held else archive.requests.held(url))

    return known


@contextmanager
def reading_of(
    fetcher: Fetcher | None,
    stdin: BinaryIO | None,
    *,
    offline: bool = False,
    on_answer: Callable[[Answer], None] = lambda _: None,
    known: Callable[[str], Validators | None] = lambda _: None,
) -> Iterator[Callable[[str], Iterator[Reading | SourceError]]]:
    """Give a function that reads one source; all are fetched by one fetcher."""
    if offline:
        yield lambda source: read_sources([source], fetcher=None, stdin=stdin)
        return
    with closing(fetcher or Fetcher()) as fetching:
        fetching.on_answer, fetching.known = on_answer, known
        yield lambda source: read_sources([source], fetcher=fetching, stdin=stdin)


def validators(request: Request | None) -> Validators | None:
    """Return what a logged answer gives for a conditional request."""
    return None if request is None else Validators(request.etag, request.last_modified, request.answered)
