"""From a form and its outcome to an answer: the sentence, the typed result, the tasks, the evidence, what was understood."""

from __future__ import annotations

from collections.abc import Sequence

from graph.records import Task
from graph.tables.statuses import worst
from qa.answering.answer import SCOPE_NAMES, Answer, Evidence, Plan, TaskHit
from qa.answering.describing import described_condition, understood
from qa.answering.phrases import say
from qa.answering.results import ItemSet, Result, TaskSet, is_empty
from qa.answering.set_answers import SetAnswers
from qa.corpus import Corpus
from qa.querying.conditions import EVERY_TASK, Condition, Responsible, Role, atoms, conjuncts
from qa.querying.outcomes import Outcome
from qa.querying.sparql import run, side_queries, why_fitting
from qa.understanding.logical_form import Counted, Form, Grouped, Listed, Tasks
from qa.understanding.question import Question

_SEVERAL = 2
_KINDS = {Counted: "count", Listed: "list"}


class Composer:
    """Composes answers about sets over one corpus."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._sets = SetAnswers(corpus)

    def compose(self, question: Question, form: Form, outcome: Outcome, unused: Sequence[str], op: str) -> Answer:
        """The answer that an outcome makes."""
        told = self._sets.say(form, outcome)
        where = where_of(form)
        plan = Plan(question.written, op, form, where, question.corrected)
        main = told.shown if told.shown is not None else outcome.tasks
        hits = [self._corpus.hit(task, "direct", 1.0, why_fitting(where)) for task in main]
        apart = self._apart(question, form, main)
        notes = (
            *self._notes(question, outcome),
            *self._unmet(where, told.result),
            *(say("note.unused", words="、".join(unused)) for _ in range(bool(unused))),
        )
        lines = [told.headline, *told.lines, *_apart_lines(apart)]
        return Answer(
            question=question.written,
            headline=told.headline,
            result=told.result,
            answer="\n".join([*lines, *(f"（{note}）" for note in notes)]),
            kind=_KINDS.get(type(form), "list"),
            plan=plan,
            tasks=(*hits, *apart),
            value=told.value,
            evidence=(*told.evidence, *set_evidence([self._corpus.tasks[task] for task in main])),
            related=self._corpus.related_to([key for link in plan.links for key in link.keys], list(main)),
            sparql=outcome.sparql,
            understood=understood(form),
            unused=tuple(unused),
            notes=notes,
        )

    def _unmet(self, where: Condition, result: Result) -> list[str]:
        """Of a set without members how many tasks fulfil each of its conditions alone, where there are several."""
        empty = isinstance(result, TaskSet | ItemSet) and is_empty(result)
        parts = [part for part in conjuncts(where) if part != EVERY_TASK] if empty else []
        if len(parts) < _SEVERAL:
            return []
        each = "、".join(
            say("note.each", where=described_condition(part), n=len(self._corpus.fitting(part))) for part in parts
        )
        return [say("note.unmet", each=each)]

    @staticmethod
    def _notes(question: Question, outcome: Outcome) -> list[str]:
        notes: list[str] = []
        several = {link.text: link.label for link in question.names if "、" in link.label}
        notes += [say("note.ambiguous", text=text, names=names) for text, names in several.items()]
        if outcome.widened:
            notes.append(say("note.any-day", text=outcome.widened))
        return [*notes, say("note.cut")] if question.cut else notes

    def _apart(self, question: Question, form: Form, main: Sequence[str]) -> list[TaskHit]:
        """The tasks listed apart: those that only speak of a unit or town, or address it with others."""
        if not isinstance(form, Listed) or not isinstance(form.of, Tasks):
            return []
        bears = question.has("role") or question.has("status")
        found = run(self._corpus.store, side_queries(form.of.where, self._corpus, bears=bears))
        rows = sorted((row for row in found if row[0] not in set(main)), key=lambda row: self._corpus.order[row[0]])
        return [self._corpus.hit(task, scope, 1.0, why) for task, scope, why in rows]


def _apart_lines(hits: Sequence[TaskHit]) -> list[str]:
    lines = []
    for scope in ("collective", "mentioned"):
        ids = [f"〔{hit.id}〕" for hit in hits if hit.scope == scope]
        if ids:
            lines.append(say("line.apart", scope=SCOPE_NAMES[scope], n=len(ids), ids="、".join(ids)))
    return lines


def where_of(form: Form) -> Condition:
    """The conditions of a form's set."""
    of = getattr(form, "of", form)
    where = getattr(of, "where", getattr(of, "whole", EVERY_TASK))
    return where if where is not None else EVERY_TASK


def set_evidence(tasks: Sequence[Task]) -> list[Evidence]:
    """For each task of a set: its title, and the report that carries its overall status."""
    found = []
    for task in tasks:
        line = task.title.source.line
        found.append(Evidence(task.id, task.title.value, (line, line), task.document))
        overall = worst(task.statuses)
        report = next((r for r in task.reports if r.status == overall and r.narrative.value), None)
        if report:
            line = report.narrative.source.line
            found.append(Evidence(task.id, report.narrative.value.split("\n")[0], (line, line), task.document))
    return found


def is_grouped(form: Form) -> bool:
    """Whether a form gives a number for each of several things."""
    return isinstance(form, Grouped)


def asks_role(where: Condition) -> bool:
    """Whether a role is told with a unit or town."""
    return any(isinstance(atom, Responsible) and atom.role is not Role.ANY for atom in atoms(where))
