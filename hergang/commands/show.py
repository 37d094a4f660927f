"""The command `hergang show`."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from hergang.command import Store, command, open_store
from hergang.terminal import out


class ShowFormat(StrEnum):
    """How an article is shown."""

    text = "text"
    html = "html"


@command("hergang show article.html --format html > article-read.html", place=14)
def show(
    article: Annotated[
        str, typer.Argument(metavar="ARTICLE", help="Its id or the beginning of it, its URL, or its path.")
    ],
    format_: Annotated[
        ShowFormat, typer.Option("--format", metavar="|".join(ShowFormat), help="Default: text.")
    ] = ShowFormat.text,
    changes: Annotated[
        bool, typer.Option("--changes", help="Show its revisions, and what changed from each to the next.")
    ] = False,
    cut: Annotated[
        bool, typer.Option("--cut", help="Show what cleaning cut out of it, each cut with its reason and place.")
    ] = False,
    store: Store = None,
) -> None:
    """Show an article with what was read from it marked.

    Brackets mean: [entity], {time or quantity}, ‹quotation›, (cue); the id behind the closing one is found in the
    lists below the text. With --changes, words that went stand in [-brackets-], those that came in {+braces+}, each
    paragraph with its number before and after. With --cut, what stood on the page and is not in the text is listed:
    captions, notices, links to other articles; docs/reading.md tells the reasons.
    """
    if (changes or cut) and format_ is not ShowFormat.text:
        raise typer.BadParameter(f"--{'changes' if changes else 'cut'} is text alone; leave --format out.")
    if changes and cut:
        raise typer.BadParameter("--changes and --cut are two views; ask for one.")
    if changes:
        out(open_store(store).changes(article).text())
        return
    shown = open_store(store).show(article)
    if cut:
        out(shown.cut_text())
        return
    out(shown.html() if format_ is ShowFormat.html else shown.text())
