"""An encoder's folder as a spaCy pipeline by path: ``spacy.load(".../models/news/de")``.

One encoder reads both languages, a spaCy pipeline one: beside the encoder's files lies a folder for each language, with
the configuration, the meta data and the tokeniser, and nothing of the network; the component finds that two folders up.
Run ``python -m hergang.extract.bundle FOLDER`` after a new encoder was put into a folder.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from hergang.extract.artifact import Artifact
from hergang.extract.pipeline import COMPONENTS
from hergang.extract.tokens import blank

SPACY = ">=3.8.7,<3.9.0"  # as in pyproject.toml

NLP = """disabled = []
before_creation = null
after_creation = null
after_pipeline_creation = null
batch_size = 100

[nlp.tokenizer]
@tokenizers = "spacy.Tokenizer.v1"
"""  # what spaCy's loader wants to be told, at its defaults but for the batch: an article is longer than a sentence


def write_bundle(folder: Path, language: str) -> Path:
    """Write what makes a spaCy pipeline of an encoder's folder for one language, and return where it lies.

    Raises:
        LexiconError: the folder has no encoder, or a damaged one.
    """
    meta = Artifact(folder).meta
    bundle = folder / language
    bundle.mkdir(exist_ok=True)
    _write(bundle / "config.cfg", _config(language))
    tokenizer: Any = blank(language).tokenizer
    tokenizer.to_disk(bundle / "tokenizer", exclude=["vocab"])
    record = {
        "lang": language, "name": f"hergang_{meta.name}", "version": meta.version, "spacy_version": SPACY,
        "description": "Names, syntax, quotations, times and claims of news; the encoder lies in the folder above.",
    }  # fmt: skip
    _write(bundle / "meta.json", json.dumps(record, indent=1) + "\n")
    return bundle


def _config(language: str) -> str:
    """Return a configuration that names the components alone: their settings stay the defaults of the release."""
    names = ("hergang_encoder", *COMPONENTS)
    parts = "\n".join(f'[components.{name}]\nfactory = "{name}"\n' for name in names)
    return f'[nlp]\nlang = "{language}"\npipeline = {json.dumps(names)}\n{NLP}\n[components]\n\n{parts}'


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    for given in map(Path, sys.argv[1:]):
        for code in Artifact(given).meta.languages:
            print(write_bundle(given, code))
