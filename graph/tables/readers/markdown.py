r"""Markdown → grid: pipe tables with ``<br>`` and escaped pipes, headings and text around them."""

from __future__ import annotations

from itertools import pairwise

from graph.language.text import strip_tags
from graph.tables.readers.grid import Bounds, Grid, GridDraft, GridSlot, SlotRow

_BAR = "\ue000"
"""Stands for an escaped bar while a line is divided."""


def has_pipe_table(text: str) -> bool:
    r"""Whether some line is the rule under a table's header, with bars in the line above.

    >>> has_pipe_table("|序号|项目|\n|---|:-:|\n|1|甲|"), has_pipe_table("序号\t项目\n---\t---")
    (True, False)
    """
    if "|" not in text or "-" not in text:
        return False
    lines = text.splitlines()
    return any(_is_rule(line) and "|" in before for before, line in pairwise(lines))


def read_markdown(text: str, codec: str, content: bytes, name: str, bounds: Bounds) -> Grid:
    """Make the grid of a Markdown text.

    :raises TableError: there is no text, or it is beyond one of the bounds.
    """
    draft = GridDraft(name, "markdown", bounds)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    at = 0
    while at < len(lines):
        if "|" in lines[at] and at + 1 < len(lines) and _is_rule(lines[at + 1]):
            at = _add_table(draft, lines, at)
            continue
        written = lines[at].strip()
        if written and not _is_rule(written):
            draft.add_text(plain(strip_tags(written)), raw=written, line=at + 1)
        at += 1
    return draft.finish(content, codec)


def _add_table(draft: GridDraft, lines: list[str], start: int) -> int:
    """Add the table whose header stands on a line; return the line after it."""
    rows, at = [], start
    while at < len(lines) and "|" in lines[at]:
        if at != start + 1:
            cells = [GridSlot(plain(strip_tags(cell))) for cell in fields_of(lines[at])]
            draft.bounds.hold_width(draft.document, at + 1, len(cells))
            rows.append(SlotRow(cells, line=at + 1))
        at += 1
    draft.add_table(rows)
    return at


def fields_of(line: str) -> list[str]:
    r"""The cells of a table's line; an escaped bar is text.

    >>> fields_of(r"| 1 | 甲\|乙 | |"), fields_of("1 | 甲")
    (['1', '甲|乙', ''], ['1', '甲'])
    """
    line = line.strip().replace("\\|", _BAR)
    fields = [field.strip().replace(_BAR, "|") for field in line.removeprefix("|").split("|")]
    return fields[:-1] if line.endswith("|") and len(fields) > 1 else fields


def plain(text: str) -> str:
    """A line without its marks of heading, quotation, emphasis and links.

    >>> plain("## **2023年**重点工作"), plain("1. 甲"), plain("> 乙")
    ('2023年重点工作', '1. 甲', '乙')
    """
    text = text.strip().removeprefix("> ").strip()
    marks = len(text) - len(text.lstrip("#"))
    if 0 < marks <= 6 and text[marks : marks + 1] in ("", " ", "\u3000"):
        text = text[marks:].strip().rstrip("#").strip()
    for mark in ("**", "__"):
        if text.count(mark) >= 2:
            text = text.replace(mark, "")
    return text


def _is_rule(line: str) -> bool:
    line = line.strip()
    return "-" in line and "|" in line and not set(line) - set("|-: ")
