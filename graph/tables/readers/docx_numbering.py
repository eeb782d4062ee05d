"""Automatic numbers of a Word document, written out as Word shows them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from graph.tables.readers.html_text import chinese_number, letter_number, roman_number, whole_number

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_VAL = f"{W}val"
_LEVELS = 9
_MOST_BASES = 20
"""Longest chain of styles based on one another."""
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_LEGAL = str.maketrans("零一二三四五六七八九十百千", "零壹贰叁肆伍陆柒捌玖拾佰仟")


def _from_block(first: str, most: int, otherwise: Callable[[int], str] = str) -> Callable[[int], str]:
    return lambda number: chr(ord(first) + number - 1) if 0 < number <= most else otherwise(number)


def _of_row(signs: str) -> Callable[[int], str]:
    return lambda number: signs[number - 1] if 0 < number <= len(signs) else str(number)


def _repeated(number: int) -> str:
    """A number in letters as Word counts: a to z, aa, bb and so on."""
    rounds, rest = divmod(max(number, 1) - 1, 26)
    return chr(ord("a") + rest) * (rounds + 1) if rounds < _LEVELS else letter_number(number)


def _padded(number: int) -> str:
    return f"{number:02d}"


_WRITTEN: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": _padded,
    "decimalFullWidth": lambda number: str(number).translate(
        {ord(str(digit)): chr(0xFF10 + digit) for digit in range(10)}
    ),
    "upperRoman": lambda number: roman_number(number).upper(),
    "lowerRoman": roman_number,
    "upperLetter": lambda number: _repeated(number).upper(),
    "lowerLetter": _repeated,
    "ideographTraditional": _of_row(_STEMS),
    "ideographZodiac": _of_row(_BRANCHES),
    "decimalEnclosedCircle": _from_block("①", 20),
    "decimalEnclosedCircleChinese": _from_block("①", 20),
    "decimalEnclosedFullstop": _from_block("⒈", 20),
    "decimalEnclosedParen": _from_block("⑴", 20),
    "ideographEnclosedCircle": _from_block("㊀", 10),
    "chineseLegalSimplified": lambda number: chinese_number(number).translate(_LEGAL),
    "ideographLegalTraditional": lambda number: chinese_number(number).translate(_LEGAL),
    **dict.fromkeys(
        (
            *("chineseCounting", "chineseCountingThousand", "japaneseCounting", "ideographDigital", "koreanCounting"),
            *("taiwaneseCounting", "taiwaneseCountingThousand", "japaneseDigitalTenThousand", "taiwaneseDigital"),
        ),
        chinese_number,
    ),
}


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    kind: str
    text: str
    gap: bool
    legal: bool


@dataclass(slots=True)
class _List:
    abstract: str
    levels: dict[int, _Level]
    restarts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """The lists of a document and how far each has counted."""

    def __init__(self, numbering: Any | None, styles: Any | None) -> None:
        self._abstract: dict[str, dict[int, _Level]] = {}
        self._style_levels: dict[tuple[str, str], int] = {}
        self._lists: dict[str, _List] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[str] = set()
        self._styles = _style_numbers(styles)
        if numbering is not None:
            self._read(numbering)

    def label(self, paragraph: Any) -> str:
        """The number shown before a paragraph, with the blank after it; empty where there is none. Counts on."""
        listed = self._listed(paragraph)
        if listed is None:
            return ""
        number, level = listed
        one = self._lists.get(number)
        if one is None or level not in one.levels:
            return ""
        counts = self._counts.setdefault(one.abstract, {})
        if number not in self._begun:
            self._begun.add(number)
            for at, start in one.restarts.items():
                counts[at] = start - 1
        counts[level] = counts.get(level, one.levels[level].start - 1) + 1
        for deeper in [at for at in counts if at > level]:
            del counts[deeper]
        return _shown(one.levels, counts, level)

    def _listed(self, paragraph: Any) -> tuple[str, int] | None:
        properties = paragraph.find(f"{W}pPr")
        if properties is None:
            return None
        style = properties.find(f"{W}pStyle")
        inherited = self._styles.get(style.get(_VAL) if style is not None else "")
        own = _number_of(properties)
        if own is not None and own[0] is not None:
            number, level = own[0], own[1] or 0
        elif inherited is not None:
            number, level = inherited[0], (own or (None, None))[1] or inherited[1]
            one = self._lists.get(number)
            if one is not None and style is not None:
                level = self._style_levels.get((one.abstract, style.get(_VAL)), level)
        else:
            return None
        return None if number == "0" else (number, min(level, _LEVELS - 1))

    def _read(self, numbering: Any) -> None:
        for abstract in numbering.iterchildren(f"{W}abstractNum"):
            name = abstract.get(f"{W}abstractNumId") or ""
            self._abstract[name] = {}
            for level in abstract.iterchildren(f"{W}lvl"):
                at = whole_number(level.get(f"{W}ilvl"), 0)
                self._abstract[name][at] = _level_of(level)
                linked = level.find(f"{W}pStyle")
                if linked is not None:
                    self._style_levels[name, linked.get(_VAL) or ""] = at
        for one in numbering.iterchildren(f"{W}num"):
            abstract_id = one.find(f"{W}abstractNumId")
            name = abstract_id.get(_VAL) if abstract_id is not None else ""
            listed = _List(name, dict(self._abstract.get(name, {})))
            for override in one.iterchildren(f"{W}lvlOverride"):
                at = whole_number(override.get(f"{W}ilvl"), 0)
                level = override.find(f"{W}lvl")
                if level is not None:
                    listed.levels[at] = _level_of(level)
                start = override.find(f"{W}startOverride")
                if start is not None:
                    listed.restarts[at] = whole_number(start.get(_VAL), 1)
            self._lists[one.get(f"{W}numId") or ""] = listed


def _shown(levels: dict[int, _Level], counts: dict[int, int], level: int) -> str:
    here = levels[level]
    if here.kind in ("bullet", "none") or not here.text:
        return ""
    text = here.text
    for at in range(level + 1):
        one = levels.get(at, here)
        written = str if here.legal else _WRITTEN.get(one.kind, str)
        text = text.replace(f"%{at + 1}", written(counts.get(at, one.start)))
    text = text.strip()
    return f"{text} " if here.gap and text and text[-1].isascii() else text


def _level_of(level: Any) -> _Level:
    def value(name: str, otherwise: str) -> str:
        found = level.find(f"{W}{name}")
        return otherwise if found is None else found.get(_VAL) or ""

    legal = level.find(f"{W}isLgl") is not None
    return _Level(
        whole_number(value("start", "1"), 1),
        value("numFmt", "decimal"),
        value("lvlText", ""),
        value("suff", "tab") != "nothing",
        legal,
    )


def _number_of(properties: Any) -> tuple[str | None, int | None] | None:
    """The list and the level that properties of a paragraph or a style name, as far as they do."""
    numbered = properties.find(f"{W}numPr")
    if numbered is None:
        return None
    number, level = numbered.find(f"{W}numId"), numbered.find(f"{W}ilvl")
    return (
        number.get(_VAL) if number is not None else None,
        whole_number(level.get(_VAL), 0) if level is not None else None,
    )


def _style_numbers(styles: Any | None) -> dict[str, tuple[str, int]]:
    """Style → list and level, from the style itself or one it is based on."""
    if styles is None:
        return {}
    own: dict[str, tuple[str | None, int | None]] = {}
    bases: dict[str, str] = {}
    for style in styles.iterchildren(f"{W}style"):
        name = style.get(f"{W}styleId") or ""
        properties, base = style.find(f"{W}pPr"), style.find(f"{W}basedOn")
        if base is not None:
            bases[name] = base.get(_VAL) or ""
        numbers = _number_of(properties) if properties is not None else None
        if numbers is not None:
            own[name] = numbers
    found = {}
    for name in {*own, *bases}:
        number, level, at = None, None, name
        for _ in range(_MOST_BASES):
            here = own.get(at, (None, None))
            number, level = number or here[0], here[1] if level is None else level
            at = bases.get(at, "")
        if number:
            found[name] = (number, level or 0)
    return found
