"""A question as it was understood: its candidates, and by what words it calls what it is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from qa.querying.conditions import (
    EVERY_TASK,
    Due,
    Has,
    HasStatus,
    Is,
)
from qa.understanding.candidates import Candidate
from qa.understanding.form_classifier import FormJudgement
from qa.understanding.logical_form import (
    About,
    Form,
)
from qa.understanding.proposals import Proposal
from qa.understanding.question import Question
from qa.understanding.reading import Reading
from qa.understanding.slot_finders import Slot
from qa.understanding.slots import Slots


@dataclass(frozen=True)
class Understanding:
    """What a question asks: the candidates, the likeliest first; or its parts, where it asks several things."""

    question: Question
    reading: Reading
    judgement: FormJudgement
    candidates: tuple[Candidate, ...]
    parts: tuple[Understanding, ...] = ()
    resolved: str = ""
    """The question as it was understood after an earlier one; empty where it stands by itself."""
    tasks: tuple[str, ...] = field(default=())
    """The tasks it goes on about, where an earlier answer tells them."""
    chained: bool = False
    """Whether it is about what the part before asks for."""
    proposal: Proposal | None = None
    """What was proposed from outside, where our own reading is not the same."""

    @property
    def best(self) -> Candidate:
        """The likeliest form."""
        return self.candidates[0]

    @property
    def form(self) -> Form:
        """The likeliest form, about the tasks it goes on about."""
        form = self.best.form
        if self.tasks and isinstance(form, About) and form.where == EVERY_TASK:
            return replace(form, where=Is(self.question.text, self.tasks))
        return form


def moved_to(own: Slots, earlier: Slots) -> Sequence[Slot]:
    """The slots of a part behind those of an earlier one, whose pieces they do not point into."""
    end = len(earlier.question.pieces)
    return [replace(slot, first=end, last=end) for slot in own.found]


def says_itself(reading: Reading) -> bool:
    """Whether a question names a thing or matter of its own; a status or a time alone goes on about something."""
    pronoun = reading.question.has("self")
    named = any(not isinstance(slot.condition, HasStatus | Due | Has) for slot in reading.slots.found)
    return (named or bool(reading.subjects)) and not pronoun


def subject_text(reading: Reading) -> str:
    """The words by which a question calls what it is about: names and what no condition explains, in order."""
    question = reading.slots.question
    spans = [(p.start, p.end) for p in question.pieces if p.link]
    spans += [(question.pieces[first].start, question.pieces[last - 1].end) for first, last in reading.slots.residual]
    return "".join(question.text[start:end] for start, end in sorted(spans))
