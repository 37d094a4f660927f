"""The documentation says what the program does."""

import json
import re
import tomllib
from dataclasses import fields

import pytest
import typer
from typer.testing import CliRunner

from hergang import commands
from hergang.cli import app
from hergang.command import registered
from hergang.corpus.article import Article
from hergang.extract import records, standoff

COMMANDS = typer.main.get_command(app).commands


@pytest.mark.parametrize("name", COMMANDS)
def test_help_begins_with_a_sentence_and_ends_with_an_example(name):
    command = COMMANDS[name]
    assert re.fullmatch(r"[A-Z][^\n]*\.", command.help.strip().splitlines()[0])
    assert command.epilog.startswith(f"Example: hergang {name}")


def test_every_module_of_commands_registers_one(root):
    modules = sorted(path.stem for path in (root / "hergang" / "commands").glob("*.py") if path.stem != "__init__")
    homes = sorted(one.body.__module__.removeprefix(f"{commands.__name__}.") for one in registered)
    assert homes == modules


def test_commands_are_those_promised():
    promised = ["ingest", "watch", "extract", "show", "search", "query", "ask", "stories", "story", "export", "rebuild"]
    promised += ["reextract", "models", "check", "backup", "restore", "forget", "demo"]
    assert [name for name in COMMANDS if name in promised] == promised


def test_format_page_tells_every_field(root):
    page = (root / "docs" / "format.md").read_text(encoding="utf-8")
    kinds = (records.Entity, records.Timex, records.Quantity, records.Quotation, records.Relation, records.Event)
    for kind in (Article, *kinds, records.Claim, records.Mention, records.Argument):
        for field in fields(kind):
            assert f"`{field.name}`" in page or f'"{field.name}"' in page, f"docs/format.md lacks {field.name}"


def test_sample_of_the_format_page_is_valid(root):
    page = (root / "docs" / "format.md").read_text(encoding="utf-8")
    sample = json.loads(re.search(r"```json\n(.*?)```", page, re.DOTALL)[1])
    read = standoff.from_json(sample)
    words = [read.article.text[m.start : m.end] for m in read.entities[0].mentions]
    words += [read.article.text[slice(*span)] for q in read.quotations for span in (*q.content, *q.cue, *q.source)]
    assert words == [
        "Der Bürgermeister",
        "Karl Lind",
        "er",
        "er trete zurück",
        "sagte",
        "Der Bürgermeister, Karl Lind",
    ]
    assert standoff.to_json(read) == sample


def test_version_is_that_of_the_package(root):
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert CliRunner().invoke(app, ["--version"]).output == f"hergang {project['version']}\n"
