"""Running text of a PDF: paragraphs of lines, without page numbers and what stands on every page."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from graph.tables.readers.html_text import folded
from graph.tables.readers.pdf_ink import PageInk, PrintLine

_MARGIN = 0.13
"""Share of the page's height at its top and bottom where heads and feet stand."""
_OFTEN = 0.5
_LONGEST_NUMBER = 14
_DASHES = "-—–―－·.•~〜/|"
_INDENT = 1.2
_SHORT = 2.2
_GAP = 1.9


def less_furniture(inks: list[PageInk], lines: dict[int, list[PrintLine]]) -> dict[int, list[PrintLine]]:
    """Leave out page numbers, and heads and feet that come again (the first time a head is a title)."""
    seen: Counter[tuple[str, bool]] = Counter()
    for ink in inks:
        seen.update({_key(line, ink) for line in lines[ink.number] if _in_margin(line, ink)})
    often = max(2, round(_OFTEN * len(inks)))
    shown: set[tuple[str, bool]] = set()
    kept: dict[int, list[PrintLine]] = {}
    for ink in inks:
        kept[ink.number] = []
        for line in lines[ink.number]:
            if _in_margin(line, ink):
                key = _key(line, ink)
                again = seen[key] >= often and (key in shown or not key[1])
                shown.add(key)
                if again or is_page_number(line.text):
                    continue
            kept[ink.number].append(line)
    return kept


def _in_margin(line: PrintLine, ink: PageInk) -> bool:
    return line.bottom < ink.height * _MARGIN or line.top > ink.height * (1 - _MARGIN)


def _key(line: PrintLine, ink: PageInk) -> tuple[str, bool]:
    """A line less its digits, and whether it stands at the top."""
    text = "".join("#" if char.isdigit() else char for char in folded(line.text))
    return text, line.top < ink.height / 2


def is_page_number(text: str) -> bool:
    """Whether a line is the number of a page.

    >>> [is_page_number(text) for text in ("— 1 —", "第 3 页 共 12 页", "12/30", "2023年", "-5-", "Page 3 of 9")]
    [True, True, True, False, True, True]
    """
    text = folded(text)
    if not text or len(text) > _LONGEST_NUMBER or not any(char.isdigit() for char in text):
        return False
    rest = "".join(char for char in text if not char.isdigit())
    rest = "".join(char for char in rest if char not in _DASHES)
    return rest.lower() in (
        "",
        "第页",
        "第页共页",
        "第页,共页",
        "第页/共页",
        "共页第页",
        "页",
        "page",
        "pageof",
        "of",
        "p",
    )


def paragraphs_of(lines: list[PrintLine]) -> list[str]:
    """Lines put together to paragraphs: one begins indented, after a line that was not full, or after a gap."""
    if not lines:
        return []
    left, right = min(line.x0 for line in lines), max(line.x1 for line in lines)
    paragraphs = [lines[0].text]
    for before, line in pairwise(lines):
        height = max(line.bottom - line.top, 1.0)
        begins = line.x0 - left > _INDENT * height or right - before.x1 > _SHORT * height
        if begins or line.top - before.top > _GAP * height or abs(height - (before.bottom - before.top)) > 2:
            paragraphs.append(line.text)
        else:
            paragraphs[-1] += f"\n{line.text}"
    return paragraphs
