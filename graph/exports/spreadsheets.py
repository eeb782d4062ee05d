"""CSV for spreadsheets: the one place where a table is written as CSV, so that no cell of it is ever run as a formula.

The results of SPARQL queries in CSV and TSV are not written here: the W3C's format says how their values look, and programs
read them.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence

from graph.language.text import well_formed

Value = str | int | float | None
IDENTIFIER = "任务编号"
"""Header of the column that repeats a task's number as 〔3-48〕: spreadsheets make a date of 3-48, and programs need it bare."""
_SIGNS = frozenset("=+-@")
_MINUS = "\u2212"
_UNSEEN = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Blank-looking characters that Unicode counts among letters and symbols."""


def csv_text(headers: Sequence[str], rows: Iterable[Sequence[Value]]) -> str:
    """Write a table as CSV, with the mark that lets spreadsheets read Chinese.

    Numbers stay numbers; what is text stays text, whatever it begins with.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(map(cell, headers))
    writer.writerows([cell(value) for value in row] for row in rows)
    return "\ufeff" + buffer.getvalue()


def cell(value: Value) -> Value:
    r"""A value that no spreadsheet takes for a formula: a text that begins like one, blanks aside, gets an apostrophe.

    >>> cell("=1+1"), cell("\t＝1+1"), cell(-5), cell("-5%"), cell("减少5%")
    ("'=1+1", "'\t＝1+1", -5, "'-5%", '减少5%')
    """
    if not isinstance(value, str):
        return value
    text = well_formed(value)
    return f"'{text}" if _begins_like_formula(text) else text


def bracketed(identifier: str) -> str:
    """A task's number as the answers write it, which is no date.

    >>> bracketed("3-48")
    '〔3-48〕'
    """
    return f"〔{identifier}〕"


def _begins_like_formula(text: str) -> bool:
    first = next((char for char in text if not _unseen(char)), "")
    # Half and full width, small and raised forms alike.
    shown = unicodedata.normalize("NFKC", first)[:1]
    return text[:1] in {"\t", "\n"} or shown in _SIGNS or shown == _MINUS


def _unseen(char: str) -> bool:
    return char in _UNSEEN or unicodedata.category(char) in {"Cc", "Cf", "Zs", "Zl", "Zp", "Mn", "Me"}
