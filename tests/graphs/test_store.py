"""The graph on disk: difference, checkpoints, leases, and what is said when it cannot be read or written."""

import errno
import json
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

from hergang.corpus.errors import StoreError
from hergang.graphs import store as graphs
from hergang.graphs.errors import DamagedGraphError
from hergang.graphs.store import (
    Change,
    GraphStore,
    canonical_nquads,
    graph_folder,
    is_disk_full,
    open_reader,
    read_current,
    state,
)

WAITING_READER = """
import sys
from pathlib import Path
from hergang.graphs.store import open_reader
reader = open_reader(Path(sys.argv[1]))
print(reader.checkpoint, flush=True)
sys.stdin.read()
"""


def quad(number: int, graph: str | None = None) -> ox.Quad:
    name = ox.NamedNode(graph) if graph else ox.DefaultGraph()
    words = f'Satz „{number}“ mit "Zeichen", \\ und\nZeile'
    return ox.Quad(ox.NamedNode(f"http://e/{number}"), ox.NamedNode("http://e/p"), ox.Literal(words), name)


def checkpoints(path: Path) -> list[str]:
    return sorted(folder.name for folder in (graph_folder(path) / "checkpoints").iterdir())


def test_write_changes_only_what_differs(tmp_path):
    with GraphStore.open(tmp_path) as graph:
        assert graph.write([quad(1), quad(2), quad(2)]) == Change(added=2, removed=0)
        assert graph.write([quad(2), quad(1)]) == Change(added=0, removed=0)
        assert graph.write([quad(2), quad(3, "http://g/1")]) == Change(added=1, removed=1)
        assert set(graph.quads()) == {quad(2), quad(3, "http://g/1")}
        assert graph.write([]) == Change(added=0, removed=2)


def test_readers_see_the_checkpoint_alone(tmp_path):
    with GraphStore.open(tmp_path) as graph:
        graph.write([quad(1)])
        graph.checkpoint()
        with open_reader(tmp_path) as reader:
            graph.write([quad(2), quad(3)])
            assert len(reader) == 1
            graph.checkpoint()
            assert set(reader.quads()) == {quad(1)}
            with open_reader(tmp_path) as later:
                assert set(later.quads()) == {quad(2), quad(3)}


def test_store_survives_restart(tmp_path):
    with GraphStore.open(tmp_path) as graph:
        graph.write([quad(1)])
        graph.checkpoint("first")
    with GraphStore.open(tmp_path) as graph:
        assert graph.write([quad(1), quad(2)]) == Change(added=1, removed=0)
        assert graph.checkpoint("second") == "000002"
    assert read_current(tmp_path).made_of == "second"


def test_pruning_spares_what_is_read(tmp_path):
    with GraphStore.open(tmp_path) as graph:
        graph.write([quad(1)])
        graph.checkpoint()
        with open_reader(tmp_path) as reader:
            for _ in range(4):
                graph.checkpoint()
            assert checkpoints(tmp_path) == ["000001", "000005"]
            assert set(reader.quads()) == {quad(1)}
        graph.checkpoint()
        assert checkpoints(tmp_path) == ["000006"]


def test_lease_of_a_killed_reader_is_worth_nothing(tmp_path):
    with GraphStore.open(tmp_path) as graph:
        graph.checkpoint()
        command = [sys.executable, "-P", "-c", WAITING_READER, str(tmp_path)]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as reader:
            assert reader.stdout.readline() == "000001\n"
            for _ in range(3):
                graph.checkpoint()
            assert "000001" in checkpoints(tmp_path)
            reader.kill()
        graph.checkpoint()
        assert "000001" not in checkpoints(tmp_path)
        assert list((graph_folder(tmp_path) / "leases").iterdir()) == []


def test_select_gives_plain_text_and_leaves_out_what_is_unbound(tmp_path):
    with GraphStore.open(tmp_path) as graph:
        graph.write([quad(1)])
        graph.checkpoint()
    with open_reader(tmp_path) as reader:
        rows = reader.select("SELECT ?s ?missing WHERE { ?s ?p ?o OPTIONAL { ?s hg:event ?missing } }")
    assert rows == [{"s": "http://e/1"}]


@pytest.mark.parametrize("run", [3, 1000])
def test_canonical_lines_are_sorted_whatever_the_order(tmp_path, run):
    quads = [quad(number, graph) for number in range(10) for graph in (None, "http://g/1")]
    with GraphStore.open(tmp_path) as graph:
        graph.write(reversed(quads))
        lines = list(canonical_nquads(graph, run=run))
    assert lines == sorted(f"{quad} .\n" for quad in quads)
    assert set(ox.parse("".join(lines), format=ox.RdfFormat.N_QUADS)) == set(quads)


def test_state_tells_what_the_writer_has_to_do(tmp_path):
    assert state(tmp_path) == "missing"
    with GraphStore.open(tmp_path) as graph:
        assert state(tmp_path) == "damaged"  # a crash before the first checkpoint
        graph.write([quad(1)])
        graph.checkpoint("token")
    assert state(tmp_path) == "whole"
    assert state(tmp_path, "token") == "whole"
    assert state(tmp_path, "other") == "behind"
    for manifest in graph_folder(tmp_path).glob("checkpoints/*/MANIFEST*"):
        manifest.write_bytes(b"xx")
    assert state(tmp_path, "token") == "damaged"


def test_damaged_database_is_named_and_made_anew(tmp_path):
    with GraphStore.open(tmp_path) as graph:
        graph.write([quad(1)])
        graph.checkpoint()
        graph.write([quad(2)])
    for manifest in graph_folder(tmp_path).glob("live/MANIFEST*"):
        manifest.write_bytes(b"xx")
    with pytest.raises(StoreError, match=r"damaged .*hergang rebuild"):
        GraphStore.open(tmp_path)
    with GraphStore.open(tmp_path, anew=True) as graph:
        assert graph.write([quad(1), quad(2)]) == Change(added=2, removed=0)
        graph.checkpoint()
    with open_reader(tmp_path) as reader:
        assert len(reader) == 2


def test_missing_store_says_how_to_make_one(tmp_path):
    with pytest.raises(StoreError, match=r"no graph here.*hergang ingest"):
        open_reader(tmp_path)


@pytest.mark.parametrize("content", ["", "{", '{"version": 1}', "[]"])
def test_damaged_current_is_named(tmp_path, content):
    graph_folder(tmp_path).mkdir()
    (graph_folder(tmp_path) / "current").write_text(content, encoding="utf-8")
    with pytest.raises(StoreError, match=r"current: damaged.*hergang rebuild"):
        open_reader(tmp_path)


def test_other_version_is_refused_by_readers_and_writers(tmp_path):
    graph_folder(tmp_path).mkdir()
    record = json.dumps({"version": 2, "checkpoint": "000001"})
    (graph_folder(tmp_path) / "current").write_text(record, encoding="utf-8")
    for opened in (open_reader, GraphStore.open):
        with pytest.raises(StoreError, match=r"of version 2, this hergang reads version 1"):
            opened(tmp_path)


def test_second_writer_is_refused(tmp_path):
    with GraphStore.open(tmp_path), pytest.raises(StoreError, match="another process writes this graph"):
        GraphStore.open(tmp_path)


class FullDisk:
    """A store whose disk is full, in the words of Oxigraph."""

    def __contains__(self, _):
        return False

    def __iter__(self):
        return iter(())

    def extend(self, _):
        raise OSError("IO error: No space left on device: While appending to file: /s/000010.log")

    def flush(self):
        raise OSError("IO error: No space left on device: While appending to file: /s/000010.log")


def test_full_disk_is_named_and_nothing_is_lost(tmp_path):
    with GraphStore.open(tmp_path) as graph:
        graph.write([quad(1)])
        graph.checkpoint()
    full = GraphStore(FullDisk(), tmp_path)
    for action in (lambda: full.write([quad(2)]), full.checkpoint):
        with pytest.raises(StoreError, match=r"the disk is full. Nothing stored before is lost"):
            action()
    with open_reader(tmp_path) as reader:
        assert set(reader.quads()) == {quad(1)}


def test_disk_full_is_told_by_number_too():
    assert is_disk_full(OSError(errno.ENOSPC, "voll"))
    assert not is_disk_full(OSError(errno.EACCES, "verboten"))


def test_closed_store_says_so(tmp_path):
    graph = GraphStore.open(tmp_path)
    graph.checkpoint()
    reader = open_reader(tmp_path)
    reader.close()
    reader.close()
    with pytest.raises(StoreError, match="closed already"):
        len(reader)
    graph.close()
    with pytest.raises(StoreError, match="closed already"):
        graph.write([])


def lines(*numbers):
    """Return quads as the projection gives them."""
    return [str(quad(number, "http://g/1" if number % 2 else None)) for number in numbers]


@pytest.mark.parametrize("bulk", [1, 100])
def test_lines_are_added_and_removed(tmp_path, monkeypatch, bulk):
    monkeypatch.setattr(graphs, "BULK", bulk)
    with GraphStore.open(tmp_path) as graph:
        assert graph.apply(lines(1, 2, 3), []) == Change(added=3, removed=0)
        assert graph.apply(lines(4), lines(1, 2)) == Change(added=1, removed=2)
        graph.checkpoint()
    with open_reader(tmp_path) as reader:
        assert sorted(map(str, reader.quads())) == sorted(lines(3, 4))


def test_a_graph_that_is_filled_holds_nothing_of_what_was_there(tmp_path):
    with GraphStore.open(tmp_path) as graph:
        graph.write([quad(7)])
        graph.checkpoint()
        graph.fill([lines(1, 2), [], lines(3)])
        graph.checkpoint()
    with open_reader(tmp_path) as reader:
        assert sorted(map(str, reader.quads())) == sorted(lines(1, 2, 3))
    assert not any(b"http://e/7" in file.read_bytes() for file in graph_folder(tmp_path).rglob("*.sst"))


def test_one_generation_of_files_is_left_behind(tmp_path):
    for number in range(5):
        with GraphStore.open(tmp_path) as graph:
            assert len(graph) == number
            graph.apply(lines(number), [])
            graph.checkpoint()
        assert checkpoints(tmp_path) == [f"{number + 1:06d}"]
        assert not (graph_folder(tmp_path) / "live").exists()


def test_what_no_checkpoint_holds_stays_for_the_next_writer(tmp_path):
    with GraphStore.open(tmp_path) as graph:
        graph.checkpoint()
        graph.apply(lines(1), [])
    with GraphStore.open(tmp_path) as graph:
        assert list(map(str, graph.quads())) == lines(1)


def test_a_branch_that_was_not_finished_is_begun_again(tmp_path):
    with GraphStore.open(tmp_path) as graph:
        graph.write([quad(1)])
        graph.checkpoint()
    (graph_folder(tmp_path) / "live.new").mkdir()
    (graph_folder(tmp_path) / "live.new" / "CURRENT").write_text("x")
    with GraphStore.open(tmp_path) as graph:
        assert list(graph.quads()) == [quad(1)]


def test_files_are_copied_where_there_are_no_hard_links(tmp_path, monkeypatch):
    def refused(*_):
        raise OSError(errno.EPERM, "no hard links")

    with GraphStore.open(tmp_path) as graph:
        graph.write([quad(1)])
        graph.checkpoint()
    monkeypatch.setattr(graphs.os, "link", refused)
    with GraphStore.open(tmp_path) as graph:
        assert list(graph.quads()) == [quad(1)]


def test_a_damaged_graph_is_told_apart(tmp_path):
    with GraphStore.open(tmp_path) as graph:
        graph.write([quad(1)])
    for file in (graph_folder(tmp_path) / "live").glob("MANIFEST*"):
        file.write_bytes(b"x")
    with pytest.raises(DamagedGraphError, match='"hergang rebuild" makes the graph anew'):
        GraphStore.open(tmp_path)
    with GraphStore.open(tmp_path, anew=True) as graph:
        assert len(graph) == 0
