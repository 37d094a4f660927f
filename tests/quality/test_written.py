"""The written passages are what their sources say, the scorer counts right, and no figure falls below its floor."""

import importlib
import importlib.util
from dataclasses import replace

import pytest

from hergang.extract import standoff

RELATIONS = (
    "accusedOf acquired age bornIn diedIn formerlyWorkedFor founderOf hasAccount headOf locatedIn memberOf nationality "
    "origin ownerOf partOf participatedIn relative residence spokespersonFor worksFor"
)
LAYERS = ("entities", "times", "quantities", "quotations", "relations", "events", "claims")
FILES = [f"{language}/{part}" for language in ("de", "en") for part in ("dev", "test")]


@pytest.fixture(scope="module")
def build(root):
    """Return the builder of the passages as a module."""
    path = root / "tests" / "data" / "written" / "build.py"
    spec = importlib.util.spec_from_file_location("written_build", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def passages(root):
    """Return the annotated passages by file."""
    folder = root / "tests" / "data" / "written"
    texts = {name: (folder / f"{name}.jsonl").read_text(encoding="utf-8") for name in FILES}
    return {name: [standoff.loads(line) for line in text.splitlines()] for name, text in texts.items()}


@pytest.mark.parametrize("name", FILES)
def test_passages_are_built_from_their_source(root, build, name):
    source = root / "tests" / "data" / "written" / f"{name}.txt"
    built = "".join(f"{line}\n" for line in build.generate(source))
    kept = source.with_suffix(".jsonl").read_text(encoding="utf-8")
    assert built == kept, "run: python tests/data/written/build.py"


def test_there_are_enough_passages_of_each_kind(passages):
    for language in ("de", "en"):
        mine = [p for name, part in passages.items() if name.startswith(language) for p in part]
        assert len(mine) >= 22
        assert {q.kind for p in mine for q in p.quotations} == {
            *("direct", "indirect", "unframed", "free-indirect", "reported")
        }
        assert {r.type for p in mine for r in p.relations} == set(RELATIONS.split())
        assert {c.certainty for p in mine for c in p.claims} == {
            *("certain", "possible", "conditional", "intended", "questioned")
        }
        assert {c.voice for p in mine for c in p.claims} == {"article", "speaker", "hearsay"}
        assert all(getattr(p, layer) for p in mine for layer in ("entities", "quotations", "claims"))


def test_a_passage_stands_once(passages):
    texts = [p.article.text for part in passages.values() for p in part]
    assert len(set(texts)) == len(texts)


def test_words_that_are_not_there_stop_the_build(build):
    with pytest.raises(build.NotationError, match=r"'Berlin' stands 1 times in the text, not 2"):
        build.parse_passage("x | 2020-01-01 | y\nIn Berlin.\n--\ne1 Place: Berlin@2\n", "de", "dev")


def test_ids_of_nothing_stop_the_build(build):
    with pytest.raises(build.NotationError, match=r"ids of nothing \['e2'\]"):
        build.parse_passage(
            "x | 2020-01-01 | y\nRoth ging.\n--\ne1 Person: Roth\nc1 gehen s=e2: Roth ging\n", "de", "dev"
        )


def test_annotation_against_itself_is_right(load, root, passages):
    gold = {p.article.text: p for part in passages.values() for p in part}
    scorer = load("score_written")
    for part in ("dev", "test"):
        figures = scorer.score(scorer.WRITTEN, part, lambda article: gold[article.text])
        assert figures
        assert [f for f in figures if f.value != 100] == []


def test_nothing_found_counts_as_nothing(load, passages):
    scorer = load("score_written")
    tally = scorer.Tally()
    for passage in passages["en/dev"]:
        tally.add(replace(passage, **dict.fromkeys(LAYERS, ())), passage)
    assert {f.value for f in tally.figures("en-dev")} == {0.0}


def test_speaker_mistaken_is_counted(load, passages):
    passage = passages["en/dev"][0]
    scorer = load("score_written")
    wrong = tuple(replace(q, speaker="e7") for q in passage.quotations)
    tally = scorer.Tally()
    tally.add(replace(passage, quotations=wrong), passage)
    values = {f.name: f.value for f in tally.figures("en-dev")}
    assert (values["quotations F1"], values["quotation speaker right"]) == (100, 0)
    assert any("quotation speaker" in line and line.endswith("the sick") for line in tally.misses)


def test_floors_rise_by_themselves_and_sink_by_flag(load):
    floors, figure = load("floors"), load("common").Figure
    data = {"de-dev": "abc"}
    before = {"de-dev": {"digest": "abc", "figures": {"times F1": 80.0}}}

    def after(value, **options):
        return floors.pinned([figure("written", "de-dev", "times F1", value)], before, data, **options)["de-dev"]

    assert after(85.04) == {"digest": "abc", "figures": {"times F1": 85.0}}
    assert after(70.0)["figures"] == {"times F1": 80.0}
    assert after(70.0, lower=True)["figures"] == {"times F1": 70.0}
    low, close = (figure("written", "de-dev", "times F1", value) for value in (78.0, 79.5))
    assert floors.fallen([low], before, data) == ["de-dev times F1 fell from 80.0 to 78.0"]
    assert floors.fallen([close], before, data) == []
    assert "has changed" in floors.fallen([close], before, {"de-dev": "other"})[0]


def test_figures_over_few_instances_are_not_pinned(load):
    floors, figure = load("floors"), load("common").Figure
    few, some = (figure("written", "de-dev", "claim phase right", 50.0, count) for count in (3, 20))
    assert floors.pinned([few], {}, {"de-dev": "abc"}) == {}
    before = {"de-dev": {"digest": "abc", "figures": {"claim phase right": 54.0}}}
    assert floors.fallen([few, some], before, {"de-dev": "abc"}) == []


@pytest.mark.slow
@pytest.mark.parametrize("part", ["dev", "test"])
def test_no_figure_is_below_its_floor(load, part):
    floors = load("floors")
    assert floors.fallen(floors.measured(part), floors.read_floors(), floors.digests()) == []
