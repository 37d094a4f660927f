"""The command `hergang query`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from hergang.command import Shown, Store, command, open_store, show_result


@command("hergang query who.rq --format json", place=20)
def query(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A file with the query, or - for standard input.")],
    format_: Shown = None,
    timeout: Annotated[
        float, typer.Option(metavar="SECONDS", min=0.1, help="The query is ended after so long.")
    ] = 60.0,
    store: Store = None,
) -> None:
    """Ask the graph any SPARQL 1.1 query, with the prefixes preset.

    The result of SELECT and ASK is a table, that of CONSTRUCT and DESCRIBE is Turtle. SERVICE, LOAD and updates are
    refused.
    """
    show_result(open_store(store).query(_read_query(file), timeout=timeout), format_)


def _read_query(file: str) -> str:
    if file == "-":
        return sys.stdin.buffer.read().decode("utf-8")
    try:
        return Path(file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8 text"
        raise typer.BadParameter(
            f"{file}: {reason}. Name a file with a query, or - to read it from standard input."
        ) from error
