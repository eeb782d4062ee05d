"""The shipped adapter: for these weights, small, and refused when it is damaged or another model's."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from embeddings.dense.adapter import MOST_BYTES, Adapter, LowRank
from embeddings.dense.convert import ADAPTER
from embeddings.dense.model import WEIGHTS_SHA256, default_weights
from graph.errors import ModelError


def small() -> Adapter:
    """An adapter of one matrix of rank 1 and one vector."""
    one = np.ones((1, 3), dtype=np.float32)
    return Adapter("base", {"m": LowRank.of(one, 2 * one)}, {"v": np.array([0.5], dtype=np.float32)})


def test_the_shipped_adapter_is_small_and_fits_the_default_model() -> None:
    assert ADAPTER.stat().st_size <= MOST_BYTES
    adapter, weights = Adapter.load(ADAPTER), default_weights(lambda _: None).unpacked()
    assert adapter.base == WEIGHTS_SHA256
    changed = adapter.applied(weights)
    assert changed.keys() == weights.keys()
    assert not np.array_equal(
        changed["encoder.layer.0.output.dense.weight"], weights["encoder.layer.0.output.dense.weight"]
    )
    words = "embeddings.word_embeddings.weight"
    assert changed[words] is weights[words]


def test_it_is_read_back_as_it_was_and_written_alike(tmp_path: Path) -> None:
    for name in ("a.npz", "b.npz"):
        small().save(tmp_path / name)
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
    before = {"m": np.zeros((3, 3), dtype=np.float32), "v": np.zeros(1, dtype=np.float32)}
    after = Adapter.load(tmp_path / "a.npz").applied(before)
    assert np.allclose(after["m"], 2.0)
    assert np.allclose(after["v"], 0.5)


@pytest.mark.parametrize("weights", [{}, {"m": np.zeros((2, 3), dtype=np.float32)}])
def test_another_model_is_told(weights: dict[str, np.ndarray]) -> None:
    with pytest.raises(ModelError, match="不相配"):
        small().applied(weights)


@pytest.mark.parametrize("content", [None, b"", b"PK\x03\x04 broken", b"\x93NUMPY"])
def test_a_damaged_one_is_told(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "adapter.npz"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ModelError, match=r"adapter\.npz 无法读取"):
        Adapter.load(path)
