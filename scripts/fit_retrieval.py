"""Make ``data/language/retrieval_weights.json`` and ``refusal_thresholds.json`` again.

``python -m scripts.fit_retrieval [--build DIR] [--check]``.

The questions of ``data/questions`` are asked of a build of the 2022 table, and the signals of those that reach retrieval
are kept (each is worked out once); then the weights are fitted on all lots, and for an honest figure also with each lot
left out in turn, and so are the thresholds below which a question is refused (:mod:`scripts.fit_refusal`). Needed after every change of the model, the pairs, the word lists or the signals. Half a minute.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec
import numpy as np
from tqdm import tqdm

from embeddings.ranking_weights import (
    FORMAT,
    WEIGHTS,
    FittedProfile,
    LotResult,
    SignalWeight,
    WeightsFile,
    equal_weights,
)
from embeddings.retriever import Retrieval, Retriever
from embeddings.signals import SIGNALS, WORD_SIGNALS, Signal
from qa import Hetu
from qa.querying.lookups import TOP_K
from qa.parse import simplify
from qa.refusal import foreign_noun
from qa.refusal_thresholds import FORMAT as THRESHOLDS_FORMAT
from qa.refusal_thresholds import THRESHOLDS, RefusalThresholds, ThresholdsFile, nearness
from qa.evaluation.scoring import Question, read_questions
from scripts.fit_refusal import METHOD as REFUSAL_METHOD
from scripts.fit_refusal import JudgedNearness, fit_thresholds, refusal_results, without_each_lot
from scripts.listwise import JudgedQuestion, Numbers, fit, left_out, measure

QUESTIONS = Path(__file__).resolve().parent.parent / "data" / "questions"
EVERYDAY, UNANSWERABLE = "semantic", "unanswerable"
MADE_BY = "python -m scripts.fit_retrieval"
METHOD = (
    "conditional logit over the tasks of each question, weights >= 0, ridge 1e-4, fitted on all lots; "
    "left_out: each lot measured with weights fitted on the others; other kinds: the right tasks of questions of fact, "
    "and the tasks named by questions that the table does not answer"
)
_DIGITS = 4
_SURELY_NAMED, _FEW = 0.5, 3
"""What a task gains at least whose own name is in the question, and how many tasks one name may mean."""
_ALL, _OTHER_KINDS = "all lots", "other kinds"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question asked of the retriever."""

    question: Question
    lot: str
    words: str
    within: frozenset[str] | None
    named: Mapping[str, float]
    found: Retrieval


class Recorder:
    """Keeps what is asked of a retriever's :meth:`search`."""

    def __init__(self, retriever: Retriever) -> None:
        self._search = retriever.search
        self.last: tuple[str, frozenset[str] | None, Mapping[str, float], Retrieval] | None = None

    def search(
        self,
        question: str,
        top_k: int = TOP_K,
        within: frozenset[str] | None = None,
        named: Mapping[str, float] | None = None,
    ) -> Retrieval:
        """Search as before; what is offered beside a refusal (fewer hits) is not kept."""
        found = self._search(question, top_k, within, named)
        if top_k == TOP_K:
            self.last = (question, within, named or {}, found)
        return found


def asked(kg: Hetu, files: Sequence[Path]) -> list[Asked]:
    """The questions that reach retrieval, as they reach it."""
    recorder = Recorder(kg.corpus.retriever)
    kg.corpus.retriever.search = recorder.search  # type: ignore[method-assign]
    found: list[Asked] = []
    for path in files:
        for question in tqdm(read_questions(path), desc=path.stem, file=sys.stderr, disable=None):
            recorder.last = None
            kg.ask(question.question)
            if recorder.last:
                found.append(Asked(question, path.stem, *recorder.last))
    return found


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


def judged_nearness(kg: Hetu, questions: Sequence[Asked]) -> list[JudgedNearness]:
    """How near those questions are that name nothing of the table; it does not depend on the weights of the signals."""
    made = []
    for of in questions:
        if of.found.hits and not of.named:
            text = simplify(of.question.question)
            foreign = None if kg.corpus.lexicon.find_things(text) else foreign_noun(text, kg.corpus)
            near = JudgedNearness(
                lot=of.lot,
                answerable=of.question.kind != UNANSWERABLE,
                length=len(text),
                near=nearness(of.found),
                coverage=of.found.coverage,
                likeness=of.found.likeness,
                foreign=foreign is not None,
            )
            made.append(near)
    return made


def _about(named: Mapping[str, float]) -> list[str]:
    """The few tasks that hold what a question names most surely."""
    most = max(named.values(), default=0.0)
    tasks = [task for task, gain in named.items() if gain == most]
    return tasks if most >= _SURELY_NAMED and len(tasks) <= _FEW else []


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


def report(name: str, profile: FittedProfile) -> str:
    """The weights and results as lines."""
    lines = [f"{name:24} uncovered  covered"]
    lines += [f"  {signal:22} {of.uncovered:9.4f} {of.covered:8.4f}" for signal, of in profile.weights.items()]
    lines += [f"  {'lot':22} questions  left out: recall@5, nDCG@10   fitted"]
    lines += [
        f"  {out.lot:22} {out.questions:9} {out.recall_at_5:17.4f} {out.ndcg_at_10:8.4f} {of.recall_at_5:8.4f} {of.ndcg_at_10:8.4f}"
        for out, of in zip(profile.left_out, profile.fitted, strict=True)
    ]
    return "\n".join(lines)


def refusals(kg: Hetu, questions: Sequence[JudgedNearness]) -> ThresholdsFile:
    """Thresholds of refusal, and how the questions fare with them."""
    thresholds = fit_thresholds(questions)
    return ThresholdsFile(
        format=THRESHOLDS_FORMAT,
        made_by=MADE_BY,
        method=REFUSAL_METHOD,
        encoder=str(kg.build.manifest.model),
        thresholds=thresholds,
        left_out=without_each_lot(questions),
        fitted=refusal_results(questions, lambda _: thresholds),
    )


def report_refusals(made: ThresholdsFile) -> str:
    """The thresholds and results as lines."""
    lines = [f"refusals: {made.thresholds}"]
    lines += [f"  {'lot':22} unanswerable  left out: refused, wrongly   fitted"]
    lines += [
        f"  {out.lot:22} {out.unanswerable:12} {out.refused:18} {out.refused_wrongly:4}/{out.answerable:<4} {of.refused:7} {of.refused_wrongly:4}"
        for out, of in zip(made.left_out, made.fitted, strict=True)
    ]
    return "\n".join(lines)


def _write(path: Path, made: WeightsFile | ThresholdsFile) -> None:
    path.write_bytes(msgspec.json.format(msgspec.json.encode(made), indent=2) + b"\n")


def main() -> None:
    """Ask, fit, report, write."""
    parser = argparse.ArgumentParser(prog="python -m scripts.fit_retrieval", description=__doc__)
    parser.add_argument("--build", default="data/build", help="the build of the 2022 table, with vectors")
    parser.add_argument("--check", action="store_true", help="report only, write nothing")
    options = parser.parse_args()
    kg = Hetu.open(options.build)
    retriever = kg.corpus.retriever
    if retriever.encoder is None:
        sys.exit("the build has no vectors")
    retriever.weights = equal_weights()  # what is asked does not depend on them, and there may be none yet
    kg.corpus.refusal_thresholds = RefusalThresholds(0.0, 0.0, 0.0)
    reached = asked(kg, sorted(QUESTIONS.glob("*.jsonl")))
    questions = judged(retriever, reached)
    made = WeightsFile(
        format=FORMAT,
        made_by=MADE_BY,
        method=METHOD,
        encoder=str(kg.build.manifest.model),
        vectors=fitted(questions, SIGNALS),
        words=fitted(questions, WORD_SIGNALS),
    )
    refused = refusals(kg, judged_nearness(kg, reached))
    print(report("vectors", made.vectors), report("words", made.words), report_refusals(refused), sep="\n\n")
    if not options.check:
        _write(WEIGHTS, made)
        _write(THRESHOLDS, refused)


if __name__ == "__main__":
    main()
