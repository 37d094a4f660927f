"""One writer a store; a second one waits and knows for whom."""

import os
import subprocess
import sys

import pytest

from hergang.corpus.errors import StoreError
from hergang.locks import holder, replace_file, writing
from hergang.paths import StorePaths

HOLD = """
import sys
from pathlib import Path
from hergang.locks import writing
from hergang.paths import StorePaths
with writing(StorePaths(Path(sys.argv[1])), "ingest"):
    print("held", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def other(tmp_path):
    """Return another process that holds the lock of the store until it gets a line."""
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "held\n"
        yield process
        if process.poll() is None:
            process.communicate("\n")


def test_writer_says_who_it_is_while_it_writes(tmp_path):
    paths = StorePaths(tmp_path / "new" / "store")
    with writing(paths, "rebuild"):
        assert holder(paths).pid == os.getpid()
        assert holder(paths).command == "rebuild"
    assert holder(paths) is None


def test_second_writer_waits_and_is_told_for_whom(tmp_path, other):
    told = []

    def free_it(who):
        told.append(who)
        other.communicate("\n")

    with writing(StorePaths(tmp_path), "ingest", waiting=free_it):
        assert [(who.pid, who.command) for who in told] == [(other.pid, "ingest")]


def test_wait_in_vain_names_the_writer(tmp_path, other):
    with pytest.raises(StoreError, match=f"still written by process {other.pid} \\(hergang ingest, since 2"):
        with writing(StorePaths(tmp_path), "ingest", wait=0.1):
            pass


def test_lock_of_a_dead_writer_is_free(tmp_path, other):
    other.kill()
    other.wait()
    with writing(StorePaths(tmp_path), "ingest", wait=5):
        assert holder(StorePaths(tmp_path)).pid == os.getpid()


def test_folder_that_is_a_file_is_named(tmp_path):
    (tmp_path / "store").write_text("")
    with pytest.raises(StoreError, match="store: this store cannot be written"):
        with writing(StorePaths(tmp_path / "store"), "ingest"):
            pass


def test_small_file_is_replaced_whole(tmp_path):
    path = tmp_path / "current"
    replace_file(path, "1\n")
    replace_file(path, "2\n")
    assert [(p.name, p.read_text(encoding="utf-8")) for p in tmp_path.iterdir()] == [("current", "2\n")]
