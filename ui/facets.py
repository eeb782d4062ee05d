"""The tasks of a build as rows with facets: every condition combines with every other, and each value tells how many fit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from graph.knowledge.graph_type import KnowledgeGraph
from graph.language.text import fold
from graph.records import Task
from graph.tables.statuses import concept_of
from qa import Hetu


@dataclass(frozen=True, slots=True)
class Facet:
    """A way to sort tasks: the edge that leads from a task to its values, and how the values are ordered."""

    name: str
    """Its name in addresses."""
    label: str
    edge: str
    kind: str | None = None
    """The kind of node that counts as a value; any when ``None``."""
    role: str | None = None
    part: str | None = None
    """The edge that leads from a task to the part whose edge counts; the task's own edge when ``None``."""
    value: str = "label"
    """The attribute of the node that is shown."""
    by_time: bool = False
    """Ordered by the calendar; otherwise the commonest value first."""


FACETS: tuple[Facet, ...] = (
    Facet("status", "完成情况", "overallStatus"),
    Facet("town", "责任单位：镇（街道）", "responsible", "Town"),
    Facet("collective", "责任单位：集体（各镇街等）", "responsible", "CollectiveUnit"),
    Facet("mentioned", "文字提到镇（街道）", "mentionsTown", "Town"),
    Facet("lead", "牵头单位", "responsible", role="lead"),
    Facet("unit", "责任单位：单位", "responsible", "Unit"),
    Facet("with", "责任单位：单位、镇（街）与集体", "responsible"),
    Facet("leader", "分管领导", "inPortfolioOf"),
    Facet("part", "分表", "inPart", "Part"),
    Facet("category", "大类", "partOf", "Category"),
    Facet("theme", "专题", "underTheme", "Theme"),
    Facet("due", "完成时间", "dueBy", by_time=True),
    Facet("company", "提到企业", "mentionsCompany"),
    Facet("document", "提到文件", "mentionsDocument"),
    Facet("village", "提到村（社区）", "mentionsVillage"),
    Facet("cause", "问题与原因的事由", "hasReason", part="reports", value="cause"),
)
LATE = frozenset({"behind", "not-started", "suspended"})
"""Statuses of tasks that are not where they should be."""
_BY_NAME = {facet.name: facet for facet in FACETS}
STARRED = "starred"
"""The condition that a task is marked with a star."""


@dataclass(frozen=True, slots=True)
class Row:
    """A task with its values."""

    id: str
    key: str
    title: str
    order: int
    starred: bool
    values: Mapping[str, tuple[str, ...]]
    """Facet name → labels."""
    text: str
    """Everything the table says of it, folded, for the filter by words."""

    def first(self, facet: str) -> str:
        """The first value of a facet, empty without one."""
        return next(iter(self.values[facet]), "")


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen: values of facets (any of them), words (all of them), and the order."""

    values: Mapping[str, tuple[str, ...]]
    words: str = ""
    starred: bool = False
    sort: str = "id"

    @property
    def empty(self) -> bool:
        """Whether nothing restricts the tasks."""
        return not (any(self.values.values()) or self.words or self.starred)


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a facet, with how many tasks it would give."""

    label: str
    count: int
    chosen: bool


SORTS: Mapping[str, tuple[str, Callable[[Row], object]]] = {
    "id": ("编号", lambda row: row.order),
    "title": ("项目名称", lambda row: row.title),
    "status": ("完成情况", lambda row: row.first("status")),
    "lead": ("牵头单位", lambda row: row.first("lead")),
    "leader": ("分管领导", lambda row: row.first("leader")),
    "due": ("完成时间", lambda row: row.first("due")),
}
"""Columns to sort by; a minus before the name turns the order round."""


class Browser:
    """Finds tasks by facets."""

    def __init__(self, kg: Hetu) -> None:
        self._hetu = kg

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """All tasks, in the order of the tables."""
        corpus = self._hetu.corpus
        graph = self._hetu.kg
        return tuple(
            Row(
                id=task.id,
                key=corpus.keys[task.id],
                title=task.title.value,
                order=corpus.order[task.id],
                starred=task.starred,
                values={facet.name: _labels(graph, corpus.keys[task.id], facet) for facet in FACETS},
                text=fold("\n".join((task.id, corpus.texts[task.id], *task.unit_names, task.leader or ""))),
            )
            for task in corpus.tasks.values()
        )

    def reason(self, row: Row) -> str:
        """Why a task that is behind or suspended is so, in the table's words; empty where it is not told."""
        concept = concept_of(row.first("status"))
        if concept is None or concept.key not in LATE:
            return ""
        told = self._hetu.corpus.reasons([row.id])
        return f"原因或问题：{told[0].text}" if told else ""

    @cached_property
    def star(self) -> str:
        """What the tables' own notes say a star means; empty where they say nothing."""
        notes = (note.value for source in self._hetu.build.sources for note in source.info.notes)
        return next((note for note in notes if "★" in note), "")

    @cached_property
    def _calendar(self) -> dict[str, tuple[int, ...]]:
        """Deadline → its place in the calendar; without a month last."""
        nodes = self._hetu.kg.nodes
        return {
            values["label"]: (values.get("year", 0), values.get("month", 13), values.get("day", 32))
            for _, values in nodes(data=True)
            if values["kind"] == "Deadline"
        }

    def find(self, choice: Choice) -> list[Row]:
        """The tasks that fit, in the order asked for."""
        name = choice.sort.removeprefix("-")
        found = self._fitting(choice)
        if name == "due":
            found.sort(key=lambda row: (self._when(row.first("due")), row.order))
        else:
            found.sort(key=SORTS[name][1])  # type: ignore[arg-type]
        return found[::-1] if choice.sort.startswith("-") else found

    def task(self, row: Row) -> Task:
        """The task of a row."""
        return self._hetu.corpus.tasks[row.id]

    def values(self, choice: Choice, facet: Facet) -> list[Value]:
        """The values of a facet among the tasks that fit everything else that was chosen."""
        others = {name: values for name, values in choice.values.items() if name != facet.name}
        rows = self._fitting(Choice(others, choice.words, choice.starred))
        counted = Counter(label for row in rows for label in row.values[facet.name])
        chosen = choice.values.get(facet.name, ())
        counted.update(dict.fromkeys(chosen, 0))
        labels = sorted(counted, key=lambda label: (-counted[label], label))
        if facet.by_time:
            labels.sort(key=self._when)
        return [Value(label, counted[label], label in chosen) for label in labels]

    def labels(self, facet: str) -> list[str]:
        """All values of a facet, by its name, the commonest first or by the calendar."""
        return [value.label for value in self.values(Choice({}), facet_named(facet))]

    def _fitting(self, choice: Choice) -> list[Row]:
        words = [fold(word) for word in choice.words.split()]
        return [
            row
            for row in self.rows
            if (row.starred or not choice.starred)
            and all(not chosen or set(chosen) & set(row.values[name]) for name, chosen in choice.values.items())
            and all(word in row.text for word in words)
        ]

    def _when(self, deadline: str) -> tuple[int, ...]:
        return self._calendar.get(deadline, (9999,))


def facet_named(name: str) -> Facet:
    """A facet by its name in addresses."""
    return _BY_NAME[name]


def read_choice(parameters: Iterable[tuple[str, str]]) -> Choice:
    """What an address asks for; unknown parameters and empty values are passed over.

    >>> read_choice([("town", "古劳镇"), ("q", "养老"), ("sort", "-id"), ("page", "x")]).words
    '养老'
    """
    values: dict[str, list[str]] = {}
    words, starred, sort = "", False, "id"
    for name, value in parameters:
        if name in _BY_NAME and value:
            values.setdefault(name, []).append(value[:200])
        elif name == "q":
            words = " ".join(value[:200].split())
        elif name == STARRED:
            starred = value == "1"
        elif name == "sort" and value.removeprefix("-") in SORTS:
            sort = value
    return Choice({name: tuple(dict.fromkeys(found)) for name, found in values.items()}, words, starred, sort)


def written(choice: Choice, **changed: str | None) -> list[tuple[str, str]]:
    """The parameters of an address for a choice; ``changed`` sets or drops single ones.

    >>> written(Choice({"town": ("古劳镇",)}, sort="due"), sort=None)
    [('town', '古劳镇')]
    """
    found = [(name, value) for name, values in choice.values.items() for value in values]
    single = {
        "q": choice.words or None,
        STARRED: "1" if choice.starred else None,
        "sort": choice.sort if choice.sort != "id" else None,
    } | changed
    return [*found, *((name, value) for name, value in single.items() if value)]


def toggled(choice: Choice, facet: str, value: str) -> Choice:
    """The choice with one value put in or taken out."""
    chosen = choice.values.get(facet, ())
    changed = tuple(v for v in chosen if v != value) if value in chosen else (*chosen, value)
    return Choice({**choice.values, facet: changed}, choice.words, choice.starred, choice.sort)


def chips(choice: Choice) -> list[tuple[str, Choice]]:
    """What is chosen, in Chinese, each with the choice without it."""
    found = [
        (f"{_BY_NAME[name].label}：{value}", toggled(choice, name, value))
        for name, values in choice.values.items()
        for value in values
    ]
    if choice.words:
        found.append((f"文字含：{choice.words}", Choice(choice.values, "", choice.starred, choice.sort)))
    if choice.starred:
        found.append(("标 ★ 的任务", Choice(choice.values, choice.words, False, choice.sort)))
    return found


def _labels(graph: KnowledgeGraph, task: str, facet: Facet) -> tuple[str, ...]:
    parts: Sequence[str] = [end for _, end, values in graph.out_edges(task, data=True) if values["kind"] == facet.part]
    ends: Sequence[str] = [
        end
        for part in (parts if facet.part else [task])
        for _, end, values in graph.out_edges(part, data=True)
        if values["kind"] == facet.edge
        and (facet.role is None or values.get("role") == facet.role)
        and (facet.kind is None or graph.nodes[end]["kind"] == facet.kind)
    ]
    return tuple(dict.fromkeys(graph.nodes[end][facet.value] for end in ends))
