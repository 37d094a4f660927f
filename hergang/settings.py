"""What a store keeps about who reads its articles: so that what was read can be read again from the store alone.

Two settings in the archive's meta, both JSON: ``setup`` (the encoder, and the spaCy pipelines that take the place of
its names or syntax) and ``models`` (paths of folders with encoders that a user gave, in the order of being given).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hergang.corpus.archive import Archive
from hergang.extract import pipeline
from hergang.extract.encoders import DEFAULT, Encoder, describe, shipped
from hergang.extract.pipeline import Setup

SETUP, FOLDERS = "setup", "models"


@dataclass(frozen=True)
class Model:
    """A model as `hergang models` lists it."""

    encoder: Encoder
    in_use: bool


@dataclass(frozen=True)
class Models:
    """The models that there are, and what takes the place of the names or syntax of the one in use."""

    models: tuple[Model, ...]
    names: Mapping[str, str]  # language -> spaCy pipeline
    syntax: Mapping[str, str]


def read_setup(archive: Archive | None) -> Setup:
    """Return who reads the articles of a store; None is a store that is not made yet."""
    kept = json.loads((archive.meta(SETUP) if archive else None) or "{}")
    return pipeline.setup(kept.get("model"), kept.get("names"), kept.get("syntax"))


def write_setup(archive: Archive, setup: Setup) -> None:
    """Keep who reads the articles of a store from now on."""
    record = {"model": setup.model, "names": dict(setup.names), "syntax": dict(setup.syntax)}
    archive.set_meta(SETUP, json.dumps(record, ensure_ascii=False, sort_keys=True))


def change_slots(archive: Archive, names: Mapping[str, str], syntax: Mapping[str, str]) -> Setup:
    """Put pipelines into the slots of languages (the empty string empties one), keep that, and return the setup."""
    kept = read_setup(archive)
    setup = pipeline.setup(kept.model, dict(kept.names) | dict(names), dict(kept.syntax) | dict(syntax))
    if setup != kept:
        write_setup(archive, setup)
    return setup


def read_folders(archive: Archive | None) -> list[str]:
    """Return the paths of the folders with encoders that the store was given."""
    folders: list[str] = json.loads((archive.meta(FOLDERS) if archive else None) or "[]")
    return folders


def use_model(archive: Archive, model: str) -> None:
    """Take an encoder, named as `hergang.extract.encoders.find` returns it, for all that is read from now on."""
    folders = read_folders(archive)
    kept = read_setup(archive)
    with archive.database.transaction():
        if model not in (*shipped(), *folders):
            archive.set_meta(FOLDERS, json.dumps([*folders, model], ensure_ascii=False))
        write_setup(archive, Setup(model, kept.names, kept.syntax))


def list_models(archive: Archive | None) -> Models:
    """Return the models that come with the program and those that the store was given, damaged ones included."""
    setup = read_setup(archive)
    names = dict.fromkeys([*(shipped() or (DEFAULT,)), *read_folders(archive), setup.model])
    return Models(
        tuple(Model(describe(name), name == setup.model) for name in names), dict(setup.names), dict(setup.syntax)
    )


def check_slots(names: Mapping[str, str], syntax: Mapping[str, str]) -> None:
    """See that pipelines fit their slots, before a store is touched.

    Raises:
        ExtractError: a language is neither German nor English.
        LexiconError: a pipeline is missing, of another language, or of another kind than its slot needs.
    """
    setup = pipeline.setup(names=names, syntax=syntax)
    for language in _languages(setup.names, setup.syntax):
        setup.load(language)


def _languages(*slots: Iterable[tuple[str, str]]) -> list[str]:
    return sorted({language for slot in slots for language, _ in slot})
