"""Small builds made by the real command, without a model, for attacks on builds."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from embeddings.builds import open_build
from graph.errors import HetuError

ROOT = Path(__file__).resolve().parent.parent.parent
LIMIT = 120
"""Seconds a build of a few rows may take before it counts as hanging."""
_HEADER = "序号\t项目名称\t节点计划\t责任单位\t完成情况\t完成时间"
_TITLE = "2022年鹤山市重点工作任务完成情况汇总表"


def small_table(folder: Path, name: str, rows: int) -> Path:
    """A table of a few tasks; the number of rows tells tables apart."""
    lines = [
        f"{number}\t建设产业园区{number}期。\t（1）完成征地。\t市财政局、古劳镇\t"
        f"<b>已完成。</b> 已在双桥村新建公厕{number}座，走访瀚泽电子有限公司。\t6月底"
        for number in range(1, rows + 1)
    ]
    path = folder / name
    path.write_text("\n".join([_TITLE, _HEADER, *lines]) + "\n", encoding="utf-8")
    return path


def environment(folder: Path) -> dict[str, str]:
    """An environment in which a build needs no model, and its cache is its own."""
    return {
        **os.environ,
        "HETU_MODEL": str(folder / "no-model"),
        "HETU_CACHE": str(folder / "cache"),
        "PYTHONIOENCODING": "utf-8",
        "HF_HUB_OFFLINE": "1",
    }


def start_build(table: Path, out: Path) -> subprocess.Popen[str]:
    """Start ``hetu build`` as a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "ui", "build", str(table), "--out", str(out)],
        cwd=ROOT,
        env=environment(table.parent),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
    )


def ended(process: subprocess.Popen[str]) -> str:
    """Wait for a process and return what it wrote as errors; ``Traceback`` too when it had to be stopped."""
    try:
        return process.communicate(timeout=LIMIT)[1]
    except subprocess.TimeoutExpired:
        process.kill()
        return process.communicate()[1] + f"\nTraceback: still running after {LIMIT} s\n"


def state_of(out: Path, tables: list[Path]) -> str:
    """The name of the table that the build in force was made of, verified to the last byte; else what is wrong."""
    by_hash = {hashlib.sha256(path.read_bytes()).hexdigest(): path.name for path in tables}
    try:
        with open_build(out) as opened:
            opened.verify()
            held = len(opened.graph())
            return by_hash.get(opened.manifest.sources[0].sha256, "another table") if held else "an empty graph"
    except HetuError as error:
        return f"lost: {error}"


def rubbish(out: Path) -> list[str]:
    """Folders of builds besides the one in force."""
    with open_build(out) as opened:
        return sorted(path.name for path in out.iterdir() if path.is_dir() and path.name != opened.name)
