"""A list of files with size and SHA-256, and what is wrong with a folder that should hold them."""

from __future__ import annotations

import errno
import hashlib
import stat
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from graph.tables.cleaning import one_line

_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class FileRecord:
    """What a file was when it was finished; the size is in bytes."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Fault:
    """A file that is not what it was: its name within the folder, and what is wrong in Chinese."""

    name: str
    what: str


def record_files(folder: Path, leave_out: Collection[str] = ()) -> dict[str, FileRecord]:
    """Every file below a folder by its relative name.

    :param leave_out: relative names of files that are not listed.
    :raises OSError: a file cannot be read.
    """
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    names = [(path.relative_to(folder).as_posix(), path) for path in paths]
    return {name: FileRecord(path.stat().st_size, sha256_of(path)) for name, path in names if name not in leave_out}


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's content in hexadecimal.

    :raises OSError: it cannot be read.
    """
    digest = hashlib.sha256()
    with path.open("rb") as content:
        while block := content.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def size_fault(folder: Path, files: Mapping[str, FileRecord]) -> Fault | None:
    """The first file that is missing, is no file, or has another size; contents are not read."""
    for name, record in files.items():
        fault = _size_fault(folder / name, name, record.size)
        if fault:
            return fault
    return None


def content_fault(folder: Path, files: Mapping[str, FileRecord]) -> Fault | None:
    """The first file that is not what the list says, to the last byte."""
    for name, record in files.items():
        fault = _size_fault(folder / name, name, record.size)
        try:
            fault = fault or _content_fault(name, sha256_of(folder / name), record)
        except OSError as error:
            fault = Fault(name, f"无法读取：{reason(error)}")
        if fault:
            return fault
    return None


def read_verified(folder: Path, name: str, record: FileRecord) -> bytes | Fault:
    """The content of a file when it is what the list says; else what is wrong."""
    fault = _size_fault(folder / name, name, record.size)
    if fault:
        return fault
    try:
        content = (folder / name).read_bytes()
    except OSError as error:
        return Fault(name, f"无法读取：{reason(error)}")
    return _content_fault(name, hashlib.sha256(content).hexdigest(), record) or content


def _size_fault(path: Path, name: str, size: int) -> Fault | None:
    try:
        status = path.stat()
    except FileNotFoundError:
        return Fault(name, "不存在")
    except (OSError, ValueError) as error:
        return Fault(name, f"无法读取：{reason(error)}")
    if not stat.S_ISREG(status.st_mode):  # to read a pipe would wait for ever
        return Fault(name, "不是文件" if not stat.S_ISDIR(status.st_mode) else "是文件夹，应为文件")
    return None if status.st_size == size else Fault(name, f"应为 {size} 字节，实为 {status.st_size} 字节")


def _content_fault(name: str, sha256: str, record: FileRecord) -> Fault | None:
    return None if sha256 == record.sha256 else Fault(name, "内容与清单不符")


_USUAL = {
    errno.ENOENT: "不存在",
    errno.EEXIST: "已有同名的文件",
    errno.EISDIR: "是文件夹",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.EACCES: "没有权限",
    errno.EPERM: "不允许这样做",
    errno.EROFS: "所在的磁盘只读",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "超出磁盘配额",
    errno.EFBIG: "超出文件大小的限制",
    errno.EIO: "磁盘读写出错",
    errno.ENAMETOOLONG: "文件名太长",
    errno.EMFILE: "打开的文件太多",
    errno.EADDRINUSE: "端口已被占用",
    errno.EADDRNOTAVAIL: "不是本机的地址",
}


def reason(error: BaseException) -> str:
    """Why an operation on files or sockets failed, on one line: in Chinese where it is a usual one."""
    usual = _USUAL.get(getattr(error, "errno", None) or 0)
    told = usual or getattr(error, "strerror", None) or str(error) or type(error).__name__
    return one_line(str(told), 200)
