"""The wheel holds one package with all its data, and works in a clean environment, from an empty folder."""

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

pytestmark = [pytest.mark.network, pytest.mark.slow]

DATA = (
    "hergang/py.typed",
    "hergang/queries/steps.rq",
    "hergang/templates/story.html",
    "hergang/corpus/samples/LICENSE",
    "hergang/corpus/samples/nordblatt-konto-1.html",
    "hergang/corpus/lexica/de/boilerplate.toml",
    "hergang/extract/lexica/de/cues.toml",
    "hergang/extract/lexica/en/cues.toml",
    "hergang/extract/models/news/encoder.onnx",
    "hergang/extract/models/news/meta.json",
    "hergang/graphs/ontology.ttl",
    "hergang/graphs/shapes.ttl",
    "hergang/graphs/questions/who-said.rq",
)


def run(*command: object, cwd: Path, **environment: str) -> str:
    """Run a command that must succeed, away from the checkout; return what it printed."""
    outer = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "HERGANG"))}
    words = [str(word) for word in command]
    done = subprocess.run(
        words, cwd=cwd, env={**outer, **environment}, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, f"{words}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(root, tmp_path_factory):
    """Return the wheel, built from what git knows: nothing that lies about in the checkout gets in."""
    source, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        capture_output=True,
        check=True,
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (root / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_bytes((root / name).read_bytes())
    run(sys.executable, "-m", "build", "--wheel", "--outdir", out, source, cwd=out)
    return next(out.glob("*.whl"))


def test_wheel_holds_one_package(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == {"hergang"}
    assert not [name for name in names if "__pycache__" in name or name.startswith("hergang/tests")]


@pytest.mark.parametrize("name", DATA)
def test_wheel_holds_the_data(wheel, name):
    assert name in zipfile.ZipFile(wheel).namelist()


def test_wheel_works_from_an_empty_folder(wheel, tmp_path):
    home = tmp_path / "venv"
    venv.create(home, with_pip=True)
    scripts = home / ("Scripts" if os.name == "nt" else "bin")
    run(scripts / "python", "-m", "pip", "install", "--quiet", wheel, cwd=tmp_path)
    empty = tmp_path / "empty"
    empty.mkdir()
    assert "ingest" in run(scripts / "hergang", "--help", cwd=empty)
    article = empty / "artikel.txt"
    article.write_text(
        "Die Stadt Kiel baut eine neue Brücke. Das sagte Bürgermeisterin Anna Berg am Dienstag in Kiel.",
        encoding="utf-8",
    )
    store = str(empty / "store")
    assert "Anna Berg" in run(scripts / "hergang", "extract", article, cwd=empty)
    assert "new" in run(scripts / "hergang", "ingest", article, cwd=empty, HERGANG_STORE=store)
    assert "[Anna Berg]e" in run(scripts / "hergang", "show", article, cwd=empty, HERGANG_STORE=store)
