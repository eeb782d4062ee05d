"""Proof of a graph against its tables: words stand at their places, nothing without a source, no edge into nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from graph.identifiers import task_key, task_of_part
from graph.knowledge.graph_type import KnowledgeGraph
from graph.language.text import fold
from graph.mentions.texts import TaskText, all_texts
from graph.records import Table
from graph.units import two_names

_MENTIONING = ("mentions", "observes", "hasReason", "sameWorkAs")
"""Edges that claim words at a place (or their beginnings)."""


@dataclass(frozen=True, slots=True)
class Proof:
    """One thing proved: what it is, how many cases were looked at, and the sentences about those that fail."""

    name: str
    cases: int
    problems: tuple[str, ...]


def prove(kg: KnowledgeGraph, tables: Sequence[Table]) -> list[Proof]:
    """Prove a graph against the tables it was made from."""
    texts = {task_key(table, task): _by_place(all_texts(task)) for table in tables for task in table.tasks}
    return [_words(kg, texts), _sources(kg), _edges(kg), _tasks(kg, tables)]


def _by_place(texts: Iterable[TaskText]) -> dict[str, TaskText]:
    return {text.place: text for text in texts}


def _words(kg: KnowledgeGraph, texts: dict[str, dict[str, TaskText]]) -> Proof:
    """Every mention's words stand at every place it names, on the line it names."""
    cases, problems = 0, []
    for start, end, values in kg.edges(data=True):
        if not values["kind"].startswith(_MENTIONING):
            continue
        for task, place, words in _claims(kg, start, end, values):
            cases += 1
            problem = _claim_problem(texts.get(task, {}), place, words, values["lines"])
            if problem:
                problems.append(f"{kg.nodes[start]['label'][:20]} 的“{words[:30]}”：{problem}")
    return Proof("每处提及的文字都在所记的位置", cases, tuple(problems))


def _claims(kg: KnowledgeGraph, start: str, end: str, values: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """(task, place, words) that an edge claims."""
    if values["kind"] == "sameWorkAs":
        yield start, values["place"], values["text"]
        yield end, values["other_place"], values["other_text"]
        return
    for place in values.get("places", ("（未记位置）",)):
        yield start if kg.nodes[start]["kind"] == "Task" else task_of_part(start), place, values["text"]


def _claim_problem(texts: dict[str, TaskText], place: str, words: str, lines: Sequence[int]) -> str:
    name, _, offsets = place.partition("@")
    text = texts.get(name)
    if text is None:
        return f"任务没有这段文字（{name}）"
    first, _, last = offsets.partition("-")
    stands = text.text[int(first) : int(last)]
    if fold(stands) != fold(words):
        return f"该处是“{stands[:30]}”（{place}）"
    return "" if text.line in lines else f"应在第 {text.line} 行，记为第 {lines} 行"


def _sources(kg: KnowledgeGraph) -> Proof:
    problems = [
        f"{key} 没有来源行"
        for key, values in kg.nodes(data=True)
        if not values.get("lines") or not values.get("document")
    ]
    problems += [
        f"{start} → {end}（{values['kind']}）没有来源行"
        for start, end, values in kg.edges(data=True)
        if not values.get("lines") or not values.get("document")
    ]
    return Proof("每个节点、每条边都有来源", kg.number_of_nodes() + kg.number_of_edges(), tuple(problems))


def _edges(kg: KnowledgeGraph) -> Proof:
    """An edge into a node that was never described has no kind at its end; a node without edges is lost."""
    problems = [
        f"{start} → {end}（{values['kind']}）指向没有内容的节点"
        for start, end, values in kg.edges(data=True)
        if "kind" not in kg.nodes[start] or "kind" not in kg.nodes[end]
    ]
    problems += [f"{key} 没有任何边" for key in kg if kg.degree(key) == 0]
    return Proof("没有悬空的边和孤立的节点", kg.number_of_edges(), tuple(problems))


def _tasks(kg: KnowledgeGraph, tables: Sequence[Table]) -> Proof:
    """Every task of the tables is in the graph with its milestones, reports and units."""
    problems, cases = [], 0
    for table in tables:
        for task in table.tasks:
            cases += 1
            key = task_key(table, task)
            if key not in kg:
                problems.append(f"任务 {task.id} 不在图谱里")
                continue
            kinds = [values["kind"] for _, _, values in kg.out_edges(key, data=True)]
            for kind, count in (
                ("hasMilestone", len(task.milestones)),
                ("reports", len(task.reports)),
                ("responsible", len(task.unit_names) + sum(two_names(unit.written) is not None for unit in task.units)),
            ):
                if kinds.count(kind) != count:
                    problems.append(f"任务 {task.id}：{kind} 应有 {count} 条，实有 {kinds.count(kind)} 条")
    return Proof("每项任务及其节点、完成情况、责任单位都在图谱里", cases, tuple(problems))
