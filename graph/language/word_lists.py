"""The plain tables of general knowledge, above all those in ``data/names``: short names of bureaus, unit words, measures, industry words.

They hold what is true of the genre, never of one table; each has a header row and is read once.
"""

from __future__ import annotations

import csv
import os
from functools import lru_cache
from pathlib import Path

from graph.errors import VocabularyError

LANGUAGE_DIR = Path(__file__).resolve().parents[2] / "data" / "language"


def names_dir() -> Path:
    """Return the folder of the tables; ``HETU_NAMES`` overrides it."""
    return Path(os.environ.get("HETU_NAMES") or Path(__file__).resolve().parents[2] / "data" / "names")


@lru_cache(maxsize=32)
def rows(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of a table, header name → value.

    :raises VocabularyError: the table is missing, or a row has another number of fields than the header.
    """
    return read_rows(names_dir() / f"{name}.csv")


def read_rows(path: Path) -> tuple[dict[str, str], ...]:
    """Read a plain table with a header row: header name → value for each row.

    :raises VocabularyError: the table is missing, or a row has another number of fields than the header.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            read = [(reader.line_num, row) for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise VocabularyError(f"词表 {path} 无法读取（应为 UTF-8 的 CSV）：{error}") from error
    for number, row in read:
        if None in row or None in row.values():
            raise VocabularyError(f"词表 {path} 第 {number} 行：字段数应与表头一致")
    return tuple(row for _, row in read)


@lru_cache(maxsize=64)
def words(name: str, column: str, where: str = "", equals: str = "") -> tuple[str, ...]:
    """Return the words of one column (several in a field are divided by blanks), longest first.

    >>> words("units_of_measure", "unit", "dimension", "area")[:2]
    ('万平方米', '平方公里')
    """
    table = rows(name)
    if table and (column not in table[0] or (where and where not in table[0])):
        raise VocabularyError(f"词表 {names_dir() / name}.csv 缺少“{column}”或“{where}”一栏")
    found = (word for row in table if not where or row[where] == equals for word in row[column].split())
    return tuple(sorted(dict.fromkeys(found), key=lambda word: (-len(word), word)))


@lru_cache(maxsize=32)
def language_rows(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of a table of ``data/language``, header name → value.

    :raises VocabularyError: the table is missing, or a row has another number of fields than the header.
    """
    return read_rows(LANGUAGE_DIR / f"{name}.csv")
