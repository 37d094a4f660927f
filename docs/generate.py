"""Write the pages of docs/ that are made from the program itself; with --check, say which of them are stale.

`docs/cli.md` is made from the help of each command. Run it by `make docs`.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from hergang.cli import app

DOCS = Path(__file__).resolve().parent
PIPE = r"\|"  # a bar within a table of Markdown
CLI_HEAD = """# Command line

Made from the help of the commands by `make docs`; do not edit.

Results go to standard output, all else to standard error. A terminal gets a table, a pipe gets data; `--format`
overrules both. Exit codes are 0 (done), 1 (some sources failed, or the store could not be used; each is named with the
reason) and 2 (wrong usage). Each command is one method of `hergang.Hergang`.
"""


def cli_page() -> str:
    """Return docs/cli.md: of each command its help, arguments, options and example, whatever typer's layout is."""
    group = typer.main.get_command(app)
    listed = "".join(f"- [hergang {name}](#hergang-{name}): {_first(c.help)}\n" for name, c in group.commands.items())
    return f"{CLI_HEAD}\n{listed}" + "".join(_section(name, c) for name, c in group.commands.items())


def pages() -> Iterator[tuple[Path, str]]:
    """Yield each page that is made, with its text."""
    yield DOCS / "cli.md", cli_page()


def main(arguments: list[str]) -> int:
    """Write the pages, or with --check return 1 where one is stale."""
    stale = [path for path, text in pages() if not path.exists() or path.read_text(encoding="utf-8") != text]
    if "--check" in arguments:
        for path in stale:
            print(f"docs/{path.name} is stale. Run 'make docs' and commit the page.", file=sys.stderr)
        return int(bool(stale))
    for path, text in pages():
        path.write_text(text, encoding="utf-8", newline="\n")
    return 0


def _first(text: str) -> str:
    return inspect.cleandoc(text).splitlines()[0]


def _usage(argument: Any) -> str:
    words = argument.metavar + ("..." if argument.nargs == -1 else "")
    return words if argument.required else f"[{words}]"


def _option(option: Any) -> str:
    return option.opts[0] if option.is_flag else f"{option.opts[0]} {option.metavar}"


def _section(name: str, command: Any) -> str:
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    options = [p for p in command.params if p.param_type_name == "option" and p.name != "help"]
    usage = " ".join(["hergang", name, *(_usage(p) for p in arguments), *(["[OPTIONS]"] if options else [])])
    rows = [(_usage(p), p.help) for p in arguments] + [(_option(p), p.help) for p in options]
    table = "".join(f"| `{words.replace('|', PIPE)}` | {help_ or ''} |\n" for words, help_ in rows)
    head = "| | |\n|---|---|\n" if rows else ""
    example = command.epilog.removeprefix("Example: ")
    text = inspect.cleandoc(command.help)
    return f"\n## hergang {name}\n\n`{usage}`\n\n{text}\n\n{head}{table}\n```\n{example}\n```\n".replace(
        "\n\n\n", "\n\n"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
