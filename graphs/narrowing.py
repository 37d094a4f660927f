"""Questions of one story, made quick: which articles the story has is looked up first, and put into the query.

A named question keeps its story by a filter at its end, where everybody can read it and leave it out. A store evaluates
all articles for it, and throws nearly all rows away. Where the query has that very filter and a story to it, the
articles are looked up (a few thousand labels), and the query is given them as ``VALUES``: the rows are the same.
"""

from __future__ import annotations

import re
from typing import cast

import pyoxigraph as ox

MANY = 5_000  # articles from which on going through all of them is as quick
_STORY = re.compile(r'^[ \t]*VALUES \?story \{ ("(?:[^"\\\n]|\\.)+") \}$', re.MULTILINE)
_ARTICLE = re.compile(
    r"OPTIONAL \{ \?(\w+) hg:story/rdfs:label \?storyLabel \}\s+"
    r'FILTER\((?:\?story = "" \|\| )?CONTAINS\(LCASE\(COALESCE\(\?storyLabel, ""\)\), LCASE\(\?story\)\)\)'
)
_GROUP = re.compile(r"\{[^{}]*\}")
_LOOKUP = (
    "SELECT DISTINCT ?article {{ ?told a hg:Story ; rdfs:label ?label ."
    " FILTER(CONTAINS(LCASE(?label), LCASE({}))) ?article hg:story ?told }} ORDER BY ?article LIMIT {}"
)


def narrowed(sparql: str, store: ox.Store, prefixes: dict[str, str]) -> str:
    """Return a query that gives the same rows, with the articles of the story that it asks of, if it does."""
    story, article = _STORY.search(sparql), _ARTICLE.search(sparql)
    if story is None or article is None or not _is_beside(sparql[story.end() :], f"?{article.group(1)}"):
        return sparql
    found = cast(ox.QuerySolutions, store.query(_LOOKUP.format(story.group(1), MANY), prefixes=prefixes))
    articles = [str(row["article"]) for row in found]
    if len(articles) >= MANY:
        return sparql
    return f"{sparql[: story.end()]}\n  VALUES ?{article.group(1)} {{ {' '.join(articles)} }}{sparql[story.end() :]}"


def _is_beside(text: str, variable: str) -> bool:
    """Say whether a variable is first bound in the group that a text begins in, before anything optional.

    A variable of a part of the group would be given to each row of that; one of a query within is as good as its own.
    """
    before = text.partition(f"{variable} ")[0]
    if before.rpartition("{")[2].lstrip().startswith("SELECT "):
        return True
    while (outer := _GROUP.sub("", before)) != before:
        before = outer
    return "{" not in before and "OPTIONAL" not in before
