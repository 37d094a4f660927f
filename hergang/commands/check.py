"""The command `hergang check`."""

from __future__ import annotations

from typing import Annotated

import typer

from hergang.command import Store, command, open_store
from hergang.terminal import out, say, waiting


@command("hergang check --mend", place=65)
def check(
    mend: Annotated[bool, typer.Option("--mend", help="Mend what can be mended.")] = False, store: Store = None
) -> None:
    """Prove that the store is whole, and that the graph shows what the archive holds.

    The archive is checked by SQLite, every text and payload against its digest, the search index against the texts, and
    the graph statement by statement against the projection made anew. To mend is to make anew what is derived; nothing
    that is archived is deleted. The exit code is 1 where something is left that is wrong.
    """
    checked = open_store(store).check(mend=mend, workers=1, waiting=waiting)
    for finding in checked.found:
        mended = " Mended." if finding not in checked.left else ""
        out(f"{finding}{mended}\n")
    if checked.pending or checked.failed:
        counts = f"not yet read: {checked.pending}, failed: {checked.failed}"
        say(f'Sources of earlier ingests {counts}. "hergang ingest" without a source goes on with them.')
    if not checked.left:
        say(f"The store is whole (articles: {checked.articles}, revisions: {checked.revisions}).")
        return
    if not mend and any(finding.mend for finding in checked.left):
        say('"hergang check --mend" mends what can be mended.')
    raise typer.Exit(1)
