"""The training loop: seeded, with checkpoints at every epoch, keeping the best epoch by dev score."""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from typing import Any

import spacy
from spacy.training import Example
from thinc.api import Adam, fix_random_seed

from hergang.extract.training.recipe import Optimiser

log = logging.getLogger(__name__)

#: Builds the examples of an epoch; what it varies comes from the generator alone.
Epoch = Callable[[Any, Random], Iterable[Example]]


@dataclass(frozen=True)
class Job:
    """One half of a pipeline to be trained; ``score`` names the figure of spaCy's scorer that tells the best epoch."""

    name: str
    build: Callable[[], Any]
    train: Epoch
    dev: Callable[[Any], Sequence[Example]]
    epochs: int
    score: Callable[[dict[str, Any]], float]


@dataclass
class State:
    """Where a training stands; written beside the checkpoint, so that ``--resume`` goes on after the last epoch."""

    epoch: int = 0
    best: float = -1.0
    best_epoch: int = -1


def train(job: Job, optimiser: Optimiser, seed: int, folder: Path, *, resume: bool = False) -> Any:
    """Train, and return the pipeline of the best epoch; ``folder`` takes checkpoints and ``log.jsonl``.

    Resuming starts the optimiser's moments and averages anew: the result is as good, not the same to the byte.
    """
    state = _read_state(folder) if resume else State()
    fix_random_seed(seed)
    examples = list(job.train(nlp := job.build(), Random(seed)))
    nlp.initialize(lambda: examples)
    sgd = _adam(optimiser, job.epochs, examples, done=state.epoch)
    if state.epoch:
        nlp.from_disk(folder / "last")
    for epoch in range(state.epoch, job.epochs):
        random = Random(f"{seed}-{epoch}")
        losses = run_epoch(nlp, list(job.train(nlp, random)), sgd, optimiser, random, epoch)
        _evaluate(nlp, job, sgd, state, epoch, losses, folder)
    return spacy.load(folder / "best")


def run_epoch(
    nlp: Any, examples: list[Example], sgd: Any, optimiser: Optimiser, random: Random, epoch: int
) -> dict[str, float]:
    """Update once on every example, in random order; return the sum of losses by component."""
    random.shuffle(examples)
    losses: dict[str, float] = {}
    for batch in batches(examples, optimiser, epoch):
        nlp.update(batch, sgd=sgd, drop=optimiser.dropout, losses=losses)
        sgd.step_schedules()
    return {name: float(loss) for name, loss in losses.items()}


def batches(examples: Sequence[Example], optimiser: Optimiser, epoch: int) -> Iterator[list[Example]]:
    """Yield batches by number of words; their size grows in the first epoch and stays at the top afterwards."""
    size = float(optimiser.batch_start if epoch == 0 else optimiser.batch_stop)
    batch: list[Example] = []
    words = 0
    for example in examples:
        batch.append(example)
        words += len(example.predicted)
        if words >= size:
            yield batch
            batch, words = [], 0
            size = min(size * optimiser.batch_growth, optimiser.batch_stop)
    if batch:
        yield batch


def _adam(optimiser: Optimiser, epochs: int, examples: Sequence[Example], *, done: int) -> Any:
    """Return Adam with weight averages and a learn rate that rises to the top and falls to zero."""
    first, later = (sum(1 for _ in batches(examples, optimiser, epoch)) for epoch in (0, 1))
    total = first + later * (epochs - 1)
    passed = 0 if done == 0 else first + later * (done - 1)
    rates: Any = (_rate(step, optimiser, total) for step in range(passed, total * 2))
    return Adam(learn_rate=rates, L2=optimiser.weight_decay, L2_is_weight_decay=True, grad_clip=1.0, use_averages=True)


def _rate(step: int, optimiser: Optimiser, total: int) -> float:
    if step < optimiser.warmup_steps:
        return optimiser.learn_rate * (step + 1) / optimiser.warmup_steps
    return optimiser.learn_rate * max(0.02, (total - step) / max(1, total - optimiser.warmup_steps))


def _evaluate(nlp: Any, job: Job, sgd: Any, state: State, epoch: int, losses: dict[str, float], folder: Path) -> None:
    with nlp.use_params(sgd.averages):
        scores = nlp.evaluate(job.dev(nlp))
        score = job.score(scores)
        if score > state.best:
            state.best, state.best_epoch = score, epoch
            _write(nlp, folder / "best")
    _write(nlp, folder / "last")
    state.epoch = epoch + 1
    (folder / "state.json").write_text(json.dumps(asdict(state)), encoding="utf-8")
    figures = {k: round(v, 4) for k, v in scores.items() if isinstance(v, float)}
    line = {"job": job.name, "epoch": epoch, "score": round(score, 4), "losses": losses, **figures}
    with (folder / "log.jsonl").open("a", encoding="utf-8") as out:
        out.write(json.dumps(line) + "\n")
    log.info("%s epoch %d: %.4f (best %.4f)", job.name, epoch, score, state.best)


def _write(nlp: Any, path: Path) -> None:
    """Write beside and rename, so that an interrupted training leaves a whole checkpoint."""
    fresh = path.with_suffix(".new")
    shutil.rmtree(fresh, ignore_errors=True)
    nlp.to_disk(fresh)
    shutil.rmtree(path, ignore_errors=True)
    fresh.rename(path)


def _read_state(folder: Path) -> State:
    path = folder / "state.json"
    return State(**json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else State()
