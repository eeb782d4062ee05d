"""Which indicator lies farthest from its target, or nearest to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graph.mentions.figure_quantities import plain_number
from qa.answering.arithmetic_terms import terms_of
from qa.answering.results import Entity, EntityList
from qa.answering.said import Said
from qa.querying.figures import listed_names
from qa.querying.lookups import Found

if TYPE_CHECKING:
    from qa.corpus import Corpus


@dataclass(frozen=True, slots=True)
class Gap:
    """What an indicator's title promises, what was reached, and the difference (below zero: missed)."""

    task: str
    label: str
    target: float
    actual: float
    unit: str

    @property
    def size(self) -> float:
        """Actual less target."""
        return round(self.actual - self.target, 4)


def farthest(found: Found, corpus: Corpus) -> Said | None:
    """The indicators by their distance from the target; ``None`` where a question asks for nothing of the sort."""
    question = found.slots.question
    headings = [name for name in question.names if name.kind in {"Category", "Theme", "Part"}]
    named, terms = listed_names(found.text), terms_of(question)
    if not (question.has("diff") or question.has("compare")):
        return None
    if not (question.has("noun", "measure") or headings or len(named) > 1):
        return None
    within = {task for name in headings for key in name.keys for task in corpus.tasks_at(key)}
    gaps = sorted(
        (gap for gap in _gaps(corpus) if (not within or gap.task in within) and _is_named(gap, named, terms)),
        key=lambda gap: gap.size,
        reverse=question.has("order", "least"),
    )
    if not gaps:
        return None
    first = gaps[0]
    unit = "个百分点" if first.unit == "%" else first.unit
    shown = gaps if question.has("order", "rank") else gaps[:1]
    items = tuple(Entity(gap.label, "measure", gap.size) for gap in shown)
    words = f"{first.label}：目标{plain_number(first.target)}{first.unit}，实际{plain_number(first.actual)}{first.unit}"
    return Said(f"{words}，相差{plain_number(abs(first.size))}{unit}", EntityList(items), task=first.task)


def _is_named(gap: Gap, named: frozenset[str], terms: Sequence[str]) -> bool:
    """Whether an indicator is one of several that a question names; any, where it names fewer than two."""
    alike = any(len(term) >= _TWO and gap.label.startswith(term[:_TWO]) for term in terms)
    return len(named) < _TWO or alike or bool(named & listed_names(gap.label))


_TWO = 2


def indicators(corpus: Corpus) -> list[tuple[str, str]]:
    """The tasks whose titles promise a change of a measure, each with the name of the measure."""
    return [(gap.task, gap.label) for gap in _gaps(corpus)]


def _gaps(corpus: Corpus) -> Iterator[Gap]:
    """One gap for every task whose title promises a change of a measure and whose reports tell it."""
    kg, task_of = corpus.kg, {key: task for task, key in corpus.keys.items()}
    seen: set[str] = set()
    for key, task in ((key, task) for key, task in task_of.items()):
        for _, target, edge in kg.out_edges(key, data=True):
            if edge["kind"] != "observes" or task in seen:
                continue
            for actual, _, fulfils in kg.in_edges(target, data=True):
                if fulfils["kind"] == "fulfils" and task not in seen and _is_own(kg.nodes[actual], kg.nodes[target]):
                    seen.add(task)
                    yield _gap(task, kg.nodes[target], kg.nodes[actual])


def _is_own(actual: dict[str, Any], target: dict[str, Any]) -> bool:
    """Whether both are changes of the same sort."""
    return bool(actual.get("growth") and target.get("growth") and actual["unit"] == target["unit"])


def _gap(task: str, target: dict[str, Any], actual: dict[str, Any]) -> Gap:
    return Gap(task, str(target["measure"]), _signed(target), _signed(actual), str(target["unit"]))


def _signed(values: dict[str, Any]) -> float:
    """A change with its sign."""
    return -float(values["value"]) if str(values.get("change", "")).startswith("-") else float(values["value"])
