"""What training changed in the weights → an adapter: the largest singular values of all matrices together, within a size."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from embeddings.dense.adapter import Adapter, LowRank
from embeddings.dense.packed_weights import Weights

SIZE = 8_000_000
"""Bytes of the factors of an adapter."""
_TINY = 1e-6
"""A vector whose change is smaller everywhere is left as it is."""


def factorised(base: str, before: Mapping[str, Weights], after: Mapping[str, Weights], size: int = SIZE) -> Adapter:
    """The adapter that leads from the weights before to those after, as near as its size allows.

    :param base: the SHA-256 of the file the weights before come from.
    :param size: bytes for the factors; ranks go to where their squared singular value is largest for their bytes.
    """
    changes = {name: after[name] - before[name] for name in after if name in before}
    matrices = {n: change for n, change in changes.items() if change.ndim == 2 and np.abs(change).max() > _TINY}
    parts = {name: decomposed(change) for name, change in matrices.items()}
    ranks = _ranks({name: (values, sum(matrices[name].shape)) for name, (_, values, _) in parts.items()}, size)
    return Adapter(
        base=base,
        matrices={name: _low_rank(*parts[name], ranks[name]) for name in parts if ranks[name]},
        vectors={n: change for n, change in changes.items() if change.ndim == 1 and np.abs(change).max() > _TINY},
    )


def decomposed(matrix: Weights) -> tuple[Weights, Weights, Weights]:
    """Singular vectors and values of a matrix, the largest first, by the eigenvalues of its smaller square: in a tenth of the time.

    >>> left, values, right = decomposed(np.array([[0.0, 2.0], [1.0, 0.0], [0.0, 0.0]], dtype=np.float32))
    >>> values.tolist(), ((left * values) @ right).round(6).tolist()
    ([2.0, 1.0], [[0.0, 2.0], [1.0, 0.0], [0.0, 0.0]])
    """
    if matrix.shape[0] < matrix.shape[1]:
        right, values, left = decomposed(matrix.T)
        return left.T, values, right.T
    exact = matrix.astype(np.float64)
    squares, vectors = np.linalg.eigh(exact.T @ exact)
    values, vectors = np.sqrt(np.maximum(squares[::-1], 0.0)), vectors[:, ::-1]
    left = exact @ vectors / np.maximum(values, 1e-12)
    return left.astype(np.float32), values.astype(np.float32), vectors.T.astype(np.float32)


def _low_rank(left: Weights, values: Weights, right: Weights, rank: int) -> LowRank:
    root = np.sqrt(values[:rank, None])
    return LowRank.of((root * left.T[:rank]).astype(np.float32), (root * right[:rank]).astype(np.float32))


def _ranks(spectra: Mapping[str, tuple[Weights, int]], size: int) -> dict[str, int]:
    """The rank of each matrix, from its singular values and the bytes that one rank takes.

    >>> _ranks({"a": (np.array([3.0, 1.0]), 10), "b": (np.array([2.0, 0.1]), 10)}, 25)
    {'a': 1, 'b': 1}
    """
    worth = [
        (float(value) ** 2 / cost, cost, name) for name, (values, cost) in spectra.items() for value in values.tolist()
    ]
    ranks, left = dict.fromkeys(spectra, 0), size
    for _, cost, name in sorted(worth, reverse=True):
        if cost > left:
            break
        ranks[name] += 1
        left -= cost
    return ranks
