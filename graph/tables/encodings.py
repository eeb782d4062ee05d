"""Bytes → text: the encoding is taken only where it is certain; what might be rubbish is refused with its line.

GB18030 decodes nearly any bytes, Big5 and broken UTF-8 included, so its result is judged by how common its characters
are: nearly all hanzi of an official text stand on the first level of GB 2312. Big5 is judged likewise, by its own first
level. A detector of any encoding would add guesses about others in which no such table is written.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from graph.errors import TableError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""Byte order marks, the longer before those they begin with."""
_WITHOUT_MARK = ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")
_SAMPLE = 65_536
_MOST_CONTROLS = 0.05
_CERTAIN = 0.9
_COMMON = 0.85
_COMMON_IN_LINE = 0.6
_ENOUGH = 8
_BIG5 = ("cp950", "big5hkscs")
"""Big5 as Windows writes it; with the characters of Hong Kong."""
_HANZI = re.compile(r"[\u3400-\u9fff]")
_FOREIGN = re.compile(r"[^\x00-\x7f]")
_PLAIN = re.compile(r"[\t\r\n -~\u00b7\u2010-\u2027\u2030-\u2606\u3000-\u303f\u4e00-\u9fa5\uff00-\uffef]")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")
_SAVE = "请另存为 UTF-8 编码"
_SAVE_TEXT = "请另存为 UTF-8 编码、以制表符分隔的文本"


def decode(content: bytes, name: str) -> tuple[str, str]:
    """Decode a document.

    :returns: the text, and the name of the encoding it was read with.
    :raises TableError: no encoding is certain; with the line and what to do.
    """
    for mark, codec in _MARKS:
        if content.startswith(mark):
            return _decode_marked(content[len(mark) :], codec, mark, name), codec
    if b"\0" in content:
        unmarked = _unmarked(content)
        if unmarked:
            return unmarked
    controls = len(_CONTROL.findall(content))
    if controls > _MOST_CONTROLS * len(content):
        line = content.count(b"\n", 0, max(0, content.find(b"\0"))) + 1
        raise TableError(name, line, "UTF-8 文本", "二进制内容", advice=_SAVE_TEXT)
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        return _decode_chinese(content, name, content.count(b"\n", 0, error.start) + 1)


def _decode_marked(content: bytes, codec: str, mark: bytes, name: str) -> str:
    exact = codec
    if codec != "utf-8":
        exact = f"{codec}-{'le' if mark in (codecs.BOM_UTF16_LE, codecs.BOM_UTF32_LE) else 'be'}"
    try:
        return content.decode(exact)
    except UnicodeDecodeError as error:
        line = content[: error.start].decode(exact, "replace").count("\n") + 1
        got = "损坏或截断的字节"
        raise TableError(name, line, f"{codec.upper()} 文本", got, advice=_SAVE) from None


def _unmarked(content: bytes) -> tuple[str, str] | None:
    """UTF-16 or UTF-32 without a mark, where nearly every character is one that tables are written with."""
    for codec in _WITHOUT_MARK:
        try:
            text = content.decode(codec)
        except UnicodeDecodeError:
            continue
        sample = text[:_SAMPLE]
        if "\t" in sample and len(_PLAIN.findall(sample)) >= _CERTAIN * len(sample):
            return text, codec[:6]
    return None


@dataclass(frozen=True, slots=True)
class _Lines:
    """How the lines of a text that is no UTF-8 read: numbers of those that are UTF-8, and of those that are not."""

    utf8: tuple[int, ...]
    other: tuple[int, ...]
    bad: int


def _sort_lines(content: bytes) -> _Lines:
    utf8, other, bad = [], [], 0
    for number, line in enumerate(content.split(b"\n"), start=1):
        if line.isascii():
            continue
        try:
            # Three hanzi of three bytes each: pairs of two bytes form them by chance hardly ever.
            if len(_HANZI.findall(line.decode("utf-8"))) > 2:
                utf8.append(number)
        except UnicodeDecodeError:
            other.append(number)
            bad += line.decode("utf-8", "replace").count("\ufffd")
    return _Lines(tuple(utf8), tuple(other), bad)


def _decode_chinese(content: bytes, name: str, first_bad: int) -> tuple[str, str]:
    """Read GB18030 or Big5 where one is certain, else say what the bytes look like."""
    lines = _sort_lines(content)
    text, line = _gb18030(content)
    if lines.utf8:
        if text is not None or _likely_gb18030(_bytes_of(content, lines.other)):
            got = f"第 {lines.utf8[0]} 行为 UTF-8、第 {lines.other[0]} 行为其他编码的混合内容"
            raise TableError(name, first_bad, "同一种编码的文本", got, advice="请把两部分分别另存为 UTF-8 编码再合并")
        got = f"夹有其他编码的字节（共 {len(lines.other)} 行，约 {lines.bad} 处）"
        raise TableError(name, first_bad, "UTF-8 文本", got, advice="请改正这些行的文字，再另存为 UTF-8 编码")
    if text is not None and not line:
        return text, "gb18030"
    traditional = _big5(content)
    if traditional is not None:
        return traditional, "big5"
    raise TableError(name, line or first_bad, "UTF-8 文本", "其他编码的字节", advice=_SAVE)


def _bytes_of(content: bytes, numbers: tuple[int, ...]) -> bytes:
    lines = content.split(b"\n")
    return b"\n".join(lines[number - 1] for number in numbers)


def _gb18030(content: bytes) -> tuple[str | None, int]:
    """The text read as GB18030, and the line where it turns to rubbish (0 when nowhere)."""
    try:
        text = content.decode("gb18030")
    except UnicodeDecodeError as error:
        return None, content.count(b"\n", 0, error.start) + 1
    if _common(text) < _COMMON:
        return None, 0
    for number, line in enumerate(text.split("\n"), start=1):
        if len(_FOREIGN.findall(line)) >= _ENOUGH and _common(line) < _COMMON_IN_LINE:
            return text, number
    return text, 0


def _common(text: str) -> float:
    """The share of characters on the first level of GB 2312 (or of its signs) among all that are not ASCII."""
    foreign = "".join(_FOREIGN.findall(text))
    if not foreign:
        return 1.0
    coded = foreign.encode("gb2312", "ignore")
    common = sum(0xB0 <= lead <= 0xD7 or lead in (0xA1, 0xA3) for lead in coded[::2])
    return common / len(foreign)


def _likely_gb18030(content: bytes) -> bool:
    """Whether bytes are text in GB18030, by the share of common characters."""
    try:
        return _common(content.decode("gb18030")) >= _COMMON
    except UnicodeDecodeError:
        return False


def _big5(content: bytes) -> str | None:
    """The text read as Big5, where nearly all its characters are signs or hanzi of the first level."""
    for codec in _BIG5:
        try:
            text = content.decode(codec)
        except UnicodeDecodeError:
            continue
        foreign = "".join(_FOREIGN.findall(text))
        coded = foreign.encode(codec)
        # Every character has two bytes there, so that the first of each says where it stands.
        common = sum(0xA1 <= lead <= 0xC6 for lead in coded[::2])
        return text if len(foreign) >= _ENOUGH and common >= _CERTAIN * len(foreign) else None
    return None
