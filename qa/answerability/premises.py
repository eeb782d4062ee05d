"""Premises: trouble that a question takes for granted, held against what is told of the very thing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from graph.tables.statuses import concept_of, is_complete
from qa.answerability.evidence import Found, TableScope
from qa.answerability.expected import Expected
from qa.answerability.phrases import Phrase, PhraseTable
from qa.answerability.refusal import Refusal, refuse
from qa.answerability.refusal_thresholds import RefusalThresholds
from qa.understanding.question import Question

TROUBLES = PhraseTable("troubles")
_WORDS = PhraseTable("gate_words")
_NONE = "未写明"


class Trouble(StrEnum):
    """Sorts of trouble: what a text would tell, work that stands still, work that is late."""

    EVENT = "event"
    STOPPED = "stopped"
    LATE = "late"
    CLAIM = "claim"


@dataclass(frozen=True, slots=True)
class Premise:
    """A trouble that a question names, and the words by which a text would tell it."""

    kind: Trouble
    text: str
    told: tuple[str, ...]


def premises_of(question: Question) -> list[Premise]:
    """The troubles a question names, left to right."""
    return [_premise(phrase) for phrase in TROUBLES.find(question)]


def _premise(phrase: Phrase) -> Premise:
    told = tuple(TROUBLES.rows[phrase.row]["told"].split())
    return Premise(Trouble(phrase.kind), phrase.text, told)


def is_presumed(question: Question, why: bool) -> bool:
    """Whether a question takes the trouble it names for granted: it asks why, how long, who pays."""
    return why or question.has("ask", "why") or bool(_WORDS.find(question, "presumes"))


def false_premise(
    question: Question, asked: Sequence[Expected], found: Found, scope: TableScope, limits: RefusalThresholds
) -> Refusal | None:
    """Trouble taken for granted of a thing that tells no word of it.

    A late work is one only where its status does not say that it is done; of work that stands still or of an accident
    the text itself would tell, whatever the status.
    """
    if not found.sure or found.figures:
        return None
    task = found.tasks[0]
    done = is_complete(task.status)
    concept = concept_of(task.status) if task.status else None
    presumed = is_presumed(question, found.why)
    for premise in premises_of(question):
        told = premise.text in task.asked_text or any(word in task.asked_text for word in premise.told)
        told_of_all = premise.kind in {Trouble.EVENT, Trouble.CLAIM}
        matters = told_of_all or (presumed and (done or premise.kind is Trouble.STOPPED))
        suspended = concept is not None and concept.key == "suspended"
        explained = premise.kind is Trouble.LATE and task.has_causes
        if matters and not told and not suspended and not explained:
            return refuse("premise", premise.text, task=task.id, status=task.status or _NONE)
    late = any(premise.kind is Trouble.LATE for premise in premises_of(question)) or question.has(
        "status", "unfinished"
    )
    if late and presumed and done and not task.has_causes:
        return refuse("no-cause", task.id, task=task.id, status=task.status)
    return None
