"""Builders killed at random moments: the build in force must stay whole."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from pathlib import Path

from graph.storage.build_folder import current_build_name
from tests.campaign.small_builds import ended, rubbish, small_table, start_build, state_of


@dataclass(frozen=True, slots=True)
class KillReport:
    """Counts: builders started, killed before they ended, builds lost, tracebacks, folders left after a last build."""

    tried: int
    killed: int
    lost: int
    tracebacks: int
    rubbish: int
    problems: tuple[str, ...]


def run_kills(count: int, seed: int, folder: Path) -> KillReport:
    """Kill builders of two tables in turn, at moments drawn with a seed; about two seconds each.

    Half of the kills fall anywhere, half after the builder began to write.
    """
    folder.mkdir(parents=True, exist_ok=True)
    tables = [small_table(folder, "one.txt", 2), small_table(folder, "two.txt", 3)]
    out, dice, problems = folder / "out", random.Random(seed), []
    started = time.monotonic()
    tracebacks = _traced(ended(start_build(tables[0], out)))
    usual, killed, lost = time.monotonic() - started, 0, 0
    before = tables[0].name
    for number in range(count):
        table = tables[(number + 1) % 2]
        was_killed, told = _killed(table, out, dice.random(), bool(number % 2), usual)
        killed += was_killed
        tracebacks += _traced(told)
        state = state_of(out, tables)
        if state not in ({before, table.name} if was_killed else {table.name}):
            lost += 1
            problems.append(f"kill {number} of seed {seed}: {state}")
        before = state if state in {one.name for one in tables} else before
    tracebacks += _traced(ended(start_build(tables[0], out)))
    left = rubbish(out)
    return KillReport(count, killed, lost, tracebacks, len(left), tuple(problems[:10] + left[:10]))


def _killed(table: Path, out: Path, share: float, writing: bool, usual: float) -> tuple[bool, str]:
    """Start a builder and kill it after a share of its usual time; whether it was still running, and what it said."""
    process = start_build(table, out)
    known, give_up = {path.name for path in out.iterdir()}, time.monotonic() + 2 * usual
    while writing and process.poll() is None and time.monotonic() < give_up:
        if {path.name for path in out.iterdir() if path.name != current_build_name(out)} - known:
            break
        time.sleep(0.005)
    time.sleep(share * usual * (0.5 if writing else 1.0))
    running = process.poll() is None
    process.kill()
    return running, ended(process)


def _traced(told: str) -> int:
    return int("Traceback" in told)
