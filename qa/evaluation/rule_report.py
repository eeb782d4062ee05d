"""What each row of the word lists does: how many questions it was used in, and how many of these were answered right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from graph.language.fired_rows import FiredRow
from graph.language.word_lists import language_rows
from qa.evaluation.asking import Scored

TABLES = ("cues", "dialect", "phrases", "asked_figures", "state_marks", "project_stages")
"""The tables whose rows are listed even where none was used."""
SELDOM = 3
"""A row used in no more questions is seldom used."""
_TOLD, _LENGTH = 3, 36
_SAY_NOTHING = frozenset({"meaning", "example", "counter", "not_in"})


@dataclass(frozen=True, slots=True)
class RowUse:
    """A row, what it says, in how many questions it was used, and in how many of these the answer was right."""

    table: str
    row: int
    says: str
    questions: int
    right: int

    @property
    def wrong(self) -> int:
        """In how many the answer was not right."""
        return self.questions - self.right

    @property
    def doubtful(self) -> bool:
        """Whether it is seldom used, or never in a question that was answered right."""
        return self.questions <= SELDOM or not self.right


def row_uses(scored: Sequence[Scored]) -> list[RowUse]:
    """Every row of the tables, those used least first."""
    used = Counter(row for one in scored for row in one.rows)
    right = Counter(row for one in scored if one.right for row in one.rows)
    tables = dict.fromkeys([*TABLES, *(row.table for row in used)])
    rows = [FiredRow(table, number) for table in tables for number in range(len(language_rows(table)))]
    uses = [RowUse(row.table, row.row + 1, _says(row), used[row], right[row]) for row in rows]
    order = {table: at for at, table in enumerate(tables)}
    return sorted(uses, key=lambda use: (order[use.table], use.questions, use.right, use.row))


def _says(row: FiredRow) -> str:
    """The first fields of a row, shortened."""
    fields = language_rows(row.table)[row.row]
    told = [text for name, text in fields.items() if text and name not in _SAY_NOTHING][:_TOLD]
    whole = " ".join(told)
    return whole if len(whole) <= _LENGTH else f"{whole[: _LENGTH - 1]}…"
