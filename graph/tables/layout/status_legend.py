"""Legends: what a document says its signs of status stand for (√表示已完成，△表示正在推进；绿灯为按序时推进)."""

from __future__ import annotations

from collections.abc import Iterable

from graph.language.text import fold
from graph.tables.verdicts import verdict_of

_STANDS_FOR = ("表示", "代表", "为", "指", "=", ":", "是", "即", "-", "—")
_SIGNS = (
    "绿灯",
    "黄灯",
    "红灯",
    "蓝灯",
    "绿牌",
    "黄牌",
    "红牌",
    "蓝牌",
    "绿色",
    "黄色",
    "红色",
    "蓝色",
    "√",
    "✓",
    "✔",
    "×",
    "✗",
    "△",
    "▲",
    "○",
    "●",
    "◎",
    "☆",
)
_ENDS = ",;。.、()"
_LONGEST_NOTE, _LONGEST_WORD = 400, 16
_USUAL = {"√": "已完成", "✓": "已完成", "✔": "已完成", "×": "未完成", "✗": "未完成"}
"""What signs stand for where nothing is said."""


def legend_of(texts: Iterable[str]) -> dict[str, str]:
    """The status that each sign stands for.

    >>> found = legend_of(["说明：△表示正在推进，×表示滞后。", "绿灯：按序时推进"])
    >>> found["△"], found["×"], found["绿灯"], found["√"]
    ('正在推进', '滞后', '按序时推进', '已完成')
    """
    found = dict(_USUAL)
    for text in texts:
        folded = fold(text)
        if len(folded) > _LONGEST_NOTE:
            continue
        for sign in _SIGNS:
            word = _behind(folded, fold(sign))
            if word:
                found[fold(sign)] = word
    return found


def _behind(text: str, sign: str) -> str | None:
    """The status behind a sign and a word that says it stands for it."""
    at = text.find(sign)
    while at >= 0:
        rest = text[at + len(sign) :].lstrip('"”》)')
        link = next((word for word in _STANDS_FOR if rest.startswith(word)), None)
        if link:
            told = rest[len(link) : len(link) + _LONGEST_WORD]
            end = min((told.find(mark) for mark in _ENDS if mark in told), default=len(told))
            if word := verdict_of(told[:end]):
                return word
        at = text.find(sign, at + 1)
    return None


_TICKS = frozenset("√✓✔☑●■")
_ASKED = "是否"
_COURSE = ("序时", "进度", "计划")
_YES, _NO = ("是", "已"), "否"


def verdict_under(header: str, text: str) -> str | None:
    """The status that a tick under a state tells, or a yes or no under a question.

    >>> verdict_under("办理状态 办理中", "√"), verdict_under("是否完成整改", "是"), verdict_under("是否开工", "否（未启动）")
    ('办理中', '已完成整改', '未启动')
    >>> verdict_under("是否销号", "否"), verdict_under("状态", "√")
    (None, None)
    """
    said = fold(text)
    state = fold(header.split(" ")[-1])
    if said in _TICKS:
        return verdict_of(state)
    asked = fold(header).partition(_ASKED)[2]
    if not asked:
        return None
    if said in _YES:
        return verdict_of(f"已{asked}")
    if said == _NO and any(word in asked for word in _COURSE):
        return verdict_of(f"未{asked}")
    inside = said.removeprefix(_NO).strip("()") if said.startswith(_NO) else ""
    return verdict_of(inside) if inside else None
