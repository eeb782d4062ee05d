"""Who answers for an item: its leader, the unit that leads it, the units that take part; and whether someone does."""

from __future__ import annotations

from graph.language.word_lists import listed
from graph.records import Task
from qa.answering.phrases import say
from qa.answering.results import Entity, EntityList, YesNo
from qa.answering.said import Said, unsaid
from qa.querying.items import AskedItem
from qa.querying.lookups import Found

_TOWN_ENDS = listed("ends-of-towns")


def leader(found: Found) -> Said:
    """The leader in whose portfolio the task stands."""
    task = found.task
    if task.leader is None:
        return unsaid(say("untold.leader", task=task.id))
    offices = f"（{'、'.join(task.portfolio.offices)}）" if task.portfolio and task.portfolio.offices else ""
    return Said(say("told.leader", leader=f"{task.leader}{offices}"), EntityList((Entity(task.leader, "leader"),)))


def leads_of(task: Task, item: AskedItem | None) -> tuple[str, ...]:
    """The units that lead an item: those its plan names, the first of its own rows, else those of the task."""
    if item and item.milestone.leads:
        return tuple(dict.fromkeys(lead.name for lead in item.milestone.leads))
    return item.milestone.units[:1] if item and item.milestone.units else task.lead_units


def lead_unit(found: Found) -> Said:
    """The unit that leads."""
    item = found.items[0] if found.items else None
    names = leads_of(found.task, item)
    if not names:
        return unsaid(say("untold.units", task=found.task.id))
    return Said(say("told.lead", units="、".join(names)), _listed(names))


def units(found: Found) -> Said:
    """All units that answer."""
    item = found.items[0] if found.items else None
    own = tuple(lead.name for lead in item.milestone.leads) or item.milestone.units if item else ()
    names = tuple(dict.fromkeys(own or found.task.unit_names))
    if not names:
        return unsaid(say("untold.units", task=found.task.id))
    return Said(say("told.units", units="、".join(names)), _listed(names))


def relation(found: Found) -> Said:
    """Whether the unit, town or leader named answers for it, and who does."""
    question = found.slots.question
    item = found.items[0] if found.items else None
    named = {name.label for name in question.names if name.kind in {"Unit", "Town", "Person", "CollectiveUnit"}}
    if any(name.kind == "Person" for name in question.names):
        is_so = found.task.leader in named
        return Said(
            say("told.leader", leader=found.task.leader),
            YesNo(is_so),
            opening=say("opening.yes" if is_so else "opening.is-not"),
        )
    leads = leads_of(found.task, item)
    led = question.has("role", "lead")
    among = set(leads) if led else {*leads, *found.task.unit_names}
    is_so = bool(named & among)
    words = (
        say("told.lead", units="、".join(leads))
        if led
        else say("told.units", units="、".join(dict.fromkeys([*leads, *found.task.unit_names])))
    )
    return Said(words, YesNo(is_so), opening=say("opening.yes" if is_so else "opening.is-not"))


def _listed(names: tuple[str, ...]) -> EntityList:
    return EntityList(tuple(Entity(name, "town" if name.endswith(_TOWN_ENDS) else "unit") for name in names))
