"""The portable layer: one writer a store, by a lock that Linux, macOS and Windows all have.

The operating system frees the lock of a process that dies. Beside it lies ``writer.json``, which says who holds it, so
that a second writer can say for whom it waits; that file is a courtesy and is never what decides.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from hergang.corpus.errors import StoreError
from hergang.paths import StorePaths

POLL = 0.2  # seconds between two tries for the lock


@dataclass(frozen=True)
class Holder:
    """Who holds the lock."""

    pid: int
    command: str  # "ingest"
    since: str  # UTC dateTime

    def __str__(self) -> str:
        return f"process {self.pid} (hergang {self.command}, since {self.since})"


Waiting = Callable[[Holder | None], None]  # is told for whom one waits


@contextmanager
def writing(paths: StorePaths, command: str, *, wait: float = -1, waiting: Waiting = lambda _: None) -> Iterator[None]:
    """Hold the store's lock for the time of a ``with``; create the store's folder where it is missing.

    Args:
        paths: the store.
        command: what the holder does, told to those who wait.
        wait: seconds to wait for another writer; -1 for as long as it takes.
        waiting: called once, before the wait, with the one that is waited for (None where it is not known).

    Raises:
        StoreError: the folder cannot be made or written, or the wait was in vain.
    """
    lock = _lock(paths)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        waiting(holder(paths))
        _acquire_after_wait(lock, paths, wait)
    try:
        _announce(paths, command)
        yield
    finally:
        paths.writer.unlink(missing_ok=True)
        lock.release()


def holder(paths: StorePaths) -> Holder | None:
    """Return who says that it writes the store, or None where nobody does (or just began to)."""
    try:
        return Holder(**json.loads(paths.writer.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def replace_file(path: Path, text: str) -> None:
    """Write a small file whole or not at all: beside it first, then renamed over it."""
    beside = path.with_name(f"{path.name}.{os.getpid()}.new")
    beside.write_text(text, encoding="utf-8", newline="\n")
    beside.replace(path)


def _lock(paths: StorePaths) -> FileLock:
    try:
        paths.root.mkdir(parents=True, exist_ok=True)
        return FileLock(paths.lock)
    except OSError as error:
        raise _unwritable(paths, error) from error


def _acquire_after_wait(lock: FileLock, paths: StorePaths, wait: float) -> None:
    try:
        lock.acquire(timeout=wait, poll_interval=POLL)
    except Timeout as error:
        by = holder(paths) or "another process"
        raise StoreError(f"{paths.root}: still written by {by} after {wait:g} s. Try again when it is done.") from error


def _announce(paths: StorePaths, command: str) -> None:
    since = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    try:
        replace_file(paths.writer, json.dumps(asdict(Holder(os.getpid(), command, since))))
    except OSError as error:
        raise _unwritable(paths, error) from error


def _unwritable(paths: StorePaths, error: OSError) -> StoreError:
    reason = error.strerror or str(error)
    return StoreError(
        f"{paths.root}: this store cannot be written ({reason}). "
        "Make room there or get the right to write, or name another folder with --store."
    )
