"""What each column means (from its header) and what each cell is (from its header and its content)."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from graph.language.text import fold
from graph.tables.assignment import best_columns
from graph.tables.deadlines import is_deadline_cell
from graph.tables.numbering import read_number
from graph.tables.readers import Cell, Row
from graph.tables.statuses import is_status_cell
from graph.tables.unit_cells import is_unit_cell


class Role(StrEnum):
    """What a column holds."""

    NUMBER = "number"
    GROUP = "group"
    TITLE = "title"
    MILESTONE = "milestone"
    UNITS = "units"
    SUPPORT = "support"
    LEADER = "leader"
    STATUS = "status"
    VERDICT = "verdict"
    DEADLINE = "deadline"
    EXTRA = "extra"


HEADERS: tuple[tuple[Role, str], ...] = (
    (Role.NUMBER, r"^(?:序号|编号|项次|序|No\.?)$"),
    (Role.DEADLINE, r"完成时[间限]|完成期限|办结时[间限]|时限|时间要求|截止|完成日期|^时间$"),
    (Role.SUPPORT, r"(?:配合|协办|参与|协助)(?:单位|部门|科室)"),
    (Role.UNITS, r"(?:责任|牵头|主办|承办|主责|实施)(?:单位|部门|科室|镇街|主体)|^(?:单位|部门)$"),
    (Role.LEADER, r"分管|(?:责任|牵头|挂点|挂钩|包联|市)领导|责任人|负责人"),
    (
        Role.STATUS,
        r"(?:完成|落实|进展|推进|办理|工作|实施|形象)(?:情况|进度|进展|状态|成效)|^(?:当前)?进[度展]$|^(?:状态|情况)$",
    ),
    (
        Role.MILESTONE,
        r"节点|攻坚目标|指标要求|工作标准|年度目标|工作目标|进度安排|任务安排|阶段目标|推进计划|措施|计划",
    ),
    (
        Role.TITLE,
        r"项目名称|任务名称|项目内容|工作任务|重点工作|目标任务|反馈事项|任务内容|工作内容|主要任务|实事项目|^(?:项目|任务|事项|内容)$",
    ),
    (Role.GROUP, r"^(?:大?类别?|分类|领域|板块)$"),
)
"""Header wordings by role, tried in order; collected from published tables of the genre."""

_UNIQUE = {Role.NUMBER, Role.TITLE, Role.MILESTONE, Role.UNITS, Role.STATUS, Role.DEADLINE}
_MIN_KNOWN = 3
_UNPLACED = 6.0
_INVERSION = 2.0
_SAME_COLUMN = 1.5
_PER_COLUMN = 0.3
_FARTHEST = 30
"""Columns farther away than this cost more than the best fit gains."""
_MOST_SHAPES = 10_000
_LONG_HEADER = 24
_LONG_WRITTEN = 200
"""A cell longer than this is no header, however many blanks it holds."""
_LONG_DEADLINE = 20
_LONG_NAME = 30
_LONGER_THAN_A_NAME = 2
_LONG_LIST = 2_000
"""A cell longer than this is no list of units."""
_HANZI = re.compile(r"[\u4e00-\u9fff]")


def header_role(text: str) -> Role | None:
    """Return the role a header names, ``None`` for an unknown header.

    >>> [str(header_role(x)) for x in ("序 号", "牵头单位", "第二季度完成情况", "完成时限", "投资额")]
    ['number', 'units', 'status', 'deadline', 'None']
    """
    header = fold(text) if len(text) <= _LONG_WRITTEN else ""
    if not header or len(header) > _LONG_HEADER:
        return None
    return next((role for role, pattern in HEADERS if re.search(pattern, header)), None)


class Columns:
    """The columns of a page, as its header row gives them."""

    def __init__(self, row: Row) -> None:
        self.width = len(row.cells)
        self.names = [fold(cell.text) for cell in row.cells]
        self.roles: list[Role | None] = []
        for cell in row.cells:
            role = header_role(cell.text)
            if role in _UNIQUE and role in self.roles:
                role = Role.EXTRA
            self.roles.append(role if role or not cell.text else Role.EXTRA)
        self._slots = [(slot, role) for slot, role in enumerate(self.roles) if role and role is not Role.EXTRA]
        self._gains: dict[tuple[int, Look, tuple[int, ...]], list[tuple[int, float]]] = {}
        self._shapes: dict[tuple[tuple[tuple[int, Look], ...], tuple[int, ...]], tuple[int | None, ...]] = {}

    @staticmethod
    def is_header(row: Row) -> bool:
        """Whether a row is a header row: three or more known headers, one of them a title.

        Half of the headers must be known; in a wide table it is enough that all are short, and number and title known.
        """
        if len(row.filled) < _MIN_KNOWN:
            return False
        roles = {header_role(cell.text) for cell in row.filled} - {None}
        if len(roles) < _MIN_KNOWN or Role.TITLE not in roles:
            return False
        return len(roles) >= len(row.filled) / 2 or (
            len(roles) > _MIN_KNOWN
            and Role.NUMBER in roles
            and all(len(fold(cell.text)) <= _LONG_HEADER for cell in row.filled)
        )

    def name(self, index: int) -> str:
        """Return the header over a column, empty where there is none."""
        return self.names[index] if index < len(self.names) else ""

    def role(self, index: int) -> Role | None:
        """Return the role of a column by its header."""
        return self.roles[index] if index < len(self.roles) else None

    def assign(self, cells: Sequence[Cell]) -> list[tuple[Role | None, Cell]]:
        """Give every non-empty cell of a row its role.

        The header decides where the content allows it. Where it does not (a page with one field more, a cell pushed
        aside, a deadline under the status header) the assignment with the best total fit is taken.
        """
        filled = [cell for cell in cells if cell.text]
        by_header = [self.role(cell.source.column - 1) for cell in filled]
        # A cell under a header of no known role stays there, whatever it looks like: nothing else may.
        free = [index for index, role in enumerate(by_header) if role is not Role.EXTRA]
        looks = [look_at(filled[index]) for index in free]
        if not all(
            (role := by_header[index]) and fit(role, look) >= 0 for index, look in zip(free, looks, strict=True)
        ):
            shape = tuple((filled[index].source.column, look) for index, look in zip(free, looks, strict=True))
            kept = [cell.source.column for cell, role in zip(filled, by_header, strict=True) if role is Role.EXTRA]
            for index, slot in zip(free, self._best(shape, tuple(kept)), strict=True):
                by_header[index] = self.roles[slot] if slot is not None else None
        return list(zip(by_header, filled, strict=True))

    def _best(self, shape: tuple[tuple[int, Look], ...], kept: tuple[int, ...]) -> tuple[int | None, ...]:
        """Find the columns with the best total fit; rows of the same shape are looked up."""
        chosen = self._shapes.get((shape, kept))
        if chosen is None:
            options = [self._known_options(column, look, kept) for column, look in shape]
            chosen = best_columns(options, _UNPLACED, _INVERSION)
            if len(self._shapes) < _MOST_SHAPES:
                self._shapes[shape, kept] = chosen
        return chosen

    def _known_options(self, at: int, look: Look, kept: tuple[int, ...]) -> list[tuple[int, float]]:
        """What :meth:`_options` gives, worked out once for a place and a look."""
        key = (at, look, kept)
        found = self._gains.get(key)
        if found is None:
            found = self._options(at, look, kept)
            if len(self._gains) < _MOST_SHAPES:
                self._gains[key] = found
        return found

    def _options(self, at: int, look: Look, kept: Sequence[int]) -> list[tuple[int, float]]:
        """What a cell gains in each column; ``at`` and ``kept`` (columns of the cells that stay) count from 1."""
        before = bisect_left(kept, at)
        return [
            (
                slot,
                fit(role, look)
                + (_SAME_COLUMN if slot + 1 == at else -_PER_COLUMN * abs(slot + 1 - at))
                - _INVERSION * abs(bisect_left(kept, slot + 1) - before),
            )
            for slot, role in self._slots
            if abs(slot + 1 - at) <= _FARTHEST
        ]


class Look(NamedTuple):
    """What a cell looks like, whatever column it stands in."""

    number: bool
    readable: bool
    wordless: bool
    status: bool
    deadline: bool
    units: bool
    step: bool
    length: int
    """0 short, 1 longer than a deadline, 2 longer than a name, 3 longer than any list of units."""


def look_at(cell: Cell) -> Look:
    """See what a cell's content could be."""
    number = bool(re.fullmatch(r"★?\d{1,4}[.、]?", fold(cell.text)))
    status, deadline = is_status_cell(cell.raw), is_deadline_cell(cell.text)
    units = not deadline and len(cell.text) <= _LONG_LIST and is_unit_cell(cell.text)
    step = bool(re.match(r"★?\s{0,9}[（(]\s{0,9}\d", cell.text))
    return Look(
        number=number,
        readable=number or read_number(cell.text) is not None,
        wordless=not _HANZI.search(cell.text),
        status=status,
        deadline=deadline,
        units=units,
        step=step,
        length=sum(len(cell.text) > most for most in (_LONG_DEADLINE, _LONG_NAME, _LONG_LIST)),
    )


def fit(role: Role, look: Look) -> float:
    """How well a cell's content suits a role: above 0 it speaks for it, below 0 against it."""
    match role:
        case Role.EXTRA | Role.VERDICT:
            return 2.5
        case Role.NUMBER:
            return 3 if look.number else 1 if look.readable else -1 if look.wordless and not look.deadline else -5
        case Role.STATUS:
            return 3 if look.status else -4 if look.deadline or look.number else 0
        case Role.DEADLINE:
            return 3 if look.deadline else -4 if look.status or look.length else 0
        case Role.UNITS | Role.SUPPORT:
            return 3 if look.units else -9 if look.length > _LONGER_THAN_A_NAME else -3
        case Role.MILESTONE:
            return -4 if look.status else -2 if look.units else 2 if look.step else 0
        case Role.TITLE:
            return -4 if look.status or look.deadline or look.number else -2 if look.units or look.step else 0
        case Role.LEADER:
            return -4 if look.status or look.deadline or look.length >= _LONGER_THAN_A_NAME else 0
        case Role.GROUP:
            return -4 if look.status or look.deadline or look.number else 0
