"""The command `hergang forget`."""

from __future__ import annotations

from typing import Annotated

import typer

from hergang.command import Store, command, open_store, user
from hergang.terminal import say, waiting


@command('hergang forget https://example.org/article --why "withdrawn by the publisher"', place=70)
def forget(
    article: Annotated[
        str, typer.Argument(metavar="ARTICLE", help="Its id or the beginning of it, its URL, or its path.")
    ],
    why: Annotated[str, typer.Option(metavar="TEXT", help="Kept, and told to whoever ingests it again.")] = "",
    store: Store = None,
) -> None:
    """Take an article out of the store, everywhere.

    All its revisions, payloads and annotations go, out of archive, search, graph and checkpoints, and what is deleted
    is overwritten. A tombstone stays, with no word of it: "hergang ingest" passes the article over, and takes it only
    with --again. Backups that were taken before still hold it.
    """
    gone = open_store(store).forget(article, who=user(), why=why, waiting=waiting)
    forgotten = gone.forgotten
    say(f"Forgotten: {forgotten.tombstone.article} {gone.title or gone.source} (revisions: {forgotten.revisions})")
    if forgotten.without_payload:
        say(
            "Their raw payload held it, too, and went with it (their texts stay): "
            + ", ".join(forgotten.without_payload)
        )
    if gone.traces:
        say('A process still reads an older state of the store. "hergang check --mend" clears it once that has ended.')
