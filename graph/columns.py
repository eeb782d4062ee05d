"""What each column means (from its header) and what each cell is (from its header and its content)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

from graph.deadlines import is_deadline_cell
from graph.readers import Cell, Row
from graph.statuses import is_status_cell
from graph.text import fold
from graph.unit_cells import is_unit_cell


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
    DEADLINE = "deadline"
    EXTRA = "extra"


HEADERS: tuple[tuple[Role, str], ...] = (
    (Role.NUMBER, r"^(?:序号|编号|项次|序|No\.?)$"),
    (Role.DEADLINE, r"完成时[间限]|完成期限|办结时[间限]|时限|时间要求|截止|完成日期"),
    (Role.SUPPORT, r"(?:配合|协办|参与|协助)(?:单位|部门|科室)"),
    (Role.UNITS, r"(?:责任|牵头|主办|承办|主责|实施)(?:单位|部门|科室|镇街|主体)"),
    (Role.LEADER, r"分管|(?:责任|牵头|挂点|挂钩|包联|市)领导|责任人|负责人"),
    (
        Role.STATUS,
        r"(?:完成|落实|进展|推进|办理|工作|实施|形象)(?:情况|进度|进展|状态|成效)|^(?:当前)?进[度展]$|^状态$",
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
_LONG_DEADLINE = 20
_LONG_NAME = 30


def header_role(text: str) -> Role | None:
    """Return the role a header names, ``None`` for an unknown header.

    >>> [str(header_role(x)) for x in ("序 号", "牵头单位", "第二季度完成情况", "完成时限", "投资额")]
    ['number', 'units', 'status', 'deadline', 'None']
    """
    header = fold(text)
    if not header or len(header) > 24:
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

    @staticmethod
    def is_header(row: Row) -> bool:
        """Whether a row is a header row: three or more known headers, one of them a title."""
        roles = {header_role(cell.text) for cell in row.filled} - {None}
        return len(roles) >= _MIN_KNOWN and Role.TITLE in roles and len(roles) >= len(row.filled) / 2

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
        if all(role and fit(role, cell) >= 0 for role, cell in zip(by_header, filled, strict=True)):
            return list(zip(by_header, filled, strict=True))
        chosen = self._best(filled)
        return [
            (self.roles[slot] if slot is not None else None, cell) for slot, cell in zip(chosen, filled, strict=True)
        ]

    def _best(self, filled: Sequence[Cell]) -> tuple[int | None, ...]:
        """Find the slots (column indexes) with the best total fit; a dynamic programme over the set of slots in use."""
        slots = [index for index, role in enumerate(self.roles) if role]
        states: dict[frozenset[int], tuple[float, tuple[int | None, ...]]] = {frozenset(): (0.0, ())}
        for cell in filled:
            following: dict[frozenset[int], tuple[float, tuple[int | None, ...]]] = {}
            for used, (score, path) in states.items():
                options = [(used, score - _UNPLACED, (*path, None))]
                for slot in slots:
                    if slot not in used:
                        inversions = sum(other > slot for other in used)
                        gain = self._score(slot, cell) - _INVERSION * inversions
                        options.append((used | {slot}, score + gain, (*path, slot)))
                for key, total, chosen in options:
                    if key not in following or total > following[key][0]:
                        following[key] = (total, chosen)
            states = following
        return max(states.values(), key=lambda state: state[0])[1]

    def _score(self, slot: int, cell: Cell) -> float:
        role = self.roles[slot]
        distance = abs(slot - (cell.source.column - 1))
        if role is None or (role is Role.EXTRA and distance):
            return -2 * _UNPLACED
        return fit(role, cell) + (_SAME_COLUMN if distance == 0 else -_PER_COLUMN * distance)


def fit(role: Role, cell: Cell) -> float:
    """How well a cell's content suits a role: above 0 it speaks for it, below 0 against it."""
    number = bool(re.fullmatch(r"★?\d{1,4}[.、]?", fold(cell.text)))
    status, deadline = is_status_cell(cell.raw), is_deadline_cell(cell.text)
    units = not deadline and is_unit_cell(cell.text)
    step = bool(re.match(r"★?\s{0,9}[（(]\s{0,9}\d", cell.text))
    match role:
        case Role.EXTRA:
            return 2.5
        case Role.NUMBER:
            return 3 if number else -5
        case Role.STATUS:
            return 3 if status else -4 if deadline or number else 0
        case Role.DEADLINE:
            return 3 if deadline else -4 if status or len(cell.text) > _LONG_DEADLINE else 0
        case Role.UNITS | Role.SUPPORT:
            return 3 if units else -3
        case Role.MILESTONE:
            return -4 if status else -2 if units else 2 if step else 0
        case Role.TITLE:
            return -4 if status or deadline or number else -2 if units or step else 0
        case Role.LEADER:
            return -4 if status or deadline or len(cell.text) > _LONG_NAME else 0
        case Role.GROUP:
            return -4 if status or deadline or number else 0
