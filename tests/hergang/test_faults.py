"""An ingest that is killed or runs out of disk at any point leaves a whole store, and is carried on as if it had not.

What ``kill -9`` leaves is what the files hold at that moment. So the files are copied at every write that SQLite is
about to do and around every step of the graph, and each state that differs from the one before is opened, carried on
with, and compared with an ingest that nothing disturbed. A few real kills, in processes of their own, stand beside it.
"""

import errno
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys

import pytest

import hergang
from hergang import projecting
from hergang.corpus.archive import database
from hergang.corpus.errors import StoreError
from hergang.extract import pipeline
from hergang.extract.records import Annotations
from hergang.graphs import store as graphs
from hergang.graphs.store import GraphStore, canonical_nquads, open_reader

NOW = "2024-05-01T10:00:00Z"
TEXT = "Die Stadt Kiel baut eine neue Brücke. Das sagte Bürgermeisterin Anna Berg am {} in Kiel."
FRAME = 4096 + 24  # bytes of one page in SQLite's write-ahead log
HEADER = 32


def read_nothing(article, nlp=None, *, setup=None):
    """Stand in for the pipeline."""
    return Annotations(article=article, extractor="test")


@pytest.fixture
def sources(tmp_path, monkeypatch):
    """Return three sources that give four articles, one of them in two revisions; the reader finds nothing in them."""
    monkeypatch.setattr(pipeline, "annotate", read_nothing)
    return write_sources(tmp_path)


def write_sources(folder):
    """Write the sources and return their paths."""
    (folder / "a.txt").write_text(TEXT.format("Montag"), encoding="utf-8")
    records = [{"url": f"https://blatt.example/{n}", "text": TEXT.format(f"{n}. Mai")} for n in (1, 2)]
    lines = [json.dumps(record) for record in records]
    (folder / "b.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    revised = {**records[0], "text": TEXT.format("1. Juni")}
    (folder / "c.jsonl").write_text(json.dumps(revised) + "\n" + json.dumps({**revised, "url": "https://x.example"}))
    return [str(folder / name) for name in ("a.txt", "b.jsonl", "c.jsonl")]


def ingest(path, sources=()):
    """Ingest at a fixed time."""
    return hergang.open(path).ingest(sources, offline=True, clock=lambda: NOW)


def told(path):
    """Return all that a store holds that an interruption must not change."""
    with hergang.corpus.archive.Archive.open(path / "archive.db", write=True) as archive:
        revisions = list(archive.revisions())
        held = [
            (archive.annotations(r.article.id, r.digest), archive.payload(r.article.id, r.digest)) for r in revisions
        ]
        tasks = [(task.source, task.state) for task in archive.tasks.of("done")]
        assert archive.tasks.unfinished() == []
    with open_reader(path) as reader:
        return revisions, held, tasks, list(canonical_nquads(reader))


@pytest.fixture
def whole(tmp_path, sources):
    """Return what a store holds whose ingest nothing disturbed."""
    ingest(tmp_path / "whole", sources)
    return told(tmp_path / "whole")


def assert_carried_on(path, sources, whole):
    """Carry on and compare; "nothing twice" is that the revisions and their numbers are the same."""
    noted = (path / "archive.db").exists() and ingest(path).outcomes
    if not noted:
        ingest(path, sources)  # the first words of the command had not come through
    ingest(path, sources)
    assert told(path) == whole
    assert hergang.open(path).check().found == ()


class Snapshots:
    """Copies of a store, one for each state of its files that a kill could leave."""

    def __init__(self, store, folder):
        self.store = store
        self.folder = folder
        self.taken = []
        self.points = 0
        self.last = None

    def take(self, *_):
        """Copy the files, where they are not as they were."""
        self.points += 1
        if not self.store.exists():
            return
        files = sorted(path for path in self.store.rglob("*") if path.is_file() and path.suffix != ".lock")
        state = hashlib.sha256()
        for file in files:
            if not file.name.endswith("-shm"):
                state.update(f"{file.relative_to(self.store)}\0".encode() + file.read_bytes())
        if state.digest() != self.last:
            self.last = state.digest()
            self.taken.append(self.folder / f"{len(self.taken):03d}")
            shutil.copytree(self.store, self.taken[-1], ignore=shutil.ignore_patterns("*.lock", "LOCK", "writer.json"))


@pytest.fixture
def snapshots(tmp_path, monkeypatch):
    """Have a copy taken before each statement of SQLite and around each step of the graph."""
    taken = Snapshots(tmp_path / "disturbed", tmp_path / "killed")
    connect = database.connect

    def traced(path, mode):
        connection = connect(path, mode)
        connection.set_trace_callback(taken.take)
        return connection

    def around(home, name):
        action = getattr(home, name)

        def step(*args, **options):
            taken.take()
            result = action(*args, **options)
            taken.take()
            return result

        monkeypatch.setattr(home, name, step)

    monkeypatch.setattr(database, "connect", traced)
    for home, name in (
        (GraphStore, "write"), (GraphStore, "checkpoint"), (graphs, "_write_current"), (GraphStore, "_prune"),
        (graphs, "_discard"), (projecting, "_write"), (GraphStore, "fill"), (GraphStore, "apply"), (graphs, "_branch"),
    ):  # fmt: skip
        around(home, name)
    return taken


@pytest.mark.skipif(os.name == "nt", reason="Windows lets no one copy a file that is being written")
def test_an_ingest_killed_at_any_write_is_carried_on(tmp_path, sources, whole, snapshots, monkeypatch):
    ingest(tmp_path / "disturbed", sources)
    monkeypatch.undo()
    monkeypatch.setattr(pipeline, "annotate", read_nothing)
    assert snapshots.points > 200
    assert len(snapshots.taken) > 15
    for state in snapshots.taken:
        assert_carried_on(state, sources, whole)


@pytest.mark.skipif(os.name == "nt", reason="Windows lets no one copy a file that is being written")
def test_a_commit_that_is_torn_counts_for_nothing(tmp_path, sources, whole, snapshots, monkeypatch):
    ingest(tmp_path / "disturbed", sources)
    monkeypatch.undo()
    monkeypatch.setattr(pipeline, "annotate", read_nothing)
    torn = [state for state in snapshots.taken if size(state) > HEADER + 2 * FRAME][::3]
    assert len(torn) > 3
    for state in torn:
        with (state / "archive.db-wal").open("rb+") as log:
            log.truncate(size(state) - FRAME - FRAME // 2)  # the last page and half of the one before are missing
        assert_carried_on(state, sources, whole)


def size(state):
    """Return the size of the write-ahead log."""
    log = state / "archive.db-wal"
    return log.stat().st_size if log.exists() else 0


KILLED = """
import os, signal, sys
import hergang
from hergang import forgetting
from hergang.corpus.archive import Archive, copies
from hergang.extract import pipeline
from hergang.extract.records import Annotations
from hergang.graphs import store as graphs

point, path, *words = sys.argv[1:]
pipeline.annotate = lambda article, nlp=None, *, setup=None: Annotations(article=article, extractor="test")

def kill(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL if os.name != "nt" else signal.SIGTERM)

POINTS = {
    "archived": (Archive, "put_annotations"),
    "graph written": (graphs.GraphStore, "checkpoint"),
    "checkpoint taken": (graphs, "_write_current"),
    "switched": (graphs.GraphStore, "_prune"),
    "forgotten": (forgetting, "write_graph"),
    "copied": (copies, "_made_ready"),
}
home, name = POINTS[point]
setattr(home, name, kill)
store = hergang.open(path)
command, words = words[0], words[1:]
if command == "ingest":
    store.ingest(words, clock=lambda: "2024-05-01T10:00:00Z")
else:
    getattr(store, command)(*words)
"""


def start(point, path, *words):
    """Start a process that kills itself at a point."""
    command = [sys.executable, "-c", KILLED, point, str(path), *map(str, words)]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True)


def killed(process):
    """Say whether a process ended by the kill, and not by an error."""
    _, words = process.communicate(timeout=120)
    return process.returncode == (-signal.SIGKILL if os.name != "nt" else signal.SIGTERM), words


INGEST_POINTS = ("archived", "graph written", "checkpoint taken", "switched")


def test_a_process_killed_at_a_step_loses_nothing(tmp_path, sources, whole):
    running = {point: start(point, tmp_path / point, "ingest", *sources) for point in INGEST_POINTS}
    for point, process in running.items():
        assert killed(process) == (True, ""), point
        assert_carried_on(tmp_path / point, sources, whole)


def test_forgetting_and_restoring_survive_a_kill(tmp_path, sources, whole):
    path, file = tmp_path / "whole", tmp_path / "backup"
    hergang.open(path).backup(file)
    (article,) = (revision.article for revision in whole[0] if "Montag" in revision.article.text)
    restoring = start("copied", path, "restore", file)
    assert killed(restoring)[0] is False  # without --replace nothing is done to a store that has articles
    running = start("copied", tmp_path / "new", "restore", file)
    assert killed(running) == (True, "")
    assert hergang.open(tmp_path / "new").restore(file).articles == 4
    assert not list((tmp_path / "new").glob("*.new*"))
    assert killed(start("forgotten", path, "forget", article.id)) == (True, "")
    checked = hergang.open(path).check()
    assert [finding.part for finding in checked.found] == ["graph"]
    assert ingest(path).outcomes == ()
    assert hergang.open(path).check().found == ()
    assert not any(article.text.encode() in file.read_bytes() for file in path.rglob("*") if file.is_file())


def test_a_full_disk_loses_nothing_whenever_it_fills(tmp_path, sources, whole, monkeypatch):
    connect, pages = database.connect, 0
    needed = (tmp_path / "whole" / "archive.db").stat().st_size // 4096

    def bounded(path, mode):
        connection = connect(path, mode)
        if limit:
            connection.execute(f"PRAGMA max_page_count = {limit}")
        return connection

    monkeypatch.setattr(database, "connect", bounded)
    for pages in range(3, needed, max(1, needed // 9)):
        path, limit = tmp_path / str(pages), pages
        with pytest.raises(StoreError, match="the disk is full; what was stored before is whole"):
            ingest(path, sources)
        limit = 0
        assert_carried_on(path, sources, whole)
    assert pages > 20


@pytest.mark.parametrize(("home", "name"), [(graphs, "line_file"), (graphs, "_write_current")])
def test_a_disk_that_fills_while_the_graph_is_written_loses_nothing(tmp_path, sources, whole, monkeypatch, home, name):
    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as broken:
        broken.setattr(home, name, full)
        with pytest.raises(StoreError, match=r"the disk is full\. Nothing stored before is lost"):
            ingest(tmp_path / "full", sources)
    assert_carried_on(tmp_path / "full", sources, whole)


def test_a_backup_to_a_full_disk_leaves_the_older_one(tmp_path, sources, whole, monkeypatch):
    store, file = hergang.open(tmp_path / "whole"), tmp_path / "backup"
    store.backup(file)
    before = file.read_bytes()

    def full(_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("hergang.corpus.archive.copies._flush", full)
    with pytest.raises(StoreError, match=os.strerror(errno.ENOSPC)):
        store.backup(file)
    assert file.read_bytes() == before
    assert [path.name for path in tmp_path.glob("backup*")] == ["backup"]
