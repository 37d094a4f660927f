"""The command `hergang restore`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hergang.command import Store, command, open_store
from hergang.terminal import say, waiting


@command("hergang restore news-2024-05-31.hergang --store ./restored", place=68)
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file that 'hergang backup' wrote.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Put it in the place of the articles that the store holds.")
    ] = False,
    store: Store = None,
) -> None:
    """Fill a store from a backup, and make its graph.

    A backup of an older release is brought up to this one. Articles that the store has forgotten since the backup was
    taken stay forgotten. A damaged backup, or an end on the way, leaves the store as it was.
    """
    copied = open_store(store).restore(file, replace=replace, waiting=waiting)
    say(f"Restored (articles: {copied.articles}, revisions: {copied.revisions}).")
    if copied.forgotten:
        say(f"Left out, since forgotten: {', '.join(copied.forgotten)}")
