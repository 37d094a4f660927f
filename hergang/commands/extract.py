"""The command `hergang extract`."""

from __future__ import annotations

import sys

import typer

from hergang.command import Sources, command, tell
from hergang.corpus.errors import HergangError
from hergang.terminal import out


@command("hergang extract article.txt > article.jsonl", place=12)
def extract(sources: Sources) -> None:
    """Print what is read from articles as lines of JSON.

    Each article is one line in the stand-off format that docs/format.md describes. No store is touched.
    """
    from hergang.extract import standoff
    from hergang.library import annotate

    failed = False
    for result in annotate(sources, stdin=sys.stdin.buffer):
        if isinstance(result, HergangError):
            failed = failed or result.exit_code != 0
            tell(result)
        else:
            out(standoff.dumps(result) + "\n")
    if failed:
        raise typer.Exit(1)
