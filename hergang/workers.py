"""A process beside this one that does one job after the other, and can be ended when a job takes too long.

Started by "spawn", so that it is the same on Linux, macOS and Windows. A worker loads once (a model, say), then answers
each job with any number of results, and may ask the one that gave it the job for what it has not (a page, fetched). It
ignores Ctrl-C, which goes to the one who gave the job, and ends when that process ends, however it ends.

This module knows nothing of articles (`hergang.crew` does).
"""

from __future__ import annotations

import contextlib
import faulthandler
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, Literal

from hergang.corpus.errors import HergangError, StoreError

Ask = Callable[[Any], Any]  # what is asked for -> the answer; raises the HergangError that it ends in
Work = Callable[[Any, Ask], Iterator[Any]]  # the job, whom to ask -> results
Load = Callable[[], Work]  # called in the worker's process; importable there, as everything that goes to it

GRACE = 15.0  # seconds beyond its limit after which a worker ends itself, where nobody is left to end it
_CONTEXT = multiprocessing.get_context("spawn")


@dataclass(frozen=True)
class Message:
    """What a worker says."""

    kind: Literal["ready", "broken", "result", "question", "failed", "done"]
    value: Any = None  # an error where it is broken (cannot load) or failed; megabytes of memory where it is done


class WorkerLostError(Exception):
    """A worker's process has ended; the message says how."""


class Worker:
    """One such process, as the one sees it who gives it jobs: one at a time."""

    def __init__(self, load: Load) -> None:
        """Start the process; it is ready for a job when it says so."""
        self.connection, theirs = _CONTEXT.Pipe()
        self._process = _CONTEXT.Process(target=_serve, args=(theirs, load), daemon=True)
        with _sigint_held():  # the process begins with what this one holds back: no traceback while it imports
            self._process.start()
        theirs.close()
        self.is_ready = False
        self.job: Any = None  # what tells the job at hand, None while there is none
        self.jobs = 0  # that were done
        self.limit = 0.0
        self._before = 0.0
        self._since = 0.0

    def give(self, job: Any, argument: Any, limit: float, before: float = 0.0) -> None:
        """Give a job to a worker that is ready and has none.

        Args:
            job: what tells the job.
            argument: goes to the worker.
            limit: seconds that it may take to each result.
            before: seconds beyond that, until it asks something for the first time.
        """
        self.job, self.limit, self._before = job, limit, before
        self.await_result()
        with contextlib.suppress(OSError):  # one that has ended meanwhile is told by `receive`
            self.connection.send((argument, limit + before))

    def answer(self, answer: Any) -> None:
        """Answer what the worker asked for: anything, or the HergangError that it came to."""
        self._before = 0.0
        self.await_result()
        with contextlib.suppress(OSError):
            self.connection.send(answer)

    def await_result(self) -> None:
        """Count the time to the next result from now."""
        self._since = time.monotonic()

    def time_left(self) -> float | None:
        """Return the seconds until the job at hand has taken too long; None where there is no job."""
        return None if self.job is None else self._since + self._before + self.limit - time.monotonic()

    def receive(self) -> Message:
        """Return what the worker says next; wait for it.

        Raises:
            HergangError: it could not load; the error is the worker's own.
            WorkerLostError: its process has ended.
        """
        try:
            message: Message = self.connection.recv()
        except (EOFError, OSError) as error:
            how = self._how_it_ended()
            if not self.is_ready:
                raise StoreError(f"a worker's process ended while it started ({how}). Try again.") from error
            raise WorkerLostError(how) from error
        if message.kind == "broken":
            raise message.value
        if message.kind == "ready":
            self.is_ready = True
        elif message.kind == "done":
            self.job = None
            self.jobs += 1
        return message

    def dismiss(self) -> None:
        """Let the worker go when it is done with what it has."""
        self.connection.close()

    def end(self) -> None:
        """End the worker's process, whatever it does."""
        self._process.kill()
        self._process.join()
        self.connection.close()

    def _how_it_ended(self) -> str:
        self._process.join(GRACE)
        code = self._process.exitcode
        if code is None or code >= 0:
            return f"exit code {code}"
        return "killed, perhaps for want of memory" if -code == _KILL else f"signal {-code}"


_KILL = 9  # SIGKILL, which Windows does not know
_CAN_HOLD = hasattr(signal, "pthread_sigmask")  # which it does not, either


@contextlib.contextmanager
def _sigint_held() -> Iterator[None]:
    """Hold Ctrl-C back until the end of the ``with``; Windows can only ignore it meanwhile."""
    if _CAN_HOLD:
        held = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            yield
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, held)
        return
    if threading.current_thread() is not threading.main_thread():  # others may not say what is ignored
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


# --- in the worker's process -------------------------------------------------------------------------------------


def _serve(connection: Connection, load: Load) -> None:
    """Load, then do jobs until the other side closes the connection."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with contextlib.suppress(EOFError, OSError):  # whoever gave the jobs is gone, or wants no more done
        try:
            work = load()
        except HergangError as error:
            connection.send(Message("broken", error))
            return
        connection.send(Message("ready"))
        while True:
            argument, limit = connection.recv()
            _do(connection, work, argument, limit)


def _do(connection: Connection, work: Work, argument: Any, limit: float) -> None:
    """Do one job; whatever it fails by is told, so that the next one can be done."""

    def say(message: Message) -> None:
        faulthandler.cancel_dump_traceback_later()
        connection.send(message)
        _arm(limit)

    def ask(question: Any) -> Any:
        say(Message("question", question))
        answer = connection.recv()
        if isinstance(answer, HergangError):
            raise answer
        return answer

    _arm(limit)
    try:
        for result in work(argument, ask):
            say(Message("result", result))
    except HergangError as error:
        say(Message("failed", error))
    except (EOFError, OSError):
        raise
    except Exception as error:  # a bug in a rule, met by one text in a thousand, is no reason to stop the others
        say(Message("failed", HergangError(told_bug(error))))
    faulthandler.cancel_dump_traceback_later()
    connection.send(Message("done", peak_memory()))


def told_bug(error: Exception) -> str:
    """Return what to say of an error that nobody foresaw."""
    return f"the program failed at it ({type(error).__name__}: {error}). Please report it with the article."


def peak_memory() -> float:
    """Return the most memory that this process has held, in MB; 0 where the system does not tell (Windows)."""
    if sys.platform == "win32":
        return 0.0
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1024**2 if sys.platform == "darwin" else 1024)


def _arm(limit: float) -> None:
    """End this process when it is far beyond its limit, even where a rule in machine code lets no thread run."""
    faulthandler.dump_traceback_later(limit + GRACE, exit=True, file=_nowhere())


def _nowhere() -> Any:
    global _devnull
    if _devnull is None:
        _devnull = open(os.devnull, "w")  # noqa: SIM115, PTH123 - faulthandler writes to it as the process ends
    return _devnull


_devnull: Any = None


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
