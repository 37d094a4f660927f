"""The recipe is whole, and a training of two steps gives a pipeline that can be loaded and read with."""

import json
from dataclasses import replace

import pytest
import spacy

from hergang.extract.errors import LexiconError
from hergang.extract.training.__main__ import main
from hergang.extract.training.jobs import names_job, syntax_job
from hergang.extract.training.loop import train
from hergang.extract.training.pipelines import SYNTAX, joined
from hergang.extract.training.recipe import LANGUAGES, DataSet, Encoder, Part, recipe

SENTENCE = """1\tAda\tAda\tPROPN\tNE\tNumber=Sing\t2\tnsubj\t_\t_
2\t{verb}\t{verb}\tVERB\tVVFIN\tMood=Ind\t0\troot\t_\t_
3\tdas\tder\tDET\tART\t_\t4\tdet\t_\t_
4\tBuch\tBuch\tNOUN\tNN\tNumber=Sing\t2\tobj\t_\tSpaceAfter=No
5\t.\t.\tPUNCT\t$.\t_\t2\tpunct\t_\t_

"""
VERBS = ("liest", "kauft", "schreibt", "holt", "sucht", "findet", "öffnet", "schließt", "lobt", "kennt")


@pytest.fixture
def data(tmp_path):
    (tmp_path / "t.conllu").write_text("".join(SENTENCE.format(verb=verb) for verb in VERBS), encoding="utf-8")
    records = [{"text": f"Ada {verb} Bonn.", "ents": [{"start": 0, "end": 3, "label": "PER"}]} for verb in VERBS]
    (tmp_path / "n.jsonl").write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    return tmp_path


@pytest.fixture
def small():
    """Return a recipe of one epoch and tiny encoders."""
    syntax, names = ((DataSet(path, has_misc=False),) for path in ("t.conllu", "n.jsonl"))
    plan = recipe("de")
    encoder = Encoder(width=16, depth=1, rows=(50, 50, 50, 50))
    return replace(
        plan,
        syntax=Part(train=syntax, dev=syntax, epochs=1),
        names=Part(train=names, dev=names, epochs=1),
        encoder=encoder,
        optimiser=replace(plan.optimiser, batch_start=30, batch_stop=30),
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_recipe_trains_and_judges_on_different_files(language):
    plan = recipe(language)
    for part in (plan.syntax, plan.names):
        assert {entry.path for entry in part.train}.isdisjoint(entry.path for entry in part.dev)
        assert part.epochs > 0


def test_unknown_language_is_named():
    with pytest.raises(LexiconError, match='no recipe for language "fr"'):
        recipe("fr")


def test_missing_data_is_named(tmp_path, capsys):
    assert main(["--data", str(tmp_path), "--out", str(tmp_path / "out"), "--language", "de"]) == 1
    assert "hdt-train.conllu: this training data is not there" in capsys.readouterr().err


def test_two_steps_give_a_pipeline(data, small, tmp_path):
    folders = [tmp_path / name for name in ("syntax", "names")]
    for folder in folders:
        folder.mkdir()
    syntax = train(syntax_job(small, data), small.optimiser, small.seed, folders[0])
    names = train(names_job(small, data, syntax), small.optimiser, small.seed, folders[1])
    joined(syntax, names).to_disk(tmp_path / "de")
    nlp = spacy.load(tmp_path / "de")
    assert nlp.pipe_names == [*SYNTAX, "ner"]
    doc = nlp("Ada liest das Buch.")
    assert doc.has_annotation("DEP")
    assert all(token.pos_ and token.lemma_ for token in doc)


def test_resume_goes_on_after_the_last_epoch(data, small, tmp_path):
    job = syntax_job(small, data)
    train(job, small.optimiser, small.seed, tmp_path)
    train(replace(job, epochs=2), small.optimiser, small.seed, tmp_path, resume=True)
    lines = (tmp_path / "log.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["epoch"] for line in lines] == [0, 1]
