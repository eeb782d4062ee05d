"""How a question was understood, as chips: each condition can be dropped or given another value, which asks anew."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

from markupsafe import Markup

from qa.querying.conditions import (
    EVERY_TASK,
    Condition,
    Due,
    HasStatus,
    Names,
    Responsible,
    Role,
    Starred,
    Under,
    conjuncts,
)
from qa.plan import Dimension, QueryPlan
from qa.ranks import role_asked
from ui.answer_files import asking
from ui.browse import address
from ui.facets import Choice

OTHERS = "/answer/others"
"""Where the other values of a condition are asked for, with the question as ``q`` and the condition's place as ``n``."""
LONGEST_CHANGED = 120
"""Characters of a question whose conditions are changed in place: each other value is a question to be understood."""
_FACETS = {
    "Town": "town",
    "Unit": "unit",
    "CollectiveUnit": "collective",
    "Person": "leader",
    "Category": "category",
    "Theme": "theme",
    "Company": "company",
    "PolicyDocument": "document",
    "Village": "village",
}

_GROUPED = {
    Dimension.TOWN: "town",
    Dimension.UNIT: "unit",
    Dimension.LEADER: "leader",
    Dimension.THEME: "theme",
    Dimension.CATEGORY: "category",
}


def chips_html(plan: QueryPlan, refused: bool) -> Markup:
    """The conditions understood, to be dropped or changed; and the same conditions on the page of facets.

    :param refused: the question was not answered, so that no other value would be either.
    """
    parts = conjuncts(plan.where)
    chips = [
        _chip(plan, number, part, not refused and len(plan.question) <= LONGEST_CHANGED)
        for number, part in enumerate(parts)
    ]
    chips += [Markup('<span class="hetu-chip">{}</span>').format(label) for label in plan.chips[len(parts) :]]
    if not chips:
        return Markup("")
    choice = choice_of(plan)
    more = Markup(' <a href="{}">浏览并调整条件</a>').format(address(choice)) if choice else ""
    return Markup('<div class="hetu-chips">理解为：{}{}</div>').format(Markup("").join(chips), more)


def _chip(plan: QueryPlan, number: int, part: Condition, changeable: bool) -> Markup:
    words, question = words_of(part), plan.question
    if not words or words not in question:
        return Markup('<span class="hetu-chip">{}</span>').format(part.chip)
    label = Markup("<span>{}</span>").format(part.chip)
    if changeable and others_of(part, plan):
        label = Markup(
            '<details class="hetu-change" data-others="{}?{}&amp;n={}"><summary title="换一个再问">{}</summary></details>'
        ).format(OTHERS, asking(question), number, part.chip)
    rest = question.replace(words, "", 1).strip()
    drop = (
        Markup(' <a href="/?{}" title="去掉这个条件再问" aria-label="去掉“{}”再问">×</a>').format(
            urlencode({"q": rest}), words
        )
        if rest
        else ""
    )
    return Markup('<div class="hetu-chip">{}{}</div>').format(label, drop)


def words_of(part: Condition) -> str:
    """The words of the question that a condition came from."""
    link = getattr(part, "link", None)
    return link.text if link else str(getattr(part, "text", ""))


def others_of(part: Condition, plan: QueryPlan) -> str | None:
    """The facet whose values may stand in the place of a condition."""
    if isinstance(part, HasStatus):
        return None if plan.whole else "status"
    return "due" if isinstance(part, Due) else facet_of(part)


def kind_of(part: Condition) -> str | None:
    """The facet of things of the same kind, whatever role they have."""
    return _FACETS.get(part.link.kind) if isinstance(part, Responsible | Under | Names) else None


def facet_of(part: Condition) -> str | None:
    """The facet that selects what a condition selects."""
    if isinstance(part, Responsible) and part.role is not Role.ANY:
        return "lead" if part.role is Role.LEAD else None
    return kind_of(part)


def choice_of(plan: QueryPlan) -> Choice | None:
    """The facets that select the same tasks, when all conditions have one."""
    if plan.compared or plan.ranking or plan.each:
        return None
    values: dict[str, tuple[str, ...]] = {}
    starred = False
    for part in conjuncts(plan.where):
        facet = facet_of(part)
        if isinstance(part, Starred):
            starred = True
        elif facet is None or facet in values:
            return None
        elif isinstance(part, Responsible | Under | Names):
            values[facet] = (part.link.label,)
    return Choice(values, starred=starred) if values or starred else None


def group_choice(plan: QueryPlan, label: str) -> Choice | None:
    """The facets that select the tasks of one group of a question that counts by groups."""
    if plan.compared:
        part = next(
            (one for one in plan.compared if (link := getattr(one, "link", None)) and link.label == label), None
        )
        facet = facet_of(part) if part else None
        return Choice({facet: (label,)}) if facet and plan.where == EVERY_TASK else None
    role = role_asked(plan) if plan.each in {Dimension.TOWN, Dimension.UNIT} else Role.ANY
    if role is Role.PARTICIPANT:
        return None
    facet = "lead" if role is Role.LEAD else _GROUPED.get(plan.each) if plan.each else None
    common = Choice({}) if plan.where == EVERY_TASK else choice_of(replace(plan, each=None))
    if facet is None or common is None or facet in common.values:
        return None
    return Choice({**common.values, facet: (label,)}, starred=common.starred)
