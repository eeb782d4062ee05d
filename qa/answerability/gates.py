"""May it be said? All gates, in the order in which they are asked; the first that refuses decides.

A question is refused only for a positive reason: an everyday question is answered by the nearest true statement, and one
word that does not match is no reason.
"""

from __future__ import annotations

from collections.abc import Callable

from qa.answerability import before_gates, found_gates, premises
from qa.answerability.evidence import Found, TableScope
from qa.answerability.expected import Expected, expected_answers
from qa.answerability.refusal import Refusal
from qa.answerability.refusal_thresholds import RefusalThresholds
from qa.understanding.question import Question
from qa.understanding.slots import Slots

BeforeGate = Callable[[Question, Slots, TableScope], Refusal | None]
FoundGate = Callable[[Question, tuple[Expected, ...], Found, TableScope, RefusalThresholds], Refusal | None]

BEFORE: tuple[BeforeGate, ...] = (
    before_gates.empty,
    before_gates.too_long,
    before_gates.follow_up,
    before_gates.outside,
    before_gates.definition,
    before_gates.office,
    before_gates.other_year,
    before_gates.other_place,
    before_gates.unknown_name,
    before_gates.concept,
)
"""Asked of every question, before anything is looked for."""
OF_SETS: tuple[BeforeGate, ...] = (before_gates.year_of_set, before_gates.most, before_gates.attribute_of_set)
"""Asked of questions for a complete set, a count or a ranking."""
FOUND: tuple[FoundGate, ...] = (
    found_gates.unrelated,
    found_gates.other_rank,
    found_gates.most,
    found_gates.other_period,
    found_gates.elsewhere,
    found_gates.untold_sort,
    found_gates.untold_attributes,
    found_gates.untold_of_subject,
    found_gates.not_of_town,
    found_gates.not_by_town,
    found_gates.strange_noun,
    premises.false_premise,
)
"""Asked of what a look-up found, before it is told."""


OF_WORDS = frozenset(
    [
        found_gates.unrelated,
        found_gates.untold_sort,
        found_gates.untold_attributes,
        found_gates.untold_of_subject,
        found_gates.strange_noun,
    ]
)
"""Those that go by words which the texts do not have: passed over where the figure asked for is surely told."""


def check_before(question: Question, slots: Slots, scope: TableScope, *, follows: bool = False) -> Refusal | None:
    """Why a question is none for these tables, ``None`` where it may be one.

    :param follows: an earlier question was asked, to which this one may refer.
    """
    gates = (gate for gate in BEFORE if not (follows and gate is before_gates.follow_up))
    return next((refusal for gate in gates if (refusal := gate(question, slots, scope))), None)


def check_set(question: Question, slots: Slots, scope: TableScope) -> Refusal | None:
    """Why a set, count or ranking cannot be told."""
    return next((refusal for gate in OF_SETS if (refusal := gate(question, slots, scope))), None)


def check_found(
    question: Question, found: Found, scope: TableScope, limits: RefusalThresholds, *, figure_told: bool = False
) -> Refusal | None:
    """Why what was found does not answer a question, ``None`` where it may.

    :param limits: how near a question must be to the table.
    :param figure_told: whether the figure asked for is surely told.
    """
    asked = expected_answers(question)
    gates = (gate for gate in FOUND if not (figure_told and gate in OF_WORDS))
    return next((refusal for gate in gates if (refusal := gate(question, asked, found, scope, limits))), None)
