"""The scorers count right, and the report keeps what it does not measure anew."""

import importlib
import sys

import pytest


@pytest.fixture(scope="module")
def load(root):
    """Return a function that imports a module of this folder as `make quality` does."""
    folder = root / "tests" / "quality"
    sys.path.insert(0, str(folder))
    yield lambda name: importlib.import_module(name)
    sys.path.remove(str(folder))


def test_every_scorer_has_a_score(load):
    names = load("report").scorers()
    assert {"names", "syntax", "quotations"} <= set(names)
    assert all(callable(load(f"score_{name}").score) for name in names)


@pytest.mark.parametrize(
    ("answers", "gold", "pairs"),
    [
        ([((0, 10),)], [((0, 10),)], [(0, 0)]),
        ([((0, 5),)], [((0, 10),)], [(0, 0)]),
        ([((0, 4),)], [((0, 10),)], []),
        ([((0, 40),)], [((0, 10),)], []),
        ([((0, 8),), ((0, 10),)], [((0, 10),)], [(1, 0)]),
        ([((0, 4), (10, 14))], [((0, 5), (9, 14))], [(0, 0)]),
        ([()], [((0, 10),)], []),
    ],
)
def test_contents_match_by_half_of_both(load, answers, gold, pairs):
    assert load("score_quotations").match(answers, gold) == pairs


def test_names_lose_article_and_genitive(load):
    text = "the Hague's mayor"
    assert list(load("score_names")._bare(text, [(0, 11, "LOC")])) == [(4, 9, "LOC")]


def test_words_find_their_place(load):
    conllu = importlib.import_module("hergang.extract.training.conllu")
    lines = ["1\tJa\tja\tINTJ\tITJ\t_\t0\troot\t_\tSpaceAfter=No", "2\t.\t.\tPUNCT\t$.\t_\t1\tpunct\t_\t_"]
    (sentence,) = conllu.parse_conllu(lines)
    text, nodes, starts = load("score_syntax").place_words([sentence, sentence])
    assert (text, starts) == ("Ja. Ja.", {0, 4})
    assert [(text[node.start : node.end], node.head) for node in nodes[2:]] == [("Ja", (4, 6)), (".", (4, 6))]


def test_counts_give_percent(load):
    counts = load("common").Counts()
    counts.add(hits=1, answers=2, gold=4)
    assert (counts.precision, counts.recall, round(counts.f1, 1)) == (50, 25, 33.3)
    assert load("common").Counts().f1 == 0


def test_rows_of_other_parts_and_portions_are_kept(load):
    report, figure = load("report"), load("common").Figure
    page = report.HEADER + "| names | x | F1 | 70.0 | 10 | dev | aaa |\n| times | y | F1 | 60.0 |  | dev | aaa |\n"
    rows = report.read_rows(page)
    assert len(rows) == 2
    fresh = report.replaced(rows, [figure("names", "z", "F1", 71.25, 1200)], "dev", "bbb")
    assert list(fresh.values()) == [
        ("names", "z", "F1", "71.2", "1,200", "dev", "bbb"),
        ("times", "y", "F1", "60.0", "", "dev", "aaa"),
    ]
