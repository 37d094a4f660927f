"""The command `hergang search`."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hergang.command import Listed, ListFormat, Store, as_json, by_stream, command, open_store
from hergang.terminal import out, say, table

if TYPE_CHECKING:
    from hergang.corpus.archive import Hit


class Order(StrEnum):
    """What comes first."""

    relevance = "relevance"
    date = "date"


@command('hergang search "Brücke OR bridge" --since 2024-05-01', place=16)
def search(
    words: Annotated[
        list[str],
        typer.Argument(metavar="WORDS", help='Words, "a phrase", begin*, OR, NOT, ( ), and title: names: quotations:.'),
    ],
    since: Annotated[str | None, typer.Option(metavar="DATE", help="Only articles of that day and later.")] = None,
    until: Annotated[str | None, typer.Option(metavar="DATE", help="Only articles of that day and before.")] = None,
    outlet: Annotated[str | None, typer.Option(metavar="NAME", help="Part of the publisher's name or host.")] = None,
    language: Annotated[str | None, typer.Option(metavar="CODE", help="de or en.")] = None,
    order: Annotated[
        Order, typer.Option(metavar="|".join(Order), help="What comes first; default: relevance.")
    ] = Order.relevance,
    limit: Annotated[int, typer.Option(metavar="N", min=1, help="How many are shown at most.")] = 20,
    format_: Listed = None,
    store: Store = None,
) -> None:
    """Find articles by their words.

    All words must occur, in the title, the text, a name or a quotation; case, diacritics and ß or ss do not matter. A
    word or parenthesis behind title:, text:, names: or quotations: must stand there. Only the text that stands is
    searched, not earlier revisions. What was found is between ** in the snippet.
    """
    found = open_store(store).search(
        " ".join(words),
        since=_day("--since", since),
        until=_day("--until", until),
        outlet=outlet,
        language=language,
        limit=limit,
        order=order.value,
    )
    if (format_ or by_stream(ListFormat.table, ListFormat.json)) is ListFormat.json:
        out(as_json([_record(hit) for hit in found.hits]))
    else:
        rows = [
            (hit.day, hit.article.publisher or "", hit.article.title or "", hit.marked("**", "**"), hit.article.id)
            for hit in found.hits
        ]
        table(("date", "outlet", "title", "found", "article"), rows)
    if found.total > len(found.hits):
        say(f"{found.total - len(found.hits)} more are left out; --limit {found.total} shows them.")
    if not found.total:
        say(f"No article has that: {' '.join(words)}")


def _day(option: str, given: str | None) -> str | None:
    try:
        return None if given is None else date.fromisoformat(given).isoformat()
    except ValueError as error:
        raise typer.BadParameter(f"{option} {given}: write a day as 2024-05-31.") from error


def _record(hit: Hit) -> dict[str, Any]:
    article = hit.article.to_json()
    del article["text"]
    return {"article": article, "day": hit.day, "snippet": hit.marked("**", "**")}
