"""Which part of a query with an empty answer is the first that nothing matches.

The query's pattern is cut after each of its parts (a triple, FILTER, OPTIONAL, UNION ...), and each beginning of it
is asked by itself: the first that has no answer ends in the part that is amiss. A cut at a wrong place gives no SPARQL
and is passed over, so that nothing needs to be parsed here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import pyoxigraph as ox

from hergang.graphs.sparql import blanked
from hergang.graphs.vocabulary import PREFIXES

LONGEST = 120  # characters of a part that are shown
_BETWEEN = " \t\r\n.;"  # what stands between two parts
_WHERE = re.compile(r"\bWHERE\s*\{", re.IGNORECASE)
_UNION = re.compile(r"\s*UNION\b", re.IGNORECASE)
_PREFIX = re.compile(r"\b(?:PREFIX\s+[^\s:]*:\s*<[^>]*>|BASE\s*<[^>]*>)", re.IGNORECASE)
_CUT = re.compile(
    r"""
    ;
  | \.(?=[\s}]|$)
  | (?<=[})])
  | (?=\{)
  | \b(?=(?:FILTER|OPTIONAL|BIND|VALUES|MINUS|GRAPH)\b)
    """,
    re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True)
class Beginning:
    """A beginning of a query's pattern as a query of its own, and the part that it ends in."""

    ask: str
    part: str
    line: int  # of the query, on which the part begins, 1 first


def beginnings(sparql: str) -> list[Beginning]:
    """Return the beginnings of a query's pattern, the shortest first; none where the pattern is not plain to see."""
    plain = blanked(sparql)
    start = _body(plain)
    if start is None:
        return []
    prologue = "\n".join(_PREFIX.findall(sparql[:start]))
    found, last = [], start
    for at in _cuts(plain, start):
        written = sparql[last:at].lstrip(_BETWEEN)
        ask = f"{prologue} ASK {{ {sparql[start:at]} }}"
        if written and _is_sparql(ask):
            line = sparql.count("\n", 0, at - len(written)) + 1
            found.append(Beginning(ask, _shortened(" ".join(written.split())), line))
            last = at
    return found


def _body(plain: str) -> int | None:
    """Return where the pattern begins, after its opening brace."""
    where = _WHERE.search(plain)
    if where:
        return where.end()
    opening = plain.find("{")
    head = plain[: max(opening, 0)].upper()
    return None if opening < 0 or "CONSTRUCT" in head or "DESCRIBE" in head else opening + 1


def _cuts(plain: str, start: int) -> list[int]:
    """Return the places at which a part of the outermost group may end."""
    depths, depth = [], 0
    for character in plain[start:]:
        closing = character in ")}]"
        depth -= closing
        depths.append(depth)
        depth += character in "({["
        if depth < 0:
            break
    end = start + len(depths) - (depth < 0)
    inside = [cut.start() for cut in _CUT.finditer(plain, start, end)]
    return [*(at for at in inside if start < at and depths[at - start] == 0 and not _UNION.match(plain, at)), end]


def _is_sparql(ask: str) -> bool:
    try:
        ox.Store().query(ask, prefixes=PREFIXES)
    except SyntaxError:
        return False
    return True


def _shortened(part: str) -> str:
    return part if len(part) <= LONGEST else f"{part[:LONGEST].rsplit(' ', 1)[0]} ..."
