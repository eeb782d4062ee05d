"""Conditions and forms in plain Chinese: the words of a headline, and what was understood."""

from __future__ import annotations

from qa.answering.phrases import say
from qa.querying.conditions import (
    AllOf,
    AnyOf,
    Atom,
    Caused,
    Condition,
    Due,
    DueSaid,
    Has,
    HasStatus,
    Is,
    Kinded,
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
    Things,
    Verified,
)


def described_condition(where: Condition) -> str:
    """A condition as it stands before 的任务.

    >>> described_condition(AllOf((Starred(), HasStatus("没完成", ("behind",)))))
    '带★、没完成'
    """
    match where:
        case AllOf(parts):
            return say("where.and").join(map(described_condition, parts)) if parts else say("where.every")
        case AnyOf(parts):
            return say("where.or").join(map(described_condition, parts))
        case NotThis(part):
            return say("where.not", name=described_condition(part))
        case _:
            return _atom(where)


def _atom(atom: Atom) -> str:  # noqa: C901 - one short case per kind
    match atom:
        case Responsible(link, Role.ANY):
            return say("where.town" if link.kind == "Town" else "where.any", name=link.label)
        case Responsible(link, role):
            return say("where.lead" if role is Role.LEAD else "where.participant", name=link.label)
        case Under(link):
            return say("where.leader" if link.kind == "Person" else "where.heading", name=link.label)
        case Names(link):
            return say("where.names", name=link.label)
        case Tells(topic, _):
            return say("where.tells", name=topic)
        case HasStatus(text, _, _):
            return say("where.status", name=text)
        case Due():
            return say("where.due-last" if atom.last else "where.due", name=atom.text)
        case DueSaid(text, _):
            return say("where.due-said", name=text)
        case Starred():
            return say("where.starred")
        case Has() | Numbered() | Kinded():
            return say("where.count", name=atom.chip)
        case Is(text, _):
            return say("where.is", name=text)
        case Caused(_, kinds):
            return say("where.caused", name=say("where.or").join(kinds))


def noun_of(kind: Kind, role: Role = Role.ANY) -> str:
    """How a kind of thing is called."""
    if kind is Kind.UNIT and role is Role.LEAD:
        return say("noun.lead_unit")
    noun = say(f"noun.{kind.value}")
    in_role = kind in {Kind.UNIT, Kind.TOWN} and role is not Role.ANY
    return say("noun.in-role", role=said_role(role), noun=noun) if in_role else noun


def said_role(role: Role) -> str:
    """A role as it stands before a noun."""
    return say({Role.LEAD: "role.lead", Role.PARTICIPANT: "role.participant", Role.ANY: "role.any"}[role])


def described_set(of: AnySet) -> str:
    """A set as a noun phrase."""
    match of:
        case Tasks(where):
            return _of(where, noun_of(Kind.TASK))
        case Items(where):
            return _of(where, noun_of(Kind.ITEM))
        case Things():
            role = of.role if of.quantifier is not Quantifier.NONE else Role.ANY
            return _of(of.where, noun_of(of.kind, role))


def _of(where: Condition, noun: str) -> str:
    return f"{described_condition(where)}的{noun}" if where != AllOf() else f"{say('where.every')}{noun}"


def understood(form: Form) -> str:  # noqa: C901 - one short case per kind
    """What a form asks, as a plain Chinese sentence."""
    match form:
        case Listed(of):
            return say("form.list", what=described_set(of))
        case Counted(of):
            return say("form.count", what=described_set(of))
        case Grouped():
            return _grouped(form)
        case Compared(sets, _, _):
            return say("form.compare", sets=say("where.and").join(map(described_condition, sets)))
        case Share(part, whole):
            return say("form.share", part=described_condition(part), whole=_of(whole, noun_of(Kind.TASK)))
        case Mean():
            return say("form.mean", what=f"{_of(form.where, noun_of(form.per))}{noun_of(form.parts)}")
        case Verified(holding, where, quantifier):
            told = say(f"quantifier.{Quantifier(quantifier).value}")
            return say(
                "form.verify", where=described_condition(where), quantifier=told, status=described_condition(holding)
            )
        case Explained(where):
            return say("form.why", where=described_condition(where))
        case Several(parts):
            return "；".join(map(understood, parts))
        case About(aspect, _):
            return say("form.about", aspect=say(f"aspect.{aspect.value}"))
        case Talk():
            return say("form.about", aspect=say("aspect.talk"))


def _grouped(form: Grouped) -> str:
    noun, what = noun_of(form.by, form.role), _of(form.where, noun_of(Kind.TASK))
    if form.most is not None and form.top is not None:
        extreme = say("extreme.most" if form.most else "extreme.least")
        return say("form.rank", what=what, extreme=extreme, noun=noun)
    if form.share is not None:
        return say("form.group-rate", noun=noun, status=described_condition(form.share), what=what)
    return say("form.group", noun=noun, what=what)
