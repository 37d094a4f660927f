"""The joint training loop: one task an update, shuffled; rates fall with time or updates, whichever is further.

Checkpoints hold all that a later run needs to go on: weights (without the frozen words), the optimiser, the generators
and the place in every stream. With the clock as limit, two runs differ in the number of updates; with ``minutes = 0``
the number of updates alone decides, and a run is the same again on the same machine and releases.
"""

from __future__ import annotations

import json
import logging
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import torch

from hergang.extract.errors import LexiconError
from hergang.extract.training.losses import Losses
from hergang.extract.training.network import Network
from hergang.extract.training.settings import Settings
from hergang.extract.training.tasks import Stream
from hergang.extract.training.texts import Window

log = logging.getLogger(__name__)

LOWEST = 0.01  # of the rates, at the end
TOLD = 50  # updates between two lines of the log


@dataclass
class State:
    """Where a training stands."""

    update: int = 0
    seconds: float = 0.0
    passed: dict[str, int] = field(default_factory=dict)  # batches of each task


def train(network: Network, settings: Settings, streams: Mapping[str, Stream], folder: Path, *, resume: bool) -> State:
    """Train the network in place; ``folder`` takes the checkpoint and ``log.jsonl``."""
    torch.set_num_threads(settings.threads)
    torch.manual_seed(settings.seed)
    optimiser = make_optimiser(network, settings)
    path = folder / "checkpoint.pt"
    state = load(path, network, optimiser) if resume and path.is_file() else State()
    order = make_order(settings)
    cut = next(iter(streams.values())).cut
    losses = Losses(network, settings.loss, cut.pad, autocast=settings.rates.autocast)
    batches = {name: stream.batches(state.passed.get(name, 0)) for name, stream in streams.items()}
    network.train()
    _run(network, settings, order, batches, losses, optimiser, state, folder)
    save(path, network, optimiser, state)
    return state


def _run(
    network: Network,
    settings: Settings,
    order: list[str],
    batches: Mapping[str, Iterator[list[Window]]],
    losses: Losses,
    optimiser: Any,
    state: State,
    folder: Path,
) -> None:
    begun = time.monotonic() - state.seconds
    saved = state.seconds
    seen: dict[str, list[float]] = defaultdict(list)
    while state.update < len(order):
        progress = share_done(state, settings, len(order))
        if progress >= 1:
            break
        name = order[state.update]
        set_rates(optimiser, rate(progress, settings.rates.warmup))
        seen[name].append(update(network, losses, next(batches[name]), optimiser, settings.rates.clip))
        state.update += 1
        state.passed[name] = state.passed.get(name, 0) + 1
        state.seconds = time.monotonic() - begun
        if state.update % TOLD == 0:
            _tell(folder, state, progress, seen)
            seen.clear()
        if state.seconds - saved > 60 * settings.checkpoint_minutes:
            save(folder / "checkpoint.pt", network, optimiser, state)
            saved = state.seconds


def update(network: Network, losses: Losses, batch: list[Window], optimiser: Any, clip: float) -> float:
    """Make one update; return its loss."""
    loss = losses(batch)
    loss.backward()
    torch.nn.utils.clip_grad_norm_([p for p in network.encoder.parameters() if p.grad is not None], clip, foreach=True)
    optimiser.step()
    optimiser.zero_grad(set_to_none=True)
    return float(loss.item())


def make_order(settings: Settings) -> list[str]:
    """Return the tasks of all updates, shuffled."""
    order = [task.name for task in settings.tasks for _ in range(task.updates)]
    Random(settings.seed).shuffle(order)
    return order


def share_done(state: State, settings: Settings, updates: int) -> float:
    """Return how much of the training is done, by updates or by the clock."""
    by_clock = state.seconds / (60 * settings.minutes) if settings.minutes else 0.0
    return max(state.update / updates, by_clock)


def rate(progress: float, warmup: float) -> float:
    """Return the share of the full rates: a line up, then a line down."""
    if progress < warmup:
        return max(LOWEST, progress / warmup)
    return max(LOWEST, (1 - progress) / (1 - warmup))


def make_optimiser(network: Network, settings: Settings) -> Any:
    """Return AdamW with one group each for the encoder, the parser and the other heads."""
    parameters = dict(network.named_parameters())
    rates = {"encoder": settings.rates.encoder, "parser": settings.rates.parser, "heads": settings.rates.heads}
    groups = [
        {"params": [parameters[name] for name in own], "lr": rates[part], "full": rates[part]}
        for part, own in _parts(parameters).items()
    ]
    return torch.optim.AdamW(groups, weight_decay=settings.rates.weight_decay, fused=True)


def _parts(names: Iterable[str]) -> dict[str, list[str]]:
    """Return the parameters of each group of the optimiser, in their order."""
    parts: dict[str, list[str]] = {"encoder": [], "parser": [], "heads": []}
    for name in names:
        first = name.partition(".")[0]
        parts[first if first in parts else "heads"].append(name)
    return parts


def set_rates(optimiser: Any, share: float) -> None:
    """Set every group's rate to a share of its full one."""
    for group in optimiser.param_groups:
        group["lr"] = group["full"] * share


def save(path: Path, network: Network, optimiser: Any, state: State) -> None:
    """Write a checkpoint beside and rename it, so that an interrupted training leaves a whole one."""
    fresh = path.with_suffix(".new")
    table = {
        "network": network.state_dict(),
        "labels": network.labels.to_json(),
        "optimiser": optimiser.state_dict(),
        "random": torch.get_rng_state(),
        "state": {"update": state.update, "seconds": state.seconds, "passed": state.passed},
    }
    torch.save(table, fresh)
    fresh.replace(path)


def load(path: Path, network: Network, optimiser: Any = None) -> State:
    """Fill the network (and the optimiser) from a checkpoint; return where its training stood.

    What the network has more than the checkpoint (heads that were added since) begins untrained.
    """
    table = torch.load(path, weights_only=True)
    missing, unknown = network.load_state_dict(table["network"], strict=False)
    if unknown:
        raise LexiconError(f"{path}: holds {', '.join(unknown[:3])}, which these settings do not have. Train anew.")
    if missing:
        log.info("not in the checkpoint, begun anew: %s", ", ".join(missing))
    if optimiser is not None:
        _restore(optimiser, network, table)
        torch.set_rng_state(table["random"])
    return State(**table["state"])


def _restore(optimiser: Any, network: Network, table: Mapping[str, Any]) -> None:
    """Give the optimiser the moments of the checkpoint's parameters, by their names."""
    before, now = (
        [name for own in _parts(names).values() for name in own]
        for names in (table["network"], dict(network.named_parameters()))
    )
    moments = {name: table["optimiser"]["state"].get(place) for place, name in enumerate(before)}
    fresh = optimiser.state_dict()
    fresh["state"] = {place: moments[name] for place, name in enumerate(now) if moments.get(name) is not None}
    optimiser.load_state_dict(fresh)


def _tell(folder: Path, state: State, progress: float, seen: Mapping[str, list[float]]) -> None:
    means = {name: round(sum(own) / len(own), 4) for name, own in sorted(seen.items())}
    log.info("update %d, %.0f s, %.1f %% done: %s", state.update, state.seconds, 100 * progress, means)
    line = {"update": state.update, "seconds": round(state.seconds), "progress": round(progress, 4), "loss": means}
    with (folder / "log.jsonl").open("a", encoding="utf-8") as out:
        out.write(json.dumps(line) + "\n")
