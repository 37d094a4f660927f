"""Rules and encoder merged: which findings stand, whose content, whose source."""

import pytest

from hergang.extract.attribution import Frame
from hergang.extract.items import Item
from hergang.extract.merging import merged

TEXT = "Die Lage sei ernst, sagte der Sprecher der Polizei, und sie werde sich nicht bessern."
HELD = (0, 18)


def item(rule: str, kind: str = "indirect", confidence: float = 0.8, content=HELD, source=None) -> Item:
    frame = Frame((), source, rule=rule) if source is not None else None
    return Item((content,), kind, frame, rule, confidence)


def test_merged_without_encoder_keeps_the_rules_as_they_are():
    rules = [item("unframed/I", "unframed"), item("reported/phrase", "reported")]
    assert merged(rules, None, TEXT) == rules


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
    found = merged([item(rule, kind)], [], TEXT)
    assert [(i.rule, i.confidence) for i in found] == ([(rule, 0.4)] if stands else [])


def test_merged_drops_what_the_encoder_saw_and_cut_otherwise():
    part, whole = (
        item("unframed/I", "unframed", content=(0, 18)),
        item("learned/indirect", confidence=0.9, content=(0, 84)),
    )
    assert merged([part], [whole], TEXT) == [whole]


@pytest.mark.parametrize(("confidence", "stands"), [(0.9, True), (0.3, False)])
def test_merged_takes_sure_findings_of_the_encoder(confidence, stands):
    learned = [item("learned/indirect", confidence=confidence)]
    assert merged([], learned, TEXT) == (learned if stands else [])


def test_merged_drops_rendered_speech_of_one_word():
    assert merged([], [item("learned/indirect", confidence=0.9, content=(0, 3))], TEXT) == []


def test_merged_joins_two_readings_with_the_encoders_content_and_kind():
    wide = (0, 84)
    (found,) = merged([item("unframed/I", "unframed", content=(0, 80))], [item("learned/indirect", content=wide)], TEXT)
    assert (found.content, found.kind, found.rule) == ((wide,), "indirect", "unframed/I+learned")
    assert found.confidence == pytest.approx(0.96)


def test_merged_keeps_direct_words_as_the_marks_have_them():
    (found,) = merged([item("direct/before", "direct")], [item("learned/indirect", content=(0, 20))], TEXT)
    assert (found.content, found.kind) == ((HELD,), "direct")


@pytest.mark.parametrize(
    ("rule", "source"),
    [
        ("indirect/clause", (7, 9)),  # the encoder's pointer
        ("indirect/parenthesis", (5, 8)),  # right beside the cue: the rule's own
    ],
)
def test_merged_takes_the_source_from_who_is_righter(rule, source):
    (found,) = merged([item(rule, source=(5, 8))], [item("learned/indirect", source=(7, 9))], TEXT)
    assert found.frame is not None
    assert found.frame.source == source
