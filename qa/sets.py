"""Answers that are sets of tasks: complete lists, counts, comparisons and rankings, each with what it looked at."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from graph.language.text import fold
from qa.answer import (
    SCOPE_NAMES,
    Answer,
    Evidence,
    TaskHit,
    counted_lines,
    reason_lines,
    set_evidence,
    set_lines,
    status_line,
    task_line,
)
from qa.corpus import Corpus
from qa.plan import NOUNS, Dimension, Intent, QueryPlan, Ranking
from qa.query import Patterns, compile_condition, compile_plan, run, select_groups
from qa.querying.conditions import (
    EVERY_TASK,
    Condition,
    Due,
    HasStatus,
    Responsible,
    Role,
    all_of,
    any_day,
    atoms,
    conjuncts,
    without,
)
from qa.ranks import Group, compare, rank, role_asked
from qa.whose import dimension_asked, groups_of, lacking, positive, told

_SHOWN_GROUPS = 10
_SEVERAL = 5
"""Tasks from which on a list begins with how many have which status."""
_RATE = re.compile(
    r"完成(?:率|比例|度)|[，,；;](?:其中)?完成了?(?:多少|几)[项件个]|(?:分别|各)(?:是)?什么状态|状态(?:分布|如何|怎么样)"
)


class Sets:
    """Answers plans that select tasks."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus

    def answer(self, plan: QueryPlan) -> Answer:
        """All tasks a plan selects, counted or compared when that is asked for."""
        if plan.intent is Intent.COMPARE:
            return self._compared(plan)
        if plan.intent is Intent.RANK:
            return self._ranked(plan)
        if plan.each:
            return self._each(plan, plan.each)
        whole = without(plan.where, (HasStatus,))
        if plan.whole and plan.by_status and whole != EVERY_TASK:
            return self._whole(plan, whole)
        dimension = dimension_asked(plan.question) if plan.intent in {Intent.LIST, Intent.COUNT} else None
        having = positive(plan) if dimension else None
        if dimension and having:
            return self._lacking(having, dimension)
        return self._listed(plan, dimension if plan.by_status else None)

    def _lacking(self, plan: QueryPlan, dimension: Dimension) -> Answer:
        """Which towns, units or leaders have no task of a status; the tasks are those of the others."""
        none, having = lacking(self._corpus.store, plan, dimension, self._corpus.base)
        status = next(atom.text for atom in atoms(plan.where) if isinstance(atom, HasStatus))
        noun = "牵头单位" if dimension is Dimension.UNIT else NOUNS[dimension]
        names = "、".join(none) or "没有"
        lines = [f"没有“{status}”任务的{noun}共 {len(none)} 个：{names}。（{self._corpus.checked}）"]
        if having:
            lines.append(f"有的：{'、'.join(f'{group.label} {group.number} 项' for group in having)}。")
        sparql = compile_condition(plan.where, self._corpus.base)
        hits = self._grouped_hits(having)
        lines += [task_line(hit) for hit in hits]
        return self._made(plan, "\n".join(lines), hits, value="、".join(none), sparql=sparql)

    def _whole(self, plan: QueryPlan, whole: Condition) -> Answer:
        """Whether all tasks of a set have a status: yes, or those that have not."""
        asked = next(atom for atom in atoms(plan.where) if isinstance(atom, HasStatus))
        sparql = compile_condition(all_of([whole, asked]), self._corpus.base)
        fitting = {row["id"] for row in self._corpus.store.select(sparql)}
        members = self._corpus.fitting(whole)
        members.sort(key=self._corpus.order.__getitem__)
        exceptions = [task for task in members if task not in fitting]
        status = re.sub(r"^(?:全部?|都|均)+", "", asked.text)
        of = f"（{'、'.join([*plan.chips, self._corpus.checked])}）"
        if exceptions:
            lead = f"不是：{len(members)} 项中 {len(fitting)} 项“{status}”，{len(exceptions)} 项不是{of}："
        else:
            lead = f"是：{len(members)} 项全部“{status}”{of}："
        hits = [
            self._corpus.hit(task, "direct", 1.0, "例外" if exceptions else status) for task in exceptions or members
        ]
        reasons = self._corpus.reasons(exceptions) if plan.why else []
        lines = [lead, *map(task_line, hits), *reason_lines(reasons)]
        return self._made(plan, "\n".join(lines), hits, value="不是" if exceptions else "是", sparql=sparql)

    def _listed(self, plan: QueryPlan, dimension: Dimension | None = None) -> Answer:
        queries = compile_plan(plan, self._corpus.base)
        found = run(self._corpus.store, queries)
        wider = any_day(plan.where)
        if not found and wider != plan.where:
            # Where no deadline says 12月底, one of 12月15日 is what "by the end of December" asks for.
            asked = "、".join(atom.text for atom in atoms(plan.where) if isinstance(atom, Due))
            remark = f"没有完成时间写作“{asked}”的，按该月任何一天查"
            plan = replace(plan, where=wider, ambiguous=(*plan.ambiguous, remark))
            queries = compile_plan(plan, self._corpus.base)
            found = run(self._corpus.store, queries)
        found = sorted(found, key=lambda row: self._corpus.order[row[0]])
        hits = [self._corpus.hit(task, scope, 1.0, why) for task, scope, why in found]
        hits.sort(key=lambda hit: hit.scope != "direct")
        groups = groups_of(self._corpus.store, plan, dimension, self._corpus.base) if dimension else ()
        if groups:
            # 哪些镇有滞后的任务 does not ask for those that name no town.
            members = {task for group in groups for task in group.tasks}
            hits = [hit for hit in hits if hit.id in members]
        main = [hit.id for hit in hits if hit.scope == "direct"]
        if plan.why and plan.by_status and not main:
            text = f"无法回答：没有这样的任务（{'、'.join([*plan.chips, self._corpus.checked])}），也就没有原因。"
            return self._made(plan, text, [], value=None, sparql=queries[0].sparql, refused=True)
        counted = plan.intent is Intent.COUNT
        reasons = self._corpus.reasons(main) if plan.why else []
        lines = set_lines(plan, hits, self._corpus.checked)
        if dimension and groups:
            lines.insert(1, told(dimension, groups))
        statuses = [atom for atom in atoms(plan.where) if isinstance(atom, HasStatus)]
        roles = self._roles(plan, hits)
        if roles:
            lines.insert(1, roles)
        if main and (_RATE.search(plan.question) or len(statuses) > 1 or (len(main) >= _SEVERAL and not statuses)):
            lines.insert(1, status_line([hit for hit in hits if hit.scope == "direct"]))
        return self._made(
            plan,
            "\n".join([*lines, *reason_lines(reasons)]),
            hits,
            value=len(main) if counted or plan.things else None,
            quoted=[*reasons, *self._quotes(plan, main)],
            sparql=queries[0].sparql,
        )

    def _roles(self, plan: QueryPlan, hits: Sequence[TaskHit]) -> str:
        """In which roles the tasks of one town or unit are its own, and how many are listed apart."""
        actors = [atom for atom in atoms(plan.where, positive=True) if isinstance(atom, Responsible)]
        if len(actors) != 1 or actors[0].role is not Role.ANY:
            return ""
        counted = Counter(hit.scope for hit in hits)
        names = actors[0].link.label.split("、")
        leads = sum(hit.scope == "direct" and self._corpus.tasks[hit.id].lead_unit in names for hit in hits)
        own = f"牵头 {leads} 项、参与 {counted['direct'] - leads} 项"
        apart = [f"{SCOPE_NAMES[scope]} {counted[scope]} 项" for scope in ("collective", "mentioned") if counted[scope]]
        return f"其中{own}{'；另有' + '、'.join(apart) + '，列在后面' if apart else ''}。" if counted["direct"] else ""

    def _compared(self, plan: QueryPlan) -> Answer:
        groups, sparql = compare(self._corpus.store, plan, self._corpus.base)
        first, second = groups[0], groups[1]
        numbers = "，".join(f"{group.label} {group.number} 项" for group in groups)
        if first.number == second.number:
            lead = f"一样多：{numbers}。"
        else:
            lead = f"{first.label}更多：{numbers}，相差 {first.number - groups[-1].number} 项。"
        lead += self._within(plan)
        hits = self._grouped_hits(groups)
        lines = [lead, *(line for group in groups for line in counted_lines(group.label, group.tasks, hits))]
        return self._made(plan, "\n".join(lines), hits, value=first.label, sparql=sparql)

    def _ranked(self, plan: QueryPlan) -> Answer:
        ranked = rank(self._corpus.store, plan, self._corpus.base)
        ranking = plan.ranking
        if ranking is None or not ranked.winners:
            return self._made(
                plan, f"没有符合条件的任务（{self._corpus.checked}）。", [], value=0, sparql=ranked.sparql
            )
        hits = self._grouped_hits(ranked.winners)
        names = "、".join(f"{_named(group, ranking.dimension)}" for group in ranked.winners)
        extreme = (
            ("最晚" if ranking.most else "最早")
            if ranking.dimension is Dimension.DEADLINE
            else "最多"
            if ranking.most
            else "最少"
        )
        lines = [f"{extreme}的是{names}。{self._within(plan)}"]
        lines += [line for group in ranked.winners for line in counted_lines(group.label, group.tasks, hits)]
        if ranking.dimension in NOUNS and len(ranked.groups) > len(ranked.winners):
            rest = "，".join(f"{group.label} {group.number}" for group in ranked.groups[:_SHOWN_GROUPS])
            lines.append(f"各{NOUNS[ranking.dimension]}依次：{rest}")
        return self._made(plan, "\n".join(lines), hits, value=ranked.winners[0].label, sparql=ranked.sparql)

    def _each(self, plan: QueryPlan, dimension: Dimension) -> Answer:
        """How many tasks every town, unit, leader … has; months in the order of the year."""
        found = rank(self._corpus.store, replace(plan, ranking=Ranking("", dimension, most=True)), self._corpus.base)
        groups = list(found.groups)
        if dimension is Dimension.MONTH:
            groups.sort(key=lambda group: int(group.label.removesuffix("月")))
        hits = self._grouped_hits(groups)
        if not groups:
            return self._made(plan, f"没有符合条件的任务{self._within(plan)}。", [], value=0, sparql=found.sparql)
        several = ["一项可计入几处"] if sum(group.number for group in groups) > len(hits) else []
        how = "、".join([*several, *self._conditions(plan), self._corpus.checked])
        lead = f"按{NOUNS[dimension]}分，共 {len(groups)} 个，{len(hits)} 项任务（{how}）："
        lines = [lead, *(f"{group.label}：{group.number} 项" for group in groups)]
        addressed = self._addressed(plan) if dimension is Dimension.TOWN and role_asked(plan) is Role.ANY else 0
        if addressed:
            lines.append(f"另有 {addressed} 项由“各镇（街）”一类的集体负责，没有算到各镇头上。")
        return self._made(plan, "\n".join(lines), hits, value=None, sparql=found.sparql)

    def _addressed(self, plan: QueryPlan) -> int:
        """How many tasks of a plan have towns as responsible only under the name of all of them."""
        everybody = "?task hetu:responsible ?group . ?group hetu:collectiveIncludes ?town ; rdfs:label ?label . ?town a hetu:Town ."
        rows = self._corpus.store.select(select_groups(Patterns(self._corpus.base).of(plan.where), everybody))
        return len({row["id"] for row in rows})

    def _within(self, plan: QueryPlan) -> str:
        return f"（{'、'.join([*self._conditions(plan), self._corpus.checked])}）"

    def _conditions(self, plan: QueryPlan) -> list[str]:
        return [part.chip for part in conjuncts(plan.where)]

    def _grouped_hits(self, groups: Iterable[Group]) -> list[TaskHit]:
        reasons: dict[str, list[str]] = {}
        for group in groups:
            for task in group.tasks:
                reasons.setdefault(task, []).append(group.label)
        ordered = sorted(reasons, key=self._corpus.order.__getitem__)
        return [self._corpus.hit(task, "direct", 1.0, "、".join(reasons[task])) for task in ordered]

    def _quotes(self, plan: QueryPlan, tasks: Iterable[str]) -> list[Evidence]:
        """Where each task names the things asked for."""
        things = [key for thing in plan.things for key in thing.keys]
        found = []
        for task in tasks:
            for _, end, values in self._corpus.kg.out_edges(self._corpus.keys[task], data=True):
                if end in things and values["kind"].startswith("mentions"):
                    quote = self._corpus.quote(self._corpus.tasks[task], fold(values["text"]))
                    if quote:
                        found.append(quote)
        return list(dict.fromkeys(found))

    def _made(
        self,
        plan: QueryPlan,
        text: str,
        hits: Sequence[TaskHit],
        *,
        value: int | str | None,
        sparql: str,
        quoted: Sequence[Evidence] = (),
        refused: bool = False,
    ) -> Answer:
        main = [hit.id for hit in hits if hit.scope == "direct"]
        return Answer(
            question=plan.question,
            answer=text,
            kind="refusal" if refused else "count" if plan.intent is Intent.COUNT else "list",
            tasks=tuple(hits),
            value=value,
            evidence=(*quoted, *set_evidence([self._corpus.tasks[task] for task in main])),
            related=self._corpus.related(plan, main),
            plan=plan,
            sparql=sparql,
            refused=refused,
        )


def _named(group: Group, dimension: Dimension) -> str:
    match dimension:
        case Dimension.DEADLINE:
            return f"{group.label}：{len(group.tasks)} 项"
        case Dimension.MILESTONES:
            return f"〔{group.label}〕：{group.number} 个节点"
        case Dimension.UNITS:
            return f"〔{group.label}〕：{group.number} 个责任单位"
        case _:
            return f"{group.label}（{group.number} 项）"
