"""The sessions of the README are run, and give what the README shows.

``make golden`` (HERGANG_REWRITE=1) writes what they give into the README; read the diff. A line of ``...`` stands for
the rest of an output.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys

import pytest

SHOWN = 14  # lines of an output that is cut by "..."
BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)
PYTHON = re.compile(r"```python\n(.*?)```", re.DOTALL)


def commands(block):
    """Return the commands of a session with the lines that each is shown to print."""
    parts = re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]
    return [(command, lines) for command, *lines in (part.splitlines() for part in parts)]


def shortened(lines, shown):
    """Return an output as the README shows it: whole, or cut where what is shown ends in ``...``."""
    cut = bool(shown) and shown[-1] == "..."
    return [*lines[:SHOWN], "..."] if cut and len(lines) > SHOWN else lines


def undated(line):
    """Return a line without the day on which an article was fetched: that is the day of the run."""
    return re.sub(r"seen \d{4}-\d\d-\d\d", "seen today", line.rstrip())


def expanded(word, folder):
    """Return the paths that a word with a star stands for, as a shell would, or the word itself."""
    found = sorted(folder.glob(word)) if "*" in word else []
    return [path.relative_to(folder).as_posix() for path in found] or [word]


@pytest.fixture(scope="module")
def session(root, script, environment, tmp_path_factory):
    """Return a function that runs a command of the README and returns the lines that a user sees."""
    folder = tmp_path_factory.mktemp("readme")
    inner = {**environment, "HERGANG_STORE": str(folder / "news"), "COLUMNS": "100"}
    shutil.copytree(root / "corpus" / "samples", folder / "corpus" / "samples")
    for name, text in re.findall(r"```sparql\n# (\S+)\n(.*?)```", readme(root), re.DOTALL):
        (folder / name).write_text(text, encoding="utf-8")

    def run(command):
        program, *words = shlex.split(command)
        assert program == "hergang", f"README: only hergang is run, not {program}"
        words = [name for word in words for name in expanded(word, folder)]
        command_line = [script, *words]
        done = subprocess.run(
            command_line, cwd=folder, env=inner, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
        )
        return [line.rstrip() for line in done.stdout.decode().splitlines()]

    run.folder, run.environment = folder, inner
    return run


def readme(root):
    """Return the README."""
    return (root / "README.md").read_text(encoding="utf-8")


def test_readme_shows_what_the_program_gives(root, session):
    text = readme(root)
    for block in BLOCK.findall(text):
        given = ""
        for command, shown in commands(block):
            lines = shortened(session(command), shown)
            given += "".join(f"{line}\n" for line in (f"$ {command}", *lines))
            if not os.environ.get("HERGANG_REWRITE"):
                stale = f"{command}: the README is stale; run 'make golden'"
                assert [undated(line) for line in shown] == [undated(line) for line in lines], stale
        text = text.replace(block, given)
    if os.environ.get("HERGANG_REWRITE"):
        (root / "README.md").write_text(text, encoding="utf-8", newline="\n")


def test_python_of_the_readme_runs(root, session):
    for code in PYTHON.findall(readme(root)):
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", code],
            cwd=session.folder,
            env={**session.environment, "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, f"{code}\n{done.stderr.decode()}"
