"""The command `hergang story`."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from hergang.command import Store, as_json, by_stream, command, open_store
from hergang.terminal import out, say, table


class StoryFormat(StrEnum):
    """How a story is shown."""

    table = "table"
    json = "json"
    html = "html"


@command("hergang story eleven-minutes --as-of 2017-11-05", place=26)
def story(
    id_: Annotated[str, typer.Argument(metavar="STORY", help="Its id, the beginning of it, or words of its label.")],
    as_of: Annotated[str | None, typer.Option(metavar="DATE", help="Leave out what was reported later.")] = None,
    since: Annotated[str | None, typer.Option(metavar="DATE", help="Leave out what was reported before.")] = None,
    format_: Annotated[
        StoryFormat | None,
        typer.Option("--format", metavar="|".join(StoryFormat), help="Default: table on a terminal, json in a pipe."),
    ] = None,
    all_: Annotated[bool, typer.Option("--all", help="Also the sentences at which the story does not turn.")] = False,
    store: Store = None,
) -> None:
    """Show how a story developed, and on whose word.

    Each step is a sentence of an article in the order of reporting, with what it does to earlier steps (refines,
    contradicts, corrects ...) and what later ones did to it. The table and the page show the steps at which the story
    turns; json has all. Nothing is taken for true or dropped.
    """
    from hergang import storyviews

    told = open_store(store).story(id_, as_of=as_of, since=since)
    shape = format_ or by_stream(StoryFormat.table, StoryFormat.json)
    if shape is StoryFormat.json:
        out(as_json(told.to_json()))
    elif shape is StoryFormat.html:
        out(storyviews.html(told, everything=all_))
    else:
        table(storyviews.COLUMNS, storyviews.rows(told, everything=all_))
    left_out = 0 if all_ or shape is StoryFormat.json else sum(not step.turns for step in told.steps)
    if left_out:
        say(f"{left_out} sentences at which the story does not turn are left out; --all shows them.")
