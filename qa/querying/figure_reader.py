"""The figure a question asks for: the figures of all tasks found compete, and the likeliest one may be sure enough to be said."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from graph.mentions.texts import task_texts
from qa.querying.figure_features import AskedOf, FigureQuestion, figures_of, signals
from qa.querying.figure_weights import CHANCE, SCORE, SURE, FigureWeights, load_figure_weights
from qa.querying.figures import Candidate, beside
from qa.querying.lookups import Found
from qa.querying.scopes import told_of_scope
from qa.understanding.form_classifier import FormJudgement

LOOKED_AT = 5
"""How many of the tasks found may tell the figure."""
SURE_ENOUGH, LIKELY, OVERRULES = 0.3, 0.12, 0.6
"""The chance from which a figure that the gates let pass is said, from which its clause is quoted, and from which it is said
though some words of the question stand nowhere."""
_HALF, _TENS = 0.5, 10


@dataclass(frozen=True, slots=True)
class ReadFigure:
    """A figure with its signals, the task that tells it, and its probability among all figures."""

    candidate: Candidate
    task: AskedOf
    signals: Mapping[str, float]
    probability: float


@dataclass(frozen=True, slots=True)
class FigureReading:
    """All figures, the likeliest first, and the chance that the first one is what is asked for."""

    figures: tuple[ReadFigure, ...]
    chance: float
    asks_target: bool = False
    """Whether what was promised is asked for."""

    @property
    def best(self) -> ReadFigure | None:
        """The likeliest figure."""
        return self.figures[0] if self.figures else None

    @property
    def is_sure(self) -> bool:
        """Whether the likeliest one may be said as the answer."""
        return self.chance >= SURE_ENOUGH


def read_figures(tasks: Sequence[Found], judged: FormJudgement, weights: FigureWeights | None = None) -> FigureReading:
    """Read the figure that a question asks for out of the tasks found, the best one first.

    :param judged: what the classifier says of the question; the sort and level of the amount are used.
    """
    fitted = weights or load_figure_weights()
    asked, question = asked_of(tasks, judged)
    told = with_lead(
        [(one, task, signals(one, task, question)) for task in asked for one in figures_in_scope(task, question)]
    )
    if not told:
        return FigureReading((), 0.0)
    scores = np.array([sum(fitted.weights.get(name, 0.0) * value for name, value in of.items()) for _, _, of in told])
    odds = np.exp(scores - scores.max())
    odds /= odds.sum()
    order = np.argsort(-odds, kind="stable")
    figures = tuple(ReadFigure(one, task, of, float(odds[at])) for at in order for one, task, of in [told[at]])
    given = evidence(figures, tasks[0], float(scores.max()))
    return FigureReading(figures, _chance(given, fitted), judged.level.get("target", 0.0) > _HALF)


Told = tuple[Candidate, AskedOf, Mapping[str, float]]


def with_lead(told: Sequence[Told]) -> list[Told]:
    """The figures with one more signal: how far each lies behind the one that fits best by rule."""
    best = max((of.get("rule", 0.0) for _, _, of in told), default=0.0)
    return [(one, task, {**of, "behind by rule": best - of.get("rule", 0.0)}) for one, task, of in told]


def asked_of(tasks: Sequence[Found], judged: FormJudgement) -> tuple[list[AskedOf], FigureQuestion]:
    """The tasks as those that may tell a figure, and the question as it asks for one."""
    texts = [text.text for found in tasks for text in task_texts(found.task)]
    best = max((found.retrieval.hits[0].score for found in tasks), default=0.0)
    asked = [
        AskedOf(found, found.retrieval.hits[0].score / max(best, 1e-9), place) for place, found in enumerate(tasks)
    ]
    return asked, FigureQuestion.of(tasks[0], texts, judged)


def figures_in_scope(task: AskedOf, question: FigureQuestion) -> list[Candidate]:
    """The figures of a task that are of the town or park a question names, where it names one."""
    found = task.found
    kept = [one for one in figures_of(task) if told_of_scope(question.scopes, found.task, found.items, one)]
    own = [one for one in kept if any(scope in beside(one) + one.figure.measure for scope in question.scopes)]
    told = {(one.sentence, one.figure.unit) for one in own}
    # Where a sentence tells figures town by town, only that of the town asked for is its own.
    return [one for one in kept if one in own or (one.sentence, one.figure.unit) not in told]


def evidence(figures: Sequence[ReadFigure], found: Found, score: float) -> dict[str, float]:
    """What tells whether the likeliest figure may be said, by the names of :data:`SURE`.

    :param score: the weighed sum of its signals.
    """
    best = figures[0]
    value = (best.candidate.figure.value, best.candidate.figure.unit)
    same = sum(one.probability for one in figures if (one.candidate.figure.value, one.candidate.figure.unit) == value)
    retrieval = found.retrieval
    given = {
        CHANCE: same,
        SCORE: score / _TENS,
        "margin": retrieval.margin,
        "cosine": retrieval.best_cosine,
    }
    return {name: given.get(name, best.signals.get(name, 0.0)) for name in SURE}


def _chance(given: Mapping[str, float], fitted: FigureWeights) -> float:
    logit = fitted.bias + sum(fitted.sure[name] * value for name, value in given.items())
    return 1 / (1 + math.exp(-logit))
