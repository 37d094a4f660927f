"""The command `hergang stories`."""

from __future__ import annotations

from dataclasses import asdict

from hergang.command import Listed, ListFormat, Store, as_json, by_stream, command, open_store
from hergang.terminal import out, table


@command("hergang stories", place=24)
def stories(
    format_: Listed = None,
    store: Store = None,
) -> None:
    """List the stories that the store tells."""
    lines = open_store(store).stories()
    if (format_ or by_stream(ListFormat.table, ListFormat.json)) is ListFormat.json:
        out(as_json([asdict(line) for line in lines]))
        return
    rows = [(x.id, x.label, str(x.articles), str(x.outlets), x.first, x.last) for x in lines]
    table(("story", "label", "articles", "outlets", "first", "last"), rows)
