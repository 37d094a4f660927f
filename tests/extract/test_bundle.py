"""The shipped models are spaCy pipelines by path, and read as the program reads."""

import shutil

import pytest
import spacy

from hergang.corpus.article import Article
from hergang.extract import standoff
from hergang.extract.bundle import write_bundle
from hergang.extract.encoders import folder_of, shipped
from hergang.extract.errors import LexiconError
from hergang.extract.pipeline import annotate, load

TEXTS = {
    "de": "„Wir haben ihn lange gesucht“, sagte Anna Weber am Montag in Kiel. Er soll elf Autos gestohlen haben.",
    "en": "“We have looked for him for years,” said Anna Weber in Boston on Monday. He stole eleven cars.",
}


def article(language):
    """Return an article of a language."""
    return Article("0" * 16, TEXTS[language], language=language, published="2017-11-30")


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("model", shipped())
def test_shipped_model_is_loaded_by_path_and_reads_the_same(model, language):
    nlp = spacy.load(folder_of(model) / language)
    assert not any(nlp.analyze_pipes()["problems"].values())
    told = annotate(article(language), load(language, model=model))
    assert told.quotations
    assert standoff.dumps(annotate(article(language), nlp)) == standoff.dumps(told)


def test_bundle_that_is_shipped_is_the_one_that_is_written(tmp_path):
    for model in shipped():
        folder = shutil.copytree(folder_of(model), tmp_path / model)
        for language in TEXTS:
            before = {p.name: p.read_text(encoding="utf-8") for p in (folder / language).glob("*.*")}
            bundle = write_bundle(folder, language)
            again = "python -m hergang.extract.bundle writes it anew"
            assert {p.name: p.read_text(encoding="utf-8") for p in bundle.glob("*.*")} == before, again


def test_folder_of_a_user_is_loaded_by_path_and_can_be_saved(small_encoder, tmp_path):
    folder = shutil.copytree(small_encoder, tmp_path / "mine")
    nlp = spacy.load(write_bundle(folder, "en"))
    assert nlp.meta["name"] == "hergang_small"
    nlp.to_disk(tmp_path / "saved")
    shutil.rmtree(folder)
    again = spacy.load(tmp_path / "saved")
    assert again("Anna left.").to_json() == nlp("Anna left.").to_json()


def test_damaged_model_is_named_by_spacy_load(small_encoder, tmp_path):
    folder = shutil.copytree(small_encoder, tmp_path / "mine")
    bundle = write_bundle(folder, "de")
    (folder / "encoder.onnx").unlink()
    with pytest.raises(LexiconError, match=r"encoder\.onnx: a file of the encoder cannot be read"):
        spacy.load(bundle)
