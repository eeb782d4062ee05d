"""Indicators a question names, and the figures the table tells of them, target against actual."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from graph.identifiers import task_of_part
from graph.knowledge.graph_type import KnowledgeGraph
from graph.language.text import any_of, narrow
from graph.language.word_lists import rows
from graph.mentions.figure_quantities import plain_number
from graph.mentions.growth import is_off_target

_MEASURES = re.compile(r"(?:率|额|收入|支出|产值|投资|增加值|产量|总量|浓度|能耗|余额|人口|床位数|学位|装机容量)$")
"""How a measure ends that a question may call by its name alone."""
_ROLES = {"target": "目标", "actual": "实际"}


@dataclass(frozen=True, slots=True)
class Told:
    """A figure the table tells of an indicator: where, as target or actual, and its words."""

    task: str
    role: str
    words: str
    value: float | int
    unit: str
    growth: bool
    in_title: bool
    text: str


class Indicators:
    """Finds indicators in questions, and their figures."""

    def __init__(self, kg: KnowledgeGraph) -> None:
        self._kg = kg
        self._keys: dict[str, list[str]] = defaultdict(list)
        known = {row["name"]: row["aliases"].split() for row in rows("measures")}
        for key, values in kg.nodes(data=True):
            if values["kind"] != "Indicator":
                continue
            label = narrow(values["label"])
            if label in known or (len(label) > 3 and _MEASURES.search(label)):
                for name in (label, *known.get(label, ())):
                    self._keys[name].append(key)
        self._pattern = any_of(self._keys, re.IGNORECASE)
        self._folded = {name.casefold(): name for name in self._keys}

    def find(self, question: str) -> tuple[str, tuple[str, ...]] | None:
        """The indicator a question names, as (words, nodes); ``None`` when it names none, or several."""
        found = {self._folded[match.group(0).casefold()] for match in self._pattern.finditer(question)}
        keys = {tuple(self._keys[name]) for name in found}
        return (found.pop(), keys.pop()) if len(keys) == 1 else None

    def told(self, keys: Iterable[str]) -> list[Told]:
        """All figures of an indicator, those of tasks whose title promises it first."""
        figures = [told for key in keys for told in self._figures(key)]
        promised = {told.task for told in figures if told.in_title}
        return sorted(figures, key=lambda told: (told.task not in promised, told.role != "actual"))

    def _figures(self, indicator: str) -> Iterator[Told]:
        for observation, _, edge in self._kg.in_edges(indicator, data=True):
            if edge["kind"] != "ofIndicator":
                continue
            values = self._kg.nodes[observation]
            for text, _, told in self._kg.in_edges(observation, data=True):
                if told["kind"] == "observes":
                    task = text if text.startswith("task/") else task_of_part(text)
                    yield Told(
                        task,
                        values["role"],
                        _worded(values),
                        values["value"],
                        values["unit"],
                        bool(values.get("growth")),
                        text == task,
                        told["text"],
                    )


def _worded(values: dict[str, Any]) -> str:
    """A figure in words: when, how much, how it changed, which rank."""
    number = f"{plain_number(values['value'])}{values['unit']}"
    compared = values.get("comparison") or ""
    off_target = is_off_target(compared)
    if values.get("growth") and values.get("change"):
        rising = not values["change"].startswith("-")
        number = f"{'高' if rising else '低'}{number}" if off_target else f"{'增长' if rising else '下降'}{number}"
    if off_target:
        compared = "比目标"
    when = f"{values['period']}" if values.get("period") else ""
    rank = f"，第 {values['position']} 位" if values.get("position") and not off_target else ""
    return f"{when}{compared}{number}{rank}"


def figure_lines(name: str, figures: Iterable[Told], identifier: str) -> list[str]:
    """The figures of one task in a line: what was promised, what was reached."""
    said: dict[str, list[str]] = {"target": [], "actual": []}
    for told in figures:
        if told.words not in said[told.role]:
            said[told.role].append(told.words)
    parts = [f"{_ROLES[role]}：{'、'.join(words)}" for role, words in said.items() if words]
    return [f"{name}〔{identifier}〕{'；'.join(parts)}"] if parts else []
