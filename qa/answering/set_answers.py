"""Answers about sets: the point in one sentence, then the members by number and short title."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from graph.language.text import shortened
from qa.answering.answer import Evidence
from qa.answering.describing import described_condition, noun_of, said_role
from qa.answering.phrases import say
from qa.answering.results import Entity, EntityList, ItemSet, Number, Quotes, Result, TaskSet, YesNo
from qa.corpus import Corpus
from qa.querying.conditions import EVERY_TASK, AllOf, Condition, Is, Role, Under, atoms
from qa.querying.execute import actor_of
from qa.querying.outcomes import Outcome
from qa.understanding.logical_form import (
    AnySet,
    Compared,
    Counted,
    Explained,
    Form,
    Grouped,
    Items,
    Kind,
    Listed,
    Mean,
    Quantifier,
    Share,
    Tasks,
    Things,
    Verified,
)

HEADLINE = 120
"""Characters of a headline, at most."""
_SHORT, _LISTED = 26, 400
_PERCENT = "%"


@dataclass(frozen=True, slots=True)
class SetAnswer:
    """What is said of an outcome: the headline, the typed result, the lines behind, the value and the evidence."""

    headline: str
    result: Result
    lines: tuple[str, ...] = ()
    value: int | float | str | None = None
    evidence: tuple[Evidence, ...] = ()
    shown: tuple[str, ...] | None = None
    """The tasks that belong to the answer where they are not those of the outcome."""


class SetAnswers:
    """Puts outcomes into words."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus

    def say(self, form: Form, outcome: Outcome) -> SetAnswer:
        """What is said of the outcome of a form about sets.

        :raises TypeError: the form is about no set.
        """
        match form:
            case Listed(of):
                return self._listed(of, outcome)
            case Counted(of):
                return self._counted(of, outcome)
            case Grouped():
                return self._parts(form, outcome) if form.by is Kind.TASK else self._grouped(form, outcome)
            case Compared():
                return self._compared(form, outcome)
            case Share(part, whole):
                return self._share(part, whole, outcome)
            case Mean():
                return self._mean(form, outcome)
            case Verified():
                return self._related(form, outcome) if isinstance(form.where, Is) else self._verified(form, outcome)
            case Explained(where):
                return self._explained(where, outcome)
            case _:
                raise TypeError(f"no form about sets: {type(form).__name__}")

    def _listed(self, of: AnySet, outcome: Outcome) -> SetAnswer:
        match of:
            case Tasks(where):
                return self._tasks(where, outcome)
            case Items(where):
                return self._items(where, outcome)
            case Things():
                return self._things(of, outcome)

    def _tasks(self, where: Condition, outcome: Outcome) -> SetAnswer:
        result = TaskSet(outcome.tasks)
        if not outcome.tasks:
            return SetAnswer(say("set.none", where=described_condition(where), total=outcome.total), result)
        if where == EVERY_TASK:
            return SetAnswer(say("set.all", n=len(outcome.tasks)), result, self._task_lines(outcome.tasks))
        head = say("set.tasks", where=described_condition(where), n=len(outcome.tasks), names="{}")
        roles = self._roles(where, outcome.tasks)
        lines = (*roles, *self._task_lines(outcome.tasks))
        return SetAnswer(self._with_names(head, outcome.tasks), result, lines)

    def _roles(self, where: Condition, tasks: Sequence[str]) -> tuple[str, ...]:
        """In which roles the tasks of one town or unit are its own."""
        actor = actor_of(where)
        if actor is None or actor.role is not Role.ANY:
            return ()
        names = actor.link.label.split("、")
        lead = sum(self._corpus.tasks[task].lead_unit in names for task in tasks)
        return (say("line.roles", lead=lead, part=len(tasks) - lead),) if 0 < lead < len(tasks) else ()

    def _items(self, where: Condition, outcome: Outcome) -> SetAnswer:
        result = ItemSet(outcome.items)
        if not outcome.items:
            return SetAnswer(say("set.items-none", where=described_condition(where), total=outcome.total), result)
        lines = tuple(self._item_line(item.task, item.milestone) for item in outcome.items[:_LISTED])
        head = say("set.items", where=described_condition(where), n=len(outcome.items), names="{}")
        names = [f"{item.task}({item.milestone})" for item in outcome.items]
        return SetAnswer(filled(head, names), result, lines)

    def _item_line(self, task: str, number: int) -> str:
        milestone = next(one for one in self._corpus.tasks[task].milestones if one.no == number)
        due = milestone.deadline.text if milestone.deadline else ""
        text = shortened(milestone.text.value, 2 * _SHORT)
        return say("line.item", id=task, no=number, text=text, due=due, status=milestone.status or say("status.none"))

    def _things(self, of: Things, outcome: Outcome) -> SetAnswer:
        noun = noun_of(of.kind, of.role if of.quantifier is not Quantifier.NONE else Role.ANY)
        labels = [group.label for group in outcome.groups]
        items = tuple(Entity(g.label, of.kind.value, len(g.tasks) or None) for g in outcome.groups)
        if of.quantifier is Quantifier.NONE:
            what = described_condition(of.holding) if of.holding != AllOf() else said_role(of.role)
            head = say("set.none-of", what=what, noun=noun, n=len(labels), names="{}")
        elif of.quantifier is Quantifier.EACH and not labels:
            return SetAnswer(say("set.each-none", where=described_condition(of.where), noun=noun), EntityList(()))
        elif of.quantifier is Quantifier.EACH:
            head = say("set.each", where=described_condition(of.where), noun=noun, n=len(labels), names="{}")
        elif of.quantifier is Quantifier.ALL:
            scope = f"{described_condition(of.where)}的" if of.where != EVERY_TASK else ""
            head = say(
                "set.all-done",
                scope=scope,
                status=described_condition(of.holding),
                noun=noun,
                n=len(labels),
                names="{}",
            )
        elif of.where == EVERY_TASK and of.least > 1:
            head = say("set.things", where=say("where.least", n=of.least), noun=noun, n=len(labels), names="{}")
        elif of.where == EVERY_TASK:
            head = say("set.things-all", noun=noun, n=len(labels), names="{}")
        elif not labels and of.quantifier is Quantifier.SOME:
            return SetAnswer(say("set.things-none", where=described_condition(of.where), noun=noun), EntityList(()))
        else:
            head = say("set.things", where=described_condition(of.where), noun=noun, n=len(labels), names="{}")
        lines = (
            [self._group_line(g.label, g.tasks) for g in outcome.groups if g.tasks]
            if of.where != EVERY_TASK
            else ["、".join(labels)]
        )
        return SetAnswer(filled(head, labels), EntityList(items), tuple(lines), "、".join(labels))

    def _group_line(self, label: str, tasks: Sequence[str]) -> str:
        ids = "、".join(f"〔{task}〕" for task in tasks[:_LISTED])
        return say("line.group", label=label, value=f"{len(tasks)} {say('measure.task')} {ids}")

    def _counted(self, of: AnySet, outcome: Outcome) -> SetAnswer:
        match of:
            case Tasks(where):
                number, unit = len(outcome.tasks), say("measure.task")
                key = "count.tasks" if number else "count.none"
                head = say(key, where=described_condition(where), n=number)
                return SetAnswer(head, Number(number, unit), self._task_lines(outcome.tasks), number)
            case Items(where):
                number = len(outcome.items)
                head = say("count.items", where=described_condition(where), n=number)
                lines = tuple(self._item_line(item.task, item.milestone) for item in outcome.items[:_LISTED])
                return SetAnswer(head, Number(number, say("measure.item")), lines, number)
            case Things():
                labels = [group.label for group in outcome.groups]
                noun = noun_of(of.kind, of.role)
                head = say("count.things", where=described_condition(of.where), noun=noun, n=len(labels), names="{}")
                head = filled(head, labels)
                return SetAnswer(head, Number(len(labels), say("measure.thing")), ("、".join(labels),), len(labels))

    def _grouped(self, form: Grouped, outcome: Outcome) -> SetAnswer:
        noun, where = noun_of(form.by, form.role), described_condition(form.where)
        if not outcome.groups:
            return SetAnswer(say("rank.none"), EntityList(()))
        winners = outcome.winners or tuple(group.label for group in outcome.groups)
        items = tuple(Entity(label, form.by.value, plain(outcome.numbers[label])) for label in winners)
        names = [self._told(label, outcome.numbers[label], form) for label in winners]
        rest = [self._told(g.label, outcome.numbers[g.label], form) for g in outcome.groups]
        lines = (" ".join(rest),) if len(rest) > len(winners) else ()
        if form.most is None or form.top is None:
            key = "group.rate" if form.share is not None else "group.head"
            status = described_condition(form.share) if form.share is not None else ""
            head = say(key, noun=noun, where=where, status=status, names="{}")
            return SetAnswer(
                filled(head, names), EntityList(items), tuple(names) if len("".join(names)) > HEADLINE - 30 else ()
            )
        if form.share is not None:
            extreme = say("extreme.high" if form.most else "extreme.low")
            head = say("rank.rate", status=described_condition(form.share), extreme=extreme, noun=noun, names="{}")
        else:
            extreme = say("extreme.most" if form.most else "extreme.least")
            key = "rank.count" if form.top == 1 else "rank.ordered"
            head = say(key, where=where, extreme=extreme, noun=noun, names="{}", n=len(winners))
        groups = {group.label: group for group in outcome.groups}
        told = tuple(self._group_line(label, groups[label].tasks) for label in winners)
        return SetAnswer(filled(head, names), EntityList(items), (*told, *lines), winners[0])

    @staticmethod
    def _told(label: str, number: float, form: Grouped) -> str:
        unit = _PERCENT if form.share is not None else f" {say('measure.task')}"
        return f"{label}（{plain(number)}{unit}）"

    def _parts(self, form: Grouped, outcome: Outcome) -> SetAnswer:
        if not outcome.tasks:
            return SetAnswer(say("rank.none"), TaskSet(()))
        titles = [f"〔{task}〕{shortened(self._corpus.tasks[task].title.value, _SHORT)}" for task in outcome.winners]
        if form.parts is Kind.MONTH:
            label = outcome.groups[0].label
            head = say(
                "rank.due", extreme=say("extreme.late" if form.most else "extreme.early"), names=f"{label}：{{}}"
            )
        else:
            number = plain(outcome.numbers[outcome.winners[0]])
            extreme = say("extreme.most" if form.most else "extreme.least")
            what = noun_of(form.parts or Kind.UNIT)
            head = say("rank.parts", what=what, extreme=extreme, names=f"{{}}（{number} {say('measure.thing')}）")
        return SetAnswer(
            filled(head, titles), TaskSet(outcome.tasks), self._task_lines(outcome.tasks), outcome.winners[0]
        )

    def _compared(self, form: Compared, outcome: Outcome) -> SetAnswer:
        rate = form.share is not None
        unit = _PERCENT if rate else f" {say('measure.task')}"
        names = "，".join(f"{group.label} {plain(outcome.numbers[group.label])}{unit}" for group in outcome.groups)
        first, last = outcome.groups[0].label, outcome.groups[-1].label
        gap = plain(outcome.numbers[first] - outcome.numbers[last])
        items = tuple(Entity(g.label, "set", plain(outcome.numbers[g.label])) for g in outcome.groups)
        key = "compare.same" if gap == 0 else "compare.higher" if rate else "compare.more"
        head = say(key, first=first, names=names, gap=gap, unit=say("measure.task"))
        lines = tuple(self._group_line(group.label, group.tasks) for group in outcome.groups)
        return SetAnswer(head, EntityList(items), lines, first)

    def _share(self, part: Condition, whole: Condition, outcome: Outcome) -> SetAnswer:
        if outcome.number is None:
            return SetAnswer(say("share.zero", whole=described_condition(whole)), Quotes(()))
        share = round(outcome.number, 1)
        told = f"{described_condition(whole)}{say('noun.task')}"
        head = say(
            "share.of",
            part=described_condition(part),
            whole=told,
            share=plain(share),
            n=outcome.part,
            total=outcome.total,
        )
        terms = f"{outcome.part} ÷ {outcome.total} = {plain(share)}%"
        return SetAnswer(
            head, Number(round(outcome.number, 2), _PERCENT, terms), self._task_lines(outcome.tasks[:_LISTED]), share
        )

    def _mean(self, form: Mean, outcome: Outcome) -> SetAnswer:
        if outcome.number is None:
            return SetAnswer(say("share.zero", whole=described_condition(form.where)), Quotes(()))
        mean = round(outcome.number, 2)
        terms = f"{outcome.part} ÷ {outcome.total} = {plain(mean)}"
        if form.per is not Kind.TASK:
            head = say("mean.per", noun=noun_of(form.per), mean=plain(mean), n=outcome.part, total=outcome.total)
            return SetAnswer(head, Number(mean, say("measure.task"), terms), (), mean)
        where = described_condition(form.where)
        head = say(
            "mean.parts", where=where, mean=plain(mean), noun=noun_of(form.parts), n=outcome.part, total=outcome.total
        )
        return SetAnswer(head, Number(mean, say("measure.thing"), terms), (), mean)

    def _verified(self, form: Verified, outcome: Outcome) -> SetAnswer:
        status = described_condition(form.holding)
        told = {"where": described_condition(form.where), "total": outcome.total, "status": status, "n": outcome.part}
        every = form.quantifier is Quantifier.ALL
        key = f"verify.{'all' if every else 'some'}-{'yes' if outcome.truth else 'no'}"
        shown = outcome.exceptions if every and not outcome.truth else outcome.tasks
        head = say(key, **told, rest=len(outcome.exceptions), names="{}")
        lines = self._task_lines(shown) if shown and key != "verify.all-yes" else ()
        return SetAnswer(self._with_names(head, shown), YesNo(bool(outcome.truth)), lines, None, shown=shown)

    def _related(self, form: Verified, outcome: Outcome) -> SetAnswer:
        """Whether a unit, town or leader has to do with one task; where not, who has."""
        task = self._corpus.tasks[form.where.tasks[0]] if isinstance(form.where, Is) else None
        if task is None:
            return self._verified(form, outcome)
        subject = f"〔{task.id}〕{shortened(task.title.value, _SHORT)}"
        relation = described_condition(form.holding)
        if outcome.truth:
            head = say("verify.is-yes", subject=subject, relation=relation)
        else:
            leader = say("verify.led-by", name=task.leader) if task.leader and _asks_leader(form.holding) else ""
            head = say(
                "verify.is-no", subject=subject, relation=relation, units="、".join(task.unit_names[:6]), leader=leader
            )
        return SetAnswer(head, YesNo(bool(outcome.truth)), self._task_lines((task.id,)), None, shown=(task.id,))

    def _explained(self, where: Condition, outcome: Outcome) -> SetAnswer:
        reasons = self._corpus.reasons(outcome.tasks)
        if not outcome.tasks:
            return SetAnswer(
                say("set.none", where=described_condition(where), total=len(self._corpus.tasks)), TaskSet(())
            )
        told = dict.fromkeys(reason.task for reason in reasons)
        lines = tuple(say("line.reason", id=reason.task, text=reason.text) for reason in reasons)
        if not told:
            return SetAnswer(
                say("why.none", where=described_condition(where)),
                TaskSet(outcome.tasks),
                self._task_lines(outcome.tasks),
            )
        head = say("why.set", where=described_condition(where), n=len(told), names="{}")
        names = [f"〔{reason.task}〕{shortened(reason.text, _SHORT)}" for reason in reasons]
        rest = self._task_lines(task for task in outcome.tasks if task not in told)
        return SetAnswer(filled(head, names), TaskSet(outcome.tasks), (*lines, *rest), None, tuple(reasons))

    def _task_lines(self, tasks: Iterable[str]) -> tuple[str, ...]:
        hits = [self._corpus.hit(task, "direct", 1.0, "") for task in tasks]
        return tuple(
            say("line.task", id=hit.id, title=shortened(hit.title, 2 * _SHORT), status=hit.status or say("status.none"))
            for hit in hits[:_LISTED]
        )

    def _with_names(self, head: str, tasks: Sequence[str]) -> str:
        return filled(head, [f"〔{task}〕{shortened(self._corpus.tasks[task].title.value, _SHORT)}" for task in tasks])


def _asks_leader(condition: Condition) -> bool:
    return any(isinstance(atom, Under) for atom in atoms(condition))


def filled(head: str, names: Sequence[str]) -> str:
    """A headline with as many names as its length allows; ``{}`` stands for them.

    >>> filled("共 2 个：{}", ["甲镇", "乙镇"])
    '共 2 个：甲镇、乙镇'
    """
    kept: list[str] = []
    room = HEADLINE - len(head)
    for name in names:
        if kept and sum(map(len, kept)) + len(kept) + len(name) > room:
            return head.replace("{}", "、".join(kept) + "等")
        kept.append(name)
    return head.replace("{}", "、".join(kept))


def plain(number: float) -> int | float:
    """A number without a needless fraction.

    >>> plain(3.0), plain(2.25)
    (3, 2.25)
    """
    return int(number) if float(number).is_integer() else round(number, 2)
