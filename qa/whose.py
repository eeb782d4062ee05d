"""Questions for the towns, units or leaders of a set (哪些镇有滞后的任务), also for those that have none of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from graph.sparql.store import Selects
from qa.plan import NOUNS, Dimension, QueryPlan, Ranking
from qa.querying.conditions import EVERY_TASK, HasStatus, NotThis, all_of, conjuncts
from qa.ranks import Group, rank

_WHAT = r"(?P<{}>镇街|镇|乡镇|街道|牵头单位|责任单位|单位|部门|分管领导|领导)"
_WHOSE = re.compile(
    rf"(?:哪些|哪几个|有哪些){_WHAT.format('first')}(?!都?(?:要|得)?(?:负责|参与|牵头))|(?<=的){_WHAT.format('last')}(?:都)?(?:是|有)哪(?:些|几个)"
)


def dimension_asked(question: str) -> Dimension | None:
    """By what a question wants a set told.

    >>> dimension_asked("哪些镇没有滞后任务"), dimension_asked("拖后腿的单位是哪些"), dimension_asked("古劳镇有哪些任务")
    (<Dimension.TOWN: 'town'>, <Dimension.UNIT: 'unit'>, None)
    """
    match = _WHOSE.search(question)
    if not match:
        return None
    noun = match["first"] or match["last"]
    if noun.endswith("领导"):
        return Dimension.LEADER
    return Dimension.UNIT if noun.endswith(("单位", "部门")) else Dimension.TOWN


def groups_of(store: Selects, plan: QueryPlan, dimension: Dimension, base: str) -> tuple[Group, ...]:
    """The tasks of a plan by town, leader, or leading unit, most first."""
    led = "牵头" if dimension is Dimension.UNIT else ""
    return rank(store, replace(plan, ranking=Ranking("", dimension, most=True), question=led), base).groups


def told(dimension: Dimension, groups: Sequence[Group]) -> str:
    """The groups in one line.

    >>> told(Dimension.TOWN, [Group("古劳镇", ("1-1", "1-2"), 2)])
    '按镇（街道）：古劳镇 2 项。'
    """
    noun = "牵头单位" if dimension is Dimension.UNIT else NOUNS[dimension]
    return f"按{noun}：{'、'.join(f'{group.label} {group.number} 项' for group in groups)}。"


def positive(plan: QueryPlan) -> QueryPlan | None:
    """The plan for tasks that do have the status, when it asks who has none; else ``None``."""
    parts = list(conjuncts(plan.where))
    denied = [part for part in parts if isinstance(part, NotThis) and isinstance(part.part, HasStatus)]
    if len(denied) != 1:
        return None
    return replace(plan, where=all_of([denied[0].part if part is denied[0] else part for part in parts]))


def lacking(
    store: Selects, plan: QueryPlan, dimension: Dimension, base: str
) -> tuple[tuple[str, ...], tuple[Group, ...]]:
    """Those that have no task of a plan, and those that have.

    :param plan: the tasks not to have.
    """
    having = groups_of(store, plan, dimension, base)
    rest = [part for part in conjuncts(plan.where) if not isinstance(part, HasStatus)]
    everybody = groups_of(store, replace(plan, where=all_of(rest) if rest else EVERY_TASK), dimension, base)
    labels = {group.label for group in having}
    return tuple(group.label for group in everybody if group.label not in labels), having
