"""Leases: how a reader keeps the checkpoint that it reads from being pruned.

A lease is a small file beside the checkpoints that its reader holds locked. The operating system drops the lock when
the reader ends, however it ends, so that a lease of a killed process is told from a living one without process ids
(which are used again, and mean nothing on a shared drive).
"""

from __future__ import annotations

import contextlib
import os
import uuid
from pathlib import Path

from filelock import FileLock, Timeout

FOLDER = "leases"


class Lease:
    """A held lease on one checkpoint; `release` gives it back and may be called twice."""

    def __init__(self, lock: FileLock | None, path: Path) -> None:
        self._lock = lock
        self._path = path

    def release(self) -> None:
        """Give the lease back; a file that cannot be deleted is left for the next pruning."""
        if self._lock is None:
            return
        self._lock.release()
        self._lock = None
        with contextlib.suppress(OSError):
            self._path.unlink(missing_ok=True)


def take(graph: Path, checkpoint: str) -> Lease:
    """Return a lease on a checkpoint of the graph folder.

    On a medium that cannot be written nothing can be pruned either: the lease is then an empty one.
    """
    path = graph / FOLDER / f"{checkpoint}-{os.getpid()}-{uuid.uuid4().hex[:8]}.lock"
    lock = FileLock(path, thread_local=False)
    try:
        path.parent.mkdir(exist_ok=True)
        lock.acquire(blocking=False)
    except OSError:
        return Lease(None, path)
    return Lease(lock, path)


def leased(graph: Path) -> set[str]:
    """Return the checkpoints that a living reader holds; leases of readers that are gone are deleted on the way."""
    held = set()
    for path in sorted((graph / FOLDER).glob("*.lock")):
        if _is_held(path):
            held.add(path.name.partition("-")[0])
        else:
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)
    return held


def _is_held(path: Path) -> bool:
    lock = FileLock(path, thread_local=False)
    try:
        lock.acquire(blocking=False)
    except (Timeout, OSError):
        return True
    lock.release()
    return False
