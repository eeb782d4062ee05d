"""Asking the questions of a lot and scoring the answers, with what is needed to judge them: the searches made, the rows used."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from tqdm import tqdm

from graph.language.fired_rows import FiredRow, recording
from graph.language.text import fold
from qa.answering.answer import Answer, Plan, refused
from qa.evaluation.question_files import AnyQuestion
from qa.evaluation.scoring import Score, score
from qa.evaluation.strict_scoring import Verdict, judge
from qa.evaluation.typed_questions import TypedQuestion
from qa.fitting.retrieval import recorder_of
from qa.hetu import Hetu
from qa.understanding.normal_form import normal_form


@dataclass(frozen=True)
class Scored:
    """A question, its answer and the score of it.

    ``verdict`` is told of typed questions; ``searched``: whether retrieval was asked, so that its weights may matter;
    ``failed``: there was an error instead of an answer.
    """

    question: AnyQuestion
    answer: Answer
    score: Score
    verdict: Verdict | None = None
    searched: bool = True
    rows: frozenset[FiredRow] = field(default=frozenset())
    failed: bool = False

    @property
    def right(self) -> bool:
        """Whether nothing is wrong with it."""
        return self.score.value == 1

    @property
    def answerable(self) -> bool:
        """Whether the documents answer the question."""
        if isinstance(self.question, TypedQuestion):
            return not all(gold.empty for gold in (self.question.golds or self.question.parts))
        return self.question.kind != "unanswerable"

    @cached_property
    def group(self) -> str:
        """The kind of question."""
        return self.question.group if isinstance(self.question, TypedQuestion) else self.question.kind


def ask_all(kg: Hetu, questions: Sequence[AnyQuestion], title: str, *, rows: bool = False) -> list[Scored]:
    """Ask questions and score the answers.

    :param rows: whether to keep which rows of the word lists were used.
    """
    with recorder_of(kg.corpus.retriever) as recorder:
        found = []
        for question in tqdm(questions, desc=title, file=sys.stderr, disable=None):
            before = recorder.searches
            try:
                answer, fired = _asked(kg, question, rows)
            except Exception as error:  # one question must not end the measuring of all others
                found.append(_failed(question, error))
                continue
            found.append(scored(question, answer, kg, recorder.searches > before, fired))
    return found


def _asked(kg: Hetu, question: AnyQuestion, rows: bool) -> tuple[Answer, frozenset[FiredRow]]:
    history = question.history if isinstance(question, TypedQuestion) else ()
    if not rows:
        return kg.ask(question.question, history=history), frozenset()
    normal_form.cache_clear()  # a text read before would use no row
    with recording() as fired:
        answer = kg.ask(question.question, history=history)
    return answer, frozenset(fired)


def _failed(question: AnyQuestion, error: Exception) -> Scored:
    """A question that ended in an error: wrong, whatever is right."""
    answer = refused(Plan(question.question, ""), f"{type(error).__name__}：{error}")
    verdict = Verdict.WRONG if isinstance(question, TypedQuestion) else None
    return Scored(question, answer, Score(0.0, f"程序出错：{answer.answer}"), verdict, failed=True)


def scored(
    question: AnyQuestion, answer: Answer, kg: Hetu, searched: bool = True, rows: frozenset[FiredRow] = frozenset()
) -> Scored:
    """Score one answer: a typed question by its verdict, which is worth 1 or nothing."""
    if isinstance(question, TypedQuestion):
        judged = judge(question, answer, kg.corpus.scope.counties)
        value = Score(float(judged.verdict is Verdict.RIGHT), judged.why)
        return Scored(question, answer, value, judged.verdict, searched, rows)
    return Scored(question, answer, score(question, answer), None, searched, rows)


def source_text(kg: Hetu) -> str:
    """The folded text of the sources that can still be read."""
    paths = [Path(source.path) for source in kg.build.sources]
    return "".join(fold(path.read_text(encoding="utf-8", errors="ignore")) for path in paths if path.is_file())
