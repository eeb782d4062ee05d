"""Dividing a plan cell into its milestones.

A cell may hold one milestone, several, or one without a number; inner lists, years and versions in brackets look alike
and must stay whole.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from graph.language.numerals import read_integer
from graph.language.text import fold

_BLANK = r"(?:\s|</?(?:p|b|strong)>)"
_GAP = rf"{_BLANK}{{0,12}}+"
"""Blanks and tags, taken whole and bounded, so that a long stretch of them is walked once and not from each of its places."""
_FAMILIES: dict[str, str] = {
    "full": r"（\s{0,9}(?P<no>\d{1,2})\s{0,9}）",
    "half": r"\(\s{0,9}(?P<no>\d{1,2})\s{0,9}\)",
    "mixed": r"[（(]\s{0,9}(?P<no>\d{1,2})\s{0,9}[）)]",
    "hanzi": r"[（(]\s{0,9}(?P<no>[一二三四五六七八九十]{1,3})\s{0,9}[）)]",
    "dotted": r"(?P<no>\d{1,2})\s{0,9}[、.．](?!\d)",
    "circled": r"(?P<no>[①-⑳])",
}
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


def split_milestones(raw: str) -> list[Step]:
    """Divide a plan cell (raw, with tags) into steps.

    The number style of the first step counts for the whole cell; a later number is a step only when it is the next one
    and stands where a sentence or paragraph begins.

    >>> [(s.no, s.starred, s.raw) for s in split_milestones("(1) 甲（2022年）：(a) 乙。 ★(2) 9月底前丙。")]
    [(1, False, '甲（2022年）：(a) 乙。'), (2, True, '9月底前丙。')]
    """
    if not fold(raw):
        return []
    family = _family(raw)
    if family is None:
        starred = bool(re.match(rf"^{_GAP}★", raw))
        return [Step(None, starred, _trim(raw.replace("★", "", 1) if starred else raw), raw)]
    heads = _heads(raw, family)
    steps = []
    for (start, body, number, starred), following in zip(heads, [*heads[1:], None], strict=True):
        end = following[0] if following else len(raw)
        steps.append(Step(number, starred, _trim(raw[body:end]), raw[start:end]))
    return steps


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
