"""The console script, as a user runs it, and the samples of each language."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import pytest


@dataclass(frozen=True)
class Ran:
    """What a run of the console script gave."""

    code: int
    out: str
    err: str

    def ok(self) -> str:
        """Return the standard output of a run that must have gone well."""
        assert self.code == 0, f"exit code {self.code}\n{self.out}\n{self.err}"
        return self.out


Runner = Callable[..., Ran]


@pytest.fixture(scope="session")
def script() -> str:
    """Return the path of the console script that belongs to this Python."""
    found = shutil.which("hergang", path=str(Path(sys.executable).parent)) or shutil.which("hergang")
    assert found, "the package is not installed: run 'make test'"
    return found


@pytest.fixture(scope="session")
def environment(tmp_path_factory) -> dict[str, str]:
    """Return an environment with a home of its own and no terminal."""
    home = tmp_path_factory.mktemp("home")
    inherited = {key: value for key, value in os.environ.items() if not key.startswith(("HERGANG", "XDG"))}
    return {**inherited, "HOME": str(home), "LOCALAPPDATA": str(home), "COLUMNS": "120"}


@pytest.fixture(scope="session")
def run(script, environment) -> Runner:
    """Return a function that runs the console script on a store."""

    def run_script(store: Path, *words: object, stdin: bytes = b"", cwd: Path | None = None) -> Ran:
        done = subprocess.run(
            [script, *map(str, words)],
            input=stdin,
            cwd=cwd or store.parent,
            env={**environment, "HERGANG_STORE": str(store)},
            capture_output=True,
            check=False,
        )
        return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run_script


SAMPLES = {
    "de": ("kurier-*", "nordblatt-konto-1.html", "nordblatt-konto-2.html", "depesche-*", "rheinwarte-*", "suedfunk-*"),
    "en": ("harbor-*", "bay-*", "metro-*", "open-wire-*"),
}


@pytest.fixture(scope="session")
def samples() -> Callable[[str], list[Path]]:
    """Return a function that gives the sample articles of a language, in the order in which they are read."""
    folder = Path(str(files("hergang.corpus").joinpath("samples")))

    def of(language: str) -> list[Path]:
        return [path for pattern in SAMPLES[language] for path in sorted(folder.glob(pattern))]

    return of


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """Return a store with the sample articles, as `hergang demo` reads them."""
    import hergang
    from hergang.demo import samples

    store = hergang.open(tmp_path_factory.mktemp("demo") / "store")
    with samples() as sources:
        report = store.ingest(sources, offline=True)
    assert not report.failed
    return store
