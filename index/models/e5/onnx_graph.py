"""The networks as ONNX graphs, in 8-bit integers. Built at the first start; ``graph_cache`` keeps them.

Matrices are requantised to integers of 7 bits with a scale for each output, since processors without VNNI saturate on
8; activations to 8 bits with a scale for each token, so that a text's vector does not depend on the rest of its batch.
Against the 4-bit weights in float32 the vectors' cosine is .9987; sentence ranking moves by less than .003.

The tokens of all texts of a batch follow one another. Only attention lays them out by text, padded to the longest one;
everything else runs over real tokens alone (Zeng et al., 2022, "Boosting distributed training performance of the
unpadded BERT model").
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from index.models.e5 import STATES_AFTER
from index.models.e5.onnx_format import Axes, make_model, make_node, make_tensor, make_value
from index.models.e5.weights import Floats, ModelWeights

_LAYOUT: Mapping[str, Axes] = {"places": ("texts", "longest"), "own": ("tokens",), "lengths": ("texts",)}
_WEIGHT_STEPS = 63
_ACTIVATION_STEPS = 127
_ZERO = 128
_OPERATORS = "com.microsoft"  # ONNX Runtime's own, fused ones
_OPSET, _OPERATORS_OPSET, _IR = 17, 1, 9


def build_encoder(weights: ModelWeights) -> bytes:
    """The whole encoder, serialised.

    Inputs: ``embeddings`` (tokens, hidden), word and position embeddings added up; ``places``, ``own`` and ``lengths``
    as in ``index.models.e5.batch_layout``. Outputs: ``last`` and ``states`` (tokens, hidden), the states after the
    last layer and those after ``STATES_AFTER`` layers.
    """
    builder = GraphBuilder(weights)
    shape = weights.shape
    x = builder.norm("embeddings", "emb.ln", "l.in")
    for layer in range(shape.layers):
        x = builder.layer(x, layer)
        if layer + 1 == STATES_AFTER:
            builder.node("Identity", [x], "states")
    builder.node("Identity", [x], "last")
    axes: Axes = ("tokens", shape.hidden)
    return builder.model({"embeddings": axes}, {"last": axes, "states": axes})


def build_cross_encoder(weights: ModelWeights, added: Mapping[int, Mapping[str, Floats]]) -> bytes:
    """The last layers alone, serialised: they see a question and a sentence together.

    Inputs: ``states`` (tokens, hidden), ``kept`` (kept,), the rows of the tokens whose last states count, and
    ``places``, ``own`` and ``lengths`` as in ``index.models.e5.batch_layout``. Output: ``last`` (kept, hidden).

    Args:
        weights: The encoder's.
        added: For each layer from ``STATES_AFTER`` on, what is added to its matrices (see ``GraphBuilder.layer``).
    """
    builder = GraphBuilder(weights)
    x = "states"
    last = weights.shape.layers - 1
    for layer in range(STATES_AFTER, weights.shape.layers):
        x = builder.layer(x, layer, added=added[layer], kept="kept" if layer == last else None)
    builder.node("Identity", [x], "last")
    hidden = weights.shape.hidden
    return builder.model({"states": ("tokens", hidden)}, {"last": ("kept", hidden)}, {"kept": ("kept",)})


def build_entailment(weights: ModelWeights, read_addition: Callable[[int, str], Floats]) -> bytes:
    """The whole encoder with additions to its matrices, serialised: it sees a statement and its evidence together.

    Inputs: ``embeddings`` (tokens, hidden), word and position embeddings added up; ``sides`` (tokens, hidden), what is
    added to them after their norm; ``kept`` (kept,), the rows of the tokens whose last states count; and ``places``,
    ``own`` and ``lengths`` as in ``index.models.e5.batch_layout``. Output: ``last`` (kept, hidden).

    Args:
        weights: The encoder's.
        read_addition: Returns what is added to a matrix of a layer (see ``GraphBuilder.layer``).
    """
    builder = GraphBuilder(weights)
    x = builder.node("Add", [builder.norm("embeddings", "emb.ln", "l.norm"), "sides"], "l.in")
    last = weights.shape.layers - 1
    for layer in range(weights.shape.layers):
        added = {part: read_addition(layer, part) for part in ("q", "k", "v", "ao", "fi", "fo")}
        x = builder.layer(x, layer, added=added, kept="kept" if layer == last else None)
    builder.node("Identity", [x], "last")
    hidden = weights.shape.hidden
    axes: Axes = ("tokens", hidden)
    return builder.model({"embeddings": axes, "sides": axes}, {"last": ("kept", hidden)}, {"kept": ("kept",)})


class GraphBuilder:
    """Collects the nodes and constants of a graph over one set of weights."""

    def __init__(self, weights: ModelWeights) -> None:
        """Start an empty graph."""
        self._weights = weights
        self._shape = weights.shape
        self._nodes: list[bytes] = []
        self._constants: dict[str, bytes] = {}
        self.constant("steps", np.float32(_ACTIVATION_STEPS))
        self.constant("zero", np.uint8(_ZERO))
        self.constant("one", np.float32(1))
        self.constant("least", np.float32(1e-9))
        self.constant("rows", np.array([-1, self._shape.hidden]))
        self.constant("flat", np.array([-1]))

    def node(
        self, operator: str, inputs: Sequence[str], output: str, domain: str = "", **attributes: float | list[int]
    ) -> str:
        """Add a node with one output; returns the output's name."""
        self._nodes.append(make_node(operator, inputs, [output], domain, **attributes))
        return output

    def constant(self, name: str, value: npt.ArrayLike) -> str:
        """Add a constant; returns its name."""
        self._constants[name] = make_tensor(name, np.asarray(value))
        return name

    def norm(self, x: str, tensor: str, output: str) -> str:
        """Add a layer norm."""
        scale, shift = self._scale_and_shift(tensor, output)
        return self.node("LayerNormalization", [x, scale, shift], output, axis=-1, epsilon=self._shape.epsilon)

    def layer(self, x: str, layer: int, *, added: Mapping[str, Floats] | None = None, kept: str | None = None) -> str:
        """Add a transformer layer.

        Args:
            x: Its input, (tokens, hidden).
            layer: Counted from 0.
            added: What is added to its matrices, by name (``q``, ``k``, ``v``, ``ao``, ``fi``, ``fo``), each of shape
                (inputs, outputs).
            kept: The rows of the result to compute, the name of an input of shape (rows,); all rows if None.
        """
        p, hidden, inner = f"l{layer}.", self._shape.hidden, self._shape.inner

        def matrix(part: str, columns: int) -> Floats:
            plain = self._weights.read_matrix(f"{p}{part}.w", columns).T
            return plain if added is None else plain + added[part]

        heads = self.linear(x, np.concatenate([matrix(part, hidden) for part in "qkv"], axis=1), p + "qkv")
        by_text = self.node("Gather", [heads, "places"], p + "texts", axis=0)
        self.constant(p + "sizes", np.array([hidden] * 3))
        parts = [p + part for part in "qkv"]
        self._nodes.append(make_node("Split", [by_text, p + "sizes"], parts, axis=-1))
        biases = np.concatenate([self._weights.read_vector(f"{p}{part}.b") for part in "qkv"])
        attended = self.node(
            "MultiHeadAttention",
            [*parts, self.constant(p + "qkv.b", biases), "lengths"],
            p + "attended",
            _OPERATORS,
            num_heads=self._shape.heads,
        )
        own = "own"
        if kept is not None:
            own = self.node("Gather", [own, kept], p + "places", axis=0)
            x = self.node("Gather", [x, kept], p + "kept", axis=0)
        attended = self.node("Gather", [self.node("Reshape", [attended, "rows"], p + "rows"), own], p + "own", axis=0)
        x = self._add_and_norm(x, self.linear(attended, matrix("ao", hidden), p + "ao"), p + "ao", p + "aln")
        bias = self.constant(p + "fi.b", self._weights.read_vector(p + "fi.b"))
        wide = self.node("BiasGelu", [self.linear(x, matrix("fi", hidden), p + "fi"), bias], p + "gelu", _OPERATORS)
        return self._add_and_norm(x, self.linear(wide, matrix("fo", inner), p + "fo"), p + "fo", p + "oln")

    def linear(self, x: str, matrix: Floats, name: str) -> str:
        """Add ``x @ matrix`` in integers; ``matrix`` has shape (inputs, outputs)."""
        scales = np.maximum(np.abs(matrix).max(axis=0), 1e-9) / _WEIGHT_STEPS
        integers = np.clip(np.round(matrix / scales), -_WEIGHT_STEPS, _WEIGHT_STEPS).astype(np.int8)
        highest = self.node("ReduceMax", [self.node("Abs", [x], name + ".abs")], name + ".max", axes=[-1], keepdims=1)
        step = self.node("Div", [self.node("Max", [highest, "least"], name + ".some"), "steps"], name + ".step")
        rows = self.node("Reshape", [step, "flat"], name + ".rows")
        zeros = self.node("Expand", ["zero", self.node("Shape", [rows], name + ".shape")], name + ".shift")
        product = self.node(
            "MatMulIntegerToFloat",
            [
                self.node("QuantizeLinear", [x, rows, zeros], name + ".integers", axis=0),
                self.constant(name + ".w", integers),
                "one",
                self.constant(name + ".scales", scales.astype(np.float32)),
                "zero",
                self.constant(name + ".zeros", np.zeros(len(scales), np.int8)),
            ],
            name + ".product",
            _OPERATORS,
        )
        return self.node("Mul", [product, step], name)

    def model(
        self, inputs: Mapping[str, Axes], outputs: Mapping[str, Axes], rows: Mapping[str, Axes] | None = None
    ) -> bytes:
        """The graph, serialised.

        Args:
            inputs: Names and axes of floats; the layout of the batch is added to them.
            outputs: Names and axes of floats.
            rows: Names and axes of further inputs, which are integers.
        """
        return make_model(
            name="e5",
            nodes=self._nodes,
            constants=self._constants.values(),
            inputs=(
                *(make_value(name, "float32", axes) for name, axes in inputs.items()),
                *(make_value(name, "int32", axes) for name, axes in (*_LAYOUT.items(), *(rows or {}).items())),
            ),
            outputs=(make_value(name, "float32", axes) for name, axes in outputs.items()),
            operator_sets=(("", _OPSET), (_OPERATORS, _OPERATORS_OPSET)),
            ir_version=_IR,
        )

    def _add_and_norm(self, x: str, change: str, bias: str, norm: str) -> str:
        # One operator could do all three, and takes six times as long as they.
        changed = self.node("Add", [change, x], bias + ".changed")
        bias = self.constant(bias + ".b", self._weights.read_vector(bias + ".b"))
        return self.norm(self.node("Add", [changed, bias], norm + ".in"), norm, norm)

    def _scale_and_shift(self, tensor: str, name: str) -> tuple[str, str]:
        return (
            self.constant(name + ".w", self._weights.read_vector(tensor + ".w")),
            self.constant(name + ".b", self._weights.read_vector(tensor + ".b")),
        )
