"""A page open to everybody: no uploads, no files, not too much for one address, no words of errors that are not ours."""

from __future__ import annotations

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from ui.service.rates import Guard


def _answer(_: Request) -> PlainTextResponse:
    return PlainTextResponse("答案")


def _client(rates: str | None, whose: str = "10.0.0.1") -> TestClient:
    inner = Starlette(routes=[Route("/{path:path}", _answer, methods=["GET", "POST"])])
    return TestClient(Guard(inner, rates), client=(whose, 1234))


def test_too_many_requests_of_one_address_are_refused_for_a_while() -> None:
    client = _client("3/minute")
    assert [client.get("/sparql").status_code for _ in range(4)] == [200, 200, 200, 429]
    refused = client.get("/browse")
    assert refused.text == "请求太频繁，请稍后再试\n"
    assert int(refused.headers["retry-after"]) > 0
    assert client.get("/assets/page.js").status_code == 200  # the page's own files are free


def test_each_address_is_counted_by_itself() -> None:
    guard = Guard(Starlette(routes=[Route("/{path:path}", _answer)]), "1/minute")
    one, other = (TestClient(guard, client=(whose, 1)) for whose in ("10.0.0.1", "10.0.0.2"))
    assert [one.get("/").status_code, one.get("/").status_code, other.get("/").status_code] == [200, 429, 200]


def test_without_rates_nothing_is_counted() -> None:
    client = _client(None)
    assert {client.get("/sparql").status_code for _ in range(50)} == {200}


def test_nothing_can_be_left_here(address: str) -> None:
    assert httpx.post(f"{address}/gradio_api/upload", files={"files": ("x.txt", b"x")}).status_code == 404


@pytest.mark.parametrize("path", ["/etc/passwd", "pyproject.toml", "data/heshan-2022.txt", "../pyproject.toml"])
def test_no_file_of_the_machine_is_served(address: str, path: str) -> None:
    assert httpx.get(f"{address}/gradio_api/file={path}").status_code in {403, 404}


def test_a_broken_request_tells_nothing_of_the_inside(address: str) -> None:
    events = httpx.get(f"{address}/config").json()["dependencies"]
    event = next(one["id"] for one in events if one["api_name"] == "ask")
    for body in ({"data": [{"a": 1}], "fn_index": event}, {"data": [], "fn_index": event}, {"data": "x"}, {}):
        answer = httpx.post(f"{address}/gradio_api/run/predict", json=body)
        assert "Traceback" not in answer.text
        assert "site-packages" not in answer.text
