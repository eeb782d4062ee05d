"""Errors nobody foresaw: each gets a number that the user is told and under which the log holds the rest."""

from __future__ import annotations

import logging
import os
import secrets
from logging.handlers import RotatingFileHandler
from pathlib import Path

from embeddings.model import cache_dir

LOG = logging.getLogger("hetu")
_MOST_BYTES, _KEPT = 2 * 1024 * 1024, 2


def log_file() -> Path:
    """Where the log is written; ``HETU_LOG`` overrides it."""
    own = os.environ.get("HETU_LOG")
    return Path(own) if own else cache_dir() / "hetu.log"


def configure() -> None:
    """Write the log to its file, bounded in size; where that cannot be written, nothing is logged."""
    if LOG.handlers:
        return
    path = log_file()
    handler: logging.Handler
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            path, maxBytes=_MOST_BYTES, backupCount=_KEPT, encoding="utf-8", errors="backslashreplace", delay=True
        )
        path.open("a", encoding="utf-8").close()
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
    return f"内部错误（编号 {number}），已记入日志；请把编号告诉管理员"
