"""Verdicts: the many wordings in which a cell judges how far a task has come.

A verdict is a whole stretch that says nothing else (推进中, 慢于序时进度); words in prose that happen to say so (已完成审核)
are none. ``data/names/verdicts.csv`` tells the wordings as phrases of the parts in ``verdict_parts.csv``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from graph.language.normal_form import Folded, fold_text
from graph.language.simplified import simplified
from graph.language.word_lists import expanded, rows

SHORT = 40
"""A cell of more characters is told by its beginning alone."""
_FULL = 100.0
_OPENING = frozenset("✅❌⭕🔄⚠⏸⏹▶🟢🟡🔴🔵🚧\ufe0f【[（(“”\"‘'《〈✓√☑✔●◆■▲△★☆·*#-—○◎□")
_EMPTY = frozenset("□☐○")
_TICKED = frozenset("■☑√✓✔●☒")
_LEAST_CHOICES = 2
_CLOSING = frozenset("。.;:,!】])”\"'’》〉\n")
_ENDS = "。.;:,!】])”\"'’》〉\n 、"
_SURE = frozenset("。.:】])\n")
"""What closes a label even behind a word that is a verdict in a cell of its own only."""
_TRAILING = ("要求", "状态", "阶段")
_LONGEST_NUMBER = 6
_TROUBLE = frozenset({"behind", "not-started", "suspended"})
_DENYING = frozenset("未不无没非")


@dataclass(frozen=True, slots=True)
class Verdict:
    """A wording of the scheme: the key of its concept; ``whole``: only in a cell of its own; ``schedule``: about the course."""

    key: str
    whole: bool
    schedule: bool


@dataclass(frozen=True, slots=True)
class Opening:
    """A verdict that opens a text: the words as written, and where what follows begins.

    ``plain``: nothing but marks stands before it, and more than a comma closes it, as behind a label.
    """

    word: str
    key: str
    end: int
    plain: bool


@cache
def wordings() -> dict[str, Verdict]:
    """Every wording (simplified, folded) of the scheme; listed ones (``statuses.csv``) before those of phrases."""
    parts = _parts() | {f"{part}?": ("", *words) for part, words in _parts().items()}
    found = {row["wording"]: Verdict(row["key"], False, "序时" in row["wording"]) for row in rows("statuses")}
    for row in rows("verdicts"):
        verdict = Verdict(row["key"], row["where"] == "cell", row["sort"] == "schedule")
        for wording in expanded(row["phrase"], parts):
            known = found.setdefault(wording, verdict)
            if known.key == verdict.key:
                whole, schedule = known.whole and verdict.whole, known.schedule or verdict.schedule
                found[wording] = Verdict(known.key, whole, schedule)
    return found


@cache
def _parts() -> dict[str, tuple[str, ...]]:
    return {row["part"]: tuple(row["words"].split()) for row in rows("verdict_parts")}


@cache
def _longest() -> int:
    return max(map(len, wordings()))


def key_of(wording: str) -> str | None:
    """The key of the concept a wording means, ``None`` for one the scheme does not know.

    >>> [key_of(x) for x in ("進度滯後", "85%", "已完成80%", "100%", "已完成审核")]
    ['behind', 'on-track', 'on-track', 'completed', None]
    """
    text = _plain(fold_text(wording).text)
    verdict = _meaning(text)
    if verdict:
        return verdict.key
    share, end = _share_at(text, 0)
    return _key_of_share(share) if share is not None and end == len(text) else None


def _meaning(text: str) -> Verdict | None:
    """What a folded wording means; a subject may stand before one about the course."""
    found = wordings().get(text)
    if found is None and text.startswith(_parts()["subject"]):
        subject = next(word for word in _parts()["subject"] if text.startswith(word))
        rest = wordings().get(text[len(subject) :])
        return rest if rest and rest.schedule else None
    return found


def share_of(text: str) -> float | None:
    """The share of completion (per cent) a cell begins with.

    >>> [share_of(x) for x in ("22%（严重滞后）", "已完成80%", "完成投资3亿元", "85％")]
    [22.0, 80.0, None, 85.0]
    """
    return _share_at(_plain(fold_text(text[: 4 * SHORT]).text), 0)[0]


def verdict_of(text: str) -> str | None:
    """The status a whole short cell tells, as written; ``None`` where it tells something else.

    >>> [verdict_of(x) for x in ("【达进度】", "22%（严重滞后）", "进展顺利，达到序时进度。", "未达序时进度（管线迁改慢）", "✓已完成")]
    ['达进度', '严重滞后', '达到序时进度', '未达序时进度', '已完成']
    >>> [verdict_of(x) for x in ("已完成审核", "未完成的工程量较大", "完成投资3亿元", "推进中小学建设", "85%", "√")]
    [None, None, None, None, '85%', '√']
    """
    folded = fold_text(text[: 4 * SHORT])
    if not folded.text or len(folded.text) > SHORT:
        return None
    bracket = _ticked(text) or _in_last_bracket(folded)
    if bracket:
        return bracket
    plain = _plain(folded.text)
    if _meaning(plain.strip()):
        return folded.source.strip()
    clauses = [_clause(folded, start, end) for start, end in _clauses(plain)]
    if clauses and all(clauses):
        told = [clause for clause in clauses if clause]
        return next((word for word, verdict in told if verdict.schedule), told[0][0])
    if len(clauses) > 1 and (last := clauses[-1]) and last[1].schedule:
        return last[0]
    opening = opening_verdict(text)
    return opening.word if opening else None


def opening_verdict(text: str) -> Opening | None:
    """The verdict a text opens with, whatever closes it; ``None`` where prose begins.

    >>> [o and o.word for o in map(opening_verdict, ("已完成，正在验收。", "一、已完成；", "已完成审核。", "32% 路基开挖", "已开工，投资3亿元"))]
    ['已完成', '已完成', None, '32%', None]
    """
    ticked = _ticked(text) if len(text) <= 2 * SHORT else None
    if ticked:
        return Opening(ticked, key_of(ticked) or "", len(text), True)
    folded = fold_text(text[: 4 * SHORT])
    plain = _plain(folded.text)
    at = _skipped(plain)
    found = _word_at(folded, plain, at) or _share_opening(folded, plain, at)
    if found is None and at and plain[:1] in wordings() and _closes(folded, plain, 1):
        return Opening(plain[0], wordings()[plain[0]].key, folded.span(0, 1)[1], True)
    return found


def closing_verdict(text: str) -> str | None:
    """The verdict on the whole task that a report closes with, as written; ``None`` where its last sentence tells of a part.

    >>> [closing_verdict(x) for x in ("开挖40处。总体按序时进度推进。", "收入6亿元。该项工作达到序时进度。", "因缺资金，进度滞后约3个月。")]
    ['按序时进度推进', '达到序时进度', '进度滞后']
    >>> [closing_verdict(x) for x in ("8栋封顶。任务已完成。", "目前常态化推进，存在不畅的问题。", "已开工。东段路基已完成。", "完成投资3亿元。")]
    ['任务已完成', '常态化推进', None, None]
    """
    folded = fold_text(text[-6 * SHORT :])
    plain = _plain(folded.text)
    end = len(plain.rstrip(_ENDS))
    start = max(plain.rfind(mark, 0, end) for mark in "。;!\n") + 1
    bounds = [at for at in range(start, end) if plain[at] == ","]
    clauses = [(first, last) for first, last in pairwise([start - 1, *bounds, end])]
    for number, (before, last) in reversed(list(enumerate(clauses))):
        found = _whole_judged(folded, plain, before + 1, last)
        sure = found and (not found[1].whole or len(clauses) == 1 or found[0].startswith(_parts()["goal"]))
        if found and sure and (number + 1 == len(clauses) or _lasting(found[1])):
            return found[0]
    return None


def _lasting(verdict: Verdict) -> bool:
    """Whether a verdict holds for the task though more is told behind it: on the course, or on what keeps it."""
    return verdict.schedule or verdict.key in _TROUBLE or verdict.key == "on-track"


def _whole_judged(folded: Folded, plain: str, start: int, end: int) -> tuple[str, Verdict] | None:
    """The verdict that a clause is, or that it ends with behind the words for the task itself."""
    subjects = ("", *_parts()["whole_task"])
    starts = [at + len(word) for at in _starts(plain[:end], start) for word in subjects if plain.startswith(word, at)]
    for first in starts:
        if found := _clause(folded, first, end):
            return found
    for first in range(start + 1, end):
        verdict = _meaning(plain[first:end])
        on_all = verdict and (verdict.schedule or plain.startswith(_parts()["goal"], first))
        if verdict and on_all and plain[first - 1] not in _DENYING:
            return folded.written(first, end), replace(verdict, whole=False)
    return None


def _ticked(text: str) -> str | None:
    """The verdict ticked in a cell that prints all to choose from (■已完成 □推进中), ``None`` in other cells."""
    marks = [at for at, char in enumerate(text) if char in _EMPTY or char in _TICKED]
    if len(marks) < _LEAST_CHOICES or not any(text[at] in _EMPTY for at in marks):
        return None
    first = not text[: marks[0]].strip()
    bounds = [*marks, len(text)] if first else [-1, *marks]
    told = [text[start + 1 : end].strip() for start, end in pairwise(bounds)]
    chosen = [word for at, word in zip(marks, told, strict=True) if text[at] in _TICKED]
    return chosen[0] if len(chosen) == 1 and key_of(chosen[0]) else None


def _plain(folded: str) -> str:
    return simplified(folded).replace("，", ",").replace("；", ";").replace("：", ":").replace("－", "-")


def _skipped(plain: str) -> int:
    """Where the words begin: behind marks, numbers and labels."""
    at = _behind_number(plain, 0)
    while at < len(plain) and (plain[at] in _OPENING or plain[at] == "\n"):
        at += 1
    at = _behind_number(plain, at)
    while word := next((word for word in _parts()["label"] if plain.startswith(f"{word}:", at)), ""):
        at += len(word) + 1
    while at < len(plain) and plain[at] in _OPENING:
        at += 1
    return at


def _behind_number(plain: str, at: int) -> int:
    """The place behind an item's number (1. 一、 (2) ①), the same place where none stands."""
    end = at
    while end < len(plain) and end - at < 4 and (plain[end].isdecimal() or plain[end] in "(一二三四五六七八九十"):
        end += 1
    closed = end > at and end < len(plain) and plain[end] in "、.)"
    return end + 1 if closed and not plain[end + 1 : end + 2].isdecimal() else at


def _word_at(folded: Folded, plain: str, at: int) -> Opening | None:
    """The longest wording at a place that is closed there."""
    for start in _starts(plain, at):
        for length in range(min(_longest() + 4, len(plain) - start), 0, -1):
            verdict = _meaning(plain[start : start + length])
            if verdict is None:
                continue
            end = start + length
            end += next((len(tail) for tail in _TRAILING if plain.startswith(tail, end)), 0)
            for stop in {end, start + length}:
                if _closes(folded, plain, stop, sure=verdict.whole):
                    written = folded.written(start, start + length)
                    label = _behind_number(plain, 0) == 0 and (stop == len(plain) or plain[stop] in _SURE)
                    return Opening(written, verdict.key, _after(folded, plain, stop), label)
    return None


def _starts(plain: str, at: int) -> list[int]:
    """Where the verdict may begin: at the place, or behind words that lead to it (目前总体)."""
    starts = [at]
    for _ in range(3):
        word = next((word for word in _parts()["leading"] if plain.startswith(word, starts[-1])), "")
        if not word:
            break
        starts.append(starts[-1] + len(word))
    return starts


def _closes(folded: Folded, plain: str, end: int, sure: bool = False) -> bool:
    """Whether a word that ends at a place is closed there."""
    if not plain[end:].strip(_ENDS):
        return True
    if sure:
        bracket = plain[end] == "(" and plain.find(")", end) == len(plain.rstrip(".。;")) - 1
        return plain[end] in _SURE or bracket
    blank = end < len(plain) and folded.offsets[end] > folded.offsets[end - 1] + 1
    return plain[end] in _CLOSING or plain[end] == "(" or blank


def _after(folded: Folded, plain: str, end: int) -> int:
    """Where in the source what follows a closed word begins."""
    while end < len(plain) and plain[end] in _ENDS:
        end += 1
    return folded.offsets[end] if end < len(plain) else len(folded.source)


def _share_opening(folded: Folded, plain: str, at: int) -> Opening | None:
    """A percentage that opens a text (32%, 主体封顶); what a bracket behind it says counts."""
    share, end = _share_at(plain, at)
    if share is None or not plain[at].isdecimal() or not _closes(folded, plain, end):
        return None
    if plain.startswith("(", end):
        close = plain.find(")", end)
        judged = _judged_in(folded, end + 1, close if close > 0 else len(plain))
        if judged:
            return Opening(judged[0], judged[1].key, folded.offsets[at], True)
    return Opening(folded.written(at, end), _key_of_share(share), _after(folded, plain, end), end == len(plain))


def _judged_in(folded: Folded, start: int, end: int) -> tuple[str, Verdict] | None:
    """The verdict a bracket behind a share gives: all of it, or what it ends with of a part of the task (南段进度滞后)."""
    whole = _clause(folded, start, end)
    if whole:
        return whole
    plain = _plain(folded.text)
    for first in range(start + 1, end):
        verdict = _meaning(plain[first:end])
        if verdict and (verdict.schedule or verdict.key in _TROUBLE) and plain[first - 1] not in _DENYING:
            return folded.written(first, end), verdict
    return None


def _share_at(plain: str, at: int) -> tuple[float | None, int]:
    """The percentage at a place, behind words that lead to it, and where it ends."""
    sign = plain.find("%", at, at + SHORT)
    if sign < 0:
        return None, at
    start = sign
    while start > at and (plain[start - 1].isdecimal() or plain[start - 1] == "."):
        start -= 1
    number = plain[start:sign]
    if not number or len(number) > _LONGEST_NUMBER or number.count(".") > 1 or not number[0].isdecimal():
        return None, at
    if not _only_of(plain[at:start], _parts()["share"]):
        return None, at
    return float(number), sign + 1


def _only_of(text: str, words: tuple[str, ...]) -> bool:
    """Whether a text is made of some words and nothing else, the longest taken first."""
    at = 0
    while at < len(text):
        length = next((n for n in range(min(5, len(text) - at), 0, -1) if text[at : at + n] in words), 0)
        if not length:
            return False
        at += length
    return True


def _key_of_share(share: float) -> str:
    """What a bare percentage means: all, more than all, nothing, or on its way."""
    if share > _FULL:
        return "exceeded"
    return "completed" if share == _FULL else "on-track" if share else "not-started"


def _clauses(plain: str) -> list[tuple[int, int]]:
    """The clauses of a text as (start, end)."""
    found, start = [], _skipped(plain)
    for at, char in enumerate(plain):
        if at >= start and char in ",;。/\n":
            found.append((start, at))
            start = at + 1
    found.append((start, len(plain)))
    return [(first, last) for first, last in found if plain[first:last].strip(_ENDS)]


def _clause(folded: Folded, start: int, end: int) -> tuple[str, Verdict] | None:
    """The verdict a clause is, with its words; a measure behind one about the course belongs to it (滞后4个月)."""
    plain = _plain(folded.text)
    while end > start and plain[end - 1] in _ENDS:
        end -= 1
    for first in _starts(plain[:end], start):
        for tail in ("", *_TRAILING):
            last = end - len(tail)
            verdict = _meaning(plain[first:last]) if plain.endswith(tail, first, end) else None
            if verdict:
                return folded.written(first, last), verdict
        digit = next((at for at in range(first, end) if plain[at].isdecimal()), end)
        word = plain[first:digit].rstrip("约近超")
        verdict = _meaning(word)
        if verdict and (verdict.schedule or word.endswith(_parts()["slow"])) and digit < end:
            return folded.written(first, first + len(word)), verdict
    share, stop = _share_at(plain, start)
    if share is not None and stop == end:
        return folded.written(start, end), Verdict(_key_of_share(share), True, False)
    return None


def _in_last_bracket(folded: Folded) -> str | None:
    """The verdict that stands in a bracket at the end of a cell, which judges what stands before it."""
    plain = _plain(folded.text).rstrip(".。;")
    opened = plain.rfind("(")
    if opened <= 0 or not plain.endswith(")"):
        return None
    before = _clause(folded, _skipped(plain), opened)
    judge = _judged_in if before and "%" in before[0] else _clause
    found = judge(folded, opened + 1, len(plain) - 1)
    if found and before and "%" not in before[0]:
        return before[0]  # 正常（绿灯）
    return found[0] if found else None
