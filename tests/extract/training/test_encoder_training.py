"""A training of a few updates: losses fall, a run can be taken up, and the exported files read as torch does."""

import json
from dataclasses import replace

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("onnx")

from hergang.extract.artifact import Artifact  # noqa: E402
from hergang.extract.errors import LexiconError  # noqa: E402
from hergang.extract.training import encoder, export, joint  # noqa: E402
from hergang.extract.training.evaluation import TorchArtifact, evaluate  # noqa: E402
from hergang.extract.training.losses import Losses  # noqa: E402
from hergang.extract.training.network import Outputs  # noqa: E402
from hergang.extract.training.tasks import streams  # noqa: E402


@pytest.fixture
def prepared(base, data, settings, tmp_path, monkeypatch):
    monkeypatch.setattr(encoder, "read_base", lambda: base)
    monkeypatch.setattr(encoder, "verify", lambda _: 1.0)
    (tmp_path / "kept.json").write_text(json.dumps(list(range(len(base.pieces.texts)))), encoding="utf-8")
    return encoder.prepare(settings, data, tmp_path)


def batch_of(prepared, settings, data, kind):
    return next(streams(settings, data, prepared.labels, prepared.cut)[kind].batches())


@pytest.mark.parametrize("kind", ["treebank", "names", "times", "quotations"])
def test_updates_lower_the_loss(prepared, settings, data, kind):
    batch = batch_of(prepared, settings, data, kind)
    losses = Losses(prepared.network, settings.loss, prepared.cut.pad, autocast=False)
    optimiser = joint.make_optimiser(prepared.network, settings)
    values = [joint.update(prepared.network, losses, batch, optimiser, 1.0) for _ in range(25)]
    assert values[-1] < 0.5 * values[0]


def test_padding_changes_no_loss(prepared, settings, data):
    prepared.network.eval()
    losses = Losses(prepared.network, settings.loss, prepared.cut.pad, autocast=False)
    batch = batch_of(prepared, settings, data, "treebank")
    short, long = (pick(batch, key=lambda window: len(window.pieces)) for pick in (min, max))
    with torch.no_grad():
        alone, beside = losses([short]), losses([short, long, long])
        others = losses([long])
    words = [len(window.firsts) for window in (short, long)]
    mean = (alone * words[0] + 2 * others * words[1]) / (words[0] + 2 * words[1])
    assert float(beside) == pytest.approx(float(mean), rel=1e-4)


def test_streams_go_on_where_they_stopped(prepared, settings, data):
    stream = streams(settings, data, prepared.labels, prepared.cut)["treebank"]
    whole, later = stream.batches(), stream.batches(passed=3)
    seen = [[window.pieces.tolist() for window in next(whole)] for _ in range(5)]
    assert [[window.pieces.tolist() for window in next(later)] for _ in range(2)] == seen[3:]


def test_a_run_can_be_taken_up(prepared, settings, data, tmp_path):
    own = streams(settings, data, prepared.labels, prepared.cut)
    short = replace(settings, tasks=tuple(replace(task, updates=1) for task in settings.tasks))
    first = joint.train(prepared.network, short, own, tmp_path, resume=False)
    state = joint.train(prepared.network, settings, own, tmp_path, resume=True)
    assert (first.update, state.update) == (4, 12)
    assert sum(state.passed.values()) == 12
    other = encoder.prepare(settings, data, tmp_path).network
    assert joint.load(tmp_path / "checkpoint.pt", other) == state
    for ours, theirs in zip(prepared.network.parameters(), other.parameters(), strict=True):
        assert torch.equal(ours, theirs)


@pytest.mark.parametrize(("progress", "share"), [(0.0, 0.01), (0.05, 0.5), (0.1, 1.0), (0.55, 0.5), (1.0, 0.01)])
def test_rates_rise_and_fall(progress, share):
    assert joint.rate(progress, 0.1) == pytest.approx(share)


def test_the_clock_ends_a_training(settings):
    state = joint.State(update=1, seconds=90.0)
    assert joint.share_done(state, replace(settings, minutes=3), 100) == pytest.approx(0.5)
    assert joint.share_done(state, replace(settings, minutes=0), 100) == pytest.approx(0.01)


@pytest.fixture
def calibration(prepared, settings, data):
    batches = [batch_of(prepared, settings, data, kind) for kind in ("treebank", "quotations")] * 12
    windows = [window for batch in batches for window in batch]
    return export.calibration_rows(windows, prepared.cut.begin, prepared.cut.end, settings.pieces)


def test_export_reads_as_torch(prepared, settings, data, calibration, tmp_path):
    assert calibration.shape[1] == settings.pieces
    folder, whole = tmp_path / "model", tmp_path / "whole.onnx"
    export.write_model(folder, prepared.network, prepared.base, prepared.kept, settings, calibration, whole)
    artifact = Artifact(folder)
    artifact.check()
    assert artifact.meta.relations == prepared.labels.relations
    assert export.compare(Outputs(prepared.network), whole) < 1e-5
    figures = evaluate(TorchArtifact(folder, prepared.network), settings, data, prepared.labels)
    assert figures["de/t-train.conllu"]["LAS#"] == 50


def test_export_of_another_network_is_refused(prepared, tmp_path, monkeypatch):
    monkeypatch.setattr(export, "compare", lambda *_: 0.5)
    with pytest.raises(LexiconError, match=r"whole\.onnx: the export differs"):
        export.write_whole(prepared.network, tmp_path / "whole.onnx")


def test_layers_are_mixed_as_in_training(prepared, tmp_path):
    with torch.no_grad():
        for number, mixture in enumerate(prepared.network.mixtures.values()):
            mixture.scores.copy_(torch.linspace(-number, number, len(mixture.scores)))
    export.write_whole(prepared.network, tmp_path / "whole.onnx")
    assert export.compare(Outputs(prepared.network), tmp_path / "whole.onnx") < 1e-5


def test_embeddings_are_those_of_the_whole_base(base):
    found = encoder.embeddings(base, ["Bonn", "Bonn"])
    assert found[0].shape == (32,)
    assert np.array_equal(found[0], found[1])


def test_bias_has_a_number_for_each_label(prepared, settings):
    some = replace(settings, bias={"inner": {"B-direct": 0.5}})
    assert export.bias_rows(prepared.labels, some) == {"inner": [0.0, 0.5, 0.0]}
