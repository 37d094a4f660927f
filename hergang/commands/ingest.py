"""The command `hergang ingest`."""

from __future__ import annotations

import sys

from hergang.command import Names, Sources, Store, Syntax, command, finish, open_store, slots
from hergang.terminal import present, progress, waiting


@command("hergang ingest article.html https://example.org/feed.xml", place=10)
def ingest(sources: Sources, names: Names = None, syntax: Syntax = None, store: Store = None) -> None:
    """Read articles into the store and write the graph.

    What the store has already is left as it is, so that a command that was interrupted can be given again. A source
    that fails is named with the reason, and the others go on; the exit code is then 1. The pipelines of --names and
    --syntax are kept by the store for what is read later; an empty one (--names en=) is given up.
    """
    with progress("Reading") as done:
        report = open_store(store).ingest(
            sources,
            stdin=sys.stdin.buffer,
            names=slots("--names", names),
            syntax=slots("--syntax", syntax),
            on_outcome=lambda outcome: done(outcome.source),
            waiting=waiting,
        )
    read = [outcome for outcome in report.outcomes if outcome.article and outcome.status != "failed"]
    present(
        ("status", "article", "source", "title"),
        [(o.status, o.article or "", o.source, o.title or "") for o in read],
    )
    finish(report)
