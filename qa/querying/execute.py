"""Forms about sets → outcomes: on the SPARQL store, and on the records where milestones are asked for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from graph.records import Milestone
from graph.tables.statuses import SCHEME, concept_of
from qa.answering.results import ItemRef
from qa.corpus import Corpus
from qa.querying.conditions import (
    EVERY_TASK,
    Atom,
    Condition,
    Due,
    DueSaid,
    HasStatus,
    Responsible,
    Role,
    Starred,
    Tells,
    all_of,
    any_day,
    atoms,
    conjuncts,
    fulfilled,
    links,
)
from qa.querying.grouping import Group, all_of_kind, groups_of, parts_of, ranked
from qa.querying.naming_sentences import named_beside, towns_of, villages_in
from qa.querying.outcomes import Outcome
from qa.querying.sparql import compile_condition
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

_OF_ITEMS = (Due, DueSaid, HasStatus, Starred)
"""Conditions that a milestone fulfils itself."""
_CLOSED = frozenset({Kind.TOWN, Kind.LEADER, Kind.CATEGORY, Kind.THEME})
"""Kinds whose members without a task are told as well."""
_TOGETHER = frozenset({Kind.UNIT, Kind.TOWN, Kind.LEADER, Kind.COMPANY})
"""Kinds of which those beside a named one are asked for (跟科工商务局一起的单位), not itself."""
_OPEN = frozenset({Kind.COMPANY, Kind.DOCUMENT, Kind.PROJECT, Kind.VILLAGE, Kind.MEASURE})


class Executor:
    """Executes forms over one corpus."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._store = corpus.store

    def run(self, form: Form) -> Outcome:
        """Execute a form about sets.

        :raises TypeError: the form is about no set.
        """
        match form:
            case Listed(of) | Counted(of):
                return self._set(of)
            case Grouped():
                return self._parts(form) if form.by is Kind.TASK else self._grouped(form)
            case Compared():
                return self._compared(form)
            case Share(part, whole):
                return self._share(part, whole)
            case Mean():
                return self._mean(form)
            case Verified():
                return self._verified(form)
            case Explained(where):
                return self._explained(where)
            case _:
                raise TypeError(f"no form about sets: {type(form).__name__}")

    def fitting(self, where: Condition) -> tuple[tuple[str, ...], str]:
        """The tasks for which a condition holds, in the order of the table, and the query."""
        sparql = compile_condition(where, self._corpus)
        found = {row["id"] for row in self._store.select(sparql)}
        return tuple(task for task in self._corpus.order if task in found), sparql

    def _set(self, of: AnySet) -> Outcome:
        match of:
            case Tasks(where):
                return self._tasks(where)
            case Items(where):
                return self._items(where)
            case Things():
                return self._things(of)

    def _tasks(self, where: Condition) -> Outcome:
        tasks, sparql = self.fitting(where)
        wider = any_day(where)
        if tasks or wider == where:
            return Outcome(tasks, sparql=sparql, total=len(self._corpus.tasks))
        # Where no deadline says 12月底, one of 12月15日 is what "by the end of December" asks for.
        tasks, sparql = self.fitting(wider)
        said = "、".join(atom.text for atom in atoms(where) if isinstance(atom, Due))
        return Outcome(tasks, sparql=sparql, total=len(self._corpus.tasks), widened=said if tasks else "")

    def _items(self, where: Condition) -> Outcome:
        own = [part for part in conjuncts(where) if _is_of_items(part)]
        rest = [part for part in conjuncts(where) if part not in own]
        tasks, sparql = self.fitting(all_of(rest) if rest else EVERY_TASK)
        found = self._fitting_items(tasks, own)
        widened = ""
        if not found and own != (wider := [any_day(part) for part in own]):
            found = self._fitting_items(tasks, wider)
            widened = (
                "、".join(atom.text for part in own for atom in atoms(part) if isinstance(atom, Due)) if found else ""
            )
        ids = tuple(dict.fromkeys(item.task for item in found))
        return Outcome(ids, items=tuple(found), sparql=sparql, total=len(self._corpus.tasks), widened=widened)

    def _fitting_items(self, tasks: Iterable[str], own: Iterable[Condition]) -> list[ItemRef]:
        parts = list(own)
        return [
            ItemRef(task, milestone.no)
            for task in tasks
            for milestone in self._corpus.tasks[task].milestones
            if all(_item_fits(part, milestone) for part in parts)
        ]

    def _groups(self, by: Kind, where: Condition, role: Role, *, collective: bool = False) -> tuple[list[Group], str]:
        groups, sparql = groups_of(self._store, self._corpus, by, where, role, collective=collective)
        order = self._corpus.order
        groups = [Group(group.label, tuple(sorted(group.tasks, key=order.__getitem__))) for group in groups]
        if by in _OPEN and (topics := [atom for atom in atoms(where, positive=True) if isinstance(atom, Tells)]):
            groups = named_beside(groups, topics, self._corpus)
        named = {link.label for link in links(where)} | {
            part for link in links(where) for part in link.label.split("、")
        }
        groups = [group for group in groups if group.label not in named or by not in _TOGETHER] or groups
        return sorted(groups, key=lambda group: order[group.tasks[0]]), sparql

    def _things(self, of: Things) -> Outcome:
        if of.kind is Kind.VILLAGE and (inside := villages_in(of.where, self._corpus)):
            return Outcome(groups=tuple(inside), numbers={group.label: len(group.tasks) for group in inside})
        if of.kind is Kind.TOWN and (around := towns_of(of.where, self._corpus)):
            return Outcome(groups=tuple(around), numbers={group.label: len(group.tasks) for group in around})
        if of.apart and len(conjuncts(of.where)) > 1:
            return self._meeting(of)
        everything = of.kind is Kind.UNIT and of.where == EVERY_TASK and of.role is Role.ANY
        groups, sparql = self._groups(of.kind, of.where, of.role, collective=everything)
        if of.quantifier is Quantifier.ALL:
            holding = set(self.fitting(all_of([*conjuncts(of.where), of.holding]))[0])
            groups = [group for group in groups if holding.issuperset(group.tasks)]
        elif of.quantifier is Quantifier.NONE:
            groups = self._without(of, groups)
        elif of.quantifier is Quantifier.EACH:
            everyone = set(self.fitting(of.where)[0])
            groups = [group for group in groups if everyone.issubset(group.tasks)]
        elif of.where == EVERY_TASK and of.role is Role.ANY and of.kind in _CLOSED:
            groups += self._idle(of.kind, groups)
        counted = of.least > 1 or of.where != EVERY_TASK  # else those without a task are listed too
        groups = [
            group for group in groups if len(group.tasks) >= of.least or of.quantifier is Quantifier.NONE or not counted
        ]
        tasks = {task for group in groups for task in group.tasks}
        numbers = {group.label: float(len(group.tasks)) for group in groups}
        return Outcome(self._ordered(tasks), groups=tuple(groups), numbers=numbers, sparql=sparql)

    def _meeting(self, of: Things) -> Outcome:
        """The things that have a task for each of the conditions."""
        each = [self._things(replace(of, where=part, apart=False)) for part in conjuncts(of.where)]
        labels = set.intersection(*({group.label for group in outcome.groups} for outcome in each))
        groups = [group for group in each[0].groups if group.label in labels]
        tasks = {task for outcome in each for group in outcome.groups if group.label in labels for task in group.tasks}
        numbers = {group.label: float(len(group.tasks)) for group in groups}
        return Outcome(self._ordered(tasks), groups=tuple(groups), numbers=numbers, sparql=each[0].sparql)

    def _without(self, of: Things, groups: list[Group]) -> list[Group]:
        """The things that have no task within ``where`` fulfilling ``holding``."""
        having, _ = self._groups(of.kind, all_of([*conjuncts(of.where), *conjuncts(of.holding)]), of.role)
        labels = {group.label for group in having}
        known = groups if of.role is Role.ANY else self._groups(of.kind, of.where, Role.ANY)[0]
        listed = all_of_kind(self._store, of.kind)
        universe = [
            *(group.label for group in known),
            *(label for label in listed if label not in {g.label for g in known}),
        ]
        return [Group(label, ()) for label in universe if label not in labels]

    def _idle(self, kind: Kind, groups: list[Group]) -> list[Group]:
        """The members of a closed kind that have no task."""
        labels = {group.label for group in groups}
        return [Group(label, ()) for label in all_of_kind(self._store, kind) if label not in labels]

    def _ordered(self, tasks: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted(set(tasks), key=self._corpus.order.__getitem__))

    def _grouped(self, form: Grouped) -> Outcome:
        groups, sparql = self._groups(form.by, form.where, form.role)
        if form.by in _CLOSED and form.share is None and (form.most is None or not form.most):
            groups += self._idle(form.by, groups) if form.most is None and form.where == EVERY_TASK else []
        if form.share is not None:
            holding = set(self.fitting(all_of([*conjuncts(form.where), form.share]))[0])
            numbers = {
                g.label: round(100 * len(holding.intersection(g.tasks)) / len(g.tasks), 1) for g in groups if g.tasks
            }
            groups = [group for group in groups if group.tasks]
        else:
            numbers = {group.label: float(len(group.tasks)) for group in groups}
        most = form.most if form.most is not None else None
        if most is None:
            labels = _natural_order(form.by, numbers)
            winners = labels
        else:
            labels, winners = ranked(numbers.items(), most=most, top=form.top)
        by_label = {group.label: group for group in groups}
        tasks = self._ordered(task for label in winners for task in by_label[label].tasks)
        ordered = tuple(by_label[label] for label in labels)
        return Outcome(tasks, groups=ordered, numbers=numbers, winners=tuple(winners), sparql=sparql)

    def _parts(self, form: Grouped) -> Outcome:
        part = form.parts or Kind.UNIT
        found, sparql = parts_of(self._store, self._corpus, part, form.where)
        if part is Kind.MONTH:
            pick = max if form.most else min
            dates = {task: pick(parts, key=lambda one: int(one[0])) for task, parts in found.items()}
            numbers = {task: float(date) for task, (date, _) in dates.items()}
        else:
            numbers = {task: float(len(set(parts))) for task, parts in found.items()}
        _, winners = ranked(numbers.items(), most=bool(form.most), top=form.top or 1)
        groups = tuple(Group(dates[task][1] if part is Kind.MONTH else task, (task,)) for task in winners)
        return Outcome(self._ordered(winners), groups=groups, numbers=numbers, winners=tuple(winners), sparql=sparql)

    def _compared(self, form: Compared) -> Outcome:
        groups, numbers, first = [], {}, ""
        for condition in form.sets:
            tasks, sparql = self.fitting(all_of([*conjuncts(form.where), condition]))
            label = _label(condition)
            groups.append(Group(label, tasks))
            numbers[label] = float(len(tasks))
            if form.share is not None:
                held = self.fitting(all_of([*conjuncts(form.where), condition, form.share]))[0]
                numbers[label] = round(100 * len(held) / len(tasks), 1) if tasks else 0.0
            first = first or sparql
        groups.sort(key=lambda group: -numbers[group.label])
        tasks = self._ordered(task for group in groups for task in group.tasks)
        return Outcome(tasks, groups=tuple(groups), numbers=numbers, sparql=first)

    def _share(self, part: Condition, whole: Condition) -> Outcome:
        everything, _ = self.fitting(whole)
        held, sparql = self.fitting(all_of([*conjuncts(whole), *conjuncts(part)]))
        share = 100 * len(held) / len(everything) if everything else None
        return Outcome(held, number=share, part=len(held), total=len(everything), sparql=sparql)

    def _mean(self, form: Mean) -> Outcome:
        if form.per is not Kind.TASK:
            groups, sparql = self._groups(form.per, form.where, Role.ANY)
            counted, total = sum(len(group.tasks) for group in groups), len(groups)
        else:
            tasks, _ = self.fitting(form.where)
            found, sparql = parts_of(self._store, self._corpus, form.parts, form.where)
            counted, total = sum(len(set(parts)) for parts in found.values()), len(tasks)
        return Outcome(number=counted / total if total else None, part=counted, total=total, sparql=sparql)

    def _verified(self, form: Verified) -> Outcome:
        everything, _ = self.fitting(form.where)
        held, sparql = self.fitting(all_of([*conjuncts(form.where), *conjuncts(form.holding)]))
        rest = tuple(task for task in everything if task not in set(held))
        truth = {Quantifier.ALL: not rest, Quantifier.SOME: bool(held), Quantifier.NONE: not held}[form.quantifier]
        return Outcome(held, truth=truth, part=len(held), total=len(everything), exceptions=rest, sparql=sparql)

    def _explained(self, where: Condition) -> Outcome:
        tasks, sparql = self.fitting(where)
        return Outcome(tasks, sparql=sparql, total=len(tasks))


def _is_of_items(part: Condition) -> bool:
    found = list(atoms(part))
    return bool(found) and all(isinstance(atom, _OF_ITEMS) for atom in found)


def _item_fits(part: Condition, milestone: Milestone) -> bool:
    return fulfilled(part, lambda atom: _item_atom(atom, milestone))


def _item_atom(atom: Atom, milestone: Milestone) -> bool:
    match atom:
        case Due(_, months, day, year):
            deadline = milestone.deadline
            if deadline is None or deadline.month not in months or (year and deadline.year not in {None, year}):
                return False
            return day is None or (deadline.day or 0) == day
        case DueSaid(_, words):
            return any(milestone.deadline and word in milestone.deadline.text for word in words)
        case HasStatus(_, keys, _):
            concept = concept_of(milestone.status) if milestone.status else None
            return concept is not None and concept.key in keys
        case Starred():
            return milestone.starred
        case _:
            return True


def _natural_order(by: Kind, numbers: dict[str, float]) -> list[str]:
    """Months and statuses in their own order, headings in that of the table, everything else the most first."""
    if by is Kind.MONTH:
        return sorted(numbers, key=lambda label: int(label.removesuffix("月")))
    if by is Kind.STATUS:
        rank = {wording: concept.rank for concept in SCHEME for wording in (*concept.wordings, concept.label)}
        return sorted(numbers, key=lambda label: rank.get(label, len(SCHEME)))
    if by in {Kind.CATEGORY, Kind.THEME}:
        return list(numbers)
    return sorted(numbers, key=lambda label: -numbers[label])


def _label(condition: Condition) -> str:
    names = [atom.link.label if hasattr(atom, "link") else getattr(atom, "text", "") for atom in atoms(condition)]
    return "、".join(names)


def actor_of(condition: Condition) -> Responsible | None:
    """The one unit or town of a condition, where it has just one."""
    found = [atom for atom in atoms(condition, positive=True) if isinstance(atom, Responsible)]
    return found[0] if len(found) == 1 else None
