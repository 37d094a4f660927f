"""The command `hergang watch`."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from hergang.command import AllowPrivate, Contact, Licensed, Store, command, make_fetcher, open_store
from hergang.terminal import out, say, waiting

if TYPE_CHECKING:
    from hergang.ingest import Outcome
    from hergang.watching import Round

Feeds = Annotated[list[str], typer.Argument(metavar="URL", help="A feed, or a page.", show_default=False)]
Every = Annotated[
    float, typer.Option("--every", metavar="MINUTES", min=1, help="Between two polls of one URL, at least.")
]
For = Annotated[
    float | None, typer.Option("--for", metavar="MINUTES", min=0, help="Stop after that time.", show_default=False)
]


@command("hergang watch https://example.org/feed.xml --every 30", place=11)
def watch(
    feeds: Feeds,
    every: Every = 15,
    once: Annotated[bool, typer.Option("--once", help="Poll each URL one time, and end.")] = False,
    for_: For = None,
    allow_private: AllowPrivate = False,
    licensed: Licensed = None,
    contact: Contact = "",
    store: Store = None,
) -> None:
    """Poll feeds and pages, and read what is new in them into the store, until stopped.

    Each new, revised or failed article is one line on standard output, each poll one on standard error. A URL is asked
    less often where it asks for that or fails. Ctrl-C or SIGTERM stops it: what is being stored is stored first, and
    a second one stops at once, which loses nothing either.
    """
    from hergang.corpus.urls import is_url

    strange = [feed for feed in feeds if not is_url(feed)]
    if strange:
        raise typer.BadParameter(f"{strange[0]!r} is no http or https URL. Give the feed's address.")
    fetcher = make_fetcher(allow_private=allow_private, licensed=licensed, contact=contact)
    with _stopping() as stop:

        def tell(outcome: Outcome) -> None:
            stop.storing = True
            _tell_article(outcome)

        rounds = open_store(store).watch(
            feeds,
            every=every * 60,
            once=once,
            until=None if for_ is None else for_ * 60,
            fetcher=fetcher,
            workers=1,
            on_outcome=tell,
            on_stored=stop.stored,
            waiting=waiting,
        )
        failed = False
        for round_ in rounds:
            failed = failed or round_.failure is not None
            _tell_round(round_, last=once)
    if once and failed:
        raise typer.Exit(1)


class _Stop:
    """Whether a signal came; while articles are stored, it waits until they are."""

    def __init__(self) -> None:
        self.storing = False
        self._asked = False

    def ask(self, number: int, _: FrameType | None) -> None:
        """Stop now, or where something is being stored, after that; the second time at once."""
        if not self.storing or self._asked:
            raise KeyboardInterrupt
        self._asked = True
        say("Stopping when what was fetched is stored.")

    def stored(self) -> None:
        """Note that all is stored; stop where that was asked for meanwhile."""
        self.storing = False
        if self._asked:
            raise KeyboardInterrupt


@contextmanager
def _stopping() -> Iterator[_Stop]:
    """Turn Ctrl-C and SIGTERM into an orderly end of what stands below."""
    stop = _Stop()
    before = {number: signal.signal(number, stop.ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    except KeyboardInterrupt:
        say("Stopped. What was found is in the store; the same command goes on.")
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _tell_article(outcome: Outcome) -> None:
    if outcome.status == "failed":
        say(f"SourceError: {outcome.reason}")
    elif outcome.status in ("new", "revised"):
        cells = (outcome.status, outcome.article or "", outcome.source, outcome.title or "")
        out("\t".join(" ".join(cell.split()) for cell in cells) + "\n")


def _tell_round(round_: Round, *, last: bool) -> None:
    now = datetime.now()
    counts = {
        status: sum(outcome.status == status for outcome in round_.outcomes)
        for status in ("new", "revised", "unchanged", "skipped", "failed")
    }
    told = ", ".join(f"{count} {status}" for status, count in counts.items() if count) or "nothing"
    if round_.wait is None:
        told += "; it is gone for good and not polled again"
    elif not last:
        told += f"; next at {now + timedelta(seconds=round_.wait):%H:%M}"
    say(f"{now:%H:%M} {round_.source}: {told}")
