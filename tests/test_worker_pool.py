"""Worker processes: what ends a call, that nothing hangs, and that one client keeps no other from being answered."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from graph.processes.fair_queue import FairQueue
from graph.processes.worker_pool import MAX_WAITING, WorkerPool, WorkerStopped

WORKER = """
import os, time
from graph.processes.messages import serve
def handle(message):
    if message.startswith(b"sleep"):
        time.sleep(float(message[5:]))
    if message == b"die":
        os._exit(1)
    return message.upper()
serve(handle)
"""
LONG = 30.0


@contextmanager
def pool_of(
    size: int, script: str = WORKER, time_limit: float = LONG, gives_way: float | None = None, start_limit: float = 60.0
) -> Iterator[WorkerPool]:
    made = WorkerPool(
        [sys.executable, "-c", script],
        size=size,
        time_limit=time_limit,
        gives_way=gives_way,
        wait_limit=LONG,
        start_limit=start_limit,
    )
    try:
        yield made
    finally:
        made.close()


def reason_of(call: Callable[[], bytes]) -> str:
    try:
        return f"answered {call()!r}"
    except WorkerStopped as error:
        return error.reason


def in_background(call: Callable[[], bytes]) -> tuple[threading.Thread, list[str]]:
    told: list[str] = []
    thread = threading.Thread(target=lambda: told.append(reason_of(call)), daemon=True)
    thread.start()
    return thread, told


def until(holds: Callable[[], bool]) -> None:
    give_up = time.monotonic() + LONG
    while not holds():
        assert time.monotonic() < give_up
        time.sleep(0.01)


@pytest.mark.parametrize("size", [1, 3])
def test_a_call_ends_in_one_of_these_ways_and_the_next_is_answered(size: int) -> None:
    with pool_of(size, time_limit=1.0) as pool:
        assert pool.call(b"words" * 200_000) == b"WORDS" * 200_000
        assert reason_of(lambda: pool.call(b"sleep20")) == "time"
        assert reason_of(lambda: pool.call(b"die")) == "ended"
        assert pool.call(b"again") == b"AGAIN"


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("raise SystemExit(1)", ""),
        ("from graph.processes.messages import refuse; refuse('库坏了')", "库坏了"),
        ("import time; time.sleep(60)", ""),
    ],
)
def test_a_worker_that_does_not_start_is_told_and_costs_nobody_the_wait_again(script: str, words: str) -> None:
    with pool_of(2, script, start_limit=1.0) as pool:
        for limit in (15.0, 1.0, 1.0):
            started = time.monotonic()
            with pytest.raises(WorkerStopped) as caught:
                pool.call(b"")
            assert (caught.value.reason, caught.value.words) == ("start", words)
            assert time.monotonic() - started < limit


def test_a_command_that_is_not_there_is_told() -> None:
    pool = WorkerPool(["/nowhere/at-all"], size=1, time_limit=1.0, gives_way=None)
    assert reason_of(lambda: pool.call(b"")) == "start"


def test_closing_ends_what_runs_and_what_waits() -> None:
    with pool_of(1) as pool:
        running = in_background(lambda: pool.call(b"sleep25"))
        until(lambda: len(pool._busy) == 1)
        waiting = in_background(lambda: pool.call(b"words"))
        until(lambda: len(pool._queue) == 1)
        process = pool._busy[0]
        started = time.monotonic()
        pool.close()
        for thread, told in (running, waiting):
            thread.join(LONG)
            assert told == ["ended"]
        assert time.monotonic() - started < 5
        assert not process.alive
        assert reason_of(lambda: pool.call(b"words")) == "ended"


def test_one_client_never_holds_all_workers_nor_all_places() -> None:
    with pool_of(3) as pool:
        heavy = [in_background(lambda: pool.call(b"sleep25", "a")) for _ in range(2 + MAX_WAITING)]
        until(lambda: len(pool._busy) == 2 and len(pool._queue) == MAX_WAITING)
        assert reason_of(lambda: pool.call(b"one more", "a")) == "busy"
        for number in range(20):
            started = time.monotonic()
            assert pool.call(b"%d" % number, "b") == b"%d" % number
            assert time.monotonic() - started < 5
        assert len(pool._busy) == 2
        pool.close()
        for thread, told in heavy:
            thread.join(LONG)
            assert told == ["ended"]


@pytest.mark.parametrize(("size", "heavy"), [(1, ["a"]), (2, ["a", "b"]), (3, ["a", "a", "b"])])
def test_what_has_run_longest_gives_way_when_all_are_held(size: int, heavy: list[str]) -> None:
    with pool_of(size, gives_way=0.2) as pool:
        calls = []
        for number, client in enumerate(heavy, start=1):
            calls.append(in_background(lambda client=client: pool.call(b"sleep25", client)))  # type: ignore[misc]
            until(lambda number=number: len(pool._busy) == number)  # type: ignore[misc]
        assert pool.call(b"honest", "c") == b"HONEST"
        thread, told = calls[0]
        thread.join(LONG)
        assert told == ["room"]
        assert [told for _, told in calls[1:]] == [[] for _ in calls[1:]]


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_worker_whose_pool_was_killed_ends_by_itself(tmp_path: Path) -> None:
    """The alarm ends it even while it works, when nobody is left to stop it."""
    script = tmp_path / "parent.py"
    script.write_text(
        "import os, sys, threading, time\n"
        "from graph.processes.worker_pool import WorkerPool\n"
        f"pool = WorkerPool([sys.executable, '-c', {WORKER!r}], size=1, time_limit=0.5, gives_way=None)\n"
        "pool.call(b'a')\n"
        "print(pool._idle[0].pid, flush=True)\n"
        "threading.Thread(target=pool.call, args=(b'sleep60',)).start()\n"
        "time.sleep(0.3)\n"
        "os._exit(9)\n"
    )
    import subprocess

    root = Path(__file__).resolve().parent.parent
    told = subprocess.run([sys.executable, script], capture_output=True, check=False, env={"PYTHONPATH": str(root)})
    process = Path("/proc") / told.stdout.decode().strip()
    assert process.name.isdigit()
    until(lambda: _ended(process))


def _ended(process: Path) -> bool:
    with suppress(FileNotFoundError, ProcessLookupError):
        return "\nState:\tZ" in (process / "status").read_text()
    return True


@dataclass(eq=False)
class Item:
    client: str
    number: int


def test_clients_are_served_in_turns() -> None:
    queue: FairQueue[Item] = FairQueue()
    for client, count in (("a", 4), ("b", 1), ("c", 2)):
        for number in range(count):
            queue.add(Item(client, number))
    order = []
    while heads := queue.heads():
        queue.serve(heads[0])
        order.append(f"{heads[0].client}{heads[0].number}")
    assert order == ["a0", "b0", "c0", "a1", "c1", "a2", "a3"]
    assert len(queue) == 0
