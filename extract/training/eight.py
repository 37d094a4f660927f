"""Chooses the 8 bits of a network: fixed scales for what products take, rounded weights, on windows of real text.

Three things keep what is lost small. Channels whose values run far are scaled down before they are written in 8 bits,
and their weights scaled up (SmoothQuant, Xiao et al. 2023): a few of them would else leave the others some levels only.
Weights are rounded one input after the other, each error made good by the inputs to come (GPTQ, Frantar et al. 2023,
"Accurate Post-Training Quantization for Generative Pre-trained Transformers"). And how far channels are scaled down is
chosen product by product, by what both roundings cost.

Weights have 7 bits: two products of 255 and 64 fit in 16 bits, so that processors without VNNI instructions, which add
pairs in 16 bits, give the same sums as those with them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from hergang.extract.training.graph import Eight, Input8, Weights8
from hergang.extract.training.parts import LayerParts, Parts, Product

Array = np.ndarray[Any, Any]

LEVELS = 255  # of inputs, from 0
TOP = 64  # the greatest code of a weight
REACHES = (1.0, 0.99, 0.97, 0.9, 0.7, 0.5)  # quantiles of the channels' extremes to which the greater ones are scaled
GAIN = 0.35  # what GPTQ leaves of the error of plain rounding; for choosing only
DAMPING = 0.01  # of the mean second moment
BLOCK = 128  # inputs that are rounded before the others are corrected
SAMPLED = 16  # every so many-th place is kept to try scales on


class Seen:
    """What was seen of the input of products: extremes and second moments of its channels, and a sample."""

    def __init__(self, width: int) -> None:
        self.low, self.high = np.zeros(width, np.float32), np.zeros(width, np.float32)
        self.moments = np.zeros((width, width))
        self._rows: list[Array] = []

    def add(self, states: Array) -> None:
        """Take in states [places, width]."""
        np.minimum(self.low, states.min(0), out=self.low)
        np.maximum(self.high, states.max(0), out=self.high)
        self.moments += states.T @ states
        self._rows.append(states[::SAMPLED].copy())

    @property
    def sample(self) -> Array:
        """Some of the states."""
        return np.concatenate(self._rows)


def choose(parts: Parts, seen: Mapping[str, Seen]) -> tuple[Parts, Eight]:
    """Return the parts to build and their 8 bits; ``seen``: by the name of the source.

    Parts change where a scale is carried by the weights before: those of the values before what mixes the heads.
    """
    products = _by_source(parts.products())
    factors = {name: _factors(seen[name], [p.weights for p in own]) for name, own in products.items()}
    folded = replace(parts, layers=tuple(_carried(layer, factors[layer.mix.source]) for layer in parts.layers))
    inner = {layer.mix.source for layer in parts.layers}
    inputs = {name: _input(seen[name], own, carried=name in inner) for name, own in factors.items()}
    weights = {
        name: round_weights(weights, seen[product.source].moments * np.outer(own, own))
        for name, product, own, weights in _scaled(folded, factors)
    }
    return folded, Eight(inputs, weights)


def _by_source(products: Iterable[Product]) -> dict[str, list[Product]]:
    found: dict[str, list[Product]] = {}
    for product in products:
        found.setdefault(product.source, []).append(product)
    return found


def _carried(layer: LayerParts, factors: Array) -> LayerParts:
    """Return a layer whose values come scaled out of their product."""
    value = layer.value
    return replace(layer, value=replace(value, weights=value.weights * factors, bias=value.bias * factors))


def _scaled(parts: Parts, factors: Mapping[str, Array]) -> Iterable[tuple[str, Product, Array, Array]]:
    for product in parts.products():
        own = factors[product.source]
        yield product.name, product, own, product.weights / own[:, None]


# -- inputs -----------------------------------------------------------------------------------------------------------


def _factors(seen: Seen, weights: Sequence[Array]) -> Array:
    """Return the factors of the channels that cost least in both roundings."""
    joined, sample = np.concatenate(weights, 1), seen.sample
    extremes = np.maximum(np.maximum(-seen.low, seen.high), 1e-6)
    tried = [np.minimum(1, np.quantile(extremes, reach) / extremes).astype(np.float32) for reach in REACHES]
    return min(tried, key=lambda own: _cost(seen, sample, joined, own))


def _cost(seen: Seen, sample: Array, weights: Array, factors: Array) -> float:
    smooth, heavy = sample * factors, weights / factors[:, None]
    scale, zero = _codes(seen, factors)
    written = (np.clip(np.rint(smooth / scale) + zero, 0, LEVELS) - zero) * scale
    by_inputs = np.square((written - smooth) @ heavy).mean()
    steps = _steps(heavy)
    by_weights = np.square(smooth @ (np.rint(heavy / steps) * steps - heavy)).mean()
    return float(by_inputs + GAIN * by_weights)


def _codes(seen: Seen, factors: Array) -> tuple[float, int]:
    """Return scale and zero by which the codes reach from the least value to the greatest."""
    low, high = float((seen.low * factors).min()), float((seen.high * factors).max())
    scale = max(high - low, 1e-6) / LEVELS
    return scale, round(-low / scale)


def _input(seen: Seen, factors: Array, *, carried: bool) -> Input8:
    scale, zero = _codes(seen, factors)
    return Input8(scale, zero, None if carried or np.all(factors == 1) else factors)


# -- weights ----------------------------------------------------------------------------------------------------------


def round_weights(weights: Array, moments: Array) -> Weights8:
    """Return weights [inputs, outputs] as codes, so that the outputs change least for inputs with these moments."""
    steps = _steps(weights)
    order = np.argsort(-np.diag(moments), kind="stable")
    inverse = _inverse_root(moments[np.ix_(order, order)])
    left = weights[order].astype(np.float64)
    codes = np.empty(weights.shape, np.int8)
    for start in range(0, len(order), BLOCK):
        end = min(start + BLOCK, len(order))
        errors = np.empty((end - start, weights.shape[1]))
        for place in range(start, end):
            rounded = np.clip(np.rint(left[place] / steps), -TOP, TOP)
            codes[order[place]] = rounded
            errors[place - start] = (left[place] - rounded * steps) / inverse[place, place]
            left[place + 1 : end] -= np.outer(inverse[place, place + 1 : end], errors[place - start])
        left[end:] -= inverse[start:end, end:].T @ errors
    return Weights8(codes, steps)


def _steps(weights: Array) -> Array:
    steps: Array = (np.maximum(np.abs(weights).max(0), 1e-8) / TOP).astype(np.float32)
    return steps


def _inverse_root(moments: Array) -> Array:
    """Return the upper Cholesky factor of the inverse of the damped moments."""
    damped = moments + np.eye(len(moments)) * (DAMPING * np.diag(moments).mean() + 1e-9)
    root: Array = np.linalg.cholesky(np.linalg.inv(damped)).T
    return root
