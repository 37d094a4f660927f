"""A trained encoder as it lies on disk: network, label lists, word pieces, weights of the parser.

A folder holds ``encoder.onnx``, ``meta.json``, ``pieces.txt.gz``, ``parser.npz`` and a card, ``README.md``. They are
read once, checked against each other, and told by name where something is missing or damaged.
"""

from __future__ import annotations

import io
import json
import os
import zipfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from hergang.extract.errors import LexiconError
from hergang.extract.pieces import Segmenter, parse_pieces

Array = np.ndarray[Any, Any]

FORMAT = "hergang-encoder/1"
NETWORK, META, PIECES, PARSER, CARD = "encoder.onnx", "meta.json", "pieces.txt.gz", "parser.npz", "README.md"
FILES = (NETWORK, META, PIECES, PARSER)
SHIPPED = Path(__file__).parent / "models" / "news"

WINDOW = 256  # pieces, with the marks at both ends
OVERLAP = 48  # pieces that neighbouring windows share
SLOW = ["SkipLayerNormFusion"]  # what onnxruntime would make of a sum and a norm takes seven times their time
VECTORS = ("arc_dep", "arc_head", "rel_dep", "rel_head", "link_query", "link_key")


@dataclass(frozen=True)
class Meta:
    """What ``meta.json`` tells: labels by head in the order of the scores, relations, sizes, corrections of scores."""

    name: str
    version: str
    languages: tuple[str, ...]
    heads: Mapping[str, tuple[str, ...]]
    relations: tuple[str, ...]
    window: int
    overlap: int
    bias: Mapping[str, Array]  # added to the logits of a head before decoding
    kinds: bool = True  # whether the kinds of rendered speech were taught, or only that it is rendered


class Artifact:
    """An encoder in a folder, or in the bytes of its files; everything is read when it is first asked for."""

    def __init__(self, source: Path | Mapping[str, bytes], threads: int = 1) -> None:
        self.source = source
        self.threads = threads
        self._session: Any = None
        self._process = 0

    def read(self, name: str) -> bytes:
        """Return the bytes of one of the files.

        Raises:
            LexiconError: it is missing or cannot be read.
        """
        try:
            return (self.source / name).read_bytes() if isinstance(self.source, Path) else self.source[name]
        except (OSError, KeyError) as error:
            reason = error.strerror if isinstance(error, OSError) else "missing"
            raise LexiconError(
                f"{self._place(name)}: a file of the encoder cannot be read ({reason}). "
                "Reinstall hergang, or name a folder that holds a trained encoder."
            ) from error

    def files(self) -> dict[str, bytes]:
        """Return the bytes of all files by name, the card among them where there is one."""
        found = {name: self.read(name) for name in FILES}
        try:
            found[CARD] = self.read(CARD)
        except LexiconError:
            return found  # the card is for people; the encoder works without it
        return found

    @cached_property
    def meta(self) -> Meta:
        """The checked contents of ``meta.json``."""
        try:
            return _parse_meta(json.loads(self.read(META)))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise self._damaged(META, error) from error

    @cached_property
    def segmenter(self) -> Segmenter:
        """Words to pieces."""
        return parse_pieces(self.read(PIECES), self._place(PIECES))

    @cached_property
    def weights(self) -> dict[str, Array]:
        """The weights that pairs of words are scored by: ``arc``, ``relation``, ``none``, ``distance``."""
        try:
            with np.load(io.BytesIO(self.read(PARSER)), allow_pickle=False) as table:
                return {name: table[name] for name in table.files}
        except (OSError, ValueError, EOFError, KeyError, zipfile.BadZipFile) as error:
            raise self._damaged(PARSER, error) from error

    def run(self, outputs: Sequence[str], rows: Array, places: Array) -> dict[str, Array]:
        """Return the named outputs [places, width] of the network for some places of one window.

        Args:
            outputs: heads and vectors.
            rows: the pieces of the window [length].
            places: of the pieces that are asked for [count].
        """
        feed = {"pieces": rows[None]}
        if "places" in self._inputs:
            values = self.session.run(list(outputs), feed | {"places": places})
            return {name: value[0] for name, value in zip(outputs, values, strict=True)}
        values = self.session.run(list(outputs), feed | {"mask": np.ones_like(rows)[None]})
        return {name: value[0, places] for name, value in zip(outputs, values, strict=True)}

    def run_all(self, outputs: Sequence[str], windows: Sequence[tuple[Array, Array]]) -> list[dict[str, Array]]:
        """Return what ``run`` does for windows (rows, places), each by itself, several at once where threads allow."""
        if self.threads == 1 or len(windows) < 2:
            return [self.run(outputs, *window) for window in windows]
        _ = self.session  # opened by one thread, shared by all
        with ThreadPoolExecutor(self.threads) as pool:
            return list(pool.map(lambda window: self.run(outputs, *window), windows))

    @cached_property
    def _inputs(self) -> frozenset[str]:
        """What the network asks for: an older one reads batches with a mask, and gives all places."""
        return frozenset(one.name for one in self.session.get_inputs())

    @property
    def session(self) -> Any:
        """The network, ready to run; one a process."""
        if self._session is None or self._process != os.getpid():
            self._session = self._open()
            self._process = os.getpid()
        return self._session

    def check(self) -> None:
        """Read everything and see that it belongs together.

        Raises:
            LexiconError: a file is missing, damaged, or does not fit the others; the message names it.
        """
        widths = {output.name: output.shape[-1] for output in self.session.get_outputs()}
        sizes = {name: len(labels) for name, labels in self.meta.heads.items()}
        for name, size in sizes.items():
            if name not in widths:
                raise self._damaged(META, f"head {name!r} is not in {NETWORK}")
            if isinstance(widths[name], int) and widths[name] != size:
                raise self._damaged(META, f"head {name!r} has {size} labels, {NETWORK} gives {widths[name]} scores")
        own, told = len(self.weights.get("relation", ())), len(self.meta.relations)
        if self.parses and own != told:
            raise self._damaged(PARSER, f"{own} relations, {told} in {META}")
        if self.segmenter.begin == self.segmenter.end:
            raise self._damaged(PIECES, "one row for the marks of both ends")

    @property
    def parses(self) -> bool:
        """Whether the encoder finds dependencies."""
        return bool(self.meta.relations) and {"arc", "relation"} <= self.weights.keys()

    @property
    def links(self) -> bool:
        """Whether the encoder points from a quotation's content to its source."""
        return "none" in self.weights

    def _open(self) -> Any:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1  # threads read a window each
        options.enable_mem_pattern = False  # windows differ in length
        blob = self.read(NETWORK)
        try:
            providers = ["CPUExecutionProvider"]
            return onnxruntime.InferenceSession(blob, options, providers=providers, disabled_optimizers=SLOW)
        except Exception as error:  # onnxruntime's errors share no class of their own
            raise self._damaged(NETWORK, error) from error

    def _place(self, name: str) -> str:
        return str(self.source / name) if isinstance(self.source, Path) else name

    def _damaged(self, name: str, reason: object) -> LexiconError:
        return LexiconError(f"{self._place(name)}: the encoder's file is damaged ({reason}). Reinstall hergang.")

    def __getstate__(self) -> dict[str, Any]:
        return {"source": self.source, "threads": self.threads, "_session": None, "_process": 0}


def _parse_meta(table: Mapping[str, Any]) -> Meta:
    if table["format"] != FORMAT:
        raise ValueError(f"format {table['format']!r}, expected {FORMAT!r}")
    return Meta(
        name=str(table["name"]),
        version=str(table["version"]),
        languages=tuple(table["languages"]),
        heads={name: tuple(labels) for name, labels in table["heads"].items()},
        relations=tuple(table.get("relations", ())),
        window=int(table.get("window", WINDOW)),
        overlap=int(table.get("overlap", OVERLAP)),
        bias={name: np.array(values, np.float32) for name, values in table.get("bias", {}).items()},
        kinds=bool(table.get("kinds", True)),
    )
