"""Two years of one county: which tasks are new, gone or go on, whose target rose or fell, who took over from whom."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from graph.knowledge.continuing import Continuation, Continued, continuation
from graph.knowledge.year_changes import (
    Successor,
    is_done,
    leader_successors,
    target_changes,
    unit_successors,
)
from graph.records import Table, Task
from qa.answering.answer import Answer, Evidence, Plan, TaskHit, refused
from qa.answering.phrases import say
from qa.answering.results import Entity, EntityList, TaskSet
from qa.collection.asked_scope import AskedScope, Change
from qa.collection.open_edition import OpenEdition

_LISTED = 5
_TITLE = 28


@dataclass(frozen=True, slots=True)
class YearPair:
    """An edition and the one before it of the same county."""

    before: OpenEdition
    after: OpenEdition


def year_pair(editions: Iterable[OpenEdition]) -> YearPair | None:
    """The two years that are compared: the first and last of one county; ``None`` where there are not two."""
    dated = sorted((one for one in editions if one.year and one.county), key=lambda one: one.year or 0)
    counties = {one.county for one in dated}
    if len(dated) < 2 or len(counties) != 1 or dated[0].year == dated[-1].year:
        return None
    return YearPair(dated[0], dated[-1])


def changed(question: str, scope: AskedScope, pair: YearPair) -> Answer | None:
    """What a question about changes is answered; ``None`` where it is none that the tables tell."""
    before, after, found = table_of(pair.before), table_of(pair.after), continuation_of(pair)
    change = scope.change
    if change is None:
        return None
    if change is Change.SUCCESSOR:
        return _successor(question, scope, pair, before, after, found)
    chosen = _chosen(change, found)
    if chosen is None:
        return None
    home = pair.before if change is Change.GONE else pair.after
    return _told(question, change, pair, home, _kept(change, scope.rest, pair, chosen))


def _kept(change: Change, words: str, pair: YearPair, chosen: Sequence[_Chosen]) -> list[_Chosen]:
    """Those of the tasks that the other words of the question select.

    A status told with what goes on is that of the year before (2023年没完成的哪些还在做); with what was finished it is no
    condition of its own.
    """
    home = pair.before if change is Change.GONE else pair.after
    within = home.engine.tasks_told(words, states=change is Change.GONE)
    kept = [one for one in chosen if within is None or one.task.id in within]
    if change is Change.CONTINUED:
        before = pair.before.engine.tasks_told(words)
        without = pair.before.engine.tasks_told(words, states=False)
        if before is not None and before != without:
            kept = [one for one in chosen if one.before in before]
    return kept


@dataclass(frozen=True, slots=True)
class _Chosen:
    """A task with what is said of it."""

    task: Task
    said: str = ""
    before: str = ""
    """The id of the task it goes on from."""


def _chosen(change: Change, found: Continuation) -> list[_Chosen] | None:
    match change:
        case Change.ADDED:
            return [_Chosen(task) for task in found.added]
        case Change.GONE:
            return [_Chosen(task) for task in found.gone]
        case Change.CONTINUED:
            return [_Chosen(pair.after, _from(pair), pair.before.id) for pair in found.continued]
        case Change.FINISHED:
            pairs = [pair for pair in found.continued if is_done(pair.after) and not is_done(pair.before)]
            return [_Chosen(pair.after, _from(pair)) for pair in pairs]
        case Change.RAISED | Change.LOWERED:
            return [
                _Chosen(
                    one.pair.after,
                    say("change.target", before=f"{one.before:g}", after=f"{one.after:g}", unit=one.unit),
                )
                for one in target_changes(found)
                if one.raised == (change is Change.RAISED)
            ]
        case _:
            return None


def _from(pair: Continued) -> str:
    shared = "、".join(pair.shared)
    return say("change.from", task=pair.before.id, certainty=f"{pair.certainty:.0%}", shared=shared)


def _told(question: str, change: Change, pair: YearPair, home: OpenEdition, chosen: Sequence[_Chosen]) -> Answer:
    labels = {"before": pair.before.label, "after": pair.after.label}
    ids = tuple(one.task.id for one in chosen)
    names = "、".join(f"〔{one.task.id}〕{_short(one.task.title.value)}" for one in chosen[:_LISTED])
    names += say("change.and-more") if len(chosen) > _LISTED else ""
    headline = say(f"change.{change.value}", n=len(ids), **labels)
    headline = headline.rstrip("。") + (f"：{names}" if names else "。")
    lines = [f"〔{one.task.id}〕{one.task.title.value}{one.said}" for one in chosen]
    note = say("change.note")
    hits = tuple(home.corpus.hit(one.task.id, "direct", 1.0, one.said.strip("（）")) for one in chosen)
    return Answer(
        question=question,
        headline=headline,
        result=TaskSet(ids),
        answer="\n".join([headline, *lines, f"（{note}）"]),
        kind="list",
        plan=Plan(question, "list"),
        tasks=hits,
        evidence=tuple(_titled(home, one.task) for one in chosen),
        understood=say(f"change.understood-{change.value}", **labels),
        notes=(note,),
    )


def _titled(edition: OpenEdition, task: Task) -> Evidence:
    line = task.title.source.line
    place = edition.corpus.place_of(task.document, (line, line))
    return Evidence(task.id, task.title.value, (line, line), task.document, place=place)


def _successor(
    question: str, scope: AskedScope, pair: YearPair, before: Table, after: Table, found: Continuation
) -> Answer | None:
    """Who has the tasks of a unit or leader that the later table has no more, or that it is there still."""
    names = pair.before.engine.question(scope.rest).names
    link = next((name for name in names if name.kind in {"Unit", "Person"}), None)
    if link is None:
        return None
    find: Callable[[Table, Table, Continuation], Sequence[Successor]] = (
        unit_successors if link.kind == "Unit" else leader_successors
    )
    one = next((one for one in find(before, after, found) if one.before in link.label.split("、")), None)
    plan = Plan(question, "list")
    if one is None:
        there = any(link.label in _actors(task) for task in after.tasks)
        key = "change.still" if there else "change.nobody"
        return refused(plan, say(key, name=link.label, before=pair.before.label, after=pair.after.label))
    headline = say(
        "change.successor",
        name=one.before,
        other=one.after,
        n=len(one.pairs),
        before=pair.before.label,
        after=pair.after.label,
    )
    lines = [
        f"〔{p.before.id}〕{_short(p.before.title.value)} → 〔{p.after.id}〕{_short(p.after.title.value)}"
        for p in one.pairs
    ]
    note = say("change.note")
    hits: tuple[TaskHit, ...] = tuple(pair.after.corpus.hit(p.after.id, "direct", 1.0, _from(p)) for p in one.pairs)
    return Answer(
        question=question,
        headline=headline,
        result=EntityList((Entity(one.after, link.kind.lower(), len(one.pairs)),)),
        answer="\n".join([headline, *lines, f"（{note}）"]),
        kind="list",
        plan=plan,
        tasks=hits,
        evidence=tuple(
            evidence for p in one.pairs for evidence in (_titled(pair.before, p.before), _titled(pair.after, p.after))
        ),
        understood=say("change.understood-successor", name=one.before, after=pair.after.label),
        notes=(note,),
    )


def _actors(task: Task) -> set[str]:
    return {*task.unit_names, *([task.portfolio.leader] if task.portfolio else [])}


def _short(title: str) -> str:
    return title if len(title) <= _TITLE else f"{title[:_TITLE]}…"


def table_of(edition: OpenEdition) -> Table:
    """All tasks of an edition, of however many documents."""
    first, *others = edition.corpus.build.tables
    return replace(first, tasks=tuple(task for table in (first, *others) for task in table.tasks)) if others else first


@lru_cache(maxsize=16)
def continuation_of(pair: YearPair) -> Continuation:
    """Which tasks of the first year go on in the second."""
    return continuation(table_of(pair.before), table_of(pair.after))
