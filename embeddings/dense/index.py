"""FAISS: an exact inner-product index over normalised vectors."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from graph.errors import IndexMismatchError

Vectors = NDArray[np.float32]
_MANY = 100_000
"""Rows below which a second thread costs more than it brings."""


class VectorIndex:
    """Exact cosine search; rows are passages."""

    def __init__(self, vectors: Vectors) -> None:
        import faiss

        if vectors.ndim != 2:
            raise IndexMismatchError(f"向量应为二维数组，实为 {vectors.ndim} 维")
        self._index: faiss.Index = faiss.IndexFlatIP(vectors.shape[1])
        self._index.add(np.ascontiguousarray(vectors, dtype=np.float32))

    @property
    def size(self) -> int:
        """How many vectors there are."""
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        """How long each vector is."""
        return int(self._index.d)

    def save(self, path: Path) -> None:
        """Write the index to a file.

        :raises OSError: it cannot be written.
        """
        import faiss

        path.write_bytes(faiss.serialize_index(self._index).data)

    @classmethod
    def load(cls, path: Path) -> VectorIndex:
        """Read an index from a file."""
        import faiss

        self = cls.__new__(cls)
        self._index = faiss.read_index(str(path))
        return self

    def search(self, queries: Vectors, top_k: int) -> list[tuple[NDArray[np.int64], Vectors]]:
        """Find the ``top_k`` nearest rows of each query (shape ``(queries, dimension)``): rows and cosines, best first."""
        import faiss

        faiss.omp_set_num_threads(1 if self.size < _MANY else os.cpu_count() or 1)  # holds for the calling thread
        scores, rows = self._index.search(np.ascontiguousarray(queries, dtype=np.float32), min(top_k, self.size))
        # FAISS pads with -1 when it has fewer rows than asked for.
        return [(found[found >= 0], near[found >= 0]) for found, near in zip(rows, scores, strict=True)]
