"""Cross-validation: every document is read by a network that has not seen it, and folds that were read stay."""

import json
from dataclasses import replace

import pytest

pytest.importorskip("torch")

from hergang.extract.errors import LexiconError
from hergang.extract.training import crossvalidation, encoder
from hergang.extract.training.crossvalidation import Folding, Plan, document_of, fold_of, read_folded
from hergang.extract.training.settings import Source, read_settings

KINDS = ("names", "times", "treebank")


@pytest.fixture
def data(data):
    """Return the small sets with an id for every record."""
    for path in data.glob("de/*.jsonl"):
        records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        lines = [json.dumps({"id": f"r{number}", **record}) for number, record in enumerate(records)]
        path.write_text("\n".join(lines), encoding="utf-8")
    return data


@pytest.fixture
def plan(settings):
    sets = {task.name: tuple(source.path for source in task.sets) for task in settings.tasks}
    return Plan(2, {kind: Folding(sets[kind], 2, {}) for kind in KINDS}, batch=120)


@pytest.fixture
def prepared(base, data, settings, tmp_path, monkeypatch):
    monkeypatch.setattr(encoder, "read_base", lambda: base)
    monkeypatch.setattr(encoder, "verify", lambda _: 1.0)
    (tmp_path / "kept.json").write_text(json.dumps(list(range(len(base.pieces.texts)))), encoding="utf-8")
    return encoder.prepare(settings, data, tmp_path)


def task_of(settings, name):
    return next(task for task in settings.tasks if task.name == name)


def test_documents_fall_into_folds_of_one_size():
    folds = fold_of([f"d{number // 2}" for number in range(22)], 5, seed=1)
    sizes = [list(folds.values()).count(fold) for fold in range(5)]
    assert sorted(sizes) == [2, 2, 2, 2, 3]
    assert folds == fold_of([f"d{number // 2}" for number in range(22)], 5, seed=1)


@pytest.mark.parametrize(
    ("record", "sentences", "document"),
    [
        ("email-enronsent01_01-0021", True, "email-enronsent01_01"),
        ("wsj_0132", False, "wsj_0132"),
        ("a-b", False, "a-b"),
    ],
)
def test_sentences_belong_to_documents(record, sentences, document):
    assert document_of(record, Source("x", sentences=sentences)) == document


@pytest.mark.parametrize("kind", KINDS)
def test_a_stream_holds_nothing_of_its_fold(prepared, settings, plan, data, kind):
    (own,) = read_folded(task_of(settings, kind), plan, data, prepared.labels, settings.seed)
    streams = [crossvalidation.folded_streams([own], plan, prepared, settings.seed, fold) for fold in range(2)]
    seen = [len(list(stream[f"{kind}, folded"].epoch(crossvalidation.Random(1)))) for stream in streams]
    assert {item.fold for item in own.items} == {0, 1}
    if kind != "treebank":  # whose sentences are glued
        assert sum(seen) == len(own.items)


def test_helpers_lack_the_folded_sets(prepared, settings, plan, data):
    helped = Plan(2, {**plan.tasks, "names": replace(plan.tasks["names"], helpers={"names": 3, "times": 4})}, batch=60)
    streams = crossvalidation.helper_streams(settings, helped, data, prepared, ["names"])
    assert {name: (stream.task.updates, stream.task.batch) for name, stream in streams.items()} == {"times": (4, 60)}


def test_every_item_is_read_once(base, prepared, settings, plan, data, tmp_path, monkeypatch):
    crossvalidation.crossvalidate(settings, plan, data, tmp_path, list(KINDS))
    rows = crossvalidation.read_predictions(tmp_path)
    for kind in KINDS:
        (own,) = read_folded(task_of(settings, kind), plan, data, prepared.labels, settings.seed)
        found = [(row["id"], row["fold"]) for row in rows if row["set"] == own.source.path]
        assert sorted(found) == sorted((item.name, item.fold) for item in own.items)
    assert all(("words" in row) == row["set"].endswith(".conllu") for row in rows)
    monkeypatch.setattr(crossvalidation, "train_fold", None)  # not asked again
    crossvalidation.crossvalidate(settings, plan, data, tmp_path, list(KINDS))
    assert crossvalidation.read_predictions(tmp_path) == rows


def test_unknown_tasks_are_named(settings, plan, data, tmp_path):
    with pytest.raises(LexiconError, match="quotations: nothing of this task is cross-validated"):
        crossvalidation.crossvalidate(settings, plan, data, tmp_path, ["quotations"])


def test_the_shipped_plan_fits_the_shipped_settings():
    plan, tasks = crossvalidation.read_plan(), {task.name: task for task in read_settings().tasks}
    assert plan.folds == 5
    for name, folding in plan.tasks.items():
        assert set(folding.sets) <= {source.path for source in tasks[name].sets}
        assert set(folding.helpers) <= set(tasks)
