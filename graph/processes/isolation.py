"""A process without network: what runs in it can reach nobody, whatever it was talked into.

Only on Linux (x86-64 and 64-bit ARM by a system call filter, others by a network namespace of their own where the system
grants one). Elsewhere nothing is done, and the guards before the process are all there is.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import socket
import struct
import sys

_FILTERED = {
    # machine: its number in the kernel's audit, system calls: seccomp, socket, connect, io_uring_setup
    "x86_64": (0xC000003E, 317, (41, 42, 425)),
    "aarch64": (0xC00000B7, 277, (198, 203, 425)),
}
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _DENY = 0x7FFF0000, 0x00050000 | errno.EACCES
_OTHER_NUMBERS = 0x40000000
"""From here on x86-64 counts the calls of its 32-bit variant (x32)."""
_NO_NEW_PRIVILEGES = 38
_FILTER_MODE, _ALL_THREADS = 1, 1
_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_char_p))


def without_network() -> bool:
    """Take the network away from this process and all it starts; there is no way back.

    To be called before other threads are started. Sockets opened before go on working.

    :returns: whether no connection can be opened any more.
    """
    if sys.platform != "linux":
        return False
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        return (_filter(libc) or _namespace(libc)) and _cut_off()
    except (OSError, AttributeError):
        return False


def _filter(libc: ctypes.CDLL) -> bool:
    """Let the kernel refuse to make sockets and connections (EACCES); needs no privileges."""
    known = _FILTERED.get(platform.machine())
    if known is None or sys.maxsize < 2**32:
        return False
    machine, seccomp, refused = known
    steps = _steps(machine, refused)
    program = _Program(len(steps) // 8, steps)
    if libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        return False
    return bool(libc.syscall(seccomp, _FILTER_MODE, _ALL_THREADS, ctypes.byref(program)) == 0)


def _steps(machine: int, refused: tuple[int, ...]) -> bytes:
    """The filter: calls by other tables than the machine's own, and the refused ones, fail."""
    step = struct.Struct("=HBBI").pack
    count = len(refused)
    checks = b"".join(step(_EQUAL, count - number, 0, call) for number, call in enumerate(refused))
    return (
        step(_LOAD, 0, 0, 4)  # which machine's calls
        + step(_EQUAL, 0, count + 3, machine)
        + step(_LOAD, 0, 0, 0)  # which call
        + step(_AT_LEAST, count + 1, 0, _OTHER_NUMBERS)
        + checks
        + step(_RETURN, 0, 0, _ALLOW)
        + step(_RETURN, 0, 0, _DENY)
    )


def _namespace(libc: ctypes.CDLL) -> bool:
    """Move into a network namespace in which there is nothing, as administrator or as owner of a new user namespace."""
    return any(libc.unshare(flags) == 0 for flags in (_NEW_NETWORK, _NEW_USER | _NEW_NETWORK))


def _cut_off() -> bool:
    """Whether a connection to this machine itself is refused by the kernel before anybody could answer."""
    try:
        with socket.socket() as trial:
            return trial.connect_ex(("127.0.0.1", 9)) in {errno.ENETUNREACH, errno.EACCES}
    except OSError as error:
        return error.errno == errno.EACCES
