"""The one configuration of the encoder's training, read from ``encoder.toml`` or a file like it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path
from typing import Any, Literal

Kind = Literal["treebank", "names", "quotations", "times", "mentions"]


@dataclass(frozen=True)
class Source:
    """One file of annotated data, relative to the data folder."""

    path: str
    misc: bool = True  # names: False where MISC stands unmarked
    sentences: bool = False  # its records are single sentences
    ends: bool = True  # False: the sentences that it marks are none (paragraphs, clauses) and are not taught
    heads: tuple[str, ...] = ()  # quotations: what the set marks; names: what it marks besides
    trees: str = ""  # mentions: the treebank of the same documents; without one, the network's own parse is taken
    singletons: bool = True  # mentions: False where what is told only once is not marked
    fold: int = 0  # every n-th document (n - 1, 2n - 1, ...) is kept from the training and read as dev; 0: none


@dataclass(frozen=True)
class Task:
    """One kind of update: sets that label the same heads, in one language."""

    name: str
    kind: Kind
    language: str
    sets: tuple[Source, ...]
    updates: int = 0
    batch: int = 0  # pieces of an update, padding counted
    limit: int = 0  # pieces of a window
    context: float = 0.0  # share of its texts that are read amid paragraphs of `Settings.context`, which teach nothing


@dataclass(frozen=True)
class Probe:
    """A head that is trained on the finished network, with a mixture of the layers of its own (a linear probe)."""

    head: str
    epochs: int
    rate: float
    batch: int  # words of an update
    tasks: tuple[Task, ...]
    folds: int = 0  # parts, by documents, for the cross-validation of sets without a dev part; 0: none
    plain: float = 1.0  # share of the unmarked words that is learned from: less where marked ones are few


@dataclass(frozen=True)
class Rates:
    """AdamW (Loshchilov and Hutter 2019) with linear warm-up and decay."""

    encoder: float
    heads: float
    parser: float
    weight_decay: float
    clip: float
    warmup: float
    autocast: bool


@dataclass(frozen=True)
class About:
    """What a set is, and its licence as stated there."""

    title: str
    licence: str
    noncommercial: bool


@dataclass(frozen=True)
class Settings:
    """All that a training is told."""

    name: str
    version: str
    seed: int
    layers: int
    threads: int
    minutes: float
    checkpoint_minutes: float
    pieces: int
    overlap: int
    rates: Rates
    loss: Mapping[str, float]
    tasks: tuple[Task, ...]
    dev: tuple[Task, ...]
    indicative: frozenset[str]
    bias: Mapping[str, Mapping[str, float]]  # by head and label: added to the scores when reading
    about: Mapping[str, About]  # by folder and first word of a set's path
    probes: tuple[Probe, ...]
    context: Mapping[str, tuple[str, ...]]  # by language: files whose paragraphs surround short texts
    kinds: bool = True  # whether a set tells indirect kinds of quotations apart

    @property
    def sources(self) -> tuple[Source, ...]:
        """All sets that are trained on, in their order, each once."""
        tasks = [*self.tasks, *(task for probe in self.probes for task in probe.tasks)]
        return tuple({source.path: source for task in tasks for source in task.sets}.values())

    def about_set(self, path: str) -> About:
        """Return what is known of a set; KeyError where the settings do not tell its licence."""
        return self.about[path.partition("-train")[0].partition("-diezeit")[0].partition(".")[0]]


def read_settings(path: Path | None = None) -> Settings:
    """Return the settings of a file, by default of the one that ships."""
    if path is None:
        text = resources.files(__package__).joinpath("encoder.toml").read_text(encoding="utf-8")
    else:
        text = path.read_text(encoding="utf-8")
    return settings_from(tomllib.loads(text))


def commercial(settings: Settings, suffix: str = "-free") -> Settings:
    """Return the settings without the sets under a non-commercial licence, and without the tasks that they leave empty.

    Kinds of indirect speech are told by such sets alone: readers leave them to the rules.
    """

    def kept(task: Task) -> Task:
        return replace(task, sets=tuple(s for s in task.sets if not settings.about_set(s.path).noncommercial))

    tasks = tuple(task for task in map(kept, settings.tasks) if task.sets)
    probes = (replace(p, tasks=tuple(task for task in map(kept, p.tasks) if task.sets)) for p in settings.probes)
    return replace(
        settings,
        name=settings.name + suffix,
        tasks=tasks,
        probes=tuple(probe for probe in probes if probe.tasks),
        bias={head: own for head, own in settings.bias.items() if head != "content"},
        context={
            language: tuple(path for path in paths if not settings.about_set(path).noncommercial)
            for language, paths in settings.context.items()
        },
        kinds=False,
    )


def settings_from(table: Mapping[str, Any]) -> Settings:
    """Return the settings of the tables of a file."""
    plain = {name: table[name] for name in ("name", "version", "seed", "layers", "threads", "minutes")}
    return Settings(
        **plain,
        checkpoint_minutes=table["checkpoint_minutes"],
        pieces=table["window"]["pieces"],
        overlap=table["window"]["overlap"],
        rates=Rates(**table["optimiser"]),
        loss=table["loss"],
        tasks=tuple(map(_task, table["task"])),
        dev=tuple(map(_task, table["dev"])),
        indicative=frozenset(table["mood"]["indicative"]),
        bias=table.get("bias", {}),
        about={name: About(**values) for name, values in table["about"].items()},
        probes=tuple(map(_probe, table.get("probe", ()))),
        context={language: tuple(paths) for language, paths in table.get("context", {}).items()},
    )


def _probe(values: Mapping[str, Any]) -> Probe:
    plain = {name: value for name, value in values.items() if name != "task"}
    return Probe(**plain, tasks=tuple(map(_task, values["task"])))


def _task(values: Mapping[str, Any]) -> Task:
    sets = tuple(Source(**{**entry, "heads": tuple(entry.get("heads", ()))}) for entry in values["sets"])
    return Task(**{**values, "sets": sets})
