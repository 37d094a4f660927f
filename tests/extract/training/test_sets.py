"""Annotated records become words with codes; what a set does not mark is not taught."""

import pytest
import spacy

from hergang.extract.errors import LexiconError
from hergang.extract.training.labels import IGNORED, make_labels
from hergang.extract.training.sets import (
    kind_by_marks,
    names_text,
    quotations_text,
    read_records,
    read_set,
    tags,
    teach_mood,
    times_text,
)
from hergang.extract.training.settings import Source
from hergang.extract.training.texts import Link, words_of

LABELS = make_labels({"de": {"NN"}}, {"Mood": {"Ind", "Sub"}}, {"root"})


def read(reader, record, **source):
    words = words_of(spacy.blank("de")(record["text"]))
    return reader(record, words, LABELS, Source("x", **source))


def told(text, head):
    """Return word and label of the words that are not outside."""
    codes = {code: name for name, code in LABELS.codes(head).items()} | {IGNORED: "?"}
    pairs = zip(text.words, text.targets[head].tolist(), strict=True)
    return [(word.text, codes[code]) for word, code in pairs if code]


def test_names_by_word():
    text = "Ada Lovelace lebt in Bonn."
    record = {"text": text, "ents": [{"start": 0, "end": 12, "label": "PER"}, {"start": 21, "end": 25, "label": "LOC"}]}
    assert told(read(names_text, record), "names") == [("Ada", "B-PER"), ("Lovelace", "I-PER"), ("Bonn", "B-LOC")]


def test_a_name_inside_a_word_teaches_nothing():
    record = {"text": "Der Twitter-Account ruht.", "ents": [{"start": 4, "end": 11, "label": "ORG"}]}
    assert told(read(names_text, record), "names") == [("Twitter-Account", "?")]


def test_unmarked_misc_stays_open():
    record = {"text": "Das Buch Faust", "ents": []}
    assert told(read(names_text, record, misc=False), "names") == [
        ("Das", "O-or-MISC"),
        ("Buch", "O-or-MISC"),
        ("Faust", "O-or-MISC"),
    ]


def test_times_beside_names_have_no_sure_type():
    record = {"text": "Am Montag", "ents": [{"start": 3, "end": 9, "label": None, "fine": "date"}]}
    assert told(read(names_text, record, heads=("times",)), "times") == [("Montag", "B-any")]
    assert "times" not in read(names_text, record).targets


def test_times_by_type():
    record = {"text": "Elf Minuten lang", "timex": [{"start": 0, "end": 11, "type": "DURATION"}]}
    assert told(read(times_text, record), "times") == [("Elf", "B-DURATION"), ("Minuten", "I-DURATION")]


QUOTED = {
    "text": "Ada sagte, sie habe „nichts“ gesehen. Bonn liegt am Rhein.",
    "sents": [[0, 37], [38, 58]],
    "attributions": [
        {"type": "Indirect", "content": [[11, 36]], "source": [[0, 3]], "cue": [[4, 9]], "addressee": []},
        {"type": "Direct", "content": [[21, 27]], "source": [[0, 3]], "cue": [], "addressee": []},
    ],
}
HEADS = ("content", "inner", "source", "cue")


def test_quotations_have_content_source_cue_and_what_stands_inside():
    text = read(quotations_text, QUOTED, heads=HEADS)
    assert told(text, "content")[0] == ("sie", "B-indirect")
    assert told(text, "content")[-1] == ("gesehen", "I-indirect")
    assert told(text, "inner") == [("nichts", "B-direct")]
    assert told(text, "source") == [("Ada", "B-source")]
    assert told(text, "cue") == [("sagte", "B-cue")]
    assert "addressee" not in text.targets


def test_links_lead_from_content_to_source():
    assert read(quotations_text, QUOTED, heads=HEADS).links == (Link((3, 9), ((0, 1),)),)


def test_sentences_of_the_set_are_taught():
    text = read(quotations_text, QUOTED, heads=HEADS)
    assert told(text, "sentence") == [("Ada", "start"), ("Bonn", "start")]
    assert text.starts == {0, 10}


@pytest.mark.parametrize(
    ("text", "content", "kind"),
    [
        ('"I go," she said.', '"I go,"', "direct"),
        ('She said "I go".', "I go", "direct"),
        ("She said she goes.", "she goes", "framed"),
        ('She said it is "bad" news.', 'it is "bad" news', "any"),
        ("Er sagte: »Ich gehe.«", "»Ich gehe.«", "direct"),
    ],
)
def test_marks_tell_kinds_where_the_set_does_not(text, content, kind):
    start = text.index(content)
    assert kind_by_marks(text, start, start + len(content)) == kind


def test_of_overlapping_spans_the_longest_stays():
    codes, kept = tags(4, [(0, 1, "PER"), (0, 3, "ORG"), (3, 4, "")], LABELS.codes("names"))
    assert kept == [(0, 3, "ORG")]
    assert codes.tolist() == [3, 4, 4, IGNORED]


def test_a_fold_is_kept_from_the_training(data):
    source = Source("de/t-train.times.jsonl", fold=3)
    assert [len(read_records(data, source, dev=dev)) for dev in (False, True)] == [4, 2]


def test_a_missing_set_is_named(tmp_path):
    with pytest.raises(LexiconError, match=r"x\.jsonl: this training data is not there"):
        read_records(tmp_path, Source("x.jsonl"), dev=False)


def test_a_set_is_read_record_by_record(data):
    texts = read_set(spacy.blank("de"), data, Source("de/t-train.names.jsonl"), "names", LABELS, dev=False)
    assert len(texts) == 6
    assert told(texts[0], "names")[0] == ("Ada", "B-PER")


@pytest.mark.parametrize(
    ("sentence", "moods"),
    [
        ("Er sei krank, sagt sie.", [("sei", "Sub"), ("sagt", "Ind")]),
        ("Ich habe Zeit.", []),
        ("Die Würde ist unantastbar.", [("ist", "Ind")]),
    ],
)
def test_clear_forms_teach_their_mood(sentence, moods):
    text = read(times_text, {"text": sentence, "timex": []})
    taught = teach_mood(text, LABELS, {"sei": "Sub", "habe": "Sub", "sagt": "Ind", "ist": "Ind", "würde": "Sub"})
    assert [pair for pair in told(taught, "morph_Mood") if pair[1] != "?"] == moods


def test_doubtful_sentences_are_not_taught():
    text = read(quotations_text, QUOTED, heads=HEADS, ends=False)
    assert "sentence" not in text.targets
    assert text.starts == {0, 10}  # a stop before the word
