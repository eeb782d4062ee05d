"""Two years of one county: which tasks are new, gone or go on, whose target rose or fell, who took over from whom."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from graph.knowledge.continuing import Continuation, Continued, continuation, together
from graph.knowledge.year_changes import (
    Successor,
    is_done,
    leader_successors,
    target_changes,
    unit_successors,
)
from graph.language.text import shortened
from graph.records import Table, Task
from qa.answering.answer import Answer, Evidence, Plan, TaskHit, refused
from qa.answering.phrases import say
from qa.answering.results import Entity, EntityList, TaskSet, YesNo
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
    match change:
        case Change.SUCCESSOR | Change.PREDECESSOR:
            return _successor(question, scope, pair, before, after, found) or _who(question, scope, pair, found)
        case Change.WHO:
            return _who(question, scope, pair, found)
        case Change.STATES:
            return _told(question, change, pair, pair.after, _with_states(scope, pair, found))
        case Change.KEPT:
            return _told(question, change, pair, pair.after, _still(scope, pair, found))
        case _:
            pass
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
    words = _without_remarks(words)
    within = home.engine.tasks_told(words, states=change is Change.GONE)
    kept = [one for one in chosen if within is None or one.task.id in within]
    if change is Change.CONTINUED:
        before = pair.before.engine.tasks_told(words)
        without = pair.before.engine.tasks_told(words, states=False)
        if before is not None and before != without:
            kept = [one for one in chosen if one.before in before]
    return kept


def _without_remarks(words: str) -> str:
    """Words without what stands in brackets, which explains and selects nothing."""
    while "（" in words and "）" in words.partition("（")[2]:
        head, _, rest = words.partition("（")
        words = head + rest.partition("）")[2]
    return words


def _with_states(scope: AskedScope, pair: YearPair, found: Continuation) -> list[_Chosen]:
    """What goes on and is, in each year, in the state that is told of that year."""
    first, second = scope.states
    before = pair.before.engine.tasks_in_state(first)
    after = pair.after.engine.tasks_in_state(second)
    within = pair.after.engine.tasks_told(_without_remarks(scope.rest), states=False)
    return [
        _Chosen(one.after, _from(one), one.before.id)
        for one in found.continued
        if all(
            ids is None or task.id in ids
            for ids, task in ((before, one.before), (after, one.after), (within, one.after))
        )
    ]


def _still(scope: AskedScope, pair: YearPair, found: Continuation) -> list[_Chosen]:
    """What goes on with the leader or unit that the question names."""
    names = {name for link in pair.before.engine.question(scope.rest).names for name in link.label.split("、")}
    return [
        _Chosen(one.after, _from(one), one.before.id)
        for one in found.continued
        if names & _heads(one.before) and names & _heads(one.after)
    ]


def _who(question: str, scope: AskedScope, pair: YearPair, found: Continuation) -> Answer | None:
    """Whether the lead or the leader of a named task is another one in the later year."""
    of_leader = scope.asks_leader
    for edition in (pair.after, pair.before):
        task = edition.engine.task_called(scope.rest)
        one = next((one for one in found.continued if task in {one.before.id, one.after.id}), None)
        if one is None:
            continue
        first, second = (_head(task, of_leader=of_leader) for task in (one.before, one.after))
        if first is None or second is None:
            return None
        said = say("edition.yes-changed" if first != second else "edition.not-changed")
        key = "change.who-leader" if of_leader else "change.who-lead"
        headline = say(key, said=said, before=pair.before.label, after=pair.after.label, first=first, second=second)
        note = say("change.note")
        hits = tuple(
            home.corpus.hit(task.id, "direct", 1.0, "")
            for home, task in ((pair.before, one.before), (pair.after, one.after))
        )
        return Answer(
            question=question,
            headline=headline,
            result=YesNo(first != second),
            answer=f"{headline}\n〔{one.before.id}〕{one.before.title.value}\n〔{one.after.id}〕{one.after.title.value}\n（{note}）",
            kind="lookup",
            plan=Plan(question, "verify"),
            tasks=hits,
            evidence=(_titled(pair.before, one.before), _titled(pair.after, one.after)),
            understood=say("change.understood-who", before=pair.before.label, after=pair.after.label),
            notes=(note,),
        )
    return None


def _head(task: Task, *, of_leader: bool) -> str | None:
    if of_leader:
        return task.portfolio.leader if task.portfolio else None
    return task.lead_unit


def _heads(task: Task) -> set[str]:
    """Who is over a task and who leads it."""
    return {name for name in (_head(task, of_leader=True), task.lead_unit) if name}


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
    names = "、".join(f"〔{one.task.id}〕{shortened(one.task.title.value, _TITLE)}" for one in chosen[:_LISTED])
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
    backward = scope.change is Change.PREDECESSOR
    names = (pair.after if backward else pair.before).engine.question(scope.rest).names
    link = next((name for name in names if name.kind in {"Unit", "Person"}), None)
    if link is None:
        return None
    find: Callable[[Table, Table, Continuation], Sequence[Successor]] = (
        unit_successors if link.kind == "Unit" else leader_successors
    )
    labels = link.label.split("、")
    one = next((one for one in find(before, after, found) if (one.after if backward else one.before) in labels), None)
    plan = Plan(question, "list")
    if one is None:
        there = any(label in _actors(task) for task in after.tasks for label in labels)
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
        f"〔{p.before.id}〕{shortened(p.before.title.value, _TITLE)} → 〔{p.after.id}〕{shortened(p.after.title.value, _TITLE)}"
        for p in one.pairs
    ]
    note = say("change.note")
    hits: tuple[TaskHit, ...] = tuple(pair.after.corpus.hit(p.after.id, "direct", 1.0, _from(p)) for p in one.pairs)
    return Answer(
        question=question,
        headline=headline,
        result=EntityList((Entity(one.before if backward else one.after, link.kind.lower(), len(one.pairs)),)),
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


def table_of(edition: OpenEdition) -> Table:
    """All tasks of an edition, of however many documents."""
    return together(edition.corpus.build.tables)


@lru_cache(maxsize=4)
def continuation_of(pair: YearPair) -> Continuation:
    """Which tasks of the first year go on in the second."""
    return continuation(table_of(pair.before), table_of(pair.after))
