"""The command `hergang merge`."""

from __future__ import annotations

from typing import Annotated

import typer

from hergang.command import ENTITY, Store, Why, command, open_store, user
from hergang.terminal import say, waiting


@command('hergang merge "Kanzlerin Merkel@https://example.org/article" "Angela Merkel"', place=50)
def merge(
    one: Annotated[str, typer.Argument(metavar="A", help=ENTITY, show_default=False)],
    other: Annotated[str, typer.Argument(metavar="B", help=ENTITY, show_default=False)],
    why: Why = "",
    store: Store = None,
) -> None:
    """Decide by hand that two entities are one.

    Each is named as the graph calls it, by its IRI or the end of it, or as NAME@ARTICLE: what the article of that id
    (or its beginning), URL or path speaks of under the name. The decision is kept with who, when and why, outlives
    every ingest and rebuild, and can be taken back ("hergang decisions --undo").
    """
    decision = open_store(store).merge(one, other, who=user(), why=why, waiting=waiting)
    say(f"One from now on (decision {decision.number}).")
