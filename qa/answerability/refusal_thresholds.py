"""How near a question must be to the table to be answered: read from ``data/language/refusal_thresholds.json``, checked once.

The values belong to the embedding model: ``python -m scripts.fit_retrieval`` makes the file again (see
docs/decisions/005-refusal.md).
"""

from __future__ import annotations

import math
from functools import lru_cache
from pathlib import Path

import msgspec

from embeddings.fitted_file import ADVICE, read_fitted
from embeddings.pairs import LANGUAGE_DIR
from embeddings.retriever import Retrieval
from graph.errors import ModelError

THRESHOLDS = LANGUAGE_DIR / "refusal_thresholds.json"
FORMAT = 1
TERSE = 16
"""Characters of a short question, which is near what it is about: riddles and stories are far from everything."""
KNOWN_WORDS = 0.40
"""A question whose words the best task tells to this share is about the table, however the vectors see it."""
ALIKE = 0.75
"""A question whose nearest everyday wording of the phrasebook has this cosine is about such a table."""


class RefusalThresholds(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Nearness (:func:`nearness`) below which a question that names nothing of the table is about something else.

    ``terse``: of questions of at most :data:`TERSE` characters; ``long``: of longer ones; ``foreign``: of terse ones that
    hold a noun wholly strange to the table.
    """

    terse: float
    long: float
    foreign: float

    def far(self, length: int, near: float, coverage: float, likeness: float) -> bool:
        """Whether a question of so many characters is about something else.

        >>> RefusalThresholds(0.7, 0.6, 0.8).far(8, 0.65, 0.1, 0.5)
        True
        """
        nearest = self.terse if length <= TERSE else self.long
        return near < nearest and coverage < KNOWN_WORDS and likeness < ALIKE

    def far_with_foreign_noun(self, length: int, near: float, coverage: float) -> bool:
        """Whether a question that holds a noun wholly strange to the table is about something else."""
        return length <= TERSE and near < self.foreign and coverage < KNOWN_WORDS


class RefusalResult(msgspec.Struct, frozen=True):
    """How many of a lot's questions that reach retrieval are refused by the thresholds: rightly and wrongly."""

    lot: str
    unanswerable: int
    refused: int
    answerable: int
    refused_wrongly: int


class ThresholdsFile(msgspec.Struct, frozen=True):
    """The whole file."""

    format: int
    made_by: str
    method: str
    encoder: str
    thresholds: RefusalThresholds
    left_out: list[RefusalResult] = []
    fitted: list[RefusalResult] = []


def nearness(retrieval: Retrieval) -> float:
    """The best cosine plus the margin of the best over the mean: from about 0.4 (nothing near) to 2."""
    return retrieval.best_cosine + retrieval.margin


@lru_cache(maxsize=1)
def load_thresholds(path: Path = THRESHOLDS) -> RefusalThresholds:
    """Read the thresholds.

    :raises ModelError: the file is missing or broken, or a threshold is missing, unknown or no number.
    """
    read = read_fitted(path, ThresholdsFile, "拒答阈值", FORMAT)
    if not all(math.isfinite(value) and value >= 0 for value in msgspec.structs.astuple(read.thresholds)):
        raise ModelError(f"拒答阈值 {path} 的各值应为不小于 0 的数；{ADVICE}")
    return read.thresholds
