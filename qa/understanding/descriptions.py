"""Descriptions: things a question does not name but describes by a task (负责大鹏路的单位, GDP任务的牵头单位, 与它同一领导).

A description stands for the thing; what is asked is of that thing (还牵头哪些没完成的).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from graph.language.word_lists import listed_set
from qa.querying.conditions import Is, Responsible, Role, Under, link_of
from qa.understanding.logical_form import Kind
from qa.understanding.matters import is_plain
from qa.understanding.question import Piece, PieceKind, Question
from qa.understanding.slot_finders import ACTORS, ROLES, Slot
from qa.understanding.slots import Slots
from qa.understanding.world import World

_DESCRIBED = {
    "unit": Kind.UNIT,
    "leader": Kind.LEADER,
    "town": Kind.TOWN,
    "theme": Kind.THEME,
    "category": Kind.CATEGORY,
}
_BETWEEN = 7
"""Pieces that may stand between a subject and the noun it describes."""


@dataclass(frozen=True, slots=True)
class Description:
    """The pieces ``[first, last)`` that describe a thing, the task they do it by, and the condition it makes."""

    first: int
    last: int
    kind: Kind
    subject: Is
    condition: Responsible | Under


def described(question: Question, slots: Slots, world: World) -> Description | None:
    """The thing that a question describes and then asks something of; ``None`` when it describes none.

    A description at the end is what is asked for itself (分管垦造水田的领导是谁).
    """
    for run in _subjects(question, slots):
        if _calls_unit(question, run):
            continue
        for noun, role in (*_nouns(question.pieces, run), *_of_pronoun(question.pieces, run)):
            if not _goes_on(question.pieces, noun):
                continue
            phrase = question.words(run)
            subject = world.subject(phrase)
            found = _made(question, run, noun, role, subject, world) if subject else None
            if found:
                return found
    return _of_field(question, world) or _of_the_only_one(question, slots, world)


def _of_the_only_one(question: Question, slots: Slots, world: World) -> Description | None:
    """What belongs to the one task that the words before call together (县残联只配合了一项，那项的牵头单位…)."""
    pieces = question.pieces
    for at, piece in enumerate(pieces[:-2]):
        if not (piece.says("self") or piece.tag in _POINTING):
            continue
        noun = at + 1
        while noun < len(pieces) - 1 and noun <= at + _FIELD and pieces[noun].sense("noun") not in _DESCRIBED:
            noun += 1
        before = [slot for slot in slots.found if slot.last <= at]
        tied = any(one.text in _BELONGING for one in pieces[at + 1 : noun])
        if not (tied and before and pieces[noun].sense("noun") in _DESCRIBED and _goes_on(pieces, noun)):
            continue
        task = world.only_task(replace(slots, found=tuple(before)).where)
        said = question.words((before[0].first, at))
        if task and (found := _made(question, (0, at), noun, _role_in(pieces[noun].text), Is(said, (task,)), world)):
            return found
    return None


def _of_field(question: Question, world: World) -> Description | None:
    """The leader over a field (分管教育的副市长还…): the one over most of its tasks."""
    pieces = question.pieces
    for first, piece in enumerate(pieces):
        if not piece.says("role", "over"):
            continue
        for of in range(first + 2, min(len(pieces) - 1, first + _FIELD + 2)):
            if pieces[of].text != "的" or pieces[of + 1].sense("noun") != "leader":
                continue
            named = pieces[first + 1 : of]
            unit = next((one.link for one in named if one.link and one.link.kind == "Unit"), None)
            others = any(one.link and one.link is not unit for one in named)
            field = "".join(one.text for one in named)
            leader = None if others or not _goes_on(pieces, of + 1) else world.leader_over(field, unit)
            if leader:
                return Description(first, of + 2, Kind.LEADER, Is(field, ()), Under(leader))
    return None


_FIELD = 3
"""Pieces that a field has at most."""


def _subjects(question: Question, slots: Slots) -> Iterator[tuple[int, int]]:
    """The stretches that may call a task: names of things, words that no condition explains, and both side by side."""
    named = [(slot, link) for slot in slots.found if (link := link_of(slot.condition))]
    things = [(slot.first, slot.last) for slot, link in named if link.kind not in ACTORS]
    runs = sorted([*slots.residual, *(span for span in things if _is_thing(question.pieces[span[0]]))])
    towns = {slot.last: slot.first for slot, link in named if link.kind == "Town"}
    runs = [(towns.get(first, first), last) for first, last in runs]  # 樟溪茶产业园: a town may begin the name
    merged: list[tuple[int, int]] = []
    for run in runs:
        if merged and run[0] <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(run[1], merged[-1][1]))
        else:
            merged.append(run)
    yield from merged


def _is_thing(piece: Piece) -> bool:
    return piece.link is not None and piece.link.kind in {"Project", "Company", "PolicyDocument", "Village"}


def _nouns(pieces: Sequence[Piece], run: tuple[int, int]) -> Iterator[tuple[int, Role | None]]:
    """Where the noun stands that a subject describes, and the role told with it."""
    before = [piece for piece in pieces[max(0, run[0] - 3) : run[0]] if piece.says("role")]
    role = ROLES.get(before[-1].sense("role")) if before else None
    over = any(piece.says("role", "over") for piece in before)
    for at in range(run[1], min(len(pieces), run[1] + _BETWEEN + 1)):
        piece = pieces[at]
        noun = piece.sense("noun")
        if noun in _DESCRIBED:
            named_by_itself = _role_in(piece.text) is not None and any(one.says("self") for one in pieces[at:])
            if _crosses(pieces[run[1] : at + 1]):
                return
            listed = all(one.kind is PieceKind.MARK and not one.text.strip() for one in pieces[run[1] : at])
            told = (
                (listed and at > run[1])
                or named_by_itself
                or before
                or _role_in(piece.text) in _SURE_ROLES
                or _is_of(pieces, run[1], at)
            )
            if told and (noun != "leader" or over or not before):
                yield at, role if role is not None else _role_in(piece.text)
            return
        if piece.kind is PieceKind.MARK:
            if piece.text in "?？。；;":
                return
            continue
        if piece.says("status"):
            continue  # 被叫停的那项，分管领导还…: the state of what describes
        if piece.says("role"):
            role = ROLES.get(piece.sense("role"), role)
        elif (
            not (piece.kind is PieceKind.WORD and is_plain(piece))
            and not piece.says("noun")
            and not piece.says("self")
            and not piece.says("also")
        ):
            return


def _crosses(between: Sequence[Piece]) -> bool:
    """Whether a comma parts the noun from the subject and no pronoun points back (研究协同，想要配合单位不少于5家的)."""
    parted = any(piece.kind is PieceKind.MARK and piece.text in {",", "，"} for piece in between)
    pointed = any(piece.says("self") or piece.says("also") or piece.says("role") for piece in between)
    return parted and not pointed


def _is_of(pieces: Sequence[Piece], start: int, end: int) -> bool:
    """Whether the noun belongs to the subject (X的单位) or is shared with it (与X同一个领导)."""
    return any(piece.text == "的" or piece.says("also") for piece in pieces[start:end])


_ASKING = ("status", "fraction", "order")
_SHORTEST = 3
_UNIT_ENDS = listed_set("ends-of-bureaus") | listed_set("ends-of-towns-short")


def _calls_unit(question: Question, run: tuple[int, int]) -> bool:
    """Whether a stretch looks like the name of a unit or town, which describes no task; or is too short to call one."""
    behind = question.pieces[run[1]] if run[1] < len(question.pieces) else None
    inside = question.pieces[run[0] : run[1]]
    headed = any(piece.says("noun") and piece.text in _UNIT_ENDS for piece in (*inside, behind) if piece)
    named = any(piece.link for piece in question.pieces[run[0] : run[1]])
    short = not named and len(question.words(run)) < _SHORTEST
    return headed or short or question.pieces[run[1] - 1].text[-1:] in _UNIT_ENDS


def _of_pronoun(pieces: Sequence[Piece], run: tuple[int, int]) -> Iterator[tuple[int, Role | None]]:
    """A noun that a pronoun ties to a subject told before (…产业招商地图，它的分管领导…)."""
    for at in range(run[1], len(pieces) - 2):
        noun = at + 1
        while noun + 1 < len(pieces) and noun <= at + 2 and pieces[noun].text in _BELONGING:
            noun += 1
        if pieces[at].says("self") and noun > at + 1 and pieces[noun].sense("noun") in _DESCRIBED:
            yield noun, _role_in(pieces[noun].text)
            return


_BELONGING = listed_set("belonging")
_SURE_ROLES = frozenset({Role.LEAD, Role.PARTICIPANT})


def _role_in(noun: str) -> Role | None:
    """The role that a noun tells by itself (牵头单位, 配合单位)."""
    for words, role in (
        (("牵头", "主办", "负责"), Role.LEAD),
        (("配合", "参与"), Role.PARTICIPANT),
        (("责任", "分管"), Role.ANY),
    ):
        if noun.startswith(words):
            return role
    return None


def _goes_on(pieces: Sequence[Piece], noun: int) -> bool:
    """Whether something is asked behind a description: of it (它还…), or which tasks are its."""
    behind = pieces[noun + 1 :]
    asks = [p for p in behind if p.says("ask", "which") or p.says("ask", "many") or any(map(p.says, _ASKING))]
    tasks = [
        p
        for p in behind
        if p.says("noun", "task") or p.says("role") or p.says("other") or p.says("self") or p.says("status")
    ]
    return bool(asks or any(piece.says("noun", "task") for piece in behind)) and bool(tasks)


def _made(
    question: Question, run: tuple[int, int], noun: int, role: Role | None, subject: Is, world: World
) -> Description | None:
    kind = _DESCRIBED[question.pieces[noun].sense("noun")]
    task = subject.tasks[0]
    condition: Responsible | Under | None = None
    if kind in {Kind.UNIT, Kind.TOWN}:
        lead = Role.LEAD if role in {None, Role.LEAD} else Role.ANY
        seat = world.town_of(question.words(run)) if kind is Kind.TOWN and role is None else None
        link = seat or world.units_of(task, Role.ANY if kind is Kind.TOWN else lead, towns=kind is Kind.TOWN)
        condition = Responsible(link, _role_behind(question.pieces, noun)) if link else None
    else:
        link = world.leader_of(task) if kind is Kind.LEADER else world.heading_of(task, kind.value)
        condition = Under(link) if link else None
    first = max(0, run[0] - 2)
    while first < run[0] and not question.pieces[first].says("role"):
        first += 1
    first = min(first, _clause_before(question.pieces, run[0]))
    return Description(first, noun + 1, kind, subject, condition) if condition else None


def _clause_before(pieces: Sequence[Piece], start: int) -> int:
    """Where the words begin that describe what is named at a place (因疫情取消的那个咏春节日); the place where none do."""
    at = start - 1
    while at >= 0 and (pieces[at].says("self") or pieces[at].tag in _POINTING):
        at -= 1
    if at < 0 or pieces[at].text != "的":
        return start
    first = at
    while first > 0 and pieces[first - 1].kind is not PieceKind.MARK:
        first -= 1
    told = pieces[first:at]
    names = any(one.link or one.says("noun") or one.says("ask") or one.says("role") for one in told)
    return start if names else first


_POINTING = frozenset({"mq", "rz", "r"})


def _role_behind(pieces: Sequence[Piece], noun: int) -> Role:
    """The role in which the described unit is asked for, told behind it."""
    told = [piece for piece in pieces[noun + 1 :] if piece.says("role") and not piece.says("role", "over")]
    return ROLES.get(told[0].sense("role"), Role.ANY) if told else Role.ANY


def with_description(slots: Slots, found: Description, *, others: bool) -> Slots:
    """The conditions with the described thing in the place of what describes it.

    :param others: the task it was described by is left out (还, 其他).
    """
    kept = [slot for slot in slots.found if slot.last <= found.first or slot.first >= found.last]
    kept = [
        s
        for s in kept
        if not (
            isinstance(s.condition, type(found.condition))
            and getattr(s.condition, "link", None) == found.condition.link
        )
    ]
    made = [Slot(found.first, found.last, found.condition)]
    if others and found.subject.tasks:
        made.append(Slot(found.first, found.last, found.subject, denied=True))
    return Slots(slots.question, tuple(sorted([*kept, *made], key=lambda slot: slot.first)), slots.role)
