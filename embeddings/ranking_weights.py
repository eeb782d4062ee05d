"""How the signals of retrieval are weighed: read from ``data/language/retrieval_weights.json``, checked once.

A task's score is the sum over the signals of ``((1 - coverage) · uncovered + coverage · covered) · signal``. ``coverage``
is the share of the question's words that the best lexical task holds: everyday questions, whose words the table hardly
knows, are answered by meaning, questions that name a project by their words. No weight is negative and their sum is at most
1, so scores are from 0 to 1 too. ``python -m scripts.fit_retrieval`` makes the file again.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import msgspec
import numpy as np

from embeddings.fitted_file import ADVICE, read_fitted
from embeddings.pairs import LANGUAGE_DIR
from embeddings.signals import SIGNALS, WORD_SIGNALS, Scores, Signal
from graph.errors import ModelError

WEIGHTS = LANGUAGE_DIR / "retrieval_weights.json"
FORMAT = 1
_TOLERANCE = 1e-3
"""By how much the sum of rounded weights may exceed 1."""


class SignalWeight(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a signal counts where no word of the question is known, and where all are."""

    uncovered: float
    covered: float


class LotResult(msgspec.Struct, frozen=True, rename={"recall_at_5": "recall@5", "ndcg_at_10": "nDCG@10"}):
    """How the everyday questions of a lot fared, or those of all lots together, or all other kinds."""

    lot: str
    questions: int
    recall_at_5: float
    ndcg_at_10: float


class FittedProfile(msgspec.Struct, frozen=True):
    """Weights by signal, and how questions fared: with weights fitted on all lots but their own, and with these."""

    weights: dict[str, SignalWeight]
    left_out: list[LotResult] = []
    fitted: list[LotResult] = []


class WeightsFile(msgspec.Struct, frozen=True):
    """The whole file; ``vectors`` is for builds with vectors, ``words`` for those without."""

    format: int
    made_by: str
    method: str
    encoder: str
    vectors: FittedProfile
    words: FittedProfile


@dataclass(frozen=True, slots=True)
class RankingProfile:
    """Signals with their weights."""

    signals: tuple[Signal, ...]
    uncovered: Scores
    covered: Scores

    def weights_at(self, coverage: float) -> Scores:
        """The weight of every signal, in their order, for a question of this coverage."""
        weights: Scores = (1.0 - np.float32(coverage)) * self.uncovered + np.float32(coverage) * self.covered
        return weights


@dataclass(frozen=True, slots=True)
class RankingWeights:
    """How builds with vectors are searched, and those without."""

    vectors: RankingProfile
    words: RankingProfile


@lru_cache(maxsize=1)
def load_weights(path: Path = WEIGHTS) -> RankingWeights:
    """Read the weights.

    :raises ModelError: the file is missing or broken, or a weight is missing, unknown, negative or no number.
    """
    read = read_fitted(path, WeightsFile, "检索权重", FORMAT)
    return RankingWeights(
        vectors=_profile(path, "vectors", read.vectors, SIGNALS),
        words=_profile(path, "words", read.words, WORD_SIGNALS),
    )


def equal_weights() -> RankingWeights:
    """Every signal as good as any other: to look at signals before there are weights."""
    return RankingWeights(_equal(SIGNALS), _equal(WORD_SIGNALS))


def _equal(signals: tuple[Signal, ...]) -> RankingProfile:
    weights = np.full(len(signals), 1.0 / len(signals), dtype=np.float32)
    return RankingProfile(signals, weights, weights)


def _profile(path: Path, name: str, fitted: FittedProfile, signals: Sequence[Signal]) -> RankingProfile:
    wanted, given = [signal.name for signal in signals], fitted.weights
    where = f"检索权重 {path} 的 {name}"
    if missing := [signal for signal in wanted if signal not in given]:
        raise ModelError(f"{where} 缺少信号“{'、'.join(missing)}”；{ADVICE}")
    if unknown := [signal for signal in given if signal not in wanted]:
        raise ModelError(f"{where} 有未知的信号“{'、'.join(unknown)}”；{ADVICE}")
    for signal, weight in given.items():
        if not all(math.isfinite(value) and value >= 0 for value in (weight.uncovered, weight.covered)):
            raise ModelError(f"{where} 中“{signal}”的权重应为不小于 0 的数；{ADVICE}")
    uncovered = np.array([given[signal].uncovered for signal in wanted], dtype=np.float32)
    covered = np.array([given[signal].covered for signal in wanted], dtype=np.float32)
    if not all(0 < total <= 1 + _TOLERANCE for total in (float(uncovered.sum()), float(covered.sum()))):
        raise ModelError(f"{where} 的权重之和应大于 0 且不超过 1；{ADVICE}")
    return RankingProfile(tuple(signals), uncovered, covered)
