"""The weights of retrieval, fitted to the questions of ``data/questions``, and what their thresholds of refusal are fitted to.

Each question is asked as users ask it, and kept is what it asks of the retriever and of the thresholds. So whatever reads
questions and whatever gates there are, what is fitted is what they use.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from tqdm import tqdm

from embeddings.ranking_weights import (
    FittedProfile,
    LotResult,
    RankingProfile,
    RankingWeights,
    SignalWeight,
    equal_weights,
)
from embeddings.retriever import Retrieval, Retriever
from embeddings.signals import SIGNALS, WORD_SIGNALS, Signal
from qa.answerability.refusal_thresholds import RefusalThresholds
from qa.corpus import Corpus
from qa.evaluation.question_files import read_questions
from qa.evaluation.scoring import Question
from qa.fitting.listwise import JudgedQuestion, Numbers, fit, left_out, measure
from qa.fitting.refusal import JudgedNearness
from qa.hetu import Hetu
from qa.querying.lookups import TOP_K

QUESTIONS = Path(__file__).resolve().parents[2] / "data" / "questions"
EVERYDAY, UNANSWERABLE = "semantic", "unanswerable"
METHOD = (
    "conditional logit over the tasks of each question, weights >= 0, ridge 1e-4, fitted on all lots; "
    "left_out: each lot measured with weights fitted on the others; other kinds: the right tasks of questions of fact, "
    "and the tasks named by questions that the table does not answer"
)
_DIGITS = 4
_SURELY_NAMED, _FEW = 0.5, 3
"""What a task gains at least whose own name is in the question, and how many tasks one name may mean."""
_ALL, _OTHER_KINDS = "all lots", "other kinds"


class Distances(RefusalThresholds, frozen=True):
    """Thresholds that refuse nothing and keep how near the questions are that they are asked about."""

    seen: list[JudgedNearness]
    strange: list[JudgedNearness]
    """Those of them that hold a strange noun."""

    @classmethod
    def empty(cls) -> Distances:
        """Thresholds that were not asked yet."""
        return cls(0.0, 0.0, 0.0, [], [])

    def far(self, length: int, near: float, coverage: float, likeness: float) -> bool:
        """Keep a question; it is near enough."""
        self.seen.append(JudgedNearness("", True, length, near, coverage, likeness, False))
        return False

    def far_with_foreign_noun(self, length: int, near: float, coverage: float) -> bool:
        """Keep that a question holds a strange noun; it is near enough."""
        self.strange.append(JudgedNearness("", True, length, near, coverage, 0.0, True))
        return False


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question asked of the retriever, and how near it is; ``near`` is none where no threshold was asked."""

    question: Question
    lot: str
    words: str
    within: frozenset[str] | None
    named: Mapping[str, float]
    found: Retrieval
    near: JudgedNearness | None


class Recorder:
    """Keeps what is asked of a retriever's :meth:`search`: the words, the tasks that may be found, their gains, the result."""

    def __init__(self, retriever: Retriever) -> None:
        self._search = retriever.search
        self.last: tuple[str, frozenset[str] | None, Mapping[str, float], Retrieval] | None = None
        self.searches = 0

    def search(
        self,
        question: str,
        top_k: int = TOP_K,
        within: frozenset[str] | None = None,
        named: Mapping[str, float] | None = None,
    ) -> Retrieval:
        """Search as before, and keep the longest of a question's searches; those for a topic (fewer hits) are only counted."""
        found = self._search(question, top_k, within, named)
        self.searches += 1
        if top_k == TOP_K and (self.last is None or len(question) > len(self.last[0])):
            self.last = (question, within, named or {}, found)
        return found


@contextmanager
def recorder_of(retriever: Retriever) -> Iterator[Recorder]:
    """A recorder that stands before a retriever meanwhile."""
    recorder = Recorder(retriever)
    retriever.search = recorder.search  # type: ignore[method-assign]
    try:
        yield recorder
    finally:
        del retriever.search


def asked(corpus: Corpus, files: Sequence[Path]) -> list[Asked]:
    """The questions that reach retrieval, as they reach it.

    Signals weigh the same meanwhile and nothing is too far: what is asked does not depend on either, and there may be none yet.
    """
    retriever = corpus.retriever
    before = vars(retriever).get("weights"), vars(corpus).get("refusal_thresholds")
    retriever.weights = equal_weights()
    try:
        with recorder_of(retriever) as recorder:
            kg = Hetu(corpus)
            return [one for path in files for one in _asked(kg, path, recorder)]
    finally:
        put_back(retriever, "weights", before[0])
        put_back(corpus, "refusal_thresholds", before[1])


def put_back(holder: object, name: str, value: object) -> None:
    """What was loaded before; what was not loaded yet is loaded when it is needed."""
    if value is None:
        vars(holder).pop(name, None)
    else:
        vars(holder)[name] = value


def _asked(kg: Hetu, path: Path, recorder: Recorder) -> list[Asked]:
    found: list[Asked] = []
    questions = [question for question in read_questions(path) if isinstance(question, Question)]
    for question in tqdm(questions, desc=f"拟合 {path.stem}", file=sys.stderr, disable=None):
        recorder.last = None
        distances = kg.corpus.refusal_thresholds = Distances.empty()
        kg.ask(question.question)
        if recorder.last:
            near = _near(distances, path.stem, answerable=question.kind != UNANSWERABLE)
            found.append(Asked(question, path.stem, *recorder.last, near))
    return found


def _near(distances: Distances, lot: str, *, answerable: bool) -> JudgedNearness | None:
    """How near a question is, of several parts the nearest."""
    if not distances.seen:
        return None
    nearest = max(distances.seen, key=lambda one: one.near)
    return replace(nearest, lot=lot, answerable=answerable, foreign=bool(distances.strange))


def judged(retriever: Retriever, questions: Sequence[Asked]) -> list[JudgedQuestion]:
    """The signals of questions (:data:`SIGNALS`), and the tasks that answer them.

    Where the table does not answer, the things named tell which tasks the question is about (:func:`_about`): it must be
    known that they are silent.
    """
    names = np.array(retriever.tasks)
    made = []
    for of in questions:
        table = retriever.signals(retriever.query(of.words, of.named), of.within)
        right = np.isin(names, of.question.gold_tasks or _about(of.named))
        counted = table.allowed & (right | ~np.isin(names, of.question.gold_optional))
        values = table.values.astype(np.float64)
        if right.any():
            made.append(JudgedQuestion(of.lot, of.question.kind, values, table.coverage, right, counted))
    return made


def judged_nearness(questions: Sequence[Asked]) -> list[JudgedNearness]:
    """How near those questions are that name nothing of the table; it does not depend on the weights of the signals."""
    return [of.near for of in questions if of.near and of.found.hits and not of.named]


def _about(named: Mapping[str, float]) -> list[str]:
    """The few tasks that hold what a question names most surely."""
    most = max(named.values(), default=0.0)
    tasks = [task for task, gain in named.items() if gain == most]
    return tasks if most >= _SURELY_NAMED and len(tasks) <= _FEW else []


def ranking_weights(questions: Sequence[JudgedQuestion]) -> RankingWeights:
    """The weights as they are used, fitted to some questions."""
    return RankingWeights(vectors=_profile(questions, SIGNALS), words=_profile(questions, WORD_SIGNALS))


def _profile(questions: Sequence[JudgedQuestion], signals: tuple[Signal, ...]) -> RankingProfile:
    rows = [SIGNALS.index(signal) for signal in signals]
    found = fit([replace(question, signals=question.signals[rows]) for question in questions]).round(_DIGITS)
    weights = found.astype(np.float32)
    return RankingProfile(signals, weights[: len(rows)], weights[len(rows) :])


def fitted(questions: Sequence[JudgedQuestion], signals: Sequence[Signal]) -> FittedProfile:
    """Weights for some of the signals, and how the questions fare with them."""
    rows = [SIGNALS.index(signal) for signal in signals]
    seen = [replace(question, signals=question.signals[rows]) for question in questions]
    weights = fit(seen).round(_DIGITS)
    pairs = zip(signals, weights[: len(rows)].tolist(), weights[len(rows) :].tolist(), strict=True)
    return FittedProfile(
        weights={signal.name: SignalWeight(uncovered, covered) for signal, uncovered, covered in pairs},
        left_out=results(left_out(seen)),
        fitted=results([(question, weights) for question in seen]),
    )


def results(measured: Sequence[tuple[JudgedQuestion, Numbers]]) -> list[LotResult]:
    """Recall and nDCG of the everyday questions by lot and of all of them, and of the questions of other kinds."""
    groups: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for question, weights in measured:
        names = [question.lot, _ALL] if question.kind == EVERYDAY else [_OTHER_KINDS]
        for name in names:
            groups[name].append(measure(question, weights))
    ordered = sorted(groups, key=lambda name: (name in {_ALL, _OTHER_KINDS}, name))
    return [_result(name, np.array(groups[name])) for name in ordered]


def _result(name: str, values: Numbers) -> LotResult:
    recall, gain = (round(float(mean), _DIGITS) for mean in values.mean(axis=0))
    return LotResult(name, len(values), recall, gain)
