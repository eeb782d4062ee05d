"""The door: names of the server, pages of other sites, sizes, proxies, and errors nobody foresaw."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator, Mapping

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from qa.limits import MAX_BYTES, MOST_EARLIER, TOO_LONG
from ui.service.door import Door, allowed_names

SHARED = {"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Credentials": "true"}


async def _echo(request: Request) -> Response:
    body = await request.body()
    told = {
        "client": request.client.host if request.client else "",
        "headers": dict(request.headers),
        "size": len(body),
    }
    return JSONResponse(told | {"scheme": request.url.scheme}, headers=SHARED)


async def _broken(_: Request) -> Response:
    raise RuntimeError("secret words of the inside")


def client(proxies: tuple[str, ...] = (), peer: str = "192.0.2.9") -> TestClient:
    inner = Starlette(
        routes=[Route("/broken", _broken), Route("/{path:path}", _echo, methods=["GET", "POST", "OPTIONS"])]
    )
    door = Door(inner, allowed_names("127.0.0.1", ["hetu.gov.example"]), proxies)
    return TestClient(door, base_url="http://127.0.0.1:7860", client=(peer, 5), raise_server_exceptions=False)


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:7860", 200),
        ("localhost:1", 200),
        ("[::1]:7860", 200),
        ("hetu.gov.example", 200),
        ("192.168.3.4:7860", 200),  # a bare address cannot be pointed elsewhere
        ("evil.example", 421),
        ("127.0.0.1.evil.example:7860", 421),
        ("localhost.evil.example", 421),
        ("[::1", 421),
        ("localhost:evil", 421),
        ("127.0.0.1:7860/evil.example", 421),
        ("evil.example@localhost", 421),
    ],
)
def test_only_its_own_names(host: str, status: int) -> None:
    assert client().get("/browse", headers={"Host": host}).status_code == status


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/browse", {"Origin": "http://evil.example"}, 403),
        ("/browse", {"Origin": "null"}, 403),
        ("/browse", {"Origin": "http://127.0.0.1:9999"}, 403),  # another server of the same machine
        ("/answer.json?q=x", {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}, 403),
        ("/browse", {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}, 200),  # a link from elsewhere
        ("/browse", {"Origin": "http://127.0.0.1:7860"}, 200),
        ("/browse", {}, 200),
        ("/sparql", {"Origin": "http://evil.example"}, 200),
        ("/id/task/1", {"Origin": "http://evil.example"}, 200),
        ("/sparqlx/../browse", {"Origin": "http://evil.example"}, 403),
    ],
)
def test_pages_of_other_sites_read_linked_data_only(path: str, headers: Mapping[str, str], status: int) -> None:
    assert client().get(path, headers=headers).status_code == status


def test_two_names_are_none() -> None:
    two = [("Host", "127.0.0.1"), ("Host", "evil.example")]
    assert client().get("/browse", headers=two).status_code == 400


@pytest.mark.parametrize("body", ['{"data": ["\\ud800"]}', '{"\\udfff": 1}', "[" * 5000, '{"data": ' + "[" * 4000])
def test_bodies_that_nobody_could_repeat(body: str) -> None:
    refused = client().post("/gradio_api/run/ask", content=body)
    assert (refused.status_code, refused.text.count("\n")) == (400, 1)


def test_only_linked_data_is_shared() -> None:
    assert "access-control-allow-origin" not in client().get("/browse").headers
    assert "access-control-allow-credentials" not in client().get("/browse").headers
    assert client().get("/sparql").headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(
    "path",
    ["/openapi.json", "/gradio_api/openapi.json", "/gradio_api/file=x", "/gradio_api/proxy=x", "/monitoring", "/login"],
)
def test_what_is_not_used_is_not_there(path: str) -> None:
    assert client().get(path).status_code == 404


def test_long_questions_are_refused_at_the_door() -> None:
    fits, long = "镇" * (MAX_BYTES // 3), "镇" * (MAX_BYTES // 3 + 1)
    asked = client()
    assert asked.get("/answer.json", params={"q": fits}).status_code == 200
    refused = asked.get("/answer.json", params={"q": long})
    assert (refused.status_code, refused.text) == (413, f"{TOO_LONG}\n")
    body = {"data": [fits], "session_hash": "x"}
    assert asked.post("/gradio_api/run/ask", json=body).status_code == 200  # escaped it is twice as long
    with_earlier = {"data": [fits, [fits] * MOST_EARLIER], "session_hash": "x"}
    assert asked.post("/gradio_api/run/ask", json=with_earlier).status_code == 200
    for data in ([long], [{"deep": [[long]]}], [fits, [long]]):
        assert (
            asked.post("/gradio_api/run/ask", content=json.dumps({"data": data}, ensure_ascii=False)).status_code == 413
        )
    assert asked.post("/gradio_api/mcp/", json={"params": {"arguments": {"text": long}}}).status_code == 413
    assert asked.post("/gradio_api/mcp/", json={"params": {"arguments": {"query": long}}}).status_code == 200


def test_a_large_body_is_not_read() -> None:
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        while True:
            read += 65536
            yield b"x" * 65536

    import asyncio

    async def run() -> list[dict[str, object]]:
        sent: list[dict[str, object]] = []
        parts = endless()

        async def receive() -> dict[str, object]:
            return {"type": "http.request", "body": await anext(parts), "more_body": True}

        async def send(message: object) -> None:
            sent.append(dict(message))  # type: ignore[call-overload]

        scope = {
            "type": "http", "method": "POST", "path": "/gradio_api/run/ask", "raw_path": b"", "query_string": b"",
            "headers": [(b"host", b"127.0.0.1")], "client": ("192.0.2.9", 5), "http_version": "1.1", "scheme": "http",
        }  # fmt: skip
        await Door(Starlette())(scope, receive, send)  # type: ignore[arg-type]
        return sent

    sent = asyncio.run(run())
    assert sent[0]["status"] == 413
    assert read <= 2 * 65536
    assert client().post("/x", content=b"x", headers={"Content-Length": "99999999999"}).status_code == 413


def test_long_addresses_and_many_parameters() -> None:
    assert client().get("/x?" + "a=1&" * 15000).status_code == 414
    assert client().get("/x?" + "a=1&" * 3000).status_code == 414
    assert client().get("/x?" + "a=1&" * 300).status_code == 200
    assert client().get("/sparql", params={"query": "x" * 50000}).status_code == 200


FORWARDED = {
    "X-Forwarded-For": "203.0.113.5, 198.51.100.7",
    "X-Forwarded-Host": "hetu.gov.example",
    "X-Forwarded-Proto": "https",
}


def test_headers_of_proxies_count_only_from_a_trusted_one() -> None:
    plain = client().get("/x", headers=FORWARDED).json()
    assert (plain["client"], plain["scheme"]) == ("192.0.2.9", "http")
    assert not [name for name in plain["headers"] if "forwarded" in name]
    behind = client(("192.0.2.0/24",)).get("/x", headers=FORWARDED).json()
    assert (behind["client"], behind["scheme"]) == ("198.51.100.7", "https")
    two = client(("192.0.2.9", "198.51.100.7")).get("/x", headers=FORWARDED).json()
    assert two["client"] == "203.0.113.5"
    forged = {**FORWARDED, "X-Forwarded-For": "<script>"}
    assert client(("192.0.2.9",)).get("/x", headers=forged).json()["client"] == "192.0.2.9"
    evil = {**FORWARDED, "X-Forwarded-Host": "evil.example"}
    assert client(("192.0.2.9",)).get("/x", headers=evil).status_code == 421


def test_an_unforeseen_error_is_a_number_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, logger="hetu"):
        answer = client().get("/broken")
    assert answer.status_code == 500
    number = answer.text.split("编号 ")[1][:8]
    assert "secret" not in answer.text
    assert number in caplog.text
    assert "secret words of the inside" in caplog.text
