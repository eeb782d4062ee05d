"""Comparing what an answer says with what is right: widths, numbers with their units, labels of things."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache

from graph.language.word_lists import language_rows
from qa.evaluation.typed_questions import Need

_SCALES = {"百": 1e2, "千": 1e3, "万": 1e4, "亿": 1e8}
PERCENT = "%"
_POINTS = ("个百分点", "百分点")
_STOPS = frozenset(")。,、;")
_DASHES = str.maketrans("—–", "--")
_LONGEST_UNIT = 4
_MOST_DIGITS = 3
_LEAST_LABEL = 3
"""A label of fewer characters is only alike when it is the same."""
_CLOSE = 1e-6


@lru_cache(maxsize=8)
def verdict_words(kind: str) -> tuple[str, ...]:
    """The words of a kind in ``data/language/verdict_words.csv``."""
    return tuple(word for row in language_rows("verdict_words") if row["kind"] == kind for word in row["words"].split())


def folded(text: object) -> str:
    """A text without tags, blanks, widths and commas within numbers.

    >>> folded("共 <b>1,200</b>　万元（Ａ）"), folded("3,48")
    ('共1200万元(A)', '3,48')
    """
    plain = unicodedata.normalize("NFKC", _without_tags(str(text or "")))
    dense = "".join(plain.split())
    kept = (char for at, char in enumerate(dense) if not (char == "," and _divides_thousands(dense, at)))
    return "".join(kept).translate(_DASHES)


def _without_tags(text: str) -> str:
    pieces, at = [], 0
    while (opened := text.find("<", at)) >= 0:
        named = text[opened + 1 : opened + 3].removeprefix("/")[:1]
        closed = text.find(">", opened) if named.isascii() and named.isalpha() else -1
        pieces.append(text[at : opened if closed >= 0 else opened + 1])
        at = closed + 1 if closed >= 0 else opened + 1
    return "".join([*pieces, text[at:]])


def _divides_thousands(text: str, at: int) -> bool:
    behind = text[at + 1 : at + 4]
    return at > 0 and text[at - 1].isdecimal() and len(behind) == 3 and behind.isdecimal()


def stand(needs: Sequence[Need] | None, text: str) -> list[bool]:
    """Whether each text stands in a folded one; of a list any.

    >>> stand(["5 列", ["甲", "乙"]], "共5列,乙")
    [True, True]
    """
    return [any(folded(one) in text for one in ([need] if isinstance(need, str) else need)) for need in needs or ()]


def split_unit(unit: str | None) -> tuple[float, str]:
    """A unit as a scale and a plain unit; per cent and percentage points are one.

    >>> split_unit("亿元"), split_unit("个百分点"), split_unit(None)
    ((100000000.0, '元'), (1.0, '%'), (1.0, ''))
    """
    plain, scale = folded(unit), 1.0
    while plain[:1] in _SCALES and plain not in _POINTS:
        scale, plain = scale * _SCALES[plain[0]], plain[1:]
    return scale, PERCENT if plain in _POINTS else plain


def same_number(wanted: tuple[float, str | None], told: tuple[float, str | None], within: float = 0.0) -> bool:
    """Whether two numbers with their units are the same; a bare number is in the unit of the wanted one.

    >>> same_number((1.2, "亿元"), (12000, "万元")), same_number((5, "%"), (5, "个")), same_number((5, "%"), (5, None))
    (True, False, True)
    """
    scale, base = split_unit(wanted[1])
    own, other = split_unit(told[1])
    want, said = wanted[0] * scale, told[0] * (own if other or own > 1 else scale)
    fits = not other or (base == PERCENT) == (other == PERCENT)
    return fits and abs(said - want) <= within * scale + _CLOSE * max(1.0, abs(want))


def says_number(wanted: tuple[float, str | None], text: str, within: float = 0.0) -> bool:
    """Whether a text says a number with its unit, or at a stop without one.

    >>> says_number((90, "%"), "进度达90%"), says_number((90, "%"), "共90项"), says_number((48, "项"), "〔3-48〕")
    (True, False, False)
    """
    base = split_unit(wanted[1])[1]
    for number, scale, unit in _numbers(_without_task_numbers(folded(text))):
        fits = not base or unit.startswith(base) or (base == PERCENT and _POINTS[-1] in unit)
        if (fits or not unit or unit[0] in _STOPS) and same_number(wanted, (number, scale + base), within):
            return True
    return False


def _numbers(text: str) -> Iterator[tuple[float, str, str]]:
    """The numbers of a folded text: value, scale (万) and up to four characters behind, a dash too, which is no sign then."""
    at = 0
    while at < len(text):
        first = at + (text[at] == "-")
        if not text[first : first + 1].isdecimal() or (at > 0 and (text[at - 1].isdecimal() or text[at - 1] == ".")):
            at += 1
            continue
        end = _run(text, first)
        if text[end : end + 1] == "." and text[end + 1 : end + 2].isdecimal():
            end = _run(text, end + 1)
        behind = next((i for i in range(end, len(text)) if text[i] not in _SCALES), len(text))
        if text.startswith(_POINTS, max(end, behind - 1)):
            behind = max(end, behind - 1)  # 百分点 is no hundred
        unit = _unit(text, behind)
        yield float(text[at:end]), text[end:behind], unit
        at = max(end, behind + len(unit))


def _run(text: str, at: int) -> int:
    """Where the digits from a place on end."""
    return next((i for i in range(at, len(text)) if not text[i].isdecimal()), len(text))


def _unit(text: str, at: int) -> str:
    behind = text[at : at + _LONGEST_UNIT]
    end = next((i for i, char in enumerate(behind) if char.isdecimal() or char.isspace()), len(behind))
    return behind[:end]


def _without_task_numbers(text: str) -> str:
    """A text with a blank for every number of a task (〔3-48(2)〕), which is no quantity; 1-7月 is none."""
    pieces, at = [], 0
    while at < len(text):
        start = at + (text[at] in "〔[")
        end = _task_number(text, start)
        if end:
            pieces.append(" ")
            at = end + (text[end : end + 1] in {"〕", "]"})
        else:
            pieces.append(text[at])
            at += 1
    return "".join(pieces)


def _task_number(text: str, start: int) -> int:
    """Where a task's number that starts at a place ends; 0 where none does."""
    if text[start : start + 1] not in {"1", "2", "3", "4"} or text[start + 1 : start + 2] != "-":
        return 0
    joined = start > 0 and (text[start - 1].isalnum() or text[start - 1] == "_")
    digits = _run(text, start + 2)
    if joined or digits == start + 2 or text[digits : digits + 1] == "月":
        return 0
    end = min(digits, start + 2 + _MOST_DIGITS)
    row = _run(text, end + 1)
    return row + 1 if text[end : end + 1] == "(" and row > end + 1 and text[row : row + 1] == ")" else end


def same_label(one: str, other: str, counties: Collection[str]) -> bool:
    """Whether two labels call the same thing: without offices, brackets and the county, one may be a part of the other.

    >>> same_label("李志（常委）", "李志", ()), same_label("鹤山市沙坪", "沙坪", ["鹤山市"]), same_label("鹤城", "鹤城镇", ())
    (True, True, False)
    """
    a, b = _label(one, counties), _label(other, counties)
    return a == b or (min(len(a), len(b)) >= _LEAST_LABEL and (a in b or b in a))


def _label(text: str, counties: Collection[str]) -> str:
    plain = _without_brackets(folded(text))
    while office := next((word for word in verdict_words("office") if plain.endswith(word)), ""):
        if len(plain) < len(office) + 2:
            break
        plain = plain.removesuffix(office)
    for county in sorted((*counties, *(county[:-1] for county in counties)), key=len, reverse=True):
        if plain.startswith(county) and len(plain) >= len(county) + 2:
            return plain.removeprefix(county)
    return plain


def _without_brackets(text: str) -> str:
    kept, at = [], 0
    while at < len(text):
        closed = (
            min((i for close in ")）〕" if (i := text.find(close, at)) >= 0), default=-1) if text[at] in "(（〔" else -1
        )
        if closed < 0:
            kept.append(text[at])
        at = closed + 1 if closed >= 0 else at + 1
    return "".join(kept)
