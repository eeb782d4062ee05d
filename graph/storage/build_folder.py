"""The folder of builds as a transaction: one builder at a time, a switch in one step, nobody's build deleted under them.

In the folder, ``LOCK`` is locked by who builds, and tells who that is; ``CURRENT`` names the build in force; every
build is a folder of its own in which ``lease`` is locked, together with others, by all who use it. All locks are the
operating system's, so that those of a killed process are gone with it.
"""

from __future__ import annotations

import contextlib
import errno
import os
import platform
import re
import shutil
import string
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec

from graph.errors import BuildError
from graph.storage.file_lock import FileLock, lock_exclusive, lock_shared, replace_file, sync, sync_tree
from graph.storage.file_manifest import reason

CURRENT = "CURRENT"
LOCK = "LOCK"
LEASE = "lease"
MANIFEST = "manifest.json"
MEND = "请重新运行 hetu build"
WAIT = 1800.0
"""Seconds a builder waits for another one: the very first build adapts a model, which takes minutes."""
_PREFIX = "build-"
_DOOMED = "removed-"
_OURS = re.compile(r"(?:removed-)?build-\d{8}T\d{6}-[0-9a-f]{8}")
_LETTERS = frozenset(string.ascii_letters + string.digits + "-")
_LONGEST_NAME = 100
_POLL = 0.2
_ATTEMPTS = 20
Say = Callable[[str], None]


class _Owner(msgspec.Struct):
    """Who builds: process, machine, and since when."""

    pid: int
    host: str
    since: str


@dataclass(frozen=True, slots=True)
class Staging:
    """A build being written: its folder and the lease that keeps it."""

    folder: Path
    lease: FileLock


@contextmanager
def building(out: Path, say: Say, wait: float = WAIT) -> Iterator[None]:
    """Be the only one who builds into a folder; what dead builders left is removed first.

    :param say: receives one sentence when somebody else builds there and has to be waited for.
    :param wait: how many seconds to wait for them.
    :raises BuildError: the folder cannot be written, or the other builder was not done in time.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        lock = _awaited(out, say, wait)
        with contextlib.suppress(OSError):  # the lock holds without it
            owner = _Owner(os.getpid(), platform.node(), time.strftime("%Y-%m-%d %H:%M:%S"))
            lock.tell(msgspec.json.encode(owner))
        _remove_unfinished(out)
    except FileExistsError as error:
        raise BuildError(f"构建文件夹 {out} 应为文件夹，实为文件；请用 --out 另选一处") from error
    except OSError as error:
        raise BuildError(f"构建文件夹 {out} 无法写入：{reason(error)}；请检查权限与剩余空间") from error
    try:
        yield
    finally:
        lock.release()


def _awaited(out: Path, say: Say, wait: float) -> FileLock:
    give_up, told = time.monotonic() + wait, False
    while (lock := lock_exclusive(out / LOCK)) is None:
        if time.monotonic() >= give_up:
            raise BuildError(f"{_who(out)}，等了 {wait:g} 秒仍未完成；请等它结束后重新运行 hetu build")
        if not told:
            say(f"{_who(out)}，等它完成……")
            told = True
        time.sleep(_POLL)
    return lock


def _who(out: Path) -> str:
    """Who builds, as they wrote it into the lock; they may not have come to that yet."""
    try:
        owner = msgspec.json.decode((out / LOCK).read_bytes(), type=_Owner)
    except (OSError, msgspec.DecodeError):
        return f"另一个进程正在向 {out} 构建"
    return f"另一个进程正在向 {out} 构建（进程 {owner.pid}，主机 {owner.host}，自 {owner.since} 起）"


def stage(out: Path) -> Staging:
    """Make the folder of a new build; only while :func:`building`.

    :raises OSError: it cannot be made.
    """
    folder = out / f"{_PREFIX}{time.strftime('%Y%m%dT%H%M%S')}-{uuid.uuid4().hex[:8]}"
    folder.mkdir()
    (folder / LEASE).touch()
    lease = lock_shared(folder / LEASE)
    if lease is None:
        raise BlockingIOError(errno.EWOULDBLOCK, "文件锁被占用", str(folder / LEASE))
    return Staging(folder, lease)


def switch(out: Path, name: str, say: Say) -> None:
    """Put a finished build in force in one step, then remove the older ones that nobody uses.

    :raises OSError: it cannot be done; the earlier build stays in force.
    """
    sync_tree(out / name)
    sync(out)
    pointer = out / CURRENT
    if pointer.is_dir():
        aside = out / f"{CURRENT}-{uuid.uuid4().hex[:8]}"
        pointer.rename(aside)
        say(f"{pointer} 应为文件，实为文件夹，已移到 {aside}")
    replace_file(pointer, name.encode())
    for other in _folders(out):
        if other.name != name:
            discard(other)


def _remove_unfinished(out: Path) -> None:
    """Remove what killed builders left. A build with a manifest was finished, and may be the one in force."""
    kept = current_build_name(out)
    for folder in _folders(out):
        if folder.name != kept and not (folder / MANIFEST).exists():
            discard(folder)
    for fresh in out.glob(f"{CURRENT}.new-*"):
        with contextlib.suppress(OSError):
            fresh.unlink()


def _folders(out: Path) -> list[Path]:
    """The folders of builds in a folder: by name and by what is in them, so that nobody else's is ever removed."""
    found = (path for start in (_PREFIX, _DOOMED) for path in out.glob(f"{start}*"))
    return [path for path in found if _OURS.fullmatch(path.name) and not path.is_symlink() and _is_build(path)]


def _is_build(folder: Path) -> bool:
    """Whether a folder named like a build is one: begun (empty), with its lease or manifest, or removed in part."""
    if folder.name.startswith(_DOOMED) or not folder.is_dir():
        return folder.is_dir()
    return any((folder / name).is_file() for name in (LEASE, MANIFEST)) or not any(folder.iterdir())


def discard(folder: Path) -> bool:
    """Remove the folder of a build unless somebody uses it; whoever opens it meanwhile finds it gone, never in part."""
    try:
        lease = lock_exclusive(folder / LEASE)
    except OSError:
        return False
    if lease is None:
        return False
    doomed = folder.with_name(f"{_DOOMED}{folder.name.removeprefix(_DOOMED)}")
    if sys.platform == "win32":
        lease.release()  # a folder with an open file cannot be renamed there, which says that somebody uses it
    try:
        folder.rename(doomed)
    except OSError:
        return False
    finally:
        lease.release()
    shutil.rmtree(doomed, ignore_errors=True)
    return True


def current_build_name(out: Path) -> str | None:
    """The name of the build in force, or ``None`` when none can be told: one small read, for whoever looks often."""
    try:
        return _read_current(out)
    except BuildError:
        return None


def _read_current(out: Path) -> str:
    pointer = out / CURRENT
    try:
        if not pointer.exists():
            raise BuildError(f"{out} 里没有构建结果（没有 {CURRENT}）；请先运行 hetu build")
        if not pointer.is_file():
            raise BuildError(f"构建文件 {pointer} 已损坏（不是文件）；{MEND}")
        with pointer.open("rb") as file:
            name = file.read(_LONGEST_NAME + 1).decode("ascii").strip()
    except OSError as error:
        raise BuildError(f"构建文件 {pointer} 无法读取：{reason(error)}；请检查权限，或重新运行 hetu build") from error
    except UnicodeDecodeError as error:
        raise BuildError(f"构建文件 {pointer} 已损坏（内容不是构建的名字）；{MEND}") from error
    if not name.startswith(_PREFIX) or len(name) > _LONGEST_NAME or not _LETTERS.issuperset(name):
        raise BuildError(f"构建文件 {pointer} 已损坏（内容不是构建的名字）；{MEND}")
    return name


def lease_current(out: Path) -> tuple[Path, FileLock | None]:
    """The folder of the build in force, kept from being removed as long as the lease is held.

    Without a lease the folder is on a file system that is read-only or knows no locks; nobody removes anything there.

    :raises BuildError: there is no build.
    """
    for _ in range(_ATTEMPTS):
        name = _read_current(out)
        folder = out / name
        try:
            lease = _lease(folder)
        except FileNotFoundError:
            if not folder.is_dir() and current_build_name(out) == name:
                raise BuildError(f"构建文件夹 {folder} 不存在（{CURRENT} 指着它）；{MEND}") from None
            continue
        except OSError:
            return folder, None
        if lease:
            return folder, lease
        time.sleep(_POLL)
    raise BuildError(f"构建文件夹 {out} 正被移除；{MEND}")


def lease_named(out: Path, name: str) -> tuple[Path, FileLock | None]:
    """The folder of one build, in force or not, kept from being removed as :func:`lease_current` does.

    :raises BuildError: it is not there any more.
    """
    folder = out / name
    try:
        return folder, _lease(folder)
    except FileNotFoundError:
        raise BuildError(f"构建文件夹 {folder} 已不存在；{MEND}") from None
    except OSError:
        return folder, None


def _lease(folder: Path) -> FileLock | None:
    try:
        return lock_shared(folder / LEASE)
    except FileNotFoundError:
        if not folder.is_dir():
            raise
    (folder / LEASE).touch()  # somebody removed it; the build itself may be whole
    return lock_shared(folder / LEASE)
