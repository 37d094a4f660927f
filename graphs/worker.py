"""The process in which a user's query runs, so that it can be ended at its time limit.

`hergang.graphs.query.run` starts it (``python -P -m hergang.graphs.worker``), writes one JSON object to its standard
input (``store``, ``sparql``, ``prefixes``) and reads from its standard output one JSON line that tells the kind of
answer or the error, then the answer: SPARQL results in JSON, or N-Triples. With ``asks``, a list of ASK queries, in the
place of ``sparql``, the answer is the place in it of the first that is false. It imports nothing that starts slowly.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, BinaryIO

import pyoxigraph as ox

from hergang.corpus.errors import StoreError
from hergang.graphs.narrowing import narrowed
from hergang.graphs.store import open_reader


def main() -> None:
    """Answer the one query on standard input."""
    answer(json.load(sys.stdin.buffer), sys.stdout.buffer)


def answer(request: dict[str, Any], out: BinaryIO) -> None:
    """Write the answer to a request, or the error that it ends in."""
    try:
        with open_reader(Path(request["store"])) as reader:
            if "asks" in request:
                _head(out, "first", _first_false(reader.store, request))
            else:
                sparql = narrowed(request["sparql"], reader.store, request["prefixes"])
                _write(reader.store.query(sparql, prefixes=request["prefixes"]), out)
    except SyntaxError as error:
        _head(out, "syntax", str(error))
    except StoreError as error:
        _head(out, "store", str(error))
    except (OSError, RuntimeError, ValueError) as error:  # what Oxigraph raises while it evaluates
        _head(out, "failed", str(error))


def _first_false(store: ox.Store, request: dict[str, Any]) -> str:
    answers = (store.query(ask, prefixes=request["prefixes"]) for ask in request["asks"])
    return next((str(place) for place, answer in enumerate(answers) if not answer), "")


def _write(results: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples, out: BinaryIO) -> None:
    """Write an answer; it is complete before the first byte leaves, so that an error half way is still told alone."""
    if isinstance(results, ox.QueryTriples):
        body, kind = results.serialize(format=ox.RdfFormat.N_TRIPLES), "graph"
    else:
        body = results.serialize(format=ox.QueryResultsFormat.JSON)
        kind = "ask" if isinstance(results, ox.QueryBoolean) else "select"
    _head(out, kind)
    out.write(body or b"")


def _head(out: BinaryIO, kind: str, message: str = "") -> None:
    out.write(json.dumps({"kind": kind, "message": message}).encode() + b"\n")


if __name__ == "__main__":
    main()
