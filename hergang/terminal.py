"""What the command line writes: results to standard output, all else to standard error.

Colour, tables and progress are for terminals alone; a pipe gets plain data. `rich` is loaded when it is needed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hergang.locks import Holder


def to_terminal() -> bool:
    """Say whether standard output is a terminal."""
    return sys.stdout.isatty()


def out(text: str) -> None:
    """Write a result as it is; the stream is flushed, so that the first result is out before the last is made."""
    sys.stdout.write(text)
    sys.stdout.flush()


def say(message: str) -> None:
    """Write a message for the user."""
    print(message, file=sys.stderr, flush=True)


def waiting(holder: Holder | None) -> None:
    """Tell for whom a second writer waits."""
    say(f"Waiting for {holder or 'another process'}, which writes this store.")


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table as wide as the terminal; elsewhere, tab-separated lines with the columns' names first."""
    if not to_terminal():
        for row in (columns, *rows):
            out("\t".join(" ".join(cell.split()) for cell in row) + "\n")
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    drawn = Table(show_lines=any(len(cell) > 40 for row in rows for cell in row))
    for column in columns:
        drawn.add_column(column, overflow="fold")
    for row in rows:
        drawn.add_row(*(Text(cell) for cell in row))
    Console().print(drawn)


@contextmanager
def progress(what: str) -> Iterator[Callable[[str], None]]:
    """Show on a terminal's standard error how many are done and which was the last; elsewhere nothing."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn(what), BarColumn(), TextColumn("{task.completed}  {task.fields[last]}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None, last="")
        yield lambda last: bar.update(task, advance=1, last=last)
