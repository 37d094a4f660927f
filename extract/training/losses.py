"""Losses of a batch: each head that the batch's sets label, arcs, relations and links."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
from torch.nn import functional

from hergang.extract.training.labels import CHOICES, IGNORED, Labels, buckets, group_of
from hergang.extract.training.network import FORBIDDEN, Network, dropped
from hergang.extract.training.texts import Window, padded

Tensor = Any


class Losses:
    """Computes the weighted loss of batches; weights are by head, ``tag`` and ``morph`` name families of heads."""

    def __init__(self, network: Network, weights: Mapping[str, float], pad: int, *, autocast: bool) -> None:
        self.network = network
        self.weights = weights
        self.pad = pad
        self.autocast = autocast
        labels: Labels = network.labels
        allowed = {head: torch.from_numpy(labels.allowed(head)) for head in CHOICES if head in labels.heads}
        self.barriers = {head: torch.where(rows, 0.0, FORBIDDEN) for head, rows in allowed.items()}

    def __call__(self, batch: Sequence[Window]) -> Tensor:
        """Return the loss of one batch."""
        pieces, mask, firsts = tensors(batch, self.pad)
        with torch.autocast("cpu", torch.bfloat16, enabled=self.autocast):
            states = [state.float() for state in self.network.encoder(pieces, mask)]
        heads = self._heads(batch)
        read = {group: self._read(group, states, firsts) for group in sorted({group_of(head) for head in heads})}
        loss = sum(self._labels(head, read[group_of(head)][1], batch) for head in heads)
        if batch[0].text.heads is not None:
            root, words = read["syntax"]
            loss = loss + self._tree(words, root, batch)
        if batch[0].text.links is not None:
            loss = loss + self._weight("link") * self._links(read["speech"][1], batch)
        return loss

    def _read(self, group: str, states: Sequence[Tensor], firsts: Tensor) -> tuple[Tensor, Tensor]:
        """Return the states of the beginning [windows, 1, hidden] and of the words [windows, words, hidden]."""
        mixed = self.network.mixtures[group](states)
        words = mixed.gather(1, firsts[:, :, None].expand(-1, -1, mixed.shape[-1]))
        return dropped(self.network, mixed[:, :1]), dropped(self.network, words)

    def _heads(self, batch: Sequence[Window]) -> list[str]:
        return sorted({head for window in batch for head in window.text.targets})

    def _weight(self, head: str) -> float:
        return self.weights.get(head, self.weights.get(head.partition("_")[0], 1.0))

    def _labels(self, head: str, words: Tensor, batch: Sequence[Window]) -> Tensor:
        codes = torch.from_numpy(padded((window.targets(head) for window in batch), IGNORED))
        taught = codes != IGNORED
        if not taught.any():
            return torch.zeros(())
        logits = self.network.heads[head](words[taught])
        own = codes[taught]
        if head not in self.barriers:
            return self._weight(head) * functional.cross_entropy(logits, own)
        likely = (logits.log_softmax(-1) + self.barriers[head][own]).logsumexp(-1)
        return -self._weight(head) * likely.mean()

    def _tree(self, words: Tensor, root: Tensor, batch: Sequence[Window]) -> Tensor:
        """Return the loss of arcs (heads sought in the word's own sentence) and of relations along true arcs."""
        heads = torch.from_numpy(padded((window.heads() for window in batch), IGNORED))
        scores = self.network.parser.arcs(words, root).masked_fill(~same_sentence(batch), FORBIDDEN)
        taught = heads != IGNORED
        loss = functional.cross_entropy(scores[taught], heads[taught])
        relations = torch.from_numpy(padded((relations_of(window) for window in batch), IGNORED))
        row, place = (taught & (relations != IGNORED)).nonzero(as_tuple=True)
        with_root = torch.cat([root, words], 1)
        found = self.network.parser.relations(words[row, place], with_root[row, heads[row, place]])
        return loss + functional.cross_entropy(found, relations[row, place])

    def _links(self, words: Tensor, batch: Sequence[Window]) -> Tensor:
        """Return the loss of pointing: minus the log of what falls on the words of the sources, or on none."""
        losses = []
        for row, window in enumerate(batch):
            links = window.links()
            if links:
                losses.append(self._window_links(words[row, : len(window.firsts)], links))
        return torch.cat(losses).mean() if losses else torch.zeros(())

    def _window_links(self, words: Tensor, links: Sequence[Any]) -> Tensor:
        count = len(words)
        first = np.array([link.content[0] for link in links])
        last = np.array([link.content[1] - 1 for link in links])
        places = torch.from_numpy(buckets(count, first, last))
        scores = self.network.links(words, torch.from_numpy(first), torch.from_numpy(last), places).log_softmax(-1)
        wanted = torch.full(scores.shape, FORBIDDEN)
        for row, link in enumerate(links):
            for start, end in link.sources:
                wanted[row, start:end] = 0.0
            if not link.sources:
                wanted[row, count] = 0.0
        return -(scores + wanted).logsumexp(-1)


def tensors(batch: Sequence[Window], pad: int) -> tuple[Tensor, Tensor, Tensor]:
    """Return pieces, mask and first places as tensors."""
    pieces = padded((window.pieces for window in batch), pad)
    mask = padded((np.ones_like(window.pieces) for window in batch), 0)
    firsts = padded((window.firsts for window in batch), 0)
    return torch.from_numpy(pieces), torch.from_numpy(mask), torch.from_numpy(firsts)


def relations_of(window: Window) -> np.ndarray:
    """Return the relation codes of a window's words."""
    relations = window.text.relations
    assert relations is not None
    return relations[window.low : window.high]


def _sentence_numbers(starts: np.ndarray) -> np.ndarray:
    """Return the number of each word's sentence; a stretch that teaches nothing is one of its own."""
    silent = starts == IGNORED
    begins = (starts == 1) | (silent & ~np.append(False, silent[:-1]))
    return np.cumsum(begins)


def same_sentence(batch: Sequence[Window]) -> Tensor:
    """Return a bool tensor [windows, words, 1 + words]: root, or a word of the same sentence; padding sees the root."""
    numbers = torch.from_numpy(padded((_sentence_numbers(window.targets("sentence")) for window in batch), -1))
    same = (numbers[:, :, None] == numbers[:, None, :]) & (numbers[:, None, :] >= 0)
    return torch.cat([torch.ones_like(same[:, :, :1]), same], -1)
