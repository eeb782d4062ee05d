"""The shipped pairs as a phrasebook: a question in everyday words → the official sentences its like are answered by.

An encoder learns the step from everyday to official words from these pairs; looking up the nearest ones adds what it did
not learn by heart (recall@5 of 372 everyday questions 0.90 → 0.93, see docs/meaning.md).
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from embeddings.cache import Say, cached
from embeddings.dense.encoder import Encoder, counted
from embeddings.dense.index import VectorIndex, Vectors
from embeddings.dense.model import cache_dir
from embeddings.pairs import Pair, fingerprint, general_pairs

NEAREST = 5
SHARPNESS = 20.0
"""How fast the weight of a pair falls with its distance: by a third for 0.02 of cosine."""
FILE = "phrasebook.npz"


@dataclass(frozen=True, slots=True)
class Translation:
    """Official sentences near in meaning to a question with their weights (falling, sum 1), and the mean of their vectors."""

    sentences: tuple[tuple[str, float], ...]
    vector: Vectors
    nearness: float
    """The cosine of the nearest everyday wording."""


class Phrasebook:
    """Everyday wordings and their official sentences as vectors of one encoder."""

    def __init__(self, everyday: Vectors, official: Vectors, of: NDArray[np.int64], sentences: list[str]) -> None:
        self._everyday = everyday
        self._index = VectorIndex(everyday)
        self._official = official
        self._of = of
        self._sentences = sentences

    @classmethod
    def of_pairs(
        cls, encoder: Encoder, pairs: Sequence[Pair], progress: Callable[[int, int], None] = lambda done, total: None
    ) -> Phrasebook:
        """Embed pairs of everyday and official wording."""
        sentences = list(dict.fromkeys(pair.passage for pair in pairs))
        position = {sentence: i for i, sentence in enumerate(sentences)}
        count = counted(len(pairs) + len(sentences), progress)
        everyday = encoder.encode([pair.query for pair in pairs], count)
        official = encoder.encode(sentences, count, role="document")
        of = np.array([position[pair.passage] for pair in pairs], dtype=np.int64)
        return cls(everyday, official, of, sentences)

    def save(self, path: Path) -> None:
        """Write to a file; half precision is exact to 0.001 of a cosine."""
        with path.open("wb") as file:
            np.savez(
                file,
                everyday=self._everyday.astype(np.float16),
                official=self._official.astype(np.float16),
                of=self._of,
                sentences=np.array(self._sentences),
            )

    @classmethod
    def load(cls, path: Path) -> Phrasebook:
        """Read from a file.

        :raises OSError: there is none.
        :raises ValueError: it is broken.
        """
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
                everyday, official = kept["everyday"].astype(np.float32), kept["official"].astype(np.float32)
                return cls(everyday, official, kept["of"], kept["sentences"].tolist())
        except (zipfile.BadZipFile, KeyError) as error:
            raise ValueError(f"{path} is no phrasebook") from error

    @property
    def dimension(self) -> int:
        """How long each vector is."""
        return int(self._everyday.shape[1])

    def translate(self, question: Vectors) -> Translation:
        """Look up a question's vector, shape ``(dimension,)``."""
        nearest, cosines = self._index.search(question[None], NEAREST)[0]
        weights = np.exp(SHARPNESS * (cosines - cosines[0]))
        weights /= weights.sum()
        rows = self._of[nearest]
        sentences = tuple((self._sentences[row], float(w)) for row, w in zip(rows, weights, strict=True))
        mean = np.asarray(weights @ self._official[rows], dtype=np.float32)
        return Translation(sentences, mean, float(cosines[0]))


def ensure_phrasebook(converted: Path, encoder: Encoder, progress: Callable[[int, int], None], say: Say) -> Path:
    """The file of the shipped pairs as a converted model sees them, made once, cached, verified.

    :param progress: receives (texts done, texts to do).
    :param say: receives a sentence when a damaged one is made again.
    :raises graph.errors.BuildError: the cache cannot be written.
    """
    pairs = general_pairs()
    folder = cache_dir() / "phrasebooks" / f"{converted.name}-{fingerprint(pairs)}"
    return (
        cached(folder, lambda staging: Phrasebook.of_pairs(encoder, pairs, progress).save(staging / FILE), say) / FILE
    )
