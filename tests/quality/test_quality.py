"""The scorers count right, and the report keeps what it does not measure anew."""

import importlib

import pytest


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


# -- quotations -------------------------------------------------------------------------------------------------------

TEXT = "Ada sagt, sie gehe. Bob bleibe. Eva ruft: Halt! Ende."


@pytest.fixture
def quoted(load):
    """Return the figures of one article: two of three contents found, one under another kind, one source wrong."""
    from hergang.corpus.article import Article
    from hergang.extract.records import Annotations, Quotation

    def quotation(number, kind, content, **more):
        entries = {"id": f"q{number}", "kind": kind, "content": (content,), "speaker": None, **more}
        return Quotation(**{**defaults(Quotation), **entries})

    answers = (
        quotation(1, "indirect", (10, 18), cue=((4, 8),), source=((0, 3),)),  # sie gehe
        quotation(2, "indirect", (20, 30), source=((0, 3),)),  # Bob bleibe: unframed, of nobody's
        quotation(3, "direct", (48, 52)),  # Ende
    )
    scorer, common = load("score_quotations"), load("common")
    gold = [
        scorer.Gold(((10, 18),), ((0, 3),), ((4, 8),), "indirect"),
        scorer.Gold(((20, 31),), ((32, 35),), (), "unframed"),
        scorer.Gold(((42, 47),), ((32, 35),), ((36, 40),), "direct"),  # Halt!
    ]
    article = Article(id="a", text=TEXT, language="de")
    annotations = Annotations(article=article, extractor="test", quotations=answers)
    tally = common.Tally("quotations", "x")
    scorer.count(tally, annotations, gold)
    return {figure.name: (round(figure.value, 1), figure.count) for figure in scorer._figures(tally)}


def defaults(record):
    """Return None for each field of a record that must be given."""
    from dataclasses import MISSING, fields

    return {f.name: None for f in fields(record) if f.default is MISSING and f.default_factory is MISSING}


def test_contents_of_quotations_are_counted(quoted):
    assert quoted["content overlap F1"] == (66.7, 3)
    assert quoted["content exact F1"] == (66.7, 3)  # but for the stop
    assert quoted["content words F1"] == (80.0, 5)  # four of "sie gehe Bob bleibe Ende", of "sie gehe Bob bleibe Halt"


def test_outermost_quotations_are_counted_apart(quoted):
    assert quoted["outermost overlap F1"] == (66.7, 3)


@pytest.mark.parametrize(
    ("source", "far"),
    [((0, 3), "same sentence"), ((20, 23), "one sentence off"), ((32, 35), "same paragraph"), ((54, 57), "further off"),
     ((), "further off")],
)  # fmt: skip
def test_distance_of_a_source_is_told_in_sentences_and_paragraphs(load, source, far):
    text, sentences = TEXT + "\n\nMax.", [(0, 19), (20, 31), (32, 47), (48, 52), (54, 58)]
    scorer = load("score_quotations")
    gold = scorer.Gold(((10, 18),), (source,) if source else (), (), "")
    assert scorer.distance(text, gold, sentences) == far


def test_kinds_of_quotations_are_counted(quoted):
    assert quoted["indirect, typed F1"] == (66.7, 1)  # one of two answers is right
    assert quoted["indirect, words F1"] == (66.7, 2)
    assert quoted["unframed, typed F1"] == (0.0, 1)
    assert quoted["unframed, words F1"] == (0.0, 2)
    assert quoted["unframed, found under any kind"] == (100.0, 1)
    assert quoted["direct, found under any kind"] == (0.0, 1)
    assert "reported, typed F1" not in quoted


def test_sources_and_cues_are_counted_given_the_content_and_over_all(quoted):
    assert quoted["source right on matched"] == (50.0, 2)
    assert quoted["cue right on matched"] == (100.0, 1)
    assert quoted["source spans F1"] == (66.7, 2)  # Ada is the only answer, Ada and Eva are marked
    assert quoted["cue spans F1"] == (66.7, 2)


# -- syntax -----------------------------------------------------------------------------------------------------------

LEAVES = "1\tJa\tja\tINTJ\tITJ\t_\t0\troot\t_\tSpaceAfter=No\n2\t.\t.\tPUNCT\t$.\t_\t1\tpunct\t_\t_"
SUBJUNCTIVE = "1\tSei\tsein\tAUX\tVAFIN\tMood=Sub\t2\tcop\t_\t_\n2\tda\tda\tADV\tADV\t_\t0\troot\t_\t_"


@pytest.fixture
def placed(load):
    """Return three sentences in one text, the second a heading: "Ja. Sei da", "Ja."."""
    conllu = importlib.import_module("hergang.extract.training.conllu")
    sentences = [s for lines in (LEAVES, SUBJUNCTIVE, LEAVES) for s in conllu.parse_conllu(lines.split("\n"))]
    return load("score_syntax").place_words(sentences, [0, 1, 2])


def test_words_find_their_place(placed):
    assert (placed.text, placed.sentences) == ("Ja. Sei da\n\nJa.", ((0, 3), (4, 10), (12, 15)))
    assert [(placed.text[n.start : n.end], n.head) for n in placed.nodes[2:5]] == [
        *(("Sei", (8, 10)), ("da", (8, 10)), ("Ja", (12, 14)))
    ]
    assert [placed.document(offset) for offset in (0, 2, 4, 9, 13)] == [0, 0, 1, 1, 2]


def test_given_words_keep_text_and_sentences(load, placed):
    import spacy

    doc = load("score_syntax").given_words(spacy.blank("de").vocab, placed)
    assert doc.text == placed.text
    assert [token.text for token in doc if token.is_sent_start] == ["Ja", "Sei", "Ja"]
    assert [token.text for token in spacy.blank("de")(placed.text)][:4] == [token.text for token in doc][:4]


def test_words_heads_and_sentences_are_counted(load, placed):
    import spacy
    from spacy.tokens import Doc

    syntax, common = load("score_syntax"), load("common")
    doc = Doc(
        spacy.blank("de").vocab,
        words=["Ja", ".", "Sei", "da", "\n\n", "Ja."],  # the last is one token too few
        spaces=[False, True, True, False, False, False],
        tags=["ITJ", "$.", "VVFIN", "ADV", "_SP", "NN"],
        pos=["INTJ", "PUNCT", "AUX", "ADV", "SPACE", "NOUN"],
        morphs=["", "", "Mood=Sub", "", "", "Mood=Sub"],
        lemmas=["ja", ".", "sein", "da", "\n\n", "ja"],
        heads=[0, 0, 3, 3, 3, 3],
        deps=["ROOT", "dep", "cop", "ROOT", "dep", "punct"],
        sent_starts=[True, False, True, False, False, False],
    )
    tally = common.Tally("syntax", "gsd-dev")
    syntax.count(tally, placed, doc)
    syntax.count_sentences(tally, placed, doc)
    right = {name: (round(6 * tally.figure(name).value / 100), tally.figure(name).count) for name in syntax.KINDS}
    assert right == {"tag": (3, 6), "pos": (4, 6), "morph": (4, 6), "lemma": (4, 6), "UAS": (4, 6), "LAS": (3, 6)}
    assert tally.counts["sentences"].table([0, 1, 2]).tolist() == [[1, 1, 1, 1], [0, 1, 0, 1], [0, 0, 0, 1]]
    assert tally.counts["sentence starts"].table().sum(0).tolist() == [2, 2, 2, 3]
    assert tally.counts["Mood=Sub"].table().sum(0).tolist() == [1, 2, 1, 1]


@pytest.mark.parametrize(
    "record",
    [
        {"text": "Ja. Nein. ", "sents": [[0, 4], [4, 10]]},
        {"text": "Ja. Nein. ", "sents": [0, 2], "tokens": [[0, 2], [2, 3], [4, 8], [8, 9]]},
    ],
)
def test_sentences_are_read_as_offsets(load, record):
    assert list(load("score_syntax").gold_sentences(record)) == [(0, 3), (4, 9)]


# -- times ------------------------------------------------------------------------------------------------------------


def test_times_are_counted_strictly_relaxed_and_by_value(load):
    times = load("score_times")
    gold = [
        {"start": 3, "end": 9, "type": "DATE", "value": "2020-W05"},
        {"start": 20, "end": 30, "type": "DURATION", "value": "P1D"},
        {"start": 40, "end": 50, "type": "DATE", "value": "199X"},
        {"start": 60, "end": 60, "type": "DATE", "value": "2020"},  # without words: left out
    ]
    answers = [
        times.Time(3, 9, "DATE", "2020-W5", "rule:a"),
        times.Time(18, 24, "DATE", "P1D", "rule:b"),  # touches the second
        times.Time(25, 30, "DURATION", "P1D", "rule:b"),  # of the second too, which is taken
        times.Time(70, 75, "DATE", "2020", "rule:a"),
    ]
    record = {"id": "a", "text": " " * 80, "timex": gold}
    notes = times.Notes()
    tally = times.tally([record], "times", "x", lambda _: answers, notes)
    figures = {figure.name: (round(figure.value, 1), figure.count) for figure in times.figures_of(tally)}
    assert figures == {
        **{"strict P": (25.0, 3), "strict R": (33.3, 3), "strict F1": (28.6, 3)},
        **{"relaxed P": (50.0, 3), "relaxed R": (66.7, 3), "relaxed F1": (57.1, 3)},
        **{"type accuracy": (50.0, 2), "value F1": (57.1, 3)},
    }
    assert notes.rules == {"rule:a": [2, 1, 1], "rule:b": [2, 1, 1]}
    assert len([line for line in notes.errors if line.startswith("missed")]) == 1


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("P0.5Y", "P6M", True), ("PT24H", "P1D", True), ("P1DE", "P10Y", True), ("PT1NI", "XXXX-XX-XXTNI", True),
        ("2017-11-30T17", "2017-11-30T17:00", True), ("PXDE", "PXE", True),
        ("P1Y", "P1M", False), ("PXM", "PTXM", False), ("2017-11", "2017-12", False), ("P1D", "P1M", False),
    ],
)  # fmt: skip
def test_a_value_is_the_same_however_it_is_written(load, one, other, same):
    assert load("score_times")._same_value(one, other) is same


# -- cross-validation -------------------------------------------------------------------------------------------------


@pytest.fixture
def folded(tmp_path):
    """Return a data folder with a set of each kind, and what was found in them."""
    import json

    def write(name, *lines):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines) + "\n")

    names = "en-ner/uner-ewt-train.jsonl"
    ents = [{"start": 0, "end": 3, "label": "PER"}, {"start": 4, "end": 8, "label": "LOC"}]
    write(names, {"id": "d-1", "text": "Ada Rome", "ents": ents}, {"id": "d-2", "text": "Ada", "ents": ents[:1]})
    timex = [{"start": 0, "end": 6, "type": "DATE", "value": "2020"}]
    write("en-time/timebank-train.jsonl", {"id": "t", "text": "Monday", "timex": timex})
    write("de-treebank/gsd-train.conllu", LEAVES, "", SUBJUNCTIVE, "")
    rows = [
        {"set": names, "id": "d-1", "fold": 0, "spans": [[0, 3, "PER"], [4, 8, "PER"]]},
        {"set": names, "id": "d-2", "fold": 1, "spans": [[0, 3, "PER"]]},
        {"set": "en-time/timebank-train.jsonl", "id": "t", "fold": 0, "spans": [[0, 5, "DATE"]]},
        {"set": "de-treebank/gsd-train.conllu", "id": "0", "fold": 0, "words": [[0, "root"], [0, "dep"]]},
        {"set": "de-treebank/gsd-train.conllu", "id": "1", "fold": 1, "words": [[1, "cop"], [0, "root"]]},
    ]
    write("predictions.jsonl", *rows)
    return tmp_path


def test_folds_are_scored_pooled(load, folded):
    figures = load("folds").read_figures(folded / "predictions.jsonl", folded)
    values = {(f.data, f.name): round(f.value, 1) for f in figures}
    assert {figure.portion for figure in figures} == {"5 folds"}
    assert values["uner-ewt-train", "PER F1"] == 80.0
    assert values["uner-ewt-train", "PER ORG LOC F1"] == 66.7
    assert (values["timebank", "strict F1"], values["timebank", "relaxed F1"]) == (0, 100)
    assert (values["gsd-train", "UAS, gold tokens"], values["gsd-train", "LAS, gold tokens"]) == (75, 50)
    assert {f.interval for f in figures if f.data == "timebank"} == {None}  # of one document


def test_sets_that_were_not_read_to_the_end_are_left_out(load, folded, capsys):
    path = folded / "predictions.jsonl"
    path.write_text("".join(path.read_text(encoding="utf-8").splitlines(keepends=True)[:1]), encoding="utf-8")
    assert load("folds").read_figures(path, folded) == []
    assert "uner-ewt-train.jsonl: 1 of 2 not read yet" in capsys.readouterr().err
