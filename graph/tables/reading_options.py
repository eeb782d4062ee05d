"""What somebody who knows a document says of it: county, year, title, and what columns mean.

Given on the command line for all documents, or in a small file beside one (``民生实事.xlsx.columns.toml``)::

    county = "鹤山市"
    year = 2022
    title = "2022年民生实事进展表"
    [columns]
    "包保人" = "leader"
    "备注2" = "remark"
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from graph.errors import TableError
from graph.tables.cleaning import one_line
from graph.tables.layout.header_meanings import LABELS, Meaning

SUFFIX = ".columns.toml"
_MOST_BYTES = 65_536
_YEARS = range(1990, 2100)
_KEYS = frozenset({"county", "year", "title", "columns"})


@dataclass(frozen=True, slots=True)
class ReadingOptions:
    """What is said of a document; what is not said is read from it."""

    county: str | None = None
    year: int | None = None
    title: str | None = None
    columns: Mapping[str, Meaning] = field(default_factory=dict)
    """Header → meaning."""

    def over(self, other: ReadingOptions) -> ReadingOptions:
        """The same, with what is not said here as another says it."""
        return ReadingOptions(
            self.county or other.county,
            self.year or other.year,
            self.title or other.title,
            {**other.columns, **self.columns},
        )


NOTHING_SAID = ReadingOptions()


def meaning_named(written: str, document: str) -> Meaning:
    """A meaning by its key (lead) or its Chinese name (牵头单位).

    :raises TableError: there is none of that name; with all there are.
    """
    word = written.strip()
    for meaning in Meaning:
        if word.casefold() == meaning.value or word == LABELS[meaning]:
            return meaning
    known = "、".join(f"{meaning.value}（{LABELS[meaning]}）" for meaning in Meaning)
    raise TableError(document, None, f"栏的含义（{known}）", f"“{word[:30]}”")


def read_columns(written: str) -> dict[str, Meaning]:
    """Columns as the command line gives them: ``栏名=含义,栏名=含义``.

    :raises TableError: a part is no such pair.

    >>> {header: meaning.value for header, meaning in read_columns("包保人=leader,备注2=备注").items()}
    {'包保人': 'leader', '备注2': 'remark'}
    """
    found = {}
    for part in written.replace("，", ",").split(","):
        header, mark, meaning = part.partition("=")
        if not part.strip():
            continue
        if not mark or not header.strip():
            raise TableError("--columns", None, "“栏名=含义”，以逗号分隔", f"“{part.strip()[:40]}”")
        found[header.strip()] = meaning_named(meaning, "--columns")
    return found


def options_beside(path: Path) -> ReadingOptions:
    """What the file beside a document says; nothing where there is none.

    :raises TableError: the file is too large, no TOML, or says something else than it may.
    """
    beside = path.with_name(path.name + SUFFIX)
    name = one_line(beside.name)
    try:
        if not beside.is_file():
            return NOTHING_SAID
        if beside.stat().st_size > _MOST_BYTES:
            raise TableError(name, None, f"不超过 {_MOST_BYTES // 1024} KB 的说明文件", "更大的文件")
        told = tomllib.loads(beside.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise TableError(name, None, "可以读取的 UTF-8 文件", "读取失败") from error
    except tomllib.TOMLDecodeError as error:
        raise TableError(
            name, None, "TOML 格式的说明（county、year、title、[columns]）", f"格式错误（{error}）"
        ) from None
    return _options_of(told, name)


def _options_of(told: Mapping[str, object], name: str) -> ReadingOptions:
    if unknown := sorted(set(told) - _KEYS):
        raise TableError(name, None, "county、year、title、columns 之一", f"“{unknown[0][:30]}”")
    county, year, title, columns = (told.get(key) for key in ("county", "year", "title", "columns"))
    made = NOTHING_SAID
    if county is not None:
        made = replace(made, county=_text(county, "county", name))
    if title is not None:
        made = replace(made, title=_text(title, "title", name))
    if year is not None:
        if not isinstance(year, int) or year not in _YEARS:
            raise TableError(name, None, "四位数的 year", f"“{str(year)[:20]}”")
        made = replace(made, year=year)
    if columns is not None:
        if not isinstance(columns, dict):
            raise TableError(name, None, "[columns] 一节，每行 栏名 = 含义", "其他内容")
        made = replace(made, columns={str(k): meaning_named(str(v), name) for k, v in columns.items()})
    return made


def _text(value: object, key: str, name: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise TableError(name, None, f"文字形式的 {key}", f"“{str(value)[:20]}”")
    return value.strip()
