"""Writes ONNX models in protobuf's wire format, as far as ``onnx_graph`` needs it. Pure.

The ``onnx`` package would do the same, and its 27 MB would be installed for one call at the first start;
``tests/index/models/e5/test_onnx_format.py`` compares the bytes with those that it writes. The numbers are the fields
of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto; each message writes its fields in ascending order, as
protobuf does.
"""

import struct
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

Axes = Sequence[str | int]
"""The axes of a tensor: lengths, or names of lengths that each run decides."""

_VARINT, _LENGTH, _FIXED32 = 0, 2, 5
_ATTRIBUTE_FLOAT, _ATTRIBUTE_INT, _ATTRIBUTE_INTS = 1, 2, 7
_ELEMENT_TYPES = {"float32": 1, "uint8": 2, "int8": 3, "int32": 6, "int64": 7}


def make_node(
    operator: str,
    inputs: Sequence[str],
    outputs: Sequence[str],
    domain: str | None = None,
    **attributes: float | list[int],
) -> bytes:
    """A ``NodeProto``: one operation, whose attributes are integers, floats or lists of integers."""
    return b"".join(
        (
            *(_text(1, name) for name in inputs),
            *(_text(2, name) for name in outputs),
            _text(4, operator),
            *(_nested(5, _make_attribute(name, value)) for name, value in sorted(attributes.items())),
            *(() if domain is None else (_text(7, domain),)),
        )
    )


def make_tensor(name: str, value: npt.NDArray[np.generic]) -> bytes:
    """A ``TensorProto``: a constant with its values, little-endian."""
    return b"".join(
        (
            *(_integer(1, length) for length in value.shape),
            _integer(2, _ELEMENT_TYPES[value.dtype.name]),
            _text(8, name),
            _nested(9, value.astype(value.dtype.newbyteorder("<")).tobytes()),
        )
    )


def make_value(name: str, element: str, axes: Axes) -> bytes:
    """A ``ValueInfoProto``: an input or output of the graph, with NumPy's name of its type and its axes."""
    shape = b"".join(_nested(1, _integer(1, axis) if isinstance(axis, int) else _text(2, axis)) for axis in axes)
    tensor = _integer(1, _ELEMENT_TYPES[element]) + _nested(2, shape)
    return _text(1, name) + _nested(2, _nested(1, tensor))


def make_model(  # noqa: PLR0913 - the fields of a model, one argument each
    *,
    name: str,
    nodes: Iterable[bytes],
    constants: Iterable[bytes],
    inputs: Iterable[bytes],
    outputs: Iterable[bytes],
    operator_sets: Sequence[tuple[str, int]],
    ir_version: int,
) -> bytes:
    """A ``ModelProto`` with one graph.

    Args:
        name: The graph's name.
        nodes: Made by ``make_node``; each after those whose outputs it takes.
        constants: Made by ``make_tensor``.
        inputs: Made by ``make_value``.
        outputs: Made by ``make_value``.
        operator_sets: Domains of operators, each with its version.
        ir_version: The version of the format.
    """
    fields = ((1, nodes), (5, constants), (11, inputs), (12, outputs))
    parts = {number: [_nested(number, message) for message in messages] for number, messages in fields}
    graph = b"".join((*parts[1], _text(2, name), *parts[5], *parts[11], *parts[12]))
    sets = (_nested(8, _text(1, domain) + _integer(2, version)) for domain, version in operator_sets)
    return b"".join((_integer(1, ir_version), _nested(7, graph), *sets))


def _make_attribute(name: str, value: float | list[int]) -> bytes:
    if isinstance(value, list):
        return _text(1, name) + b"".join(_integer(8, item) for item in value) + _integer(20, _ATTRIBUTE_INTS)
    if isinstance(value, int):
        return _text(1, name) + _integer(3, value) + _integer(20, _ATTRIBUTE_INT)
    return _text(1, name) + _tag(2, _FIXED32) + struct.pack("<f", value) + _integer(20, _ATTRIBUTE_FLOAT)


def _integer(field: int, value: int) -> bytes:
    return _tag(field, _VARINT) + _varint(value)


def _text(field: int, value: str) -> bytes:
    return _nested(field, value.encode())


def _nested(field: int, content: bytes) -> bytes:
    return _tag(field, _LENGTH) + _varint(len(content)) + content


def _tag(field: int, wire_type: int) -> bytes:
    return _varint(field << 3 | wire_type)


def _varint(value: int) -> bytes:
    value &= 0xFFFF_FFFF_FFFF_FFFF  # a negative number is written as 64 bits in two's complement
    written = bytearray()
    while value > 0x7F:  # noqa: PLR2004 - seven bits in each byte; the eighth says that more follow
        written.append(value & 0x7F | 0x80)
        value >>= 7
    written.append(value)
    return bytes(written)
