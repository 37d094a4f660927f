"""What stands in for the models in a worker's process: it gives what was annotated before, or does what a text says.

``HERGANG_TEST_LINES`` names a file of stand-off JSON, a line by article and digest; ``HERGANG_TEST_PIDS`` a folder in
which each process leaves its number.
"""

import json
import os
import time
from pathlib import Path

from hergang import crew
from hergang.crew import Annotated
from hergang.extract import standoff
from hergang.extract.errors import LexiconError
from hergang.extract.records import Annotations


def annotator(_setup, *, timed=True):
    """Return what annotates without a model."""
    lines = os.environ.get("HERGANG_TEST_LINES")
    known = json.loads(Path(lines).read_text(encoding="utf-8")) if lines else {}
    note_process()

    def annotate(article, ask):
        if timed:
            ask(None)
        do_as_told(article.text)
        line = known.get(f"{article.id} {article.digest}")
        yield Annotated("test", line or standoff.dumps(Annotations(article=article, extractor="test")))

    return annotate


def broken(_setup):
    """Fail as a model does that is damaged."""
    raise LexiconError("news: the model is damaged. Reinstall hergang.")


def dying():
    """End the process before it can do anything."""
    os._exit(9)


def reader():
    """Return what reads sources, and hangs or dies over a file of a folder whose name says so."""
    note_process()
    read = crew.reader()

    def read_or_not(job, ask):
        def ask_or_not(question):
            if isinstance(question, Path):
                ask(question)
                do_as_told(question.stem)
                return None
            return ask(question)

        yield from read(job, ask_or_not)

    return read_or_not


def note_process():
    """Leave the number of this process."""
    if folder := os.environ.get("HERGANG_TEST_PIDS"):
        (Path(folder) / str(os.getpid())).touch()


def do_as_told(text):
    """Hang, die, fail or be slow, where a text says so."""
    if "HANG" in text:
        time.sleep(1000)
    if "DIE" in text:
        os._exit(9)
    if "BUG" in text:
        raise IndexError("list index out of range")
    if "SLOW" in text:
        time.sleep(0.2)
