"""Heads that are trained on the finished network: they learn, nothing else changes, and the exported model has them."""

import json
from dataclasses import replace

import pytest
import spacy

torch = pytest.importorskip("torch")
pytest.importorskip("onnx")

from hergang.extract.artifact import Artifact  # noqa: E402
from hergang.extract.discourse import chances_of_old  # noqa: E402
from hergang.extract.encoder import NewsEncoder  # noqa: E402
from hergang.extract.training import encoder, export  # noqa: E402
from hergang.extract.training.labels import GROUPS  # noqa: E402
from hergang.extract.training.network import Outputs  # noqa: E402
from hergang.extract.training.probe import Frozen, examples, train_probes  # noqa: E402
from hergang.extract.training.settings import Probe, Source, Task  # noqa: E402
from hergang.extract.training.tasks import streams  # noqa: E402

TEXT = "Ada liest das Buch. Sie kauft das Buch."
CLUSTERS = [
    {"mentions": [{"span": [[0, 3]]}, {"span": [[20, 23]]}]},
    {"mentions": [{"span": [[10, 18]]}, {"span": [[30, 38]]}]},
]
RECORD = {"id": "d", "text": TEXT, "tokens": [[0, 3], [20, 23]], "sents": [0, 1], "clusters": CLUSTERS}


@pytest.fixture
def probed(settings, data):
    """Return settings with a probe of mentions on a small set."""
    lines = (json.dumps(RECORD, ensure_ascii=False) + "\n") * 6
    (data / "de" / "t-train.mentions.jsonl").write_text(lines, encoding="utf-8")
    source = Source("de/t-train.mentions.jsonl", singletons=False)
    task = Task("mentions", "mentions", "de", (source,))
    return replace(settings, probes=(Probe("mention", 60, 0.05, 16, (task,), folds=3),))


@pytest.fixture
def prepared(base, data, probed, tmp_path, monkeypatch):
    monkeypatch.setattr(encoder, "read_base", lambda: base)
    monkeypatch.setattr(encoder, "verify", lambda _: 1.0)
    (tmp_path / "kept.json").write_text(json.dumps(list(range(len(base.pieces.texts)))), encoding="utf-8")
    return encoder.prepare(probed, data, tmp_path)


def test_a_probe_learns_and_changes_nothing_else(prepared, probed, data):
    before = {name: value.clone() for name, value in prepared.network.state_dict().items()}
    figures = train_probes(prepared.network, prepared.cut, probed, data)
    changed = {n for n, value in prepared.network.state_dict().items() if not torch.equal(value, before[n])}
    assert changed == {"mixtures.mentions.scores", "heads.mention.weight", "heads.mention.bias"}
    assert figures["de/t-train.mentions.jsonl"]["old"] > 90


def test_the_exported_model_has_the_head(prepared, probed, data, tmp_path):
    train_probes(prepared.network, prepared.cut, probed, data)
    own = streams(probed, data, prepared.labels, prepared.cut)
    windows = [window for kind in ("treebank", "quotations") for window in next(own[kind].batches())] * 12
    rows = export.calibration_rows(windows, prepared.cut.begin, prepared.cut.end, probed.pieces)
    folder, whole = tmp_path / "model", tmp_path / "whole.onnx"
    export.write_model(folder, prepared.network, prepared.base, prepared.kept, probed, rows, whole)
    artifact = Artifact(folder)
    artifact.check()
    doc = NewsEncoder("de", artifact)(spacy.blank("de")(TEXT))
    chances = {doc[token].text: chance for token, chance in chances_of_old(doc).items()}
    assert chances["Ada"] < 0.5 < chances["Sie"]


def test_training_comes_out_the_same_again(prepared, probed, data):
    train_probes(prepared.network, prepared.cut, probed, data)
    first = prepared.network.heads["mention"].weight.clone()
    train_probes(prepared.network, prepared.cut, probed, data)
    assert torch.equal(prepared.network.heads["mention"].weight, first)


def test_plain_words_can_be_left_out(prepared, probed, data):
    artifact = Frozen(prepared.network, prepared.cut, probed)
    source = Source("de/t-train.quotations.jsonl", heads=("cue",))
    task = Task("cues", "quotations", "de", (source,))
    whole, half = (
        examples(artifact, prepared.labels, Probe("cue", 1, 0.1, 8, (task,), plain=plain), task, source, data, 1, 1.0)
        for plain in (1.0, 0.2)
    )
    assert (whole.codes > 0).sum() == (half.codes > 0).sum() > 0
    assert 0 < (half.codes == 0).sum() < 0.5 * (whole.codes == 0).sum()


def test_without_a_probe_there_is_no_such_head(base, data, settings, tmp_path, monkeypatch):
    monkeypatch.setattr(encoder, "read_base", lambda: base)
    monkeypatch.setattr(encoder, "verify", lambda _: 1.0)
    (tmp_path / "kept.json").write_text(json.dumps(list(range(len(base.pieces.texts)))), encoding="utf-8")
    network = encoder.prepare(settings, data, tmp_path).network
    assert "mention" not in network.heads
    assert set(Outputs(network).members) == set(GROUPS) - {"mentions"}
