"""Rules and encoder merged: which findings stand, whose content, whose source."""

import pytest

from hergang.extract.attribution import Frame
from hergang.extract.items import Item
from hergang.extract.merging import Thresholds, merged, thresholds

TEXT = "Die Lage sei ernst, sagte der Sprecher der Polizei, und sie werde sich nicht bessern."
HELD = (0, 18)
LIMITS = Thresholds(
    least=dict.fromkeys(("direct", "indirect", "unframed", "free-indirect", "reported"), 0.5),
    trusted=frozenset({"indirect/clause", "indirect/so", "unframed/I"}),
)


def item(rule: str, kind: str = "indirect", confidence: float = 0.8, content=HELD, source=None) -> Item:
    frame = Frame((), source, rule=rule) if source is not None else None
    return Item((content,), kind, frame, rule, confidence)


def test_merged_without_encoder_keeps_the_rules_as_they_are():
    rules = [item("unframed/I", "unframed"), item("reported/phrase", "reported")]
    assert merged(rules, None, TEXT, LIMITS) == rules


@pytest.mark.parametrize(
    ("rule", "kind", "stands"),
    [
        ("indirect/clause", "indirect", True),
        ("indirect/so", "indirect", True),
        ("direct/before", "direct", True),
        ("unframed/I", "unframed", True),
        ("reported/phrase", "reported", False),
        ("indirect/nach", "indirect", False),
    ],
)
def test_merged_drops_what_rules_alone_seldom_have_right(rule, kind, stands):
    found = merged([item(rule, kind)], [], TEXT, LIMITS)
    assert [(i.rule, i.confidence) for i in found] == ([(rule, 0.4)] if stands else [])


def test_merged_drops_what_the_encoder_saw_and_cut_otherwise():
    part, whole = (
        item("unframed/I", "unframed", content=(0, 18)),
        item("learned/indirect", confidence=0.9, content=(0, 84)),
    )
    assert merged([part], [whole], TEXT, LIMITS) == [whole]


@pytest.mark.parametrize(("confidence", "stands"), [(0.9, True), (0.3, False)])
def test_merged_takes_sure_findings_of_the_encoder(confidence, stands):
    learned = [item("learned/indirect", confidence=confidence)]
    assert merged([], learned, TEXT, LIMITS) == (learned if stands else [])


def test_merged_drops_rendered_speech_of_one_word():
    assert merged([], [item("learned/indirect", confidence=0.9, content=(0, 3))], TEXT, LIMITS) == []


def test_merged_joins_two_readings_with_the_encoders_content_and_kind():
    wide = (0, 84)
    (found,) = merged(
        [item("unframed/I", "unframed", content=(0, 80))], [item("learned/indirect", content=wide)], TEXT, LIMITS
    )
    assert (found.content, found.kind, found.rule) == ((wide,), "indirect", "unframed/I+learned")
    assert found.confidence == pytest.approx(0.96)


def test_merged_keeps_direct_words_as_the_marks_have_them():
    (found,) = merged([item("direct/before", "direct")], [item("learned/indirect", content=(0, 20))], TEXT, LIMITS)
    assert (found.content, found.kind) == ((HELD,), "direct")


@pytest.mark.parametrize(
    ("rule", "source"),
    [
        ("indirect/clause", (7, 9)),  # the encoder's pointer
        ("indirect/parenthesis", (5, 8)),  # right beside the cue: the rule's own
    ],
)
def test_merged_takes_the_source_from_who_is_righter(rule, source):
    (found,) = merged([item(rule, source=(5, 8))], [item("learned/indirect", source=(7, 9))], TEXT, LIMITS)
    assert found.frame is not None
    assert found.frame.source == source


def test_merged_keeps_words_in_marks_beside_the_rendered_speech_around_them():
    around = item("learned/indirect", confidence=0.9, content=(0, 84))
    inside = item("direct/before", "direct", content=(9, 84))
    found = merged([inside], [around], TEXT, LIMITS)
    assert [(i.kind, i.content) for i in found] == [("direct", ((9, 84),)), ("indirect", ((0, 84),))]


def test_merged_gives_each_reading_its_likest_partner():
    near, exact = item("learned/indirect", content=(0, 16)), item("learned/indirect", content=HELD)
    found = merged([item("indirect/clause")], [near, exact], TEXT, LIMITS)
    assert [i.content for i in found] == [(HELD,), ((0, 16),)]


def test_merged_drops_direct_words_that_the_marks_have_told_already():
    spoken, part = item("direct/before", "direct", content=(0, 84)), item("learned/direct", "direct", 0.9, HELD)
    assert [i.content for i in merged([spoken], [part], TEXT, LIMITS)] == [((0, 84),)]


def test_merged_drops_rendered_speech_that_cuts_through_direct_words():
    spoken = item("direct/before", "direct", content=(0, 84))
    found = merged([spoken, item("indirect/clause", content=HELD)], [], TEXT, LIMITS)
    assert [i.kind for i in found] == ["direct"]


@pytest.mark.parametrize("language", ["de", "en"])
def test_thresholds_name_every_kind(language):
    limits = thresholds(language)
    assert set(limits.least) == {"direct", "indirect", "unframed", "free-indirect", "reported"}
    assert all(0 <= least <= 1 for least in limits.least.values())


@pytest.mark.parametrize(("kinds", "kind"), [(True, "indirect"), (False, "unframed")])
def test_merged_takes_the_rules_kind_where_the_encoder_was_taught_none(kinds, kind):
    (found,) = merged([item("unframed/I", "unframed")], [item("learned/indirect")], TEXT, LIMITS, kinds=kinds)
    assert (found.kind, found.rule) == (kind, "unframed/I+learned")


def test_merged_keeps_direct_words_of_an_encoder_without_kinds():
    (found,) = merged([item("indirect/clause")], [item("learned/direct", "direct")], TEXT, LIMITS, kinds=False)
    assert found.kind == "direct"
