"""The command `hergang ingest`."""

from __future__ import annotations

import sys

from hergang.command import Sources, Store, command, finish, open_store
from hergang.terminal import present, progress, waiting


@command("hergang ingest article.html https://example.org/feed.xml", place=10)
def ingest(sources: Sources, store: Store = None) -> None:
    """Read articles into the store and write the graph.

    What the store has already is left as it is, so that a command that was interrupted can be given again. A source
    that fails is named with the reason, and the others go on; the exit code is then 1.
    """
    with progress("Reading") as done:
        report = open_store(store).ingest(
            sources, stdin=sys.stdin.buffer, on_outcome=lambda outcome: done(outcome.source), waiting=waiting
        )
    read = [outcome for outcome in report.outcomes if outcome.article and outcome.status != "failed"]
    present(
        ("status", "article", "source", "title"),
        [(o.status, o.article or "", o.source, o.title or "") for o in read],
    )
    finish(report)
