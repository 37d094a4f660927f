"""Bad input gets a message that names it, says what is wrong and what to do; nothing stored before is lost."""

import os
import signal
import subprocess
import sys
import time

import pytest

GERMAN = "Die Stadt Kiel baut eine neue Brücke. Das sagte Bürgermeisterin Anna Berg am Dienstag in Kiel.\n"
FRENCH = "Le président de la République a déclaré hier que les élections auraient lieu au mois de juin prochain.\n"
NAVIGATION = "<html><body><nav><a href='/'>Start</a><a href='/a'>Politik</a></nav></body></html>"


@pytest.fixture(scope="module")
def store(run, tmp_path_factory):
    """Return a store with one article."""
    folder = tmp_path_factory.mktemp("robust")
    (folder / "good.txt").write_text(GERMAN, encoding="utf-8")
    run(folder / "store", "ingest", folder / "good.txt").ok()
    return folder / "store"


BAD_SOURCES = {
    "missing.txt": None,
    "empty.html": b"",
    "binary.txt": bytes(range(256)) * 8,
    "navigation.html": NAVIGATION.encode(),
    "french.txt": FRENCH.encode(),
}


@pytest.mark.parametrize("name", BAD_SOURCES)
def test_bad_source_is_named_and_the_others_go_on(run, store, tmp_path, name):
    if (content := BAD_SOURCES[name]) is not None:
        (tmp_path / name).write_bytes(content)
    ran = run(store, "ingest", tmp_path / name, store.parent / "good.txt")
    assert ran.code == 1, ran
    (told,) = [line for line in ran.err.splitlines() if line.startswith("SourceError")]
    assert name in told
    assert told.count(". ") >= 1 or told.endswith("."), told  # what is wrong, and what to do
    assert "unchanged" in ran.out
    assert "Traceback" not in ran.err
    assert run(store, "extract", tmp_path / name).code == 1


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("query", "-"), 2, "QueryError"),
        (("query", "nowhere.rq"), 2, "nowhere.rq"),
        (("ask", "who-sayd"), 2, 'Did you mean "who-said"'),
        (("ask", "who-said", "speeker=Berg"), 2, "speeker"),
        (("ask", "who-said", "Berg"), 2, "key=value"),
        (("story", "nothing-like-it"), 2, '"hergang stories" lists'),
        (("show", "nowhere.txt"), 1, "nowhere.txt"),
        (("export", "docx", "out.docx"), 2, "docx"),
        (("export", "graphml", "no/such/folder/out.graphml"), 1, "out.graphml"),
        (("search", "(Brücke"), 2, 'a "(" without its ")"'),
        (("search", "Brücke", "--since", "gestern"), 2, "2024-05-31"),
        (("forget", "nowhere.txt"), 1, "nowhere.txt"),
        (("restore", "nowhere.backup"), 1, "nowhere.backup"),
        (("show", "good.txt", "--changes", "--format", "html"), 2, "--changes is text alone"),
        (("fly",), 2, "fly"),
    ],
)
def test_bad_words_are_told(run, store, words, code, message):
    ran = run(store, *words, stdin=b"SELECT ?x WHERE { ?x a }")
    assert ran.code == code, ran
    assert message in ran.err
    assert ran.out == ""
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    "words",
    [
        *(("stories",), ("ask", "who-said"), ("show", "x"), ("rebuild",), ("export", "nq", "x")),
        *(("search", "x"), ("check",), ("backup", "x"), ("forget", "x")),
    ],
)
def test_missing_store_is_told(run, tmp_path, words):
    ran = run(tmp_path / "store", *words)
    assert (ran.code, ran.out) == (1, "")
    assert "hergang ingest" in ran.err
    assert not (tmp_path / "store").exists()


def test_ingest_of_nothing_asks_for_a_source(run, tmp_path):
    ran = run(tmp_path / "store", "ingest")
    assert (ran.code, ran.out) == (2, "")
    assert "Name a SOURCE" in ran.err
    assert not (tmp_path / "store").exists()


def test_broken_query_names_the_place(run, store):
    assert "line 1" in run(store, "query", "-", stdin=b"SELECT ?x WHERE { ?x a }").err


HOLD = """
import sys
from pathlib import Path
from hergang.graphs.store import GraphStore
from hergang.locks import writing
from hergang.paths import StorePaths
path = Path(sys.argv[1])
with writing(StorePaths(path), "ingest"), GraphStore.open(path) as store:
    print("held", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def writer(store):
    """Return a process that writes the store until it gets a line."""
    command = [sys.executable, "-c", HOLD, str(store)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "held\n"
        yield process
        if process.poll() is None:
            process.communicate("\n")


def test_reader_works_while_a_writer_runs(run, store, writer):
    assert "Anna Berg" in run(store, "query", "-", stdin=b"SELECT ?name WHERE { ?x rdfs:label ?name }").ok()
    run(store, "stories").ok()
    assert writer.poll() is None


def test_second_writer_waits_and_says_for_whom(script, environment, store, writer):
    second = subprocess.Popen(
        [script, "rebuild", "--store", str(store)], env=environment, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    )
    told = second.stderr.readline()
    assert told.startswith(f"Waiting for process {writer.pid} (hergang ingest, since ")
    assert second.poll() is None
    writer.communicate("\n")
    _, rest = second.communicate(timeout=60)
    assert second.returncode == 0, rest


def test_interrupted_ingest_is_completed(run, script, environment, tmp_path, samples):
    store, paths = tmp_path / "store", samples("de")
    with subprocess.Popen([script, "ingest", "--store", str(store), *map(str, paths)], env=environment) as process:
        deadline = time.monotonic() + 60
        while not (store / "archive.db").exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(0.5)
        process.send_signal(signal.SIGTERM if os.name == "nt" else signal.SIGKILL)
    run(store, "ingest", *paths).ok()
    whole = tmp_path / "whole"
    run(whole, "ingest", *paths).ok()
    count = b"SELECT (COUNT(*) AS ?n) WHERE { ?claim a schema:Claim ; schema:appearance ?a }"
    assert run(store, "query", "-", stdin=count).ok() == run(whole, "query", "-", stdin=count).ok()


def test_damaged_graph_is_made_anew(run, store):
    before = run(store, "stories").ok()
    (store / "graph" / "current").write_text("{", encoding="utf-8")
    assert "hergang rebuild" in run(store, "stories").err
    run(store, "rebuild").ok()
    assert run(store, "stories").ok() == before


def test_closed_pipe_is_no_traceback(script, environment, store):
    with subprocess.Popen(
        [script, "show", "--store", str(store), str(store.parent / "good.txt")],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        process.stdout.close()
        assert process.stderr.read() == ""
