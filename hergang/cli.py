"""The command line: each command parses its words, calls one method of `hergang.Hergang` and shows what it returns.

Results go to standard output, all else to standard error. Exit codes: 0 done, 1 some sources failed or the store could
not be used, 2 wrong usage. What is heavy is imported by the command that needs it.
"""

from __future__ import annotations

import functools
import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_args

import typer

from hergang.corpus.errors import HergangError
from hergang.paths import STORE_VARIABLE
from hergang.terminal import out, present, progress, say, table, to_terminal, waiting

if TYPE_CHECKING:
    from hergang.graphs.results import Result
    from hergang.ingest import Report
    from hergang.library import Hergang

app = typer.Typer(
    help="Read German and English news into a graph that can be asked how a story developed.",
    epilog="Example: hergang demo",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

Store = Annotated[
    Path | None,
    typer.Option(
        "--store", envvar=STORE_VARIABLE, metavar="DIR", help="The store; default: in the user's data folder."
    ),
]
Sources = Annotated[
    list[str],
    typer.Argument(
        metavar="SOURCE",
        help="URL, feed, .html, .txt, .md, .json, .jsonl, .warc, .warc.gz, a folder of these, or - for standard input.",
        show_default=False,
    ),
]


class ShowFormat(StrEnum):
    """How an article is shown."""

    text = "text"
    html = "html"


class StoryFormat(StrEnum):
    """How a story is shown."""

    table = "table"
    json = "json"
    html = "html"


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


class View(StrEnum):
    """What an export shows as nodes."""

    entities = "entities"
    claims = "claims"
    full = "full"


Shown = Annotated[
    ResultFormat | None,
    typer.Option(
        "--format",
        metavar="|".join(ResultFormat),
        help="Default: table on a terminal; in a pipe csv, or ttl for CONSTRUCT and DESCRIBE.",
    ),
]


def command(example: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register a command with the example that ends its help; errors become a message and an exit code."""

    def register(body: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(body)
        def run(*args: Any, **options: Any) -> None:
            try:
                body(*args, **options)
            except HergangError as error:
                say(f"{type(error).__name__}: {error}")
                raise typer.Exit(error.exit_code) from error

        return app.command(name=body.__name__.rstrip("_"), epilog=f"Example: {example}")(run)

    return register


@command("hergang ingest article.html https://example.org/feed.xml")
def ingest(sources: Sources, store: Store = None) -> None:
    """Read articles into the store and write the graph.

    What the store has already is left as it is, so that a command that was interrupted can be given again. A source
    that fails is named with the reason, and the others go on; the exit code is then 1.
    """
    with progress("Reading") as done:
        report = _open(store).ingest(
            sources, stdin=sys.stdin.buffer, on_outcome=lambda outcome: done(outcome.source), waiting=waiting
        )
    read = [outcome for outcome in report.outcomes if outcome.article and outcome.status != "failed"]
    present(
        ("status", "article", "source", "title"),
        [(o.status, o.article or "", o.source, o.title or "") for o in read],
    )
    _finish(report)


@command("hergang extract article.txt > article.jsonl")
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
            say(f"{type(result).__name__}: {result}")
        else:
            out(standoff.dumps(result) + "\n")
    if failed:
        raise typer.Exit(1)


@command("hergang show article.html --format html > article-read.html")
def show(
    article: Annotated[
        str, typer.Argument(metavar="ARTICLE", help="Its id or the beginning of it, its URL, or its path.")
    ],
    format_: Annotated[
        ShowFormat, typer.Option("--format", metavar="|".join(ShowFormat), help="Default: text.")
    ] = ShowFormat.text,
    store: Store = None,
) -> None:
    """Show an article with what was read from it marked.

    Brackets mean: [entity], {time or quantity}, ‹quotation›, (cue); the id behind the closing one is found in the
    lists below the text.
    """
    shown = _open(store).show(article)
    out(shown.html() if format_ is ShowFormat.html else shown.text())


@command("hergang query who.rq --format json")
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
    _show_result(_open(store).query(_read_query(file), timeout=timeout), format_)


@command("hergang ask who-said topic=Twitter")
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
        _show_result(_open(store).ask(name, **given), format_)


@command("hergang stories")
def stories(
    format_: Annotated[
        ListFormat | None,
        typer.Option("--format", metavar="|".join(ListFormat), help="Default: table on a terminal, json in a pipe."),
    ] = None,
    store: Store = None,
) -> None:
    """List the stories that the store tells."""
    lines = _open(store).stories()
    if (format_ or _by_stream(ListFormat.table, ListFormat.json)) is ListFormat.json:
        out(_json([asdict(line) for line in lines]))
        return
    rows = [(x.id, x.label, str(x.articles), str(x.outlets), x.first, x.last) for x in lines]
    table(("story", "label", "articles", "outlets", "first", "last"), rows)


@command("hergang story eleven-minutes --as-of 2017-11-05")
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

    told = _open(store).story(id_, as_of=as_of, since=since)
    shape = format_ or _by_stream(StoryFormat.table, StoryFormat.json)
    if shape is StoryFormat.json:
        out(_json(told.to_json()))
    elif shape is StoryFormat.html:
        out(storyviews.html(told, everything=all_))
    else:
        table(storyviews.COLUMNS, storyviews.rows(told, everything=all_))
    left_out = 0 if all_ or shape is StoryFormat.json else sum(not step.turns for step in told.steps)
    if left_out:
        say(f"{left_out} sentences at which the story does not turn are left out; --all shows them.")


@command("hergang export graphml news.graphml")
def export(
    format_: Annotated[str, typer.Argument(metavar="FORMAT", help="graphml, gexf, csv, ttl, trig, nq or jsonld.")],
    out_: Annotated[Path, typer.Argument(metavar="OUT", help="The file, or for csv the folder, to write.")],
    story: Annotated[str | None, typer.Option(metavar="ID", help="Only this story.")] = None,
    view: Annotated[
        View | None,
        typer.Option(
            metavar="|".join(View),
            help="What is written: entities is the default of graphml, gexf and csv, full that of the RDF formats.",
        ),
    ] = None,
    with_text: Annotated[bool, typer.Option("--with-text", help="Whole texts too; others hold the copyright.")] = False,
    store: Store = None,
) -> None:
    """Write the graph to a file for Gephi, networkx or another store.

    The file is written whole or not at all."""
    chosen = view.value if view is not None else None
    written = _open(store).export(format_, out_, story=story, view=chosen, with_text=with_text)
    say(f"Written: {out_}")
    if written.removed:
        say(f"{written.removed} characters that XML forbids were left out.")


@command("hergang rebuild")
def rebuild(store: Store = None) -> None:
    """Make the graph anew from the archive.

    The same articles give the same graph, byte for byte as N-Quads. An ingest that was interrupted is completed, and a
    graph that is damaged is mended.
    """
    report, change = _open(store).rebuild(waiting=waiting)
    say(f"The graph is written: {change.added} quads added, {change.removed} removed.")
    _finish(report)


@command("hergang demo")
def demo() -> None:
    """Read the sample articles and show what can be asked of them.

    They go into a throw-away store in a temporary folder."""
    from hergang.demo import run

    run()


def main() -> None:
    """Run the command line (the console script)."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    app(prog_name="hergang")


def _open(store: Path | None) -> Hergang:
    import hergang

    return hergang.open(store)


def _by_stream(terminal: Any, pipe: Any) -> Any:
    return terminal if to_terminal() else pipe


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _finish(report: Report) -> None:
    from hergang.ingest import Status

    for outcome in (*report.skipped, *report.failed):
        say(f"SourceError: {outcome.reason}" if outcome.status == "failed" else str(outcome.reason))
    counts = {status: len(report.of(status)) for status in get_args(Status)}
    if report.outcomes:
        say(", ".join(f"{count} {status}" for status, count in counts.items() if count))
    if report.failed:
        raise typer.Exit(1)


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


def _show_result(result: Result, format_: ResultFormat | None) -> None:
    for hint in result.hints:
        say(hint)
    pipe = ResultFormat.ttl if result.kind == "graph" else ResultFormat.csv
    shape = format_ or _by_stream(ResultFormat.table, pipe)
    if shape is ResultFormat.table:
        table(result.columns, result.shown)
        if not result.rows:
            say("The store has no answer to that.")
    else:
        out(result.write(shape.value))
