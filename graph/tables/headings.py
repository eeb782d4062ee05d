"""Headings: category, theme and leader's portfolio, each with the count of tasks it announces."""

from __future__ import annotations

import re

from graph.language.numerals import read_integer
from graph.language.text import tidy
from graph.records import Cited, Heading, Portfolio
from graph.tables.readers import Cell

_NUMERAL = r"[一二三四五六七八九十]{1,3}"
_COUNT = re.compile(r" ?[（(] ?共?计? ?(?P<count>\d{1,6}) ?[项个件] ?[）)]$")
CATEGORY = re.compile(rf"^第?(?P<no>{_NUMERAL})(?:、|部分|大类|[.．:：]) ?")
THEME = re.compile(rf"^[（(] ?(?P<no>{_NUMERAL}) ?[）)] ?")
LEADER = re.compile(r"(?:同志)? ?(?:分管|负责|挂钩|挂点|牵头)的?(?:工作|项目|任务|事项|领域)?[:：]?$")
"""The three kinds over a heading on one line; what they announce (:data:`_COUNT`) is read first."""
_OFFICE = (
    r"(?:市|县|区|镇)?委?(?:常委|副书记|书记|常务副|副市长|市长|副县长|县长|副区长|区长|副镇长|镇长|副主任|主任|"
    r"副主席|主席|部长|秘书长|党组|局长|副局长|委员|政委|工会|一级|二级|三级|四级|副处|正处|调研员)"
)
_NAME_FIRST = re.compile(rf"^(?P<name>[\u4e00-\u9fff·]{{2,4}}?)\s*(?P<office>{_OFFICE}.*)$")
_OFFICE_FIRST = re.compile(r"^(?:中共|[市县区镇]|党[委组]|副|常务|常委|人大|政府|政协)")
_NAME_LAST = re.compile(
    r"^(?P<office>.*(?:常委|书记|市长|县长|区长|镇长|主任|主席|部长|秘书长|局长|委员|政委|调研员))\s*(?P<name>[\u4e00-\u9fff·]{2,4})$"
)


def read_category(cell: Cell) -> Heading | None:
    """Read a category heading such as 一、重点指标类（7项）."""
    return _heading(CATEGORY, cell)


def read_theme(cell: Cell) -> Heading | None:
    """Read a theme heading such as （二）聚焦园区再造…（23项）."""
    return _heading(THEME, cell)


def read_portfolio(cell: Cell) -> Portfolio | None:
    """Read a leader's heading such as 陈文副市长分管工作（共6项）.

    The name comes first and the offices follow, or the other way round; commas inside the offices divide them.
    """
    line, count = _announced(_line(cell.text))
    match = LEADER.search(line)
    who = match and split_leader(line[: match.start()])
    if not match or not who:
        return None
    name, offices = who
    return Portfolio(name, offices, count, _cited(cell))


def split_leader(text: str) -> tuple[str, tuple[str, ...]] | None:
    """Name and offices of a leader as written together.

    >>> split_leader("李志常委")
    ('李志', ('常委',))
    >>> split_leader("市委常委、副市长王小明")
    ('王小明', ('市委常委', '副市长'))
    """
    tidied = tidy(text)
    orders = (_NAME_LAST, _NAME_FIRST) if _OFFICE_FIRST.match(tidied) else (_NAME_FIRST, _NAME_LAST)
    match = next((found for found in (order.match(tidied) for order in orders) if found), None)
    if not match:
        return None
    offices = tuple(part for part in re.split(r"[、,，]", match["office"]) if part)
    return match["name"], offices


def _heading(pattern: re.Pattern[str], cell: Cell) -> Heading | None:
    line, count = _announced(_line(cell.text))
    match = pattern.match(line)
    number = read_integer(match["no"]) if match else None
    name = line[match.end() :] if match else ""
    if number is None or not name:
        return None
    return Heading(number, name.strip(" ,;，；"), count, _cited(cell))


def _line(text: str) -> str:
    """Put the heading on one line, each blank once."""
    return re.sub(r"\s+", " ", text).strip()


def _announced(line: str) -> tuple[str, int | None]:
    """A heading without the count of tasks at its end, and that count."""
    match = _COUNT.search(line)
    return (line[: match.start()], int(match["count"])) if match else (line, None)


def _cited(cell: Cell) -> Cited:
    return Cited(cell.text, cell.raw, cell.source)
