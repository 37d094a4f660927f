"""A trained network as plain arrays, in the form that its graph is built of and its 8 bits are chosen on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from hergang.extract.training.network import Layer, Network, Outputs

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Product:
    """A product with weights [inputs, outputs] and a bias; ``source`` names what it takes, as others may."""

    name: str
    source: str
    weights: Array
    bias: Array


@dataclass(frozen=True)
class Norm:
    """Gain and offset of a layer's norm."""

    gain: Array
    offset: Array


@dataclass(frozen=True)
class LayerParts:
    """One layer of the encoder."""

    query: Product
    key: Product
    value: Product
    mix: Product
    first_norm: Norm
    widen: Product
    narrow: Product
    last_norm: Norm

    def products(self) -> tuple[Product, ...]:
        """Return the products in their order."""
        return self.query, self.key, self.value, self.mix, self.widen, self.narrow


@dataclass(frozen=True)
class GroupParts:
    """The heads of a group: its mixture of layers, one product, and what its columns are."""

    shares: Array  # of each layer
    product: Product
    widths: Mapping[str, int]  # columns by output, in order
    vectors: frozenset[str]  # outputs that a GELU makes


@dataclass(frozen=True)
class Parts:
    """A whole network."""

    values: Array  # the frozen words: int8 [pieces, hidden] from -8 to 7
    scales: Array  # of blocks of a word's values
    positions: Array
    norm: Norm
    epsilon: float
    heads: int  # of attention
    layers: tuple[LayerParts, ...]
    groups: tuple[GroupParts, ...]

    def products(self) -> Iterator[Product]:
        """Yield all products with weights."""
        for layer in self.layers:
            yield from layer.products()
        yield from (group.product for group in self.groups)


def parts_of(network: Network) -> Parts:
    """Return the parts of a network."""
    outputs = Outputs(network.eval())
    embeddings, layers = network.encoder.embeddings, network.encoder.layers
    return Parts(
        values=embeddings.values.numpy(),
        scales=_array(embeddings.scales),
        positions=_array(embeddings.positions),
        norm=_norm(embeddings.norm),
        epsilon=float(embeddings.norm.eps),
        heads=layers[0].heads,
        layers=tuple(_layer(layer, f"layer{number}") for number, layer in enumerate(layers)),
        groups=tuple(_group(outputs, group) for group in outputs.members),
    )


def _layer(layer: Layer, name: str) -> LayerParts:
    thirds = zip(("query", "key", "value"), layer.attend.weight.chunk(3), layer.attend.bias.chunk(3), strict=True)
    query, key, value = (_product(weight, bias, f"{name}.{kind}", f"{name}.attend") for kind, weight, bias in thirds)
    mix, widen, narrow = (
        _product(own.weight, own.bias, f"{name}.{kind}", f"{name}.{kind}.in")
        for kind, own in (("mix", layer.mix), ("widen", layer.widen), ("narrow", layer.narrow))
    )
    norms = _norm(layer.first_norm), _norm(layer.last_norm)
    return LayerParts(query, key, value, mix, norms[0], widen, narrow, norms[1])


def _group(outputs: Outputs, group: str) -> GroupParts:
    joined, members = outputs.joined[group], outputs.members[group]
    return GroupParts(
        shares=_array(outputs.mixtures[group].scores.softmax(-1)),
        product=_product(joined.weight, joined.bias, group, f"{group}.in"),
        widths={name: outputs.widths[name] for name in members},
        vectors=outputs.vectors.intersection(members),
    )


def _product(weight: Any, bias: Any, name: str, source: str) -> Product:
    return Product(name, source, np.ascontiguousarray(_array(weight).T), _array(bias))


def _norm(norm: Any) -> Norm:
    return Norm(_array(norm.weight), _array(norm.bias))


def _array(tensor: Any) -> Array:
    found: Array = tensor.detach().numpy().astype(np.float32)
    return found
