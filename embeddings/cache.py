"""Cached folders: made once, moved to their place in one step, verified whenever they are used, made again when damaged."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import msgspec

from graph.errors import BuildError, HetuError
from graph.storage.file_lock import lock_exclusive, sync, sync_tree
from graph.storage.file_manifest import Fault, FileRecord, content_fault, reason, record_files, sha256_of

LIST = "files.json"
"""The list of a cached folder's files."""
WAIT = 3600.0
"""Seconds to wait for another process that makes the same folder: adapting a model takes minutes."""
_POLL = 0.5
Say = Callable[[str], None]
Write = Callable[[Path], None]


def cached(folder: Path, write: Write, say: Say, pinned: Mapping[str, str] | None = None) -> Path:
    """Return a cached folder, verified; made when it is missing or damaged, by one process at a time.

    :param write: writes the content into the folder it is given.
    :param say: receives one sentence when something damaged is made again, or another process is waited for.
    :param pinned: the SHA-256 of each of its files, where they are known beforehand.
    :raises BuildError: the cache cannot be written.
    """
    if fault_of(folder, pinned) is None:
        return folder
    with _alone(folder, say):
        fault = fault_of(folder, pinned)
        if fault is None:
            return folder  # another process made it meanwhile
        if folder.exists():
            say(f"缓存 {folder / fault.name} 已损坏（{fault.what}），重新生成")
        _put(folder, write)
    return folder


def put_folder(folder: Path, write: Write, say: Say) -> None:
    """Write a cached folder anew, whatever is there.

    :raises BuildError: the cache cannot be written.
    """
    with _alone(folder, say):
        _put(folder, write)


def remove_folder(folder: Path) -> None:
    """Remove a cached folder, if it is there."""
    shutil.rmtree(folder, ignore_errors=True)


def fault_of(folder: Path, pinned: Mapping[str, str] | None = None) -> Fault | None:
    """What is wrong with a cached folder: the first file that is not what it was when it was made."""
    try:
        if pinned is not None:
            return _pinned_fault(folder, pinned)
        files = msgspec.json.decode((folder / LIST).read_bytes(), type=dict[str, FileRecord])
    except FileNotFoundError:
        return Fault(LIST, "不存在")
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
        return Fault(LIST, f"无法读取：{reason(error)}")
    return content_fault(folder, files)


def _pinned_fault(folder: Path, pinned: Mapping[str, str]) -> Fault | None:
    for name, expected in pinned.items():
        if not (folder / name).is_file():
            return Fault(name, "不存在")
        if sha256_of(folder / name) != expected:
            return Fault(name, "校验和不符")
    return None


def seal(folder: Path) -> None:
    """Write the list of a cached folder's files.

    :raises OSError: it cannot be written.
    """
    (folder / LIST).write_bytes(msgspec.json.encode(record_files(folder, leave_out=(LIST,))))


def _put(folder: Path, write: Write) -> None:
    """Write beside the place and move there in one step. Only while alone, so what lies beside is a dead one's."""
    try:
        for left in folder.parent.glob(f".{folder.name}-*"):
            shutil.rmtree(left, ignore_errors=True)
        staging = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
        write(staging)
        seal(staging)
        sync_tree(staging)
        if folder.is_dir() and not folder.is_symlink():
            folder.replace(Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent)))
        else:
            folder.unlink(missing_ok=True)
        staging.replace(folder)
        sync(folder.parent)
    except HetuError:
        raise
    except Exception as error:  # OSError, and what libraries make of a full disk (SafetensorError, RuntimeError)
        raise _unwritable(folder, error) from error
    finally:
        for left in folder.parent.glob(f".{folder.name}-*"):
            shutil.rmtree(left, ignore_errors=True)


@contextmanager
def _alone(folder: Path, say: Say) -> Iterator[None]:
    """Be the only process that makes a folder."""
    path = folder.with_name(f"{folder.name}.lock")
    give_up, told = time.monotonic() + WAIT, False
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        while (lock := lock_exclusive(path)) is None:
            if time.monotonic() > give_up:
                raise BuildError(f"另一个进程正在生成缓存 {folder}，等了 {WAIT:g} 秒仍未完成；请稍后重试")
            if not told:
                say(f"另一个进程正在生成缓存 {folder}，等它完成……")
                told = True
            time.sleep(_POLL)
    except OSError as error:
        raise _unwritable(folder, error) from error
    try:
        yield
    finally:
        lock.release()


def _unwritable(folder: Path, error: Exception) -> BuildError:
    return BuildError(
        f"缓存 {folder} 无法写入：{reason(error)}；请检查权限与剩余空间，或用环境变量 HETU_CACHE 另选一处缓存"
    )
