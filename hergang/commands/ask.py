"""The command `hergang ask`."""

from __future__ import annotations

from typing import Annotated

import typer

from hergang.command import Shown, Store, command, open_store, show_result
from hergang.terminal import out, present


@command("hergang ask who-said topic=Twitter", place=22)
def ask(
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="The question; without it, all are listed.")
    ] = None,
    parameters: Annotated[
        list[str] | None, typer.Argument(metavar="KEY=VALUE", help="What the question needs.")
    ] = None,
    sparql: Annotated[
        bool, typer.Option("--sparql", help="Print the query, filled in, to change it and run it.")
    ] = False,
    format_: Shown = None,
    store: Store = None,
) -> None:
    """Ask a ready-made question; without a name, list all of them."""
    if name is None:
        _list_questions()
        return
    from hergang.graphs import questions

    given = _pairs(parameters or [])
    if sparql:
        out(questions.find(name).fill(given).rstrip() + "\n")
    else:
        show_result(open_store(store).ask(name, **given), format_)


def _pairs(parameters: list[str]) -> dict[str, str]:
    pairs = [parameter.partition("=") for parameter in parameters]
    for key, sign, _ in pairs:
        if not sign or not key:
            raise typer.BadParameter(f"{key!r}: write parameters as key=value, for example topic=Twitter.")
    return {key: value for key, _, value in pairs}


def _list_questions() -> None:
    from hergang.graphs.questions import questions

    rows = [(q.name, q.title_en, q.title_de, q.example) for q in questions()]
    present(("question", "asks", "fragt", "example"), rows)
