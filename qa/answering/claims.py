"""An answer as a sequence of claims: what a rewording must say, in which order, and in which words it may say it.

A claim is a line of the answer, or a part of a line that tells something of its own. Its pieces (a number, a title, a status,
a name with its role) stay as they are written; how they may be put is told by ``data/language/rewordings.csv``. What has no
form known here is one piece: word for word.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from embeddings.pairs import LANGUAGE_DIR
from graph.language.word_lists import read_rows

WORDINGS = LANGUAGE_DIR / "rewordings.csv"
STRONG = "。；\n"
"""Marks that end what is told of one task."""
WEAK = "、，"
"""Marks between the parts of a list."""
_END_MARKS = "。；，"
_COUNTED = re.compile(r"(?P<name>[^0-9：]{1,60})(?P<count>[0-9]{1,9})项(?:（(?P<share>[0-9.]{1,9}%)）)?")
_MOST_FREE = 8
"""Pieces that may stand in any order; of more the order stays."""
_UNITS = ("单位", "镇（街道）")


@dataclass(frozen=True, slots=True)
class Shape:
    """One way a claim may be put.

    Every piece is given by its possible spellings; ``inner`` are the marks allowed between pieces, ``ends`` those of which one
    must follow before the next claim. ``free`` lets the pieces stand in any order, ``parted`` demands a mark between any two.
    After ``listed`` a comma or 和 does as well where the next claim begins with the number of a task.
    """

    pieces: tuple[tuple[str, ...], ...]
    inner: str
    ends: str
    free: bool = False
    parted: bool = False
    listed: bool = False


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing an answer says: the words it says it in, and the shapes it may take."""

    words: str
    shapes: tuple[Shape, ...]


@lru_cache(maxsize=1)
def characters() -> frozenset[str]:
    """The characters of all wordings."""
    return frozenset("".join(row["wordings"] for row in read_rows(WORDINGS))) - {"{", "}"}


@lru_cache(maxsize=64)
def wordings(kind: str) -> tuple[str, ...]:
    """The ways of putting one kind of piece, with ``{}`` for the piece; empty for a kind that has none."""
    return tuple(word for row in read_rows(WORDINGS) if row["kind"] == kind for word in row["wordings"].split())


def canonical(text: str) -> str:
    r"""A text without bullets, and without the blanks that say nothing: those that do not part two Latin words or numbers.

    >>> canonical("共 3 项\r\n- 甲 1 2\n- 5")
    '共3项\n甲1 2\n- 5'
    """
    lines = text.replace("\r\n", "\n").strip(" \n").split("\n")
    return "\n".join(map(_closed_up, map(_without_bullet, lines)))


def _without_bullet(line: str) -> str:
    rest = line.strip(" ").removeprefix("- ").lstrip(" ")
    return line.strip(" ") if rest[:1].isdigit() else rest  # - 5 may be a number below zero


def _closed_up(line: str) -> str:
    """A line without blanks at its ends, closed up where Chinese is written."""
    kept = ""
    for place, char in enumerate(line):
        parting = char == " " and kept[-1:].isascii() and kept[-1:] != " " and line[place + 1].isascii()
        if char != " " or parting:
            kept += char
    return kept


def claims_of(text: str, statuses: Collection[str]) -> tuple[Claim, ...]:
    """The claims of an answer's text, in order.

    :param statuses: the statuses its tasks have, as written.
    """
    lines = [line for line in canonical(text).split("\n") if line]
    found: list[Claim] = []
    place = 0
    while place < len(lines):
        told = _block(lines[place:])
        if told:
            found += _told_of_one(lines[place : place + told])
        else:
            found += _line(lines[place], statuses)
        place += max(1, told)
    return tuple(found)


def _line(line: str, statuses: Collection[str]) -> Iterator[Claim]:
    header = _header(line)
    if header:
        yield header
    elif parts := _parts(line):
        yield from parts
    elif (task := _task(line, statuses)) is not None:
        yield task
    elif (group := _COUNTED.fullmatch(line.replace("：", "", 1))) and not group["share"] and "：" in line:
        yield _counted(line, group)
    else:
        yield _fact(line) or _verbatim(line)


def _spelt(kind: str, value: str, *own: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*own, *(wording.replace("{}", value) for wording in wordings(kind))]))


def _marked(text: str) -> tuple[str, ...]:
    """A text with its last mark and without."""
    bare = text.rstrip(_END_MARKS)
    return (text, bare) if bare and bare != text else (text,)


def _verbatim(line: str) -> Claim:
    ends = STRONG + ("：" if line.endswith("：") else "")
    return Claim(line, (Shape((_marked(line.removesuffix("：") or line),), "", ends),))


def _header(line: str) -> Claim | None:
    """共 3 项任务（单位：市民政局、检查了全部 258 项）：the number, the conditions, how many were looked at."""
    head, _, rest = line.partition("（")
    number = head.removeprefix("共").removesuffix("任务").removesuffix("项")
    inside = rest[:-1].removesuffix("）")
    if not head.startswith("共") or not number.isdigit() or not rest.endswith(("）：", "）。")):
        return None
    pieces = [_spelt("count", number), *map(_chip, _chips(inside))]
    return Claim(line, (Shape(tuple(pieces), "，：、（）", STRONG + "：", free=len(pieces) <= _MOST_FREE),))


def _chips(inside: str) -> list[str]:
    chips: list[str] = []
    for part in inside.split("、"):
        if chips and "：" not in part and not part.startswith(("检查了全部", "★")):
            chips[-1] += f"、{part}"
        else:
            chips.append(part)
    return chips


def _chip(chip: str) -> tuple[str, ...]:
    if chip.startswith("检查了全部"):
        return _spelt("checked", chip.removeprefix("检查了全部").removesuffix("项"), chip)
    label, _, value = chip.partition("：")
    if not value or "：" in value or "或" in value:
        return (chip,)
    if label in _UNITS and value.endswith("）"):
        # 市民政局（牵头）: the role stays with the name; 负责 would make it another.
        name, _, role = value[:-1].rpartition("（")
        return (chip, value, f"{name}{role.replace('，', '、')}", f"{name}{role.replace('，', '、')}的")
    return _spelt(f"chip {label}", value, chip)


def _parts(line: str) -> list[Claim]:
    """其中已完成 4 项（80.0%）、未启动 1 项（20.0%）。Each part with its own number; none when it is another line."""
    if not line.startswith("其中") or not line.endswith("。"):
        return []
    parts = line.removeprefix("其中").removesuffix("。").replace("；", "、").split("、")
    found = [(part, _COUNTED.fullmatch(part)) for part in parts]
    if not all(counted or part.startswith("另有") for part, counted in found):
        return []
    ends = [*[STRONG + WEAK] * (len(parts) - 1), STRONG]
    return [
        _counted(part, counted, end) if counted else Claim(part, (Shape(((part,),), "", end),))
        for (part, counted), end in zip(found, ends, strict=True)
    ]


def _counted(words: str, found: re.Match[str], ends: str = STRONG + WEAK) -> Claim:
    pieces = [(found["name"],), _spelt("each", found["count"])]
    if found["share"]:
        pieces.append(_spelt("share", found["share"], f"（{found['share']}）"))
    return Claim(words, (Shape(tuple(pieces), "：", ends),))


def _task(line: str, statuses: Collection[str]) -> Claim | None:
    number, title = _numbered(line)
    if not number:
        return None
    rest, _, status = title.removesuffix("）").rpartition("（")
    if not title.endswith("）") or status not in statuses or not rest:
        return Claim(line, (Shape((_identifier(number), _marked(title)), "：，", STRONG),))
    pieces = (_identifier(number), _marked(rest), _spelt("task status", status))
    # In the order of the list it is plain what belongs to which, whatever mark follows; else only a stop parts two tasks.
    ordered = Shape(pieces, "：，", STRONG, listed=True)
    return Claim(line, (ordered, Shape(pieces, "：，", STRONG, free=True)))


def _numbered(text: str) -> tuple[str, str]:
    """The number of a task at the beginning of a text, and what follows; empty when it does not begin with one."""
    number, closing, rest = text.removeprefix("〔").partition("〕")
    return (number, rest) if text.startswith("〔") and closing and rest and len(number) < 60 else ("", "")


def _identifier(number: str) -> tuple[str, ...]:
    return _spelt("task id", number, f"〔{number}〕")


def _fact_spelt(line: str) -> tuple[str, ...]:
    """The spellings of a line with a known label (状态：…), empty for another line."""
    label, _, value = line.partition("：")
    if not value or not wordings(f"fact {label}"):
        return ()
    led = [value.replace("（牵头）", "牵头", 1)] if label == "责任单位" else []
    said = [spelling for body in (*_marked(value), *led) for spelling in _spelt(f"fact {label}", body)]
    return (line, *said)


def _fact(line: str) -> Claim | None:
    spelt = _fact_spelt(line)
    return Claim(line, (Shape((spelt,), "", STRONG),)) if spelt else None


def _block(lines: Sequence[str]) -> int:
    """How many lines tell of one task, from the one with its number and title on; 0 when these begin no such lines."""
    if not _numbered(lines[0])[0]:
        return 0
    labels = ("状态：", "分管领导：", "责任单位：", "完成时间栏：")
    told = 1
    while told < len(lines) and lines[told].startswith(labels):
        told += 1
    return told if told > 1 else 0


def _told_of_one(lines: Sequence[str]) -> Iterator[Claim]:
    """A task by number and title, then its facts, each under its label and so in any order."""
    number, title = _numbered(lines[0])
    yield Claim(lines[0], (Shape((_identifier(number), _marked(title)), "：，", f"{STRONG}，："),))
    pieces = tuple(map(_fact_spelt, lines[1:]))
    free = len({line.partition("：")[0] for line in lines}) == len(lines) <= _MOST_FREE
    yield Claim(lines[1], (Shape(pieces, "，；。\n", STRONG, free=free, parted=True),))
