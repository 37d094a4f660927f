"""What the command line writes: results to standard output, all else to standard error.

Colour, tables and progress are for terminals alone; a pipe gets plain data. `rich` is loaded when it is needed.
"""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hergang.locks import Holder

NARROWEST = 16  # characters that a column needs, to be read with ease


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


def present(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows for whoever reads them: a table on a terminal, lines of data in a pipe."""
    if to_terminal():
        table(columns, rows)
    else:
        out("".join("\t".join(" ".join(cell.split()) for cell in row) + "\n" for row in (columns, *rows)))


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows for people: a table as wide as the terminal (``COLUMNS``), or cards where that is too narrow."""
    width = shutil.get_terminal_size().columns
    if len(columns) * NARROWEST > width or not (to_terminal() or _fits(columns, rows, width)):
        out(cards(columns, rows, width))
    elif to_terminal():
        _draw(columns, rows)
    else:
        out(_aligned(columns, rows))


def _fits(columns: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> bool:
    return all(len(line) <= width for line in _aligned(columns, rows).splitlines())


def _aligned(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    widths = [max(map(len, cells)) for cells in zip(columns, *rows, strict=True)]
    lines = [columns, ["-" * width for width in widths], *rows]
    return "".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() + "\n" for line in lines
    )


def _draw(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    drawn = Table(show_lines=any(len(cell) > 40 for row in rows for cell in row))
    for column in columns:
        drawn.add_column(column, overflow="fold")
    for row in rows:
        drawn.add_row(*(Text(cell) for cell in row))  # as Text: brackets in a quotation are no markup
    Console().print(drawn)


def cards(columns: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> str:
    """Return each row as a block of lines, one a column, folded to ``width``; empty cells are left out."""
    margin = max(map(len, columns), default=0) + 2
    blocks = ["\n".join(_card(columns, row, margin, width)) for row in rows]
    return "".join(f"{block}\n\n" for block in blocks)


def _card(columns: Sequence[str], row: Sequence[str], margin: int, width: int) -> Iterator[str]:
    for column, cell in zip(columns, row, strict=True):
        head = column
        for line in filter(None, cell.splitlines()):
            folded = textwrap.wrap(line, max(20, width - margin), break_long_words=False, break_on_hyphens=False)
            for piece in folded:
                yield f"{head:<{margin}}{piece}"
                head = ""


@dataclass(frozen=True)
class Progress:
    """What moves a bar: called with each one that is done; ``total`` with their number, once it is known."""

    done: Callable[[str], None]
    total: Callable[[int], None]

    def __call__(self, last: str) -> None:
        self.done(last)


@contextmanager
def progress(what: str) -> Iterator[Progress]:
    """Show on a terminal's standard error how many are done, how fast, for how long still, and which was the last.

    Elsewhere, nothing. The time that remains is shown where the total is known and not yet passed.
    """
    if not sys.stderr.isatty():
        yield Progress(lambda _: None, lambda _: None)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    columns = (
        *(TextColumn(what), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}")),
        *(TimeElapsedColumn(), TimeRemainingColumn(), TextColumn("{task.fields[last]}", markup=False)),
    )
    with Bars(*columns, console=Console(stderr=True), transient=True) as bar:
        number = bar.add_task(what, total=None, last="", rate="")
        task = bar.tasks[number]

        def done(last: str) -> None:
            rate = (task.completed + 1) / (task.elapsed or 1)
            total = task.total if task.total and task.completed < task.total else None
            bar.update(number, advance=1, total=total, last=last, rate=f"{rate:.1f}/s")

        yield Progress(done, lambda count: bar.update(number, total=count))
