"""Slots: the conditions that a question sets, where each stands, and how they belong together.

A condition is told by a name, a status, a deadline, a star or a count of parts; the pieces around it tell its role (牵头,
参与), whether it is denied, and whether conditions of one sort hold together or either.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from graph.language.word_lists import listed_set
from qa.querying.conditions import (
    AllOf,
    Atom,
    Condition,
    Due,
    Has,
    HasStatus,
    Names,
    NotThis,
    Responsible,
    Role,
    StatusMode,
    Under,
    all_of,
    any_of,
    link_of,
)
from qa.understanding.matters import asides, matter_runs
from qa.understanding.question import Piece, PieceKind, Question, asks
from qa.understanding.slot_finders import OUTSIDE, Slot, by_any_town, by_count, by_name, by_number, by_time, by_word
from qa.understanding.slot_roles import is_joined, is_light, with_roles


@dataclass(frozen=True)
class Slots:
    """The conditions of a question."""

    question: Question
    found: tuple[Slot, ...]
    role: Role
    """The role told without a name beside it."""

    @cached_property
    def where(self) -> Condition:
        """All conditions together."""
        return joined(self.question, self.found)

    def without(self, *kinds: type) -> Slots:
        """The same without conditions of some kinds."""
        return replace(self, found=tuple(slot for slot in self.found if not isinstance(slot.condition, kinds)))

    def without_collective(self) -> Slots:
        """The same without groups of units: where tasks are told apart by town, 各镇 is no condition."""
        kept = [slot for slot in self.found if not (link := link_of(slot.condition)) or link.kind != "CollectiveUnit"]
        return replace(self, found=tuple(kept))

    @cached_property
    def residual(self) -> tuple[tuple[int, int], ...]:
        """The runs of pieces ``[first, last)`` that tell of some matter and that no condition explains."""
        return tuple(matter_runs(self.question, self.found))

    def words(self, run: tuple[int, int]) -> str:
        """The text of a run of pieces."""
        return self.question.words(run)


def read_slots(question: Question, *, due: bool = True) -> Slots:
    """Find the conditions of a question.

    :param due: whether a month is a deadline without a word that says so.
    """
    pieces = question.pieces
    found = sorted(
        [
            *by_name(pieces),
            *by_word(pieces),
            *by_count(pieces),
            *by_number(pieces),
            *by_any_town(pieces),
            *by_time(question, due),
        ],
        key=lambda s: s.first,
    )
    aside = asides(question)
    found = [slot for slot in _without_glosses(pieces, found) if slot.first not in aside]
    found = _of_asking_clauses(question, found)
    cast, anywhere = with_roles(question, found)
    return Slots(question, tuple(_denials(question, cast)), anywhere)


def _of_asking_clauses(question: Question, found: Sequence[Slot]) -> list[Slot]:
    """Without deadlines and statuses of clauses that ask nothing, where the one that asks has its own of that sort."""
    spans = [(clause[0].start, clause[-1].end) for clause in question.clauses if asks(clause)]
    asking = {at for at, piece in enumerate(question.pieces) if any(start <= piece.start < end for start, end in spans)}
    own = any(isinstance(slot.condition, Due) and slot.first in asking for slot in found)
    kept = [slot for slot in found if not (isinstance(slot.condition, Due) and own and slot.first not in asking)]
    dues = [slot for slot in kept if isinstance(slot.condition, Due)]
    if dues and not any(slot.first in asking for slot in dues):
        last = question.clause_of(question.pieces[dues[-1].first])
        kept = [slot for slot in kept if slot not in dues or question.pieces[slot.first] in last]
    return kept


def _without_glosses(pieces: Sequence[Piece], found: Sequence[Slot]) -> list[Slot]:
    """Without the unit in brackets behind a leader, which only says who is meant: 张部长（宣传部）."""
    kept: list[Slot] = []
    for slot in found:
        before = kept[-1] if kept else None
        leader = before and isinstance(before.condition, Under) and before.condition.link.kind == "Person"
        between = "".join(piece.text for piece in pieces[before.last : slot.first]) if before else ""
        if not (leader and isinstance(slot.condition, Responsible) and between == "（"):
            kept.append(slot)
    return kept


def _denials(question: Question, found: Sequence[Slot]) -> Iterator[Slot]:
    """Which conditions are left out; 除 reaches over 和 and 、 to the next of its kind, 以外 back to those joined before."""
    pieces = question.pieces
    denied: list[bool] = []
    for position, slot in enumerate(found):
        start = found[position - 1].last if position else 0
        stop = found[position + 1].first if position + 1 < len(found) else len(pieces)
        own = _denied_before(pieces, start, slot.first) or _denied_behind(pieces, slot.last, stop)
        same = position and type(found[position - 1].condition) is type(slot.condition)
        joined_on = same and denied[-1] and is_joined(pieces[start : slot.first])
        denied.append(bool(own or joined_on))
    for position in range(len(found) - 2, -1, -1):
        this, following = found[position], found[position + 1]
        same = type(this.condition) is type(following.condition)
        behind = denied[position + 1] and _denied_behind(pieces, following.last, len(pieces))
        if same and behind and is_joined(pieces[this.last : following.first]):
            denied[position] = True
    return (replace(slot, denied=out) for slot, out in zip(found, denied, strict=True))


def _denied_before(pieces: Sequence[Piece], start: int, end: int) -> bool:
    """Whether what stands right before a condition denies it."""
    for at in range(end - 1, start - 1, -1):
        piece = pieces[at]
        if piece.text == "）":
            return False
        if piece.says("not"):
            return not piece.says("not", "outside")
        if piece.kind is PieceKind.MARK and piece.text in _STOPS:
            return False
        if piece.kind is PieceKind.WORD and pieces[end - 1].text == "的" and end - at <= _MODIFIED:
            continue  # 不是管农业的李志
        if pieces[end].kind is PieceKind.QUOTE and piece.kind is PieceKind.WORD and end - at <= _PUT_TO:
            continue  # 没能整项打上“已完成”
        if not (
            is_light(piece) or piece.says("mention") or piece.says("role") or piece.says("noun") or piece.says("only")
        ):
            return False
    return False


_MODIFIED = 4
_PUT_TO = 5
"""How many words may say how a verdict in quotation marks is put to something."""


def _denied_behind(pieces: Sequence[Piece], start: int, end: int) -> bool:
    """Whether what stands behind a condition leaves it out (以外, 不参与, 的不算)."""
    for at in range(start, min(end, start + OUTSIDE)):
        piece = pieces[at]
        if piece.says("not", "except"):
            return _closes(pieces, at + 1)  # else it leaves out what follows (水利局除牵头的任务外)
        if piece.says("not", "outside"):
            return True
        if piece.says("not", "not") and at == start:
            following = pieces[at + 1] if at + 1 < len(pieces) else None
            return bool(following and following.says("role") and not following.says("role", "lead"))
        if piece.kind is PieceKind.MARK and piece.text in _STOPS:
            return False
    return False


def _closes(pieces: Sequence[Piece], start: int) -> bool:
    """Whether nothing that could be left out follows in a clause or bracket (不算在内; not 不算他们牵头的)."""
    for piece in pieces[start:]:
        if piece.kind is PieceKind.MARK:
            return True
        if piece.link or piece.says("self") or piece.says("role") or piece.says("status"):
            return False
    return True


_STOPS = frozenset(",，。;；?？!！")


def joined(question: Question, found: Sequence[Slot]) -> Condition:
    """The condition that slots make together."""
    groups: dict[str, dict[Condition, Slot]] = {}
    positive = [slot for slot in found if not slot.denied]
    for slot in positive:
        groups.setdefault(_sort(slot.condition), {}).setdefault(_wherever(slot.condition), slot)
    parts = [_together(question, list(group.values())) for group in groups.values()]
    if len(parts) == 2 and _either_sort(question, positive):
        parts = [any_of(parts)]
    excluded = dict.fromkeys(_whole(slot.condition) for slot in found if slot.denied)
    both = {_wherever(slot.condition) for slot in positive} & {_wherever(one) for one in excluded}
    parts = [part for part in parts if not (isinstance(part, Responsible) and _wherever(part) in both)]
    excluded = {one: None for one in excluded if _wherever(one) not in both}  # both in and out says neither
    towns = any(isinstance(slot.condition, Responsible) and slot.condition.link.kind == "Town" for slot in positive)
    parts += [NotThis(condition) for condition in excluded if not (towns and _is_collective(condition))]
    return all_of(parts) if parts else AllOf()


def _is_collective(condition: Atom) -> bool:
    """Whether it is about all towns under one name: a town's own tasks are told by its own name anyway."""
    return isinstance(condition, Responsible) and condition.link.kind == "CollectiveUnit"


def _whole(condition: Atom) -> Atom:
    """What is excluded by a status is a task that has it as a whole, not one of whose reports one does."""
    return replace(condition, mode=StatusMode.OVERALL) if isinstance(condition, HasStatus) else condition


def _wherever(condition: Atom) -> Atom:
    """A condition without the place and the words at which it is said."""
    if isinstance(condition, Responsible | Under | Names):
        return replace(condition, link=replace(condition.link, text="", start=0, end=0))
    return condition


def _sort(condition: Atom) -> str:
    return condition.link.kind if isinstance(condition, Under) else type(condition).__name__


def _together(question: Question, group: Sequence[Slot]) -> Condition:
    """The conditions of one sort: joined by and when the words or their roles say so, else by or."""
    conditions: list[Condition] = [slot.condition for slot in group]
    if len(conditions) == 1:
        return conditions[0]
    if isinstance(conditions[0], Has):
        return all_of(conditions)
    if isinstance(conditions[0], HasStatus) and len(question.all("mixed")) > 1:
        return all_of([replace(one, mode=StatusMode.ANY) for one in conditions if isinstance(one, HasStatus)])
    if isinstance(conditions[0], HasStatus):
        conditions = _beside_others(conditions)
    if isinstance(conditions[0], HasStatus | Due | Under) or _either(question, group):
        return any_of(conditions)  # a task has one leader, and a question for two statuses asks for either
    jointly = question.has("joint") or _all_behind(question, group[-1])
    if isinstance(conditions[0], Names):
        return all_of(conditions) if jointly else any_of(conditions)
    actors = [slot.condition for slot in group if isinstance(slot.condition, Responsible)]
    several = len({actor.role for actor in actors}) > 1 or len({actor.link.kind == "Town" for actor in actors}) > 1
    return all_of(conditions) if several or jointly else any_of(conditions)


def _beside_others(conditions: Sequence[Condition]) -> list[Condition]:
    """States side by side: 未完成 beside one that it would take in (未完成和滞后的) is what tables write so, not all that is open."""
    told = [one for one in conditions if isinstance(one, HasStatus)]
    narrow = {one for one in told if one.text in _LABELS and any(set(other.keys) < set(one.keys) for other in told)}
    return [
        replace(one, keys=(_UNREACHED,)) if one in narrow and isinstance(one, HasStatus) else one for one in conditions
    ]


_LABELS = listed_set("status-nouns")
_UNREACHED = "behind"


def _all_behind(question: Question, slot: Slot) -> bool:
    """Whether 都 stands right behind the last of some names (甲和乙都参与的)."""
    behind = question.pieces[slot.last : slot.last + 4]
    light = itertools.takewhile(lambda piece: piece.says("noun", "unit") or piece.number or piece.says("all"), behind)
    behind = behind[: max(2, len(list(light)))]  # 甲和乙两个局都
    return any(piece.says("all") and piece.text == "都" for piece in behind) and not question.has("ask", "whether")


def _either(question: Question, slots: Sequence[Slot]) -> bool:
    pairs = itertools.pairwise(slots)
    return any(piece.says("or") for one, other in pairs for piece in question.pieces[one.last : other.first])


def _either_sort(question: Question, slots: Sequence[Slot]) -> bool:
    """Whether 或 stands between two conditions of different sorts."""
    pairs = [(a, b) for a, b in itertools.pairwise(slots) if _sort(a.condition) != _sort(b.condition)]
    return any(piece.says("or") for one, other in pairs for piece in question.pieces[one.last : other.first])
