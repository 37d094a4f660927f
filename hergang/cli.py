"""The command line: gathers the commands of `hergang.commands`, each of which registers itself."""

from __future__ import annotations

import importlib
import pkgutil
import sys

import typer

from hergang import __version__, commands
from hergang.command import registered


def build() -> typer.Typer:
    """Return the command line with every command that is there, in the order of their places."""
    line = typer.Typer(
        help="Read German and English news into a graph that can be asked how a story developed.",
        epilog="Example: hergang demo",
        add_completion=False,
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )
    line.callback()(_options)
    for module in pkgutil.iter_modules(commands.__path__, f"{commands.__name__}."):
        importlib.import_module(module.name)
    for found in sorted(registered, key=lambda one: (one.place, one.name)):
        line.command(name=found.name, epilog=f"Example: {found.example}")(found.body)
    return line


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"hergang {__version__}")
        raise typer.Exit


def _options(
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Print the version."),
) -> None:
    """Take the options that stand before a command."""


app = build()


def main() -> None:
    """Run the command line (the console script)."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    app(prog_name="hergang")
