"""Fixtures: a small encoder with random weights in the files of a trained one; parses by hand; the pipelines."""

import gzip
import json
import re
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from hergang.extract.pipeline import LANGUAGES, load
from hergang.extract.records import Entity, Mention

SPANS = {
    "names": ("PER", "ORG", "LOC", "MISC"),
    "times": ("DATE", "TIME", "DURATION", "SET"),
    "content": ("direct", "indirect", "unframed", "free-indirect", "reported"),
    "inner": ("direct",),
    "source": ("source",),
    "cue": ("cue",),
    "addressee": ("addressee",),
}
HEADS = {
    "sentence": ["inside", "start"],
    "tag_de": ["NN", "NE", "VVFIN", "ART", "APPR", "ADJA", "$.", "$,"],
    "tag_en": ["NN", "NNP", "VBD", "DT", "IN", "JJ", ".", ","],
    "pos": ["NOUN", "PROPN", "VERB", "DET", "ADP", "ADJ", "PUNCT"],
    "morph_Case": ["", "Acc", "Dat", "Gen", "Nom"],
    "morph_Mood": ["", "Ind", "Sub"],
    "morph_Number": ["", "Plur", "Sing"],
    **{head: ["O", *(f"{place}-{kind}" for kind in kinds for place in "BI")] for head, kinds in SPANS.items()},
}
RELATIONS = ["case", "det", "nsubj", "obj", "obl", "punct", "root"]
VECTORS = {"arc_dep": 16, "arc_head": 16, "rel_dep": 8, "rel_head": 8, "link_query": 12, "link_key": 12}
HIDDEN = 24


@pytest.fixture(scope="session")
def small_encoder(tmp_path_factory) -> Path:
    """Return the folder of an encoder with random weights; what it finds means nothing, but depends on neighbours."""
    folder = tmp_path_factory.mktemp("small") / "encoder"
    folder.mkdir()
    pieces = small_pieces()
    (folder / "pieces.txt.gz").write_bytes(pieces_file(pieces))
    write_network(folder / "encoder.onnx", len(pieces))
    chance = np.random.default_rng(5)
    shapes = {"arc": (17, 16), "relation": (len(RELATIONS), 9, 9), "none": (12,), "distance": (24,)}
    np.savez(folder / "parser.npz", **{k: chance.normal(size=s).astype(np.float32) for k, s in shapes.items()})
    meta = {
        "format": "hergang-encoder/1", "name": "small", "version": "0", "languages": ["de", "en"],
        "heads": HEADS, "relations": RELATIONS, "window": 48, "overlap": 16, "batch": 96,
    }  # fmt: skip
    (folder / "meta.json").write_text(json.dumps(meta), encoding="utf-8")
    (folder / "README.md").write_text("# small\n", encoding="utf-8")
    return folder


def small_pieces() -> list[str]:
    """Return special pieces, letters and some syllables, with and without a blank before."""
    letters = [chr(code) for code in range(33, 127)] + list("äöüßÄÖÜé„“–")
    syllables = ["er", "en", "sch", "the", "ung", "ing", "ein", "der", "die", "sag", "said", "te"]
    return ["<s>", "<pad>", "</s>", "<unk>", "▁", *letters, *syllables, *("▁" + s for s in (*letters, *syllables))]


def pieces_file(pieces: list[str]) -> bytes:
    """Return a file of pieces as the training writes it; longer ones are likelier."""
    head = {
        "format": "hergang-pieces/1", "begin": 0, "pad": 1, "end": 2, "unknown": 3, "unknown_score": -30.0,
        "count": len(pieces), "normalisation": {"½": "1/2", "\u00a0": " ", "\t": " "},
    }  # fmt: skip
    lines = [json.dumps(head)] + [f"{-10.0 + len(piece)!r}\t{piece}" for piece in pieces]
    return gzip.compress("\n".join(lines).encode("utf-8"), mtime=0)


def write_network(path: Path, pieces: int) -> None:
    """Write a network: embeddings, one layer of attention, one matrix a head."""
    onnx = pytest.importorskip("onnx")
    from onnx import TensorProto, helper, numpy_helper

    chance = np.random.default_rng(1)
    widths = {name: len(labels) for name, labels in HEADS.items()} | VECTORS
    tables = {"table": chance.normal(size=(pieces, HIDDEN)), "query": chance.normal(size=(HIDDEN, HIDDEN)) * 0.2}
    tables |= {f"w_{name}": chance.normal(size=(HIDDEN, width)) for name, width in widths.items()}
    constants = [numpy_helper.from_array(value.astype(np.float32), name) for name, value in tables.items()]
    constants.append(numpy_helper.from_array(np.float32(-1e4), "low"))
    constants.append(numpy_helper.from_array(np.float32(1), "one"))
    constants.append(numpy_helper.from_array(np.array([1]), "axis"))
    steps = [
        ("Gather", ["table", "pieces"], "words"), ("Cast", ["mask"], "kept"), ("Sub", ["one", "kept"], "gone"),
        ("Mul", ["gone", "low"], "barrier"), ("Unsqueeze", ["barrier", "axis"], "wide"),
        ("MatMul", ["words", "query"], "asked"), ("Transpose", ["words"], "turned"),
        ("MatMul", ["asked", "turned"], "raw"), ("Add", ["raw", "wide"], "barred"), ("Softmax", ["barred"], "weights"),
        ("MatMul", ["weights", "words"], "context"), ("Add", ["words", "context"], "states"),
        *(("MatMul", ["states", f"w_{name}"], name) for name in widths),
    ]  # fmt: skip
    extra = {"Cast": {"to": TensorProto.FLOAT}, "Transpose": {"perm": [0, 2, 1]}, "Softmax": {"axis": -1}}
    nodes = [helper.make_node(kind, inputs, [output], **extra.get(kind, {})) for kind, inputs, output in steps]
    inputs = [helper.make_tensor_value_info(n, TensorProto.INT64, ["w", "l"]) for n in ("pieces", "mask")]
    outputs = [helper.make_tensor_value_info(n, TensorProto.FLOAT, ["w", "l", width]) for n, width in widths.items()]
    graph = helper.make_graph(nodes, "small", inputs, outputs, constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(model)
    path.write_bytes(model.SerializeToString())


# -- articles built by hand, and the pipelines of both languages ---------------------------------------------------


@pytest.fixture(scope="session")
def pipelines() -> dict[str, Language]:
    """Return the shipped pipelines by language; they are loaded once a process, by `load` itself."""
    return {language: load(language) for language in LANGUAGES}


@pytest.fixture(scope="session")
def parsed():
    """Return what builds a parsed Doc from a line, so that a rule is tested and no model; see `parse_line`."""
    return parse_line


def parse_line(language: str, line: str) -> Doc:
    """Return the Doc of a line such as ``Anna|PROPN|2|nsubj|B-PER lacht|VERB|0|root|VVFIN +.|PUNCT|2|punct``.

    A token is its word, part of speech, head (counted from 1 in the line, 0: it is the root of a sentence), relation,
    and any of: a tag, features (``Mood=Sub``), a name (``B-PER``, ``I-PER``), a lemma (``~lachen``). ``+`` before a
    word: no blank stands between it and the last one; ``¶`` is the end of a paragraph. Words whose head is left out
    hang on the last root before them, or the first one; marks need no part of speech.
    """
    rows = [token.split("|") for token in line.split(" ")]
    words = ["\n\n" if row[0] == "¶" else row[0].removeprefix("+") or "+" for row in rows]
    glued = [row[0].startswith(("+", "¶")) or before[0] == "¶" for before, row in pairwise(rows)]
    extras = [row[4:] for row in rows]
    doc = Doc(
        _vocab(language),
        words=words,
        spaces=[not tight for tight in glued] + [False],
        pos=["SPACE" if row[0] == "¶" else row[1] if len(row) > 1 else "PUNCT" for row in rows],
        heads=_heads(rows),
        deps=["ROOT" if row[2:3] == ["0"] else row[3] if len(row) > 3 else _loose(row) for row in rows],
        tags=[next((e for e in extra if re.fullmatch(r"[A-Z$(.,:]+", e)), "") for extra in extras],
        morphs=["|".join(e for e in extra if "=" in e) for extra in extras],
        ents=[next((e for e in extra if re.match(r"[BI]-", e)), "O") for extra in extras],
        lemmas=[next((e[1:] for e in extra if e[0] == "~"), word) for word, extra in zip(words, extras, strict=True)],
    )
    doc._.language = language
    return doc


@pytest.fixture(scope="session")
def with_entities():
    """Return what gives a Doc its entities, so that later rules are tested without the earlier ones."""
    return give_entities


def give_entities(doc: Doc, *rows: tuple[str, ...]) -> Doc:
    """Set the entities of a Doc: of each row its type and mentions in text order, ``~`` nominal, ``.`` pronoun."""
    entities = []
    for number, (kind, *told) in enumerate(rows, 1):
        mentions: list[Mention] = []
        for word in told:
            start = doc.text.index(word.lstrip("~."), mentions[-1].end if mentions else 0)
            shape = {"~": "nominal", ".": "pronoun"}.get(word[0], "name")
            mentions.append(Mention(start, start + len(word.lstrip("~.")), shape))
        named = any(mention.kind == "name" for mention in mentions)
        entities.append(Entity(f"e{number}", kind, told[0].lstrip("~."), named, tuple(mentions)))
    doc._.entities = entities
    return doc


@cache
def _vocab(language: str) -> Vocab:
    return spacy.blank(language).vocab


def _loose(row: list[str]) -> str:
    return "dep" if len(row) > 1 else "punct"


def _heads(rows: list[list[str]]) -> list[int]:
    roots = [index for index, row in enumerate(rows) if row[2:3] == ["0"]] or [0]
    homes = [max((root for root in roots if root <= index), default=roots[0]) for index in range(len(rows))]
    return [
        index if row[2:3] == ["0"] else int(row[2]) - 1 if len(row) > 2 else home
        for index, (row, home) in enumerate(zip(rows, homes, strict=True))
    ]
