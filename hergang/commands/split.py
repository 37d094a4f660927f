"""The command `hergang split`."""

from __future__ import annotations

from typing import Annotated

import typer

from hergang.command import ENTITY, Store, Why, command, open_store, user
from hergang.terminal import say, waiting


@command('hergang split "Michael Müller@3f2a" "Michael Müller@91bc" --why "mayor, footballer"', place=51)
def split(
    one: Annotated[str, typer.Argument(metavar="A", help=ENTITY, show_default=False)],
    other: Annotated[str, typer.Argument(metavar="B", help=ENTITY, show_default=False)],
    why: Why = "",
    store: Store = None,
) -> None:
    """Decide by hand that two entities are not one.

    What was taken for one is told apart by the articles: name each as NAME@ARTICLE. All other articles go with the one
    of the two that they are more like. The decision is kept with who, when and why, outlives every ingest and rebuild,
    and can be taken back ("hergang decisions --undo").
    """
    decision = open_store(store).split(one, other, who=user(), why=why, waiting=waiting)
    say(f"Two from now on (decision {decision.number}).")
