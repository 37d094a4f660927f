"""The command `hergang reextract`."""

from __future__ import annotations

from typing import Annotated

import typer

from hergang.command import Limit, Names, Store, Syntax, Workers, command, finish, open_store, slots
from hergang.terminal import progress, say, waiting


@command("hergang reextract", place=62)
def reextract(
    articles: Annotated[
        list[str] | None,
        typer.Argument(metavar="ARTICLE", help="Ids or their beginnings, URLs, paths; without, all that is stale."),
    ] = None,
    all_: Annotated[bool, typer.Option("--all", help="Read also what the model in use has read already.")] = False,
    names: Names = None,
    syntax: Syntax = None,
    workers: Workers = 1,
    limit: Limit = 60,
    store: Store = None,
) -> None:
    """Read the archived articles again with the model in use, and write the graph.

    Stale is what another model, another release or another pipeline has read. What was read before stays until the new
    takes its place: an interrupted run loses nothing, and the same command goes on where it stood. An article that
    cannot be read is named and keeps what it had; the exit code is then 1.
    """
    if all_ and articles:
        raise typer.BadParameter("--all reads every article; name none with it.")
    with progress("Reading again") as done:
        report, change = open_store(store).reextract(
            articles or (),
            everything=all_,
            names=slots("--names", names),
            syntax=slots("--syntax", syntax),
            workers=workers,
            limit=limit,
            on_total=done.total,
            on_outcome=lambda outcome: done(outcome.source),
            waiting=waiting,
        )
    if not report.outcomes:
        say("Nothing is stale: the model in use has read all that is archived.")
    say(f"The graph is written: {change.added} quads added, {change.removed} removed.")
    finish(report)
