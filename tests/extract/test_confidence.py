"""Confidence: curves that turn what a component says into a chance."""

from dataclasses import replace

import pytest

from hergang.corpus.article import Article
from hergang.extract.confidence import ALL, KINDS, calibrated, chance
from hergang.extract.lexica import lexicon
from hergang.extract.records import Annotations, Entity, Event, Mention

CURVES = {ALL: [[0.2, 0.1], [0.6, 0.5]], "rule": [[0.5, 0.75]]}


@pytest.mark.parametrize(
    ("by", "confidence", "expected"),
    [
        ("other", 0.2, 0.1), ("other", 0.4, 0.3), ("other", 0.6, 0.5),
        ("other", 0.0, 0.1), ("other", 1.0, 0.5), ("rule", 0.1, 0.75), ("rule", 0.9, 0.75),
    ],
)  # fmt: skip
def test_chance_lies_on_the_line_between_points_and_level_beyond(by, confidence, expected):
    assert chance(CURVES, by, confidence) == pytest.approx(expected)


@pytest.mark.parametrize("language", ["de", "en"])
def test_shipped_curves_rise_within_bounds(language):
    tables = {kind: table for kind, table in lexicon(language, "confidence").items() if kind != "about"}
    assert set(tables) <= set(KINDS)
    for table in tables.values():
        assert ALL in table
        for points in table.values():
            assert points == sorted(points)
            chances = [height for _, height in points]
            assert chances == sorted(chances)
            assert 0 <= chances[0] <= chances[-1] <= 1


@pytest.mark.parametrize("language", ["de", "en"])
def test_only_kinds_with_a_curve_change(language):
    entity = Entity("e1", "Person", "Anna", True, (Mention(0, 4, "name"),), 0.5, "entities/model")
    event = Event("v1", "Anna", (0, 4), 0.5, "events")
    article = Article(id="a", text="Anna", language=language)
    before = Annotations(article, "", entities=(entity,), events=(event,))
    curves = lexicon(language, "confidence")["entities"]
    sure = replace(entity, confidence=chance(curves, "entities/model", 0.5))
    assert calibrated(before, language) == replace(before, entities=(sure,))
