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


def test_counts_of_a_document_add_up(load):
    counts = load("common").Counts()
    counts.add(1, 2, 3, "a")
    counts.add(1, 1, 1, "a")
    counts.add(0, 1, 0, "b")
    assert counts.table(["a", "b", "c"]).tolist() == [[2, 3, 2, 4], [0, 1, 0, 0], [0, 0, 0, 0]]
    assert (counts.hits, counts.gold) == (2, 4)


def test_f1_of_hits_told_from_both_sides(load):
    counts = load("common").Counts()
    counts.add(hits=3, answers=4, gold=10, found=5)  # P 75 %, R 50 %
    assert (counts.precision, counts.recall, counts.f1) == (75, 50, pytest.approx(60))


def test_bootstrap_of_two_documents_has_three_outcomes(load):
    """Of two documents, one all right and one all wrong, a draw holds the first twice, once or never: 1/4, 1/2, 1/4."""
    common = load("common")
    drawn = common.draws(2)
    assert drawn.shape == (1_000, 2)
    assert set(drawn[:, 0]) == {0, 1, 2}
    assert (drawn.sum(1) == 2).all()
    shares = [float((drawn[:, 0] == times).mean()) for times in (0, 1, 2)]
    assert shares == pytest.approx([0.25, 0.5, 0.25], abs=0.05)
    table = [[5, 5, 5, 5], [0, 5, 0, 5]]
    assert common.interval(common.np.array(table), common.MEASURES["F1"]) == (0, 100)


def test_bootstrap_is_the_percentiles_of_the_draws(load):
    common = load("common")
    counts = common.Counts()
    for number in range(40):
        counts.add(number % 4, 4, 4, number)
    figure = counts.figure("names", "x", "PER P", "P")
    values = sorted(25 * float(row @ [n % 4 for n in range(40)]) / 40 for row in common.draws(40))
    assert figure.value == 37.5
    assert figure.interval == pytest.approx(tuple(common.np.percentile(values, [2.5, 97.5])))
    assert figure.interval[0] < figure.value < figure.interval[1]


def test_bootstrap_agrees_with_the_normal_approximation(load):
    """Of 400 items of which half are right, the standard error is 2.5 points."""
    counts = load("common").Counts()
    for number in range(400):
        counts.add(number % 2, 1, 1, number)
    assert counts.figure("x", "y", "z").interval == pytest.approx((50 - 1.96 * 2.5, 50 + 1.96 * 2.5), abs=0.5)


def test_nothing_to_draw_from_has_no_interval(load):
    common = load("common")
    counts = common.Counts()
    assert counts.figure("x", "y", "z").interval is None
    counts.add(1, 1, 1, "a")
    assert counts.figure("x", "y", "z").interval is None
    assert counts.figure("x", "y", "z", documents=["a", "b"]).interval == (100, 100), "draws without any are left out"


def test_mean_has_the_interval_of_its_items(load):
    common = load("common")
    assert common.mean(common.np.array([3.0, 4.0])) == 75
    assert common.interval(common.np.array([[1.0, 1.0], [1.0, 1.0]]), common.mean) == (100, 100)


def test_rows_of_other_parts_and_portions_are_kept(load):
    report, figure = load("report"), load("common").Figure
    page = report.HEADER + (
        "| names | x | F1 | 70.0 | 60.1-77.7 | 10 | dev | aaa |\n"
        "| names | z | F1 | 65.0 | 60.0-70.0 | 10 | 5 folds | aaa |\n"
        "| times | y | F1 | 60.0 |  | dev | aaa |\n"
    )
    rows = report.read_rows(page)
    assert len(rows) == 3
    fresh = report.replaced(rows, [figure("names", "z", "F1", 71.25, 1200, (70.04, 72))], "dev", "bbb")
    assert list(fresh.values()) == [
        ("names", "z", "F1", "65.0", "60.0-70.0", "10", "5 folds", "aaa"),
        ("names", "z", "F1", "71.2", "70.0-72.0", "1,200", "dev", "bbb"),
        ("times", "y", "F1", "60.0", "", "", "dev", "aaa"),
    ]


def test_rows_are_read_as_they_are_written(load):
    report, figure = load("report"), load("common").Figure
    rows = report.replaced({}, [figure("a", "b", "c, d's", 1.0, 2, (0.5, 1.5), "train")], "dev", "abc+")
    page = report.HEADER + "".join(f"| {' | '.join(row)} |\n" for row in rows.values())
    assert report.read_rows(page) == rows == {("a", "b", "c, d's", "train"): rows["a", "b", "c, d's", "train"]}


# -- names ------------------------------------------------------------------------------------------------------------


def test_names_are_counted_by_label_and_without_small_words(load):
    names, common = load("score_names"), load("common")
    tally = common.Tally("names", "x")
    found = {(0, 9, "LOC"), (20, 24, "PER"), (30, 33, "ORG")}
    gold = {(4, 9, "LOC"), (20, 24, "PER"), (30, 33, "PER"), (40, 44, "MISC")}
    names.count(tally, "a", "the Hague is where  Roth    and SAP is or Bibel", found, gold)
    assert [tally.counts[label].rows["a"] for label in ("PER", "ORG", "LOC", "MISC", "", names.BARE)] == [
        [1, 1, 1, 2],
        [0, 1, 0, 0],
        [0, 1, 0, 1],
        [0, 0, 0, 1],
        [1, 3, 1, 3],
        [2, 3, 2, 3],
    ]


def test_every_newspaper_of_worldwide_has_a_region(load, test_data):
    names, common = load("score_names"), load("common")
    for part in ("train", "dev"):
        records = common.read_jsonl(test_data / "data" / "en-ner" / f"worldwide-{part}.jsonl")
        assert {names.region(record["id"]) for record in records} == {
            *("Africa", "Asia", "Commonwealth nations", "Latin America", "Middle East")
        }


def test_sentences_of_uner_belong_to_documents(load):
    document = load("score_names").document
    assert document("uner-ewt-train", "email-enronsent01_01-0021") == "email-enronsent01_01"
    assert document("worldwide-dev", "af_afrol_12") == "af_afrol_12"


def test_labels_of_other_pipelines_become_those_of_the_sets(load):
    assert list(map(load("score_names")._foreign, ("PERSON", "GPE", "FAC", "ORG", "NORP", "PER", "MISC"))) == [
        *("PER", "LOC", "LOC", "ORG", "", "PER", "")
    ]
