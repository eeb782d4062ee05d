"""Of what a figure must be: a part named in a question never gets the figure of the whole, nor the whole that of a part."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from graph.language.text import fold
from graph.language.word_lists import rows
from graph.mentions.texts import task_texts
from graph.places.divisions import Town
from graph.records import Task
from qa.querying.figures import Candidate
from qa.querying.items import AskedItem
from qa.understanding.question import Question

_TOWN = "镇"


def scopes_named(question: Question) -> tuple[str, ...]:
    """The towns and parks a question names, by the words that stand in texts (彭溪, 工业城)."""
    towns = [Town("", name.label).base for name in question.names if name.kind == "Town"]
    text = fold(question.text)
    parks = [row["word"] for row in rows("scope_words") if row["kind"] == "park" and row["word"] in text]
    return tuple(dict.fromkeys([*towns, *parks]))


def towns_of(task: Task, towns: Iterable[str]) -> frozenset[str]:
    """The towns (without 镇 and the like) that answer for a task by name, where these are one or two: it is about them."""
    known = frozenset(towns)
    named = {base for name in task.unit_names if (base := Town("", name).base) in known and base != name}
    return frozenset(named) if len(named) <= _FEW_TOWNS else frozenset()


_FEW_TOWNS = 2


def told_of_scope(scopes: Sequence[str], task: Task, items: Sequence[AskedItem], one: Candidate) -> bool:
    """Whether a figure is of one of the towns or parks that a question names, where it names one."""
    if not scopes:
        return True
    own = [one.sentence.folded, fold(task.title.value), *(fold(item.milestone.text.value) for item in items)]
    if any(word in text for word in scopes for text in own) or towns_of(task, scopes):
        return True
    if _TOWN in one.sentence.folded:
        return False  # it tells of other towns
    # A report that names no other part tells of the part that its whole task is about.
    title = fold(task.title.value)
    texts = [title] if len(task.milestones) > 1 else [fold(text.text) for text in task_texts(task)]
    return not _is_county(one) and all(any(word in text for text in texts) for word in scopes)


def _is_county(one: Candidate) -> bool:
    return any(row["word"] in one.sentence.folded for row in rows("scope_words") if row["kind"] == "county")
