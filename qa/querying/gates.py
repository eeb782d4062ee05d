"""What look-ups found, as the gates read it (:mod:`qa.answerability`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from embeddings.retriever import Retrieval
from graph.language.text import fold
from qa.answerability.evidence import Found, FoundTask, TableScope, nearness_of, own_words
from qa.answerability.gates import check_before, check_found, check_set
from qa.answerability.refusal import Refusal as Reason
from qa.answerability.refusal import RefusalKind
from qa.querying.conditions import Names, Responsible
from qa.querying.items import AskedItem
from qa.querying.scopes import towns_of
from qa.querying.subjects import Subject
from qa.understanding.logical_form import About, Aspect, Talk
from qa.understanding.question import Question
from qa.understanding.slots import Slots

if TYPE_CHECKING:
    from qa.corpus import Corpus
    from qa.understanding.understood import Understanding

_LOOKED_AT = 4
_OUTSIDE = frozenset({RefusalKind.SMALL_TALK, RefusalKind.ERRAND, RefusalKind.OPINION, RefusalKind.KNOWLEDGE})
_OF_ALL = frozenset({Aspect.LEADER, Aspect.LEAD_UNIT, Aspect.UNITS, Aspect.RELATION})
"""What is told of every task, so that no sentence need tell it."""
_THINGS = frozenset({"Company", "PolicyDocument", "Project", "Village"})


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing is answered, and the tasks nearest to the question."""

    reason: str
    nearest: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """What a look-up found: the hits, the thing named, the items of the first task, and whether it is surely meant."""

    slots: Slots
    aspect: Aspect
    retrieval: Retrieval
    subject: Subject | None
    items: Sequence[AskedItem]
    named: bool
    told: bool
    """Whether the task is called by its number, or figures of the measure asked for were found."""
    figure_told: bool = False
    """Whether the figure asked for is surely told."""


class Gatekeeper:
    """Holds questions and what was found for them against one corpus."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._folded: dict[str, FoundTask] = {}

    @cached_property
    def scope(self) -> TableScope:
        """What the tables are about."""
        scope = self._corpus.scope
        return TableScope(
            scope.years,
            scope.counties,
            scope.towns,
            tuple(self._corpus.texts.values()),
            self._corpus.examples,
            self._corpus.months_told_of,
        )

    def before(self, read: Understanding, *, follows: bool) -> Reason | None:
        """Why a question is none for these tables; of a question with a story around it what is asked counts."""
        question = read.question
        reason = check_before(question.core, read.reading.slots, self.scope, follows=follows)
        if reason and reason.kind is RefusalKind.FOLLOW_UP and question.core is not question:
            reason = check_before(question, read.reading.slots, self.scope, follows=True)
        of_table = reason and reason.kind in _OUTSIDE and not isinstance(read.form, About | Talk)
        return None if of_table else reason  # 我想写一篇…，请列出… asks for a list

    def of_set(self, question: Question, slots: Slots) -> Reason | None:
        """Why a set, count or ranking cannot be told."""
        return check_set(question, slots, self.scope)

    def behind(self, seen: Seen) -> Reason | None:
        """Why what was found does not answer."""
        question = seen.slots.question.core
        limits = self._corpus.refusal_thresholds
        return check_found(question, self._found(seen), self.scope, limits, figure_told=seen.figure_told)

    def _found(self, seen: Seen) -> Found:
        retrieval, question = seen.retrieval, seen.slots.question
        tasks = tuple(
            self._task(hit.task, seen.items if place == 0 else ())
            for place, hit in enumerate(retrieval.hits[:_LOOKED_AT])
        )
        links = [slot.condition.link for slot in seen.slots.found if isinstance(slot.condition, Responsible | Names)]
        return Found(
            tasks,
            nearness_of(retrieval),
            subject=seen.subject.words if seen.subject else "",
            subject_end=seen.subject.end if seen.subject else 0,
            subject_tasks=seen.subject.tasks if seen.subject else frozenset(),
            own_words=own_words(question, tasks[0].text, self.scope.texts) if tasks else "",
            figures=seen.told,
            numbered=seen.told,
            named=seen.named,
            things=any(link.kind in _THINGS for link in links),
            towns=tuple(link.label for link in links if link.kind == "Town"),
            why=seen.aspect is Aspect.WHY,
            of_unit=seen.aspect in _OF_ALL,
        )

    def _task(self, task: str, items: Sequence[AskedItem]) -> FoundTask:
        whole = self._whole(task)
        if not items:
            return whole
        told = self._corpus.tasks[task]
        item = fold("\n".join(text for one in items for text in told.told_of(one.milestone)))
        status = next((one.milestone.status for one in items if one.milestone.status), whole.status)
        return replace(whole, status=status, item=item)

    def _whole(self, task: str) -> FoundTask:
        """A task as a gate looks at it, folded once."""
        if task not in self._folded:
            self._folded[task] = FoundTask(
                id=task,
                text=self._corpus.texts[task],
                reports=tuple(fold(report.narrative.value) for report in self._corpus.tasks[task].reports),
                status=self._corpus.hit(task, "semantic", 1.0, "").status or "",
                has_causes=bool(self._corpus.reasons([task])),
                towns=towns_of(self._corpus.tasks[task], self._corpus.scope.towns),
            )
        return self._folded[task]


def nearest(retrieval: Retrieval, most: int = 3) -> Sequence[str]:
    """The tasks nearest to a question."""
    return [hit.task for hit in retrieval.hits[:most]]
