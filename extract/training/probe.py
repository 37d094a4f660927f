"""Heads that are trained after all others, on the finished network: linear probes (Alain and Bengio 2016).

Their sets are small beside those of the joint training, or depend on its parse. The states of all layers are computed
once, in the windows in which articles are read; what is learned is a mixture of the layers and one linear layer, in a
minute or two. The encoder and all other heads stay as they are.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import spacy
import torch
from torch import nn

from hergang.extract.artifact import Artifact, Meta
from hergang.extract.pieces import Segmenter
from hergang.extract.reading import Scores, parse, read_scores
from hergang.extract.training.evaluation import Tally, count_statuses, words_for
from hergang.extract.training.joint import set_rates
from hergang.extract.training.labels import IGNORED, POS, Labels, group_of
from hergang.extract.training.mentions import Record, read_mentions, with_codes, words_tree
from hergang.extract.training.network import FORBIDDEN, Mixture, Network, Outputs
from hergang.extract.training.sets import read_set
from hergang.extract.training.settings import Probe, Settings, Source, Task
from hergang.extract.training.texts import Text

log = logging.getLogger(__name__)

Array = np.ndarray[Any, Any]
STATES = "states"
MIXING = 10  # times the rate of the linear layer: a mixture has few weights, and they move far


class Frozen(Artifact):
    """A network whose joint training is done, as readers take it; the states of its layers are one more output."""

    def __init__(self, network: Network, cut: Segmenter, settings: Settings) -> None:
        super().__init__({})
        self.depth = settings.layers
        own = network.labels
        heads: dict[str, tuple[str, ...]] = {name: own.heads[name] for name in ("sentence", "pos")}
        self.meta = Meta(
            name=settings.name,
            version=settings.version,
            languages=("de", "en"),
            heads={**heads, STATES: ()},
            relations=own.relations,
            window=settings.pieces,
            overlap=settings.overlap,
            bias={},
        )
        self.segmenter = cut
        parser = network.parser
        self.weights = {"arc": parser.arc.detach().numpy(), "relation": parser.relation.detach().numpy()}
        self._outputs = Outputs(network.eval()).eval()
        self._autocast = settings.rates.autocast

    def run(self, outputs: Sequence[str], rows: Array, places: Array) -> dict[str, Array]:
        """Return the named outputs for some places of one window, ``states`` among them [places, layers x hidden]."""
        pieces = torch.from_numpy(rows)[None]
        with torch.no_grad():
            with torch.autocast("cpu", torch.bfloat16, enabled=self._autocast):
                states = self._outputs.encoder(pieces, torch.ones_like(pieces))
            states = [state.float() for state in states]
            table = dict(zip(self._outputs.names, self._outputs.read(states), strict=True))
        table[STATES] = torch.cat(states, -1)
        return {name: table[name][0].numpy()[places] for name in outputs}


@dataclass(frozen=True)
class Examples:
    """Words that a probe learns from: states [words, layers, hidden], codes, documents, and which are nouns."""

    states: Array
    codes: Array
    documents: Array
    nouns: Array

    def part(self, kept: Array) -> Examples:
        """Return some of the words."""
        return Examples(self.states[kept], self.codes[kept], self.documents[kept], self.nouns[kept])


def train_probes(network: Network, cut: Segmenter, settings: Settings, data: Path, part: float = 1.0) -> dict[str, Any]:
    """Train the probes of the settings in place; return their figures by cross-validation."""
    torch.set_num_threads(settings.threads)
    artifact = Frozen(network, cut, settings)
    figures: dict[str, Any] = {}
    for probe in settings.probes:
        sets = [
            (source, examples(artifact, network.labels, probe, task, source, data, settings.seed, part))
            for task in probe.tasks
            for source in task.sets
        ]
        log.info("%s: %s words", probe.head, ", ".join(f"{len(own.codes)} of {source.path}" for source, own in sets))
        layers, head = fit([own for _, own in sets], network.labels, probe, settings.seed)
        network.mixtures[group_of(probe.head)].load_state_dict(layers.state_dict())
        network.heads[probe.head].load_state_dict(head.state_dict())
        for number, (source, _) in enumerate(sets):
            if probe.folds and not source.trees:
                figures[source.path] = validate([own for _, own in sets], number, network.labels, probe, settings.seed)
                log.info("%s: %d folds: %s", source.path, probe.folds, figures[source.path])
    return figures


# -- examples ---------------------------------------------------------------------------------------------------------


def examples(
    artifact: Frozen, labels: Labels, probe: Probe, task: Task, source: Source, data: Path, seed: int, part: float
) -> Examples:
    """Return the words of a set that teach something, with their states."""
    random = Random(f"{seed}-{source.path}")
    nouns = [POS.index("NOUN"), POS.index("PROPN")]
    found = []
    for number, (record, text) in enumerate(_texts(labels, task, source, data, part)):
        scores = read_scores(words_for(text, artifact), artifact)
        codes = _codes(record, text, scores, artifact, labels, probe.head, source)
        taught = codes != IGNORED
        if probe.plain < 1:
            taught &= (codes != 0) | (np.array([random.random() for _ in codes]) < probe.plain)
        states = scores.logits[STATES][taught].astype(np.float16)
        states = states.reshape(len(states), artifact.depth, -1)
        is_noun = np.isin(scores.logits["pos"].argmax(1)[taught], nouns)
        found.append(Examples(states, codes[taught], np.full(len(states), number), is_noun))
    return Examples(*(np.concatenate([getattr(own, name) for own in found]) for name in Examples.__annotations__))


def _texts(labels: Labels, task: Task, source: Source, data: Path, part: float) -> list[tuple[Record, Text]]:
    nlp = spacy.blank(task.language)
    if task.kind == "mentions":
        own = list(read_mentions(nlp, data, source, labels, dev=False))
    else:
        own = [({}, text) for text in read_set(nlp, data, source, task.kind, labels, dev=False)]
    own = own if part >= 1 else own[: max(4, int(len(own) * part))]
    return [(record, text) for record, text in own if text.words]


def _codes(
    record: Record, text: Text, scores: Scores, artifact: Frozen, labels: Labels, head: str, source: Source
) -> Array:
    """Return the codes of a text; where the set has no trees for its mentions, by the network's own parse."""
    if head not in text.targets:
        bounds = sorted(text.starts)
        sentences = list(zip(bounds, [*bounds[1:], len(text.words)], strict=True))
        heads, _ = parse(scores, sentences, artifact.weights, artifact.meta.relations)
        pos = [POS[place] for place in scores.logits["pos"].argmax(1).tolist()]
        text = with_codes(record, text, words_tree(text.words, heads, pos), labels, source)
    return text.targets[head]


# -- training ---------------------------------------------------------------------------------------------------------


def fit(sets: Sequence[Examples], labels: Labels, probe: Probe, seed: int) -> tuple[Mixture, nn.Linear]:
    """Return a mixture of the layers and a linear layer, trained on all words of the sets."""
    torch.manual_seed(seed)
    random = Random(seed)
    depth, hidden = sets[0].states.shape[1:]
    layers, head = Mixture(depth), nn.Linear(hidden, len(labels.heads[probe.head]))
    barriers = torch.where(torch.from_numpy(labels.allowed(probe.head)), 0.0, FORBIDDEN)
    groups = [(head, probe.rate), (layers, MIXING * probe.rate)]
    optimiser = torch.optim.AdamW([{"params": list(m.parameters()), "lr": r, "full": r} for m, r in groups])
    places = [(number, place) for number, own in enumerate(sets) for place in range(0, len(own.codes))]
    updates = probe.epochs * -(-len(places) // probe.batch)
    done = 0
    for _ in range(probe.epochs):
        random.shuffle(places)
        for start in range(0, len(places), probe.batch):
            states, codes = _batch(sets, places[start : start + probe.batch])
            set_rates(optimiser, 1 - done / updates)
            likely = _logits(states, layers, head).log_softmax(-1)
            loss = -(likely + barriers[codes]).logsumexp(-1).mean()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            done += 1
    return layers, head


def _batch(sets: Sequence[Examples], places: Sequence[tuple[int, int]]) -> tuple[Any, Any]:
    table = np.array(places)
    parts = [(own, table[table[:, 0] == number, 1]) for number, own in enumerate(sets)]
    # torch widens 16 bits several times faster than numpy
    states = torch.cat([torch.from_numpy(own.states)[torch.from_numpy(rows)] for own, rows in parts]).float()
    return states, torch.from_numpy(np.concatenate([own.codes[rows] for own, rows in parts]))


def _logits(states: Any, layers: Mixture, head: nn.Linear) -> Any:
    return head(torch.einsum("l,wlh->wh", layers.scores.softmax(-1), states))


# -- cross-validation -------------------------------------------------------------------------------------------------


def validate(sets: Sequence[Examples], number: int, labels: Labels, probe: Probe, seed: int) -> dict[str, float]:
    """Return the figures of one of the sets, each fold of its documents read by a head that has not seen them."""
    tally = Tally()
    own = sets[number]
    for fold in range(probe.folds):
        unseen = own.documents % probe.folds == fold
        others = [*sets[:number], own.part(~unseen), *sets[number + 1 :]]
        layers, head = fit(others, labels, probe, seed)
        test = own.part(unseen)
        with torch.no_grad():
            found = _logits(torch.from_numpy(test.states.astype(np.float32)), layers, head).argmax(-1).numpy()
        count_statuses(found, test.codes, test.nouns, labels, tally)
    return tally.figures()
