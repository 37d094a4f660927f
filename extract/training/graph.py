"""The ONNX graph of the encoder, built operator by operator, in 32 or in 8 bits.

An exporter and a quantiser that rewrites its graph leave two thirds of the time between the products; here each product
with weights is one operator (8-bit values and weights in, 32-bit floats with scales and bias out), attention another,
and nothing is transposed, masked or padded: a window is read alone. The last layer and the heads are computed for the
places that are asked for, not for every piece.

Inputs are ``pieces`` [1, length], rows of the embeddings, and ``places`` [count]; outputs are [1, count, width].
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from hergang.extract.training.base import BLOCK
from hergang.extract.training.parts import GroupParts, LayerParts, Norm, Parts, Product

Array = np.ndarray[Any, Any]

OPSET, IR = 23, 11  # the first opset with Attention
FUSED = "com.microsoft"  # onnxruntime's own operators
HALF = 8  # is added to values of 4 bits where they are written
LEAST_SHARE = 1e-6  # of a layer in a mixture; less adds nothing that 32 bits would show


@dataclass(frozen=True)
class Input8:
    """How the input of products is written in 8 bits: value * factor = (code - zero) * scale, codes from 0 to 255."""

    scale: float
    zero: int
    factors: Array | None  # of the channels; None: all are 1, or what comes before carries them


@dataclass(frozen=True)
class Weights8:
    """Weights in 8 bits, with a scale a column."""

    codes: Array
    scales: Array


@dataclass(frozen=True)
class Eight:
    """What turns a graph into one of 8 bits: inputs by the name of their source, weights by that of the product."""

    inputs: Mapping[str, Input8]
    weights: Mapping[str, Weights8]


def build(parts: Parts, eight: Eight | None = None, watched: Sequence[str] = ()) -> bytes:
    """Return the file of a network; ``watched``: sources that become outputs too, in 32 bits."""
    graph = _Graph(parts, eight)
    outputs = graph.network()
    inputs = [
        helper.make_tensor_value_info("pieces", TensorProto.INT64, [1, "length"]),
        helper.make_tensor_value_info("places", TensorProto.INT64, ["count"]),
    ]
    widths = {product.source: len(product.weights) for product in parts.products()}
    sizes = [(name, "count", width) for name, width in outputs.items()]
    sizes += [(name, "length", widths[name]) for name in watched]
    found = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, count, width]) for name, count, width in sizes]
    whole = helper.make_graph(graph.nodes, "encoder", inputs, found, graph.constants)
    versions = [helper.make_opsetid("", OPSET), helper.make_opsetid(FUSED, 1)]
    model = helper.make_model(whole, opset_imports=versions, ir_version=IR, producer_name="hergang")
    onnx.checker.check_model(model)
    return bytes(model.SerializeToString())


class _Graph:
    """A graph while it is built; tensors are known by their names, an operator by that of its output."""

    def __init__(self, parts: Parts, eight: Eight | None) -> None:
        self.parts = parts
        self.eight = eight
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def network(self) -> dict[str, int]:
        """Add everything and return the outputs with their widths."""
        states, chosen = self._embeddings(), []
        *lower, last = self.parts.layers
        for number, layer in enumerate(lower):
            states = self._layer(layer, f"layer{number}", states)
            chosen.append(self._node("Gather", [states, "places"], f"layer{number}.places", axis=1))
        chosen.append(self._layer(last, f"layer{len(lower)}", states, narrowed=True))
        for group in self.parts.groups:
            self._heads(group, chosen)
        return {name: width for group in self.parts.groups for name, width in group.widths.items()}

    # -- pieces of the network ----------------------------------------------------------------------------------------

    def _embeddings(self) -> str:
        """Return words and positions, normed."""
        scales = self._node("Gather", [self._constant("words.scales", self.parts.scales), "pieces"], "words.scale")
        values = self._reshaped(self._values(), "words.blocks", [1, -1, BLOCK])
        words = self._node("Mul", [values, self._reshaped(scales, "words.factors", [1, -1, 1])], "words.scaled")
        words = self._reshaped(words, "words.read", [1, -1, self.parts.values.shape[1]])
        length = self._node("Shape", ["pieces"], "length", start=1, end=2)
        bounds = [self._constant("first", np.array([0])), length]
        places = self._node("Slice", [self._constant("positions", self.parts.positions), *bounds], "positions.read")
        return self._normed("embedded", words, places, self.parts.norm)

    def _values(self) -> str:
        """Return the words' values of 4 bits; plain operators read them ten times as fast as the one made for it."""
        packed = self._node("Gather", [self._constant("words", _packed(self.parts.values)), "pieces"], "words.packed")
        mask, shift = (self._constant(f"words.{kind}", np.uint8(bits)) for kind, bits in (("mask", 15), ("shift", 4)))
        lower = self._node("BitwiseAnd", [packed, mask], "words.lower")
        upper = self._node("BitShift", [packed, shift], "words.upper", direction="RIGHT")
        codes = self._node("Concat", [lower, upper], "words.codes", axis=-1)
        wide = self._node("Cast", [codes], "words.wide", to=TensorProto.FLOAT)
        return self._node("Add", [wide, self._constant("words.zero", np.float32(-HALF))], "words.values")

    def _layer(self, layer: LayerParts, name: str, states: str, *, narrowed: bool = False) -> str:
        """Return the states after a layer; ``narrowed``: those of the asked places alone."""
        source = asking = self._source(layer.key, states)
        if narrowed:
            asking = self._node("Gather", [source, "places"], f"{name}.asking", axis=1)
            states = self._node("Gather", [states, "places"], f"{name}.asked", axis=1)
        triple = [self._product(layer.query, asking), *(self._product(p, source) for p in (layer.key, layer.value))]
        heads = self.parts.heads
        context = self._node("Attention", triple, f"{name}.context", q_num_heads=heads, kv_num_heads=heads)
        mixed = self._product(layer.mix, self._source(layer.mix, context))
        states = self._normed(f"{name}.between", mixed, states, layer.first_norm)
        wide = self._product(layer.widen, self._source(layer.widen, states))
        wide = self._node("Gelu", [wide], f"{name}.gelu")
        narrow = self._product(layer.narrow, self._source(layer.narrow, wide))
        return self._normed(f"{name}.states", narrow, states, layer.last_norm)

    def _heads(self, group: GroupParts, states: Sequence[str]) -> None:
        name = group.product.name
        mixed = self._mixture(name, group.shares, states)
        joined = self._product(group.product, self._source(group.product, mixed))
        sizes = self._constant(f"{name}.sizes", np.array(list(group.widths.values())))
        outputs = [f"{own}.raw" if own in group.vectors else own for own in group.widths]
        self.nodes.append(helper.make_node("Split", [joined, sizes], outputs, f"{name}.split", axis=-1))
        for own in group.widths:
            if own in group.vectors:
                self._node("Gelu", [f"{own}.raw"], own)

    def _mixture(self, name: str, shares: Array, states: Sequence[str]) -> str:
        sums = ""
        for number, (share, own) in enumerate(zip(shares.tolist(), states, strict=True)):
            if share > LEAST_SHARE:
                factor = self._constant(f"{name}.share{number}", np.float32(share))
                part = self._node("Mul", [own, factor], f"{name}.part{number}")
                sums = self._node("Add", [sums, part], f"{name}.sum{number}") if sums else part
        return sums

    # -- operators ----------------------------------------------------------------------------------------------------

    def _constant(self, name: str, value: Any) -> str:
        self.constants.append(numpy_helper.from_array(np.asarray(value), name))
        return name

    def _node(self, kind: str, inputs: Sequence[str], output: str, domain: str = "", **settings: Any) -> str:
        self.nodes.append(helper.make_node(kind, inputs, [output], output, domain=domain, **settings))
        return output

    def _reshaped(self, states: str, output: str, shape: Sequence[int]) -> str:
        return self._node("Reshape", [states, self._constant(f"{output}.shape", np.array(shape))], output)

    def _source(self, product: Product, states: str) -> str:
        """Return states as products take them, in 8 or in 32 bits, under the name of the source."""
        name = product.source
        if self.eight is None or name not in self.eight.inputs:
            return self._node("Identity", [states], name)
        own = self.eight.inputs[name]
        if own.factors is not None:
            states = self._node("Mul", [states, self._constant(f"{name}.factors", own.factors)], f"{name}.smooth")
        codes = {"scale": np.float32(own.scale), "zero": np.uint8(own.zero)}
        inputs = [self._constant(f"{name}.{kind}", value) for kind, value in codes.items()]
        return self._node("QuantizeLinear", [states, *inputs], name)

    def _product(self, product: Product, source: str) -> str:
        name = product.name
        bias = self._constant(f"{name}.bias", product.bias)
        if self.eight is None or product.source not in self.eight.inputs:
            raw = self._node("MatMul", [source, self._constant(f"{name}.weights", product.weights)], f"{name}.raw")
            return self._node("Add", [raw, bias], f"{name}.sum")
        own = self.eight.weights[name]
        weights = [self._constant(f"{name}.codes", own.codes), self._constant(f"{name}.scales", own.scales)]
        inputs = [source, weights[0], f"{product.source}.scale", weights[1], f"{product.source}.zero", "", bias]
        return self._node("MatMulIntegerToFloat", inputs, f"{name}.sum", FUSED)

    def _normed(self, name: str, states: str, others: str, norm: Norm) -> str:
        sums = self._node("Add", [states, others], f"{name}.sum")
        inputs = [sums, self._constant(f"{name}.gain", norm.gain), self._constant(f"{name}.offset", norm.offset)]
        return self._node("LayerNormalization", inputs, name, axis=-1, epsilon=self.parts.epsilon)


def _packed(values: Array) -> Array:
    """Return numbers from -8 to 7 two to a byte: the first half of a row in the lower bits, the second in the upper."""
    lower, upper = np.split((values + HALF).astype(np.uint8), 2, axis=1)
    packed: Array = lower | (upper << 4)
    return packed
