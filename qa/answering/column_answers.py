"""Answers from columns of figures.

Where a table keeps sums in columns (总投资, 年度计划投资, 累计完成投资), what a question asks of them is read off there and
not looked for in sentences.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cached_property

from qa.answering.answer import Answer, Evidence, Plan
from qa.answering.column_facts import ColumnFact, ColumnFacts
from qa.answering.column_questions import Called, ColumnQuestions, Reread
from qa.answering.column_starts import asked_beginning, begins
from qa.answering.compose import set_evidence
from qa.answering.describing import described_condition
from qa.answering.phrases import say
from qa.answering.results import Number, Part, Result, TaskSet
from qa.corpus import Corpus
from qa.querying.conditions import EVERY_TASK, Condition
from qa.understanding.logical_form import About, Aspect
from qa.understanding.question import Question
from qa.understanding.understood import Understanding

_NAMED_FIRST = 3
_MOST_EVIDENCE = 12
_PAIR = 2


class ColumnAnswers:
    """Answers questions from the columns of figures of one corpus."""

    def __init__(self, corpus: Corpus, reread: Reread, called: Called) -> None:
        self._corpus = corpus
        self._questions = ColumnQuestions(corpus, reread, called)

    @cached_property
    def _facts(self) -> ColumnFacts:
        return ColumnFacts(self._corpus, self._questions.columns)

    def names(self, read: Understanding) -> bool:
        """Whether a question names a column."""
        return bool(self._questions.named(read.question))

    def answer(self, read: Understanding) -> Answer | None:
        """The answer to a question that names a column of figures; ``None`` where it names none or asks something else."""
        question = read.question
        if begun := self._begun(question):
            return begun
        asked = self._questions.read(read)
        if asked is None:
            return None
        each = self._facts.tell_each(asked)
        told = each[0] if each else self._facts.tell(asked)
        if told is None:
            return None
        answer = self._answer(question, asked.where, asked.column.name, told)
        if len(each) < _PAIR:
            return answer
        point = " ".join(one.point for one in each)
        parts = tuple(Part(one.point, one.result) for one in each)
        return replace(answer, headline=point, answer=point, parts=parts)

    @cached_property
    def _begins(self) -> dict[str, date]:
        year = next(iter(sorted(self._corpus.scope.years)), None)
        return begins(list(self._corpus.tasks.values()), year)

    def _begun(self, question: Question) -> Answer | None:
        """The tasks that began in a time, by the column that tells it."""
        asked = asked_beginning(question) if self._begins else None
        if asked is None:
            return None
        first, last, span = asked
        told = self._questions.tasks_of(question, [span])
        if told is None:
            return None
        where, fitting = told
        kept = tuple(task for task in fitting if task in self._begins and first <= self._begins[task] <= last)
        names = "、".join(map(self._facts.named, kept[:_NAMED_FIRST]))
        names += say("change.and-more") if len(kept) > _NAMED_FIRST else ""
        said = question.text[span[0] : span[1]]
        put = "" if where == EVERY_TASK else described_condition(where)
        point = say("column.started", where=put, said=said, n=len(kept), names=names)
        result: Result = Number(len(kept), "项") if question.has("ask", "many") else TaskSet(kept)
        return self._answer(question, where, said, ColumnFact(point, result, kept, ()))

    def _answer(self, question: Question, where: Condition, why: str, told: ColumnFact) -> Answer:
        cells = [
            Evidence(
                task,
                f"{figure.header}：{figure.cell or figure.written + figure.unit}",
                (figure.line, figure.line),
                self._corpus.tasks[task].document,
            )
            for task in told.tasks[:_MOST_EVIDENCE]
            for column in dict.fromkeys(told.columns)
            if (figure := column.figures.get(task))
        ]
        titles = set_evidence([self._corpus.tasks[task] for task in told.tasks[:_MOST_EVIDENCE]]) if not cells else []
        hits = tuple(self._corpus.hit(task, "direct", 1.0, why) for task in told.tasks)
        plan = Plan(question.written, "column", About(Aspect.CALC), where, question.corrected)
        return Answer(
            question=question.written,
            headline=told.point,
            result=told.result,
            answer=told.point,
            kind="lookup",
            plan=plan,
            tasks=hits,
            value=getattr(told.result, "value", None),
            evidence=(*cells, *titles),
            understood=say("column.understood", name="、".join(dict.fromkeys(c.name for c in told.columns)) or why),
        )
