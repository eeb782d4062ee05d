"""Builds with one damaged file: every command answers with one sentence, or does not need that file.

Commands run in a child process, so that a crash or a hang of a native library is counted and does not end the campaign.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import random
import shutil
import subprocess
import sys
import types
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graph.storage.build_folder import LEASE, LOCK
from tests.campaign.small_builds import ROOT, ended, environment, small_table, start_build
from ui.service.opening import open_verified

LIMIT = 90
"""Seconds after which a case counts as hanging: all commands over one damaged build."""


@dataclass(frozen=True, slots=True)
class DamageReport:
    """Counts: files damaged, commands that told it in a sentence, that did not need the file, that failed otherwise."""

    tried: int
    told: int
    unneeded: int
    tracebacks: int
    crashes: int
    """Children that died or hung."""
    problems: tuple[str, ...]


def _half(path: Path, dice: random.Random) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _cut(path: Path, dice: random.Random) -> None:
    path.write_bytes(path.read_bytes()[: dice.randrange(path.stat().st_size or 1)])


def _emptied(path: Path, dice: random.Random) -> None:
    path.write_bytes(b"")


def _deleted(path: Path, dice: random.Random) -> None:
    path.unlink()


def _random(path: Path, dice: random.Random) -> None:
    path.write_bytes(dice.randbytes(path.stat().st_size))


def _changed(path: Path, dice: random.Random) -> None:
    content = bytearray(path.read_bytes())
    if content:
        content[dice.randrange(len(content))] ^= 1 << dice.randrange(8)
    path.write_bytes(content)


def _longer(path: Path, dice: random.Random) -> None:
    path.write_bytes(path.read_bytes() + dice.randbytes(dice.randrange(1, 100)))


def _folder(path: Path, dice: random.Random) -> None:
    path.unlink()
    path.mkdir()


def _pipe(path: Path, dice: random.Random) -> None:
    path.unlink()
    os.mkfifo(path)


WAYS: dict[str, Callable[[Path, random.Random], None]] = {
    "half": _half,
    "cut": _cut,
    "emptied": _emptied,
    "deleted": _deleted,
    "random": _random,
    "changed": _changed,
    "longer": _longer,
    "folder": _folder,
    "pipe": _pipe,
}
COMMANDS = (
    ("ask", "古劳镇有哪些任务？"),
    ("ask", "公厕建得怎么样了"),
    ("stats",),
    ("check",),
    ("serve",),
    ("sparql", "SELECT * { ?s ?p ?o } LIMIT 3"),
    ("publish", "http://127.0.0.1:9/"),
    *(("export", "--format", form) for form in ("records", "graphml", "mentions", "csv", "turtle", "nquads")),
)
WHOLE = ("check", "serve")
"""Commands that look at every file."""


def files_of(out: Path) -> list[Path]:
    """Everything of a build folder that holds content."""
    paths = (path for path in out.rglob("*") if path.is_file())
    return sorted(path for path in paths if path.name not in {LEASE} and path != out / LOCK)


@contextmanager
def damaged(path: Path, way: str, dice: random.Random) -> Iterator[bool]:
    """Damage a file, and have it as it was afterwards; gives whether anything changed."""
    kept = path.read_bytes()
    WAYS[way](path, dice)
    try:
        yield not path.is_file() or path.read_bytes() != kept
    finally:
        if path.is_dir():
            shutil.rmtree(path)
        path.unlink(missing_ok=True)
        path.write_bytes(kept)


def run_command(command: Sequence[str], out: Path) -> tuple[int, str]:
    """Run a command in this process: its code and what it wrote as errors. ``serve`` stops before it listens."""
    from ui.cli import main

    told = io.StringIO()
    shown = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with _no_page(), contextlib.redirect_stderr(told), contextlib.redirect_stdout(shown):
        code = main([*command, "--build", str(out)])
    return code, told.getvalue()


@contextmanager
def _no_page() -> Iterator[None]:
    """Have a page that does what the real one does before it listens."""
    page, kept = types.ModuleType("ui.server"), sys.modules.get("ui.server")
    told: dict[str, Any] = {
        "serve": lambda folder, _: open_verified(folder).ask("预热"),
        "ServerOptions": lambda **options: options,
        "addresses": lambda _: (),
    }
    vars(page).update(told)
    sys.modules["ui.server"] = page
    try:
        yield
    finally:
        del sys.modules["ui.server"]
        if kept:
            sys.modules["ui.server"] = kept


def problem_of(command: Sequence[str], path: Path, out: Path) -> str | None:
    """What is wrong with how a command answers over a damaged file.

    ``None`` after a fitting sentence, ``""`` when the command does not need the file.
    """
    try:
        code, told = run_command(command, out)
    except Exception as error:
        return f"traceback: {type(error).__name__}: {error}"[:300]
    if not told and code == 0 and command[0] not in WHOLE:
        return ""
    if command[0] == "publish" and "127.0.0.1:9" in told:
        return ""  # the graph was read, and there is no server
    sentence = told.strip()
    name = "store" if path.parent.name == "store" else path.name
    good = code == 1 and sentence.startswith("错误：") and "\n" not in sentence
    return None if good and name in sentence and "hetu build" in sentence else f"code {code}: {told[-300:]!r}"


def damage_builds(count: int, seed: int, folder: Path, build: Path | None = None) -> DamageReport:
    """Damage one file of a build after another, drawn with a seed, and run every command over each.

    :param build: a build folder that is copied; without one a small build without a model is made.
    """
    folder.mkdir(parents=True, exist_ok=True)
    whole, out = build or folder / "whole", folder / "damaged"
    if not build:
        ended(start_build(small_table(folder, "one.txt", 2), whole))
    counts = {"told": 0, "unneeded": 0, "tracebacks": 0}
    problems: list[str] = []
    done = crashes = 0
    while done < count:
        shutil.rmtree(out, ignore_errors=True)
        shutil.copytree(whole, out)
        cases = [json.loads(line) for line in _child(out, seed, done, count, None if build else environment(folder))]
        for case in cases:
            counts = {kind: counts[kind] + case[kind] for kind in counts}
            problems += case["problems"]
        done += len(cases)
        if done < count:
            crashes += 1
            problems.append(f"case {done} of seed {seed}: the process died or hung")
            done += 1
    return DamageReport(count, **counts, crashes=crashes, problems=tuple(problems[:20]))


def _child(out: Path, seed: int, first: int, count: int, env: dict[str, str] | None) -> list[str]:
    """The cases from one on that a child process came through, a line each."""
    command = [sys.executable, "-m", "tests.campaign.damage", str(out), str(seed), str(first), str(count)]
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, encoding="utf-8")
    try:
        return process.communicate(timeout=60 + LIMIT * (count - first))[0].splitlines()
    except subprocess.TimeoutExpired:
        process.kill()
        return process.communicate()[0].splitlines()


def _case(out: Path, files: Sequence[Path], dice: random.Random) -> dict[str, object]:
    path, way = dice.choice(files), dice.choice(tuple(WAYS))
    counts = {"told": 0, "unneeded": 0, "tracebacks": 0}
    problems = []
    with damaged(path, way, dice) as changed:
        for command in COMMANDS if changed else ():
            problem = problem_of(command, path, out)
            kind = "told" if problem is None else "tracebacks" if problem else "unneeded"
            counts[kind] += 1
            if problem:
                problems.append(f"{way} {path.name}, hetu {' '.join(command)}: {problem}")
    return {**counts, "problems": problems}


def _run(out: Path, seed: int, first: int, count: int) -> None:
    files = files_of(out)
    for number in range(first, count):
        case = _case(out, files, random.Random(f"{seed}-{number}"))
        sys.stdout.write(json.dumps(case, ensure_ascii=False) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _run(Path(sys.argv[1]), *map(int, sys.argv[2:]))
