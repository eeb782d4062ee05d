"""Which task of a set tells the greatest or smallest amount of what a question measures (投资最大的重点项目)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.language.text import shortened
from graph.language.word_lists import listed
from graph.mentions.figure_quantities import plain_number
from graph.mentions.unit_words import dimension
from graph.records import Task
from qa.answering.results import Entity, EntityList
from qa.answering.said import Said
from qa.querying.asked_figures import asked_figure
from qa.querying.figures import Candidate, beside, is_rest, of_sentence
from qa.querying.lookups import Found
from qa.querying.sentences import task_sentences, title_sentence
from qa.querying.word_senses import word_senses

if TYPE_CHECKING:
    from qa.corpus import Corpus

_MEASURED = frozenset({"yuan", "area", "length"})
_FEWEST = 3
"""Tasks that must tell of the measure so that they can be ranked by it."""
_SHOWN, _TITLE = 3, 24
_WIDER = listed("widening-measures")
"""What only widens the name of a measure (计划总投资, 投资额)."""


@dataclass(frozen=True, slots=True)
class Amount:
    """What one task tells of the measure."""

    task: Task
    told: Candidate


def largest(found: Found, corpus: Corpus) -> Said | None:
    """The task with the greatest amount, or the smallest; ``None`` where a question asks for no such order of tasks."""
    question, asked = found.slots.question, asked_figure(found.text)
    stem = _stem(found.text)
    ordered = question.has("order", "most") or question.has("order", "least")
    if not (ordered and stem and asked.dimensions <= _MEASURED and question.has("noun", "task") | _heads(found)):
        return None
    tasks = [corpus.tasks[id_] for id_ in corpus.fitting(found.slots.where)]
    kept = tasks if _heads(found) else [task for task in tasks if _is_work(task)]
    amounts = [one for task in kept if (one := _amount(task, stem, asked.dimensions))]
    if len(amounts) < _FEWEST:
        return None
    amounts.sort(key=lambda one: one.told.size, reverse=not question.has("order", "least"))
    shown = amounts[: _SHOWN if question.has("order", "rank") or question.has("top") else 1]
    items = tuple(Entity(_title(one.task), "task", one.told.figure.value) for one in shown)
    first = amounts[0]
    figure = first.told.figure
    point = f"{_title(first.task)}，{plain_number(figure.value)}{figure.unit}（共 {len(amounts)} 项写明{stem}）"
    return Said(point, EntityList(items), (first.told.sentence,), task=first.task.id)


def _is_work(task: Task) -> bool:
    """Whether a task is a project, by its category: elsewhere indicators and campaigns tell sums too."""
    return bool(task.category and "项目" in task.category.name)


def _heads(found: Found) -> bool:
    """Whether a heading is named, whose tasks are meant."""
    return any(link.kind in {"Category", "Theme", "Part"} for link in found.slots.question.names)


def _stem(text: str) -> str:
    """The measure that a question names, without what only widens it (总投资额: 投资); empty where it names none."""
    senses = word_senses("asked_figures", "kind").find(text)
    words = [text[one.start : one.end] for one in senses if one.sense == "measure"]
    stem = words[-1] if words else ""
    for wider in _WIDER:
        stem = stem.removeprefix(wider).removesuffix(wider)
    return stem if len(stem) > 1 else ""


def _amount(task: Task, stem: str, dimensions: frozenset[str]) -> Amount | None:
    """The whole amount that a task tells of the measure: of several the greatest."""
    told = [one for sentence in [title_sentence(task), *task_sentences(task)] for one in of_sentence(sentence)]
    fitting = [one for one in told if dimension(one.figure.unit) in dimensions and _is_whole(one, stem)]
    best = max(fitting, key=lambda one: one.size, default=None)
    return Amount(task, best) if best else None


def _is_whole(one: Candidate, stem: str) -> bool:
    return stem in beside(one) + one.figure.measure and not one.figure.growth and not is_rest(one)


def _title(task: Task) -> str:
    return shortened(task.title.value.rstrip("。").removeprefix("★"), _TITLE)
