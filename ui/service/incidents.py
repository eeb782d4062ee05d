"""Errors nobody foresaw: each gets a number that the user is told and under which the log holds the rest."""

from __future__ import annotations

import logging
import os
import secrets
from logging.handlers import RotatingFileHandler, WatchedFileHandler
from pathlib import Path

from embeddings.dense.model import cache_dir

LOG = logging.getLogger("hetu")
_MOST_BYTES, _KEPT = 2 * 1024 * 1024, 2


def log_file() -> Path:
    """Where the log is written; ``HETU_LOG`` overrides it."""
    own = os.environ.get("HETU_LOG")
    return Path(own) if own else cache_dir() / "hetu.log"


def configure(*, rotating: bool = True) -> None:
    """Write the log to its file, bounded in size; where that cannot be written, nothing is logged.

    :param rotating: whether this process may begin a new file; workers leave that to their server.
    """
    if LOG.handlers:
        return
    logging.raiseExceptions = False  # a log that cannot be written must not write to the user instead
    path = log_file()
    handler: logging.Handler
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = (
            RotatingFileHandler(path, "a", _MOST_BYTES, _KEPT, "utf-8", errors="backslashreplace")
            if rotating
            else WatchedFileHandler(path, "a", "utf-8", errors="backslashreplace")
        )
    except OSError:
        handler = logging.NullHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    LOG.addHandler(handler)
    LOG.setLevel(logging.INFO)
    LOG.propagate = False


def incident(error: BaseException, where: str) -> str:
    """Log an error with its trace and return the number it has there.

    :param where: what was being done, for whoever reads the log.
    """
    number = secrets.token_hex(4)
    LOG.error("%s %s", number, where, exc_info=error)
    return number


def apology(number: str) -> str:
    """What a user is told of such an error."""
    if any(isinstance(handler, logging.NullHandler) for handler in LOG.handlers):
        return f"内部错误（编号 {number}）；日志 {log_file()} 无法写入，请检查它所在的文件夹后再试"
    return f"内部错误（编号 {number}），已记入日志 {log_file().name}；请把编号告诉管理员"
