"""What can be said of a SPARQL text before it runs: what it must not contain, and what its errors mean.

This is a scanner, not a parser (Oxigraph parses): it knows which stretches are comments, strings, IRIs and names, so
that a word inside them is not taken for a keyword.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from hergang.graphs.errors import QueryError

_TOKEN = re.compile(
    r"""
    (?P<comment>\#[^\n\r]*)
  | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
  | (?P<string>\"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\" | '''(?:[^'\\]|\\.|'(?!''))*'''
             | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*')
  | (?P<name>(?:[^\W\d_][\w.-]*)?:(?:[\w.:-]|%[0-9A-Fa-f]{2}|\\.)*)
  | (?P<variable>[?$]\w+)
  | (?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    """,
    re.VERBOSE | re.DOTALL,
)
_UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH")
_AFTER_PROLOGUE = re.compile(r"\s*(?:(?:PREFIX\s+\S*\s*<[^>]*>|BASE\s*<[^>]*>)\s*)*([A-Za-z]+)", re.IGNORECASE)
_PLACE = re.compile(r"error at (\d+):(\d+): (?:expected (?:one of )?)?(.*)", re.DOTALL)
_KEYWORDS = (
    *("SELECT", "ASK", "CONSTRUCT", "DESCRIBE", "DISTINCT", "REDUCED", "WHERE", "FROM", "NAMED", "PREFIX", "BASE"),
    *("OPTIONAL", "UNION", "MINUS", "GRAPH", "FILTER", "BIND", "VALUES", "EXISTS", "NOT EXISTS", "UNDEF", "AS", "IN"),
    *(
        "GROUP",
        "ORDER",
        "BY",
        "HAVING",
        "LIMIT",
        "OFFSET",
        "ASC",
        "DESC",
        "COUNT",
        "SUM",
        "MIN",
        "MAX",
        "AVG",
        "SAMPLE",
    ),
    *("GROUP_CONCAT", "SEPARATOR", "CONTAINS", "REGEX", "LCASE", "UCASE", "STR", "STRSTARTS", "STRENDS", "LANG", "NOT"),
    *("BOUND", "COALESCE", "IF", "CONCAT", "REPLACE", "DATATYPE", "YEAR", "MONTH", "DAY", "NOW", "TRUE", "FALSE"),
)
MOST_EXPECTED = 8  # of the words that could stand at an error, how many are named


def guarded(sparql: str) -> str:
    """Return the query with its comments blanked (places stay), or refuse it.

    What is run is the text returned, so that no comment of ours can be code to Oxigraph. ``SERVICE`` is looked for in
    all that is neither string, IRI, name nor variable, word boundaries or not: Oxigraph also reads ``3SERVICE<...>``.

    Raises:
        QueryError: the query would reach out (SERVICE, LOAD) or change the graph.
    """
    text = blanked(sparql, comments_only=True)
    found = _AFTER_PROLOGUE.match(text)
    verb = found.group(1).upper() if found else ""
    if verb == "LOAD":
        raise QueryError('LOAD is refused: a query never fetches anything. "hergang ingest URL" reads a new source.')
    if verb in _UPDATES:
        raise QueryError(
            f"{verb} is refused: a query only reads, since the graph is made from the articles and would lose the "
            'change at the next ingest. Correct by hand with "hergang merge", "split" or "reject"; or change an export.'
        )
    if "service" in blanked(text).lower() or any(map(_calls_service, _names_before_brace(text))):
        raise QueryError(
            "SERVICE is refused: a query never reaches another server. Fetch the other data yourself, or export the "
            'graph ("hergang export trig OUT") and query both together elsewhere.'
        )
    return text


def blanked(sparql: str, *, comments_only: bool = False) -> str:
    """Return the text with comments (and strings, IRIs, names, variables, tags) replaced by as many spaces."""

    def blank(token: re.Match[str]) -> str:
        if comments_only and token.lastgroup != "comment":
            return token.group()
        return re.sub(r"[^\n\r]", " ", token.group())

    return _TOKEN.sub(blank, sparql)


def prefixed_names(sparql: str) -> list[tuple[str, str]]:
    """Return the (prefix, local name) pairs of a query in their order, prefix declarations left out."""
    names = [token.group("name") for token in _TOKEN.finditer(sparql) if token.lastgroup == "name"]
    pairs = [(name.partition(":")[0], name.partition(":")[2]) for name in names]
    return [(prefix, local) for prefix, local in pairs if local]


def explained(message: str, sparql: str, prefixes: Mapping[str, str]) -> QueryError:
    """Return Oxigraph's syntax error as a `QueryError`: line, column, the line itself, and what to do."""
    found = _PLACE.match(message)
    if not found:
        return QueryError(f"SPARQL: {message}. Correct the query and run it again.")
    line, column, expected = int(found.group(1)), int(found.group(2)), found.group(3)
    lines = sparql.splitlines() or [""]
    shown = lines[min(line, len(lines)) - 1]
    reason = _reason(expected, shown[: column - 1], sparql, prefixes)
    return QueryError(f"SPARQL, line {line}, column {column}: {reason}\n  {shown}\n  {' ' * (column - 1)}^")


def _reason(expected: str, before: str, sparql: str, prefixes: Mapping[str, str]) -> str:
    if "Prefix not found" in expected:
        return _unknown_prefix(before, prefixes)
    if "variable that is unbound" in expected:
        return (
            "a variable after SELECT is neither grouped nor counted. Name it in GROUP BY, or put it into COUNT or MIN."
        )
    if not sparql.strip():
        return "the query is empty. Write one, or begin with one of ours: hergang ask NAME --sparql."
    return f"not understood here{_expected(expected)}.{_misspelt(before)}{_unbalanced(sparql)}"


def _expected(expected: str) -> str:
    """Return what could stand here, in words: of what Oxigraph lists only keywords are told, and a term as such."""
    if '"?"' in expected:
        return "; expected a term (a variable, an IRI, a name such as hg:subject, or a value)"
    words = re.findall(r"\b[A-Z]{2,}\b", re.sub(r"\[.*?\]", "", expected, flags=re.DOTALL))[:MOST_EXPECTED]
    return f"; expected {' or '.join(words)}" if words else ""


def _misspelt(before: str) -> str:
    """Return a guess at a keyword that is written wrongly, on the line of the error before its place."""
    for word in reversed(re.findall(r"[^\W\d_]{3,}", blanked(before))):
        if word.upper() not in _KEYWORDS and (guess := did_you_mean(word, _KEYWORDS)):
            return f' "{word}" is no keyword.{guess}'
    return ""


def _unbalanced(sparql: str) -> str:
    text = blanked(sparql)
    opened, closed = text.count("{"), text.count("}")
    if opened == closed:
        return ""
    return f' There are {opened} "{{" and {closed} "}}".'


def _unknown_prefix(before: str, prefixes: Mapping[str, str]) -> str:
    names = re.findall(r"([\w.-]*):[\w.:%\\-]*$", before)
    prefix = names[0] if names else ""
    near = did_you_mean(f"{prefix}:", [f"{name}:" for name in prefixes])
    return (
        f'the prefix "{prefix}:" is not declared.{near} Put "PREFIX {prefix}: <IRI>" at the top; '
        f"preset are {', '.join(sorted(prefixes))}."
    )


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return `` Did you mean "x"?`` (with its leading space) for the nearest known word, or nothing."""
    spellings = {spelling.lower(): spelling for spelling in known}
    near = get_close_matches(word.lower(), spellings, n=1, cutoff=0.6)
    return f' Did you mean "{spellings[near[0]]}"?' if near else ""


def _names_before_brace(text: str) -> list[str]:
    tokens = [token for token in _TOKEN.finditer(text) if token.lastgroup == "name"]
    return [token.group() for token in tokens if text[token.end() :].lstrip().startswith("{")]


def _calls_service(name: str) -> bool:
    """Say whether a name before a brace can be read as ``SERVICE`` and a name (``SERVICE:x {``)."""
    return bool(re.search(r"service(?:silent)?$", name.partition(":")[0], re.IGNORECASE))
