"""Tables that a visitor of the page brings: kept for a while, read and built by other processes, bounded in every way.

What is said of a file (county, year, what its columns mean) lies beside it as the small file that the command line reads.
"""

from __future__ import annotations

import json
import secrets
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import weakref
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from graph.errors import HetuError
from graph.language.text import readable
from graph.storage.build_folder import current_build_name
from graph.tables.cleaning import one_line
from graph.tables.reading_options import SUFFIX

MAX_UPLOAD = 64 * 1024 * 1024
"""Bytes of a file; the readers have bounds of their own for each form."""
MOST_KEPT = 8
"""Files kept at a time; the oldest goes first."""
READ_SECONDS = 240.0
BUILD_SECONDS = 3600.0
TAKEN_OVER = 120.0
"""Seconds within which the server opens what was built."""
_LONGEST_NAME = 50
"""Characters of a name that is kept; what is said of the file lies beside it under a longer one."""
_MOST_SAID, _LONGEST_SAID = 60, 300
_FIRST_YEAR, _LAST_YEAR = 1990, 2099
_LOG = "progress.log"
_TAIL = 4096
_READ_NAME = "读取"
_ERROR = "错误："


class UploadError(HetuError):
    """What a visitor brought or asked cannot be taken; the message says why."""


@dataclass
class Upload:
    """A file that was brought, and what is being done with it."""

    path: Path
    name: str
    process: subprocess.Popen[bytes] | None = None
    started: float = field(default_factory=time.monotonic)
    done: float = 0.0


class Uploads:
    """The files visitors brought.

    :param folder: the build folder that their tables are added to.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._own = Path(tempfile.mkdtemp(prefix="hetu-tables-"))
        self._kept: OrderedDict[str, Upload] = OrderedDict()
        self._lock = threading.Lock()
        weakref.finalize(self, shutil.rmtree, self._own, ignore_errors=True)

    def keep(self, name: str, content: bytes) -> str:
        """Keep a file, and return the token by which it is called.

        :raises UploadError: it is empty or too large.
        """
        if not content:
            raise UploadError("文件是空的")
        if len(content) > MAX_UPLOAD:
            raise UploadError(f"文件太大：最多 {MAX_UPLOAD // 2**20} MB")
        token = secrets.token_urlsafe(9)
        place = self._own / token
        place.mkdir()
        safe = _safe(name)
        path = place / safe
        try:
            path.write_bytes(content)
        except OSError as error:
            shutil.rmtree(place, ignore_errors=True)
            raise UploadError("文件存不下来，请换个文件名再试") from error
        with self._lock:
            self._kept[token] = Upload(path, safe)
            idle = [one for one, upload in self._kept.items() if not _runs(upload)]
            for old in idle[: max(0, len(self._kept) - MOST_KEPT)]:
                shutil.rmtree(self._kept.pop(old).path.parent, ignore_errors=True)
        return token

    def read(self, token: str, said: Mapping[str, Any]) -> dict[str, Any]:
        """How a file is understood, with what is said of it: what ``hetu inspect --json`` prints.

        :raises UploadError: it cannot be read, or not in time.
        """
        upload = self._upload(token)
        self._say(upload, said)
        command = [sys.executable, "-m", "ui", "inspect", str(upload.path), "--json"]
        try:
            done = subprocess.run(command, capture_output=True, timeout=READ_SECONDS, check=False)
        except subprocess.TimeoutExpired as error:
            raise UploadError(f"{_READ_NAME} {upload.name} 超过 {READ_SECONDS:g} 秒还没有完，已停止") from error
        if done.returncode:
            raise UploadError(_last_error(done.stderr) or f"{upload.name} 无法读取")
        told: dict[str, Any] = json.loads(done.stdout)
        return told

    def build(self, token: str, said: Mapping[str, Any], *, alone: bool) -> None:
        """Begin to add a file to the build, or to build it alone.

        :raises UploadError: another one is being built.
        """
        upload = self._upload(token)
        with self._lock:
            if any(_runs(one) for one in self._kept.values()):
                raise UploadError("正在建另一份表，请等它建完")
            self._say(upload, said)
            verb = ["build", str(upload.path), "--out"] if alone else ["add", str(upload.path), "--build"]
            upload.started = time.monotonic()
            with (upload.path.parent / _LOG).open("wb") as log:
                upload.process = subprocess.Popen(
                    [sys.executable, "-m", "ui", *verb, str(self._folder)], stdout=subprocess.DEVNULL, stderr=log
                )
            watch = threading.Timer(BUILD_SECONDS, upload.process.kill)
            watch.daemon = True
            watch.start()

    def progress(self, token: str) -> dict[str, Any]:
        """How far a build is: ``state`` (building, done, failed), ``step`` in words.

        :raises UploadError: there is no such file, or it is not being built.
        """
        upload = self._upload(token)
        if upload.process is None:
            raise UploadError("这份表还没有开始建")
        code = upload.process.poll()
        tail = _tail(upload.path.parent / _LOG)
        if code is None:
            return {"state": "building", "step": _step(tail), "seconds": round(time.monotonic() - upload.started)}
        if code:
            return {"state": "failed", "step": _last_error(tail) or "没有建成，请看日志"}
        upload.done = upload.done or time.monotonic()
        if time.monotonic() - upload.done > TAKEN_OVER:
            return {"state": "failed", "step": "建好了，但没能打开，请看日志"}
        return {"state": "done", "step": "", "build": current_build_name(self._folder)}

    def remove(self, document: str) -> None:
        """Take a document out of the build, and wait until it is done.

        :raises UploadError: it cannot be done.
        """
        command = [
            sys.executable,
            "-m",
            "ui",
            "remove",
            "--build",
            str(self._folder),
            "--",
            one_line(readable(document)),
        ]
        try:
            done = subprocess.run(command, capture_output=True, timeout=READ_SECONDS * 2, check=False)
        except subprocess.TimeoutExpired as error:
            raise UploadError("去掉这份表用时太久，已停止") from error
        if done.returncode:
            raise UploadError(_last_error(done.stderr) or "没有去掉")

    def close(self) -> None:
        """End what is being built and forget all files."""
        with self._lock:
            for upload in self._kept.values():
                if upload.process is not None and _runs(upload):
                    upload.process.kill()
        shutil.rmtree(self._own, ignore_errors=True)

    def _upload(self, token: str) -> Upload:
        with self._lock:
            upload = self._kept.get(token)
        if upload is None:
            raise UploadError("这份文件已经不在了，请重新选择")
        return upload

    def _say(self, upload: Upload, said: Mapping[str, Any]) -> None:
        """Write what is said of a file beside it.

        :raises UploadError: it is not what can be said.
        """
        columns = said.get("columns") or {}
        if not isinstance(columns, dict) or len(columns) > _MOST_SAID:
            raise UploadError("栏的含义应为“栏名 → 含义”")
        lines = [f"{key} = {_quoted(said[key])}" for key in ("county", "title") if said.get(key)]
        year = str(said.get("year") or "")
        if year and not (year.isascii() and year.isdecimal() and _FIRST_YEAR <= int(year[:5]) <= _LAST_YEAR):
            raise UploadError(f"年份应为 {_FIRST_YEAR} 至 {_LAST_YEAR} 之间的数字，如 2024")
        lines += [f"year = {int(year)}"] if year else []
        lines += ["[columns]"]
        lines += [f"{_quoted(header)} = {_quoted(meaning)}" for header, meaning in columns.items()]
        beside = upload.path.with_name(f"{upload.name}{SUFFIX}")
        beside.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _safe(name: str) -> str:
    """A name under which a file can be kept: its last part, in one line, its end where it is long."""
    last = one_line(Path(readable(name).replace("\\", "/")).name, 10 * _LONGEST_NAME)
    return last[-_LONGEST_NAME:].strip(". ") or "未命名"


def _quoted(value: object) -> str:
    """A text as TOML writes it; line breaks stay, other control characters go."""
    kept = "".join(c for c in readable(str(value))[:_LONGEST_SAID] if c == "\n" or c.isprintable())
    return json.dumps(kept, ensure_ascii=False)


def _runs(upload: Upload) -> bool:
    return upload.process is not None and upload.process.poll() is None


def _tail(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            file.seek(0, 2)
            file.seek(max(0, file.tell() - _TAIL))
            return file.read()
    except OSError:
        return b""


def _step(tail: bytes) -> str:
    """The last thing the progress bars said: 计算向量:  45%."""
    lines = tail.decode("utf-8", "replace").replace("\r", "\n").split("\n")
    last = next((line for line in reversed(lines) if line.strip()), "")
    return last.partition("|")[0].strip()[:80]


def _last_error(output: bytes) -> str:
    """The sentence with which a command ended."""
    lines = output.decode("utf-8", "replace").replace("\r", "\n").split("\n")
    return next((line.partition(_ERROR)[2].strip() for line in reversed(lines) if _ERROR in line), "")
