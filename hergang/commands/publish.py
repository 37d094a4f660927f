"""The command `hergang publish`."""

from __future__ import annotations

from typing import Annotated

import typer

from hergang.command import Store, command, open_store
from hergang.terminal import say


@command(
    "hergang publish http://localhost:7878/query --update http://localhost:7878/update --graphs http://localhost:7878/store",
    place=45,
)
def publish(
    query: Annotated[str, typer.Argument(metavar="URL", help="Where the server is queried.")],
    update: Annotated[str, typer.Option(metavar="URL", help="Where it takes updates.")],
    graphs: Annotated[str, typer.Option(metavar="URL", help="Where it takes graphs (Graph Store HTTP Protocol).")],
    user: Annotated[str | None, typer.Option(metavar="NAME", help="Who logs in there.")] = None,
    password: Annotated[
        str, typer.Option(metavar="WORD", envvar="HERGANG_PASSWORD", help="The user's password.", show_default=False)
    ] = "",
    with_text: Annotated[bool, typer.Option("--with-text", help="Whole texts too; others hold the copyright.")] = False,
    store: Store = None,
) -> None:
    """Put the graph on a server that speaks SPARQL 1.1, or bring it up to date there.

    The standing view becomes the graph BASEstanding, all others keep their names. Graphs that have not changed are not
    sent, and graphs of others are not touched.
    """
    from hergang.graphs.remote import Addresses

    login = None if user is None else (user, password)
    done = open_store(store).publish(Addresses(query, update, graphs), login, with_text=with_text)
    say(f"Graphs sent: {done.sent} ({done.triples} triples), unchanged: {done.unchanged}, removed: {done.removed}.")
