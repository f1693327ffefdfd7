"""The weights of the entailment model: int8 factors that give the trained additions again."""

from pathlib import Path

import numpy as np
import pytest
from entailment.adapter_file import pack, quantize, unpack, write_adapter

from index.models.e5.entailment_model import read_addition

HIDDEN, RANK, OUTPUTS = 8, 3, 5


@pytest.fixture
def trained() -> dict[str, np.ndarray]:
    """One matrix of one layer, the vectors of the parts, and the head."""
    draw = np.random.default_rng(1)
    shapes = {
        "layers.0.q.down": (RANK, HIDDEN),
        "layers.0.q.up": (OUTPUTS, RANK),
        "sides": (4, HIDDEN),
        "head.weight": (3, 3 * HIDDEN),
        "head.bias": (3,),
    }
    return {name: draw.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}


def test_codes_are_within_half_a_step() -> None:
    """A code times its column's step is the value, within half a step; a column of zeros stays zero."""
    values = np.random.default_rng(2).normal(size=(20, 4)).astype(np.float32) * np.array([1, 0, 100, 0.01], np.float32)
    codes, steps = quantize(values)

    assert codes.dtype == np.int8
    assert (4,) == steps.shape
    assert (np.abs(codes * steps - values) <= steps * 0.5001).all()
    assert not codes[:, 1].any()


def test_the_file_has_the_shapes_that_the_product_reads(trained: dict[str, np.ndarray], tmp_path: Path) -> None:
    """Factors are stored as (inputs, rank) and (rank, outputs), each with its steps; the rest in float32."""
    write_adapter(trained, tmp_path / "adapter.npz")
    stored = dict(np.load(tmp_path / "adapter.npz"))

    assert {
        "0.q.in": ((HIDDEN, RANK), np.int8),
        "0.q.in.step": ((RANK,), np.float32),
        "0.q.out": ((RANK, OUTPUTS), np.int8),
        "0.q.out.step": ((OUTPUTS,), np.float32),
        "sides": ((4, HIDDEN), np.float32),
        "head": ((3, 3 * HIDDEN), np.float32),
        "bias": ((3,), np.float32),
    } == {name: (array.shape, array.dtype) for name, array in stored.items()}


def test_the_addition_survives(trained: dict[str, np.ndarray], tmp_path: Path) -> None:
    """The product of the stored factors is the trained one, within the error that writing returns."""
    exact = trained["layers.0.q.down"].T @ trained["layers.0.q.up"].T
    error = write_adapter(trained, tmp_path / "adapter.npz")
    found = read_addition(dict(np.load(tmp_path / "adapter.npz")), 0, "q")

    assert 0 < error < 0.02
    assert pytest.approx(error, rel=1e-3) == np.linalg.norm(found - exact) / np.linalg.norm(exact)


def test_a_file_is_trained_further_from_its_own_codes(trained: dict[str, np.ndarray]) -> None:
    """What was packed comes back under the same names and in the same shapes, within half a step of its codes."""
    arrays = pack(trained)
    again = unpack(arrays)

    assert {name: value.shape for name, value in again.items()} == {name: one.shape for name, one in trained.items()}
    assert all(np.allclose(again[name], value, atol=np.abs(value).max() / 200) for name, value in trained.items())
    repacked = pack(again)
    assert all((repacked[name] == codes).all() for name, codes in arrays.items() if codes.dtype == np.int8)


def test_incomplete_and_foreign_states_are_refused(trained: dict[str, np.ndarray]) -> None:
    """A state of another model is an error, not a file that the product cannot read."""
    with pytest.raises(ValueError, match=r"token is not a parameter"):
        pack(trained | {"token": np.zeros(3, np.float32)})
    del trained["head.bias"]
    with pytest.raises(ValueError, match=r"lacks bias"):
        pack(trained)
