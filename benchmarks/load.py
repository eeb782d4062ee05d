"""Fifty people at once: how long the page's event takes from the click to the answer, on a running server.

hetu serve --port 7860 &
python -m benchmarks.load http://127.0.0.1:7860

People who read what they get (up to six seconds between two questions), fifty who never stop, and fifty who never stop and
never ask what was asked before (answers are kept for being asked again). They ask as the page does: one request, in a
session of their own.
"""

from __future__ import annotations

import asyncio
import json
import random
import statistics
import sys
import time
import uuid
from collections.abc import Sequence
from pathlib import Path

import httpx

PEOPLE, EACH, READING = 50, 10, 6.0
QUESTIONS = ("民政局负责什么", "古劳镇有哪些任务？", "GDP增长多少", "老人看病方便了吗？", "址山镇镇长的电话是多少？")


async def _ask(client: httpx.AsyncClient, event: int, session: str, question: str) -> float:
    started = time.perf_counter()
    body = {"data": [question], "fn_index": event, "session_hash": session}
    answer = await client.post("/gradio_api/run/predict", json=body)
    if answer.status_code != httpx.codes.OK or not answer.json()["data"][0]:
        raise RuntimeError(answer.text[:200])
    return time.perf_counter() - started


async def _person(
    client: httpx.AsyncClient, event: int, number: int, reading: float, questions: Sequence[str]
) -> list[float]:
    session, mood = uuid.uuid4().hex, random.Random(number)
    took = []
    for turn in range(EACH):
        await asyncio.sleep(mood.uniform(0, reading))
        took.append(await _ask(client, event, session, questions[(number * (EACH + 1) + turn) % len(questions)]))
    return took


async def _all(address: str, reading: float, questions: Sequence[str]) -> list[float]:
    limits = httpx.Limits(max_connections=PEOPLE)
    async with httpx.AsyncClient(base_url=address, timeout=60, limits=limits) as client:
        events = (await client.get("/config")).json()["dependencies"]
        event = next(one["id"] for one in events if one["api_name"] == "ask")
        people = (_person(client, event, number, reading, questions) for number in range(PEOPLE))
        return sorted(one for took in await asyncio.gather(*people) for one in took)


def _each_once() -> list[str]:
    files = sorted(Path("data/questions").glob("*.jsonl"))
    lines = (line for file in files for line in file.read_text(encoding="utf-8").splitlines())
    asked = list(dict.fromkeys(json.loads(line)["question"] for line in lines))
    random.Random(0).shuffle(asked)
    return asked


if __name__ == "__main__":
    for whose, reading, asked in (
        ("who read", READING, QUESTIONS),
        ("without a pause", 0.0, QUESTIONS),
        ("without a pause, each another question", 0.0, _each_once()),
    ):
        times = asyncio.run(_all(sys.argv[1], reading, asked))
        median, late = 1000 * statistics.median(times), 1000 * times[len(times) * 95 // 100]
        print(f"{PEOPLE} people {whose}, {len(times)} answers: p50 {median:.0f} ms, p95 {late:.0f} ms")
