"""What a question asks of columns of figures: which columns, of which tasks, compared with what.

A set is told by the rest of the question, read as any question is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from graph.language.quantities import Limit, Quantity, find_quantities
from graph.language.word_lists import language_rows
from graph.mentions.unit_words import dimension
from qa.answering.phrases import say
from qa.corpus import Corpus
from qa.querying.conditions import EVERY_TASK, Condition, Due, HasStatus, NotThis, StatusMode, Tells, all_of, conjuncts
from qa.querying.figure_columns import (
    SHARE,
    AskedColumn,
    FigureColumn,
    asked_columns,
    column_words,
    figure_columns,
    weak_words,
)
from qa.understanding.question import Question
from qa.understanding.understood import Understanding

Reread = Callable[[str], Understanding]
"""Reads a text as a question."""
Called = Callable[[str], str | None]
"""The task that words surely call."""


@dataclass(frozen=True, slots=True)
class ColumnQuestion:
    """What a question asks of columns: the columns it names, the set, and the words for that."""

    question: Question
    columns: tuple[AskedColumn, ...]
    thresholds: tuple[tuple[FigureColumn, Quantity], ...]
    where: Condition
    tasks: tuple[str, ...]

    @property
    def column(self) -> FigureColumn:
        """The column asked of: the last one named that is not only compared."""
        compared = [column for column, _ in self.thresholds]
        free = [one.column for one in self.columns if one.column not in compared]
        return (free or [one.column for one in self.columns])[-1]

    @property
    def asks_share(self) -> bool:
        """Whether a share is asked for (占…的比重, 完成了百分之几)."""
        return _says(self.question.text, "compared")

    @property
    def of_all(self) -> bool:
        """Whether words say that all tasks are meant together (一共)."""
        return _says(self.question.text, "all")

    def has(self, kind: str, value: str = "") -> bool:
        """Whether a cue stands in the question, outside the words that name columns."""
        spans = [(one.start, one.end) for one in self.columns]
        return any(
            not any(start <= piece.start and piece.end <= end for start, end in spans)
            for piece in self.question.all(kind, value)
        )


class ColumnQuestions:
    """Reads what questions ask of the columns of one corpus."""

    def __init__(self, corpus: Corpus, reread: Reread, called: Called) -> None:
        self._corpus = corpus
        self._reread, self._called = reread, called

    @cached_property
    def columns(self) -> tuple[FigureColumn, ...]:
        """The columns of figures of the documents."""
        return figure_columns(list(self._corpus.tasks.values()))

    def named(self, question: Question) -> list[AskedColumn]:
        """The columns that a question names."""
        names = [(name.start, name.end) for name in question.names]
        return asked_columns(question.text, self.columns, names) if self.columns else []

    def read(self, read: Understanding) -> ColumnQuestion | None:
        """What a question asks of columns; ``None`` where it names none, or asks of what the documents do not tell."""
        question = read.question
        named = self.named(question)
        if not named or self._asks_another_year(question):
            return None
        goes_on = read.reading.slots.question is not question
        return self._asked(question, named, [read.reading.slots.where] if goes_on else [])

    def tasks_of(self, question: Question, spans: Sequence[tuple[int, int]]) -> tuple[Condition, list[str]] | None:
        """The condition that a question without some stretches tells, and its tasks; ``None`` where it names what none has."""
        again = self._reread(without(question.text, spans)).reading
        where = all_of([again.slots.where, *again.topics])
        return None if again.unwritten else (where, self._fitting(where))

    def _fitting(self, where: Condition) -> list[str]:
        return sorted(self._corpus.fitting(where), key=self._corpus.order.__getitem__)

    def _asks_another_year(self, question: Question) -> bool:
        """Whether a question names a year that neither the documents nor the headers of their columns do."""
        told = "".join(name for column in self.columns for name in column.names)
        years = {
            time.last.year
            for piece in question.pieces
            if (time := piece.time) and time.last and str(time.last.year) in piece.text
        }
        return any(year not in self._corpus.scope.years and str(year) not in told for year in years)

    def _asked(
        self, question: Question, named: Sequence[AskedColumn], inherited: Sequence[Condition]
    ) -> ColumnQuestion | None:
        """What is asked of columns; ``inherited``: the conditions that an earlier question or part leaves to it."""
        thresholds, spans = [], [(one.start, one.end) for one in named]
        for found in find_quantities(question.text):
            quantity = _bounded(found, question.text)
            column = _compared(quantity, named)
            if column is None and (column := self._rate_compared(quantity, named)):
                quantity = _limited(quantity, question.text, named)
            if column and quantity.limit is not Limit.EQUAL:
                thresholds.append((column, quantity))
                spans.append((quantity.start, quantity.end))
        if not thresholds and (over := self._planned_compared(question.text, named)):
            thresholds.append(over)
            spans.append((over[1].start, over[1].end))
        begun = [span for word in column_words("begun-already") for span in _places(question.text, word)]
        names = [(name.start, name.end) for name in question.names]
        rest = without(question.text, [*spans, *begun, *weak_words(question.text, self.columns, [*names, *spans])])
        again = self._reread(rest).reading
        if again.unwritten or any(_is_of_columns(topic) for topic in again.topics):
            return None
        if begun:
            inherited = [*inherited, NotThis(HasStatus(say("column.not-begun"), ("not-started",), StatusMode.OVERALL))]
        dated = question.has("due") or _says(question.text, "due")
        slots = [slot for slot in again.slots.found if not _is_beside(slot.condition, dated=dated)]
        kept = [one for all_ in inherited for one in conjuncts(all_) if not _is_beside(one, dated=dated)]
        where = all_of([replace(again.slots, found=tuple(slots)).where, *again.topics, *kept])
        tasks = self._fitting(where)
        of_several = any(question.has(kind) for kind in ("order", "top", "sum", "mean", "each", "all"))
        of_several = of_several or _says(question.text, "all")
        if where == EVERY_TASK and not (of_several or thresholds) and (task := self._called(rest)):
            tasks = [task]
        elif where == EVERY_TASK and again.subjects:
            return None  # something is named that no condition explains
        return ColumnQuestion(question, tuple(named), tuple(thresholds), where, tuple(tasks))

    def _rate_compared(self, quantity: Quantity, named: Sequence[AskedColumn]) -> FigureColumn | None:
        """The rate that a share is compared with where both its columns are named (完成投资不到年度计划一半)."""
        roles = {one.column.role for one in named}
        rate = next((column for column in self.columns if column.role == "rate"), None)
        is_share = quantity.unit == SHARE or (not quantity.unit and 0 < quantity.value < 1)
        return rate if is_share and {"done", "planned"} <= roles else None

    def _planned_compared(self, text: str, named: Sequence[AskedColumn]) -> tuple[FigureColumn, Quantity] | None:
        """The rate held against the whole plan (完成投资超出全年计划的, 没完成年度计划的)."""
        rate = next((column for column in self.columns if column.role == "rate"), None)
        planned = next((one for one in named if one.column.role == "planned"), None)
        if rate is None or planned is None:
            return None
        for limit, words in ((Limit.MORE, column_words("more")), (Limit.LESS, column_words("less"))):
            said = next((text.find(word) for word in words if 0 <= text.find(word) < planned.start), -1)
            if said >= 0:
                whole = Quantity(said, planned.end, said, planned.end, 100, SHARE, 100, SHARE, limit)
                return rate, whole
        return None


def _places(text: str, word: str) -> list[tuple[int, int]]:
    at = text.find(word)
    return [(at, at + len(word))] if at >= 0 else []


def _is_of_columns(topic: Condition) -> bool:
    """Whether a matter is what is left of words for figures (投资上亿), which no text tells so."""
    words = topic.topic if isinstance(topic, Tells) else ""
    named = any(word in words for row in language_rows("column_roles") for word in row["weak"].split())
    return named or any(char.isdigit() for char in words)


def _bounded(quantity: Quantity, text: str) -> Quantity:
    """A quantity with the bound that stands around it (连5000万都不到, 过100%)."""
    if quantity.limit is not Limit.EQUAL:
        return quantity
    if text.startswith(column_words("behind-less"), quantity.end):
        return replace(quantity, limit=Limit.LESS)
    return (
        replace(quantity, limit=Limit.MORE)
        if text.endswith(column_words("before-more"), 0, quantity.start)
        else quantity
    )


def _says(text: str, kind: str) -> bool:
    """Whether a text has a word of a kind beside columns."""
    return any(word in text for word in column_words(kind))


def _compared(quantity: Quantity, named: Sequence[AskedColumn]) -> FigureColumn | None:
    """The column that a quantity is compared with: of its dimension, the last one named before it, else the first behind."""
    unit = quantity.unit or ("元" if quantity.value >= _MUCH else SHARE if 0 < quantity.value < 1 else "")
    fitting = [one for one in named if unit and dimension(unit) == one.column.dimension]
    before = [one for one in fitting if one.end <= quantity.start]
    nearest = next(iter(before[-1:] or fitting[:1]), None)
    return nearest.column if nearest else None


_MUCH = 10_000


def _limited(quantity: Quantity, text: str, named: Sequence[AskedColumn]) -> Quantity:
    """A share with the limit that stands before the column it is a share of (不到年度计划一半)."""
    last = max((one.start for one in named if one.end <= quantity.start), default=quantity.start)
    before = text[max(0, last - _BEFORE) : last]
    if _says(before, "less"):
        return replace(quantity, limit=Limit.LESS)
    return replace(quantity, limit=Limit.MORE) if _says(before, "more") else quantity


_BEFORE = 4


def without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """A text with marks in the place of some stretches."""
    told, at = [], 0
    for start, end in sorted(spans):
        told.append(text[at:start])
        at = end
    return "，".join([*told, text[at:]]).strip("，")


def _is_beside(condition: Condition, *, dated: bool) -> bool:
    """Whether a condition is only a word beside a column (投资完成得最好), or the time of what is reported (到11月底完成投资).

    :param dated: whether the question speaks of deadlines.
    """
    if isinstance(condition, Due):
        return not dated
    return isinstance(condition, HasStatus) and condition.text in column_words("beside")
