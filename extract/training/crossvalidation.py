"""Cross-validation of sets that have no dev part, or one of a few items: short trainings without a fifth of them.

The documents of a set fall into five folds. For each fold a network is trained from the base on the other four and on
what helps the task, and reads the documents that were left out. What it finds is kept for all folds in
``predictions.jsonl``; `tests/quality/folds.py` scores them pooled, as it scores the shipped model.

The trainings are of some hundred small updates (``crossvalidation.toml``): their figures tell what the recipe reaches
at that budget. The shipped weights, trained for longer on more, cannot be measured on data that they have seen.
"""

from __future__ import annotations

import json
import logging
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import spacy
import torch

from hergang.extract.artifact import META, PARSER, PIECES
from hergang.extract.errors import LexiconError
from hergang.extract.reading import Scores, parse, read_scores
from hergang.extract.training import joint, trees
from hergang.extract.training.conllu import Sentence
from hergang.extract.training.encoder import Prepared, prepare
from hergang.extract.training.evaluation import TorchArtifact, found_spans, words_for
from hergang.extract.training.export import pair_weights, write_meta
from hergang.extract.training.labels import Labels
from hergang.extract.training.network import Network
from hergang.extract.training.paragraphs import Paragraph
from hergang.extract.training.pieces import write_pieces
from hergang.extract.training.sets import read_records, read_set
from hergang.extract.training.settings import Settings, Source, Task
from hergang.extract.training.tasks import Epoch, Stream, glued, make_epoch, mood_forms
from hergang.extract.training.texts import Text

log = logging.getLogger(__name__)

PREDICTIONS = "predictions.jsonl"
FEWEST = 8  # items of a set that a quick trial reads


@dataclass(frozen=True)
class Folding:
    """Sets of a task whose documents are folded, the updates that they get, and the tasks that help with theirs."""

    sets: tuple[str, ...]
    updates: int
    helpers: Mapping[str, int]


@dataclass(frozen=True)
class Plan:
    """The number of folds, and what is folded by task."""

    folds: int
    tasks: Mapping[str, Folding]
    batch: int  # pieces of an update
    share: float = 1.0  # of the helping sets' records that are read


@dataclass(frozen=True)
class Item:
    """A record or a sentence of a folded set with the fold that it is read in."""

    number: int
    name: str  # id of the record, or number of the sentence in its file
    fold: int
    text: Text | None = None  # of records
    sentence: Sentence | None = None  # of treebanks


@dataclass(frozen=True)
class FoldedSet:
    """The items of a set."""

    task: Task
    source: Source
    items: tuple[Item, ...]


def read_plan(path: Path | None = None) -> Plan:
    """Return the plan of a file, by default of the one that ships."""
    shipped = resources.files(__package__).joinpath("crossvalidation.toml")
    table = tomllib.loads((path or shipped).read_text(encoding="utf-8"))
    tasks = {name: Folding(tuple(v["sets"]), v["updates"], v["helpers"]) for name, v in table["tasks"].items()}
    return Plan(table["folds"], tasks, table["batch"], table["share"])


def crossvalidate(
    settings: Settings, plan: Plan, data: Path, out: Path, names: Sequence[str], part: float = 1.0
) -> None:
    """Train and read every fold of the named tasks; ``out`` takes the predictions, those of other sets stay there.

    Raises LexiconError where a task has nothing to fold. A fold that has been read is not trained again.
    """
    chosen = _chosen(settings, plan, names)
    out.mkdir(parents=True, exist_ok=True)
    prepared = prepare(settings, data, out)
    sets = [own for task in chosen for own in read_folded(task, plan, data, prepared.labels, settings.seed, part)]
    helpers = helper_streams(settings, plan, data, prepared, names, part)
    for fold in range(plan.folds):
        waiting = [own for own in sets if not _is_read(out, own, fold)]
        if waiting:
            log.info("fold %d of %d: %s", fold + 1, plan.folds, ", ".join(own.source.path for own in waiting))
            streams = {**folded_streams(sets, plan, prepared, settings.seed, fold), **helpers}
            network = train_fold(settings, prepared, streams, out)
            _keep(out, [row for own in waiting for row in read_fold(own, fold, settings, prepared, network, out)])


def _chosen(settings: Settings, plan: Plan, names: Sequence[str]) -> list[Task]:
    known = {task.name: task for task in settings.tasks if task.name in plan.tasks}
    for name in names:
        if name not in known:
            raise LexiconError(f"{name}: nothing of this task is cross-validated; there are {', '.join(known)}.")
    return [known[name] for name in names]


# -- folds ------------------------------------------------------------------------------------------------------------


def read_folded(
    task: Task, plan: Plan, data: Path, labels: Labels, seed: int, part: float = 1.0
) -> Iterator[FoldedSet]:
    """Yield the folded sets of a task; ``part`` reads only a share of them."""
    for source in task.sets:
        if source.path in plan.tasks[task.name].sets:
            source = replace(source, fold=0)
            names, texts, sentences = _read(task, source, data, labels)
            count = len(names) if part >= 1 else max(FEWEST, int(len(names) * part))
            documents = [name for name, _ in names[:count]]
            folds = fold_of(documents, plan.folds, seed)
            items = tuple(
                Item(number, names[number][1], folds[document], texts[number], sentences[number])
                for number, document in enumerate(documents)
            )
            yield FoldedSet(task, source, items)


def _read(
    task: Task, source: Source, data: Path, labels: Labels
) -> tuple[list[tuple[str, str]], list[Text | None], list[Sentence | None]]:
    """Return document and name of each item of a set, and its text or its sentence."""
    if task.kind == "treebank":
        (own,) = trees.read_trees(data, replace(task, sets=(source,)))
        return [(s.document or f"#{n}", str(n)) for n, s in enumerate(own)], [None] * len(own), list(own)
    records = read_records(data, source, dev=False)
    texts = read_set(spacy.blank(task.language), data, source, task.kind, labels, dev=False)
    names = [(document_of(str(record["id"]), source), str(record["id"])) for record in records]
    return names, list(texts), [None] * len(records)


def document_of(record: str, source: Source) -> str:
    """Return the document of a record: single sentences are numbered within theirs, behind the last hyphen."""
    return record.rpartition("-")[0] if source.sentences else record


def fold_of(documents: Sequence[str], folds: int, seed: int) -> dict[str, int]:
    """Return the fold of each document, by chance; folds have the same number of documents, or one less."""
    order = list(dict.fromkeys(documents))
    Random(seed).shuffle(order)
    return {document: number % folds for number, document in enumerate(order)}


def folded_streams(
    sets: Sequence[FoldedSet], plan: Plan, prepared: Prepared, seed: int, fold: int
) -> dict[str, Stream]:
    """Return the streams of the folded sets without the items of a fold, one a task."""
    streams = {}
    for task in dict.fromkeys(own.task.name for own in sets):
        mine = [own for own in sets if own.task.name == task]
        name = f"{task}, folded"
        updates = plan.tasks[task].updates
        own_task = replace(mine[0].task, name=name, updates=updates, batch=plan.batch)
        streams[name] = Stream(own_task, _epoch(mine, prepared.labels, fold), prepared.cut, seed)
    return streams


def _epoch(sets: Sequence[FoldedSet], labels: Labels, fold: int) -> Epoch:
    kept = [(own, [item for item in own.items if item.fold != fold]) for own in sets]

    def epoch(random: Random) -> list[Text]:
        return [text for own, items in kept for text in _texts(own, items, labels, random)]

    return epoch


def _texts(own: FoldedSet, items: Sequence[Item], labels: Labels, random: Random) -> Sequence[Text]:
    if own.task.kind == "treebank":
        sentences = [item.sentence for item in items if item.sentence]
        return list(trees.varied_texts(sentences, own.task.language, labels, random))
    texts = [item.text for item in items if item.text]
    return glued(texts, random) if own.source.sentences else texts


def helper_streams(
    settings: Settings, plan: Plan, data: Path, prepared: Prepared, names: Sequence[str], part: float = 1.0
) -> dict[str, Stream]:
    """Return the streams of the tasks that help, without the sets that are folded: nothing of these may leak."""
    folded = {path for name in names for path in plan.tasks[name].sets}
    updates: dict[str, int] = {}
    for name in names:
        for helper, own in plan.tasks[name].helpers.items():
            updates[helper] = max(own, updates.get(helper, 0))
    streams = {}
    for task in settings.tasks:
        sets = tuple(source for source in task.sets if source.path not in folded)
        if task.name in updates and sets:
            own_task = replace(task, sets=sets, updates=updates[task.name], batch=plan.batch)
            epoch = make_epoch(own_task, data, prepared.labels, mood_forms(settings), part * plan.share)
            streams[task.name] = Stream(own_task, epoch, prepared.cut, settings.seed)
    return streams


# -- training and reading ---------------------------------------------------------------------------------------------


def train_fold(settings: Settings, prepared: Prepared, streams: Mapping[str, Stream], out: Path) -> Network:
    """Return a network that was trained from the base with the streams, as many updates as their tasks say."""
    torch.manual_seed(settings.seed)
    network = Network(prepared.base, prepared.kept, settings.layers, prepared.labels)
    own = replace(settings, tasks=tuple(stream.task for stream in streams.values()), minutes=0.0)
    joint.train(network, own, streams, out, resume=False)
    (out / "checkpoint.pt").unlink()  # the network is at hand, and each fold begins anew
    return network


def read_fold(
    own: FoldedSet, fold: int, settings: Settings, prepared: Prepared, network: Network, out: Path
) -> Iterator[dict[str, Any]]:
    """Yield what the network finds in the items of a fold, with the marks of the set's kind."""
    artifact = _artifact(settings, prepared, network, out)
    for item in own.items:
        if item.fold == fold:
            text = item.text or _tree(item, own.task.language, prepared.labels)
            found = _found(own.task.kind, text, artifact) if text.words else {}
            yield {"set": own.source.path, "id": item.name, "fold": fold, **found}


def _tree(item: Item, language: str, labels: Labels) -> Text:
    assert item.sentence is not None
    return trees.tree_text(Paragraph((item.sentence,), frozenset()), language, labels)


def _artifact(settings: Settings, prepared: Prepared, network: Network, out: Path) -> TorchArtifact:
    """Return the network as readers take it; the files beside it lie in ``out``."""
    write_pieces(out / PIECES, prepared.base.pieces, prepared.kept)
    np.savez(out / PARSER, **pair_weights(network))
    write_meta(out / META, network, settings, {})
    return TorchArtifact(out, network)


def _found(kind: str, text: Text, artifact: TorchArtifact) -> dict[str, Any]:
    scores = read_scores(words_for(text, artifact), artifact)
    if kind == "treebank":
        return {"words": _words(scores, text, artifact)}
    spans = found_spans(scores, artifact, kind)
    return {"spans": [[text.words[first].start, text.words[end - 1].end, label] for first, end, label in spans]}


def _words(scores: Scores, text: Text, artifact: TorchArtifact) -> list[list[Any]]:
    """Return head (its own number for the root) and relation of each word."""
    heads, relations = parse(scores, [(0, len(text.words))], artifact.weights, artifact.meta.relations)
    names = artifact.meta.relations
    return [[head, names[relation]] for head, relation in zip(heads.tolist(), relations.tolist(), strict=True)]


# -- predictions ------------------------------------------------------------------------------------------------------


def read_predictions(out: Path) -> list[dict[str, Any]]:
    """Return what has been read so far."""
    path = out / PREDICTIONS
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.is_file() else []


def _is_read(out: Path, own: FoldedSet, fold: int) -> bool:
    read = {row["id"] for row in read_predictions(out) if (row["set"], row["fold"]) == (own.source.path, fold)}
    return {item.name for item in own.items if item.fold == fold} <= read


def _keep(out: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add the rows of a fold to those before, in one step: a training that is stopped leaves whole folds."""
    lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in [*read_predictions(out), *rows]]
    fresh = out / f"{PREDICTIONS}.new"
    fresh.write_text("".join(lines), encoding="utf-8")
    fresh.replace(out / PREDICTIONS)
