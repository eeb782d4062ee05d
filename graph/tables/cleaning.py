"""Characters that are no text: taken out at reading, so that no record and no export ever holds one."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

INVISIBLE = (
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"  # controls; those that divide lines or fields are blanks, below
    "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"  # zero width, direction, BOM
    "\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f"  # no characters, halves of characters, tags
    + "".join(f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(1, 17))
)
DIVIDING = "\x0b\x0c\x1c-\x1f\x85\u2028\u2029"
"""Divisions that are no line ends here (VT, FF, FS, GS, RS, US, NEL and Unicode's): they become blanks."""
_ANY = re.compile(f"[{INVISIBLE}{DIVIDING}]")
_DIVIDES = re.compile(f"[{DIVIDING}]")
_SHOWN = 5


@dataclass(slots=True)
class Cleaner:
    """Cleans the lines of one document and remembers what was taken out and where."""

    count: int = 0
    lines: list[int] = field(default_factory=list)
    codes: dict[str, None] = field(default_factory=dict)

    def clean(self, line: str, number: int) -> str:
        r"""Take out what is no text.

        >>> Cleaner().clean("建设\u200b园\x0c区\x07", 1)
        '建设园 区'
        """
        found = _ANY.findall(line)
        if not found:
            return line
        self.count += len(found)
        self.lines.append(number)
        self.codes.update(dict.fromkeys(f"U+{ord(char):04X}" for char in found[: 8 * _SHOWN]))
        return _ANY.sub("", _DIVIDES.sub(" ", line))

    @property
    def message(self) -> str | None:
        """What was taken out, in one sentence; ``None`` when nothing was."""
        if not self.count:
            return None
        codes = "、".join(list(self.codes)[:_SHOWN]) + ("等" if len(self.codes) > _SHOWN else "")
        others = f"（共 {len(self.lines)} 行有）" if len(self.lines) > 1 else ""
        return f"从这一行起去掉了 {self.count} 个控制字符或不可见字符（{codes}）{others}，其余文字照原样保留"


def one_line(text: str, most: int = 300) -> str:
    r"""A name as it is shown in a sentence: on one line, without invisible characters, not longer than ``most``.

    >>> one_line("甲\n乙\x1b.txt"), one_line("长" * 300, 5)
    ('甲 乙.txt', '长长长长长…')
    """
    shown = _ANY.sub("", " ".join(text.split()))
    return shown if len(shown) <= most else f"{shown[:most]}…"


def joined_lines(text: str) -> str:
    r"""A text of several lines as one: a blank only between Latin words and numbers.

    >>> joined_lines("排查整治入河\n排污口"), joined_lines("引进 Smart\nCity 平台")
    ('排查整治入河排污口', '引进 Smart City 平台')
    """
    joined = ""
    for line in text.split("\n"):
        apart = joined[-1:].isascii() and line[:1].isascii() and bool(joined and line)
        joined += f" {line}" if apart else line
    return joined


_WITHIN_DATE = "年月日前底末旬"


def unbroken_dates(text: str) -> str:
    r"""A cell of dates without the line breaks inside one.

    >>> unbroken_dates("2024年6月底\n前"), unbroken_dates("6月底前\n9月底前"), unbroken_dates("2024年\n12月底、20\n25年")
    ('2024年6月底前', '6月底前\n9月底前', '2024年12月底、2025年')
    """
    lines = text.split("\n")
    joined = lines[0]
    for line in lines[1:]:
        cut_year = re.search(r"(?<!\d)\d{1,3}$", joined[-4:]) and re.match(r"\d{1,3}年", line)
        within = joined[-1:] == "年" or line[:1] in _WITHIN_DATE or cut_year
        joined += line if within and line else f"\n{line}"
    return joined
