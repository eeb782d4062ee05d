"""What columns of figures tell of sets of tasks: sums, means, rates, gaps, orders, and what fits a bound."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from graph.language.numerals import whole_number
from graph.language.quantities import Limit, Quantity
from graph.language.text import shortened
from graph.language.word_lists import language_rows
from graph.mentions.unit_words import dimension, factor
from qa.answering.arithmetic_terms import plain
from qa.answering.column_questions import ColumnQuestion
from qa.answering.describing import described_condition, noun_of
from qa.answering.phrases import say
from qa.answering.results import Entity, EntityList, Number, Result, TaskSet
from qa.corpus import Corpus
from qa.querying.conditions import EVERY_TASK, Role
from qa.querying.figure_columns import SHARE, FigureColumn
from qa.querying.grouping import groups_of, ranked
from qa.understanding.asked_kinds import asked_nouns
from qa.understanding.asked_order import number_of_top
from qa.understanding.logical_form import Kind

_GROUPING = (Kind.CATEGORY, Kind.THEME, Kind.LEADER, Kind.TOWN, Kind.UNIT)
_HEADINGS = {Kind.CATEGORY: Kind.THEME, Kind.THEME: Kind.CATEGORY}
"""Documents with headings of one kind only call them by either noun."""
_NAMED_FIRST = 3
_TITLE = 24
_PAIR = 2
_RATES = {"rate": ("done", "planned"), "arrival": ("arrived", "planned")}
"""Rate → the columns of which it is the quotient."""


@dataclass(frozen=True, slots=True)
class ColumnFact:
    """A point, its result, and the tasks whose cells it rests on."""

    point: str
    result: Result
    tasks: tuple[str, ...]
    columns: tuple[FigureColumn, ...]


class ColumnFacts:
    """Tells what the columns of one corpus say of sets of tasks."""

    def __init__(self, corpus: Corpus, columns: Sequence[FigureColumn]) -> None:
        self._corpus, self._columns = corpus, columns

    def tell(self, asked: ColumnQuestion) -> ColumnFact | None:
        """What is asked; ``None`` where the columns do not tell it."""
        if asked.thresholds:
            return self._fitting(asked)
        of_shares = asked.column.dimension == dimension(SHARE)
        if asked.asks_share and not of_shares and not asked.has("order"):
            return self._share(asked)
        if len(asked.tasks) == 1:
            return self._of_one(asked)
        if asked.has("order") or asked.has("top"):
            return self._ordered(asked)
        if asked.has("mean"):
            return self._mean(asked)
        if asked.has("diff"):
            return self._gap(asked)
        if asked.column.dimension == dimension(SHARE):
            return self._rate(asked, asked.tasks)
        if asked.has("sum") or asked.of_all or asked.question.has("ask", "many"):
            return self._sum(asked)
        return None

    def tell_each(self, asked: ColumnQuestion) -> list[ColumnFact]:
        """What each of several columns tells that a question names side by side; empty where it asks for one thing."""
        named = list(dict.fromkeys(one.column for one in asked.columns))
        plain_amounts = not (asked.thresholds or any(asked.has(kind) for kind in ("order", "top", "diff", "mean")))
        if len(named) < _PAIR or not plain_amounts:
            return []
        spans = {column: tuple(one for one in asked.columns if one.column is column) for column in named}
        told = [self.tell(replace(asked, columns=spans[column])) for column in named]
        return [one for one in told if one] if all(told) else []

    def _fitting(self, asked: ColumnQuestion) -> ColumnFact | None:
        """The tasks whose figures fit what the question compares them with."""
        kept = [task for task in asked.tasks if all(_fits(c, task, q) for c, q in asked.thresholds)]
        columns = tuple(column for column, _ in asked.thresholds)
        said = "、".join(f"{column.name}{_bound(quantity)}" for column, quantity in asked.thresholds)
        where = said if asked.where == EVERY_TASK else f"{described_condition(asked.where)}、{said}"
        if asked.has("ask", "many") and not asked.has("ask", "which"):
            return ColumnFact(
                say("count.tasks", where=where, n=len(kept)), Number(len(kept), "项"), tuple(kept), columns
            )
        if not kept:
            told = say("set.none", where=where, total=len(asked.tasks))
            return ColumnFact(told, TaskSet(()), (), columns)
        names = "、".join(self.named(task) for task in kept[:_NAMED_FIRST])
        more = say("change.and-more") if len(kept) > _NAMED_FIRST else ""
        return ColumnFact(
            say("set.tasks", where=where, n=len(kept), names=f"{names}{more}"),
            TaskSet(tuple(kept)),
            tuple(kept),
            columns,
        )

    def _of_one(self, asked: ColumnQuestion) -> ColumnFact | None:
        """The figure of one task, in the words of the table."""
        task = asked.tasks[0]
        told = [one.column for one in asked.columns if task in one.column.figures]
        if not told:
            return None
        points = [f"{c.name} {c.figures[task].written}{c.figures[task].unit}" for c in told]
        if asked.has("diff") and (gap := self._gap(asked)):
            return gap
        figure = asked.column.figures.get(task) or told[-1].figures[task]
        value = float(figure.written)
        point = say("column.one", title=self._title(task), id=task, told="，".join(points))
        return ColumnFact(point, Number(whole_number(value), figure.unit), (task,), tuple(told))

    def _ordered(self, asked: ColumnQuestion) -> ColumnFact | None:
        """The tasks with the greatest or smallest figures, or the groups of tasks with the greatest sums or rates."""
        most = not asked.has("order", "least")
        top = number_of_top(asked.question)
        kinds = [kind for kind in _GROUPING if kind in asked_nouns(asked.question)]
        kinds += [other for kind, other in _HEADINGS.items() if kind in kinds]
        rate = next((column for column in self._columns if column.role == "rate"), None)
        if rate and asked.column.role == "planned" and asked.has("done"):  # 投资计划完成得最差的
            asked = replace(asked, columns=(replace(asked.columns[-1], column=rate),))
        column = asked.column
        if kinds:
            return next(
                (told for kind in kinds if (told := self._ordered_groups(asked, kind, most=most, top=top))), None
            )
        figures = {task: column.figures[task].value for task in asked.tasks if task in column.figures}
        if not figures:
            return None
        order, _ = ranked(figures.items(), most=most, top=top or 1)
        shown = order[: top or 1] + [t for t in order[top or 1 :] if figures[t] == figures[order[(top or 1) - 1]]]
        items = tuple(
            Entity(self._corpus.tasks[t].title.value, "task", float(column.figures[t].written)) for t in shown
        )
        names = "、".join(f"{self.named(t)}（{column.figures[t].written}{column.figures[t].unit}）" for t in shown)
        key = "column.most" if most else "column.least"
        return ColumnFact(
            say(key, name=column.name, names=names, n=len(figures)), EntityList(items), tuple(shown), (column,)
        )

    def _ordered_groups(self, asked: ColumnQuestion, kind: Kind, *, most: bool, top: int | None) -> ColumnFact | None:
        role = Role.LEAD if kind is Kind.UNIT else Role.ANY
        groups, _ = groups_of(self._corpus.store, self._corpus, kind, asked.where, role)
        told = {}
        for group in groups:
            tasks = [task for task in group.tasks if task in asked.tasks]
            if (value := self._value(asked, tasks)) is not None:
                told[group.label] = value
        if not told:
            return None
        _, winners = ranked(((label, value) for label, (value, _) in told.items()), most=most, top=top or 1)
        unit = next(iter(told.values()))[1]
        names = "、".join(f"{label}（{plain(told[label][0])}{unit}）" for label in winners)
        items = tuple(Entity(label, kind.value, whole_number(round(told[label][0], 2))) for label in winners)
        order = say("column.highest" if most else "column.lowest")
        point = say("column.group", noun=noun_of(kind, role), name=asked.column.name, names=names, order=order)
        return ColumnFact(point, EntityList(items), asked.tasks, (asked.column,))

    def _value(self, asked: ColumnQuestion, tasks: Sequence[str]) -> tuple[float, str] | None:
        """The sum of a group, or its rate."""
        if asked.column.dimension == dimension(SHARE):
            rate = self._rate(asked, tasks)
            return (float(rate.result.value), SHARE) if rate and isinstance(rate.result, Number) else None
        figures = [asked.column.figures[task].value for task in tasks if task in asked.column.figures]
        unit = self._unit(asked, [asked.column])
        return (sum(figures) / factor(unit), unit) if figures else None

    def _sum(self, asked: ColumnQuestion) -> ColumnFact | None:
        values = self._values(asked, asked.column)
        unit = self._unit(asked, [asked.column])
        total = round(sum(values.values()) / factor(unit), 4)
        if not values:
            return None
        terms = _terms([value / factor(unit) for value in values.values()], " + ")
        point = say(
            "column.sum", where=self._said(asked), name=asked.column.name, value=plain(total), unit=unit, n=len(values)
        )
        return ColumnFact(
            point, Number(whole_number(total), unit, f"{terms} = {plain(total)} {unit}"), tuple(values), (asked.column,)
        )

    def _mean(self, asked: ColumnQuestion) -> ColumnFact | None:
        values = self._values(asked, asked.column)
        if not values:
            return None
        unit = self._unit(asked, [asked.column])
        total = sum(values.values()) / factor(unit)
        mean = round(total / len(values), 4)
        terms = f"{plain(total)} ÷ {len(values)} = {plain(mean)} {unit}"
        point = say("column.mean", where=self._said(asked), name=asked.column.name, terms=terms)
        return ColumnFact(point, Number(whole_number(mean), unit, terms), tuple(values), (asked.column,))

    def _gap(self, asked: ColumnQuestion) -> ColumnFact | None:
        """How much is missing of what was planned, or how two columns differ."""
        named = list(dict.fromkeys(one.column for one in asked.columns))
        if len(named) == 1:
            other = {"planned": "done", "done": "planned", "whole": "done"}.get(named[0].role, "")
            named = [*named, *(column for column in self._columns if column.role == other)]
        if len(named) != _PAIR or named[0].dimension != named[1].dimension:
            return None
        order = ("whole", "planned", "before", "arrived", "done")
        named.sort(key=lambda column: order.index(column.role) if column.role in order else len(order))
        first, second = named
        both = [task for task in asked.tasks if task in first.figures and task in second.figures]
        if not both:
            return None
        unit = self._unit(asked, named)
        sums = [sum(column.figures[task].value for task in both) / factor(unit) for column in named]
        left = round(sums[0] - sums[1], 4)
        terms = f"{plain(sums[0])} - {plain(sums[1])} = {plain(left)} {unit}"
        point = say("column.gap", where=self._said(asked), first=first.name, second=second.name, terms=terms)
        return ColumnFact(point, Number(whole_number(left), unit, terms), tuple(both), (first, second))

    def _share(self, asked: ColumnQuestion) -> ColumnFact | None:
        """What share was done of a plan or of the whole, or what share of all a set has; ``None`` for another share."""
        column = asked.column
        done = asked.question.has("done") or any(one.column.role in {"done", "before"} for one in asked.columns)
        if done and column.role in {"planned", "whole", "done"}:
            below = (
                "planned"
                if column.role != "whole" and not any(c.column.role == "whole" for c in asked.columns)
                else "whole"
            )
            above = ("done",) if below == "planned" else ("before", "done")
            return self._quotient(asked, above, below)
        if asked.where == EVERY_TASK:
            return None
        part, whole = self._values(asked, column), {task: figure.value for task, figure in column.figures.items()}
        if not part or not sum(whole.values()):
            return None
        unit = column.unit(whole)
        sums = [round(sum(values.values()) / factor(unit), 4) for values in (part, whole)]
        share = round(100 * sums[0] / sums[1], 2)
        terms = f"{plain(sums[0])} ÷ {plain(sums[1])} = {plain(share)}%"
        point = say("column.share", where=self._said(asked), name=column.name, terms=terms)
        return ColumnFact(point, Number(whole_number(share), SHARE, terms), tuple(part), (column,))

    def _quotient(self, asked: ColumnQuestion, above: Sequence[str], below: str) -> ColumnFact | None:
        """The sum of some columns over another, over the tasks of a set."""
        upper = [column for role in above for column in self._columns if column.role == role]
        lower = next((column for column in self._columns if column.role == below), None)
        if not upper or lower is None:
            return None
        both = [t for t in asked.tasks if t in lower.figures and any(t in column.figures for column in upper)]
        unit = self._unit(asked, [lower])
        reached = sum(c.figures[t].value for t in both for c in upper if t in c.figures) / factor(unit)
        planned = sum(lower.figures[t].value for t in both) / factor(unit)
        if not planned:
            return None
        share = round(100 * reached / planned, 2)
        terms = f"{plain(reached)} ÷ {plain(planned)} = {plain(share)}%"
        name = say("column.done-of", done="、".join(column.name for column in upper), whole=lower.name)
        point = say("column.rate", where=self._said(asked), name=name, terms=terms, n=len(both))
        return ColumnFact(point, Number(whole_number(share), SHARE, terms), tuple(both), (*upper, lower))

    def _rate(self, asked: ColumnQuestion, tasks: Sequence[str]) -> ColumnFact | None:
        """The rate of a set: what was done of all over what was planned for all, not the mean of the rates."""
        span = next(one for one in asked.columns if one.column.dimension == dimension(SHARE))
        words = asked.question.text[span.start : span.end]
        above, below = _RATES["arrival" if "到位" in words else "rate"]
        upper, lower = ([column for column in self._columns if column.role == role] for role in (above, below))
        if not (upper and lower):
            return None
        both = [task for task in tasks if task in upper[0].figures and task in lower[0].figures]
        unit = self._unit(asked, [lower[0]])
        sums = [sum(column.figures[task].value for task in both) / factor(unit) for column in (upper[0], lower[0])]
        if not both or not sums[1]:
            return None
        share = round(100 * sums[0] / sums[1], 2)
        terms = f"{plain(sums[0])} ÷ {plain(sums[1])} = {plain(share)}%"
        point = say("column.rate", where=self._said(asked), name=words, terms=terms, n=len(both))
        return ColumnFact(point, Number(whole_number(share), SHARE, terms), tuple(both), (upper[0], lower[0]))

    def _values(self, asked: ColumnQuestion, column: FigureColumn) -> dict[str, float]:
        return {task: column.figures[task].value for task in asked.tasks if task in column.figures}

    def _unit(self, asked: ColumnQuestion, columns: Sequence[FigureColumn]) -> str:
        """The unit asked for, else that of the table."""
        told = asked.question.text
        for row in language_rows("column_words") if columns[0].dimension == "yuan" else ():
            if dimension(row["kind"]) == "yuan" and any(word in told for word in row["words"].split()):
                return row["kind"]
        return columns[0].unit(asked.tasks) or columns[0].unit(columns[0].figures)

    def _said(self, asked: ColumnQuestion) -> str:
        if len(asked.tasks) == 1:
            return f"《{self._title(asked.tasks[0])}》"
        return say("where.every") if asked.where == EVERY_TASK else described_condition(asked.where)

    def _title(self, task: str) -> str:
        return shortened(self._corpus.tasks[task].title.value, _TITLE)

    def named(self, task: str) -> str:
        """A task by its number and its short title."""
        return f"〔{task}〕{self._title(task)}"


def _bound(quantity: Quantity) -> str:
    """A bound in words (低于50%, 高于3亿元)."""
    share = not quantity.unit and 0 < quantity.value < 1
    amount = f"{plain(100 * quantity.value)}%" if share else f"{plain(quantity.written)}{quantity.written_unit}"
    return say(_BOUNDS[quantity.limit], amount=amount)


_BOUNDS = {
    Limit.MORE: "column.gt",
    Limit.AT_LEAST: "column.ge",
    Limit.LESS: "column.lt",
    Limit.AT_MOST: "column.le",
}


def _fits(column: FigureColumn, task: str, quantity: Quantity) -> bool:
    figure = column.figures.get(task)
    if figure is None:
        return False
    stated = quantity.value * 100 if not quantity.unit and quantity.value < 1 else quantity.value
    match quantity.limit:
        case Limit.AT_LEAST:
            return figure.value >= stated
        case Limit.MORE:
            return figure.value > stated
        case Limit.AT_MOST:
            return figure.value <= stated
        case Limit.LESS:
            return figure.value < stated
        case _:
            return figure.value == stated


def _terms(values: Sequence[float], sign: str) -> str:
    if len(values) <= _SHOWN_TERMS:
        return sign.join(map(plain, values))
    return f"{sign.join(map(plain, values[:_SHOWN_TERMS]))}{sign}……"


_SHOWN_TERMS = 4
