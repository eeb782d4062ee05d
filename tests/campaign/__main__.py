"""The campaign: ``python -m tests.campaign --folder FOLDER [--seed N] [--minutes M] [--scale S]``.

Hostile tables, questions, queries, damaged and killed builds, two builders at once and a lying language model, by the
thousand. Everything depends on the seed; what is done is kept in the folder, so that a run that was stopped goes on where
it was. Two parts run at a time. The exit code is 1 when anything was not as it should be.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

os.environ.setdefault("HF_HUB_OFFLINE", "1")

ROOT = Path(__file__).resolve().parents[2]
BAD = (
    "tracebacks", "over_time", "cells_lost", "lost", "rubbish", "failed", "crashes", "accepted", "let_through",
    "differing", "untold",
)  # fmt: skip
"""Counts that must be nought."""


@dataclass(frozen=True, slots=True)
class Part:
    """One sort of attack: how many in all, how many between two savings, and what runs some of them."""

    name: str
    total: int
    step: int
    run: Callable[[int, int, int, Path], Mapping[str, Any]]


def _tables(count: int, seed: int, start: int, _: Path) -> Mapping[str, Any]:
    from tests.campaign.tables import mutate_tables

    return asdict(mutate_tables(count, seed, start))


def _questions(count: int, seed: int, start: int, _: Path) -> Mapping[str, Any]:
    from tests.campaign.questions import ask_many, opened

    asked, names = opened(ROOT / "data" / "build")
    return asdict(ask_many(asked, names, count, seed, start))


def _queries(count: int, seed: int, start: int, _: Path) -> Mapping[str, Any]:
    from tests.campaign.queries import try_queries

    return asdict(try_queries(count, seed + start))


def _liars(count: int, seed: int, start: int, _: Path) -> Mapping[str, Any]:
    from tests.campaign.liar import try_liars

    return asdict(try_liars(count, seed + start))


def _kills(count: int, seed: int, start: int, folder: Path) -> Mapping[str, Any]:
    from tests.campaign.kills import run_kills

    return asdict(run_kills(count, seed + start, folder / "kills"))


def _races(count: int, seed: int, start: int, folder: Path) -> Mapping[str, Any]:
    from tests.campaign.two_builders import race_builders

    return asdict(race_builders(count, seed + start, folder / "races"))


def _damage(count: int, seed: int, start: int, folder: Path) -> Mapping[str, Any]:
    from tests.campaign.damage import damage_builds

    return asdict(damage_builds(count, seed + start, folder / "damage"))


PARTS = (
    Part("questions", 20_000, 250, _questions),
    Part("tables", 100_000, 2_000, _tables),
    Part("queries", 5_000, 500, _queries),
    Part("liars", 5_000, 500, _liars),
    Part("kills", 200, 10, _kills),
    Part("races", 20, 2, _races),
    Part("damage", 200, 20, _damage),
)


class State:
    """What is done of each part, kept in a file of its own."""

    def __init__(self, folder: Path, part: Part, seed: int) -> None:
        self._path = folder / f"{part.name}-{seed}.json"
        self.told: dict[str, Any] = {"done": 0, "seconds": 0.0, "counts": {}, "problems": []}
        if self._path.is_file():
            self.told = json.loads(self._path.read_text(encoding="utf-8"))

    def add(self, count: int, seconds: float, report: Mapping[str, Any]) -> None:
        """Add the report of some more, and keep it."""
        self.told["done"] += count
        self.told["seconds"] = round(self.told["seconds"] + seconds, 1)
        counts = self.told["counts"]
        for name, value in report.items():
            if isinstance(value, bool) or not isinstance(value, int | float):
                continue
            counts[name] = (
                max(counts.get(name, 0.0), value) if isinstance(value, float) else counts.get(name, 0) + value
            )
        self.told["problems"] += [str(one)[:300] for one in (*report.get("problems", ()), *report.get("believed", ()))]
        fresh = self._path.with_suffix(".new")
        fresh.write_text(json.dumps(self.told, ensure_ascii=False, indent=1), encoding="utf-8")
        fresh.replace(self._path)


def _work(part: Part, total: int, seed: int, folder: Path, until: float) -> None:
    """Run a part to its end or until the time is up."""
    state = State(folder, part, seed)
    while state.told["done"] < total and time.time() < until:
        count, start = min(part.step, total - state.told["done"]), state.told["done"]
        began = time.monotonic()
        report = part.run(count, seed, start, folder)
        state.add(count, time.monotonic() - began, report)


def _line(name: str, told: Mapping[str, Any], total: int) -> str:
    counts = "，".join(
        f"{key} {value if isinstance(value, int) else round(value, 2)}" for key, value in told["counts"].items()
    )
    return f"{name:10} {told['done']:>7} / {total:<7} {told['seconds']:>8.1f} s  {counts}"


def main() -> int:
    """Run the campaign and print its counts."""
    parser = argparse.ArgumentParser(prog="python -m tests.campaign")
    parser.add_argument("--folder", type=Path, default=ROOT / "build" / "campaign")
    parser.add_argument("--seed", type=int, default=18)
    parser.add_argument("--minutes", type=float, default=60.0, help="the most it takes")
    parser.add_argument("--scale", type=float, default=1.0, help="share of the whole number of each part")
    parser.add_argument("--only", action="append", choices=[part.name for part in PARTS], help="this part alone")
    parser.add_argument("--until", type=float, help=argparse.SUPPRESS)  # how a part is told its end
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    until = options.until or time.time() + 60 * options.minutes
    totals = {part.name: max(1, round(part.total * options.scale)) for part in PARTS}
    parts = [part for part in PARTS if not options.only or part.name in options.only]
    if options.until:
        for part in parts:
            _work(part, totals[part.name], options.seed, options.folder, until)
        return 0
    waiting, running = list(parts), list[subprocess.Popen[bytes]]()
    while waiting or running:
        running = [process for process in running if process.poll() is None]
        while waiting and len(running) < 2:
            told = ["--folder", options.folder, "--seed", options.seed, "--scale", options.scale, "--until", until]
            command = [sys.executable, "-m", "tests.campaign", "--only", waiting.pop(0).name, *map(str, told)]
            running.append(subprocess.Popen(command, cwd=ROOT))
        time.sleep(0.2)
    whole = True
    for part in parts:
        told = State(options.folder, part, options.seed).told
        print(_line(part.name, told, totals[part.name]))
        for problem in told["problems"][:10]:
            print(f"    {problem}")
        bad = sum(value for key, value in told["counts"].items() if key in BAD)
        whole = whole and told["done"] >= totals[part.name] and not bad and not told["problems"]
    print("campaign: nothing amiss" if whole else "campaign: something amiss, or not done in time")
    return 0 if whole else 1


if __name__ == "__main__":
    sys.exit(main())
