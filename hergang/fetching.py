"""What ties fetching to the archive: the log of requests, and the conditions that it gives for the next ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict

from hergang.corpus.archive import Archive, Request
from hergang.corpus.fetch import Answer, Fetcher, Validators


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
def fetching_with(fetcher: Fetcher | None, on_answer: Callable[[Answer], None] = lambda _: None) -> Iterator[Fetcher]:
    """Give what fetches URLs, and close it at the end."""
    with closing(fetcher or Fetcher()) as fetching:
        fetching.on_answer = on_answer
        yield fetching


def validators(request: Request | None) -> Validators | None:
    """Return what a logged answer gives for a conditional request."""
    return None if request is None else Validators(request.etag, request.last_modified, request.answered)
