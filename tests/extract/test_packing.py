"""What was found outlives bytes, DocBin and other processes, and does not depend on the batch."""

import multiprocessing
import subprocess
import sys
from datetime import date

import pytest
import spacy
from spacy.tokens import Doc, DocBin

from hergang.extract.extensions import LISTS
from hergang.extract.mention_candidate import Candidate
from hergang.extract.packing import pack, unpack
from hergang.extract.records import Claim, Entity, Mention

NAMES = (*LISTS, "published", "language", "encoder", "full_text")
TEXTS = {
    "de": [
        "„Wir haben ihn lange gesucht“, sagte Sprecherin Anna Weber am Montag. Er soll elf Autos gestohlen haben.",
        "Der Anwalt des Mannes bestritt die Vorwürfe. Das Urteil werde im November erwartet.\n\nMehr war unbekannt.",
        "", "🙂", "Kiel.",
    ],
    "en": [
        "“We have looked for him for years,” said spokeswoman Anna Weber on Monday. He stole eleven cars.",
        "The man's lawyer denied the charges. Weber said that the case was still open.\n\nNothing more was known.",
        "", "🙂", "Boston.",
    ],
}  # fmt: skip


@pytest.fixture(params=["de", "en"])
def language(request):
    """Return a language."""
    return request.param


@pytest.fixture
def nlp(pipelines, language):
    """Return the shipped pipeline of the language."""
    return pipelines[language]


def kept(doc):
    """Return all that the components keep on a Doc."""
    return {name: getattr(doc._, name) for name in NAMES} | {"json": doc.to_json()}


def dated(nlp, text):
    """Return an article that was published on a day, read."""
    doc = nlp.make_doc(text)
    doc._.published = date(2017, 11, 30)
    return nlp(doc)


def test_bytes_keep_every_extension(nlp, language):
    doc = dated(nlp, TEXTS[language][0])
    assert all(getattr(doc._, name) for name in ("entities", "timexes", "quotations", "claims", "candidates"))
    assert kept(Doc(nlp.vocab).from_bytes(doc.to_bytes())) == kept(doc)


def test_docbin_keeps_every_extension(nlp, language):
    docs = [dated(nlp, text) for text in TEXTS[language]]
    packed = DocBin(store_user_data=True, docs=docs).to_bytes()
    assert [kept(doc) for doc in DocBin().from_bytes(packed).get_docs(nlp.vocab)] == [kept(doc) for doc in docs]


@pytest.mark.parametrize("size", [1, 2, 100])
def test_pipe_gives_the_same_for_any_batch(nlp, language, size):
    piped = nlp.pipe(TEXTS[language] * 2, batch_size=size)
    assert [kept(doc) for doc in piped] == [kept(nlp(text)) for text in TEXTS[language]] * 2


def test_pipe_streams(nlp, language):
    """The first article is out before the last is asked for."""
    asked = []

    def texts():
        for text in TEXTS[language]:
            asked.append(text)
            yield text

    next(iter(nlp.pipe(texts(), batch_size=1)))
    assert len(asked) < len(TEXTS[language])


SPAWNED = """
import multiprocessing, sys
from hergang.extract.pipeline import load
from hergang.extract.standoff import record_to_json
if __name__ == "__main__":
    multiprocessing.set_start_method(sys.argv[1])
    nlp, texts = load(sys.argv[2]), sys.argv[3:]
    told = lambda doc: [doc.to_json(), *map(record_to_json, [*doc._.entities, *doc._.quotations, *doc._.claims])]
    parallel = list(nlp.pipe(texts, n_process=2, batch_size=1))
    assert list(map(told, parallel)) == [told(nlp(text)) for text in texts]
    print(sum(len(doc._.quotations) for doc in parallel), "quotations")
"""


@pytest.mark.parametrize(("method", "language"), [("spawn", "de"), (multiprocessing.get_start_method(), "en")])
def test_pipe_gives_the_same_in_other_processes(tmp_path, method, language):
    """Through a script of its own: processes that are spawned read the main module again."""
    (tmp_path / "parallel.py").write_text(SPAWNED, encoding="utf-8")
    command = [sys.executable, str(tmp_path / "parallel.py"), method, language, *TEXTS[language][:2]]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith(" quotations\n")
    assert not done.stdout.startswith("0 ")


def test_extensions_are_lists_that_can_be_appended_to():
    doc = spacy.blank("de")("Kiel.")
    doc._.entities.append(1)
    assert doc._.entities == [1]
    assert spacy.blank("de")("Kiel.")._.entities == []


def test_language_is_that_of_the_vocabulary_where_none_is_set():
    doc = spacy.blank("en")("Kiel.")
    assert doc._.language == "en"
    doc._.language = "de"
    assert doc._.language == "de"


@pytest.mark.parametrize(
    "value",
    [
        Entity("e1", "Person", "Anna", True, (Mention(0, 4, "name"),), 0.8, "x"),
        Claim("c1", (0, 3), "sein", subject=(1, 2), object="e1"),
        Candidate(0, 4, "Person", "name", True, 0, 0.8, "x", "anna"),
        date(2017, 11, 30),
    ],
)
def test_records_come_back(value):
    assert unpack(pack(value)) == value


@pytest.mark.parametrize(
    "value",
    [1, "a", {"hergang": 1}, {"a": 1}, {"hergang": 1, "value": 2, "more": 3}, {"hergang": "x", "value": 1}, None],
)
def test_other_values_are_left_alone(value):
    assert pack(value) is value
    assert unpack(value) is value
    assert pack(value, lambda given: ("chain", given)) == ("chain", value)
    assert unpack(value, lambda given: ("chain", given)) == ("chain", value)
