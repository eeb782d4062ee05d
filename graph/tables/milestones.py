"""Dividing a plan cell into its milestones.

A cell may hold one milestone, several, or one without a number; inner lists, years and versions in brackets look alike
and must stay whole.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from graph.language.normal_form import Folded, fold_text
from graph.language.numerals import read_integer
from graph.language.text import fold, is_chinese, is_digit
from graph.language.time_values import ANY_YEAR
from graph.language.timex import Timex, find_times

_BLANK = r"(?:\s|</?(?:p|b|strong)>)"
_GAP = rf"{_BLANK}{{0,12}}+"
"""Blanks and tags, taken whole and bounded, so that a long stretch of them is walked once and not from each of its places."""
_FAMILIES: dict[str, str] = {
    "full": r"（\s{0,9}(?P<no>\d{1,2})\s{0,9}）",
    "half": r"\(\s{0,9}(?P<no>\d{1,2})\s{0,9}\)",
    "mixed": r"[（(]\s{0,9}(?P<no>\d{1,2})\s{0,9}[）)]",
    "hanzi": r"[（(]\s{0,9}(?P<no>[一二三四五六七八九十]{1,3})\s{0,9}[）)]",
    "dotted": r"(?P<no>\d{1,2})\s{0,9}[、.．](?!\d(?!\d?月|\d{3}年))",
    "circled": r"(?P<no>[①-⑳])",
    "points": r"(?P<no>[一二三四五六七八九十]{1,2})是(?!否)",
    "listed": r"(?P<no>[一二三四五六七八九十]{1,3})、",
}
_BEFORE_TIME = frozenset("。;,.>)\n")
_LEAST_TIMED = 2
_SENTENCE_ENDS = ("。", "；", ";", "！", "!")
_OPENING = ("<p>", "<b>", "<strong>")
_START = {name: re.compile(rf"^{_BLANK}*+(?P<star>★?){_GAP}{shape}") for name, shape in _FAMILIES.items()}
_LATER = {
    name: re.compile(rf"(?P<before>^|[。；;！？!?]|[）)]|\s|>){_GAP}(?P<star>★?){_GAP}{shape}")
    for name, shape in _FAMILIES.items()
}


@dataclass(frozen=True, slots=True)
class Step:
    """One milestone of a cell: printed number (``None`` without one), star, raw text after the number."""

    no: int | None
    starred: bool
    raw: str
    written: str
    due: str | None = None
    """The time printed before it as a label (一季度：)."""


def split_milestones(raw: str) -> list[Step]:
    """Divide a plan cell (raw, with tags) into steps.

    The number style of the first step counts for the whole cell; a later number is a step only when it is the next one
    and stands where a sentence or paragraph begins.

    >>> [(s.no, s.starred, s.raw) for s in split_milestones("(1) 甲（2022年）：(a) 乙。 ★(2) 9月底前丙。")]
    [(1, False, '甲（2022年）：(a) 乙。'), (2, True, '9月底前丙。')]
    >>> [(s.due, s.raw) for s in split_milestones("一季度：完成立项；二季度：开工。")]
    [('一季度', '一季度：完成立项；'), ('二季度', '二季度：开工。')]
    """
    if not fold(raw):
        return []
    family = _family(raw)
    if family is None:
        return _timed(raw) or [_whole(line) for line in _sentences(raw)]
    heads = _heads(raw, family)
    steps = []
    for (start, body, number, starred), following in zip(heads, [*heads[1:], None], strict=True):
        end = following[0] if following else len(raw)
        steps.append(Step(number, starred, unbroken(_trim(raw[body:end])), raw[start:end]))
    return steps


def _whole(raw: str) -> Step:
    starred = bool(re.match(rf"^{_GAP}★", raw))
    return Step(None, starred, unbroken(_trim(raw.replace("★", "", 1) if starred else raw)), raw)


def _timed(raw: str) -> list[Step]:
    """The steps of a cell that are labelled by their times, two or more (一季度：…；二季度：…); none in other cells."""
    if raw.count("：") + raw.count(":") < _LEAST_TIMED:
        return []
    folded = fold_text(raw)
    heads = [time for time in find_times(folded.text, ANY_YEAR) if _is_label(folded, time)]
    if len(heads) < _LEAST_TIMED or fold(folded.text[: heads[0].start]):
        return []
    starts = [0, *(folded.span(time.start, time.end)[0] for time in heads[1:]), len(raw)]
    return [
        replace(_whole(raw[start:end]), due=folded.written(time.start, time.end))
        for time, start, end in zip(heads, starts, starts[1:], strict=False)
    ]


def _is_label(folded: Folded, time: Timex) -> bool:
    """Whether a time stands where a clause begins and a colon follows."""
    text, start = folded.text, time.start
    opens = not start or text[start - 1] in _BEFORE_TIME or folded.offsets[start] > folded.offsets[start - 1] + 1
    return opens and text[time.end : time.end + 1] == ":"


def _sentences(raw: str) -> list[str]:
    """The lines of a cell where each ends like a sentence, or the cell as it is: lines that break sentences are no steps."""
    lines = [line for line in raw.split("\n") if line.strip()]
    if len(lines) > 1 and all(line.rstrip().endswith(_SENTENCE_ENDS) for line in lines[:-1]):
        return lines
    return [raw]


def unbroken(text: str) -> str:
    r"""A text with the lines joined that a narrow cell broke in the middle of a sentence.

    >>> unbroken("完成主体\n工程建设。\n通过验收")
    '完成主体工程建设。\n通过验收'
    """
    if "\n" not in text:
        return text
    lines = text.split("\n")
    joined = lines[:1]
    for line in lines[1:]:
        before = joined[-1].rstrip()
        if before and line.strip() and _is_inner(before[-1]) and _is_inner(line.lstrip()[0]):
            joined[-1] = before + line.lstrip()
        else:
            joined.append(line)
    return "\n".join(joined)


def _is_inner(char: str) -> bool:
    """Whether a character stands inside sentences and ends none."""
    return is_chinese(char) or char in "、，,（(）)《》“”%％" or is_digit(char)


def _family(raw: str) -> str | None:
    return next((name for name in _FAMILIES if _START[name].match(raw)), None)


def _heads(raw: str, family: str) -> list[tuple[int, int, int, bool]]:
    """(start of step, start of its text, number, starred) of every step, nested lists of the same style left out."""
    first = _START[family].match(raw)
    if first is None:  # pragma: no cover - callers have matched the family
        return []
    heads = [(0, first.end(), _value(first["no"]), bool(first["star"]))]
    inner = 0
    for match in _LATER[family].finditer(raw, first.end()):
        value = _value(match["no"])
        expected = heads[-1][2] + 1
        if value == 1 and expected != 1:
            inner = 1
        elif inner and value == inner + 1 and (value != expected or match["before"] in "；;"):
            inner = value
        elif value == expected:
            inner = 0
            heads.append((match.end("before"), match.end(), value, bool(match["star"])))
    return heads


def _value(text: str) -> int:
    if "①" <= text <= "⑳":
        return ord(text) - ord("①") + 1
    return read_integer(text) or 0


def _trim(raw: str) -> str:
    """Cut blanks and tags that enclose nothing at both ends."""
    text = raw.strip()
    text = re.sub(r"^(?:\s*</(?:p|b|strong)>)+\s*", "", text)
    while text.endswith(_OPENING):
        text = text[: text.rindex("<")].rstrip()
    return text
