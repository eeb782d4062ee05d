"""Attachments as they come: folders and zip archives → the documents in them, within bounds; what is left out is told."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from graph.errors import TableError
from graph.records import Notice
from graph.tables.cleaning import one_line

MAX_FILES = 200
"""Most documents of all paths together."""
MAX_MEMBER_BYTES = 64 * 1024 * 1024
MAX_TOTAL_BYTES = 256 * 1024 * 1024
MAX_RATIO = 200
_FREE_BYTES = 1024 * 1024
_MOST_ENTRIES = 5_000
_JUNK = ("~$", ".", "__MACOSX", "Thumbs.db", "desktop.ini")
_NESTED = (".zip", ".rar", ".7z", ".gz", ".tar")
_OFFICE = ("[Content_Types].xml", "mimetype", "OFD.xml")
"""What packages of Office begin with: they are documents, not archives."""
_UTF8_NAME = 0x800
_LOCKED = 0x1
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)


@dataclass(frozen=True, slots=True)
class ArchiveMember:
    """A document in an archive: the archive, the name in it, and its bytes (for ``grid_of``)."""

    archive: Path
    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Expansion:
    """The documents found, in order, and a notice for each file left out."""

    documents: tuple[Path | ArchiveMember, ...]
    notices: tuple[Notice, ...] = ()


def expand(paths: Iterable[Path]) -> Expansion:
    """Find the documents in files, folders and zip archives.

    :raises TableError: a path does not exist, an archive is damaged, or there are too many documents or bytes.
    """
    search = _Search()
    for path in paths:
        search.add(Path(path))
    return Expansion(tuple(search.documents), tuple(search.notices))


class _Search:
    def __init__(self) -> None:
        self.documents: list[Path | ArchiveMember] = []
        self.notices: list[Notice] = []
        self.bytes = 0

    def add(self, path: Path) -> None:
        name = one_line(str(path))
        try:
            if path.is_dir():
                for inner in _files_of(path):
                    self._file(inner, inner.relative_to(path).as_posix())
            elif path.is_file():
                self._file(path, path.name)
            else:
                raise TableError(name, None, "文件、文件夹或压缩包", "文件不存在")
        except OSError:
            raise TableError(name, None, "可以读取的文件", "读取失败", advice="请检查文件名和权限") from None

    def _file(self, path: Path, shown: str) -> None:
        if _is_junk(shown):
            self._leave(path.name, "系统或临时文件，未读取")
        elif is_archive(path):
            self._archive(path)
        else:
            self._keep(path, path.name)

    def _keep(self, document: Path | ArchiveMember, name: str) -> None:
        if len(self.documents) >= MAX_FILES:
            advice = "请分几次读取"
            raise TableError(one_line(name), None, f"至多 {MAX_FILES} 个文件", "更多的文件", advice=advice)
        self.documents.append(document)

    def _leave(self, name: str, why: str) -> None:
        if len(self.notices) < _MOST_ENTRIES:
            self.notices.append(Notice(one_line(name), 1, why))

    def _archive(self, path: Path) -> None:
        name = one_line(path.name)
        try:
            with zipfile.ZipFile(path) as packed:
                infos = [info for info in packed.infolist() if not info.is_dir()]
                if len(infos) > _MOST_ENTRIES:
                    raise TableError(name, None, f"至多 {MAX_FILES} 个文件的压缩包", f"{len(infos)} 个文件")
                for info in infos:
                    self._member(path, packed, info)
        except _BROKEN:
            raise TableError(name, None, "完整的压缩包", "损坏的压缩包", advice="请重新下载") from None

    def _member(self, path: Path, packed: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
        name = member_name(info)
        shown = f"{path.name} 中的 {name}"
        if _is_junk(name):
            self._leave(shown, "系统或临时文件，未读取")
        elif info.flag_bits & _LOCKED:
            self._leave(shown, "加密的文件，未读取；请先解压")
        elif PurePosixPath(name).suffix.lower() in _NESTED:
            self._leave(shown, "压缩包里的压缩包，未读取；请先解压")
        elif info.file_size > MAX_MEMBER_BYTES or _is_bomb(info):
            self._leave(shown, f"解压后有 {info.file_size / 2**20:.0f} MB，未读取")
        else:
            self._read(path, packed, info, name)

    def _read(self, path: Path, packed: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> None:
        self.bytes += info.file_size
        if self.bytes > MAX_TOTAL_BYTES:
            limit = f"解压后不超过 {MAX_TOTAL_BYTES // 2**20} MB 的压缩包"
            raise TableError(one_line(path.name), None, limit, "更大的压缩包", advice="请解压后分几次读取")
        self._keep(ArchiveMember(path, name, packed.read(info)), name)


def is_archive(path: Path) -> bool:
    """Whether a file is a zip archive and not a document that is packed as one."""
    try:
        with path.open("rb") as opened:
            if opened.read(4) not in (b"PK\x03\x04", b"PK\x05\x06"):
                return False
        with zipfile.ZipFile(path) as packed:
            names = set(packed.namelist()[:_MOST_ENTRIES])
    except _BROKEN:
        # What is damaged is told by who reads it; by its name it is an archive or a document.
        return path.suffix.lower() == ".zip"
    return not names & set(_OFFICE)


def member_name(info: zipfile.ZipInfo) -> str:
    """The name of a member; Chinese programs write names in GBK, which zip files do not tell.

    >>> info = zipfile.ZipInfo("附件.xlsx".encode("gbk").decode("cp437"))
    >>> member_name(info)
    '附件.xlsx'
    """
    name = info.filename
    if not info.flag_bits & _UTF8_NAME:
        try:
            raw = name.encode("cp437")
        except UnicodeEncodeError:
            raw = b""
        for codec in ("utf-8", "gb18030"):
            try:
                name = raw.decode(codec) or name
                break
            except UnicodeDecodeError:
                continue
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    return one_line("/".join(parts)) or "未命名"


def _is_bomb(info: zipfile.ZipInfo) -> bool:
    return info.file_size > _FREE_BYTES and info.file_size > MAX_RATIO * max(info.compress_size, 1)


def _is_junk(name: str) -> bool:
    return any(part.startswith(_JUNK) for part in PurePosixPath(name).parts)


def _files_of(folder: Path) -> Iterator[Path]:
    """The files of a folder and of those in it, in order; links are not followed."""
    files = (path for path in sorted(folder.rglob("*")) if not path.is_symlink() and path.is_file())
    yield from files
