"""The command `hergang ingest`."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from hergang.command import (
    AllowPrivate,
    Contact,
    Licensed,
    Limit,
    Names,
    SourcesIfAny,
    Store,
    Syntax,
    Workers,
    command,
    finish,
    make_fetcher,
    open_store,
    slots,
)
from hergang.terminal import present, progress, waiting


@command("hergang ingest article.html https://example.org/feed.xml", place=10)
def ingest(
    sources: SourcesIfAny = None,
    again: Annotated[bool, typer.Option("--again", help="Take in articles, too, that were forgotten.")] = False,
    names: Names = None,
    syntax: Syntax = None,
    workers: Workers = 1,
    limit: Limit = 60,
    allow_private: AllowPrivate = False,
    licensed: Licensed = None,
    contact: Contact = "",
    store: Store = None,
) -> None:
    """Read articles into the store and write the graph.

    What the store has already is left as it is, so that a command that was interrupted can be given again; without a
    source, what an earlier ingest left unread is read, and what failed is tried again. A source that fails is named
    with the reason, and the others go on; the exit code is then 1. An article of more than 100,000 characters has as
    many times longer than --limit. The pipelines of --names and
    --syntax are kept by the store for what is read later; an empty one (--names en=) is given up.
    """
    from hergang.ingest import expected

    opened = open_store(store)
    if not sources and not opened.unfinished():
        raise typer.BadParameter("nothing is left of an earlier ingest. Name a SOURCE.")
    with progress("Reading") as done:
        done.total(expected(sources or [task.readable for task in opened.unfinished()]))
        report = opened.ingest(
            sources or (),
            again=again,
            fetcher=make_fetcher(allow_private=allow_private, licensed=licensed, contact=contact),
            stdin=sys.stdin.buffer,
            names=slots("--names", names),
            syntax=slots("--syntax", syntax),
            workers=workers,
            limit=limit,
            on_outcome=lambda outcome: done(outcome.source),
            waiting=waiting,
        )
    read = [outcome for outcome in report.outcomes if outcome.article and outcome.status != "failed"]
    present(
        ("status", "article", "source", "title"),
        [(o.status, o.article or "", o.source, o.title or "") for o in read],
    )
    finish(report)
