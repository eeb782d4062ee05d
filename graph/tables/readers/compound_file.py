"""OLE compound files, the containers of old Office: names of their streams, and one stream's bytes, within bounds."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from graph.errors import TableError

_FREE = 0xFFFFFFF0
"""Sector numbers from here on end a chain."""
_ENTRY = 128
_IN_HEADER = 109
_STREAM, _ROOT = 2, 5


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    kind: int
    start: int
    size: int


class _CompoundFile:
    def __init__(self, content: bytes) -> None:
        self.content = content
        # Whatever a damaged header says, sectors are 512 or 4096 bytes and small ones 64.
        self.size = 4096 if struct.unpack_from("<H", content, 30)[0] == 12 else 512
        self.least = struct.unpack_from("<I", content, 56)[0]
        self.most = len(content) // self.size + 1
        self.table = self._table()
        self.entries = self._entries()

    def sector(self, number: int) -> bytes:
        start = (number + 1) * self.size
        return self.content[start : start + self.size]

    def chain(self, start: int) -> bytes:
        """The bytes of a chain of sectors; a ring or a number out of range ends it."""
        parts: list[bytes] = []
        number = start
        while number < _FREE and number < len(self.table) and len(parts) <= self.most:
            parts.append(self.sector(number))
            number = self.table[number]
        return b"".join(parts)

    def _table(self) -> list[int]:
        numbers = list(struct.unpack_from(f"<{_IN_HEADER}I", self.content, 76))
        further = struct.unpack_from("<I", self.content, 68)[0]
        while further < _FREE and len(numbers) <= self.most:
            more = self._numbers(self.sector(further))
            numbers += more[:-1]
            further = more[-1] if more else _FREE
        table: list[int] = []
        for number in numbers:
            if number < _FREE and len(table) <= self.most + self.size:
                table += self._numbers(self.sector(number))
        return table

    @staticmethod
    def _numbers(sector: bytes) -> list[int]:
        return list(struct.unpack_from(f"<{len(sector) // 4}I", sector))

    def _entries(self) -> list[_Entry]:
        directory = self.chain(struct.unpack_from("<I", self.content, 48)[0])
        found = []
        for at in range(0, len(directory) - _ENTRY + 1, _ENTRY):
            length, kind = struct.unpack_from("<HB", directory, at + 64)
            start, size = struct.unpack_from("<II", directory, at + 116)
            name = directory[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
            found.append(_Entry(name, kind, start, size))
        return found

    def stream(self, *names: str) -> bytes | None:
        for entry in self.entries:
            if entry.kind == _STREAM and entry.name in names:
                if entry.size >= self.least:
                    return self.chain(entry.start)[: entry.size]
                return self._small(entry)
        return None

    def _small(self, entry: _Entry) -> bytes:
        root = next((one for one in self.entries if one.kind == _ROOT), None)
        held = self.chain(root.start) if root else b""
        table = self._numbers(self.chain(struct.unpack_from("<I", self.content, 60)[0]))
        parts: list[bytes] = []
        number = entry.start
        while number < len(table) and len(parts) <= entry.size // 64:
            parts.append(held[number * 64 : number * 64 + 64])
            number = table[number]
        return b"".join(parts)[: entry.size]


def stream_names(content: bytes, document: str) -> set[str]:
    """The names of all streams and storages.

    :raises TableError: the file is damaged.
    """
    return {entry.name for entry in _opened(content, document).entries if entry.kind}


def stream(content: bytes, document: str, *names: str) -> bytes:
    """The bytes of the first stream with one of some names; none when there is no such stream.

    :raises TableError: the file is damaged.
    """
    return _opened(content, document).stream(*names) or b""


def _opened(content: bytes, document: str) -> _CompoundFile:
    try:
        return _CompoundFile(content)
    except struct.error:
        got = "损坏的旧版 Office 文件"
        raise TableError(document, None, "完整的文件", got, advice="请重新下载或另存一份") from None
