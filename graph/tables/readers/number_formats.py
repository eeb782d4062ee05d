"""Numbers and dates of workbooks as their cells show them, from the value and the code of its format."""

from __future__ import annotations

import datetime as dt
import math

BUILT_IN = {
    **{1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 37: "#,##0", 38: "#,##0", 39: "#,##0.00"},
    **{14: "yyyy/m/d", 15: "d-mmm-yy", 17: "yyyy-m", 22: "yyyy/m/d h:mm", 40: "#,##0.00", 49: "@"},
    **{
        27: 'yyyy"年"m"月"',
        28: 'm"月"d"日"',
        29: 'm"月"d"日"',
        30: "m-d-yy",
        31: 'yyyy"年"m"月"d"日"',
        36: 'yyyy"年"m"月"',
    },
    **{
        50: 'yyyy"年"m"月"',
        51: 'm"月"d"日"',
        52: 'yyyy"年"m"月"',
        53: 'm"月"d"日"',
        54: 'm"月"d"日"',
        57: 'yyyy"年"m"月"',
    },
    58: 'm"月"d"日"',
}
"""Formats that Excel knows by number and files do not hold (27 and on as Chinese Excel has them)."""
_PLACES = "0#?"
_LONGEST_CODE = 255
_MOST_DECIMALS = 12
_GENERAL_DIGITS = 11


def shown(value: object, code: str) -> str:
    """A cell's value as text.

    >>> shown(0.22, "0%"), shown(0.8, "0.0%"), shown(3.0, "General"), shown(12000.5, "#,##0.00")
    ('22%', '80.0%', '3', '12,000.50')
    >>> shown(dt.date(2023, 6, 30), "yyyy/m/d"), shown(dt.date(2023, 6, 1), 'yyyy"年"m"月"'), shown(True, "")
    ('2023-06-30', '2023年6月', 'TRUE')
    >>> shown(dt.date(2023, 6, 30), 'yyyy"年"m"月"d"日"'), shown(dt.datetime(2023, 6, 30, 8, 0), "m月d日")
    ('2023年6月30日', '6月30日')
    """
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number(float(value), code)
    if isinstance(value, dt.date):
        return _date(value, code)
    if isinstance(value, dt.time):
        return value.strftime("%H:%M")
    if isinstance(value, dt.timedelta):
        minutes = int(value.total_seconds()) // 60
        return f"{minutes // 60}:{minutes % 60:02d}"
    return "" if value is None else str(value)


def tokens(code: str) -> list[tuple[str, bool]]:
    r"""The first part of a format's code: each sign, and whether it is literal text.

    >>> tokens('0.0"个"_ ;-0')
    [('0', False), ('.', False), ('0', False), ('个', True)]
    >>> tokens("yyyy\\年[$-804]")
    [('y', False), ('y', False), ('y', False), ('y', False), ('年', True)]
    """
    code, found, at = code[:_LONGEST_CODE], [], 0
    while at < len(code) and code[at] != ";":
        char = code[at]
        if char in '"[':
            end = code.find('"' if char == '"' else "]", at + 1)
            end = len(code) if end < 0 else end
            if char == '"' and end > at + 1:
                found.append((code[at + 1 : end], True))
            at = end + 1
            continue
        if char in "\\_*!":
            if char in "\\!":
                found.append((code[at + 1 : at + 2], True))
            at += 2
            continue
        found.append((char, not char.isascii() or char in "-/:() +"))
        at += 1
    return found


def _number(value: float, code: str) -> str:
    if not math.isfinite(value):
        return ""
    signs = tokens(code)
    plain = "".join(sign for sign, literal in signs if not literal)
    if not any(place in plain for place in _PLACES) or "E" in plain or "/" in code:
        return _general(value)
    whole, _, fraction = plain.partition(".")
    decimals = min(sum(fraction.count(place) for place in _PLACES), _MOST_DECIMALS)
    percent = "%" in plain
    least = min(whole.count("0"), _MOST_DECIMALS)
    text = f"{value * 100 if percent else value:{',' if ',' in whole else ''}.{decimals}f}"
    if text.lstrip("-0.,") == "":
        text = text.lstrip("-")
    if fraction.count("0") < decimals:
        text = text.rstrip("0").rstrip(".") if "." in text else text
    digits = text.lstrip("-").partition(".")[0]
    if "," not in whole and len(digits) < least:
        text = text.replace(digits, digits.zfill(least), 1)
    return f"{_literals(signs, before=True)}{text}{'%' if percent else ''}{_literals(signs, before=False)}"


def _literals(signs: list[tuple[str, bool]], *, before: bool) -> str:
    """The literal text of a format before its first place of a digit, or after its last."""
    places = [at for at, (sign, literal) in enumerate(signs) if not literal and sign in _PLACES]
    part = signs[: places[0]] if before else signs[places[-1] + 1 :]
    return "".join(sign for sign, literal in part if literal and sign not in "-+").strip()


def _general(value: float) -> str:
    """A number without a format: whole, or with as many digits as a cell shows."""
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    text = f"{value:.{_GENERAL_DIGITS}g}"
    return text if "e" in text else text.rstrip("0").rstrip(".") if "." in text else text


def _date(value: dt.date, code: str) -> str:
    """A date: in full as 2023-06-30; as the cell shows it where that is in words (6月30日) or less (no day, no year)."""
    signs = [(sign.lower(), literal) for sign, literal in tokens(code)]
    letters = "".join(sign for sign, literal in signs if not literal)
    full = value.date() if isinstance(value, dt.datetime) else value
    worded = any("月" in sign for sign, literal in signs if literal)
    if ("d" in letters and "y" in letters and not worded) or not any(mark in letters for mark in "ymd"):
        clock = value.strftime(" %H:%M") if isinstance(value, dt.datetime) and (value.hour or value.minute) else ""
        return f"{full.isoformat()}{clock}"
    year, day = "y" in letters, "d" in letters
    if worded:
        return f"{f'{full.year}年' if year else ''}{full.month}月{f'{full.day}日' if day else ''}"
    return f"{full.year}-{full.month:02d}" if year else f"{full.month}-{full.day}" if day else f"{full.month}月"
