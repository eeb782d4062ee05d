"""What the command line reads and writes: any console, closed streams, errors nobody foresaw."""

from __future__ import annotations

import errno
import io
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

from graph.errors import HetuError
from graph.storage.file_lock import replace_file
from graph.storage.file_manifest import reason


def make_writable() -> None:
    """Let every character be written whatever the console: what it does not know becomes a question mark.

    A stream that whoever started us has closed takes what is written and forgets it.
    """
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 - as long as the process lives
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def forget_output() -> None:
    """Write nothing more, also not at the end of the process: whoever read has gone, or the disk is full."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - as long as the process lives


def say(sentence: str) -> None:
    """Tell an error in one sentence; where nothing can be told, nothing is."""
    try:
        print(f"错误：{sentence}", file=sys.stderr, flush=True)  # noqa: T201 - this is how a command tells
    except (OSError, ValueError):
        return


def unforeseen(error: Exception, command: str) -> str:
    """The sentence for an error that no command foresaw."""
    if isinstance(error, OSError):
        forget_output()
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            return f"没有写完（{reason(error)}）；请腾出空间后再试。"
    from ui.service.incidents import apology, configure, incident

    configure()
    return f"{apology(incident(error, command))}。"


def write_whole(path: Path, content: bytes) -> None:
    """Write a file whole or not at all: what was there before stays when the disk is full.

    :raises OSError: it cannot be written.
    """
    if path.exists() and not path.is_file():
        path.write_bytes(content)  # a device or a pipe
    else:
        replace_file(path.resolve(), content)  # where a link leads, not the link


def json_line(told: object) -> str:
    """JSON on one line; where the console knows not every character, written so that none is lost."""
    encoding = (sys.stdout.encoding or "").lower().replace("-", "").replace("_", "")
    return json.dumps(told, ensure_ascii=not encoding.startswith("utf"))


def guarded(run: Callable[[], int], command: str) -> int:
    """Run; whatever is raised becomes one sentence and the code 1."""
    try:
        code = run()
        sys.stdout.flush()
        return code
    except HetuError as error:
        say(str(error))
    except BrokenPipeError:
        forget_output()
    except KeyboardInterrupt:
        print("已中断", file=sys.stderr)  # noqa: T201 - this is how a command tells
    except Exception as error:
        say(unforeseen(error, command))
    return 1
