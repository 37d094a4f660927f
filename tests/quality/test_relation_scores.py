"""The sentences with relations and claims are what the goal asks for, and their scorers count right."""

from collections import Counter
from pathlib import Path

import pytest

from hergang.corpus.article import Article
from hergang.extract.records import Annotations, Claim, Entity, Mention, Relation
from hergang.graphs.vocabulary import relation_types

SETS = [(language, part) for language in ("de", "en") for part in ("dev", "test")]
TEXT = "Anna works for Acme."
ANNA = Entity("e1", "Person", "Anna", True, (Mention(0, 4, "name"),))
ACME = Entity("e2", "Organization", "Acme", True, (Mention(15, 19, "name"),))


@pytest.fixture(scope="module")
def records(load):
    """Return the records of a written set by name."""
    common = load("common")
    folder = Path(load("written_sets").WRITTEN)
    return lambda name: list(common.read_jsonl(folder / f"{name}.jsonl"))


@pytest.mark.parametrize("language", ["de", "en"])
def test_each_relation_has_fifteen_sentences_and_ten_that_nearly_do(records, language):
    halves = [records(f"relations-{language}-{part}") for part in ("dev", "test")]
    told = Counter((r["relation"], bool(r["has"])) for half in halves for r in half)
    assert {kind for kind, _ in told} == set(relation_types())
    assert {told[kind, True] for kind, _ in told} == {15}
    assert {told[kind, False] for kind, _ in told} == {10}


@pytest.mark.parametrize(("language", "part"), SETS)
def test_participants_are_words_of_their_sentence(records, language, part):
    for record in records(f"relations-{language}-{part}"):
        for has in record["has"]:
            assert has["subject"] in record["text"]
            assert has["object"] in record["text"]
            assert has["status"] in ("present", "past", "claimed")


@pytest.mark.parametrize("language", ["de", "en"])
def test_each_kind_of_claim_has_fifty_sentences_and_more(load, records, language):
    halves = [records(f"claims-{language}-{part}") for part in ("dev", "test")]
    told = Counter(record["kind"] for half in halves for record in half)
    assert set(told) == set(load("score_claims").KINDS)
    assert min(told.values()) >= 50
    assert all("*" in record["text"] for half in halves for record in half)


@pytest.mark.parametrize("name", ["relations-de", "relations-en", "claims-de", "claims-en"])
def test_halves_share_no_sentence(records, name):
    dev, test = ({record["text"] for record in records(f"{name}-{part}")} for part in ("dev", "test"))
    assert not dev & test


def answer(*relations, claims=()):
    article = Article(id="a", text=TEXT, language="en", published="2024-05-02")
    return Annotations(article, "x", (ANNA, ACME), relations=relations, claims=tuple(claims))


def relation(kind, *qualifiers, claim=None):
    return Relation("r1", kind, "e1", "e2", (0, 19), qualifiers, claim)


@pytest.mark.parametrize(
    ("asked", "found", "counts"),
    [
        ("worksFor", relation("worksFor"), [1, 1, 1]),
        ("worksFor", relation("formerlyWorkedFor"), [0, 1, 1]),
        ("worksFor", relation("ownerOf"), [0, 0, 1]),
        ("formerlyWorkedFor", relation("headOf", ("tense", "past")), [1, 1, 1]),
        ("formerlyWorkedFor", relation("worksFor"), [0, 1, 1]),
        ("ownerOf", relation("ownerOf"), [1, 1, 1]),
    ],
)
def test_relations_are_counted_by_type_and_past(load, asked, found, counts):
    scorer = load("score_relations")
    tally = scorer.Tally("relations", "x")
    wanted = {"subject": "Anna", "object": "Acme", "status": "present"}
    scorer.count(tally, 0, {"relation": asked, "text": TEXT, "has": [wanted]}, answer(found))
    hits, answers, _, gold = tally.counts[asked].rows[0]
    assert [hits, answers, gold] == counts


def test_relation_on_somebodys_word_is_claimed(load):
    scorer = load("score_relations")
    denied = Claim("c1", (0, 19), "work", polarity="negative")
    assert (
        scorer.status_of(answer(relation("worksFor", claim="c1"), claims=[denied]), relation("worksFor")) == "present"
    )
    tied = relation("worksFor", claim="c1")
    assert scorer.status_of(answer(tied, claims=[denied]), tied) == "claimed"
    assert scorer.status_of(answer(), relation("headOf", ("tense", "past"))) == "past"


def test_claims_are_counted_by_the_clause_of_the_marked_word(load):
    scorer = load("score_claims")
    text, words = scorer.parsed("If Anna works* there, Acme pays*.")
    assert text == "If Anna works there, Acme pays."
    assert [text[slice(*word)] for word in words] == ["works", "pays"]
    tally = scorer.Tally("claims", "x")
    record = {"kind": "conditional", "text": text, "must": {"certainty": "conditional"}}
    scorer.count(tally, 0, record, Claim("c1", (0, 19), "work", certainty="conditional"))
    scorer.count(tally, 0, record, Claim("c2", (21, 30), "pay"))
    scorer.count(tally, 0, record, None)
    figures = {figure.name: round(figure.value) for figure in scorer.figures_of(tally)}
    assert figures["conditional as fact"] == 33
    assert figures["conditional right"] == 50
    assert figures["conditional found"] == 67
