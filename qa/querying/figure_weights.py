"""How the signals of a figure are weighed: read from ``data/language/figure_weights.json``, checked once.

The figures of the tasks found compete: the probability of each is the softmax of the weighted sum of its signals
(a conditional logit). Whether the likeliest one may be said is told by a logistic regression over its probability and what
is missing. ``python -m scripts.fit_figures`` makes the file again.
"""

from __future__ import annotations

from functools import lru_cache

import msgspec

from embeddings.fitted_file import read_fitted
from embeddings.pairs import LANGUAGE_DIR
from graph.errors import ModelError

WEIGHTS = LANGUAGE_DIR / "figure_weights.json"
FORMAT = 1
_NAME, _ADVICE = "数字取值权重", "请运行 python -m scripts.fit_figures 重新生成"
CHANCE = "chance"
"""The probability of the likeliest value among all figures."""
SCORE = "score"
"""The weighed sum of the signals of the likeliest figure, in tens."""
SURE = (
    CHANCE,
    SCORE,
    "margin",
    "cosine",
    "words missing",
    "words of the clause",
    "title words",
    "near passage",
    "sort",
    "fits",
    "other dimension",
    "noun of the sentence",
    "noun nowhere",
    "task first",
    "task named",
)
"""What tells whether the likeliest figure may be said."""


class FigureResult(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the questions of a lot fared with weights fitted on the others.

    ``first``: the likeliest figure is the right one; ``said`` and ``said_wrong``: how many of all questions of the lot, those
    that the tables do not answer too, would be answered with a number, and how many of these wrongly.
    """

    lot: str
    questions: int
    first: int
    said: int
    said_wrong: int


class FigureWeights(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file: weights by signal, and those of :data:`SURE` with the bias."""

    format: int
    made_by: str
    labelled: str
    weights: dict[str, float]
    sure: dict[str, float]
    bias: float
    left_out: list[FigureResult] = []


@lru_cache(maxsize=1)
def load_figure_weights() -> FigureWeights:
    """The shipped weights.

    :raises ModelError: the file is missing, broken or of another format.
    """
    found = read_fitted(WEIGHTS, FigureWeights, _NAME, FORMAT, _ADVICE)
    if set(found.sure) != set(SURE):
        raise ModelError(f"{_NAME} {WEIGHTS} 的信号应为“{'、'.join(SURE)}”，实为“{'、'.join(found.sure)}”；{_ADVICE}")
    return found
