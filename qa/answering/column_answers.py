"""Answers from columns of figures: sums, means, rates and orders over sets of tasks, and the figure of one task.

Where a table keeps sums in columns (总投资, 年度计划投资, 累计完成投资), what a question asks of them is read off there and
not looked for in sentences. A set is told by the rest of the question, read as any question is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from graph.language.numerals import whole_number
from graph.language.quantities import Limit, Quantity, find_quantities
from graph.language.text import shortened
from graph.mentions.unit_words import dimension, factor
from qa.answering.answer import Answer, Evidence, Plan
from qa.answering.arithmetic_terms import plain
from qa.answering.column_starts import asked_beginning, begins
from qa.answering.compose import set_evidence
from qa.answering.describing import described_condition, noun_of
from qa.answering.phrases import say
from qa.answering.results import Entity, EntityList, Number, Part, Result, TaskSet
from qa.corpus import Corpus
from qa.querying.conditions import EVERY_TASK, Condition, Due, HasStatus, Role, all_of
from qa.querying.figure_columns import SHARE, AskedColumn, FigureColumn, asked_columns, figure_columns
from qa.querying.grouping import groups_of, ranked
from qa.understanding.asked_kinds import asked_nouns
from qa.understanding.asked_order import number_of_top
from qa.understanding.logical_form import Aspect, About, Kind
from qa.understanding.question import Question
from qa.understanding.understood import Understanding

Reread = Callable[[str], Understanding]
"""Reads a text as a question."""
Called = Callable[[str], str | None]
"""The task that words surely call."""
_GROUPING = (Kind.CATEGORY, Kind.THEME, Kind.LEADER, Kind.TOWN, Kind.UNIT)
_HEADINGS = {Kind.CATEGORY: Kind.THEME, Kind.THEME: Kind.CATEGORY}
"""Documents with headings of one kind only call them by either noun."""
_NAMED_FIRST = 3
_TITLE = 24
_MOST_EVIDENCE = 12
_RATES = {"rate": ("done", "planned"), "arrival": ("arrived", "planned")}
"""Rate → the columns of which it is the quotient."""


@dataclass(frozen=True, slots=True)
class _Asked:
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

    def has(self, kind: str, value: str = "") -> bool:
        """Whether a cue stands in the question, outside the words that name columns."""
        spans = [(one.start, one.end) for one in self.columns]
        return any(
            not any(start <= piece.start and piece.end <= end for start, end in spans)
            for piece in self.question.all(kind, value)
        )


@dataclass(frozen=True, slots=True)
class _Told:
    """A point, its result, and the tasks whose cells it rests on."""

    point: str
    result: Result
    tasks: tuple[str, ...]
    columns: tuple[FigureColumn, ...]


class ColumnAnswers:
    """Answers questions from the columns of figures of one corpus."""

    def __init__(self, corpus: Corpus, reread: Reread, called: Called) -> None:
        self._corpus = corpus
        self._reread, self._called = reread, called

    @cached_property
    def _columns(self) -> tuple[FigureColumn, ...]:
        return figure_columns(list(self._corpus.tasks.values()))

    def names(self, read: Understanding) -> bool:
        """Whether a question names a column."""
        return bool(self._named_in(read.question))

    def _named_in(self, question: Question) -> list[AskedColumn]:
        names = [(name.start, name.end) for name in question.names]
        return asked_columns(question.text, self._columns, names) if self._columns else []

    def answer(self, read: Understanding) -> Answer | None:
        """The answer to a question that names a column of figures; ``None`` where it names none or asks something else."""
        question = read.question
        if told := self._begun(question):
            return told
        named = self._named_in(question)
        if not named or self._asks_another_year(question):
            return None
        goes_on = read.reading.slots.question is not question
        asked = self._asked(question, named, [read.reading.slots.where] if goes_on else [])
        if asked is None:
            return None
        each = self._each(asked)
        told = each[0] if each else self._told(asked)
        if told is None:
            return None
        answer = self._made(question, asked, told)
        if len(each) < _PAIR:
            return answer
        point = " ".join(one.point for one in each)
        parts = tuple(Part(one.point, one.result) for one in each)
        return replace(answer, headline=point, answer=point, parts=parts)

    # --- what is asked

    @cached_property
    def _begins(self) -> dict[str, date]:
        year = next(iter(sorted(self._corpus.scope.years)), None)
        return begins(list(self._corpus.tasks.values()), year)

    def _begun(self, question: Question) -> Answer | None:
        """The tasks that began in a time, by the column that tells it."""
        asked = asked_beginning(question) if self._begins else None
        if asked is None or asked[0].time is None:
            return None
        time, start, end = asked[0].time, asked[1], asked[2]
        again = self._reread(_without(question.text, [(start, end)])).reading
        if again.unwritten or time.first is None or time.last is None:
            return None
        where = all_of([again.slots.where, *again.topics])
        fitting = sorted(self._corpus.fitting(where), key=self._corpus.order.__getitem__)
        kept = tuple(task for task in fitting if task in self._begins and time.first <= self._begins[task] <= time.last)
        names = "、".join(map(self._named, kept[:_NAMED_FIRST])) + say("change.and-more") * (len(kept) > _NAMED_FIRST)
        said = question.text[start:end]
        put = "" if where == EVERY_TASK else described_condition(where)
        point = say("column.started", where=put, said=said, n=len(kept), names=names)
        result: Result = Number(len(kept), "项") if question.has("ask", "many") else TaskSet(kept)
        return self._answer(question, where, said, _Told(point, result, kept, ()))

    def _asks_another_year(self, question: Question) -> bool:
        """Whether a question names a year that neither the documents nor the headers of their columns do."""
        told = "".join(name for column in self._columns for name in column.names)
        years = {time.last.year for piece in question.pieces if (time := piece.time) and time.last and str(time.last.year) in piece.text}
        return any(year not in self._corpus.scope.years and str(year) not in told for year in years)

    def _asked(self, question: Question, named: Sequence[AskedColumn], inherited: Sequence[Condition]) -> _Asked | None:
        """What is asked of columns; ``inherited``: the conditions that an earlier question or part leaves to it."""
        thresholds, spans = [], [(one.start, one.end) for one in named]
        for quantity in find_quantities(question.text):
            column = _compared(quantity, named)
            if column is None and (column := self._rate_compared(quantity, named)):
                quantity = _limited(quantity, question.text, named)
            if column and quantity.limit is not Limit.EQUAL:
                thresholds.append((column, quantity))
                spans.append((quantity.start, quantity.end))
        if not thresholds and (over := self._planned_compared(question.text, named)):
            thresholds.append(over)
            spans.append((over[1].start, over[1].end))
        rest = _without(question.text, spans)
        again = self._reread(rest).reading
        if again.unwritten:
            return None
        reported = any(column.role in _REPORTED for column in (*(one.column for one in named), *(c for c, _ in thresholds)))
        slots = [slot for slot in again.slots.found if not _is_beside(slot.condition, reported=reported)]
        where = all_of([replace(again.slots, found=tuple(slots)).where, *again.topics, *inherited])
        tasks = sorted(self._corpus.fitting(where), key=self._corpus.order.__getitem__)
        of_several = any(question.has(kind) for kind in ("order", "top", "sum", "mean", "each"))
        if where == EVERY_TASK and not (of_several or thresholds) and (task := self._called(rest)):
            tasks = [task]
        return _Asked(question, tuple(named), tuple(thresholds), where, tuple(tasks))

    def _rate_compared(self, quantity: Quantity, named: Sequence[AskedColumn]) -> FigureColumn | None:
        """The rate that a share is compared with where both its columns are named (完成投资不到年度计划一半)."""
        roles = {one.column.role for one in named}
        rate = next((column for column in self._columns if column.role == "rate"), None)
        is_share = quantity.unit == SHARE or (not quantity.unit and 0 < quantity.value < 1)
        return rate if is_share and {"done", "planned"} <= roles else None

    def _planned_compared(self, text: str, named: Sequence[AskedColumn]) -> tuple[FigureColumn, Quantity] | None:
        """The rate held against the whole plan (完成投资超出全年计划的, 没完成年度计划的)."""
        rate = next((column for column in self._columns if column.role == "rate"), None)
        planned = next((one for one in named if one.column.role == "planned"), None)
        if rate is None or planned is None:
            return None
        for limit, words in ((Limit.MORE, _OVER), (Limit.LESS, _UNDER)):
            said = next((text.find(word) for word in words if 0 <= text.find(word) < planned.start), -1)
            if said >= 0:
                whole = Quantity(said, planned.end, said, planned.end, 100, SHARE, 100, SHARE, limit)
                return rate, whole
        return None

    # --- what is told

    def _told(self, asked: _Asked) -> _Told | None:
        if asked.thresholds:
            return self._fitting(asked)
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
        if asked.has("sum") or asked.has("ask", "many"):
            return self._sum(asked)
        return None

    def _each(self, asked: _Asked) -> list[_Told]:
        """What each of several columns tells that a question names side by side; empty where it asks for one thing."""
        named = list(dict.fromkeys(one.column for one in asked.columns))
        plain_amounts = not (asked.thresholds or any(asked.has(kind) for kind in ("order", "top", "diff", "mean")))
        if len(named) < _PAIR or not plain_amounts:
            return []
        spans = {column: tuple(one for one in asked.columns if one.column is column) for column in named}
        told = [self._told(replace(asked, columns=spans[column])) for column in named]
        return [one for one in told if one] if all(told) else []

    def _fitting(self, asked: _Asked) -> _Told | None:
        """The tasks whose figures fit what the question compares them with."""
        kept = [task for task in asked.tasks if all(_fits(c, task, q) for c, q in asked.thresholds)]
        columns = tuple(column for column, _ in asked.thresholds)
        said = "、".join(f"{column.name}{_bound(quantity)}" for column, quantity in asked.thresholds)
        where = said if asked.where == EVERY_TASK else f"{described_condition(asked.where)}、{said}"
        if asked.has("ask", "many") and not asked.has("ask", "which"):
            return _Told(say("count.tasks", where=where, n=len(kept)), Number(len(kept), "项"), tuple(kept), columns)
        if not kept:
            told = say("set.none", where=where, total=len(asked.tasks))
            return _Told(told, TaskSet(()), (), columns)
        names = "、".join(self._named(task) for task in kept[:_NAMED_FIRST])
        more = say("change.and-more") if len(kept) > _NAMED_FIRST else ""
        return _Told(
            say("set.tasks", where=where, n=len(kept), names=f"{names}{more}"), TaskSet(tuple(kept)), tuple(kept), columns
        )

    def _of_one(self, asked: _Asked) -> _Told | None:
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
        return _Told(point, Number(whole_number(value), figure.unit), (task,), tuple(told))

    def _ordered(self, asked: _Asked) -> _Told | None:
        """The tasks with the greatest or smallest figures, or the groups of tasks with the greatest sums or rates."""
        most = not asked.has("order", "least")
        top = number_of_top(asked.question)
        kinds = [kind for kind in _GROUPING if kind in asked_nouns(asked.question)]
        kinds += [other for kind, other in _HEADINGS.items() if kind in kinds]
        column = asked.column
        if kinds:
            return next((told for kind in kinds if (told := self._ordered_groups(asked, kind, most=most, top=top))), None)
        figures = {task: column.figures[task].value for task in asked.tasks if task in column.figures}
        if not figures:
            return None
        order, _ = ranked(figures.items(), most=most, top=top or 1)
        shown = order[: top or 1] + [t for t in order[top or 1 :] if figures[t] == figures[order[(top or 1) - 1]]]
        items = tuple(Entity(self._corpus.tasks[t].title.value, "task", float(column.figures[t].written)) for t in shown)
        names = "、".join(
            f"{self._named(t)}（{column.figures[t].written}{column.figures[t].unit}）" for t in shown
        )
        key = "column.most" if most else "column.least"
        return _Told(say(key, name=column.name, names=names, n=len(figures)), EntityList(items), tuple(shown), (column,))

    def _ordered_groups(self, asked: _Asked, kind: Kind, *, most: bool, top: int | None) -> _Told | None:
        role = Role.LEAD if kind is Kind.UNIT else Role.ANY
        groups, _ = groups_of(self._corpus.store, self._corpus.base, kind, asked.where, role)
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
        return _Told(point, EntityList(items), asked.tasks, (asked.column,))

    def _value(self, asked: _Asked, tasks: Sequence[str]) -> tuple[float, str] | None:
        """The sum of a group, or its rate."""
        if asked.column.dimension == dimension(SHARE):
            rate = self._rate(asked, tasks)
            return (float(rate.result.value), SHARE) if rate and isinstance(rate.result, Number) else None
        figures = [asked.column.figures[task].value for task in tasks if task in asked.column.figures]
        unit = self._unit(asked, [asked.column])
        return (sum(figures) / factor(unit), unit) if figures else None

    def _sum(self, asked: _Asked) -> _Told | None:
        values = self._values(asked, asked.column)
        unit = self._unit(asked, [asked.column])
        total = round(sum(values.values()) / factor(unit), 4)
        if not values:
            return None
        terms = _terms([value / factor(unit) for value in values.values()], " + ")
        point = say("column.sum", where=self._said(asked), name=asked.column.name, value=plain(total), unit=unit, n=len(values))
        return _Told(point, Number(whole_number(total), unit, f"{terms} = {plain(total)} {unit}"), tuple(values), (asked.column,))

    def _mean(self, asked: _Asked) -> _Told | None:
        values = self._values(asked, asked.column)
        if not values:
            return None
        unit = self._unit(asked, [asked.column])
        total = sum(values.values()) / factor(unit)
        mean = round(total / len(values), 4)
        terms = f"{plain(total)} ÷ {len(values)} = {plain(mean)} {unit}"
        point = say("column.mean", where=self._said(asked), name=asked.column.name, terms=terms)
        return _Told(point, Number(whole_number(mean), unit, terms), tuple(values), (asked.column,))

    def _gap(self, asked: _Asked) -> _Told | None:
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
        return _Told(point, Number(whole_number(left), unit, terms), tuple(both), (first, second))

    def _rate(self, asked: _Asked, tasks: Sequence[str]) -> _Told | None:
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
        return _Told(point, Number(whole_number(share), SHARE, terms), tuple(both), (upper[0], lower[0]))

    # --- saying it

    def _values(self, asked: _Asked, column: FigureColumn) -> dict[str, float]:
        return {task: column.figures[task].value for task in asked.tasks if task in column.figures}

    def _unit(self, asked: _Asked, columns: Sequence[FigureColumn]) -> str:
        """The unit asked for, else that of the table."""
        told = asked.question.text
        if columns[0].dimension == "yuan":
            for words, unit in (("多少亿", "亿元"), ("几个亿", "亿元"), ("多少万", "万元"), ("几万", "万元")):
                if words in told:
                    return unit
        return columns[0].unit(asked.tasks) or columns[0].unit(columns[0].figures)

    def _said(self, asked: _Asked) -> str:
        if len(asked.tasks) == 1:
            return f"《{self._title(asked.tasks[0])}》"
        return say("where.every") if asked.where == EVERY_TASK else described_condition(asked.where)

    def _title(self, task: str) -> str:
        return shortened(self._corpus.tasks[task].title.value, _TITLE)

    def _named(self, task: str) -> str:
        return f"〔{task}〕{self._title(task)}"

    def _made(self, question: Question, asked: _Asked, told: _Told) -> Answer:
        return self._answer(question, asked.where, asked.column.name, told)

    def _answer(self, question: Question, where: Condition, why: str, told: _Told) -> Answer:
        cells = [
            Evidence(task, f"{figure.header}：{figure.written}", (figure.line, figure.line), self._corpus.tasks[task].document)
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


_PAIR = 2
_OVER = ("超出", "超过", "超额", "超了", "突破")
_UNDER = ("没完成", "未完成", "没有完成", "没达到", "未达到", "没有达到", "没到", "低于")
"""Words that hold what was done against the plan behind them."""


def _compared(quantity: Quantity, named: Sequence[AskedColumn]) -> FigureColumn | None:
    """The column that a quantity is compared with: of its dimension, the last one named before it, else the first behind."""
    unit = quantity.unit or ("元" if quantity.value >= _MUCH else SHARE if 0 < quantity.value < 1 else "")
    fitting = [one for one in named if unit and dimension(unit) == one.column.dimension]
    before = [one for one in fitting if one.end <= quantity.start]
    return (before[-1:] or fitting[:1] or [None])[0] and (before[-1:] or fitting[:1])[0].column


_MUCH = 10_000


def _limited(quantity: Quantity, text: str, named: Sequence[AskedColumn]) -> Quantity:
    """A share with the limit that stands before the column it is a share of (不到年度计划一半)."""
    last = max((one.start for one in named if one.end <= quantity.start), default=quantity.start)
    before = text[max(0, last - _BEFORE) : last]
    if any(word in before for word in _UNDER + ("不到", "不足", "不及")):
        return replace(quantity, limit=Limit.LESS)
    return replace(quantity, limit=Limit.MORE) if any(word in before for word in _OVER) else quantity


_BEFORE = 4


def _bound(quantity: Quantity) -> str:
    """A bound in words (低于50%, 高于3亿元)."""
    share = not quantity.unit and 0 < quantity.value < 1
    amount = f"{plain(100 * quantity.value)}%" if share else f"{plain(quantity.written)}{quantity.written_unit}"
    return say(f"column.{quantity.limit.value}", amount=amount)


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


def _without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """A text with marks in the place of some stretches."""
    told, at = [], 0
    for start, end in sorted(spans):
        told.append(text[at:start])
        at = end
    return "，".join([*told, text[at:]]).strip("，")


_REPORTED = frozenset({"done", "arrived", "rate"})
"""Roles of columns that tell how far it has come: a time beside them is when that was."""


def _is_beside(condition: Condition, *, reported: bool) -> bool:
    """Whether a condition is only a word beside a column (投资完成得最好), or the time of what is reported (到11月底完成投资)."""
    if isinstance(condition, Due):
        return reported
    return isinstance(condition, HasStatus) and condition.text in {"完成", "完成了"}


def _terms(values: Sequence[float], sign: str) -> str:
    if len(values) <= _SHOWN_TERMS:
        return sign.join(map(plain, values))
    return f"{sign.join(map(plain, values[:_SHOWN_TERMS]))}{sign}……"


_SHOWN_TERMS = 4
