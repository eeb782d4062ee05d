"""Slots: the conditions that a question sets, where each stands, and how they belong together.

A condition is told by a name, a status, a deadline, a star or a count of parts; the pieces around it tell its role (牵头,
参与), whether it is denied, and whether conditions of one sort hold together or either.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from graph.language.time_values import Bound, Grain
from graph.language.timex import Timex
from graph.language.word_lists import language_rows
from graph.tables.statuses import SCHEME, concept_of
from qa.querying.conditions import (
    AllOf,
    Atom,
    Condition,
    Counted,
    Due,
    Has,
    HasStatus,
    Kinded,
    Names,
    NotThis,
    Numbered,
    Responsible,
    Role,
    Starred,
    StatusMode,
    Under,
    all_of,
    any_of,
    link_of,
)
from qa.understanding.question import Piece, PieceKind, Question, asks

ACTORS = frozenset({"Unit", "CollectiveUnit", "Town"})
OVER = frozenset({"Person", "Category", "Theme"})
_COMPLETED = ("exceeded", "completed")
_UNFINISHED = tuple(concept.key for concept in SCHEME if concept.key not in _COMPLETED)
STATUS_KEYS: dict[str, tuple[tuple[str, ...], StatusMode]] = {
    "mostly": (("mostly",), StatusMode.ANY),
    "behind": (("behind", "not-started"), StatusMode.ANY),
    "unfinished": (_UNFINISHED, StatusMode.OVERALL),
    "suspended": (("suspended",), StatusMode.ANY),
    "not-started": (("not-started",), StatusMode.ANY),
    "completed": (_COMPLETED, StatusMode.OVERALL),
    "exceeded": (("exceeded",), StatusMode.ANY),
    "on-track": (("on-track", "ahead"), StatusMode.ANY),
}
"""What a cue of status means: keys of the scheme, and whether the task as a whole must have one."""
_ROLES = {"lead": Role.LEAD, "support": Role.PARTICIPANT, "not-lead": Role.PARTICIPANT, "any": Role.ANY}
_DUE_IN = frozenset([Grain.DAY, Grain.MONTH_PART, Grain.MONTH_END, Grain.MONTH, Grain.QUARTER, Grain.HALF_YEAR])
_DUE_SAID = frozenset([Grain.YEAR_END, Grain.YEAR_PART])
"""Times that are deadlines only where a question says so: 年底 is also when it asks."""
_COUNTED = {"unit": Counted.UNITS, "item": Counted.MILESTONES}
_NEAR, _COUNT_NEAR, _OUTSIDE = 3, 6, 6
"""How many pieces around a condition tell its role, and that it is left out."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A condition, the pieces ``[first, last)`` that tell it, and whether it is left out."""

    first: int
    last: int
    condition: Atom
    denied: bool = False


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
        return tuple(_runs(self.question, self.found))

    def words(self, run: tuple[int, int]) -> str:
        """The text of a run of pieces."""
        pieces = self.question.pieces
        return self.question.text[pieces[run[0]].start : pieces[run[1] - 1].end]


def read_slots(question: Question, *, due: bool = True) -> Slots:
    """Find the conditions of a question.

    :param due: whether a month is a deadline without a word that says so.
    """
    pieces = question.pieces
    found = sorted(
        [
            *_named(pieces),
            *_told(pieces),
            *_parts(pieces),
            *_numbered(pieces),
            *_any_town(pieces),
            *_deadlines(question, due),
        ],
        key=lambda s: s.first,
    )
    aside = asides(question)
    found = [slot for slot in _without_glosses(pieces, found) if slot.first not in aside]
    found = _of_asking_clauses(question, found)
    roles, anywhere = _roles(question, found)
    return Slots(question, tuple(_denials(question, roles)), anywhere)


def _of_asking_clauses(question: Question, found: Sequence[Slot]) -> list[Slot]:
    """Without deadlines and statuses of clauses that ask nothing, where the one that asks has its own of that sort."""
    spans = [(clause[0].start, clause[-1].end) for clause in question.clauses if asks(clause)]
    asking = {at for at, piece in enumerate(question.pieces) if any(start <= piece.start < end for start, end in spans)}
    own = any(isinstance(slot.condition, Due) and slot.first in asking for slot in found)
    kept = [slot for slot in found if not (isinstance(slot.condition, Due) and own and slot.first not in asking)]
    dues = [slot for slot in kept if isinstance(slot.condition, Due)]
    if dues and not any(slot.first in asking for slot in dues):
        last = next(clause for clause in question.clauses if question.pieces[dues[-1].first] in clause)
        kept = [slot for slot in kept if slot not in dues or question.pieces[slot.first] in last]
    return kept


def asides(question: Question) -> frozenset[int]:
    """The pieces that only say how to count (（“各镇（街）”按一家算）, 随口提到的不要): in brackets, or a clause at the end.

    A clause that leaves something named out is a condition and none of them.
    """
    pieces = question.pieces
    found: set[int] = set()
    opened: list[int] = []
    for at, piece in enumerate(pieces):
        if piece.text == "（":
            opened.append(at)
        elif piece.text == "）" and opened:
            first = opened.pop()
            inside = pieces[first + 1 : at]
            if any(one.text in _COUNTING or one.text.startswith(_COUNTED_SO) for one in inside) or (
                _says_how(inside) and not any(one.link for one in inside)
            ):
                found.update(range(first, at + 1))
    for clause in question.clauses:
        says_how = any(piece.says("not", "except") for piece in clause) and not any(map(_names_or_asks, clause))
        if clause[0].text in _INCLUDING and not any(map(_names_or_asks, clause)):
            found.update(at for at, piece in enumerate(pieces) if piece in clause)
        if says_how and any(piece.text in _COUNTING or piece.text.startswith("不算") for piece in clause):
            found.update(at for at, piece in enumerate(pieces) if piece in clause)
    return frozenset(found)


_INCLUDING = frozenset({"包括", "含", "连", "哪怕", "即使", "不管", "无论", "不论"})


def _names_or_asks(piece: Piece) -> bool:
    return piece.link is not None or piece.says("ask")


_COUNTED_SO = ("算", "计", "也算", "都算", "不算", "不计")
_COUNTING = frozenset({"算", "别算", "计", "计入", "按", "只算", "都算", "也算", "唔好计入", "算作"})


def _says_how(pieces: Sequence[Piece]) -> bool:
    return bool(pieces) and any(piece.says("not", "except") for piece in pieces[-2:])


def _named(pieces: Sequence[Piece]) -> Iterator[Slot]:
    for at, piece in enumerate(pieces):
        if piece.link is None or _is_office(pieces, at) or piece.text in _plain_words():
            continue
        kind = piece.link.kind
        condition = (
            Responsible(piece.link) if kind in ACTORS else Under(piece.link) if kind in OVER else Names(piece.link)
        )
        yield Slot(at, at + 1, condition)


def _is_office(pieces: Sequence[Piece], at: int) -> bool:
    """Whether a unit only tells a person's office (公安局长谭晓滨)."""
    ahead = pieces[at + 1 : at + 3]
    person = next((piece for piece in ahead if piece.link), None)
    unit = pieces[at].link
    between = ahead[: ahead.index(person)] if person else []
    titled = len(between) == 1 and between[0].text.endswith(("长", "主任", "书记", "主席"))
    return bool(unit and unit.kind == "Unit" and person and person.link and person.link.kind == "Person" and titled)


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


def _told(pieces: Sequence[Piece]) -> Iterator[Slot]:
    """Statuses and stars."""
    for at, piece in enumerate(pieces):
        status = piece.sense("status")
        if status:
            keys, mode = STATUS_KEYS[status]
            yield Slot(at, at + 1, HasStatus(piece.text, keys, mode))
        elif piece.kind is PieceKind.QUOTE and (concept := concept_of(piece.text)):
            keys = _COMPLETED if concept.key in _COMPLETED else (concept.key,)
            mode = StatusMode.OVERALL if concept.key in _COMPLETED else StatusMode.ANY
            yield Slot(at, at + 1, HasStatus(piece.text, keys, mode))
        elif piece.says("starred"):
            yield Slot(at, at + 1, Starred())


def _parts(pieces: Sequence[Piece]) -> Iterator[Slot]:
    """Counts of units or milestones: 超过5个责任单位, 节点不少于3个."""
    for at, piece in enumerate(pieces):
        if piece.number is None:
            continue
        near = range(max(0, at - _COUNT_NEAR), min(len(pieces), at + 1 + _NEAR))
        noun = next(
            (i for i in sorted(near, key=lambda i: (i < at, abs(i - at))) if pieces[i].sense("noun") in _COUNTED), None
        )
        said = next((i for i in near if pieces[i].says("cmp") or pieces[i].says("only")), None)
        bound = _bound_behind(pieces, at + 1)
        if noun is None or (said is None and not bound):
            continue
        how = bound or (pieces[said].sense("cmp") if said is not None else "") or "eq"
        least, most = _limits(how, piece.number)
        ends = [i for i in (at, noun, said) if i is not None]
        yield Slot(min(ends), max(ends) + 1, Has(_COUNTED[pieces[noun].sense("noun")], least, most))


def _bound_behind(pieces: Sequence[Piece], at: int) -> str:
    """The comparison told behind a number and its measure word (5个以上); empty where none is."""
    behind = [piece.text for piece in pieces[at : at + 2]]
    if behind and behind[0] in _COUNTED_BY:
        behind = behind[1:]
    return _BOUNDS.get(behind[0], "") if behind else ""


def _numbered(pieces: Sequence[Piece]) -> Iterator[Slot]:
    """A task called by its number under a heading (重点工作类第5项)."""
    headed = any(piece.link and piece.link.kind in {"Category", "Theme"} for piece in pieces)
    for at, piece in enumerate(pieces[:-1]):
        following = pieces[at + 1]
        if headed and piece.text == "第" and following.number:
            last = at + 3 if at + 2 < len(pieces) and pieces[at + 2].text[:1] in _COUNTED_BY else at + 2
            yield Slot(at, last, Numbered(f"第{following.number}", following.number))


_COUNTED_BY = frozenset("项个条件")


def _any_town(pieces: Sequence[Piece]) -> Iterator[Slot]:
    """Towns in general that lead or take part (由镇牵头的): a noun that nothing asks for, right before a role."""
    for at, piece in enumerate(pieces[:-1]):
        role = _role_ahead(pieces, at + 1) if piece.says("noun", "town") else None
        if role is None:
            if piece.says("have", "town"):
                yield Slot(at, at + 1, Kinded("Town"))
            continue
        before = pieces[at - 1] if at else None
        asked = before and (
            before.says("ask")
            or before.tag[:1] == "r"
            or before.text in {"本", "我", "我们", "咱们"}
            or before.says("each")
            or before.says("not")
            or before.says("self")
            or before.link
            or before.says("all")
            or before.number
        )
        if not asked:
            yield Slot(at, role + 1, Kinded("Town", _ROLES.get(pieces[role].sense("role"), Role.ANY)))


def _role_ahead(pieces: Sequence[Piece], start: int) -> int | None:
    """Where a role stands behind a noun, over other such nouns and words that say nothing (镇或者街道自己牵头)."""
    for at in range(start, min(len(pieces), start + _NEAR + 1)):
        piece = pieces[at]
        if piece.says("role") and not piece.says("role", "over"):
            return at
        if not (piece.says("noun", "town") or piece.says("or") or piece.says("self") or piece.text in _SELF):
            return None
    return None


_SELF = frozenset({"自己", "自行", "直接"})


_BOUNDS = {"以上": "ge", "以下": "le", "及以上": "ge"}


def _limits(how: str, number: int) -> tuple[int, int | None]:
    """The least and the most that a comparison allows.

    >>> _limits("gt", 5), _limits("ge", 5), _limits("lt", 3), _limits("eq", 2)
    ((6, None), (5, None), (0, 2), (2, 2))
    """
    return {"gt": (number + 1, None), "ge": (number, None), "lt": (0, number - 1), "le": (0, number)}.get(
        how, (number, number)
    )


def _deadlines(question: Question, due: bool) -> Iterator[Slot]:
    said = question.has("due") or question.has("noun", "item")
    for at, piece in enumerate(question.pieces):
        time = piece.time
        if time is None or time.recurrence or piece.text.startswith(_RELATIVE):
            continue
        if time.grain in _DUE_SAID and not question.has("due") and _is_as_of(question.pieces, at):
            continue
        near = said or any(other.says("done") for other in question.pieces[at + 1 : at + 1 + _NEAR])
        named = time.grain in _DUE_IN and (due or near)
        if (named or (time.grain in _DUE_SAID and said)) and (condition := due_in(piece.text, time)):
            yield Slot(at, at + 1, condition)


def _is_as_of(pieces: Sequence[Piece], at: int) -> bool:
    """Whether a time tells as of when the states are asked for (截至年底没完成的)."""
    before = pieces[at - 1].text if at else ""
    return before in _AS_OF or pieces[at].text.startswith(tuple(_AS_OF))


_AS_OF = frozenset({"截至", "截止", "截止到", "截至到", "到", "至"})
_RELATIVE = (
    "去年",
    "上年",
    "明年",
    "前年",
    "下周",
    "本周",
    "这周",
    "上周",
    "下个",
    "上个",
    "下月",
    "昨",
    "今天",
    "明天",
)
"""Times that tell when it is asked, no deadline of a table."""


def due_in(words: str, time: Timex) -> Due | None:
    """The deadlines a time asks for.

    6月底前完成 is how a deadline of 6月底 is said; 之前、以前 asks for all that lie before.
    """
    if time.bound is Bound.BY and not words.endswith(("之前", "以前")) and time.last:
        months: tuple[int, ...] = (time.last.month,)
        words = words.removesuffix("前")
    else:
        months = time.months
    if not months:
        return None
    pointed = time.bound in {None, Bound.BY} and len(months) == 1
    exact = {Grain.MONTH_END: 0, Grain.DAY: time.last.day if time.last else None}
    whole = time.grain is Grain.MONTH_END and time.first != time.last and time.bound is None
    return Due(words, months, exact.get(time.grain) if pointed and not whole else None)


def _roles(question: Question, found: Sequence[Slot]) -> tuple[list[Slot], Role]:
    """Every actor with its role: what stands beside its name, else what is told of the next one, else what is told at all."""
    pieces, roles = question.pieces, []
    following: Role | None = None
    told = False
    for position in range(len(found) - 1, -1, -1):
        slot = found[position]
        if isinstance(slot.condition, Responsible):
            behind = found[position + 1].first if position + 1 < len(found) else len(pieces)
            before = found[position - 1].last if position else 0
            role = _role_beside(pieces, before, slot, behind)
            if role is None and _is_joined(pieces[slot.last : behind]):
                role = following
            following = role
            told = told or role in _TOLD_ROLES
            slot = replace(slot, condition=replace(slot.condition, role=role or Role.ANY))
        roles.append(slot)
    roles = _carried(pieces, roles[::-1])[::-1]
    anywhere = _role_anywhere(question)
    # 除了自己牵头的，水利局还参与哪些: taking part in general, of which leading is left out.
    narrowed = anywhere is Role.PARTICIPANT and all(_in_any_role(slot) for slot in roles)
    if told and not narrowed and not question.has("anyrole"):
        return roles[::-1], anywhere
    return [_in_role(slot, anywhere) for slot in roles[::-1]], anywhere


_TOLD_ROLES = frozenset({Role.LEAD, Role.PARTICIPANT})


def _carried(pieces: Sequence[Piece], found: list[Slot]) -> list[Slot]:
    """The slots with a role going on over 、不是 (牵头的不是财政、不是发改)."""
    kept: list[Slot] = []
    for slot in found:
        before = kept[-1] if kept else None
        if before and isinstance(before.condition, Responsible) and isinstance(slot.condition, Responsible):
            between = pieces[before.last : slot.first]
            denied = any(piece.says("not", "not") for piece in between)
            light = all(
                piece.says("not") or piece.kind is PieceKind.MARK or piece.says("and") or is_plain(piece)
                for piece in between
            )
            if denied and light and slot.condition.role is Role.ANY:
                slot = replace(slot, condition=replace(slot.condition, role=before.condition.role))
        kept.append(slot)
    return kept


def _in_role(slot: Slot, role: Role) -> Slot:
    if isinstance(slot.condition, Responsible):
        return replace(slot, condition=replace(slot.condition, role=role))
    return slot


def _in_any_role(slot: Slot) -> bool:
    return not isinstance(slot.condition, Responsible) or slot.condition.role is Role.ANY


def _role_beside(pieces: Sequence[Piece], before: int, slot: Slot, behind: int) -> Role | None:
    """The role told right behind a name (市教育局牵头) or right before it (牵头单位是市教育局)."""
    role = _role_behind(pieces, slot.last, behind)
    return role if role is not None else _role_before(pieces, before, slot.first)


def _role_behind(pieces: Sequence[Piece], start: int, end: int) -> Role | None:
    role: Role | None = None
    for at in range(start, end):
        piece = pieces[at]
        if piece.says("role", "over"):
            continue
        if not piece.says("role"):
            if _is_light(piece):
                continue
            break
        if _is_of_next(pieces, at + 1, end):
            break  # 人社局都在，牵头的不是组织部
        found = _ROLES.get(piece.sense("role"))
        if found is Role.LEAD and at > start and pieces[at - 1].says("not"):
            found = Role.PARTICIPANT
        if found is not Role.ANY:
            return found
        if role is not None:
            return role
        role = found  # 列为责任单位，但不牵头: what follows tells more
    return role


def _role_before(pieces: Sequence[Piece], start: int, end: int) -> Role | None:
    for at in range(end - 1, start - 1, -1):
        piece = pieces[at]
        if piece.says("role") and not piece.says("role", "over"):
            noun = at + 1 < end and (pieces[at + 1].says("noun", "unit") or _is_of_next(pieces, at + 1, end))
            return _ROLES.get(piece.sense("role")) if noun or piece.says("role", "support") else None
        if piece.says("noun", "unit"):
            if piece.text.startswith(_LEADING):
                return Role.LEAD
            if piece.text.startswith("配合"):
                return Role.PARTICIPANT
        elif piece.kind is PieceKind.WORD and not is_plain(piece):
            break
    return None


_LEADING = ("牵头", "主办")


def _is_of_next(pieces: Sequence[Piece], start: int, end: int) -> bool:
    """Whether what stands before the next name says who it is (牵头的不是…, 牵头单位为…)."""
    between = [piece for piece in pieces[start:end] if piece.text != "的" and not piece.says("noun", "unit")]
    return bool(between) and len(between) <= 2 and between[-1].text.endswith(("是", "为", "非")) and end < len(pieces)


def _role_anywhere(question: Question) -> Role:
    """The role a question speaks of without tying it to a name."""
    roles = [piece for piece in question.cues if piece.says("role") and not piece.says("role", "over")]
    lead = [piece for piece in roles if piece.says("role", "lead")]
    if question.has("anyrole"):
        return Role.ANY
    if any(piece.says("role", "not-lead") for piece in roles) or (lead and _is_left_out(question, lead[0])):
        return Role.PARTICIPANT
    support = [piece for piece in roles if piece.says("role", "support")]
    if support and not lead:
        return Role.PARTICIPANT
    nouns = [piece for piece in question.all("noun", "unit") if piece.text.startswith("牵头")]
    return Role.LEAD if (lead and not support) or nouns else Role.ANY


def _is_left_out(question: Question, piece: Piece) -> bool:
    """Whether 除 stands before a cue, no name between them, or 以外 behind it, in its clause."""
    clause = next((one for one in question.clauses if piece in one), ())
    at = clause.index(piece) if piece in clause else 0
    named = max((i for i, one in enumerate(clause[:at]) if one.link), default=-1)
    before, behind = clause[named + 1 : at], clause[at + 1 : at + 1 + _NEAR]
    return any(one.says("not", "except") for one in before) or any(one.says("not", "outside") for one in behind)


def _denials(question: Question, found: Sequence[Slot]) -> Iterator[Slot]:
    """Which conditions are left out; 除 reaches over 和 and 、 to the next of its kind, 以外 back to those joined before."""
    pieces = question.pieces
    denied: list[bool] = []
    for position, slot in enumerate(found):
        start = found[position - 1].last if position else 0
        stop = found[position + 1].first if position + 1 < len(found) else len(pieces)
        own = _denied_before(pieces, start, slot.first) or _denied_behind(pieces, slot.last, stop)
        same = position and type(found[position - 1].condition) is type(slot.condition)
        joined_on = same and denied[-1] and _is_joined(pieces[start : slot.first])
        denied.append(bool(own or joined_on))
    for position in range(len(found) - 2, -1, -1):
        this, following = found[position], found[position + 1]
        same = type(this.condition) is type(following.condition)
        behind = denied[position + 1] and _denied_behind(pieces, following.last, len(pieces))
        if same and behind and _is_joined(pieces[this.last : following.first]):
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
        if not (
            _is_light(piece) or piece.says("mention") or piece.says("role") or piece.says("noun") or piece.says("only")
        ):
            return False
    return False


_MODIFIED = 4


def _denied_behind(pieces: Sequence[Piece], start: int, end: int) -> bool:
    """Whether what stands behind a condition leaves it out (以外, 不参与, 的不算)."""
    for at in range(start, min(end, start + _OUTSIDE)):
        piece = pieces[at]
        if piece.says("not", "outside") or (piece.says("not", "except") and _closes(pieces, at + 1)):
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
    if isinstance(conditions[0], HasStatus | Due | Under) or _either(question, group):
        return any_of(conditions)  # a task has one leader, and a question for two statuses asks for either
    jointly = question.has("joint") or _all_behind(question, group[-1])
    if isinstance(conditions[0], Names):
        return all_of(conditions) if jointly else any_of(conditions)
    actors = [slot.condition for slot in group if isinstance(slot.condition, Responsible)]
    several = len({actor.role for actor in actors}) > 1 or len({actor.link.kind == "Town" for actor in actors}) > 1
    return all_of(conditions) if several or jointly else any_of(conditions)


def _all_behind(question: Question, slot: Slot) -> bool:
    """Whether 都 stands right behind the last of some names (甲和乙都参与的)."""
    behind = question.pieces[slot.last : slot.last + 2]
    return any(piece.says("all") and piece.text == "都" for piece in behind) and not question.has("ask", "whether")


def _either(question: Question, slots: Sequence[Slot]) -> bool:
    pairs = itertools.pairwise(slots)
    return any(piece.says("or") for one, other in pairs for piece in question.pieces[one.last : other.first])


def _either_sort(question: Question, slots: Sequence[Slot]) -> bool:
    """Whether 或 stands between two conditions of different sorts."""
    pairs = [(a, b) for a, b in itertools.pairwise(slots) if _sort(a.condition) != _sort(b.condition)]
    return any(piece.says("or") for one, other in pairs for piece in question.pieces[one.last : other.first])


def _is_joined(between: Sequence[Piece]) -> bool:
    """Whether only words that join stand between two conditions."""
    joining = [
        p.says("and") or p.says("or") or p.text in {"、", ",", "，", "的", "和", " ", "+"} or p.text in {'"', "“", "”"}
        for p in between
    ]
    return all(joining)


def _is_light(piece: Piece) -> bool:
    """Whether a piece says nothing by itself between a name and its role."""
    if piece.kind is PieceKind.WORD:
        return is_plain(piece)
    if piece.kind is PieceKind.MARK:
        return piece.text in _LIGHT_MARKS
    return any(piece.says(kind) for kind in ("only", "self", "joint", "all", "and", "other")) or piece.says(
        "noun", "unit"
    )


_LIGHT_MARKS = frozenset('“”"「」『』（），,、 +')


@lru_cache(maxsize=1)
def _plain_words() -> frozenset[str]:
    return frozenset(word for row in language_rows("plain_words") for word in row["words"].split())


def is_plain(piece: Piece) -> bool:
    """Whether a word says how something is asked, not what about."""
    return piece.text in _plain_words() or (piece.tag[:1] in _EMPTY_TAGS and piece.tag != "eng")


_EMPTY_TAGS = frozenset("ucpydeorqfwm")
"""Parts of speech that tell no matter: particles, conjunctions, prepositions, adverbs, pronouns, measure words …"""


def _runs(question: Question, found: Sequence[Slot]) -> Iterator[tuple[int, int]]:
    taken = {at for slot in found for at in range(slot.first, slot.last)} | asides(question)
    start: int | None = None
    pieces = question.pieces
    for at in range(len(pieces) + 1):
        inside = at < len(pieces) and at not in taken and _is_matter(pieces[at], start is not None)
        alone = at < len(pieces) and pieces[at].kind is PieceKind.QUOTE
        if start is not None and (alone or pieces[at - 1].kind is PieceKind.QUOTE):
            yield from _trimmed(pieces, start, at)  # a quotation is a matter by itself
            start = None
        if inside and start is None:
            start = at
        elif not inside and start is not None:
            yield from _trimmed(pieces, start, at)
            start = None


def _is_matter(piece: Piece, within: bool) -> bool:
    """Whether a piece may belong to the name of some matter; light words only inside it."""
    if piece.kind is PieceKind.QUOTE:
        return True
    if piece.kind is PieceKind.WORD:
        return not is_plain(piece) or (within and piece.text not in _BREAKS)
    if piece.kind is PieceKind.NUMBER:
        return within
    if piece.kind is PieceKind.MARK:
        return within and piece.text in {"（", "）", "-", "—", "~", "·", "%"}
    return piece.kind is PieceKind.CUE and within and piece.sense("noun") in _INNER


_BREAKS = frozenset("的是有在了里中把被由让吗呢")
_INNER = frozenset({"task", "company", "village", "document", "town", "unit"})
"""Nouns that may stand inside the name of a matter (公司治理, 村改)."""


def _trimmed(pieces: Sequence[Piece], start: int, end: int) -> Iterator[tuple[int, int]]:
    """A run without the light words and nouns at its ends."""
    while end > start and not _tells(pieces[end - 1]):
        end -= 1
    while start < end and not _tells(pieces[start]):
        start += 1
    if start < end:
        yield start, end


def _tells(piece: Piece) -> bool:
    return piece.kind is PieceKind.QUOTE or (piece.kind is PieceKind.WORD and not is_plain(piece))
