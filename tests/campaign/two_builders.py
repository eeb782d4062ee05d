"""Two builders at one folder at once: both must end well, and one of their builds be in force."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from pathlib import Path

from tests.campaign.small_builds import ended, rubbish, small_table, start_build, state_of


@dataclass(frozen=True, slots=True)
class RaceReport:
    """Counts: pairs started, builders that failed, pairs after which no build was usable, tracebacks, folders left."""

    tried: int
    failed: int
    lost: int
    tracebacks: int
    rubbish: int
    problems: tuple[str, ...]


def race_builders(count: int, seed: int, folder: Path) -> RaceReport:
    """Start pairs of builders of different tables, up to half a second apart; about three seconds a pair."""
    folder.mkdir(parents=True, exist_ok=True)
    tables = [small_table(folder, "one.txt", 2), small_table(folder, "two.txt", 3)]
    out, dice, problems = folder / "out", random.Random(seed), []
    failed = lost = tracebacks = left = 0
    for number in range(count):
        first = start_build(tables[number % 2], out)
        time.sleep(dice.choice((0.0, 0.5 * dice.random())))
        second = start_build(tables[1 - number % 2], out)
        for process in (first, second):
            told = ended(process)
            tracebacks += "Traceback" in told
            if process.returncode:
                failed += 1
                problems.append(f"pair {number} of seed {seed}: {told[-300:]}")
        state = state_of(out, tables)
        if state not in {table.name for table in tables}:
            lost += 1
            problems.append(f"pair {number} of seed {seed}: {state}")
        else:
            left += len(rubbish(out))
    return RaceReport(count, failed, lost, tracebacks, left, tuple(problems[:10]))
