"""The scorer of judged records: verdicts, and what is still read so."""

from hergang.corpus.article import Article
from hergang.extract.records import Annotations, Entity, Mention, Quotation


def _annotations():
    speaker = Entity("e1", "Person", "Anna", True, (Mention(0, 4, "name"),))
    said, lost = (Quotation(f"q{n}", "indirect", ((s, s + 9),), (), (), (), who) for n, s, who in
                  ((1, 10, "e1"), (2, 30, None)))  # fmt: skip
    return Annotations(Article("x", "Anna ..."), extractor="", entities=(speaker,), quotations=(said, lost))


def _record(start, speaker, right, **more):
    return {"start": start, "end": start + 9, "kind": "indirect", "speaker": speaker, "kind_right": True,
            "speaker_right": right, "page": "de/x", **more}  # fmt: skip


def test_quotations_are_known_by_extent_kind_and_speaker(load):
    judged = load("score_judged")
    read = judged.found("quotations", _annotations())
    assert read == {(10, 19, "indirect", (0, 4)), (30, 39, "indirect", None)}
    assert judged.key(_record(10, [0, 4], True)) in read
    assert judged.key(_record(10, None, True)) not in read


def test_records_judged_anew_count_as_read_and_not_as_drawn(load):
    judged, tally = load("score_judged"), load("common").Tally("judged quotations", "pages-de")
    records = [_record(10, None, False), _record(10, [0, 4], True, again=True), _record(30, None, False)]
    judged.count(tally, "de/x", records, judged.found("quotations", _annotations()))
    shares = {name: tally.figure(name, "F1", name) for name in ("judged right", "right of those read")}
    assert [(round(f.value), f.count) for f in shares.values()] == [(0, 2), (50, 2)]
