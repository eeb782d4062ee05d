"""``hetu compare``: two years of one county against each other, as text or as JSON."""

from __future__ import annotations

from typing import Any

from graph.errors import PlanError
from graph.knowledge.continuing import Continuation
from graph.knowledge.year_changes import is_done, leader_successors, target_changes, unit_successors
from graph.records import Table, Task
from qa import Hetu
from qa.collection.over_years import YearPair, continuation_of, table_of

_LINK = "接 〔{}〕，把握 {:.0%}，同有“{}”"


def compared(kg: Hetu, first: str, second: str) -> dict[str, Any]:
    """What changed from one year to another.

    :param first: a county and year, as a question names it (天全县2019年).
    :raises PlanError: they are not two years of one county that are open.
    """
    pair = kg.years(first, second)
    if pair is None:
        raise PlanError(f"“{first}”和“{second}”应为同一个县市的两个年份；打开的有 {'、'.join(kg.editions)}")
    before, after, found = table_of(pair.before), table_of(pair.after), continuation_of(pair)
    return _told(pair, before, after, found)


def _told(pair: YearPair, before: Table, after: Table, found: Continuation) -> dict[str, Any]:
    changed = {one.pair.after.id: one for one in target_changes(found)}
    continued = []
    for one in found.continued:
        target = changed.get(one.after.id)
        continued.append(
            {
                "before": _task(one.before),
                "after": _task(one.after),
                "certainty": one.certainty,
                "shared": list(one.shared),
                "target": {"before": target.before, "after": target.after, "unit": target.unit} if target else None,
            }
        )
    return {
        "before": {"label": pair.before.label, "tasks": len(before.tasks)},
        "after": {"label": pair.after.label, "tasks": len(after.tasks)},
        "added": [_task(task) for task in found.added],
        "gone": [_task(task) for task in found.gone],
        "continued": continued,
        "units": [_successor(one) for one in unit_successors(before, after, found)],
        "leaders": [_successor(one) for one in leader_successors(before, after, found)],
    }


def _task(task: Task) -> dict[str, Any]:
    leader = task.portfolio.leader if task.portfolio else None
    return {
        "id": task.id,
        "title": task.title.value,
        "status": task.statuses[0] if task.statuses else None,
        "done": is_done(task),
        "lead_unit": task.lead_unit,
        "leader": leader,
        "document": task.document,
        "line": task.title.source.line,
    }


def _successor(one: Any) -> dict[str, Any]:
    return {"before": one.before, "after": one.after, "tasks": [pair.after.id for pair in one.pairs]}


def as_text(told: dict[str, Any]) -> str:
    """The comparison for a person."""
    before, after = told["before"], told["after"]
    lines = [
        f"{before['label']}（{before['tasks']} 项）→ {after['label']}（{after['tasks']} 项）："
        f"延续 {len(told['continued'])} 项，新列 {len(told['added'])} 项，不再列 {len(told['gone'])} 项",
        "哪些任务是同一件事，按标题和节点的用词判断，表里没有写明。",
    ]
    lines += ["", f"延续（{len(told['continued'])} 项）", *map(_continued_line, told["continued"])]
    lines += ["", f"新列（{len(told['added'])} 项）", *map(_line, told["added"])]
    lines += ["", f"不再列（{len(told['gone'])} 项）", *map(_line, told["gone"])]
    for name, key in (("单位", "units"), ("分管领导", "leaders")):
        if told[key]:
            went = "；".join(f"{one['before']} → {one['after']}（{len(one['tasks'])} 项）" for one in told[key])
            lines += ["", f"{name}接替：{went}"]
    return "\n".join(lines)


def _line(task: dict[str, Any]) -> str:
    return f"  〔{task['id']}〕{task['title']}（{task['status'] or '没有状态'}）"


def _continued_line(one: dict[str, Any]) -> str:
    before, after, target = one["before"], one["after"], one["target"]
    changes = [f"状态 {before['status']} → {after['status']}"] if before["done"] != after["done"] else []
    changes += [f"目标 {target['before']:g} → {target['after']:g} {target['unit']}"] if target else []
    for name, key in (("牵头", "lead_unit"), ("分管", "leader")):
        if before[key] != after[key] and before[key] and after[key]:
            changes.append(f"{name} {before[key]} → {after[key]}")
    link = _LINK.format(before["id"], one["certainty"], "、".join(one["shared"]))
    return f"  〔{after['id']}〕{after['title']}（{'；'.join([*changes, link])}）"
