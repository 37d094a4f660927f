"""The component around the encoder: any text, the same result in any company, saved and loaded as spaCy does.

The network has random weights: what it finds means nothing here, only that it arrives whole.
"""

import json
import random
import shutil
import time
import tracemalloc

import numpy as np
import pytest
import spacy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc, DocBin

from hergang.extract import encoder
from hergang.extract.artifact import SHIPPED, Artifact
from hergang.extract.candidates import KEY, Candidates
from hergang.extract.errors import LexiconError

pytest.importorskip("onnxruntime")

TEXT = """Der Minister sagte am Montag in Berlin, er habe davon nichts gewusst. „Das ist falsch“, so Anna Weber.

Die Firma Ørsted AG prüft den Fall  noch. Im Jahr 2017 waren es 43 Millionen Euro!

Titel ohne Punkt
Und dann ging es weiter mit vielen Wörtern, die alle in ein Fenster nicht mehr passen, weil es so klein ist.
"""
SENTENCES = [
    f"{who} {what} {when}."
    for who in ("Der Minister", "Anna Weber", "Die Stadt", "Ein Sprecher der Firma Nord", "Sie")
    for what in ("sagte nichts", "prüft den Fall", "habe das gewusst, heißt es,", "kaufte 12 Häuser", "schwieg")
    for when in ("am Montag", "2017", "in Berlin", "noch", "vor dem Gericht in Köln", "„heute“", "zum 3. Mal", "nicht")
]


@pytest.fixture(scope="module")
def nlp(small_encoder):
    nlp = spacy.blank("de")
    nlp.add_pipe("hergang_encoder", config={"model": str(small_encoder)})
    return nlp


def read(doc):
    """Return all that the component sets."""
    tokens = [
        (t.tag_, t.pos_, str(t.morph), t.lemma_, t.dep_, t.head.i, t.is_sent_start, t.ent_iob_, t.ent_type_)
        for t in doc
    ]
    return tokens, doc.user_data[KEY]


def test_words_are_annotated(nlp):
    doc = nlp(TEXT)
    for name in ("TAG", "POS", "MORPH", "LEMMA", "DEP", "SENT_START", "ENT_IOB"):
        assert doc.has_annotation(name), name
    for sent in doc.sents:
        assert [t.dep_ for t in sent].count("ROOT") == 1
        assert all(t.head in sent for t in sent)
    assert {t.tag_ for t in doc if t.is_space} == {"_SP"}
    assert not any(ent[0].is_space or ent[-1].is_space for ent in doc.ents)


def test_sentences_start_where_the_text_surely_says_so(nlp):
    starts = {sent[0].text for sent in nlp(TEXT).sents}
    assert {"Der", "Die", "Titel"} <= starts


def test_candidates_are_spans_of_tokens(nlp):
    doc = nlp(TEXT)
    found = doc._.encoder
    assert found.content
    assert found.times
    assert {span.kind for span in found.content} <= {"direct", "indirect", "unframed", "free-indirect", "reported"}
    for span in (*found.content, *found.source, *found.cue, *found.times):
        assert 0 <= span.start < span.end <= len(doc)
        assert 0 <= span.probability <= 1
    assert set(found.links) == set(range(len(found.content)))
    assert all(source is None or source < len(found.source) for source, _ in found.links.values())


@pytest.mark.parametrize(
    "text",
    ["", " ", "\n\n", "x", "\0", "a\0b", "😀😀 👩‍👩‍👧", "e\u0301\u0301\u0301", "漢字 کتاب", "\u200b", "„“", "  x  "],
)
def test_any_text_is_read(nlp, text):
    doc = nlp(text)
    assert doc.text == text
    assert sum(len(sent) for sent in doc.sents) == len(doc)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=200))
def test_arbitrary_text_is_read(nlp, text):
    doc = nlp(text)
    assert sum(len(sent) for sent in doc.sents) == len(doc)


@pytest.mark.slow
@pytest.mark.parametrize("unit", ["wort ", "sagte er, ", "Ja. "], ids=repr)
def test_time_and_memory_grow_with_the_length_of_one_line(nlp, unit):
    peaks, times = [], []
    for size in (12_000, 24_000):
        doc = nlp.make_doc((unit * size)[:size])
        start = time.process_time()
        tracemalloc.start()
        nlp.get_pipe("hergang_encoder")(doc)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        times.append(time.process_time() - start)
    assert times[1] < 3 * times[0]
    assert peaks[1] - peaks[0] < 15_000_000


@pytest.mark.parametrize("text", ["x" * 1_000_000, "\n" * 20_000], ids=["one word", "no word"])
def test_a_megabyte_without_words_is_read(nlp, text):
    doc = Doc(nlp.vocab, words=[text] if text[0] == "x" else list(text), spaces=None)
    assert nlp.get_pipe("hergang_encoder")(doc).has_annotation("DEP")


def test_company_changes_nothing(nlp):
    alone = {text: read(nlp(text)) for text in SENTENCES}
    chance = random.Random(1)
    for _ in range(5):
        texts = chance.sample(SENTENCES, len(SENTENCES))
        size = chance.choice([1, 7, 64, 1000])
        for text, doc in zip(texts, nlp.pipe(texts, batch_size=size), strict=True):
            assert read(doc) == alone[text]


def test_threads_and_earlier_texts_change_nothing(small_encoder, nlp):
    other = spacy.blank("de")
    other.add_pipe("hergang_encoder", config={"model": str(small_encoder), "threads": 2})
    for text in (TEXT, TEXT * 6):  # one window, and some that are read at once
        assert read(other(text)) == read(nlp(text))


def test_stretches_hold_the_whole_text(nlp, monkeypatch):
    monkeypatch.setattr(encoder, "MAX_STRETCH", 20)
    doc = nlp(TEXT * 5)
    assert sum(len(sent) for sent in doc.sents) == len(doc)
    found = doc._.encoder
    assert [span.start for span in found.content] == sorted(span.start for span in found.content)
    assert set(found.links) == set(range(len(found.content)))
    near = [abs(found.source[s].start - found.content[c].start) for c, (s, _) in found.links.items() if s is not None]
    assert max(near) < 40


def test_parts_can_be_left_to_others(small_encoder):
    nlp = spacy.blank("de")
    nlp.add_pipe("hergang_encoder", config={"model": str(small_encoder), "syntax": False, "names": False})
    doc = nlp(TEXT)
    assert not doc.has_annotation("DEP")
    assert not doc.ents
    assert doc._.encoder.content


def test_sentences_set_before_are_kept(small_encoder):
    nlp = spacy.blank("de")
    nlp.add_pipe("sentencizer", config={"punct_chars": ["Minister"]})
    nlp.add_pipe("hergang_encoder", config={"model": str(small_encoder)})
    assert [sent.text for sent in nlp("Der Minister sagte. Nichts.").sents] == ["Der Minister", "sagte. Nichts."]


def test_pipeline_is_saved_and_loaded(nlp, tmp_path, small_encoder):
    expected = read(nlp(TEXT))
    nlp.to_disk(tmp_path / "saved")
    moved = shutil.move(tmp_path / "saved", tmp_path / "elsewhere")
    assert read(spacy.load(moved)(TEXT)) == expected
    blank = spacy.blank("de")
    blank.add_pipe("hergang_encoder")
    assert read(blank.from_bytes(nlp.to_bytes())(TEXT)) == expected


def test_docs_keep_what_was_found(nlp):
    doc = nlp(TEXT)
    again = Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert again._.encoder == doc._.encoder
    stored = DocBin(store_user_data=True, docs=[doc]).to_bytes()
    (kept,) = DocBin(store_user_data=True).from_bytes(stored).get_docs(nlp.vocab)
    assert kept._.encoder == doc._.encoder
    assert [t.dep_ for t in kept] == [t.dep_ for t in doc]


def test_unread_doc_has_no_candidates():
    assert spacy.blank("de")("Text")._.encoder is None


def test_pipeline_is_clean(nlp):
    analysis = nlp.analyze_pipes()
    assert analysis["problems"] == {"hergang_encoder": []}
    assert "doc.ents" in analysis["summary"]["hergang_encoder"]["assigns"]


@pytest.mark.parametrize("name", ["encoder.onnx", "meta.json", "pieces.txt.gz", "parser.npz"])
@pytest.mark.parametrize("damage", ["missing", "cut", "other"])
def test_bad_file_is_named_with_what_to_do(small_encoder, tmp_path, name, damage):
    folder = shutil.copytree(small_encoder, tmp_path / "news")
    if damage == "missing":
        (folder / name).unlink()
    else:
        (folder / name).write_bytes((folder / name).read_bytes()[:50] if damage == "cut" else b"something else")
    with pytest.raises(LexiconError, match=rf"news.{name}: .*Reinstall"):
        encoder.NewsEncoder("de", Artifact(folder)).check()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"languages": ["en"]}, "reads en, not 'de'"),
        ({"format": "hergang-encoder/9"}, r"meta\.json.*format"),
        ({"heads": {"colour": ["red"]}}, r"meta\.json.*'colour' is not in encoder\.onnx"),
        ({"heads": {"pos": ["NOUN"]}}, r"meta\.json.*'pos' has 1 labels"),
        ({"relations": ["root"]}, r"parser\.npz.*relations"),
    ],
)
def test_files_that_do_not_fit_are_refused(small_encoder, tmp_path, change, message):
    folder = shutil.copytree(small_encoder, tmp_path / "news")
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    (folder / "meta.json").write_text(json.dumps(meta | change), encoding="utf-8")
    with pytest.raises(LexiconError, match=message):
        encoder.NewsEncoder("de", Artifact(folder)).check()


def test_missing_heads_are_done_without(small_encoder, tmp_path):
    folder = shutil.copytree(small_encoder, tmp_path / "news")
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    meta["heads"] = {"names": meta["heads"]["names"]}
    (folder / "meta.json").write_text(json.dumps(meta | {"relations": []}), encoding="utf-8")
    np.savez(folder / "parser.npz", arc=np.zeros((1, 1), np.float32))
    doc = encoder.NewsEncoder("de", Artifact(folder))(spacy.blank("de")(TEXT))
    assert doc.ents
    assert doc._.encoder == Candidates()


def test_bias_shifts_the_choice(small_encoder, tmp_path, nlp):
    folder = shutil.copytree(small_encoder, tmp_path / "news")
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    bias = [1000.0] + [0.0] * (len(meta["heads"]["names"]) - 1)
    (folder / "meta.json").write_text(json.dumps(meta | {"bias": {"names": bias}}), encoding="utf-8")
    component = encoder.NewsEncoder("de", Artifact(folder))
    assert not component(nlp.make_doc(TEXT)).ents


@pytest.mark.slow
@pytest.mark.skipif(not SHIPPED.is_dir(), reason="no encoder is shipped")
@pytest.mark.parametrize("language", ["de", "en"])
def test_shipped_encoder_gives_the_same_bytes_in_any_company(language):
    nlp = spacy.blank(language)
    nlp.add_pipe("hergang_encoder")
    two = spacy.blank(language)
    two.add_pipe("hergang_encoder", config={"threads": 2})
    chance = random.Random(2)
    texts = [" ".join(chance.sample(SENTENCES, chance.randint(1, 12))) for _ in range(1000)]
    alone = [read(nlp(text)) for text in texts]
    order = chance.sample(range(1000), 1000)
    for index, doc in zip(order, nlp.pipe([texts[i] for i in order], batch_size=37), strict=True):
        assert read(doc) == alone[index]
    for index in order[:100]:
        assert read(two(texts[index])) == alone[index]
