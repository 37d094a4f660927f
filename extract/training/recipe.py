"""The one configuration of the training, read from ``recipe.toml`` beside this module."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from hergang.extract.errors import LexiconError

LANGUAGES = ("de", "en")


@dataclass(frozen=True)
class DataSet:
    """One file of annotated data, relative to the data folder."""

    path: str
    repeat: int = 1  # how often its texts are seen in one epoch
    take: int | None = None  # texts taken (the first ones), where the set would drown the others
    has_misc: bool = True  # names alone: False where other names than PER, ORG, LOC stand unmarked


@dataclass(frozen=True)
class Part:
    """What one of the two halves of a pipeline (``syntax`` or ``names``) is trained on, and how long."""

    train: tuple[DataSet, ...]
    dev: tuple[DataSet, ...]
    epochs: int


@dataclass(frozen=True)
class Encoder:
    """Sizes of a tok2vec: what the size of a model and its speed depend on."""

    width: int
    depth: int
    rows: tuple[int, ...]  # hash rows of NORM, PREFIX, SUFFIX, SHAPE


@dataclass(frozen=True)
class Optimiser:
    """Adam with linear warm-up and decay; batches grow from ``batch_start`` to ``batch_stop`` words."""

    learn_rate: float
    warmup_steps: int
    dropout: float
    weight_decay: float
    batch_start: int
    batch_stop: int
    batch_growth: float


@dataclass(frozen=True)
class Augmentation:
    """How treebank sentences are made to look like paragraphs of newspapers; shares are between 0 and 1."""

    max_sentences: int  # in one text
    break_share: float  # sentence ends followed by a paragraph break rather than a blank
    quote_share: float  # sentences put into quotation marks
    speech_share: float  # sentences turned into direct speech with an announcing clause
    styles: tuple[tuple[str, str], ...]  # opening and closing mark


@dataclass(frozen=True)
class Recipe:
    """All that the training of one language is told."""

    language: str
    seed: int
    syntax: Part
    names: Part
    encoder: Encoder
    optimiser: Optimiser
    augmentation: Augmentation
    repairs: Mapping[str, Any]
    speech: Mapping[str, Any]


@cache
def recipe(language: str) -> Recipe:
    """Return the recipe of a language; LexiconError if there is none."""
    table = tomllib.loads(resources.files(__package__).joinpath("recipe.toml").read_text(encoding="utf-8"))
    if language not in LANGUAGES:
        raise LexiconError(f'recipe.toml: no recipe for language "{language}"; there are {", ".join(LANGUAGES)}.')
    return from_table(table, language)


def from_table(table: Mapping[str, Any], language: str) -> Recipe:
    """Return the recipe of a language out of the tables of a recipe file."""
    own = table[language]
    augmentation = dict(table["augmentation"]) | {"styles": tuple(map(tuple, own["styles"]))}
    return Recipe(
        language=language,
        seed=table["seed"],
        syntax=_part(own["syntax"]),
        names=_part(own["names"]),
        encoder=_encoder(table["encoder"]),
        optimiser=Optimiser(**table["optimiser"]),
        augmentation=Augmentation(**augmentation),
        repairs=own.get("repairs", {}),
        speech=own["speech"],
    )


def _encoder(values: Mapping[str, Any]) -> Encoder:
    return Encoder(width=values["width"], depth=values["depth"], rows=tuple(values["rows"]))


def _part(values: Mapping[str, Any]) -> Part:
    train, dev = (tuple(DataSet(**entry) for entry in values[portion]) for portion in ("train", "dev"))
    return Part(train=train, dev=dev, epochs=values["epochs"])
