"""Which encoders there are: those that come with the program, and folders that a user gave.

Nothing here reads a text. `describe` tells of an encoder what its ``meta.json`` says, what it lacks, and whether its
files are whole; a damaged one is described too, so that a list of models names it instead of failing.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from hergang.extract.artifact import CARD, FILES, META, SHIPPED, Artifact
from hergang.extract.errors import LexiconError

MODELS = SHIPPED.parent
DEFAULT = SHIPPED.name
MEASURES = ("names", "LAS", "content spans", "source given content", "times relaxed")  # the main ones, on dev sets
_HEADS = {
    "sentence": "sentence ends", "pos": "parts of speech", "names": "names", "times": "time expressions",
    "content": "quotations", "inner": "direct speech within other speech", "source": "sources", "cue": "cues",
    "addressee": "addressees",
}  # fmt: skip


@dataclass(frozen=True)
class TrainingSet:
    """A data set that an encoder was trained on, with the licence that is stated with it."""

    title: str
    licence: str
    noncommercial: bool


@dataclass(frozen=True)
class Encoder:
    """An encoder as users see it; where it is damaged, what could not be read is empty."""

    name: str  # of the shipped one, else the folder
    folder: Path
    version: str
    languages: tuple[str, ...]
    size: int  # bytes of its files
    base: str  # the weights that it began with
    sets: tuple[TrainingSet, ...]
    scores: Mapping[str, Mapping[str, float]]  # measure -> dev set -> F1 or percent, the main ones alone
    lacks: tuple[str, ...]  # what it does not read
    problems: tuple[str, ...]  # why it cannot be used

    @property
    def noncommercial(self) -> tuple[str, ...]:
        """Titles of the sets whose licence is for non-commercial use."""
        return tuple(one.title for one in self.sets if one.noncommercial)


def folder_of(model: str | None) -> Path:
    """Return the folder of an encoder that is named as users name it: a shipped one's name, or a folder's path."""
    name = model or DEFAULT
    return MODELS / name if name == DEFAULT or name in shipped() else Path(name)


def shipped() -> tuple[str, ...]:
    """Return the names of the encoders that come with the program, the default one first."""
    found = sorted(path.name for path in MODELS.iterdir() if (path / META).is_file()) if MODELS.is_dir() else []
    return tuple(sorted(found, key=lambda name: name != DEFAULT))


def find(model: str, known: Iterable[str] = ()) -> str:
    """Return the name of a shipped encoder as it is, or the absolute path of a folder with one.

    Args:
        model: a name, or the path of a folder.
        known: paths of folders that were given before; the last part of one is enough.

    Raises:
        LexiconError: there is no such encoder (the nearest is named), or it is damaged.
    """
    found = model if model in shipped() else next((path for path in known if Path(path).name == model), None)
    if found is None and Path(model).is_dir():
        folder = Path(model).resolve()
        found = folder.name if folder.parent == MODELS.resolve() else str(folder)
    if found is None:
        raise LexiconError(_unknown(model, known))
    Artifact(folder_of(found)).check()
    return found


def _unknown(model: str, known: Iterable[str]) -> str:
    names = [*shipped(), *known]
    low = {name.casefold(): name for name in (*names, *(Path(path).name for path in known))}
    near = difflib.get_close_matches(Path(model).name.casefold(), low, n=1, cutoff=0.5)
    hint = f'Did you mean "{low[near[0]]}"?' if near else f"There are: {', '.join(names)}."
    return f'no model "{model}". {hint} "hergang models" lists all; the path of a folder with an encoder will do too.'


def identity(model: str | None = None) -> str:
    """Return name and version as annotations tell them ("news-1"); of a user's folder also a digest of its files.

    Raises:
        LexiconError: it is not there, or a file of it is missing or damaged.
    """
    folder = folder_of(model)
    if not folder.is_dir():
        raise LexiconError(_gone(folder))
    meta = Artifact(folder).meta
    told = f"{meta.name}-{meta.version}"
    return told if folder.parent == MODELS else f"{told}@{digest(folder / name for name in FILES)}"


def _gone(folder: Path) -> str:
    if folder.parent == MODELS:
        return f"{folder}: the model that comes with the program is not there. Reinstall hergang."
    return (
        f'{folder}: the folder of the model is not there. Put it back, or take another: "hergang models use {DEFAULT}".'
    )


def digest(files: Iterable[Path]) -> str:
    """Return eight digits that tell the contents of files from others; LexiconError where one cannot be read."""
    return _digest(tuple((path, *_stamp(path)) for path in files))


@lru_cache(maxsize=16)
def _digest(files: tuple[tuple[Path, int, int], ...]) -> str:
    total = sha256()
    for path, _, size in files:
        total.update(f"{path.name} {size}\n".encode())
        total.update(path.read_bytes())
    return total.hexdigest()[:8]


def _stamp(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError as error:
        raise LexiconError(
            f"{path}: a file of the model cannot be read ({error.strerror}). Put it back, or name another model."
        ) from error
    return found.st_mtime_ns, found.st_size


def describe(model: str) -> Encoder:
    """Return what is known about an encoder, named as for ``folder_of``; damage is told, not raised."""
    folder = folder_of(model)
    table = _meta(folder)
    return Encoder(
        name=model,
        folder=folder,
        version=str(table.get("version", "")),
        languages=tuple(map(str, table.get("languages", ()))),
        size=sum(path.stat().st_size for name in (*FILES, CARD) if (path := folder / name).is_file()),
        base=str(table.get("base", "")),
        sets=tuple(_sets(table)),
        scores=_scores(table.get("figures", {})),
        lacks=tuple(_lacks(table, folder)),
        problems=tuple(_problems(folder)),
    )


def _meta(folder: Path) -> dict[str, Any]:
    artifact = Artifact(folder)
    try:
        artifact.meta  # noqa: B018  (checks it)
    except LexiconError:
        return {}  # ``_problems`` tells why
    table: dict[str, Any] = json.loads(artifact.read(META))
    return table


def _sets(table: Mapping[str, Any]) -> Iterator[TrainingSet]:
    for one in table.get("sets", ()):
        yield TrainingSet(one.get("title", ""), one.get("licence", "not stated"), bool(one.get("noncommercial")))


def _scores(figures: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, float]]:
    """Return the main measures by dev set; sets are told by their file's name without its ending."""
    scores = {
        measure: {Path(name).stem.removesuffix("-dev"): row[measure] for name, row in figures.items() if measure in row}
        for measure in MEASURES
    }
    return {measure: rows for measure, rows in scores.items() if rows}


def _lacks(table: Mapping[str, Any], folder: Path) -> Iterator[str]:
    """Yield what an encoder does not read, as far as its files tell."""
    heads = table.get("heads", {})
    if not heads:
        return
    yield from (what for head, what in _HEADS.items() if head not in heads)
    yield from (f"tags ({name})" for name in table.get("languages", ()) if f"tag_{name}" not in heads)
    if "content" in heads and table.get("kinds") is False:
        yield "kinds of quotations (not trained: they are told by marks and rules)"
    artifact = Artifact(folder)
    try:
        parses, links = artifact.parses, artifact.links
    except LexiconError:
        return  # ``_problems`` tells why
    if not parses:
        yield "dependencies"
    if not links and "content" in heads:
        yield "which source belongs to which quotation"


def _problems(folder: Path) -> Iterator[str]:
    if not folder.is_dir():
        yield _gone(folder)
        return
    try:
        Artifact(folder).check()
    except LexiconError as error:
        yield str(error)
