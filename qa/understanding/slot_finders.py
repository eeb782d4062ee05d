"""Where a question sets conditions: names, statuses, stars, counts of parts, numbers, deadlines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from graph.language.time_values import ANY_YEAR, Bound, Grain
from graph.language.timex import Timex
from graph.language.word_lists import listed, listed_set
from graph.tables.statuses import SCHEME, concept_of
from qa.querying.conditions import (
    Atom,
    Counted,
    Due,
    DueSaid,
    Has,
    HasStatus,
    Kinded,
    Names,
    Numbered,
    Responsible,
    Role,
    Starred,
    StatusMode,
    Under,
)
from qa.understanding.contexts import plain_words
from qa.understanding.question import Piece, PieceKind, Question

ACTORS = frozenset({"Unit", "CollectiveUnit", "Town"})

OVER = frozenset({"Person", "Category", "Theme", "Part"})

_COMPLETED = ("exceeded", "completed")

_UNFINISHED = tuple(concept.key for concept in SCHEME if concept.key not in _COMPLETED)

STATUS_KEYS: dict[str, tuple[tuple[str, ...], StatusMode]] = {
    "mostly": (("mostly",), StatusMode.ANY),
    "behind": (("behind",), StatusMode.ANY),
    "unfinished": (_UNFINISHED, StatusMode.OVERALL),
    "suspended": (("suspended",), StatusMode.ANY),
    "not-started": (("not-started",), StatusMode.ANY),
    "completed": (_COMPLETED, StatusMode.OVERALL),
    "exceeded": (("exceeded", "ahead"), StatusMode.ANY),
    "on-track": (("on-track", "ahead"), StatusMode.ANY),
}
"""What a cue of status means: keys of the scheme, and whether the task as a whole must have one."""

ROLES = {"lead": Role.LEAD, "support": Role.PARTICIPANT, "not-lead": Role.PARTICIPANT, "any": Role.ANY}

_DUE_IN = frozenset([Grain.DAY, Grain.MONTH_PART, Grain.MONTH_END, Grain.MONTH, Grain.QUARTER, Grain.HALF_YEAR])

_DUE_SAID = frozenset([Grain.YEAR_END, Grain.YEAR_PART])
"""Times that are deadlines only where a question says so: 年底 is also when it asks."""

_COUNTED = {"unit": Counted.UNITS, "item": Counted.MILESTONES, "town": Counted.TOWNS}

NEAR, _COUNT_NEAR, OUTSIDE = 3, 6, 6
"""How many pieces around a condition tell its role, and that it is left out."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A condition, the pieces ``[first, last)`` that tell it, and whether it is left out."""

    first: int
    last: int
    condition: Atom
    denied: bool = False


def in_role(slot: Slot, role: Role) -> Slot:
    """A condition with a role, where it is about a unit or town."""
    if isinstance(slot.condition, Responsible):
        return replace(slot, condition=replace(slot.condition, role=role))
    return slot


def by_name(pieces: Sequence[Piece]) -> Iterator[Slot]:
    """Units, towns, leaders, headings and things by their names."""
    for at, piece in enumerate(pieces):
        if piece.link is None or _is_office(pieces, at) or piece.text in plain_words():
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


def by_word(pieces: Sequence[Piece]) -> Iterator[Slot]:
    """Statuses and stars."""
    for at, piece in enumerate(pieces):
        status = piece.sense("status")
        if status:
            keys, mode = STATUS_KEYS[status]
            yield Slot(at, at + 1, HasStatus(piece.text, keys, mode))
        elif piece.kind is PieceKind.QUOTE and (concept := concept_of(piece.text)):
            done = concept.key == "completed"
            keys = _COMPLETED if done else (concept.key,)
            yield Slot(at, at + 1, HasStatus(piece.text, keys, StatusMode.OVERALL if done else StatusMode.ANY))
        elif piece.says("done", "bare") and at and pieces[at - 1].says("mixed"):
            yield Slot(at, at + 1, HasStatus(piece.text, _COMPLETED, StatusMode.ANY))  # 有的办完了、有的没办完
        elif piece.says("starred"):
            yield Slot(at, at + 1, Starred())
        elif piece.says("due-said"):
            yield Slot(at, at + 1, DueSaid(piece.text, listed(f"due-said-{piece.sense('due-said')}")))
        elif piece.kind is PieceKind.QUOTE and any(one.text in _DUE_FIELDS for one in pieces[max(0, at - NEAR) : at]):
            yield Slot(at, at + 1, DueSaid(piece.text, (piece.text,)))  # 时限写“持续推进”


_DUE_FIELDS = listed_set("deadline-fields")


def by_count(pieces: Sequence[Piece]) -> Iterator[Slot]:
    """Counts of units or milestones: 超过5个责任单位, 节点不少于3个."""
    for at, piece in enumerate(pieces):
        if piece.number is None:
            continue
        near = range(max(0, at - _COUNT_NEAR), min(len(pieces), at + 1 + NEAR))
        noun = next(
            (i for i in sorted(near, key=lambda i: (i < at, abs(i - at))) if pieces[i].sense("noun") in _COUNTED), None
        )
        said = next((i for i in near if pieces[i].says("cmp") or pieces[i].says("only")), None)
        bound = bound_behind(pieces, at + 1)
        if noun is None or (said is None and not bound):
            continue
        how = bound or (pieces[said].sense("cmp") if said is not None else "") or "eq"
        least, most = _limits(how, piece.number)
        ends = [i for i in (at, noun, said) if i is not None]
        role = _role_of(pieces[noun].text) if pieces[noun].says("noun", "unit") else Role.ANY
        yield Slot(min(ends), max(ends) + 1, Has(_COUNTED[pieces[noun].sense("noun")], least, most, role))


def _role_of(noun: str) -> Role:
    """The role that a noun of units tells (配合单位)."""
    return Role.PARTICIPANT if noun.startswith(("配合", "参与", "协办", "协同")) else Role.ANY


def bound_behind(pieces: Sequence[Piece], at: int) -> str:
    """The comparison told behind a number and its measure word (5个以上); empty where none is."""
    behind = pieces[at + (at < len(pieces) and pieces[at].text in _COUNTED_BY) : at + 4]
    words = "".join(piece.text for piece in behind)
    return next((how for word, how in _BOUNDS.items() if words.startswith(word)), "")


def by_number(pieces: Sequence[Piece]) -> Iterator[Slot]:
    """A task called by its number under a heading (重点工作类第5项)."""
    headed = any(piece.link and piece.link.kind in {"Category", "Theme", "Part"} for piece in pieces)
    for at, piece in enumerate(pieces[:-1]):
        following = pieces[at + 1]
        if headed and piece.text == "第" and following.number:
            last = at + 3 if at + 2 < len(pieces) and pieces[at + 2].text[:1] in _COUNTED_BY else at + 2
            yield Slot(at, last, Numbered(f"第{following.number}", following.number))


_COUNTED_BY = listed_set("counted-conditions")


def by_any_town(pieces: Sequence[Piece]) -> Iterator[Slot]:
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
            yield Slot(at, role + 1, Kinded("Town", ROLES.get(pieces[role].sense("role"), Role.ANY)))


def _role_ahead(pieces: Sequence[Piece], start: int) -> int | None:
    """Where a role stands behind a noun, over other such nouns and words that say nothing (镇或者街道自己牵头)."""
    for at in range(start, min(len(pieces), start + NEAR + 1)):
        piece = pieces[at]
        if piece.says("role") and not piece.says("role", "over"):
            return at
        if not (piece.says("noun", "town") or piece.says("or") or piece.says("self") or piece.text in _SELF):
            return None
    return None


_SELF = listed_set("by-itself")

_BOUNDS = {"以上": "ge", "以下": "le", "及以上": "ge", "或更多": "ge", "或以上": "ge", "或者更多": "ge", "或更少": "le"}


def _limits(how: str, number: int) -> tuple[int, int | None]:
    """The least and the most that a comparison allows.

    >>> _limits("gt", 5), _limits("ge", 5), _limits("lt", 3), _limits("eq", 2)
    ((6, None), (5, None), (0, 2), (2, 2))
    """
    return {"gt": (number + 1, None), "ge": (number, None), "lt": (0, number - 1), "le": (0, number)}.get(
        how, (number, number)
    )


def by_time(question: Question, due: bool) -> Iterator[Slot]:
    """Deadlines.

    :param due: whether a month is one without a word that says so.
    """
    said = question.has("due") or question.has("noun", "item")
    for at, piece in enumerate(question.pieces):
        time = piece.time
        if time is None or time.recurrence or piece.text.startswith(_RELATIVE):
            continue
        if time.grain in _DUE_SAID and not question.has("due") and _is_as_of(question.pieces, at):
            continue
        if _is_as_of(question.pieces, at) and not said and any(p.sense("status") in _NOT_YET for p in question.pieces):
            continue  # 到9月底还没动工的
        beyond = _is_beyond(question.pieces, at)
        reached = any(word in question.text[piece.end :] for word in _REACHED)
        if (said or reached) and beyond:
            yield Slot(at, at + 1, Due(piece.text, tuple(range(1, 13)), None, beyond))  # 完成时限跨到2024年
            continue
        near = said or any(other.says("done") for other in question.pieces[at + 1 : at + 1 + NEAR])
        named = time.grain in _DUE_IN and (due or near)
        if (named or (time.grain in _DUE_SAID and said)) and (condition := due_in(piece.text, time)):
            if question.text.startswith(_UP_TO, piece.end):
                condition = replace(condition, months=tuple(range(1, max(condition.months) + 1)), day=None)
            last = time.bound in {Bound.BY, Bound.BEFORE} and any(word in question.text for word in _LAST)
            yield Slot(at, at + 1, _all_due(condition) if last else condition)


_UP_TO = listed("up-to-behind")
_LAST = listed("last-of-all")


def _all_due(condition: Due) -> Due:
    """That all milestones are due up to the last of some months (全部节点在11月底以前)."""
    return replace(condition, months=tuple(range(1, max(condition.months) + 1)), day=None, last=True)


def _is_beyond(pieces: Sequence[Piece], at: int) -> int:
    """The year up to which something reaches (拖到2024年, 跨到次年); 0 where a time is no such year."""
    time, before = pieces[at].time, pieces[at - 1].text if at else ""
    year = time.last.year if time and time.last and time.grain is Grain.YEAR else 0
    reaches = before.endswith(_REACHES) or pieces[at].text.startswith(_REACHES)
    return year if str(year) in pieces[at].text and reaches else 0


_REACHED = listed("reached-ends")
"""What a project comes to in the year that it reaches (拖到2026年才能建成)."""
_REACHES = listed("reaching")


def _is_as_of(pieces: Sequence[Piece], at: int) -> bool:
    """Whether a time tells as of when the states are asked for (截至年底没完成的)."""
    before = pieces[at - 1].text if at else ""
    return before in _AS_OF or pieces[at].text.startswith(tuple(_AS_OF))


_NOT_YET = frozenset({"not-started", "suspended", "exceeded"})
"""States that nothing is due to reach."""

_AS_OF = listed_set("as-of-or-up-to")

_RELATIVE = listed("relative-times")
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
    year = time.last.year if time.last and time.last.year != ANY_YEAR and str(time.last.year) in words else None
    return Due(words, months, exact.get(time.grain) if pointed and not whole else None, year)
