"""The command `hergang extract`."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from hergang.command import AllowPrivate, Contact, Licensed, Names, Sources, Syntax, command, make_fetcher, slots, tell
from hergang.corpus.errors import HergangError
from hergang.terminal import out


@command("hergang extract article.txt > article.jsonl", place=12)
def extract(
    sources: Sources,
    model: Annotated[
        str | None, typer.Option(metavar="NAME|FOLDER", help="The model that reads; default: news.")
    ] = None,
    names: Names = None,
    syntax: Syntax = None,
    allow_private: AllowPrivate = False,
    licensed: Licensed = None,
    contact: Contact = "",
) -> None:
    """Print what is read from articles as lines of JSON.

    Each article is one line in the stand-off format that docs/format.md describes. No store is touched.
    """
    from hergang.extract import standoff
    from hergang.library import annotate

    failed = False
    found = annotate(
        sources,
        model=model,
        names=slots("--names", names),
        syntax=slots("--syntax", syntax),
        fetcher=make_fetcher(allow_private=allow_private, licensed=licensed, contact=contact),
        stdin=sys.stdin.buffer,
    )
    for result in found:
        if isinstance(result, HergangError):
            failed = failed or result.exit_code != 0
            tell(result)
        else:
            out(standoff.dumps(result) + "\n")
    if failed:
        raise typer.Exit(1)
