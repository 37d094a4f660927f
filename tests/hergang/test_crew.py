"""Workers: the same archive however many there are, and nothing that a page does stops the others."""

import importlib
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from itertools import count
from pathlib import Path

import pytest

import hergang
from hergang import crew
from hergang.corpus.archive import Archive
from hergang.extract import pipeline, standoff
from hergang.graphs.store import canonical_nquads, open_reader
from hergang.workers import Worker

LIMIT = 8.0  # seconds; only what hangs reaches them
TEXT = "Die Stadt Kiel baut eine neue Brücke. Das sagte Bürgermeisterin Anna Berg am {} in Kiel."
TIMES = {"fetched", "first_fetched", "replaced_at", "seen", "asked", "changed", "tried"}
NUMBERS = {"generation": {"token"}, "searched": {"id"}}  # drawn by chance, and given in the order of arrival


@pytest.fixture
def strange(monkeypatch):
    """Return the module that stands in for the models, where processes find it, too."""
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    return importlib.import_module("strange_annotators")


@pytest.fixture
def pids(tmp_path, monkeypatch, strange):
    """Have strange annotators take the place of the models, and return the folder in which they leave their numbers."""
    folder = tmp_path / "pids"
    folder.mkdir()
    monkeypatch.setenv("HERGANG_TEST_PIDS", str(folder))
    monkeypatch.setattr(crew, "annotator", strange.annotator)
    return folder


def articles(folder, *names):
    """Write an article for each name, which is a word of its text."""
    folder.mkdir(exist_ok=True)
    for name in names:
        (folder / f"{name}.txt").write_text(TEXT.format(name), encoding="utf-8")
    return str(folder)


def ticking():
    """Return a clock of which no two times are the same."""
    seconds = count()
    return lambda: f"2024-05-20T10:{(n := next(seconds)) // 60 % 60:02d}:{n % 60:02d}Z"


def contents(path):
    """Return all that an archive holds, in no order, but for times."""
    with Archive.open(path / "archive.db", write=False) as archive:
        connection = archive.database.connection
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        held = {
            name: _rows(connection, name)
            for name in names
            if not name.startswith("search_") and name not in ("search", "touched")
        }
        index = (
            "SELECT s.article, f.title, f.text, f.names, f.quotations FROM search f JOIN searched s ON s.id = f.rowid"
        )
        return held | {"search": sorted(map(tuple, connection.execute(index)))}


def _rows(connection: sqlite3.Connection, table: str):
    columns = [row["name"] for row in connection.execute(f"PRAGMA table_info({table})")]
    kept = [column for column in columns if column not in TIMES | NUMBERS.get(table, set())]
    return sorted(map(repr, map(tuple, connection.execute(f"SELECT {', '.join(kept) or 1} FROM {table}"))))


def graph(path):
    """Return the graph in canonical order, but for when what was fetched."""
    with open_reader(path) as reader:
        lines = canonical_nquads(reader)
        return [line for line in lines if "2024-05-20T10" not in line and "/x/" not in line]


@pytest.fixture
def annotated(tmp_path, samples, monkeypatch):
    """Return sources with real articles, which the workers annotate as the models did."""
    sources = [str(path) for language in ("de", "en") for path in samples(language)]
    known = {}
    for reading in crew.read_sources(sources, fetcher=None):
        annotations = pipeline.annotate(reading.article, setup=pipeline.SHIPPED_SETUP)
        known[f"{reading.article.id} {reading.article.digest}"] = standoff.dumps(annotations)
    (tmp_path / "lines.json").write_text(json.dumps(known), encoding="utf-8")
    monkeypatch.setenv("HERGANG_TEST_LINES", str(tmp_path / "lines.json"))
    return sources


def test_the_archive_is_the_same_for_any_number_of_workers_and_order(tmp_path, pids, annotated):
    second = next(source for source in annotated if source.endswith("konto-2.html"))  # a later state of konto-1.html
    shuffled = random.Random(4).sample([source for source in annotated if source != second], len(annotated) - 1)
    shuffled.append(second)
    assert shuffled != annotated
    held, told = [], []
    for workers, sources in ((1, annotated), (4, annotated), (0, shuffled)):
        store = hergang.open(tmp_path / f"{workers}")
        report = store.ingest(sources, offline=True, workers=workers, clock=ticking())
        told.append([outcome.source for outcome in report.outcomes])
        held.append((contents(tmp_path / f"{workers}"), graph(tmp_path / f"{workers}")))
    assert told[0] == told[1]
    assert len(held[0][1]) > 1000
    assert held[0] == held[1] == held[2]


def test_nothing_that_an_article_does_stops_the_others(tmp_path, pids):
    folder = articles(tmp_path / "in", "a", "BUG", "DIE", "HANG", "z")
    store = hergang.open(tmp_path / "store")
    report = store.ingest([folder], offline=True, workers=2, limit=LIMIT)
    assert [outcome.status for outcome in report.outcomes] == ["failed", "failed", "failed", "new", "new"]
    reasons = [outcome.reason.partition(".txt: ")[2] for outcome in report.failed]
    assert reasons[0].startswith("the program failed at it (IndexError: list index out of range).")
    assert reasons[1].startswith("its process ended (exit code 9).")
    assert reasons[2].startswith("it took longer than 8 seconds and was ended.")
    with Archive.open(store.paths.archive, write=False) as archive:
        kept = [tuple(row) for row in archive.database.execute("SELECT reason, tries FROM attempt ORDER BY reason")]
    assert kept == sorted((reason, 1) for reason in reasons)
    for name in ("BUG", "DIE", "HANG"):
        (tmp_path / "in" / f"{name}.txt").unlink()
    assert [outcome.status for outcome in store.ingest(workers=1, limit=1).outcomes] == ["failed"] * 3


def test_a_page_that_hangs_its_reader_is_passed_over(tmp_path, pids, strange, monkeypatch):
    monkeypatch.setattr(crew, "reader", strange.reader)
    folder = articles(tmp_path / "in", "a", "b-DIE", "c", "d-HANG", "e")
    (tmp_path / "in" / "README.txt").write_text("Liesmich")
    store = hergang.open(tmp_path / "store")
    report = store.ingest([folder], offline=True, workers=1, limit=LIMIT)
    told = [(Path(outcome.source).name, outcome.status) for outcome in report.outcomes]
    assert told == [
        ("README.txt", "skipped"),
        ("a.txt", "new"),
        ("b-DIE.txt", "failed"),
        ("c.txt", "new"),
        ("d-HANG.txt", "failed"),
        ("e.txt", "new"),
    ]
    assert "its process ended (exit code 9)" in report.failed[0].reason
    assert "took longer than 8 seconds to read and was ended" in report.failed[1].reason
    assert [Path(task.source).name for task in store.unfinished()] == ["b-DIE.txt", "d-HANG.txt"]


def test_a_worker_is_renewed_after_so_many_articles(tmp_path, pids, monkeypatch):
    monkeypatch.setattr(crew, "RENEWAL", 3)
    folder = articles(tmp_path / "in", *"abcdefgh")
    report = hergang.open(tmp_path / "store").ingest([folder], offline=True, workers=1)
    assert len(report.new) == 8
    assert len(list(pids.iterdir())) == 3


def test_one_article_of_two_sources_is_annotated_once(tmp_path, pids):
    record = json.dumps({"url": "https://blatt.example/1", "text": TEXT.format("SLOW")})
    for name in ("a", "b"):
        (tmp_path / f"{name}.jsonl").write_text(record, encoding="utf-8")
    store = hergang.open(tmp_path / "store")
    report = store.ingest([str(tmp_path / "a.jsonl"), str(tmp_path / "b.jsonl")], offline=True, workers=2)
    assert [outcome.status for outcome in report.outcomes] == ["new", "unchanged"]
    assert store.unfinished() == []


def test_reading_again_uses_workers_and_goes_on_where_it_stood(tmp_path, pids, monkeypatch):
    store = hergang.open(tmp_path / "store")
    store.ingest([articles(tmp_path / "in", "SLOW", "b", "c", "d")], offline=True, workers=1)

    def stop(outcome):
        if Path(outcome.source).stem == "c":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.reextract(everything=True, workers=2, on_outcome=stop)
    report, _ = store.reextract(everything=True, workers=1)
    assert report.reread  # which of them were left depends on the workers
    with Archive.open(store.paths.archive, write=False) as archive:
        assert archive.meta("reextract") == "[]"


SCRIPT = """
import signal
import sys
import hergang, strange_annotators
from hergang import crew

crew.annotator = strange_annotators.annotator
if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # tests run in the background inherit it ignored
    try:
        hergang.open(sys.argv[1]).ingest(
            sys.argv[2:], offline=True, workers=2, clock=lambda: "2024-05-01T10:00:00Z",
            on_outcome=lambda outcome: print(outcome.source, flush=True),
        )
    except KeyboardInterrupt:
        sys.exit(3)
"""


@pytest.fixture
def started(tmp_path, pids):
    """Return an ingest in a process of its own that has stored two of its articles."""
    (tmp_path / "script.py").write_text(SCRIPT, encoding="utf-8")
    folder = articles(tmp_path / "in", *(f"SLOW-{number:02d}" for number in range(40)))
    paths = os.pathsep.join([str(Path(__file__).parent), *filter(None, sys.path)])
    process = subprocess.Popen(
        [sys.executable, str(tmp_path / "script.py"), str(tmp_path / "store"), folder],
        env={**os.environ, "PYTHONPATH": paths},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    for _ in range(2):
        assert process.stdout.readline()
    with process:
        yield process
        process.kill()


def ended(pid):
    """Say whether a process has ended, waiting a while for it."""
    for _ in range(200):
        try:
            os.kill(pid, 0)
        except OSError:
            return True
        if Path(f"/proc/{pid}/stat").exists() and Path(f"/proc/{pid}/stat").read_text().split()[2] == "Z":
            return True  # it has ended, and nobody has asked how
        time.sleep(0.05)
    return False


@pytest.mark.skipif(os.name == "nt", reason="there is no kill -9")
@pytest.mark.parametrize("how", ["SIGKILL", "SIGINT"])
def test_an_ingest_that_is_killed_takes_its_workers_along_and_is_carried_on(tmp_path, started, pids, how):
    os.killpg(started.pid, signal.SIGINT) if how == "SIGINT" else started.kill()
    _, words = started.communicate(timeout=60)
    assert (started.returncode, words) == ((3, "") if how == "SIGINT" else (-9, ""))
    running = [int(path.name) for path in pids.iterdir()]
    assert running
    assert all(map(ended, running))
    store = hergang.open(tmp_path / "store")
    with Archive.open(store.paths.archive, write=True) as archive:
        before = archive.count()
    assert 2 <= before < 40
    store.ingest(workers=4)
    with Archive.open(store.paths.archive, write=True) as archive:
        assert (archive.count(), list(archive.unread())) == (40, [])
        assert archive.database.row("SELECT count(*) FROM fetch WHERE status = 'new'")[0] == 40
    assert store.unfinished() == []
    assert store.check().found == ()


def test_a_model_that_cannot_be_loaded_stops_the_ingest(tmp_path, strange, monkeypatch):
    monkeypatch.setattr(crew, "annotator", strange.broken)
    with pytest.raises(hergang.LexiconError, match="the model is damaged"):
        hergang.open(tmp_path / "store").ingest([articles(tmp_path / "in", "a")], offline=True, workers=1)


def test_a_worker_that_cannot_start_is_told(strange):
    worker = Worker(strange.dying)
    with pytest.raises(hergang.StoreError, match=r"a worker's process ended while it started \(exit code 9\)"):
        worker.receive()
    worker.end()
