"""A BERT's weights → an ONNX graph with 8-bit weights, built without torch in half a second.

The graph is made of onnxruntime's fused operators. A matrix is kept in unsigned bytes with one scale per output channel: signed
ones overflow on processors that have AVX2 without VNNI. Word vectors are kept in signed bytes with one scale per row, since
they are only looked up.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from embeddings.dense.packed_weights import Shape, Weights

OPSET = 18
_IR_VERSION = 9
_FUSED = "com.microsoft"
"""The domain of onnxruntime's own operators."""
IDS, MASK, VECTOR = "input_ids", "attention_mask", "embedding"
"""Names of the graph's inputs and output, as of every converted model."""


def write_bert_graph(path: Path, weights: Mapping[str, Weights], shape: Shape) -> None:
    """Write the graph: word pieces and their mask → mean of the last layer, not yet of length 1.

    :param weights: by the names of transformers' ``BertModel``.
    :raises OSError: it cannot be written.
    """
    onnx.save(_Graph(weights, shape).model(), path)


def quantised_rows(matrix: Weights) -> tuple[NDArray[np.int8], Weights]:
    """A matrix as signed bytes and the scale of each row, shape ``(rows, 1)``.

    >>> quantised_rows(np.array([[0.0, -2.0], [0.0, 0.0]], dtype=np.float32))[0].tolist()
    [[0, -127], [0, 0]]
    """
    scale = np.abs(matrix).max(axis=1, keepdims=True) / 127
    scale[scale == 0] = 1
    return np.rint(matrix / scale).astype(np.int8), scale.astype(np.float32)


class _Graph:
    """Collects the operators and constants of one graph."""

    def __init__(self, weights: Mapping[str, Weights], shape: Shape) -> None:
        self._weights = weights
        self._shape = shape
        self._nodes: list[Any] = []
        self._constants: dict[str, Any] = {}

    def model(self) -> Any:
        """The whole model."""
        hidden = self._embedded()
        seen = self._op("Cast", [MASK], to=TensorProto.INT32)
        for layer in range(self._shape.layers):
            hidden = self._layer(f"encoder.layer.{layer}.", hidden, seen)
        self._mean(hidden)
        inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "tokens"]) for name in (IDS, MASK)]
        output = helper.make_tensor_value_info(VECTOR, TensorProto.FLOAT, ["batch", self._shape.hidden])
        graph = helper.make_graph(self._nodes, "bert", inputs, [output], list(self._constants.values()))
        domains = [helper.make_opsetid("", OPSET), helper.make_opsetid(_FUSED, 1)]
        return helper.make_model(graph, opset_imports=domains, ir_version=_IR_VERSION, producer_name="hetu")

    def _embedded(self) -> str:
        """Word vectors, positions and the one type, normalised."""
        rows, scale = quantised_rows(self._weights["embeddings.word_embeddings.weight"])
        looked_up = self._op("Gather", [self._constant("words", rows), IDS])
        words = self._op("Cast", [looked_up], to=TensorProto.FLOAT)
        words = self._op("Mul", [words, self._op("Gather", [self._constant("words.scale", scale), IDS])])
        types = self._weights["embeddings.token_type_embeddings.weight"]
        positions = self._constant("positions", self._weights["embeddings.position_embeddings.weight"] + types[0])
        length = self._op("Slice", [self._op("Shape", [IDS]), self._integers(1), self._integers(2)])
        placed = self._op("Slice", [positions, self._integers(0), length, self._integers(0)])
        return self._op(
            "LayerNormalization",
            [self._op("Add", [words, placed]), *self._norm("embeddings.LayerNorm")],
            axis=-1,
            epsilon=self._shape.epsilon,
        )

    def _layer(self, name: str, hidden: str, seen: str) -> str:
        """One layer: attention and the inner network, each added to what went in and normalised."""
        parts = [f"{name}attention.self.{part}" for part in ("query", "key", "value")]
        matrix = np.concatenate([self._weights[f"{part}.weight"] for part in parts])
        bias = np.concatenate([self._weights[f"{part}.bias"] for part in parts])
        projected = self._product(f"{name}attention.self", hidden, matrix, bias)
        query, key, value = self._ops("Split", [projected], 3, axis=-1, num_outputs=3)
        heads = self._shape.heads
        attended = self._op("MultiHeadAttention", [query, key, value, "", seen], domain=_FUSED, num_heads=heads)
        attended = self._dense(f"{name}attention.output.dense", attended)
        hidden = self._added(f"{name}attention.output", attended, hidden)
        inner = self._op("Gelu", [self._dense(f"{name}intermediate.dense", hidden)], domain=_FUSED)
        return self._added(f"{name}output", self._levelled(f"{name}output.dense", inner), hidden)

    def _added(self, name: str, put_in: str, before: str) -> str:
        norm = self._norm(f"{name}.LayerNorm")
        return self._op("SkipLayerNormalization", [put_in, before, *norm], domain=_FUSED, epsilon=self._shape.epsilon)

    def _levelled(self, name: str, put_in: str) -> str:
        """A product whose rows each go in divided by their largest value.

        The bytes of what goes in have one scale for all rows of a batch, and after the inner network a few rows are many times
        larger than the others: these would be left a few steps of the scale (cosine to the exact model 0.990, now 0.996).
        """
        largest = self._op("ReduceMax", [self._op("Abs", [put_in]), self._integers(-1)], keepdims=1)
        largest = self._op("Add", [largest, self._constant("tiny", np.array(1e-6, dtype=np.float32))])
        bias = self._weights[f"{name}.bias"]
        levelled = self._op("Div", [put_in, largest])
        product = self._product(name, levelled, self._weights[f"{name}.weight"], np.zeros_like(bias))
        return self._op("Add", [self._op("Mul", [product, largest]), self._constant(f"{name}.added", bias)])

    def _mean(self, hidden: str) -> None:
        """Mean of the word pieces that are there: the graph's output."""
        there = self._op("Cast", [self._op("Unsqueeze", [MASK, self._integers(2)])], to=TensorProto.FLOAT)
        total = self._op("ReduceSum", [self._op("Mul", [hidden, there]), self._integers(1)], keepdims=0)
        count = self._op("ReduceSum", [there, self._integers(1)], keepdims=0)
        self._nodes.append(helper.make_node("Div", [total, count], [VECTOR]))

    def _dense(self, name: str, put_in: str) -> str:
        return self._product(name, put_in, self._weights[f"{name}.weight"], self._weights[f"{name}.bias"])

    def _product(self, name: str, put_in: str, matrix: Weights, bias: Weights) -> str:
        """``put_in @ matrix.T + bias`` in bytes."""
        rows, scale = quantised_rows(matrix)
        unsigned = np.ascontiguousarray((rows.T.astype(np.int16) + 128).astype(np.uint8))
        zero = np.full(len(matrix), 128, dtype=np.uint8)
        constants: dict[str, NDArray[Any]] = {"weight": unsigned, "scale": scale[:, 0], "zero": zero, "bias": bias}
        names = [self._constant(f"{name}.{kind}", value) for kind, value in constants.items()]
        return self._op("DynamicQuantizeMatMul", [put_in, *names], domain=_FUSED)

    def _norm(self, name: str) -> list[str]:
        return [self._constant(part, self._weights[part]) for part in (f"{name}.weight", f"{name}.bias")]

    def _integers(self, *values: int) -> str:
        return self._constant(f"integers.{'.'.join(map(str, values))}", np.array(values, dtype=np.int64))

    def _constant(self, name: str, value: NDArray[Any]) -> str:
        self._constants[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def _op(self, kind: str, inputs: list[str], domain: str = "", **attributes: Any) -> str:
        return self._ops(kind, inputs, 1, domain, **attributes)[0]

    def _ops(self, kind: str, inputs: list[str], count: int, domain: str = "", **attributes: Any) -> list[str]:
        outputs = [f"{kind}.{len(self._nodes)}.{i}" for i in range(count)]
        self._nodes.append(helper.make_node(kind, inputs, outputs, domain=domain, **attributes))
        return outputs
