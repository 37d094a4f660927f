"""The command `hergang backup`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hergang.command import Store, command, open_store
from hergang.terminal import say


@command("hergang backup news-2024-05-31.hergang", place=66)
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write; an older backup is replaced.")],
    store: Store = None,
) -> None:
    """Write the whole store to one file.

    The file holds the archive as it is at this moment, also while an ingest is running; the graph is made anew from it
    when it is restored. It is written whole or not at all. What is forgotten later stays in it: delete old backups.
    """
    copied = open_store(store).backup(file)
    say(f"Written: {file} (articles: {copied.articles}, revisions: {copied.revisions}, {copied.size / 1e6:.1f} MB)")
