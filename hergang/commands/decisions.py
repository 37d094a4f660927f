"""The command `hergang decisions`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hergang.command import Listed, ListFormat, Store, Why, as_json, by_stream, command, open_store, user
from hergang.corpus.errors import SourceError
from hergang.terminal import out, say, table, waiting

if TYPE_CHECKING:
    from hergang.corpus.archive import Decision


@command("hergang decisions", place=53)
def decisions(
    undo: Annotated[int | None, typer.Option(metavar="NUMBER", help="Take a decision back; the log keeps it.")] = None,
    why: Why = "",
    export: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the decisions as JSON Lines; - for standard output.")
    ] = None,
    import_: Annotated[
        Path | None, typer.Option("--import", metavar="FILE", help="Take in decisions that --export wrote.")
    ] = None,
    format_: Listed = None,
    store: Store = None,
) -> None:
    """List the decisions by hand, take one back, write them to a file, or take them in from one.

    Decisions name what they decide by article and words, so that they hold in every store that has the articles.
    """
    opened = open_store(store)
    if undo is not None:
        undone = opened.undo(undo, who=user(), why=why, waiting=waiting)
        say(f"Taken back: decision {undone.number}, {undone.kind} {' / '.join(_sides(undone))}.")
    elif import_ is not None:
        added = opened.import_decisions(_records(import_), waiting=waiting)
        say(f"{len(added)} decisions are new.")
    elif export is not None:
        lines = "".join(f"{json.dumps(record, ensure_ascii=False)}\n" for record in opened.export_decisions())
        if str(export) == "-":
            out(lines)
        else:
            export.write_text(lines, encoding="utf-8", newline="\n")
    else:
        _list(opened.decisions(), format_)


def _list(found: list[Decision], format_: ListFormat | None) -> None:
    if (format_ or by_stream(ListFormat.table, ListFormat.json)) is ListFormat.json:
        from hergang.deciding import to_records

        out(as_json([{"number": one.number, **record} for one, record in zip(found, to_records(found), strict=True)]))
        return
    rows = [
        (str(one.number), one.kind, " / ".join(_sides(one)), one.who, one.at[:10], one.why, _undone(one))
        for one in found
    ]
    table(("number", "kind", "of", "who", "when", "why", "taken back"), rows)


def _sides(decision: Decision) -> Iterator[str]:
    for key in (decision.subject, decision.object):
        if key is not None:
            yield f"{getattr(key, 'name', None) or getattr(key, 'clause', '')}@{key.article}"


def _undone(decision: Decision) -> str:
    return f"{decision.undone.at[:10]} by {decision.undone.who}" if decision.undone else ""


def _records(file: Path) -> list[dict[str, Any]]:
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines if line.strip()]
    except (OSError, ValueError) as error:
        raise SourceError(f"{file}: cannot be read as JSON Lines ({error}).") from error
