"""The plain tables of general knowledge, above all those in ``data/names``: short names of bureaus, unit words, measures, industry words.

They hold what is true of the genre, never of one table; each has a header row and is read once.
"""

from __future__ import annotations

import csv
import itertools
import os
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path

from graph.errors import VocabularyError

LANGUAGE_DIR = Path(__file__).resolve().parents[2] / "data" / "language"


def names_dir() -> Path:
    """Return the folder of the tables; ``HETU_NAMES`` overrides it."""
    return Path(os.environ.get("HETU_NAMES") or Path(__file__).resolve().parents[2] / "data" / "names")


@cache
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


@cache
def language_rows(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of a table of ``data/language``, header name → value.

    :raises VocabularyError: the table is missing, or a row has another number of fields than the header.
    """
    return read_rows(LANGUAGE_DIR / f"{name}.csv")


@cache
def listed(name: str) -> tuple[str, ...]:
    """Return the words of one short list of ``data/language/word_lists.csv``, in its order.

    :raises VocabularyError: there is no list of that name.

    >>> listed("ends-of-towns")
    ('镇', '乡', '街道')
    """
    found = _short_lists().get(name)
    if found is None:
        raise VocabularyError(f"词表 {LANGUAGE_DIR / 'word_lists.csv'} 中没有“{name}”")
    return found


def listed_set(name: str) -> frozenset[str]:
    """Return the words of one short list as a set.

    :raises VocabularyError: there is no list of that name.
    """
    return frozenset(listed(name))


@cache
def _short_lists() -> dict[str, tuple[str, ...]]:
    return {row["list"]: tuple(row["words"].split()) for row in language_rows("word_lists")}


class PlacedWords:
    """Words of one table of ``data/language`` by kind, each with what it means, found where they stand in a text."""

    def __init__(self, table: str, kind: str, sense: str) -> None:
        """``kind`` and ``sense``: the columns of the table that tell them; it is read when first asked for."""
        self._table, self._kind, self._sense = table, kind, sense
        self._of: dict[str, tuple[tuple[str, str], ...]] = {}
        self._from: dict[tuple[str, str], tuple[tuple[str, str], ...]] = {}

    def of(self, kind: str) -> tuple[tuple[str, str], ...]:
        """The words of a kind with what they mean, the longest first."""
        if kind not in self._of:
            rows = [(r["word"], r[self._sense]) for r in language_rows(self._table) if r[self._kind] == kind]
            self._of[kind] = tuple(sorted(rows, key=lambda row: -len(row[0])))
        return self._of[kind]

    def at(self, kind: str, text: str, at: int) -> tuple[str, str]:
        """The longest word of a kind at a place, and what it means; two empty texts where none stands.

        >>> PlacedWords("time_words", "kind", "sense").at("relative-year", "去年底", 0)
        ('去年', '-1')
        """
        first = text[at : at + 1]
        listed = self._from.get((kind, first))
        if listed is None:
            listed = self._from[kind, first] = tuple(row for row in self.of(kind) if row[0][0] == first)
        return next(((word, sense) for word, sense in listed if text.startswith(word, at)), ("", ""))


def expanded(written: str, parts: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Every combination of a phrase's parts, each a name in ``<…>`` that stands for several words.

    :raises KeyError: a part has no such name.

    >>> list(expanded("<not>完成", {"not": ("没", "未")})), list(expanded("滞后", {}))
    (['没完成', '未完成'], ['滞后'])
    """
    pieces: list[Sequence[str]] = []
    rest = written
    while rest:
        before, opened, behind = rest.partition("<")
        if before:
            pieces.append((before,))
        name, _, rest = behind.partition(">") if opened else ("", "", "")
        if name:
            pieces.append(parts[name])
    return map("".join, itertools.product(*pieces))
