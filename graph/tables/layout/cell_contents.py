"""What one cell of a table says: nothing, a verdict and more behind it, several numbered items, something of another column."""

from __future__ import annotations

from dataclasses import replace

from graph.language.text import fold, tidy
from graph.tables.deadlines import is_deadline_cell
from graph.tables.layout.header_meanings import Meaning
from graph.tables.milestones import split_milestones
from graph.tables.readers import Cell
from graph.tables.verdicts import opening_verdict, share_of

_NOTHING = frozenset({"无", "暂无", "没有", "/"})


def is_blank(text: str) -> bool:
    """Whether a cell says nothing, or only that there is nothing.

    >>> [is_blank(x) for x in ("", " — ", "／", "无", "无障碍设施")]
    [True, True, True, True, False]
    """
    return not fold(text).strip("-—－–―/／\\、*") or fold(text) in _NOTHING


def names_nobody(meaning: Meaning, cell: Cell) -> bool:
    """Whether a cell under leaders or units is a sentence or a date: then it stands in the wrong column."""
    if meaning not in (Meaning.LEADER, Meaning.LEAD, Meaning.RESPONSIBLE, Meaning.SUPPORT):
        return False
    return "。" in cell.text.rstrip("。 ") or is_deadline_cell(cell.text)


def says_more(text: str) -> bool:
    """Whether something stands behind the verdict that a cell opens with."""
    opening = opening_verdict(text)
    return opening is not None and bool(fold(text[opening.end :]).strip("。.；;，,)）"))


def opens_with_word(text: str) -> bool:
    """Whether a report opens with a verdict in words."""
    opening = opening_verdict(text)
    return opening is not None and share_of(opening.word) is None


def without_brackets(text: str) -> str:
    """A text without what stands in brackets at its end (合计（6个）)."""
    folded = fold(text)
    return folded.partition("(")[0] if folded.endswith(")") else folded


def listed_items(cell: Cell) -> list[Cell]:
    """The numbered items of a cell as cells of their own; none where it lists none."""
    steps = [step for step in split_milestones(cell.raw) if step.no is not None]
    if len(steps) < 1 or tidy(cell.text)[:1] not in "1１（(①一":
        return []
    return [replace(cell, raw=step.raw, text=step.raw) for step in steps]
