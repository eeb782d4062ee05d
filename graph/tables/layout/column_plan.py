"""Which column holds what: header words and what the cells look like, together; the best whole assignment is taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from graph.tables.layout.column_looks import ColumnLook
from graph.tables.layout.header_meanings import LABELS, Meaning, meanings_of
from graph.tables.verdicts import verdict_of

_HEADER, _LOOK = 2.0, 1.0
"""What the words of a header count, and what the look of the cells."""
_ONCE = frozenset({Meaning.NUMBER, Meaning.TITLE, Meaning.GROUP})
"""Meanings that one column of a table has."""
_PARENT = 0.6
"""What the header above counts for a column whose own header says less."""
_SURE = 0.75
_MOST, _HALF, _FEW = 0.75, 0.5, 0.25
_SHORT_TITLE, _LONG_VERDICT = 4.0, 14.0
_UNITS = frozenset({Meaning.LEAD, Meaning.RESPONSIBLE, Meaning.SUPPORT, Meaning.BUILDER})
TELLING = _UNITS | {
    Meaning.LEADER,
    Meaning.DEADLINE,
    Meaning.VERDICT,
    Meaning.SHARE,
    Meaning.PROGRESS,
    Meaning.QUARTER_PROGRESS,
    Meaning.PLAN,
    Meaning.GOAL,
    Meaning.QUARTER_PLAN,
}
"""What a table of tasks tells of each: at least one of these."""


@dataclass(frozen=True, slots=True)
class ColumnPlan:
    """How one column is understood: its header, its meaning, why, and how sure that is (0 to 1)."""

    column: int
    header: str
    meaning: Meaning
    reason: str
    confidence: float

    @property
    def label(self) -> str:
        """What it is called."""
        return LABELS[self.meaning]


@dataclass(frozen=True, slots=True)
class HeadedColumn:
    """A column with the headers over it, the uppermost first, and how its cells look."""

    column: int
    headers: tuple[str, ...]
    look: ColumnLook
    heading: Meaning | None = None
    """Set where the cells reach over several tasks under a number in words: then they head groups."""

    @property
    def header(self) -> str:
        """The headers as one."""
        return " ".join(dict.fromkeys(" ".join(part.split()) for part in self.headers if part.strip()))


def plan_columns(columns: Sequence[HeadedColumn], given: Mapping[str, Meaning] | None = None) -> list[ColumnPlan]:
    """Give every column its meaning.

    :param given: header → meaning, as somebody who knows the table says.
    :returns: one plan for each column, in order.
    """
    scores = [_scores(column) for column in columns]
    fixed = {
        at: meaning for at, column in enumerate(columns) if given and (meaning := _given(column, given)) is not None
    }
    able = [at for at, of in enumerate(scores) if of.get(Meaning.TITLE, 0.0) > 0]
    able = [at for at in able if Meaning.TITLE in header_fits(columns[at].headers)] or able
    plans: list[tuple[float, list[Meaning]]] = []
    titles: Sequence[int | None] = able or [None]
    for title in titles:  # a table of tasks has titles, whatever else their column might be
        chosen, total = _assigned(scores, title, fixed)
        for at in _heads_of(columns, title) if Meaning.GROUP not in chosen else ():
            chosen[at] = Meaning.GROUP
            total += scores[at].get(Meaning.TITLE, 0.0)
        plans.append((total, chosen))
    _, found = max(plans, key=lambda plan: plan[0])
    found = _with_builders_responsible(found)
    found = _with_unnamed_group(columns, _without_guessed_leaders(columns, _without_late_groups(found)))
    return [
        _plan(column, meaning, at in fixed) for at, (column, meaning) in enumerate(zip(columns, found, strict=True))
    ]


def _heads_of(columns: Sequence[HeadedColumn], title: int | None) -> list[int]:
    """The column before the titles that is called like titles too and says something less often: it heads them."""
    if title is None or columns[title].look.distinct < 1:
        return []
    fits = [header_fits(column.headers) for column in columns[: title + 1]]
    if max(fits[title].get(Meaning.TITLE, 0.0), fits[title].get(Meaning.DETAIL, 0.0)) < _FEW:
        return []
    rarer = [
        at
        for at in range(title)
        if fits[at].get(Meaning.TITLE, 0.0) >= _FEW and columns[at].look.count <= _RARER * columns[title].look.count
    ]
    return rarer[-1:]


_RARER = 0.9


def _with_builders_responsible(meanings: Sequence[Meaning]) -> list[Meaning]:
    """Who builds a project answers for it where no column is kept for who does."""
    told = Meaning.LEAD in meanings or Meaning.RESPONSIBLE in meanings
    return [Meaning.RESPONSIBLE if one is Meaning.BUILDER and not told else one for one in meanings]


def _without_late_groups(meanings: Sequence[Meaning]) -> list[Meaning]:
    """Groups stand before what they group: a column of kinds behind the titles (目标类型) is none."""
    title = meanings.index(Meaning.TITLE) if Meaning.TITLE in meanings else 0
    return [Meaning.EXTRA if one is Meaning.GROUP and at > title else one for at, one in enumerate(meanings)]


def _with_unnamed_group(columns: Sequence[HeadedColumn], meanings: Sequence[Meaning]) -> list[Meaning]:
    """A column before numbers and titles that nobody knows and that says something less often than they do heads them."""
    found = list(meanings)
    if Meaning.TITLE not in found or Meaning.GROUP in found or Meaning.NUMBER not in found:
        return found
    title = found.index(Meaning.TITLE)
    for at in range(min(title, found.index(Meaning.NUMBER))):
        look = columns[at].look
        rarer = 0 < look.count <= _RARER * columns[title].look.count or 0 < look.distinct <= _RARER
        if found[at] is Meaning.EXTRA and rarer and not header_fits(columns[at].headers):
            found[at] = Meaning.GROUP
            break
    return found


def _without_guessed_leaders(columns: Sequence[HeadedColumn], meanings: Sequence[Meaning]) -> list[Meaning]:
    """Names under a header that says nothing are persons where another column is kept for the leaders."""
    worded = [
        one is Meaning.LEADER and Meaning.LEADER in header_fits(columns[at].headers) for at, one in enumerate(meanings)
    ]
    return [
        Meaning.PERSON if one is Meaning.LEADER and any(worded) and not worded[at] else one
        for at, one in enumerate(meanings)
    ]


def _given(column: HeadedColumn, given: Mapping[str, Meaning]) -> Meaning | None:
    words = "".join(column.header.split())
    return next((meaning for header, meaning in given.items() if "".join(header.split()) == words), None)


def _assigned(
    scores: Sequence[Mapping[Meaning, float]], title: int | None, fixed: Mapping[int, Meaning]
) -> tuple[list[Meaning], float]:
    """The best meanings where one column (or none) is the title; of what may come once the best column has it."""
    holders: dict[Meaning, int] = {}
    for meaning in _ONCE - {Meaning.TITLE}:
        able = [at for at, of in enumerate(scores) if of.get(meaning, 0.0) > 0 and at != title and at not in fixed]
        if able and meaning not in fixed.values():
            holders[meaning] = max(able, key=lambda at: (scores[at][meaning], -at))
    chosen, total = [], 0.0
    for at, of in enumerate(scores):
        if at in fixed:
            meaning = fixed[at]
        elif at == title:
            meaning = Meaning.TITLE
        else:
            free = {m: value for m, value in of.items() if m is not Meaning.TITLE and holders.get(m, at) == at}
            meaning = max(free, key=lambda m: free[m]) if free else Meaning.EXTRA
            meaning = meaning if free.get(meaning, 0.0) > 0 else Meaning.EXTRA
        chosen.append(meaning)
        total += of.get(meaning, 0.0)
    return chosen, total


def _scores(column: HeadedColumn) -> dict[Meaning, float]:
    """How well each meaning suits a column."""
    if column.heading:
        return {column.heading: _HEADER}
    words = header_fits(column.headers)
    scores = {meaning: _HEADER * fit + _LOOK * suits(meaning, column.look) for meaning, fit in words.items()}
    _as_states(column, scores)
    if max(words.values(), default=0.0) < _HALF and column.look.count:
        for meaning in _BY_LOOK:
            look = suits(meaning, column.look)
            if look >= _MOST and not (meaning is Meaning.VERDICT and column.look.percents >= _MOST):
                scores[meaning] = max(scores.get(meaning, 0.0), look)
        if not words and _may_be_title(column.look):
            scores[Meaning.TITLE] = _FEW
        if not words and column.look.length >= _LONG_TEXT:
            scores.setdefault(Meaning.PROGRESS, _FEW / 2)
    return scores


def _as_states(column: HeadedColumn, scores: dict[Meaning, float]) -> None:
    """Tell reports, verdicts and shares apart by what the cells are, whichever of them the header says."""
    look = column.look
    told = scores.get(Meaning.PROGRESS, 0.0)
    state = max(told, scores.get(Meaning.VERDICT, 0.0))
    if look.percents >= _MOST and state:
        scores[Meaning.SHARE] = max(scores.get(Meaning.SHARE, 0.0), state + _HALF)  # nothing but shares
    marks = look.count > 0 and look.length <= _MARK and (look.distinct < 1 or look.count == 1)
    bare = look.verdicts >= _MOST and look.length <= _LONG_VERDICT
    if (marks or bare) and told > scores.get(Meaning.VERDICT, 0.0):
        scores[Meaning.VERDICT] = told + _HALF  # √, △, 绿灯
    if marks and column.headers and verdict_of(column.headers[-1]):
        scores[Meaning.VERDICT] = _HEADER + _LOOK  # one column for each state, ticked


_BY_LOOK = (
    Meaning.NUMBER,
    Meaning.RESPONSIBLE,
    Meaning.DEADLINE,
    Meaning.VERDICT,
    Meaning.SHARE,
    Meaning.PHONE,
    Meaning.LEADER,
)
"""What the cells tell without any words over them."""
_LONG_TEXT = 20.0
_MARK = 2.0
"""Characters of a sign that stands for a status."""


def header_fits(headers: Sequence[str]) -> dict[Meaning, float]:
    """How well the words over a column fit each meaning: its own header first, the one above it for what that leaves open."""
    own = dict(meanings_of(headers[-1])) if headers else {}
    above: dict[Meaning, float] = {}
    for header in headers[:-1]:
        for meaning, fit in meanings_of(header).items():
            above[meaning] = max(above.get(meaning, 0.0), fit)
    if any(_is_planned(header) for header in headers[:-1]):
        # 2024年计划 over 形象进度 over 上半年
        if own.get(Meaning.PROGRESS, 0.0) >= _HALF or (not own and above.get(Meaning.PROGRESS, 0.0) >= _HALF):
            return {Meaning.PLAN: 1.0}
        above.pop(Meaning.PROGRESS, None)
    if above.get(Meaning.QUARTER_PLAN, 0.0) >= _HALF and own.get(Meaning.PROGRESS, 0.0) >= _HALF:
        return {Meaning.QUARTER_PROGRESS: own[Meaning.PROGRESS]}  # 7月: 进展, 状态
    if above.get(Meaning.MONEY, 0.0) >= _HALF and not own.get(Meaning.SHARE, 0.0):
        return {Meaning.MONEY: above[Meaning.MONEY]}  # 2025年投资: 计划, 完成
    part_of_year = own.get(Meaning.QUARTER_PLAN, 0.0)
    if part_of_year and max(above.get(Meaning.PROGRESS, 0.0), above.get(Meaning.VERDICT, 0.0)) >= _HALF:
        return {Meaning.QUARTER_PROGRESS: part_of_year}
    for meaning, fit in above.items():
        if not own or max(own.values()) < _SURE:
            own[meaning] = max(own.get(meaning, 0.0), _PARENT * fit)
    return own


def _is_planned(header: str) -> bool:
    """Whether a header over others says that they are plans (2024年计划)."""
    fits = meanings_of(header)
    planned = max(fits.get(Meaning.PLAN, 0.0), fits.get(Meaning.GOAL, 0.0))
    return planned > max(fits.get(Meaning.PROGRESS, 0.0), fits.get(Meaning.MONEY, 0.0))


def _may_be_title(look: ColumnLook) -> bool:
    typed = max(look.numbers, look.percents, look.deadlines, look.verdicts, look.phones, look.persons, look.amounts)
    return typed < _HALF and look.units < _MOST and look.length >= _SHORT_TITLE and look.distinct >= _HALF


def suits(meaning: Meaning, look: ColumnLook) -> float:
    """How well the cells of a column suit a meaning: above 0 they speak for it, below 0 against it."""
    judge = _SUITS.get(meaning)
    return judge(look) if judge and look.count else 0.0


def _typed(look: ColumnLook) -> float:
    return max(look.numbers, look.percents, look.phones, look.amounts)


def _as_title(look: ColumnLook) -> float:
    if max(_typed(look), look.deadlines, look.verdicts, look.persons) >= _HALF:
        return -1.0
    return -0.6 if look.units >= _MOST else 0.3 if look.length >= _SHORT_TITLE else 0.0


def _as_units(look: ColumnLook) -> float:
    if not look.units and look.length <= _SHORT_TITLE - 1:
        return -2.5 if look.length < _TWO + 1 else -0.5
    if _typed(look) >= _HALF or look.length > 4 * _LONG_TEXT:
        return -1.5
    return look.units if look.units >= _HALF else -0.3 if look.length < _LONG_TEXT else -0.9


def _as_verdict(look: ColumnLook) -> float:
    return look.verdicts if look.verdicts >= _HALF else -1.2 if look.length > _LONG_VERDICT else -0.2


def _as_progress(look: ColumnLook) -> float:
    if max(_typed(look), look.deadlines) >= _MOST:
        return -0.8
    return 0.5 if look.length >= _SHORT_TITLE else 0.1


def _as_steps(look: ColumnLook) -> float:
    return -1.5 if look.amounts >= _HALF else _as_plan(look)


def _as_plan(look: ColumnLook) -> float:
    return -0.8 if max(look.percents, look.phones, look.verdicts) >= _MOST else 0.2


def _as_group(look: ColumnLook) -> float:
    if _typed(look) >= _MOST:
        return -0.6
    return 0.2 if look.distinct < _MOST or look.count <= _TWO else 0.0


_TWO = 2
Judge = Callable[[ColumnLook], float]
_SUITS: Mapping[Meaning, Judge] = {
    Meaning.NUMBER: lambda look: 1.0 if look.numbers >= _MOST else -1.5,
    Meaning.TITLE: _as_title,
    **dict.fromkeys(_UNITS, _as_units),
    **dict.fromkeys((Meaning.LEADER, Meaning.PERSON), lambda look: look.persons if look.persons >= _HALF else -0.7),
    **dict.fromkeys(
        (Meaning.DEADLINE, Meaning.START), lambda look: look.deadlines if look.deadlines >= _HALF else -0.4
    ),
    Meaning.VERDICT: _as_verdict,
    Meaning.SHARE: lambda look: look.percents if look.percents >= _HALF else -1.2,
    **dict.fromkeys((Meaning.PROGRESS, Meaning.QUARTER_PROGRESS), _as_progress),
    Meaning.GOAL: _as_plan,
    **dict.fromkeys((Meaning.DETAIL, Meaning.PLAN, Meaning.QUARTER_PLAN), _as_steps),
    Meaning.PHONE: lambda look: look.phones if look.phones >= _HALF else -1.0,
    Meaning.MONEY: lambda look: look.amounts if look.amounts >= _HALF else -0.6,
    Meaning.GROUP: _as_group,
}


def _plan(column: HeadedColumn, meaning: Meaning, told: bool) -> ColumnPlan:
    if told:
        return ColumnPlan(column.column, column.header, meaning, "由使用者指定", 1.0)
    words = header_fits(column.headers).get(meaning, 0.0)
    look = suits(meaning, column.look)
    if meaning is Meaning.EXTRA:
        return ColumnPlan(column.column, column.header, meaning, "不认得的栏名，原样保留", 1.0)
    reasons = []
    if words:
        reasons.append(f"栏名“{column.header[:_SHOWN]}”")
    if look > _HALF:
        reasons.append("内容相符")
    elif look < 0:
        reasons.append("内容不太像")
    confidence = min(1.0, max(0.1, 0.55 * words + (0.45 if look > _HALF else 0.25 if look >= 0 else 0.0)))
    return ColumnPlan(column.column, column.header, meaning, "，".join(reasons) or "按位置", round(confidence, 2))


_SHOWN = 16
