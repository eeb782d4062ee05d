"""The weights by which the figure is found that a question asks for, fitted to questions whose number is known.

A conditional logit (McFadden, 1974) over all figures of the tasks found for a question, with a ridge; then a logistic
regression that tells from its probability and what is missing whether the likeliest figure may be said. Each lot is also
judged by weights fitted on the others.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize  # type: ignore[import-untyped]
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

from graph.language.text import fold
from graph.mentions.unit_words import factor
from qa.answering.item_answers import Judge
from qa.evaluation.question_files import read_questions
from qa.evaluation.scoring import Question
from qa.evaluation.typed_questions import TypedQuestion
from qa.hetu import Hetu
from qa.querying.figure_features import AskedOf, FigureQuestion, signals
from qa.querying.figure_reader import (
    LOOKED_AT,
    SURE_ENOUGH,
    ReadFigure,
    asked_of,
    evidence,
    figures_in_scope,
    with_lead,
)
from qa.querying.figure_weights import FORMAT, SURE, FigureResult, FigureWeights
from qa.querying.figures import Candidate
from qa.querying.gates import Gatekeeper, Refusal
from qa.querying.lookups import Lookups
from qa.understanding.logical_form import About, Aspect

QUESTIONS = Path(__file__).resolve().parents[2] / "data" / "questions"
MADE_BY = "python -m scripts.fit_figures"
_UNANSWERABLE = "unanswerable"
_RIDGE = 0.002
_PRIOR = {"rule": 6.0, "task first": 0.5}
"""Where the ridge pulls weights that are not 0 without questions: what fits by rule fits, and the task found first is meant."""
_INVERSE_RIDGE = 1.0
_UNTOLD = 0.5
"""How much a question counts that the tables do not answer: most of these the gates refuse anyway."""
_STEPS = 1000
_DIGITS = 4
_TINY = 1e-12
_CLOSE = 1e-9
Numbers = NDArray[np.float64]


class NumberQuestion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A question for one number or time of a table, with the clause that tells it.

    ``kind``: ``value`` or ``date``; ``role``: whether what was reached (``actual``) or promised (``target``) is asked for.
    """

    id: str
    question: str
    task: str
    kind: str
    value: float | int | str
    unit: str
    sentence: str
    role: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """A question with the numbers that are right; none where the tables do not answer it."""

    lot: str
    question: str
    numbers: tuple[tuple[float, str], ...]
    task: str = ""
    sentence: str = ""

    def is_right(self, one: Candidate, task: str) -> bool:
        """Whether a figure is the one asked for."""
        alike = any(abs(one.size - value * factor(unit)) <= _CLOSE * abs(one.size) for value, unit in self.numbers)
        told, words = fold(one.sentence.text), fold(self.sentence)
        return alike and (not self.task or task == self.task or words in told or told in words)


@dataclass(frozen=True, slots=True)
class JudgedFigures:
    """The figures that compete for a question, and which of them are right."""

    wanted: Wanted
    figures: tuple[ReadFigure, ...]
    """In no order, each with a probability of 0."""
    right: tuple[bool, ...]


def number_lots(folder: Path = QUESTIONS) -> Iterator[Wanted]:
    """The labelled questions for numbers.

    Those of ``numbers``, of the typed lots those for a number or for nothing told, and those of the other lots that the table
    does not answer.
    """
    decoder, typed = msgspec.json.Decoder(NumberQuestion), msgspec.json.Decoder(TypedQuestion)
    for path in sorted((folder / "numbers").glob("*.jsonl")):
        for one in map(decoder.decode, path.read_bytes().splitlines()):
            if one.kind == "value":
                yield Wanted(
                    f"numbers-{path.stem}", one.question, ((float(one.value), one.unit),), one.task, one.sentence
                )
    for path in sorted((folder / "typed").glob("*.jsonl")):
        for question in map(typed.decode, path.read_bytes().splitlines()):
            gold = question.gold
            if gold is None or question.history or gold.terms:
                continue
            golds = [one for one in (gold, *question.accept) if one.type == "number" and one.value is not None]
            if golds or gold.type == "none":
                numbers = tuple((float(one.value or 0), one.unit or "") for one in golds)
                yield Wanted(path.stem, question.question, numbers)
    for path in sorted(folder.glob("*.jsonl")):
        untold = (one for one in read_questions(path) if isinstance(one, Question) and one.kind == _UNANSWERABLE)
        yield from (Wanted(f"unanswerable-{path.stem}", one.question, ()) for one in untold)


def checksum(folder: Path = QUESTIONS) -> str:
    """SHA-256 over all lines of the labelled files."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob("**/*.jsonl")):
        digest.update(b"\n".join(path.read_bytes().splitlines()))
    return digest.hexdigest()


def judged(kg: Hetu, judge: Judge, lots: Sequence[Wanted]) -> list[JudgedFigures]:
    """The figures that compete for each question.

    Left out are questions that find nothing, whose number is of no figure found (it counts tasks), and such without a number
    that ask for none.
    """
    lookups = Lookups(kg.corpus, Gatekeeper(kg.corpus))
    made = []
    for wanted in lots:
        read = kg.read(wanted.question)
        values = isinstance(read.form, About) and read.form.aspect in {Aspect.VALUE, Aspect.CALC}
        found = lookups.find(read.reading.slots, Aspect.VALUE, gated=False)
        if isinstance(found, Refusal) or not (wanted.numbers or values):
            continue
        asked, question = asked_of(lookups.first(found, LOOKED_AT), judge(read.reading.slots.question))
        one = _compete(wanted, asked, question)
        if any(one.right) or (one.figures and not wanted.numbers):
            made.append(one)
    return made


def _compete(wanted: Wanted, asked: Sequence[AskedOf], question: FigureQuestion) -> JudgedFigures:
    told = with_lead(
        [(one, task, signals(one, task, question)) for task in asked for one in figures_in_scope(task, question)]
    )
    figures = tuple(ReadFigure(one, task, of, 0.0) for one, task, of in told)
    return JudgedFigures(wanted, figures, tuple(wanted.is_right(one, task.found.task.id) for one, task, _ in told))


def _matrix(one: JudgedFigures, names: Sequence[str]) -> Numbers:
    """The signals of every figure, shape ``(figures, signals)``."""
    return np.array([[figure.signals.get(name, 0.0) for name in names] for figure in one.figures])


def fit(questions: Sequence[JudgedFigures], names: Sequence[str]) -> Numbers:
    """The weights of the signals, shape ``(signals,)``."""
    prior = np.array([_PRIOR.get(name, 0.0) for name in names])
    usable = [(_matrix(one, names), np.array(one.right)) for one in questions if any(one.right)]

    def loss(weights: Numbers) -> tuple[float, Numbers]:
        total, slope = 0.0, np.zeros_like(weights)
        for matrix, right in usable:
            odds = _softmax(matrix @ weights)
            told = odds[right].sum()
            total -= np.log(told + _TINY)
            slope += (odds - np.where(right, odds / max(told, _TINY), 0.0)) @ matrix
        count = len(usable)
        off: Numbers = weights - prior
        return float(total / count + _RIDGE * off @ off), slope / count + 2 * _RIDGE * off

    found: Numbers = minimize(loss, prior, jac=True, method="L-BFGS-B").x
    return found


def _softmax(scores: Numbers) -> Numbers:
    odds: Numbers = np.exp(scores - scores.max())
    shares: Numbers = odds / odds.sum()
    return shares


@dataclass(frozen=True, slots=True)
class _First:
    """The likeliest figure of a question: what tells whether it may be said, and whether it is right."""

    lot: str
    answerable: bool
    given: tuple[float, ...]
    right: bool


def _firsts(questions: Sequence[JudgedFigures], names: Sequence[str], weights: Numbers) -> list[_First]:
    return [_first(one, names, weights) for one in questions]


def _first(one: JudgedFigures, names: Sequence[str], weights: Numbers) -> _First:
    scores = _matrix(one, names) @ weights
    odds = _softmax(scores)
    order = np.argsort(-odds, kind="stable")
    ranked = [replace(one.figures[at], probability=float(odds[at])) for at in order]
    given = evidence(ranked, one.figures[0].task.found, float(scores.max()))
    return _First(one.wanted.lot, bool(one.wanted.numbers), tuple(given[name] for name in SURE), one.right[order[0]])


def _sureness(firsts: Sequence[_First]) -> LogisticRegression:
    model = LogisticRegression(C=_INVERSE_RIDGE, max_iter=_STEPS)
    counts = [1.0 if one.answerable else _UNTOLD for one in firsts]
    model.fit([one.given for one in firsts], [one.right for one in firsts], sample_weight=counts)
    return model


def fitted(questions: Sequence[JudgedFigures], labelled: str) -> FigureWeights:
    """The weights fitted on all lots, with how each lot fares left out.

    Whether a figure may be said is fitted to what the weights of the other lots say of each: what they were fitted to they
    would be too sure of.
    """
    names = sorted({name for one in questions for figure in one.figures for name in figure.signals})
    lots = sorted({one.wanted.lot for one in questions})
    firsts: list[_First] = []
    for lot in lots:
        weights = fit([one for one in questions if one.wanted.lot != lot], names)
        firsts += _firsts([one for one in questions if one.wanted.lot == lot], names, weights)
    sure = _sureness(firsts)
    return FigureWeights(
        format=FORMAT,
        made_by=MADE_BY,
        labelled=labelled,
        weights=_rounded(names, fit(questions, names)),
        sure=_rounded(SURE, sure.coef_[0]),
        bias=round(float(sure.intercept_[0]), _DIGITS),
        left_out=[_result(lot, firsts) for lot in lots],
    )


def _rounded(names: Sequence[str], weights: Numbers) -> dict[str, float]:
    return {name: round(float(weight), _DIGITS) for name, weight in zip(names, weights, strict=True)}


def _result(lot: str, firsts: Sequence[_First]) -> FigureResult:
    """How a lot fares: the weights of its figures, and the sureness, fitted on the others."""
    own = [one for one in firsts if one.lot == lot]
    sure = _sureness([one for one in firsts if one.lot != lot])
    chances = sure.predict_proba([one.given for one in own])[:, 1]
    said = [one for one, chance in zip(own, chances, strict=True) if chance >= SURE_ENOUGH]
    answerable = [one for one in own if one.answerable]
    return FigureResult(
        lot, len(answerable), sum(one.right for one in answerable), len(said), sum(not one.right for one in said)
    )
