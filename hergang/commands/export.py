"""The command `hergang export`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from hergang.command import Store, command, open_store
from hergang.terminal import say


class View(StrEnum):
    """What an export shows as nodes."""

    entities = "entities"
    claims = "claims"
    full = "full"


@command("hergang export graphml news.graphml", place=40)
def export(
    format_: Annotated[
        str, typer.Argument(metavar="FORMAT", help="graphml, gexf, svg, csv, ttl, trig, nq, jsonld, ftm or schemaorg.")
    ],
    out_: Annotated[Path, typer.Argument(metavar="OUT", help="The file, or for csv the folder, to write.")],
    story: Annotated[str | None, typer.Option(metavar="ID", help="Only this story.")] = None,
    view: Annotated[
        View | None,
        typer.Option(
            metavar="|".join(View),
            help="What is written: entities is the default of networks (graphml to csv), full that of RDF.",
        ),
    ] = None,
    with_text: Annotated[bool, typer.Option("--with-text", help="Whole texts too; others hold the copyright.")] = False,
    store: Store = None,
) -> None:
    """Write the graph to a file for Gephi, networkx or another store, or draw it (svg, best of one story).

    The file is written whole or not at all."""
    chosen = view.value if view is not None else None
    written = open_store(store).export(format_, out_, story=story, view=chosen, with_text=with_text)
    say(f"Written: {out_}")
    if written.removed:
        say(f"{written.removed} characters that XML forbids were left out.")
