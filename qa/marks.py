"""What a question says about status, time and numbers, each found where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from graph.language.numerals import read_integer
from graph.language.time_values import ANY_YEAR, Bound, Grain
from graph.language.timex import Timex, find_times
from graph.tables.statuses import SCHEME
from qa.querying.conditions import Atom, Counted, Due, Has, HasStatus, Starred, StatusMode

BLANK = "\0"
"""Stands for every character that is already understood, so that positions stay."""
_COMPLETED = ("exceeded", "completed")
_UNFINISHED = tuple(concept.key for concept in SCHEME if concept.key not in _COMPLETED)
_LATE = ("behind", "not-started")
_NOT = r"(?:(?<!有)没有|没(?!有)|没能|未能?|尚未|还没有?|还未|(?<!是)不是|并未|并没有?|不算)"
_DONE = r"(?:完成|做完|搞定|办完|干完|办结|办成|做成|干成|搞成|弄完|弄好|做好|搞好|达标|达成)"

STATUS_WORDS: tuple[tuple[str, tuple[str, ...], StatusMode], ...] = (
    (
        r"基本(?:上)?(?:按(?:照)?(?:进度|计划|时序)|达到?(?:序时)?进度|跟上(?:进度)?|完成|做完)(?:完成)?|基本按(?=[”\"’」的])",
        ("mostly",),
        StatusMode.ANY,
    ),
    (rf"{_NOT}(?:能)?按(?:照)?(?:进度|时|期|计划|要求|节点)(?:{_DONE})?", ("behind",), StatusMode.ANY),
    (
        rf"(?:{_NOT}|不)(?:清一色|一律|完全|全部?|都)(?:做到|达到|是|算)*(?:了)?[“\"]?已?(?:按时)?{_DONE}[”\"]?",
        _UNFINISHED,
        StatusMode.OVERALL,
    ),
    (
        rf"{_NOT}(?:全部|都|完全|全|彻底)(?:都)?(?:写[“\"]?)?[“\"]?(?:已经?)?(?:按时|按进度)?{_DONE}[”\"]?",
        _UNFINISHED,
        StatusMode.OVERALL,
    ),
    (
        rf"{_NOT}(?:[“\"]?已经?)?(?:做|搞|办|干)?(?:到位|{_DONE}|完)(?:进度)?(?![时期情率])",
        _UNFINISHED,
        StatusMode.OVERALL,
    ),
    (
        r"不(?:太|大|够|怎么|是很)?(?:顺利|理想|如意|达标)|进展(?:不好|不佳|困难)|(?<!什么)(?<!啥)有问题|遇到(?:了)?(?:问题|困难)|打(?:了)?折扣|"
        rf"{_NOT}达(?:标|到(?:目标|进度|要求|预期)?)|留(?:有|了)尾巴",
        _UNFINISHED,
        StatusMode.OVERALL,
    ),
    (
        r"滞后|落后|拖(?:了)?(?:后腿|进度|延)|延误|延期|推进缓慢|进展缓慢|进度(?:偏)?慢|慢了|没跟上|掉(?:了)?队|欠进度|掉(?:了)?链子",
        _LATE,
        StatusMode.ANY,
    ),
    (
        r"(?:被)?暂缓(?:实施|了)?|暂停|叫停|喊停|搁置|搁浅|停摆|停工|停下来|停了|停止|中止|按下暂停键|(?:被)?取消",
        ("suspended",),
        StatusMode.ANY,
    ),
    (rf"{_NOT}(?:启动|开工|动工)", ("not-started",), StatusMode.ANY),
    (rf"(?:已经?|全部?|都)(?:全部|都|已经?)*{_DONE}", _COMPLETED, StatusMode.OVERALL),
    (
        rf"(?<![划度时期要应须需前底内日末月该得就])(?<!按进度){_DONE}了?的(?=有|是|占|一?共|任务|项目|工作|比例|多少|$|[，。？?,])",
        _COMPLETED,
        StatusMode.OVERALL,
    ),
    (rf"(?<=[里中内]){_DONE}了(?=多少|几)", _COMPLETED, StatusMode.OVERALL),
    # 民政局牵头几项，完成了几项 asks for both numbers, so that the set stays whole.
    (
        rf"(?<![，,。；;划度时期要应须需前底内日末月该得就]){_DONE}了(?=(?:多少|几)[项件个桩])",
        _COMPLETED,
        StatusMode.OVERALL,
    ),
)
"""What people say about a status → keys of the scheme; the more specific wordings come first."""

_DUE = re.compile(
    r"完成时[间限]|时限|期限|截止|到期|收官|前(?:要|须|应)?(?:完成|做完|办完|交)|"
    r"(?:月份?|月底|月末|季度|半年|年底|日|内|里)(?:之?前|就|要|应|须|必须)*(?:该|得)?(?:完成|做完|办完|收尾|交账|交差)|"
    r"(?:要求|应|须|要|应该|计划|得|定在|限定?|赶在).{0,6}(?:完成|做完|到期)|(?:月底|月末|日)(?:要|应|须|前)|(?:写|标|定)(?:着|的是|为|在)?|就有(?:个)?(?:节点|时限|期限)|节点(?:时间)?(?:定)?(?:是|在|为)|月(?:份|底|末)?(?:的)?节点"
)
_COUNTED = re.compile(
    r"(?P<what>节点|里程碑|步骤|责任单位|参与单位|单位|部门)(?:数量?|个数)?(?:有|达到?|是|不)?(?P<how>超过|多于|大于|不少于|至少|少于|不到|不超过|最多|只有|等于|达到?)"
    r"(?P<number>\d{1,2}|[一二两三四五六七八九十]{1,3})(?:个|家)?(?P<or>以上|以下)?|"
    r"(?:有|含|涉及)(?P<how2>超过|多于|至少|不少于|少于|不到|只有)?(?P<number2>\d{1,2}|[一二两三四五六七八九十]{1,3})(?:个|家)(?P<or2>以上|以下)?(?:的)?"
    r"(?P<what2>节点|里程碑|步骤|责任单位|参与单位|单位|部门)"
)
_DUE_IN = frozenset(
    [
        Grain.DAY,
        Grain.MONTH_PART,
        Grain.MONTH_END,
        Grain.MONTH,
        Grain.QUARTER,
        Grain.HALF_YEAR,
        Grain.YEAR_PART,
        Grain.YEAR_END,
    ]
)
"""How exactly a time is told that may be a deadline; a whole year only with its bound (年内)."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of the question that stands for a condition."""

    start: int
    end: int
    condition: Atom


def find_marks(text: str) -> list[Mark]:
    """Statuses, deadlines, stars and numbers of parts in a question whose names are blanked."""
    marks = _statuses(text)
    marks += _starred(blank(text, marks))
    marks += _counts(blank(text, marks))
    marks += _deadlines(blank(text, marks))
    return sorted(marks, key=lambda mark: mark.start)


def blank(text: str, marks: list[Mark]) -> str:
    r"""The text with the stretches of marks blanked, of the same length.

    >>> blank("甲乙丙", [Mark(1, 2, Starred())])
    '甲\x00丙'
    """
    return blanked(text, [(mark.start, mark.end) for mark in marks])


def blanked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with stretches blanked, of the same length."""
    for start, end in spans:
        text = text[:start] + BLANK * (end - start) + text[end:]
    return text


def _statuses(text: str) -> list[Mark]:
    marks: list[Mark] = []
    for pattern, keys, mode in STATUS_WORDS:
        for match in re.finditer(pattern, blank(text, marks)):
            words = match.group(0).strip('“”"')
            marks.append(Mark(match.start(), match.end(), HasStatus(words, keys, mode)))
    return marks


def _starred(text: str) -> list[Mark]:
    return [
        Mark(m.start(), m.end(), Starred())
        for m in re.finditer(r"(?:带|有|标|打)?(?:★|星标|星号|带星)(?:标注|的)?", text)
    ]


def _counts(text: str) -> Iterator[Mark]:
    for match in _COUNTED.finditer(text):
        found = match.groupdict()
        number = read_integer(found["number"] or found["number2"])
        if number is None:
            continue
        what = Counted.UNITS if (found["what"] or found["what2"]).endswith(("单位", "部门")) else Counted.MILESTONES
        least, most = _bounds((found["how"] or found["how2"] or "") + (found["or"] or found["or2"] or ""), number)
        yield Mark(match.start(), match.end(), Has(what, least, most))


def _bounds(how: str, number: int) -> tuple[int, int | None]:
    """The least and the most that a comparison allows.

    >>> _bounds("超过", 5), _bounds("以上", 5), _bounds("不到", 3), _bounds("", 2)
    ((6, None), (5, None), (0, 2), (2, 2))
    """
    if how.startswith(("超过", "多于", "大于")):
        return number + 1, None
    if how.startswith(("少于", "不到")):
        return 0, number - 1
    if how.startswith(("不超过", "最多")) or how.endswith("以下"):
        return 0, number
    if how.startswith(("至少", "不少于", "达")) or how.endswith("以上"):
        return number, None
    return number, number


def _deadlines(text: str) -> Iterator[Mark]:
    if not _DUE.search(text):
        return
    for time in find_times(text, ANY_YEAR):
        if (
            time.recurrence
            or not (time.grain in _DUE_IN or time.bound is Bound.WITHIN)
            or not _is_of_the_year(text, time)
        ):
            continue
        words = text[time.start : time.end]
        if due := _due(words, time):
            yield Mark(time.start, time.end, due)


def _due(words: str, time: Timex) -> Due | None:
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


def _is_of_the_year(text: str, time: Timex) -> bool:
    """Whether a time is no other year told relatively (去年6月)."""
    absolute = text[time.start : time.start + 4].isdecimal()
    return absolute or {day.year for day in (time.first, time.last) if day} <= {ANY_YEAR}
