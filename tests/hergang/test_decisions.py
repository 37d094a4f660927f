"""Decisions by hand: what is one, what is two, what was read wrongly; they outlive every ingest and rebuild."""

import json

import pytest

import hergang
from hergang.corpus.errors import StoreError
from hergang.extract import pipeline
from hergang.extract.records import Annotations, Claim, Entity, Mention, Relation
from hergang.graphs.errors import QueryError
from hergang.graphs.store import canonical_nquads, open_reader

BERG = "Anna Berg plant in Kiel eine Brücke."
MAYOR = "Anna Berg leitet in Kiel das Rathaus."
SINGER = "Anna Berg singt in Bonn die Carmen."
SHORT = "Frau Berg-Mayer singt in Kiel."
NAMES = {"Anna Berg": "Person", "Berg-Mayer": "Person", "Kiel": "Place", "Bonn": "Place"}


def read(article, nlp=None, *, setup=None):
    """Stand in for the pipeline: find the names, a claim of the whole sentence, and who works where."""
    text = article.text.strip()
    names = [name for name in NAMES if name in text]
    entities = tuple(
        Entity(f"e{i}", NAMES[name], name, True, (Mention(text.index(name), text.index(name) + len(name), "name"),))
        for i, name in enumerate(names)
    )
    claim = Claim("c1", (0, len(text) - 1), text.split()[2], subject="e0", object="e1")
    relation = Relation("r1", "residence", "e0", "e1", (0, len(text) - 1), claim="c1")
    return Annotations(article, "test", entities=entities, claims=(claim,), relations=(relation,))


@pytest.fixture
def store(tmp_path, monkeypatch):
    """Return a store of three articles."""
    monkeypatch.setattr(pipeline, "annotate", read)
    store = hergang.open(tmp_path / "store")
    for name, text in (("berg", BERG), ("mayor", MAYOR), ("singer", SINGER), ("short", SHORT)):
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
        store.ingest([str(tmp_path / f"{name}.txt")])
    return store


def at(store, name):
    """Return the path by which an article is named."""
    return store.paths.root.parent / f"{name}.txt"


def who_is(store):
    """Return the groups of articles' first names by person."""
    result = store.query(
        "SELECT ?e ?url { ?e a schema:Person ; hg:mentionedIn ?a . ?c schema:appearance ?a ; hg:sentence ?url }"
    )
    groups = {}
    for person, sentence in result.rows:
        groups.setdefault(str(person), set()).add(str(sentence).split()[2])
    return sorted(sorted(group) for group in groups.values())


def graph(store):
    """Return the graph as N-Quads."""
    with open_reader(store.paths.root) as reader:
        return list(canonical_nquads(reader))


def test_split_parts_what_articles_tell_apart_and_the_others_go_with_one(store):
    assert who_is(store) == [["leitet", "plant", "singt"], ["singt"]]
    store.split(f"Anna Berg@{at(store, 'mayor')}", f"Anna Berg@{at(store, 'singer')}", who="eva", why="two women")
    assert sorted(map(len, who_is(store))) == [1, 1, 2]  # the third article goes with the one that it is more like


def test_merge_makes_one_of_two_names(store):
    decision = store.merge("Berg-Mayer", f"Anna Berg@{at(store, 'singer')}", who="eva", why="married")
    assert who_is(store) == [["leitet", "plant", "singt"]]
    assert (decision.who, decision.why, decision.undone) == ("eva", "married", None)


def test_reject_takes_the_claim_out_of_the_view_with_its_facts_and_leaves_the_history(store):
    ask = "SELECT ?c { ?c a schema:Claim ; hg:predicate 'leitet' }"
    history = "SELECT ?c { GRAPH ?g { ?c a schema:Claim ; hg:predicate 'leitet' } }"
    fact = "SELECT ?p { ?e rdfs:label 'Anna Berg' ; schema:homeLocation ?p . ?p rdfs:label 'Kiel' }"
    assert [len(store.query(query).rows) for query in (ask, history)] == [1, 1]
    ((claim,),) = store.query(ask).rows
    store.reject(str(claim))
    assert [len(store.query(query).rows) for query in (ask, history)] == [0, 1]
    assert len(store.query(fact).rows) == 1  # the other article says so, too
    store.reject(f"plant in Kiel@{at(store, 'berg')}")
    assert store.query(fact).rows == []


def test_decisions_outlive_ingest_and_rebuild_and_can_be_taken_back(store, tmp_path):
    before = graph(store)
    one, other = f"Anna Berg@{at(store, 'mayor')}", f"Anna Berg@{at(store, 'singer')}"
    store.split(one, other, who="eva")
    store.reject(f"plant in Kiel@{at(store, 'berg')}")
    after = graph(store)
    _, change = store.rebuild()
    assert (change.added, change.removed, graph(store)) == (0, 0, after)
    (tmp_path / "more.txt").write_text("Anna Berg wohnt in Bonn.", encoding="utf-8")
    store.ingest([str(tmp_path / "more.txt")])
    assert len(who_is(store)) == 3
    store.forget(str(tmp_path / "more.txt"))
    for number in (1, 2):
        store.undo(number, who="jan", why="wrong")
    assert graph(store) == before
    assert [(d.number, d.undone.who) for d in store.decisions()] == [(1, "jan"), (2, "jan")]
    assert store.decisions(in_force=True) == []


def test_decisions_go_to_another_store(store, tmp_path):
    store.split(f"Anna Berg@{at(store, 'mayor')}", f"Anna Berg@{at(store, 'singer')}", who="eva", why="two women")
    store.undo(1, who="jan")
    store.merge("Berg-Mayer", f"Anna Berg@{at(store, 'singer')}")
    records = json.loads(json.dumps(store.export_decisions()))
    other = hergang.open(tmp_path / "other")
    other.ingest([str(at(store, name)) for name in ("short", "singer", "mayor", "berg")])
    assert len(other.import_decisions(records)) == 2
    assert other.import_decisions(records) == []
    assert other.export_decisions() == records
    assert who_is(other) == who_is(store)


@pytest.mark.parametrize(
    ("one", "other", "message"),
    [
        ("Anna Berg", "Nobody", 'no entity "Nobody"'),
        ("Anna Berg", "Anna Berg", "Name the other as NAME@ARTICLE"),
        ("Anna Berg", "Otto@{berg}", "It names: Anna Berg, Kiel"),
        ("Anna Berg", "Otto@{none}", 'no article "https://nowhere.example"'),
    ],
)
def test_names_that_mean_nothing_are_refused(store, one, other, message):
    names = {"berg": at(store, "berg"), "none": "https://nowhere.example"}
    with pytest.raises(QueryError, match=message):
        store.merge(one, other.format(**names))


def test_a_decision_against_another_is_refused(store):
    one, other = f"Anna Berg@{at(store, 'mayor')}", f"Anna Berg@{at(store, 'singer')}"
    store.split(one, other, who="eva")
    with pytest.raises(StoreError, match=r'decision 1 of eva .* says the opposite. "hergang decisions --undo 1"'):
        store.merge(other, one)


def test_a_broken_record_takes_nothing_in(store):
    good = {"kind": "reject", "subject": {"article": "a", "clause": "b", "predicate": "c"}, "who": "", "at": "2020"}
    with pytest.raises(StoreError, match="line 2 is no decision"):
        store.import_decisions([good, {"kind": "merge"}])
    assert store.decisions() == []
