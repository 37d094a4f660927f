"""The word lists of `corpus`: TOML files in `corpus/lexica/`, those of one language in a folder of its code.

Every file has a table ``[about]`` (holds, source, licence). Nothing is interpreted here: each module reads its own.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

LANGUAGES = ("de", "en")  # ISO 639-1; the languages that the program reads

_FOLDER = Path(__file__).parent / "lexica"


@cache
def lexicon(name: str, language: str | None = None) -> Mapping[str, Any]:
    """Return the tables of a list, without ``about``; ``language`` is None for a list that serves all languages."""
    folder = _FOLDER / language if language else _FOLDER
    with (folder / f"{name}.toml").open("rb") as file:
        entries = tomllib.load(file)
    del entries["about"]
    return entries


@cache
def words(key: str) -> frozenset[str]:
    """Return one list of words about metadata (`lexica/*/metadata.toml`), those of all languages together."""
    return frozenset(chain.from_iterable(lexicon("metadata", language)["words"][key] for language in LANGUAGES))
