"""The shipped adaptation: what training changed in the model's matrices, as products of low rank in bytes.

A file of numpy arrays: for each matrix ``NAME`` its change is ``left @ right``, each in signed bytes with a scale for each of the ranks;
for each vector (biases, norms) its change in half precision. ``base`` is the SHA-256 of the weights it was made for.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from embeddings.dense.bert_graph import quantised_rows
from embeddings.dense.packed_weights import Weights
from graph.errors import ModelError

MOST_BYTES = 10_000_000
"""The largest adapter that is shipped."""


@dataclass(frozen=True, slots=True)
class LowRank:
    """A matrix ``(outputs, inputs)`` as ``left.T @ right``, each ``(rank, …)`` in bytes with a scale per rank."""

    left: NDArray[np.int8]
    right: NDArray[np.int8]
    left_scale: Weights
    right_scale: Weights

    @classmethod
    def of(cls, left: Weights, right: Weights) -> LowRank:
        """Put two factors, shapes ``(rank, outputs)`` and ``(rank, inputs)``, in bytes.

        >>> one = np.ones((1, 2), dtype=np.float32)
        >>> LowRank.of(2 * one, 3 * one).product().round(3).tolist()
        [[6.0, 6.0], [6.0, 6.0]]
        """
        (left_bytes, left_scale), (right_bytes, right_scale) = quantised_rows(left), quantised_rows(right)
        return cls(left_bytes, right_bytes, left_scale, right_scale)

    def product(self) -> Weights:
        """The matrix."""
        return np.asarray((self.left * self.left_scale).T @ (self.right * self.right_scale), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Adapter:
    """Changes to the weights of one model, by the names of transformers' ``BertModel``."""

    base: str
    matrices: Mapping[str, LowRank]
    vectors: Mapping[str, Weights]

    def applied(self, weights: Mapping[str, Weights]) -> dict[str, Weights]:
        """The weights with the changes added.

        :raises ModelError: the adapter is for a model of other names or sizes.
        """
        changed = dict(weights)
        for name, change in self._changes():
            if name not in changed or changed[name].shape != change.shape:
                raise ModelError(f"适配文件与向量模型不相配：{name} 不同；请更新 Hetu 或 HETU_MODEL")
            changed[name] = changed[name] + change
        return changed

    def _changes(self) -> Iterator[tuple[str, Weights]]:
        for name, low in self.matrices.items():
            yield name, low.product()
        yield from self.vectors.items()

    def save(self, path: Path) -> None:
        """Write to a file, the same bytes every time.

        :raises OSError: it cannot be written.
        """
        arrays: dict[str, NDArray[np.generic]] = {"base": np.frombuffer(self.base.encode(), dtype=np.uint8)}
        for name, low in self.matrices.items():
            arrays |= {f"{name}|left": low.left, f"{name}|right": low.right}
            arrays |= {f"{name}|left_scale": low.left_scale, f"{name}|right_scale": low.right_scale}
        arrays |= {f"{name}|vector": vector.astype(np.float16) for name, vector in self.vectors.items()}
        with path.open("wb") as file:
            np.savez(file, **arrays)  # type: ignore[arg-type]  # numpy's stub takes them for allow_pickle

    @classmethod
    def load(cls, path: Path) -> Adapter:
        """Read from a file.

        :raises ModelError: there is none, or it is damaged.
        """
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
                arrays: dict[str, NDArray[np.generic]] = {name: kept[name] for name in kept.files}
            names = [name.removesuffix("|left") for name in arrays if name.endswith("|left")]
            return cls(
                base=arrays["base"].tobytes().decode(),
                matrices={name: _low_rank(arrays, name) for name in names},
                vectors={
                    name.removesuffix("|vector"): vector.astype(np.float32)
                    for name, vector in arrays.items()
                    if name.endswith("|vector")
                },
            )
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
            raise ModelError(f"适配文件 {path.name} 无法读取：{error}；请重新安装 Hetu") from error


def _low_rank(arrays: Mapping[str, NDArray[np.generic]], name: str) -> LowRank:
    return LowRank(
        left=arrays[f"{name}|left"].astype(np.int8),
        right=arrays[f"{name}|right"].astype(np.int8),
        left_scale=arrays[f"{name}|left_scale"].astype(np.float32),
        right_scale=arrays[f"{name}|right_scale"].astype(np.float32),
    )
