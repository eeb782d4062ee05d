"""Locks on files, held by the operating system: a lock vanishes with the process that holds it, however that ends."""

from __future__ import annotations

import contextlib
import os
import sys
import weakref
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_FAR = 1 << 30
"""Windows locks bytes, and what it locks nobody else can read: a byte far behind the content."""


_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
"""A lock is a file of its own: through a link another file would be written to."""


class FileLock:
    """An open file with a lock on it, released by :meth:`release`, with the object, or with the process."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor
        self._finalizer = weakref.finalize(self, os.close, descriptor)

    @property
    def held(self) -> bool:
        """Whether it has not been released."""
        return self._finalizer.alive

    def release(self) -> None:
        """Give the lock up; a second time does nothing."""
        self._finalizer()

    def tell(self, content: bytes) -> None:
        """Replace what the locked file says.

        :raises OSError: it cannot be written.
        """
        os.ftruncate(self.descriptor, 0)
        os.lseek(self.descriptor, 0, os.SEEK_SET)
        os.write(self.descriptor, content)


def lock_exclusive(path: Path) -> FileLock | None:
    """Lock a file, made when it is not there, against everybody; ``None`` when somebody else holds a lock on it.

    :raises OSError: it cannot be opened, or its file system knows no locks.
    """
    return _locked(_writable(path), path, shared=False)


def lock_shared(path: Path) -> FileLock | None:
    """Lock an existing file together with others who share it; ``None`` when somebody holds it exclusively.

    :raises FileNotFoundError: there is no such file, or it was removed meanwhile.
    :raises OSError: it cannot be opened, or its file system knows no locks.
    """
    return _locked(os.open(path, os.O_RDONLY), path, shared=True)


def _writable(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | _NO_LINK, 0o644)
    except (PermissionError, IsADirectoryError):
        return os.open(path, os.O_RDONLY | _NO_LINK)  # enough for a lock on most systems


def _locked(descriptor: int, path: Path, shared: bool) -> FileLock | None:
    lock = FileLock(descriptor)
    try:
        _take(descriptor, shared)
        if not os.path.samestat(os.fstat(descriptor), path.stat()):
            raise FileNotFoundError(2, "replaced while it was locked", str(path))
    except BlockingIOError:
        lock.release()
        return None
    except OSError:
        lock.release()
        raise
    return lock


if sys.platform == "win32":

    def _take(descriptor: int, shared: bool) -> None:
        if shared:
            return  # an open file cannot be removed there, nor its folder renamed
        os.lseek(descriptor, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError as error:
            raise BlockingIOError from error

else:

    def _take(descriptor: int, shared: bool) -> None:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)


def sync(path: Path) -> None:
    """Have a file or a folder written through to the disk.

    :raises OSError: the disk is full or broken.
    """
    if sys.platform == "win32" and path.is_dir():
        return
    descriptor = os.open(path, os.O_RDONLY if sys.platform != "win32" else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_tree(folder: Path) -> None:
    """Have a folder with everything in it written through to the disk.

    :raises OSError: the disk is full or broken.
    """
    for path in sorted(folder.rglob("*"), reverse=True):
        sync(path)
    sync(folder)


def replace_file(path: Path, content: bytes) -> None:
    """Replace a file in one step, so that at any moment the old or the new content is there, whole.

    :raises OSError: it cannot be written; the old content stays.
    """
    fresh = path.with_name(f"{path.name}.new-{os.getpid()}")
    try:
        fresh.write_bytes(content)
        sync(fresh)
        fresh.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            fresh.unlink()
        raise
    sync(path.parent)
