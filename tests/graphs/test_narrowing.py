"""A question of one story is given the story's articles, and has the same rows."""

import pyoxigraph as ox
import pytest

from hergang.graphs import narrowing
from hergang.graphs.narrowing import narrowed
from hergang.graphs.questions import find, questions
from hergang.graphs.vocabulary import PREFIXES

NAMES = [question.name for question in questions()]


@pytest.fixture(scope="module")
def store(root):
    store = ox.Store()
    store.load(path=str(root / "tests/data/graphs/bridge.trig"), format=ox.RdfFormat.TRIG)
    return store


def rows(store, sparql):
    return [tuple(map(str, row)) for row in store.query(sparql, prefixes=PREFIXES)]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("story", ["ALTENAU", 'no "such" story'])
def test_rows_are_the_same(store, name, story):
    sparql = find(name).fill({"story": story})
    assert rows(store, narrowed(sparql, store, PREFIXES)) == rows(store, sparql)


def test_articles_of_the_story_are_put_behind_it(store):
    sparql = narrowed(find("timeline").fill({"story": "altenau"}), store, PREFIXES)
    (line,) = [line for line in sparql.splitlines() if "VALUES ?source" in line]
    articles = rows(store, 'SELECT ?a { ?a hg:story/rdfs:label ?l FILTER(CONTAINS(?l, "Altenau")) } ORDER BY ?a')
    assert line == f"  VALUES ?source {{ {' '.join(row[0] for row in articles)} }}"


@pytest.mark.parametrize(
    "sparql",
    [
        find("timeline").fill({}),
        find("silent-edits").fill({"story": "altenau"}),  # what a graph of history holds is bound in that graph alone
        find("account-history").fill({"story": "altenau"}),  # accounts are few, and optional parts are joined to them
        find("timeline").fill({"story": "altenau"}).replace('COALESCE(?storyLabel, "")', '"altenau"'),
    ],
)
def test_all_else_stays_as_it_is(store, sparql):
    assert narrowed(sparql, store, PREFIXES) == sparql


def test_very_many_articles_are_not_listed(store, monkeypatch):
    monkeypatch.setattr(narrowing, "MANY", 1)
    sparql = find("timeline").fill({"story": "altenau"})
    assert narrowed(sparql, store, PREFIXES) == sparql
