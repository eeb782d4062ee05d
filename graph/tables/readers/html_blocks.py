"""A page's tree → blocks in order: stretches of running text, and tables with their merged cells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from graph.tables.readers.grid import Bounds, GridSlot, Spread, tidy_lines
from graph.tables.readers.html_text import is_hidden, labelled, shown_blanks, whole_number, words

_LEFT_OUT = words(
    "script style noscript template nav footer aside iframe object embed select option button input "
    "textarea svg canvas audio video map head title meta link xml math"
)
"""Elements that are never text of an article."""
_BLOCKS = words(
    "address article blockquote body center caption dd details div dl dt fieldset figure figcaption form "
    "h1 h2 h3 h4 h5 h6 header hr html legend li main ol p pre section summary table tbody td tfoot th "
    "thead tr ul"
)
_LINES = words("p li h1 h2 h3 h4 h5 h6 dd dt pre td th")
"""Blocks in which a line break stays one: elsewhere it parts paragraphs."""
_DEEPEST = 200
"""Deepest nesting of elements looked at; the text of what is deeper joins what holds it."""
_LEAST = 2
_PARAGRAPHS = 5
_ENTIRE_ROW = 0


@dataclass(slots=True)
class Block:
    """A stretch of running text, or a table; how much of it is links, and whether it is a heading."""

    text: str = ""
    rows: list[list[GridSlot]] = field(default_factory=list)
    linked: int = 0
    """Characters that are links."""
    links: int = 0
    heading: bool = False


class _Flow:
    """Collects inline text until a block ends."""

    def __init__(self, bounds: Bounds, document: str) -> None:
        self.bounds = bounds
        self.document = document
        self.blocks: list[Block] = []
        self.parts: list[str] = []
        self.linked = self.links = 0

    def write(self, text: str | None, *, linked: bool) -> None:
        if text:
            self.parts.append(shown_blanks(text))
            self.linked += len("".join(text.split())) if linked else 0

    def flush(self, *, heading: bool = False) -> None:
        text = tidy_lines("".join(self.parts))
        if text:
            self.blocks.append(Block(text, [], self.linked, self.links, heading))
        self.parts.clear()
        self.linked = self.links = 0


def blocks_of(root: Any, bounds: Bounds, document: str) -> list[Block]:
    """The blocks of a page, site and article alike.

    :raises TableError: a table is beyond one of the bounds.
    """
    flow = _Flow(bounds, document)
    body = root.find("body")
    _walk(flow, root if body is None else body, 0, linked=False, lines=False)
    flow.flush()
    return flow.blocks


def _walk(flow: _Flow, element: Any, depth: int, *, linked: bool, lines: bool) -> None:
    """Write what is in an element, its own text first."""
    flow.write(element.text, linked=linked)
    for child, label in labelled(element):
        if isinstance(child.tag, str) and not is_hidden(child) and child.tag not in _LEFT_OUT:
            _child(flow, child, depth + 1, label, linked=linked, lines=lines)
        flow.write(child.tail, linked=linked)


def _child(flow: _Flow, child: Any, depth: int, label: str, *, linked: bool, lines: bool) -> None:
    tag = child.tag
    if tag == "br":
        flow.parts.append("\n")
        if not lines:
            flow.flush()
    elif depth > _DEEPEST:
        flow.write("".join(child.itertext()), linked=linked)
    elif tag == "table" and not is_layout(child):
        flow.flush()
        _table(flow, child, depth)
    elif tag in _BLOCKS:
        flow.flush()
        # Some pages write the number into the text too.
        if label and not "".join(child.itertext()).lstrip().startswith(label[:-1]):
            flow.parts.append(f"{label} ")
        inside = tag in _LINES and not (tag in ("td", "th") and child.getparent() is not None)
        _walk(flow, child, depth, linked=linked, lines=inside)
        flow.flush(heading=tag in ("h1", "h2", "h3", "h4"))
    else:
        # An anchor with a name only is a place to jump to.
        is_link = tag == "a" and (child.get("href") is not None or child.get("name") is None)
        flow.links += is_link
        _walk(flow, child, depth, linked=linked or is_link, lines=lines)


def rows_of(table: Any) -> Iterator[tuple[Any, int]]:
    """The rows of a table itself, not of tables in it; each with how many rows are left in its part of the table."""
    parts = [table, *table.iterchildren("thead", "tbody", "tfoot")]
    for part in parts if len(parts) == 1 else [one for one in parts if one is not table or one.find("tr") is not None]:
        rows = list(part.iterchildren("tr"))
        for at, row in enumerate(rows):
            if not is_hidden(row):
                yield row, len(rows) - at


def is_layout(table: Any) -> bool:
    """Whether a table only arranges the page: one row with text, or a data table in it and hardly text beside."""
    rows = [[cell for cell in row.iterchildren("td", "th") if not is_hidden(cell)] for row, _ in rows_of(table)]
    filled = [[cell for cell in row if _has_text(cell)] for row in rows]
    cells = sum(map(len, filled))
    if cells <= 1 or (sum(map(bool, filled)) == 1 and _is_long(filled)):
        return True
    inner = [cell for row in filled for cell in row if cell.find(".//table") is not None]
    if not inner:
        return False
    plain = sum(len([cell for cell in row if cell.find(".//table") is None]) >= _LEAST for row in filled)
    return plain < _LEAST or any(len(list(rows_of(one))) > len(rows) for cell in inner for one in cell.iter("table"))


def _is_long(rows: list[list[Any]]) -> bool:
    """Whether some cell holds several paragraphs."""
    return any(len(list(cell.iter("p", "br", "li"))) >= _PARAGRAPHS for row in rows for cell in row)


def _has_text(cell: Any) -> bool:
    return any(not text.isspace() for text in cell.itertext())


def _table(flow: _Flow, table: Any, depth: int) -> None:
    spread = Spread(flow.bounds, flow.document)
    texts = _Flow(flow.bounds, flow.document)
    linked = links = 0
    for caption in table.iterchildren("caption"):
        _walk(flow, caption, depth + 1, linked=False, lines=True)
        flow.flush()
    for row, left in rows_of(table):
        slots = []
        for cell in row.iterchildren("td", "th"):
            _walk(texts, cell, depth + 2, linked=False, lines=True)
            texts.flush()
            text = "\n".join(_flat(block) for block in texts.blocks)
            linked += sum(block.linked for block in texts.blocks)
            links += sum(block.links for block in texts.blocks)
            texts.blocks.clear()
            rows = whole_number(cell.get("rowspan"), 1)
            rows = left if rows == _ENTIRE_ROW else min(rows, left)
            slots.append(GridSlot("" if is_hidden(cell) else text, rows, whole_number(cell.get("colspan"), 1) or 1))
        spread.add(slots)
    flow.blocks.append(Block("", spread.finished(), linked, links))


def _flat(block: Block) -> str:
    """A table in a cell as lines, its cells side by side."""
    if not block.rows:
        return block.text
    return "\n".join(" ".join(slot.text for slot in row if slot.text) for row in block.rows)
