"""The command `hergang reject`."""

from __future__ import annotations

from typing import Annotated

import typer

from hergang.command import Store, Why, command, open_store, user
from hergang.terminal import say, waiting


@command('hergang reject "hat den Account abgeschaltet@3f2a" --why "misread"', place=52)
def reject(
    claim: Annotated[
        str, typer.Argument(metavar="CLAIM", help="IRI or the end of it, or WORDS@ARTICLE.", show_default=False)
    ],
    why: Why = "",
    store: Store = None,
) -> None:
    """Decide by hand that a claim was read wrongly.

    It leaves the standing view with its relations, links and facts, in every revision of the article that makes it in
    the same words; the graph of each revision keeps it. The decision is kept with who, when and why, outlives every
    ingest and rebuild, and can be taken back ("hergang decisions --undo").
    """
    decision = open_store(store).reject(claim, who=user(), why=why, waiting=waiting)
    say(f"Rejected (decision {decision.number}).")
