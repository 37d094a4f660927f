"""The network: lower layers of the base encoder (BERT, Devlin et al. 2019; post-LN) under one head a task.

Word embeddings are frozen and stay as the base has them, in 4 bits with a scale a block of 32, so that they are read
exactly and cost little. Dependencies are scored by biaffine attention (Dozat and Manning 2017, "Deep Biaffine Attention
for Neural Dependency Parsing"); a pointer of the same kind leads from a quotation's content to its source.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import torch
from torch import nn
from torch.nn import functional

from hergang.extract.training.base import BLOCK, Base, Sizes
from hergang.extract.training.labels import ARC, DISTANCES, GROUPS, LINK, RELATION, Labels, group_of

Tensor = Any

DROPOUT = 0.1
PARSER_DROPOUT = 0.2
FORBIDDEN = -1e4
TOPMOST = 3.0  # the last layer's score in a mixture, before training; 0 for the others


class Dropout(nn.Module):
    """Dropout (Srivastava et al. 2014) with masks cut out of a pool at random places.

    Drawing every mask anew took a fifth of the training time on processor cores; the pool lasts for a hundred updates.
    """

    POOL, RENEWED = 1 << 22, 1500

    def __init__(self, share: float = DROPOUT) -> None:
        super().__init__()
        self.share = share
        self.pool: Tensor = None
        self.used = 0

    def forward(self, states: Tensor) -> Tensor:
        if not self.training:
            return states
        if self.pool is None or self.used % self.RENEWED == 0:
            self.pool = (torch.rand(self.POOL) >= self.share).to(torch.float32) / (1 - self.share)
        self.used += 1
        count = states.numel()
        if count > self.POOL:
            return functional.dropout(states, self.share, True)
        start = int(torch.randint(self.POOL - count + 1, ()))
        return states * self.pool[start : start + count].view(states.shape).to(states.dtype)


#: One pool for the whole network.
drop = Dropout()


class Embeddings(nn.Module):
    """Frozen 4-bit words, trained positions (with the base's only token type in them)."""

    def __init__(self, base: Base, kept: Sequence[int]) -> None:
        super().__init__()
        sizes = base.sizes
        values, scales = base.quantised("emb.word", sizes.vocabulary, sizes.hidden)
        rows = list(kept)
        self.register_buffer("values", torch.from_numpy(values[rows]), persistent=False)
        self.register_buffer("scales", torch.from_numpy(scales[rows]), persistent=False)
        types = base.vector("emb.type").reshape(-1, sizes.hidden)
        positions = base.vector("emb.pos").reshape(sizes.positions, sizes.hidden) + types[0]
        self.positions = nn.Parameter(torch.from_numpy(positions))
        self.norm = _norm(base, "emb.ln", sizes)

    def forward(self, pieces: Tensor) -> Tensor:
        values = self.values[pieces].float().unflatten(-1, (-1, BLOCK))
        words = (values * self.scales[pieces].unsqueeze(-1)).flatten(-2)
        places = self.positions[: pieces.shape[1]]
        return dropped(self, self.norm(words + places))


class Layer(nn.Module):
    """One layer: attention and feed-forward, each followed by a residual and a norm."""

    def __init__(self, base: Base, number: int) -> None:
        super().__init__()
        sizes = base.sizes
        self.heads = sizes.heads
        parts = [_linear(base, f"l{number}.{name}", sizes.hidden, sizes.hidden) for name in "qkv"]
        self.attend = _joined(parts)
        self.mix = _linear(base, f"l{number}.ao", sizes.hidden, sizes.hidden)
        self.first_norm = _norm(base, f"l{number}.aln", sizes)
        self.widen = _linear(base, f"l{number}.fi", sizes.feed_forward, sizes.hidden)
        self.narrow = _linear(base, f"l{number}.fo", sizes.hidden, sizes.feed_forward)
        self.last_norm = _norm(base, f"l{number}.oln", sizes)

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        windows, length, hidden = states.shape
        query, key, value = (
            part.view(windows, length, self.heads, hidden // self.heads).transpose(1, 2)
            for part in self.attend(states).split(hidden, -1)
        )
        context = self._attention(query, key, value, mask)
        context = self.mix(context.transpose(1, 2).reshape(windows, length, hidden))
        states = self.first_norm(states + dropped(self, context))
        wide = self.narrow(functional.gelu(self.widen(states)))
        return self.last_norm(states + dropped(self, wide))

    def _attention(self, query: Tensor, key: Tensor, value: Tensor, mask: Tensor) -> Tensor:
        if self.training:  # in bfloat16 throughout: faster than the fused kernel for windows of this length
            with torch.autocast("cpu", enabled=False):
                return self._weighted(query, key, value, mask.to(query.dtype))
        return self._weighted(query, key, value, mask)

    @staticmethod
    def _weighted(query: Tensor, key: Tensor, value: Tensor, mask: Tensor) -> Tensor:
        weights = query @ key.transpose(2, 3) * (1 / math.sqrt(query.shape[-1])) + mask
        return weights.softmax(-1) @ value


class Encoder(nn.Module):
    """Embeddings and the lower ``depth`` layers; states for every piece, layer by layer."""

    def __init__(self, base: Base, kept: Sequence[int], depth: int) -> None:
        super().__init__()
        self.embeddings = Embeddings(base, kept)
        self.layers = nn.ModuleList([Layer(base, number) for number in range(depth)])

    def forward(self, pieces: Tensor, mask: Tensor) -> list[Tensor]:
        states = [self.embeddings(pieces)]
        barrier = (1 - mask.to(torch.float32))[:, None, None, :] * FORBIDDEN
        for layer in self.layers:
            states.append(layer(states[-1], barrier))
        return states[1:]


class Mixture(nn.Module):
    """The states of all layers, weighted (Peters et al. 2018, "Deep contextualized word representations").

    What a group of heads needs stands in other layers than what another needs; its own weights let it choose.
    """

    def __init__(self, depth: int) -> None:
        super().__init__()
        scores = torch.zeros(depth)
        scores[-1] = TOPMOST
        self.scores = nn.Parameter(scores)

    def forward(self, states: Sequence[Tensor]) -> Tensor:
        shares = self.scores.softmax(-1)
        return sum(share * state for share, state in zip(shares, states, strict=True))


class Parser(nn.Module):
    """Biaffine scores of arcs and relations."""

    def __init__(self, hidden: int, relations: int) -> None:
        super().__init__()
        self.arc_dep, self.arc_head = nn.Linear(hidden, ARC), nn.Linear(hidden, ARC)
        self.rel_dep, self.rel_head = nn.Linear(hidden, RELATION), nn.Linear(hidden, RELATION)
        self.arc = nn.Parameter(torch.randn(ARC + 1, ARC) * 0.01)
        self.relation = nn.Parameter(torch.randn(relations, RELATION + 1, RELATION + 1) * 0.01)

    def arcs(self, states: Tensor, root: Tensor) -> Tensor:
        """Return scores [windows, words, 1 + words]: of each word to have as its head the root or a word."""
        dep = _with_one(self._vector(self.arc_dep, states))
        head = self._vector(self.arc_head, torch.cat([root, states], 1))
        return dep @ self.arc @ head.transpose(1, 2)

    def relations(self, dependents: Tensor, heads: Tensor) -> Tensor:
        """Return scores [pairs, relations] of pairs of states."""
        dep = _with_one(self._vector(self.rel_dep, dependents))
        head = _with_one(self._vector(self.rel_head, heads))
        return torch.einsum("nx,rxy,ny->nr", dep, self.relation, head)

    def _vector(self, layer: nn.Linear, states: Tensor) -> Tensor:
        return functional.dropout(functional.gelu(layer(states)), PARSER_DROPOUT, self.training)


class Links(nn.Module):
    """Points from a content (its first and last word) to a word of its source, or to none."""

    def __init__(self, hidden: int) -> None:
        super().__init__()
        self.query, self.key = nn.Linear(hidden, LINK), nn.Linear(hidden, LINK)
        self.none = nn.Parameter(torch.zeros(LINK))
        self.distance = nn.Parameter(torch.zeros(DISTANCES))

    def forward(self, states: Tensor, first: Tensor, last: Tensor, buckets: Tensor) -> Tensor:
        """Return scores [contents, words + 1] in one window; the last column is "no source"."""
        queries = functional.gelu(self.query(states))
        keys = torch.cat([functional.gelu(self.key(states)), self.none[None]])
        scores = (queries[first] + queries[last]) @ keys.T / math.sqrt(LINK)
        return scores + functional.pad(self.distance[buckets], (0, 1))


class Network(nn.Module):
    """Encoder and heads; a head labels words by its group's mixture of the states of their first piece."""

    def __init__(self, base: Base, kept: Sequence[int], depth: int, labels: Labels) -> None:
        super().__init__()
        hidden = base.sizes.hidden
        self.labels = labels
        self.encoder = Encoder(base, kept, depth)
        self.mixtures = nn.ModuleDict({group: Mixture(depth) for group in GROUPS})
        self.heads = nn.ModuleDict({name: nn.Linear(hidden, len(own)) for name, own in labels.heads.items()})
        self.parser = Parser(hidden, len(labels.relations))
        self.links = Links(hidden)


class Outputs(nn.Module):
    """A trained network as readers run it: every output for every piece, the heads of a group by one product."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        parser, links = network.parser, network.links
        vectors = {"arc_dep": parser.arc_dep, "arc_head": parser.arc_head}
        vectors |= {"rel_dep": parser.rel_dep, "rel_head": parser.rel_head}
        vectors |= {"link_query": links.query, "link_key": links.key}
        layers = {**dict(network.heads.items()), **vectors}
        self.encoder = network.encoder
        self.mixtures = network.mixtures
        members = {group: [name for name in layers if group_of(name) == group] for group in GROUPS}
        self.members = {group: own for group, own in members.items() if own}
        self.joined = nn.ModuleDict({g: _joined([layers[name] for name in own]) for g, own in self.members.items()})
        self.widths = {name: layer.out_features for name, layer in layers.items()}
        self.vectors = frozenset(vectors)
        self.names = [name for own in self.members.values() for name in own]
        self.eval()

    def forward(self, pieces: Tensor, mask: Tensor) -> tuple[Tensor, ...]:
        return self.read(self.encoder(pieces, mask))

    def read(self, states: Sequence[Tensor]) -> tuple[Tensor, ...]:
        """Return the outputs for the states of all layers."""
        found = []
        for group, own in self.members.items():
            parts = self.joined[group](self.mixtures[group](states)).split([self.widths[name] for name in own], -1)
            found += [functional.gelu(p) if name in self.vectors else p for name, p in zip(own, parts, strict=True)]
        return tuple(found)


def dropped(module: nn.Module, states: Tensor) -> Tensor:
    return drop(states) if module.training else states


def _with_one(vectors: Tensor) -> Tensor:
    return torch.cat([vectors, torch.ones_like(vectors[..., :1])], -1)


def _joined(layers: Sequence[nn.Linear]) -> nn.Linear:
    """Return one layer that does the work of several on the same input."""
    joined = nn.Linear(layers[0].in_features, sum(layer.out_features for layer in layers))
    with torch.no_grad():
        joined.weight.copy_(torch.cat([layer.weight for layer in layers]))
        joined.bias.copy_(torch.cat([layer.bias for layer in layers]))
    return joined


def _linear(base: Base, name: str, outputs: int, inputs: int) -> nn.Linear:
    layer = nn.Linear(inputs, outputs)
    with torch.no_grad():
        layer.weight.copy_(torch.from_numpy(base.matrix(f"{name}.w", outputs, inputs)))
        layer.bias.copy_(torch.from_numpy(base.vector(f"{name}.b")))
    return layer


def _norm(base: Base, name: str, sizes: Sizes) -> nn.LayerNorm:
    layer = nn.LayerNorm(sizes.hidden, sizes.epsilon)
    with torch.no_grad():
        layer.weight.copy_(torch.from_numpy(base.vector(f"{name}.w")))
        layer.bias.copy_(torch.from_numpy(base.vector(f"{name}.b")))
    return layer
