"""Forms and conditions in a short notation for cases: ``list task: lead=古劳镇 & unfinished``."""

from __future__ import annotations

from qa.querying.conditions import (
    EVERY_TASK,
    AllOf,
    AnyOf,
    Atom,
    Caused,
    Condition,
    Due,
    Has,
    HasStatus,
    Is,
    Kinded,
    Linked,
    Names,
    NotThis,
    Numbered,
    Responsible,
    Role,
    Starred,
    Tells,
    Under,
)
from qa.understanding.logical_form import (
    About,
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
    Several,
    Share,
    Talk,
    Tasks,
    Verified,
)
from qa.understanding.slot_finders import STATUS_KEYS

_ROLES = {Role.ANY: "unit", Role.LEAD: "lead", Role.PARTICIPANT: "participant"}
_LONGEST = 6


def noted(form: Form) -> str:
    """A form in the notation."""
    match form:
        case Listed(of):
            return f"list {_set(of)}"
        case Counted(of):
            return f"count {_set(of)}"
        case Grouped():
            return _grouped(form)
        case Compared(sets, where, share):
            return f"compare{_share(share)} {' / '.join(map(condition, sets))}{_of(where)}"
        case Share(part, whole):
            return f"share {condition(part)}{_of(whole)}"
        case Mean(parts, where, per):
            return f"mean {parts} per {per}{_of(where)}"
        case _:
            return _told(form)


def _told(form: Form) -> str:
    """A form that is no list, number or order."""
    match form:
        case Verified(holding, where, quantifier):
            return f"{quantifier}? {condition(holding)}{_of(where)}"
        case Explained(where):
            return f"why{_of(where)}"
        case About(aspect, where):
            return f"about {aspect}{_of(where)}"
        case Talk():
            return "talk"
        case Several(parts):
            return "; ".join(map(noted, parts))
        case _:
            raise TypeError(type(form).__name__)


def _grouped(form: Grouped) -> str:
    order = "" if form.most is None else " most" if form.most else " least"
    top = f" {form.top}" if form.top is not None else ""
    parts = f" by {form.parts}" if form.parts else ""
    return f"group {_kind(form.by, form.role)}{parts}{order}{top}{_share(form.share)}{_of(form.where)}"


def _share(share: Condition | None) -> str:
    return f" share {condition(share)}" if share is not None else ""


def _kind(kind: Kind, role: Role) -> str:
    return kind.value if role is Role.ANY else f"{kind}/{role}"


def _of(where: Condition) -> str:
    return f": {condition(where)}" if where != EVERY_TASK else ""


def _set(of: AnySet) -> str:
    match of:
        case Tasks(where):
            return f"task{_of(where)}"
        case Items(where):
            return f"item{_of(where)}"
        case _:
            quantifier = f" {of.quantifier}" if of.quantifier is not Quantifier.SOME else ""
            holding = f" ({condition(of.holding)})" if of.holding != EVERY_TASK else ""
            least = f" >={of.least}" if of.least > 1 else ""
            apart = " apart" if of.apart else ""
            return f"{_kind(of.kind, of.role)}{quantifier}{holding}{least}{apart}{_of(of.where)}"


def condition(where: Condition) -> str:
    """A condition in the notation."""
    match where:
        case AllOf(parts):
            return " & ".join(map(condition, parts)) or "every"
        case AnyOf(parts):
            return f"({' | '.join(map(condition, parts))})"
        case NotThis(part):
            return f"!{condition(part)}" if not isinstance(part, AllOf) else f"!({condition(part)})"
        case _:
            return _atom(where)


def _atom(atom: Atom) -> str:
    match atom:
        case Responsible(link, role):
            return f"{_ROLES[role]}={link.label}"
        case Under(link):
            return f"{link.kind.lower()}={_short(link)}"
        case Names(link):
            return f"names={link.label}"
        case Tells(topic, words):
            return f"tells={topic}" if topic in words else f"tells={topic}~"
        case _:
            return _of_the_task(atom)


def _of_the_task(atom: Atom) -> str:
    """A condition that bears no name and no words of the texts."""
    match atom:
        case HasStatus():
            return _status(atom)
        case Due(_, months, day, year):
            end = "" if day is None else " end" if day == 0 else f" day {day}"
            return f"due={f'{year}-' if year else ''}{','.join(map(str, months))}{end}"
        case Starred():
            return "starred"
        case Has(what, least, most, role):
            return f"{what}{'' if role is Role.ANY else f'/{role}'}={least}..{'' if most is None else most}"
        case Is(_, tasks):
            return f"is={','.join(tasks)}"
        case Numbered(_, number):
            return f"number={number}"
        case Kinded(kind, role):
            return f"{kind.lower()}/{role}"
        case Caused(_, kinds):
            return f"cause={','.join(kinds)}"
        case _:
            raise TypeError(type(atom).__name__)


def _short(link: Linked) -> str:
    """A name; of a heading its beginning."""
    return link.label[:_LONGEST]


def _status(status: HasStatus) -> str:
    """The sense of a status, with its mode where that is not the usual one."""
    for sense, (keys, mode) in STATUS_KEYS.items():
        if keys == status.keys:
            return sense if mode is status.mode else f"{sense}/{status.mode}"
    return f"status={','.join(status.keys)}/{status.mode}"
