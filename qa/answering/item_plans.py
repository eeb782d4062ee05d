"""What was planned for a time: the step of a plan that a question asks for by its month or quarter."""

from __future__ import annotations

from collections.abc import Iterator

from graph.language.time_values import Grain
from graph.language.timex import find_times
from graph.language.word_lists import listed
from qa.answering.item_values import number_of
from qa.answering.results import Quotes
from qa.answering.said import Said, excerpt
from qa.querying.asked_figures import asked_figure, asks_number
from qa.querying.figures import candidates
from qa.querying.lookups import Found
from qa.querying.sentences import Sentence, item_sentences

_STEPS = frozenset({Grain.DAY, Grain.MONTH_PART, Grain.MONTH_END, Grain.MONTH, Grain.QUARTER, Grain.HALF_YEAR})
"""Times by which plans are divided; a whole year divides none."""
_PLANNED = listed("planned-for")


def planned_then(found: Found, year: int) -> Said | None:
    """The step planned for the month or quarter that a question names (二季度该干到第几层).

    ``None`` where it asks for no step of a plan, or the plan tells none of that time.
    """
    months = _months_asked(found)
    if not months or found.has("ask", "when") or not any(word in found.text for word in _PLANNED):
        return None
    told = [(same, found.likeness.of(one.text), one) for one, same in _planned_in(found, months, year)]
    if not told:
        return None
    best = max(told, key=lambda one: one[:2])[2]
    if asks_number(found.text) and (asked := asked_figure(found.text)).unit:
        figures = candidates([best], asked, found.likeness)
        if len(figures) == 1 or (figures and figures[0].figure.unit == asked.unit):
            return Said(excerpt(best), number_of(figures[0].figure), (best,))
    return Said(excerpt(best), Quotes((best.text,)), (best,))


def _months_asked(found: Found) -> frozenset[int]:
    times = [piece.time for piece in found.slots.question.pieces if piece.time]
    return frozenset(month for time in times if time.grain in _STEPS and not time.recurrence for month in time.months)


def _planned_in(found: Found, months: frozenset[int], year: int) -> Iterator[tuple[Sentence, bool]]:
    """The planned sentences of a time, each with whether it tells just that time; its own words before its deadline."""
    milestones = [item.milestone for item in found.items] or list(found.task.milestones)
    deadlines = {milestone.deadline.text for milestone in found.task.milestones if milestone.deadline}
    for milestone in milestones:
        for sentence in item_sentences(found.task, milestone):
            if sentence.reported:
                continue
            told = {m for time in find_times(sentence.folded, year) if time.grain in _STEPS for m in time.months}
            if not told and len(deadlines) > 1 and milestone.deadline and milestone.deadline.month:
                told = {milestone.deadline.month}
            if told & months:
                yield sentence, told == months
