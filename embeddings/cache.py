"""Cached folders: made once, moved to their place in one step, verified whenever they are used, made again when damaged."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from graph.errors import BuildError, HetuError
from graph.storage.file_lock import lock_exclusive, sync, sync_tree
from graph.storage.file_manifest import Fault, FileRecord, content_fault, reason, record_files

LIST = "files.json"
"""The list of a cached folder's files."""
WAIT = 3600.0
"""Seconds to wait for another process that makes the same folder: fetching a model may take minutes."""
_POLL = 0.5
Say = Callable[[str], None]
Write = Callable[[Path], None]


def cached(folder: Path, write: Write, say: Say) -> Path:
    """Return a cached folder, verified; made when it is missing or damaged, by one process at a time.

    :param write: writes the content into the folder it is given.
    :param say: receives one sentence when something damaged is made again, or another process is waited for.
    :raises BuildError: the cache cannot be written.
    """
    if fault_of(folder) is None:
        return folder
    with _alone(folder, say):
        fault = fault_of(folder)
        if fault is None:
            return folder  # another process made it meanwhile
        if folder.exists():
            say(f"缓存 {folder / fault.name} 已损坏（{fault.what}），重新生成")
        _put(folder, write)
    return folder


def fault_of(folder: Path) -> Fault | None:
    """What is wrong with a cached folder: the first file that is not what it was when it was made."""
    try:
        files = msgspec.json.decode((folder / LIST).read_bytes(), type=dict[str, FileRecord])
    except FileNotFoundError:
        return Fault(LIST, "不存在")
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
        return Fault(LIST, f"无法读取：{reason(error)}")
    return content_fault(folder, files)


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
