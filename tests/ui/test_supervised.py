"""Work in a process that can be ended: what takes too long or ends badly is declined, the rest goes on."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest

from tests.conftest import ROOT

WORK = """
import os, sys, time
from ui import supervised as own

own._SECONDS, own._GRACE = 0.5, 0.1
STEPS = sys.argv[1].split(",")


def work(first, mark):
    for step in STEPS[first:]:
        mark(True)
        if step == "hang":
            # A library that neither looks for signals nor gives the interpreter back.
            import signal
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM, signal.SIGTERM, signal.SIGINT})
            time.sleep(60)
        if step == "die":
            os.kill(os.getpid(), 11)
        mark(False)
        print(step, flush=True)
        if step == "slow reader":
            time.sleep(1)
    return 3 if "three" in STEPS else 0


sys.exit(own.supervised(work, len(STEPS), lambda number, late: print("declined", number, late, flush=True)))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes cannot be forked here")
@pytest.mark.parametrize(
    ("steps", "told", "code"),
    [
        ("a,b", ["a", "b"], 0),
        ("a,three", ["a", "three"], 3),
        ("a,hang,b", ["a", "declined 1 True", "b"], 0),
        ("hang", ["declined 0 True"], 0),
        ("a,die,b,die", ["a", "declined 1 False", "b", "declined 3 False"], 0),
        ("slow reader,a", ["slow reader", "a"], 0),  # only the answer is bounded, not what is done with it
    ],
)
def test_what_cannot_be_answered_is_declined(steps: str, told: list[str], code: int) -> None:
    began = time.monotonic()
    command = [sys.executable, "-c", WORK, steps]
    run = subprocess.run(command, check=False, cwd=ROOT, capture_output=True, text=True, timeout=50)
    assert (run.stdout.splitlines(), run.returncode) == (told, code)
    assert time.monotonic() - began < 20
