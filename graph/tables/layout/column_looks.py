"""What the cells of a column look like together, whatever stands over them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graph.language.text import fold
from graph.tables.deadlines import is_deadline_cell
from graph.tables.numbering import read_label
from graph.tables.statuses import verdict_share
from graph.tables.unit_cells import unit_likeness
from graph.tables.unit_persons import is_person
from graph.tables.verdicts import share_of

_SAMPLE = 60
"""So many cells tell how a column looks."""
_LONGEST_LIST = 400
_PHONE = 7
_LONGEST_NAME = 12


@dataclass(frozen=True, slots=True)
class ColumnLook:
    """Shares of the non-empty cells that look like something (0 to 1), their mean length, and how many there are."""

    count: int
    numbers: float = 0.0
    units: float = 0.0
    persons: float = 0.0
    deadlines: float = 0.0
    verdicts: float = 0.0
    percents: float = 0.0
    phones: float = 0.0
    amounts: float = 0.0
    distinct: float = 0.0
    length: float = 0.0


def look_at_column(texts: Sequence[str]) -> ColumnLook:
    """See what the non-empty cells of a column look like.

    >>> look = look_at_column(["县水利局", "县林业局、各镇", "县财政局"])
    >>> look.units > 0.9, look.numbers, look.length
    (True, 0.0, 5.0)
    """
    cells = [text for text in texts if fold(text)][:_SAMPLE]
    if not cells:
        return ColumnLook(0)
    count = len(cells)
    folded = [fold(cell) for cell in cells]
    return ColumnLook(
        count=count,
        numbers=sum(read_label(cell) is not None for cell in cells) / count,
        units=sum(unit_likeness(cell) for cell in cells if len(cell) <= _LONGEST_LIST) / count,
        persons=sum(_is_person_cell(cell) for cell in cells) / count,
        deadlines=sum(is_deadline_cell(cell) for cell in cells) / count,
        verdicts=verdict_share(cells),
        percents=sum(share_of(cell) is not None for cell in cells) / count,
        phones=sum(_is_phone(text) for text in folded) / count,
        amounts=sum(_is_amount(text) for text in folded) / count,
        distinct=len(set(folded)) / count,
        length=sum(map(len, folded)) / count,
    )


def _is_person_cell(cell: str) -> bool:
    parts = [part for part in cell.replace("、", "\n").replace("，", "\n").split("\n") if fold(part)]
    return bool(parts) and all(len(fold(part)) <= _LONGEST_NAME and is_person(part, expected=True) for part in parts)


def _is_phone(text: str) -> bool:
    digits = sum(char.isdigit() or char == "*" for char in text)
    return digits >= _PHONE and all(char.isdigit() or char in "*-—()+、/;," for char in text)


def _is_amount(text: str) -> bool:
    bare = text.replace(",", "").rstrip("万亿元%").lstrip("-")
    return bool(bare) and bare.replace(".", "", 1).isdigit()
