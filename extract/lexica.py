"""Word lists of a language, kept as data: ``lexica/{language}/{name}.toml`` beside this module.

Each file opens with a table ``[about]`` that says what it ``holds``, its ``source`` and its ``licence``. This module
reads and checks the frame alone; what a lexicon's entries mean is known to the component that asks for it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from hergang.extract.errors import LexiconError

FOLDER = Path(__file__).parent / "lexica"
ABOUT = ("holds", "source", "licence")


@cache
def lexicon(language: str, name: str) -> Mapping[str, Any]:
    """Return the entries of ``lexica/{language}/{name}.toml``, read once; the mapping cannot be changed.

    Args:
        language: ISO 639-1 code with a folder of lexica ("de", "en").
        name: the file's name without its ending ("times").

    Raises:
        LexiconError: the file is missing, is not UTF-8 TOML, or lacks an entry of ``[about]``; the message names the
            file and the entry.
    """
    return MappingProxyType(read_lexicon(FOLDER / language / f"{name}.toml"))


def read_lexicon(path: Path) -> dict[str, Any]:
    """Return the entries of one lexicon file, its frame checked (errors as for `lexicon`)."""
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise LexiconError(_missing(path)) from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise LexiconError(f"{path}: cannot be read as TOML in UTF-8: {error}. Mend the file.") from error
    _check_about(path, entries)
    return entries


def entry(language: str, name: str, *keys: str) -> Any:
    """Return one entry of a lexicon by its path of keys.

    Raises:
        LexiconError: as for `lexicon`, or there is no such entry; the message names the nearest one there is.
    """
    value: Any = lexicon(language, name)
    for depth, key in enumerate(keys):
        if not isinstance(value, Mapping) or key not in value:
            path = FOLDER / language / f"{name}.toml"
            near = get_close_matches(key, list(value) if isinstance(value, Mapping) else [], n=1)
            hint = f' Did you mean "{near[0]}"?' if near else " Add it."
            raise LexiconError(f'{path}: no entry "{".".join(keys[: depth + 1])}".{hint}')
        value = value[key]
    return value


def _missing(path: Path) -> str:
    names = sorted(file.stem for file in path.parent.glob("*.toml"))
    if names:
        return f"{path}: no such lexicon. Lexica of this language: {', '.join(names)}."
    languages = sorted(folder.name for folder in path.parent.parent.glob("*") if folder.is_dir())
    return f"{path}: no lexica for this language. Languages with lexica: {', '.join(languages) or 'none'}."


def _check_about(path: Path, entries: dict[str, Any]) -> None:
    about = entries.get("about")
    if not isinstance(about, dict):
        raise LexiconError(f"{path}: the table [about] is missing. Say there what the file holds, its source, licence.")
    for key in ABOUT:
        if not isinstance(about.get(key), str) or not about[key].strip():
            raise LexiconError(f'{path}: entry "about.{key}" is missing or empty. Add it as a string.')
