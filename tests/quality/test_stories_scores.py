"""The scorer of stories: B-cubed beside its baselines, and pairs of articles."""

import json

import pytest

TOLD = {"a": "1", "b": "1", "c": "1", "d": "2"}
FOUND = {"a": "x", "b": "x", "c": "y", "d": "y"}


@pytest.fixture(scope="module")
def scorer(load):
    """Return the module as `make quality` imports it."""
    return load("score_stories")


def values(figures):
    return {figure.name: round(figure.value, 1) for figure in figures}


def test_b_cubed_stands_beside_its_baselines(scorer):
    told = values(scorer.figures("set", TOLD, FOUND, []))
    assert {name: value for name, value in told.items() if name.startswith("B³")} == {
        "B³ P": 75.0,  # 1, 1, 1/2, 1/2
        "B³ R": 66.7,  # 2/3, 2/3, 1/3, 1
        "B³ F1": 70.6,
        "B³, each its own": 66.7,  # P 1, R 1/2
        "B³, all one": 76.9,  # P 5/8, R 1
    }


def test_all_pairs_are_compared_where_none_were_chosen(scorer):
    told = values(scorer.figures("set", TOLD, FOUND, []))
    assert [told[f"same story {kind}"] for kind in ("P", "R", "F1")] == [50.0, 33.3, 40.0]


def test_chosen_pairs_count_alone_and_by_language(scorer, tmp_path):
    scored = [("a", "b", 1.0, "en"), ("a", "c", 1.67, "de"), ("c", "d", 2.5, "de"), ("a", "d", 2.33, "de")]
    lines = [json.dumps({"articles": [a, b], "languages": [x, "en"], "overall": n}) for a, b, n, x in scored]
    file = tmp_path / "pairs.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    told = values(scorer.figures("set", TOLD, FOUND, list(scorer.read_pairs(file))))
    assert (told["same story P"], told["same story R"]) == (50.0, 50.0)
    assert (told["same story, en-en F1"], told["same story, de-en F1"]) == (100.0, 0.0)


def test_a_set_without_chosen_pairs_has_none(scorer, tmp_path):
    assert list(scorer.read_pairs(tmp_path / "missing.jsonl")) == []
