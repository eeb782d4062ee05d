"""How a question was understood, as chips: each condition can be dropped or given another value, which asks anew."""

from __future__ import annotations

from urllib.parse import urlencode

from markupsafe import Markup

from qa.answering.answer import Answer, Plan
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
    link_of,
)
from qa.understanding.logical_form import Compared, Counted, Form, Grouped, Kind, Listed, Quantifier, Tasks, Things
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
    "Part": "part",
    "Company": "company",
    "PolicyDocument": "document",
    "Village": "village",
}

_GROUPED = {
    Kind.TOWN: "town",
    Kind.UNIT: "unit",
    Kind.LEADER: "leader",
    Kind.THEME: "theme",
    Kind.CATEGORY: "category",
}


def chips_html(answer: Answer) -> Markup:
    """What was understood, its conditions to be dropped or changed; and the same conditions on the page of facets.

    In a question that goes on from another they are only shown: their words stand in both.
    """
    plan = answer.plan
    changeable = not (answer.refused or answer.parts or plan.history) and len(plan.question) <= LONGEST_CHANGED
    chips = Markup("").join(
        _chip(plan, number, part, changeable=changeable) for number, part in enumerate(conjuncts(plan.where))
    )
    if not chips and not answer.understood:
        return Markup("")
    choice = choice_of(plan)
    more = Markup(' <a href="{}">浏览并调整条件</a>').format(address(choice)) if choice else ""
    return Markup('<div class="hetu-chips">理解为：{} {}{}</div>').format(answer.understood, chips, more)


def _chip(plan: Plan, number: int, part: Condition, *, changeable: bool) -> Markup:
    words, question = words_of(part), plan.question
    if not words or words not in question or plan.history:
        return Markup('<span class="hetu-chip">{}</span>').format(part.chip)
    label = Markup("<span>{}</span>").format(part.chip)
    if changeable and others_of(part):
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
    link = link_of(part)
    return link.text if link else str(getattr(part, "text", ""))


def others_of(part: Condition) -> str | None:
    """The facet whose values may stand in the place of a condition."""
    if isinstance(part, HasStatus):
        return "status"
    return "due" if isinstance(part, Due) else facet_of(part)


def kind_of(part: Condition) -> str | None:
    """The facet of things of the same kind, whatever role they have."""
    return _FACETS.get(part.link.kind) if isinstance(part, Responsible | Under | Names) else None


def facet_of(part: Condition) -> str | None:
    """The facet that selects what a condition selects."""
    if isinstance(part, Responsible) and part.role is not Role.ANY:
        return "lead" if part.role is Role.LEAD else None
    return kind_of(part)


def choice_of(plan: Plan) -> Choice | None:
    """The facets that select the tasks asked for, when the answer is a set of tasks and all its conditions have one."""
    of_tasks = isinstance(plan.form, Listed | Counted) and isinstance(plan.form.of, Tasks)
    return _choice(plan.where) if of_tasks else None


def _choice(where: Condition) -> Choice | None:
    values: dict[str, tuple[str, ...]] = {}
    starred = False
    for part in conjuncts(where):
        facet = facet_of(part)
        if isinstance(part, Starred):
            starred = True
        elif facet is None or facet in values:
            return None
        elif isinstance(part, Responsible | Under | Names):
            values[facet] = (part.link.label,)
    return Choice(values, starred=starred) if values or starred else None


def group_choice(plan: Plan, label: str) -> Choice | None:
    """The facets that select the tasks of one group of an answer that tells a number of each."""
    form = plan.form
    if isinstance(form, Compared):
        part = next((one for one in form.sets if (link := link_of(one)) and link.label == label), None)
        facet = facet_of(part) if part else None
        return Choice({facet: (label,)}) if facet and form.where == EVERY_TASK else None
    facet = _grouped_by(form)
    common = Choice({}) if plan.where == EVERY_TASK else _choice(plan.where)
    if facet is None or common is None or facet in common.values:
        return None
    return Choice({**common.values, facet: (label,)}, starred=common.starred)


def _grouped_by(form: Form | None) -> str | None:
    """The facet whose values are the groups of a form."""
    of = form.of if isinstance(form, Listed) else form
    if isinstance(of, Things):
        kind = of.kind if of.quantifier is Quantifier.SOME and not of.apart else None
    else:
        kind = of.by if isinstance(of, Grouped) else None
    if kind is None or not isinstance(of, Things | Grouped):
        return None
    role = of.role if kind in {Kind.TOWN, Kind.UNIT} else Role.ANY
    if role is Role.ANY:
        return _GROUPED.get(kind)
    return "lead" if role is Role.LEAD else None
