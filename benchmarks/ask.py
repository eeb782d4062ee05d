"""How long answering takes: cold (process start to answer), warm, and the torch path for comparison.

Prints medians, and ratios within one run; run with ``make bench`` after ``make build``.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

QUESTIONS = ("址山镇负责哪些项目？", "第三水厂建得怎么样了？", "老人看病方便了吗？", "李海权分管的工作有多少项？")
COLD_RUNS, WARM_ROUNDS = 5, 25
TORCH = (
    "import sys; from embeddings.dense.encoder import TorchEncoder; "
    "TorchEncoder(sys.argv[1]).encode(['老人看病方便了吗？'])"
)


def main() -> None:
    """Measure and print."""
    from embeddings.dense.convert import write_default_folder
    from qa import Hetu

    cold = median_of(COLD_RUNS, [sys.executable, "-m", "ui", "ask", QUESTIONS[2], "--json"])
    with tempfile.TemporaryDirectory() as folder:
        write_default_folder(Path(folder), print)
        torch = median_of(3, [sys.executable, "-c", TORCH, folder])
    kg = Hetu.open()
    for question in QUESTIONS:
        kg.ask(question)
    warm = []
    for turn in range(WARM_ROUNDS):
        for question in QUESTIONS:
            blanks = " " * (turn + 1)  # not read, but no answer that was kept is asked for
            started = time.perf_counter()
            kg.ask(question + blanks)
            warm.append(time.perf_counter() - started)
    near = []
    for node in list(kg.kg)[::5]:
        started = time.perf_counter()
        kg.corpus.relatedness.related([node])
        near.append(time.perf_counter() - started)
    share = statistics.median(near) / statistics.median(warm)
    print(
        f"related: median {1000 * statistics.median(near):.1f} ms, max {1000 * max(near):.1f} ms of {len(near)}; {share:.2f} of a warm ask"
    )
    print(f"cold ask: median {cold:.2f} s of {COLD_RUNS}")
    print(f"warm ask: median {1000 * statistics.median(warm):.1f} ms, max {1000 * max(warm):.1f} ms of {len(warm)}")
    print(f"torch path, one question from process start: median {torch:.2f} s; ratio to cold ask {torch / cold:.1f}")


def median_of(runs: int, command: list[str]) -> float:
    """Median wall time of a command in seconds."""
    times = []
    for _ in range(runs):
        started = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        times.append(time.perf_counter() - started)
    return statistics.median(times)


if __name__ == "__main__":
    main()
