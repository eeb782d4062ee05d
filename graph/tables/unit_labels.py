"""Labels inside a unit cell (牵头单位：… 配合：… 责任人：…) and what stands under each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from graph.language.word_lists import rows


class UnitRole(StrEnum):
    """What a unit has to do with a task."""

    LEAD = "lead"
    SUPPORT = "support"
    RESPONSIBLE = "responsible"


PERSON = "person"
_PARTS = frozenset("、，,；;。.／/|｜·+&\n\t（([【 \u3000")
_OPENING = "（([【"
_COLONS = "：:"
_CLOSING = "】])）"
_SHORTEST_INSIDE = 4
"""A label of fewer characters counts only where a name may begin."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a unit cell and the role its label gives it; ``None`` without a label, ``person`` for persons."""

    role: str | None
    text: str


@cache
def _labels() -> tuple[tuple[str, str], ...]:
    """The labels with their roles, the longest first."""
    found = [
        (word, row["role"]) for row in rows("unit_labels") if row["role"] != "office" for word in row["words"].split()
    ]
    return tuple(sorted(found, key=lambda pair: -len(pair[0])))


@cache
def _by_first() -> dict[str, tuple[tuple[str, str], ...]]:
    return {
        char: tuple(pair for pair in _labels() if pair[0][0] == char) for char in {word[0] for word, _ in _labels()}
    }


@cache
def offices() -> tuple[str, ...]:
    """What persons are (局长), the longest first."""
    words = (word for row in rows("unit_labels") if row["role"] == "office" for word in row["words"].split())
    return tuple(sorted(words, key=len, reverse=True))


def segments(text: str) -> list[Segment]:
    """The stretches of a unit cell by its labels.

    >>> [(s.role, s.text) for s in segments("牵头单位：县水利局；配合：县财政局")]
    [('lead', '县水利局；'), ('support', '县财政局')]
    >>> [(s.role, s.text) for s in segments("县水利局（责任人：伍某某）、县财政局")]
    [(None, '县水利局'), ('person', '伍某某'), (None, '、县财政局')]
    >>> [(s.role, s.text) for s in segments("县水利局")]
    [(None, '县水利局')]
    """
    found: list[Segment] = []
    role: str | None = None
    start = at = 0
    while at < len(text):
        label = _label_at(text, at)
        if label is None:
            at += 1
            continue
        found.append(Segment(role, text[start:at].rstrip(_OPENING)))
        closed = _closing(text, at) if label[0] == PERSON else -1
        if closed >= 0:  # 县水利局（责任人：伍某某）、县财政局: behind the bracket units go on
            found.append(Segment(PERSON, text[label[1] : closed]))
            start = at = closed + 1
            continue
        role, start = label
        at = start
    found.append(Segment(role, text[start:]))
    kept = [segment for segment in found if segment.text.strip() and segment.text.strip() not in _CLOSING]
    return [_balanced(segment) for segment in kept]


def _closing(text: str, at: int) -> int:
    """Where the bracket closes right behind which a place lies; -1 where none opens there, or none closes."""
    return (
        min((end for mark in "）)" if (end := text.find(mark, at)) >= 0), default=-1)
        if text[at - 1 : at] in ("（", "(")
        else -1
    )


def _label_at(text: str, at: int) -> tuple[str, int] | None:
    """The role of a label that stands at a place, and where it ends."""
    opens = at == 0 or text[at - 1] in _PARTS or (text[at - 1].isdecimal() and at == 1)
    for word, role in _by_first().get(text[at], ()):
        if not text.startswith(word, at) or not (opens or len(word) >= _SHORTEST_INSIDE):
            continue
        end = at + len(word)
        while end < len(text) and text[end] in " \u3000\t":
            end += 1
        bracketed = at > 0 and text[at - 1] in "【[" and text[end : end + 1] in tuple("】]")
        if text[end : end + 1] in tuple(_COLONS) or bracketed:
            return role, end + 1
        # 牵头单位 on a line of its own, or a blank behind it
        if (
            opens
            and word.endswith(("单位", "部门"))
            and len(word) >= _SHORTEST_INSIDE
            and text[end - 1 : end] in tuple(" \u3000\t")
        ):
            return role, end
        if opens and word.endswith(("单位", "部门")) and len(word) >= _SHORTEST_INSIDE and text[end : end + 1] == "\n":
            return role, end + 1
    return None


def _balanced(segment: Segment) -> Segment:
    """A segment without the bracket that closes around its label: （牵头单位：县水利局）."""
    text = segment.text.rstrip("；;。，, \n")
    if text.endswith(("）", ")", "】", "]")) and sum(map(text.count, "（([【")) < sum(map(text.count, "）)]】")):
        return Segment(segment.role, text[:-1])
    return segment
