"""What durations measure: clauses, nouns, or nothing where they tell when; German and English alike."""

import json

import pytest
import spacy
from spacy.tokens import Doc

from hergang.extract.durations import tie
from hergang.extract.records import Timex


def parsed(language, *rows):
    """Return a Doc of rows "word tag relation head"; the head is the number of its row."""
    words, tags, relations, heads = zip(*(row.split() for row in rows), strict=True)
    return Doc(
        spacy.blank(language).vocab,
        words=list(words),
        pos=list(tags),
        deps=list(relations),
        heads=[int(head) for head in heads],
        lemmas=[word.lower() for word in words],
    )


def told(doc, words, language, rule="duration"):
    start = doc.text.index(words)
    found = tie(doc, Timex("t1", start, start + len(words), "DURATION", "P1D", by=f"hergang_times:{rule}"), language)
    return found.tells, found.token and found.token.text


ACCOUNT = (
    "Elf NUM nummod 1",
    "Minuten NOUN obl 5",
    "war AUX cop 5",
    "das DET det 4",
    "Konto NOUN nsubj 5",
    "weg ADV ROOT 5",
)
STRIKE = ("The DET det 2", "eight-week ADJ amod 2", "strike NOUN nsubj 3", "ended VERB ROOT 3")
OFFICE = (
    *("Nach ADP case 2", "16 NUM nummod 2", "Jahren NOUN obl 5", "im ADP case 4", "Amt NOUN nmod 2"),
    *("tritt VERB ROOT 5", "er PRON nsubj 5", "ab ADP compound:prt 5"),
)
VOTE = (
    *("Two NUM nummod 1", "days NOUN obl 5", "after ADP case 3", "votes NOUN obl 5"),
    *("she PRON nsubj 5", "resigned VERB ROOT 5"),
)
OLDER = ("He PRON nsubj 4", "is AUX cop 4", "two NUM nummod 3", "years NOUN obl 4", "older ADJ ROOT 4")
LATER = (
    "They PRON nsubj 1",
    "moved VERB ROOT 1",
    "it PRON obj 1",
    "by ADP case 5",
    "two NUM nummod 5",
    "days NOUN obl 1",
)
RENTS = (
    *("Over ADP case 4", "the DET det 4", "past ADJ amod 4", "five NUM nummod 4", "years NOUN obl 6"),
    *("rents NOUN nsubj 6", "rose VERB ROOT 6"),
)


@pytest.mark.parametrize(
    ("language", "rows", "words", "expected"),
    [
        ("de", ACCOUNT, "Elf Minuten", ("clause", "weg")),
        ("en", STRIKE, "eight-week", ("noun", "strike")),
        ("de", OFFICE, "16 Jahren", ("noun", "Amt")),
        ("en", VOTE, "Two days", ("when", None)),
        ("en", LATER, "two days", ("nothing", None)),
    ],
)
def test_durations_are_tied_to_what_they_measure(language, rows, words, expected):
    assert told(parsed(language, *rows), words, language) == expected


def test_stretch_of_time_tells_when():
    assert told(parsed("en", *RENTS), "the past five years", "en", "stretch-past") == ("when", None)


def test_difference_measures_nothing():
    doc = parsed("en", *OLDER)
    doc[4].set_morph("Degree=Cmp")
    assert told(doc, "two years", "en") == ("nothing", None)


def test_text_without_a_parse_has_no_ties():
    doc = spacy.blank("en")("Eleven minutes it was gone")
    assert told(doc, "Eleven minutes", "en") == ("nothing", None)


@pytest.mark.parametrize("language", ["de", "en"])
def test_written_sentences_are_well_formed(root, language):
    for part in ("dev", "test"):
        path = root / "tests" / "data" / "written" / f"durations-{language}-{part}.jsonl"
        records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        assert len(records) == 25
        for record in records:
            assert record.get("duration", "") in record["text"]
            assert record.get("measures", "") in record["text"]
            assert ("measures" in record) == (record["tells"] in ("clause", "noun"))
