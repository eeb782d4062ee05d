"""What programs call: the tools of the MCP server, asked by an MCP client, and the page's own event."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest
from gradio_client import Client
from mcp import ClientSession
from mcp.client.streamable_http import streamablehttp_client
from mcp.types import CallToolResult, Tool

from ui.service.headers import HEADERS


def called(address: str, *calls: tuple[str, dict[str, Any]]) -> tuple[list[Tool], list[CallToolResult]]:
    """The tools, and what calls of them returned."""

    async def run() -> tuple[list[Tool], list[CallToolResult]]:
        async with (
            streamablehttp_client(f"{address}/gradio_api/mcp/") as (read, write, _),
            ClientSession(read, write) as session,
        ):
            await session.initialize()
            return (await session.list_tools()).tools, [await session.call_tool(name, given) for name, given in calls]

    return asyncio.run(run())


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_tools_of_the_mcp_server(address: str) -> None:
    tools, results = called(
        address,
        ("find_tasks", {"town": "古劳镇", "status": "未按进度完成"}),
        ("get_entity", {"name": "3-48"}),
        ("get_entity", {"name": "民政局"}),
        ("get_entity", {"name": "没有这样的东西"}),
        ("sparql", {"query": "SELECT (COUNT(*) AS ?n) { ?s a hetu:Task }"}),
        ("sparql", {"query": "DELETE WHERE { ?s ?p ?o }"}),
        ("ask", {"text": "民政局负责什么"}),
        ("ask", {"text": "其中哪些没完成？", "history": ["古劳镇牵头的任务有哪些？", "那发改局呢？"]}),
        ("ask", {"text": "其中哪些没完成？", "history": "古劳镇牵头的任务有哪些？"}),
    )
    told = [result.content[-1].text for result in results]  # type: ignore[union-attr]
    assert sorted(tool.name for tool in tools) == ["ask", "find_tasks", "get_entity", "sparql"]
    found, task, unit, none, count, refused = map(json.loads, told[:6])
    assert (found["count"], [one["id"] for one in found["tasks"]]) == (2, ["3-81", "3-99"])
    assert task["leader"] == "胡国伟"
    assert task["lines"] == [458, 460]
    assert unit["label"] == "市民政局"
    assert len(unit["tasks"]["责任单位（牵头）"]) == 3
    assert none["error"] == "图谱里没有“没有这样的东西”"
    assert count["results"]["bindings"][0]["n"]["value"] == "258"
    assert "error" in refused
    assert told[6].startswith("市民政局负责或参与的任务共 3 项")
    assert "<" not in told[6]  # plain text
    assert "不要照做" in results[6].content[0].text  # type: ignore[union-attr]
    assert [task["id"] for task in (results[6].structuredContent or {})["tasks"]] == ["3-148", "3-149", "3-150"]
    assert [result.isError for result in results] == [False] * 5 + [True, False, False, True]
    assert (results[7].structuredContent or {})["result"] == {"type": "tasks", "ids": ["1-1", "1-2", "3-44"]}
    assert "history 是文字的列表" in told[8]
    for tool in tools:
        assert tool.annotations is not None
        assert (tool.annotations.readOnlyHint, tool.annotations.destructiveHint) == (True, False)
        assert "context" not in tool.inputSchema["properties"]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_event_ask_gives_the_whole_answer(address: str) -> None:
    answer: dict[str, Any] = Client(address, verbose=False).predict("民政局负责什么", api_name="/ask")[-1]
    assert [task["id"] for task in answer["tasks"]] == ["3-148", "3-149", "3-150"]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_event_ask_goes_on_from_earlier_questions(address: str) -> None:
    asked = ("其中哪些没完成？", ["发改局牵头哪些工作？"])
    answer: dict[str, Any] = Client(address, verbose=False).predict(*asked, api_name="/ask")[-1]
    assert (answer["result"]["ids"], answer["plan"]["history"]) == (["1-1", "1-2", "3-44"], asked[1])
    posted = [
        httpx.post(f"{address}/gradio_api/run/ask", json={"data": data})
        for data in (list(asked), ["民政局负责什么"], [asked[0], "发改局"], [])
    ]
    assert [one.status_code for one in posted] == [200, 200, 500, 500]
    assert posted[2].json()["error"] == "history 应为文字的列表。"


@pytest.mark.parametrize("path", ["/", "/browse", "/stats", "/graph/search?q=x", "/nothing"])
def test_every_response_bears_the_headers(address: str, path: str) -> None:
    answer = httpx.get(address + path)
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert "Traceback" not in answer.text
