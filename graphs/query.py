"""Any SPARQL 1.1 query over a store's graph, prefixes preset, within a time limit.

The query runs in a process of its own (`hergang.graphs.worker`) on the checkpoint in force, so that a writer is never
in its way and a query that does not end is ended. It can read and nothing else (`hergang.graphs.sparql.guarded`).
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import cast

from hergang.corpus.errors import StoreError
from hergang.graphs.errors import QueryError
from hergang.graphs.results import Kind, Result
from hergang.graphs.sparql import did_you_mean, explained, guarded, prefixed_names
from hergang.graphs.store import read_current
from hergang.graphs.unmatched import beginnings
from hergang.graphs.vocabulary import HG, PREFIXES, SCHEMA, SIOC

TIMEOUT = 60.0  # seconds: the default limit
EXPLAINING = 10.0  # seconds for finding out why an answer is empty
_CLOSED = {"hg": HG, "schema": SCHEMA, "sioc": SIOC}


def run(path: Path, sparql: str, *, timeout: float = TIMEOUT, explain: bool = True) -> Result:
    """Answer a SELECT, ASK, CONSTRUCT or DESCRIBE over the graph of a store folder.

    Args:
        path: the store's folder.
        sparql: the query; the prefixes of `hergang.graphs.vocabulary` need no declaration.
        timeout: seconds after which the query is ended, the start of its process included.
        explain: where the answer is empty, find the first part of the query that nothing matches, for `Result.hints`.

    Raises:
        QueryError: a syntax error (with line and column), a refused clause, or the time limit.
        StoreError: there is no graph, it is damaged or of another version.
    """
    text = guarded(sparql)
    read_current(path)  # a missing store is told before a process is started for it
    request = {"store": str(Path(path).resolve()), "sparql": text, "prefixes": PREFIXES}
    head, body = _answer(json.dumps(request).encode(), timeout)
    match head["kind"]:
        case "syntax":
            raise explained(head["message"], sparql, PREFIXES)
        case "store":
            raise StoreError(head["message"])
        case "failed":
            raise QueryError(f"The query failed: {head['message']}. Simplify it, or run it on an export.")
    result = Result(kind=cast(Kind, head["kind"]), payload=body, hints=hints(text))
    return result if result or not explain else replace(result, hints=(*result.hints, *unmatched(path, text)))


def unmatched(path: Path, sparql: str) -> tuple[str, ...]:
    """Return a sentence on the first part of a query that nothing matches; none where that cannot be told in time."""
    asked = beginnings(sparql)
    request = {"store": str(Path(path).resolve()), "asks": [one.ask for one in asked], "prefixes": PREFIXES}
    try:
        head, _ = _answer(json.dumps(request).encode(), EXPLAINING)
    except QueryError:
        return ()
    if head["kind"] != "first" or not head["message"]:
        return ()
    found = asked[int(head["message"])]
    before = "with all that stands before it" if int(head["message"]) else "in the whole graph"
    return (f"Nothing matches {found.part} (line {found.line}) {before}.",)


def hints(sparql: str) -> tuple[str, ...]:
    """Return a sentence for each term that no graph of ours holds: such a query is right, and its answer empty."""
    found: dict[str, None] = {}
    for prefix, local in prefixed_names(sparql):
        known = _terms(prefix)
        if known and local not in known and not re.search(rf"\bPREFIX\s+{prefix}:", sparql, re.IGNORECASE):
            near = did_you_mean(local, known).replace('"', f'"{prefix}:', 1)
            found[f"{prefix}:{local} is no term of these graphs.{near}"] = None
    return tuple(found)


@cache
def _terms(prefix: str) -> frozenset[str]:
    """Return the local names of a vocabulary that is closed; none for others."""
    if prefix not in _CLOSED:
        return frozenset()
    vocabulary = _CLOSED[prefix]
    return frozenset(
        [str(term) for term in vocabulary.__annotations__ if not term.startswith("_")] + vocabulary._extras
    )


def _answer(request: bytes, timeout: float) -> tuple[dict[str, str], bytes]:
    command = [sys.executable, "-P", "-m", "hergang.graphs.worker"]
    try:
        done = subprocess.run(
            command, input=request, capture_output=True, timeout=timeout, env=_environment(), check=False
        )
    except subprocess.TimeoutExpired as error:
        raise QueryError(
            f"The query did not end within {timeout:g} seconds and was ended. Add a LIMIT, name the property or the "
            "class of every variable, or give it more time (--timeout)."
        ) from error
    head, _, body = done.stdout.partition(b"\n")
    if not head:
        words = done.stderr.decode(errors="replace").strip().splitlines()
        why = f"exit code {done.returncode}{', ' + words[-1] if words else ''}"
        raise QueryError(
            f"The query's process ended ({why}): it may have run out of memory. Add a LIMIT, or ask for less at a time."
        )
    return json.loads(head), body


def _environment() -> dict[str, str]:
    """Return the environment with the module path of this process, so that the other finds the same packages."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(entry for entry in sys.path if entry)}
