"""What the commands share: how one is registered, the options that several take, and how results are shown.

Results go to standard output, all else to standard error. Exit codes: 0 done, 1 some sources failed or the store could
not be used, 2 wrong usage.
"""

from __future__ import annotations

import functools
import getpass
import json
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_args

import typer

from hergang.corpus.errors import HergangError
from hergang.paths import STORE_VARIABLE
from hergang.terminal import out, say, table, to_terminal

if TYPE_CHECKING:
    from hergang.corpus.fetch import Fetcher
    from hergang.graphs.results import Result
    from hergang.ingest import Report
    from hergang.library import Hergang

Store = Annotated[
    Path | None,
    typer.Option(
        "--store", envvar=STORE_VARIABLE, metavar="DIR", help="The store; default: in the user's data folder."
    ),
]
_SOURCES = "URL, feed, .html, .txt, .md, .json, .jsonl, .warc, .warc.gz, a folder of these, or - for standard input."
Sources = Annotated[list[str], typer.Argument(metavar="SOURCE", help=_SOURCES, show_default=False)]
SourcesIfAny = Annotated[list[str] | None, typer.Argument(metavar="SOURCE", help=_SOURCES, show_default=False)]


Names = Annotated[
    list[str] | None,
    typer.Option(
        "--names",
        metavar="LANGUAGE=PIPELINE",
        help="Take the names of a language (de, en) from an installed spaCy pipeline.",
    ),
]
Syntax = Annotated[
    list[str] | None,
    typer.Option(
        "--syntax",
        metavar="LANGUAGE=PIPELINE",
        help="Take the parse of a language from a spaCy pipeline that speaks Universal Dependencies.",
    ),
]
AllowPrivate = Annotated[
    bool, typer.Option("--allow-private", help="Fetch, too, from private networks and this machine itself.")
]
Licensed = Annotated[
    list[str] | None,
    typer.Option(
        "--licensed",
        metavar="HOST",
        envvar="HERGANG_LICENSED",
        help="A host (with those below it) whose publisher has allowed the use: its robots.txt and reservations are "
        "set aside.",
    ),
]
Contact = Annotated[
    str,
    typer.Option(
        "--contact",
        metavar="MAIL|URL",
        envvar="HERGANG_CONTACT",
        help="Whom a host can turn to; goes with each request.",
        show_default=False,
    ),
]


Workers = Annotated[
    int, typer.Option("--workers", metavar="N", min=1, help="Processes that annotate; one more reads the sources.")
]
Limit = Annotated[
    float,
    typer.Option(
        "--limit", metavar="SECONDS", min=1, help="Time for a page, after which it is given up and noted as failed."
    ),
]
ENTITY = "Name, IRI or the end of it, or NAME@ARTICLE."  # how an entity is named to a command
Why = Annotated[str, typer.Option(metavar="TEXT", help="The reason; it is kept.")]


class ListFormat(StrEnum):
    """How a list is shown."""

    table = "table"
    json = "json"


class ResultFormat(StrEnum):
    """How the result of a query is shown."""

    table = "table"
    csv = "csv"
    tsv = "tsv"
    json = "json"
    xml = "xml"
    ttl = "ttl"


Listed = Annotated[
    ListFormat | None,
    typer.Option("--format", metavar="|".join(ListFormat), help="Default: table on a terminal, json in a pipe."),
]
Shown = Annotated[
    ResultFormat | None,
    typer.Option(
        "--format",
        metavar="|".join(ResultFormat),
        help="Default: table on a terminal; in a pipe csv, or ttl for CONSTRUCT and DESCRIBE.",
    ),
]


@dataclass(frozen=True)
class Command:
    """A command as its module registers it."""

    name: str
    body: Callable[..., None]
    example: str  # ends the help
    place: int  # in the list of commands, lowest first


registered: list[Command] = []


def command(example: str, *, place: int) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register a command under the name of its function; errors become a message and an exit code.

    Args:
        example: a command line that can be pasted; it ends the help.
        place: where the command stands in the list, lowest first (`hergang.commands` tells the ranges).
    """

    def register(body: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(body)
        def run(*args: Any, **options: Any) -> None:
            try:
                body(*args, **options)
            except HergangError as error:
                tell(error)
                raise typer.Exit(error.exit_code) from error

        registered.append(Command(body.__name__.rstrip("_"), run, example, place))
        return run

    return register


def tell(error: HergangError) -> None:
    """Write an error for the user, its class first."""
    say(f"{type(error).__name__}: {error}")


def open_store(store: Path | None) -> Hergang:
    """Return the store that a command works on."""
    import hergang

    return hergang.open(store)


def make_fetcher(*, allow_private: bool, licensed: list[str] | None, contact: str) -> Fetcher:
    """Return what fetches URLs as the options of a command say."""
    from hergang.corpus.fetch import Fetcher

    return Fetcher(allow_private=allow_private, licensed=licensed or (), contact=contact)


def user() -> str:
    """Return the name of who gives the command, empty where none is known (as in some containers)."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""


def slots(option: str, given: list[str] | None) -> dict[str, str]:
    """Return the pipelines of ``--names`` or ``--syntax`` by language; wrong usage is told with the option's name."""
    from hergang.extract.pipeline import LANGUAGES

    chosen: dict[str, str] = {}
    for words in given or ():
        language, sign, pipeline = words.partition("=")
        if not sign or language not in LANGUAGES:
            known = " or ".join(f"{option} {known}=PIPELINE" for known in LANGUAGES)
            raise typer.BadParameter(f"{words!r}: write {known}.")
        chosen[language] = pipeline
    return chosen


def by_stream(terminal: Any, pipe: Any) -> Any:
    """Return the one for a terminal or the one for a pipe, by what standard output is."""
    return terminal if to_terminal() else pipe


def as_json(value: Any) -> str:
    """Return what a command prints as JSON."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def finish(report: Report) -> None:
    """Tell what was skipped and what failed, each with its reason, and how many of each; leave with 1 for a failure."""
    from hergang.ingest import Status

    for outcome in (*report.skipped, *report.failed):
        say(f"SourceError: {outcome.reason}" if outcome.status == "failed" else str(outcome.reason))
    counts = {status: len(report.of(status)) for status in get_args(Status)}
    if report.outcomes:
        say(", ".join(f"{count} {status}" for status, count in counts.items() if count))
    if report.failed:
        raise typer.Exit(1)


def show_result(result: Result, format_: ResultFormat | None) -> None:
    """Print the result of a query in the format that was asked for, or in the one that the stream calls for."""
    for hint in result.hints:
        say(hint)
    pipe = ResultFormat.ttl if result.kind == "graph" else ResultFormat.csv
    shape = format_ or by_stream(ResultFormat.table, pipe)
    if shape is ResultFormat.table:
        table(result.columns, result.shown)
        if not result.rows:
            say("The store has no answer to that.")
    else:
        out(result.write(shape.value))
