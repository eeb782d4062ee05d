"""Columns of figures: what a table tells of each task in a column of sums or shares (总投资, 年度计划投资, 完成率).

A column has a role, which several tables of a document may word differently (``data/language/column_roles.csv``), and
values in plain units (元, %), whatever the header counts in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from graph.language.numerals import read_numeral
from graph.language.text import fold, is_chinese
from graph.language.word_lists import language_rows, words
from graph.mentions.unit_words import dimension, factor
from graph.records import Extra, Task

SHARE = "%"
RATE = "完成率"
"""What a rate of two columns is called."""
GAP = "缺口"
"""What is called that is missing of a plan."""
_LEAST = 3
"""Tasks that a column must tell a figure of."""
_MOSTLY = 0.8
"""Share of its cells with words or figures that must be figures."""
_IN_FIGURES = frozenset({"money", "share", "extra", ""})
"""Meanings of columns that may hold figures; a column nobody knows may."""


@dataclass(frozen=True, slots=True)
class ColumnFigure:
    """One cell: its value in plain units, the figure and the unit as written, its header, its line, and all that it holds."""

    value: float
    written: str
    unit: str
    header: str
    line: int
    cell: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class FigureColumn:
    """The column of one role: what its tables call it, what it measures, and the figure of each task by its id."""

    role: str
    names: tuple[str, ...]
    dimension: str
    figures: Mapping[str, ColumnFigure]

    @property
    def name(self) -> str:
        """What it is called in answers."""
        return self.names[0]

    def unit(self, tasks: Iterable[str]) -> str:
        """The unit in which most of some tasks tell it."""
        units = [self.figures[task].unit for task in tasks if task in self.figures]
        return max(units, key=units.count, default="")


def figure_columns(tasks: Sequence[Task]) -> tuple[FigureColumn, ...]:
    """The columns of figures of some tasks; those of one role and dimension are one, whatever tables call them."""
    told: dict[tuple[str, str], list[tuple[str, str, ColumnFigure]]] = {}
    for header, cells in _by_header(tasks).items():
        figures = [(task, figure) for task, extra in cells if (figure := _figure(extra))]
        if len(figures) < _LEAST or len(figures) < _MOSTLY * sum(map(_says_anything, cells)):
            continue
        name = called(header)
        measured = dimension(max((one.unit for _, one in figures), key=[one.unit for _, one in figures].count))
        share = measured == dimension(SHARE)
        role = role_of(name, share=share) or role_of(header, share=share) or f"={name}"
        told.setdefault((role, measured), []).extend((task, name, figure) for task, figure in figures)
    columns = [
        FigureColumn(role, tuple(dict.fromkeys(name for _, name, _ in of)), measured, {t: f for t, _, f in of})
        for (role, measured), of in told.items()
    ]
    return (*columns, *_reckoned(columns))


def _reckoned(columns: Sequence[FigureColumn]) -> Iterator[FigureColumn]:
    """What no column tells and two columns give: the rate of what was planned that is done, and what is missing of it."""
    done, planned = ([column for column in columns if column.role == role] for role in ("done", "planned"))
    if not (done and planned and done[0].dimension == planned[0].dimension):
        return
    both = [task for task in planned[0].figures if task in done[0].figures]
    pairs = {task: (done[0].figures[task], planned[0].figures[task]) for task in both}
    if not any(column.role == "rate" for column in columns):
        header = f"{done[0].name}÷{planned[0].name}"
        rates = {task: round(100 * one.value / plan.value, 2) for task, (one, plan) in pairs.items() if plan.value}
        figures = {t: ColumnFigure(rate, f"{rate:g}", SHARE, header, pairs[t][0].line) for t, rate in rates.items()}
        yield FigureColumn("rate", (RATE,), dimension(SHARE), figures)
    header = f"{planned[0].name}-{done[0].name}"
    missing = {}
    for task, (one, plan) in pairs.items():
        left = round((plan.value - one.value) / factor(plan.unit), 4)
        missing[task] = ColumnFigure(plan.value - one.value, f"{left:g}", plan.unit, header, plan.line)
    yield FigureColumn("gap", (GAP,), planned[0].dimension, missing)


def _by_header(tasks: Sequence[Task]) -> dict[str, list[tuple[str, Extra]]]:
    found: dict[str, list[tuple[str, Extra]]] = {}
    for task in tasks:
        for extra in task.extras:
            if extra.meaning in _IN_FIGURES:
                found.setdefault(extra.header, []).append((task.id, extra))
    return found


def _says_anything(cell: tuple[str, Extra]) -> bool:
    return bool(fold(cell[1].text.value).strip("-—/。. "))


def called(header: str) -> str:
    """What a column is called: its header without what stands in brackets, of several rows the last with the words it needs.

    >>> called("2023年投资情况 年度计划投资"), called("总投资（亿元）"), called("投资情况（万元） 1—9月完成")
    ('年度计划投资', '总投资', '1—9月完成')
    """
    parts = [bare for part in header.split() if (bare := _without_brackets(part))] or [header]
    return parts[-1] if role_of(parts[-1]) else "".join(parts)


_TWO = 2


def _without_brackets(text: str) -> str:
    kept, depth = [], 0
    for char in text:
        depth += char in "（("
        if not depth:
            kept.append(char)
        depth -= char in "）)" and depth > 0
    return "".join(kept)


def role_of(header: str, *, share: bool = False) -> str:
    """The role of a column by its header; empty where no row tells of it.

    :param share: whether its cells are shares, which alone may have the role of one.

    >>> [role_of(x) for x in ("项目总投资", "至2021年底累计完成", "1—9月完成投资", "2022年计划", "床位数")]
    ['whole', 'before', 'done', 'planned', '']
    """
    for row in language_rows("column_roles"):
        if any(word in header for word in row["header"].split()) and (row["role"] == "rate") == share:
            return row["role"]
    return ""


def _figure(extra: Extra) -> ColumnFigure | None:
    """The figure of a cell that holds nothing else; a range or several figures are none."""
    written = fold(extra.text.value).replace(",", "").strip()
    numeral = read_numeral(written, 0)
    if numeral is None or not written[:1].isdigit():
        return None
    number, unit = written[: numeral.end], written[numeral.end :].strip()
    try:
        value = float(number)
    except ValueError:
        return None
    unit = unit or _unit_of(extra.header) or extra.unit
    if unit and unit != SHARE and unit not in _units():
        return None
    return ColumnFigure(value * factor(unit), number, unit, extra.header, extra.text.source.line, extra.text.value)


def _unit_of(header: str) -> str:
    """The unit that a header tells in brackets (总投资（万元）); empty where it tells none."""
    for part in reversed(header.replace("(", "（").replace(")", "）").split("（")[1:]):
        inside = part.partition("）")[0].removeprefix("单位").strip("：: ")
        if inside == SHARE or inside in _units():
            return inside
    return ""


@lru_cache(maxsize=1)
def _units() -> frozenset[str]:
    return frozenset(words("units_of_measure", "unit"))


@dataclass(frozen=True, slots=True)
class AskedColumn:
    """A column that a question names, and the words ``text[start:end]`` that do."""

    column: FigureColumn
    start: int
    end: int


def asked_columns(
    text: str, columns: Sequence[FigureColumn], names: Sequence[tuple[int, int]] = ()
) -> list[AskedColumn]:
    """The columns that a question in its normal form names, left to right: by the words of their role, or their own names.

    A weak word (投资) names one only where nothing else does.

    :param names: stretches of the text that are names of something else.
    """
    sure = _named(text, columns, names, "asked")
    return _of_years(text, sure or _named(text, columns, names, "weak"), columns)


def column_words(kind: str) -> tuple[str, ...]:
    """The words of a kind that stand beside columns (``data/language/column_words.csv``)."""
    return next(tuple(row["words"].split()) for row in language_rows("column_words") if row["kind"] == kind)


def _named(text: str, columns: Sequence[FigureColumn], names: Sequence[tuple[int, int]], how: str) -> list[AskedColumn]:
    found: list[AskedColumn] = []
    for start, end, column in sorted(_occurrences(text, columns, how), key=lambda one: (one[0] - one[1], one[0])):
        inside = any(first <= start and end <= last for first, last in names)
        if not inside and not any(one.start < end and start < one.end for one in found):
            found.append(AskedColumn(column, start, end))
    return sorted(found, key=lambda one: one.start)


def weak_words(text: str, columns: Sequence[FigureColumn], taken: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Where weak words stand outside some stretches: beside the name of a column they tell nothing more."""
    spans = [(one.start, one.end) for one in _named(text, columns, taken, "weak")]
    for word in column_words("filler"):
        spans += [(at, at + len(word)) for at in [text.find(word)] if at >= 0]
    free: list[tuple[int, int]] = []
    for span in sorted(spans, key=lambda one: one[0] - one[1]):
        if not any(start < span[1] and span[0] < end for start, end in [*taken, *free]):
            free.append(span)
    return free


def _of_years(text: str, found: Sequence[AskedColumn], columns: Sequence[FigureColumn]) -> list[AskedColumn]:
    """What was done up to a year, where a question names that year and one column does (到2021年底累计投了多少)."""
    earlier = next((column for column in columns if column.role == "before"), None)
    years = (
        {name[at : at + 5] for name in earlier.names for at in range(len(name)) if name[at : at + 2] == "20"}
        if earlier
        else ()
    )
    if earlier is None or not any(year in text for year in years if year.endswith("年")):
        return list(found)
    return [replace(one, column=earlier) if one.column.role == "done" else one for one in found]


def _occurrences(text: str, columns: Sequence[FigureColumn], how: str) -> Iterable[tuple[int, int, FigureColumn]]:
    asked: list[tuple[str, FigureColumn]] = []
    for column in columns:
        asked += [
            (word, column)
            for row in language_rows("column_roles")
            if row["role"] == column.role
            for word in row[how].split()
        ]
        if how == "asked":
            asked += [(name, column) for name in column.names if sum(map(is_chinese, name)) >= _TWO]
    for word, column in asked:
        at = text.find(word)
        while at >= 0:
            yield at, at + len(word), column
            at = text.find(word, at + 1)
