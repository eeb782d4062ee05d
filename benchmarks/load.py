"""Fifty people at once: how long the page's event takes from the click to the answer, on a running server.

hetu serve --port 7860 &
python -m benchmarks.load http://127.0.0.1:7860
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import time

import httpx

PEOPLE, EACH = 50, 10
QUESTIONS = ("民政局负责什么", "古劳镇有哪些任务？", "GDP增长多少", "老人看病方便了吗？", "址山镇镇长的电话是多少？")


async def _ask(client: httpx.AsyncClient, question: str) -> float:
    started = time.perf_counter()
    event = (await client.post("/gradio_api/call/ask", json={"data": [question]})).json()["event_id"]
    answer = await client.get(f"/gradio_api/call/ask/{event}")
    if "event: complete" not in answer.text:
        raise RuntimeError(answer.text[:200])
    return time.perf_counter() - started


async def _person(client: httpx.AsyncClient, number: int) -> list[float]:
    return [await _ask(client, QUESTIONS[(number + turn) % len(QUESTIONS)]) for turn in range(EACH)]


async def _all(address: str) -> list[float]:
    limits = httpx.Limits(max_connections=PEOPLE)
    async with httpx.AsyncClient(base_url=address, timeout=60, limits=limits) as client:
        await _ask(client, QUESTIONS[0])
        return [one for took in await asyncio.gather(*(_person(client, n) for n in range(PEOPLE))) for one in took]


if __name__ == "__main__":
    times = sorted(asyncio.run(_all(sys.argv[1])))
    print(
        f"{len(times)} answers: p50 {1000 * statistics.median(times):.0f} ms, p95 {1000 * times[len(times) * 95 // 100]:.0f} ms"
    )
