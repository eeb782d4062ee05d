"""Counts for the charts; every count knows the tasks behind it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from graph.mentions.causes import OTHER
from graph.tables.statuses import concept_of
from qa import Hetu
from qa.answering.answer import Evidence
from ui.browse import address
from ui.entities import task_of
from ui.facets import Browser, Choice, Facet, Row, facet_named
from ui.problems import ROLES

STACKED = ("town", "lead", "leader", "theme", "category")
"""Facets whose values are shown with their statuses."""
_MOST = 15
_PARTNERS = 14
_WORST_LAST = 99


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a bar: a count, and where its tasks are listed."""

    label: str
    count: int
    address: str
    key: str
    """The status concept, for the colour."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a chart."""

    label: str
    total: int
    address: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars under one heading."""

    name: str
    heading: str
    bars: tuple[Bar, ...]
    left_out: int = 0
    """How many further values have no bar."""

    @property
    def longest(self) -> int:
        """The greatest total."""
        return max((bar.total for bar in self.bars), default=1)


@dataclass(frozen=True, slots=True)
class Matrix:
    """How many tasks two units have in common."""

    units: tuple[str, ...]
    cells: Mapping[tuple[str, str], int]

    @property
    def greatest(self) -> int:
        """The greatest count."""
        return max(self.cells.values(), default=1)


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem or cause as a task tells it."""

    row: Row
    status: str
    role: str
    """问题, 原因 or 等待."""
    text: str


@dataclass(frozen=True, slots=True)
class Problems:
    """All problems about one matter."""

    kind: str
    told: tuple[Problem, ...]

    @property
    def tasks(self) -> int:
        """How many tasks tell one."""
        return len({problem.row.id for problem in self.told})


class Stats:
    """Counts over the tasks of a build."""

    def __init__(self, kg: Hetu, browser: Browser) -> None:
        self._hetu = kg
        self._browser = browser

    def overall(self) -> Bar:
        """All tasks by status."""
        return _bar("全部任务", self._browser.rows, {})

    def charts(self) -> list[Chart]:
        """Statuses by town, unit, leader, theme and category; tasks by deadline."""
        return [*(self._stacked(facet_named(name)) for name in STACKED), self._deadlines()]

    def _stacked(self, facet: Facet) -> Chart:
        values = self._browser.labels(facet.name)
        bars = tuple(_bar(label, self._of(facet, label), {facet.name: (label,)}) for label in values[:_MOST])
        return Chart(facet.name, facet.label, bars, max(0, len(values) - _MOST))

    def by_town(self) -> dict[str, Bar]:
        """Every town that tasks name as responsible, with its tasks."""
        facet = facet_named("town")
        return {
            town: _bar(town, self._of(facet, town), {facet.name: (town,)}) for town in self._browser.labels(facet.name)
        }

    def _deadlines(self) -> Chart:
        facet = facet_named("due")
        labels = self._browser.labels(facet.name)
        bars = tuple(_bar(label, self._of(facet, label), {facet.name: (label,)}) for label in labels)
        return Chart(facet.name, "完成时间（一项任务可有几个）", bars)

    def _of(self, facet: Facet, label: str) -> list[Row]:
        return [row for row in self._browser.rows if label in row.values[facet.name]]

    def partners(self) -> Matrix:
        """The units and towns that most tasks name, and how many tasks name two of them together."""
        named = [_responsible(row) for row in self._browser.rows]
        busiest = [name for name, _ in Counter(name for names in named for name in names).most_common(_PARTNERS)]
        pairs = Counter(pair for names in named for pair in combinations([n for n in busiest if n in names], 2))
        return Matrix(tuple(busiest), pairs)

    def together(self, one: str, other: str) -> str:
        """Where the tasks of two units are listed."""
        facet = "town" if any(one in row.values["town"] for row in self._browser.rows) else "unit"
        return address(Choice({facet: (one,), "with": (other,)}))

    def targets(self) -> list[dict[str, Any]]:
        """Targets with the figure that answers them: those not reached first, the least reached before."""
        kg = self._hetu.kg
        found = []
        for actual, target, values in kg.edges(data=True):
            if values["kind"] != "fulfils":
                continue
            task = task_of(kg, target)
            found.append(
                {
                    "task": task,
                    "id": kg.nodes[task]["identifier"],
                    "target": kg.nodes[target]["label"],
                    "actual": kg.nodes[actual]["label"],
                    "degree": values.get("degree"),
                    "reached": values["reached"],
                }
            )
        return sorted(found, key=lambda one: (one["reached"], one["degree"] or 0.0, one["id"]))

    def findings(self) -> list[dict[str, Any]]:
        """Where the status told and the figures told do not agree, in the order of the tables."""
        kg = self._hetu.kg
        found = []
        for row in self._browser.rows:
            told = [start for start, _, values in kg.in_edges(row.key, data=True) if values["kind"] == "concerns"]
            found += [{"row": row, "text": kg.nodes[finding]["label"]} for finding in told]
        return found

    def problems(self) -> list[Problems]:
        """The problems and causes told, by what they are about; those of unfinished tasks first."""
        by_kind: dict[str, dict[Evidence, Problem]] = defaultdict(dict)
        for row in sorted(self._browser.rows, key=lambda row: (-_rank(row.first("status"), 0), row.order)):
            for node, told in self._hetu.corpus.problems(row.id):
                values = self._hetu.kg.nodes[node]
                role = ROLES.get(values.get("role") or "", "")
                by_kind[values["cause"]].setdefault(told, Problem(row, row.first("status"), role, told.text))
        found = [Problems(kind, tuple(told.values())) for kind, told in by_kind.items()]
        return sorted(found, key=lambda one: (one.kind == OTHER, -len(one.told)))


def _responsible(row: Row) -> set[str]:
    return {*row.values["unit"], *row.values["town"]}


def _bar(label: str, rows: Iterable[Row], chosen: Mapping[str, tuple[str, ...]]) -> Bar:
    counted = Counter(row.first("status") for row in rows)
    parts = [
        Part(
            status or "未写明",
            count,
            address(Choice({**chosen, "status": (status,)})) if status else address(Choice(chosen)),
            _key(status),
        )
        for status, count in sorted(counted.items(), key=lambda item: _rank(item[0]))
    ]
    return Bar(label, sum(counted.values()), address(Choice(chosen)), tuple(parts))


def _key(status: str) -> str:
    concept = concept_of(status) if status else None
    return concept.key if concept else "other"


def _rank(status: str, unknown: int = _WORST_LAST) -> int:
    concept = concept_of(status) if status else None
    return concept.rank if concept else unknown
