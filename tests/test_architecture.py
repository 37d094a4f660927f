"""Imports go one way, corpus -> extract -> graphs -> hergang, and nothing is used that one of the systems lacks."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ORDER = ("corpus", "extract", "graphs", "hergang")
FOREIGN = {
    "corpus": {"spacy", "thinc", "rdflib", "pyoxigraph", "typer", "rich"},
    "extract": {"rdflib", "pyoxigraph", "typer"},
    "graphs": {"typer", "spacy"},
    "hergang": set(),
}
UNPORTABLE = {"fork", "forkpty", "fcntl", "symlink", "symlink_to", "mkfifo", "forkserver"}
PORTABLE_LAYER = {"hergang/locks.py"}

MODULES = sorted(path for package in ORDER for path in (ROOT / package).rglob("*.py"))


def imports(tree: ast.AST) -> Iterator[str]:
    """Yield the full names of all that is imported, also inside functions and for type checkers alone."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def package_of(name: str) -> str | None:
    """Return which of our packages a full name belongs to."""
    parts = name.split(".")
    if parts[0] != "hergang":
        return None
    return parts[1] if len(parts) > 1 and parts[1] in ORDER[:3] else "hergang"


def against_the_flow(home: str, tree: ast.AST) -> Iterator[str]:
    """Yield what a module of the package ``home`` imports from a later package."""
    for name in imports(tree):
        package = package_of(name)
        if package and ORDER.index(package) > ORDER.index(home):
            yield name


def unportable(tree: ast.AST) -> Iterator[str]:
    """Yield the names and start methods in a module that not every system has."""
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(attr=name) | ast.Name(id=name) | ast.alias(name=name) if name in UNPORTABLE:
                yield name
            case ast.Call(
                func=ast.Attribute(attr="get_context" | "set_start_method"), args=[ast.Constant(value=str(v))]
            ):
                if v in UNPORTABLE:
                    yield v


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_imports_go_one_way(path):
    home = path.relative_to(ROOT).parts[0]
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for name in against_the_flow(home, tree):
        pytest.fail(
            f"{path.relative_to(ROOT).as_posix()} imports {name}: {home} comes first; move what both need into {home}."
        )
    for name in imports(tree):
        assert name.split(".")[0] not in FOREIGN[home], (
            f"{path.relative_to(ROOT).as_posix()} imports {name}: {home} knows nothing of it; "
            f"do this in a later package ({' -> '.join(ORDER)})."
        )


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_nothing_is_used_that_a_system_lacks(path):
    where = path.relative_to(ROOT).as_posix()
    if where in PORTABLE_LAYER:
        return
    for name in unportable(ast.parse(path.read_text(encoding="utf-8"))):
        pytest.fail(
            f"{where} uses {name}, which Windows or macOS lacks: spawn processes; locks are in hergang/locks.py."
        )


@pytest.mark.parametrize(
    ("home", "source", "found"),
    [
        ("corpus", "def f():\n    from hergang.extract import standoff", ["hergang.extract.standoff"]),
        ("corpus", "from hergang import graphs", ["hergang.graphs"]),
        ("extract", "import hergang", ["hergang"]),
        ("extract", "from hergang.corpus.article import Article", []),
        ("graphs", "from hergang.library import open", ["hergang.library.open"]),
        ("hergang", "from hergang.graphs import store", []),
    ],
)
def test_imports_against_the_flow_are_seen(home, source, found):
    assert list(against_the_flow(home, ast.parse(source))) == found


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import os\nos.fork()", ["fork"]),
        ("import fcntl", ["fcntl"]),
        ("path.symlink_to(other)", ["symlink_to"]),
        ("multiprocessing.get_context('fork')", ["fork"]),
        ("multiprocessing.get_context('spawn')", []),
    ],
)
def test_what_a_system_lacks_is_seen(source, found):
    assert list(unportable(ast.parse(source))) == found
