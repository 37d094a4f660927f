"""The scorer of confidence: curves, calibration error; the judged entities."""

import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from judged_entities import tally, verdicts
from score_confidence import ALL, FEWEST, FOLDS, PULL, SOME, Judged, calibration_error, crossed, curve, curves


def records(*groups: tuple[str, float, int, int]) -> list[Judged]:
    """Return records: of each group what made them, their confidence, how many are right and how many wrong."""
    rows = [(by, sure, place < good) for by, sure, good, bad in groups for place in range(good + bad)]
    return [Judged(number, by, sure, right) for number, (by, sure, right) in enumerate(rows)]


def test_curve_tells_the_share_of_right_records_and_rises():
    points = curve(records(("a", 0.9, 20, 80), ("a", 0.5, 60, 40), ("a", 0.99, 98, 2)))
    assert points == [[0.7, pytest.approx(81 / 202, abs=1e-4)], [0.99, pytest.approx(99 / 102, abs=1e-4)]]


def test_what_makes_some_records_has_a_point_drawn_to_all_and_what_makes_few_none():
    table = curves(records(("many", 0.5, FEWEST, FEWEST), ("some", 0.5, SOME, 0), ("few", 0.5, SOME - 1, 0)))
    assert set(table) == {ALL, "many", "some"}
    ((_, all_right),) = table[ALL]
    assert table["some"] == [[0.5, pytest.approx((SOME + PULL * all_right) / (SOME + PULL), abs=1e-3)]]


def test_calibration_error_is_what_confidence_misses_on_average():
    assert calibration_error([(0.75, True)] * 3 + [(0.75, False)]) == pytest.approx(0)
    assert calibration_error([(0.95, False), (0.25, False)]) == pytest.approx(0.6)


def test_records_are_judged_by_curves_of_other_documents():
    some = [Judged(document, "a", 0.5, document % FOLDS == 0) for document in range(4 * FEWEST)]
    assert all(chance < 0.1 for chance, right in crossed(some) if right)


@pytest.mark.parametrize("language", ["de", "en"])
def test_verdicts_are_a_hundred_and_hold_no_text(language):
    rows = verdicts(language)
    assert len({(row["page"], row["start"], row["end"]) for row in rows}) == 100
    assert {key for row in rows for key in row} == {"page", "start", "end", "kind", "span", "type", "identity"}


def test_records_that_are_gone_count_apart():
    entity = SimpleNamespace(type="Person", mentions=[SimpleNamespace(start=0, end=4)])
    row = {"page": "p", "start": 0, "end": 4, "kind": "Person", "span": True, "type": True, "identity": False}
    found = tally({"p": SimpleNamespace(entities=[entity])}, [row, {**row, "start": 9}, {**row, "page": "q"}])
    assert found == {"span": (1, 1), "type": (1, 1), "identity": (0, 1), "all": (0, 1), "gone": (2, 3)}
