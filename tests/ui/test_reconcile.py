"""The reconciliation service, asked as OpenRefine asks it: manifest, batches, extensions, suggestions, previews."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.test_http import opened


@pytest.fixture(scope="module")
def client(build_dir: Path) -> Iterator[TestClient]:
    with opened(build_dir) as made:
        yield made


def matched(client: TestClient, **query: Any) -> list[dict[str, Any]]:
    answer = client.post("/reconcile", data={"queries": json.dumps({"q0": query}, ensure_ascii=False)})
    assert answer.status_code == 200
    return answer.json()["q0"]["result"]


def test_the_manifest_tells_all_that_there_is(client: TestClient) -> None:
    told = client.get("/reconcile").json()
    assert told["versions"] == ["0.2"]
    assert told["identifierSpace"] == "https://hetu.example.org/id/"
    assert {kind["id"] for kind in told["defaultTypes"]} >= {"Unit", "Town", "Company", "Person", "PolicyDocument"}
    for what in ("entity", "type", "property"):
        place = told["suggest"][what]
        assert (
            client.get(place["service_url"].removeprefix("http://testserver") + place["service_path"]).status_code
            == 200
        )
    assert client.get(told["view"]["url"].replace("{{id}}", "town/440784103")).status_code == 200


@pytest.mark.parametrize(
    ("word", "kind", "name"),
    [
        ("市发展改革局", "", "市发展改革局"),
        ("发改局", "", "市发展改革局"),
        ("鹤山市发展和改革局", "", "市发展改革局"),
        ("鹤山市教育局", "Unit", "市教育局"),
        ("古劳镇", "Town", "古劳镇"),
        ("世运电路", "Company", "广东世运电路科技股份有限公司"),
        ("谭良发", "Person", "谭良发"),
        ("GDP", "Indicator", "地区生产总值"),
        ("440784103", "Town", "古劳镇"),
        ("Ｇ Ｄ Ｐ", "Indicator", "地区生产总值"),
    ],
)
def test_names_that_are_known_match(client: TestClient, word: str, kind: str, name: str) -> None:
    first, *others = matched(client, query=word, **({"type": kind} if kind else {}))
    assert (first["name"], first["match"]) == (name, True)
    assert not any(other["match"] for other in others)
    assert first["score"] >= 95
    assert all(other["score"] < first["score"] for other in others)


@pytest.mark.parametrize("word", ["市教", "古劳", "发展局", "鹤山教育"])
def test_what_only_resembles_is_offered(client: TestClient, word: str) -> None:
    found = matched(client, query=word)
    assert found
    assert not any(one["match"] for one in found)


@pytest.mark.parametrize("word", ["", "完全没有的东西", "x" * 100_000, "（）", "\u202e"])
def test_what_is_unknown_gives_nothing(client: TestClient, word: str) -> None:
    assert not any(one["match"] for one in matched(client, query=word))


def test_properties_weigh_in(client: TestClient) -> None:
    fits = matched(client, query="市财政局", properties=[{"pid": "inCounty", "v": "鹤山市"}])[0]
    not_so = matched(
        client, query="市财政局", properties=[{"pid": "inCounty", "v": {"id": "county/1", "name": "别县"}}]
    )[0]
    assert (fits["name"], fits["match"], fits["score"]) == ("市财政局", True, 100.0)
    assert (not_so["match"], not_so["score"]) == (False, 60.0)


def test_a_batch_by_get_and_its_bounds(client: TestClient) -> None:
    batch = {f"q{number}": {"query": "古劳镇", "limit": 1} for number in range(3)}
    answer = client.get("/reconcile", params={"queries": json.dumps(batch)}).json()
    assert {name: len(one["result"]) for name, one in answer.items()} == {"q0": 1, "q1": 1, "q2": 1}
    many = {f"q{number}": {"query": "x"} for number in range(101)}
    for wrong in ("{", "[]", '{"q0": 1}', '{"q0": {}}', json.dumps(many), "[" * 100_000):
        refused = client.post("/reconcile", data={"queries": wrong})
        assert (refused.status_code, len(refused.text.splitlines())) == (400, 1)


def test_extensions_tell_values(client: TestClient) -> None:
    wish = {
        "ids": ["town/440784103", "unit/nothing", "../../etc/passwd"],
        "properties": [{"id": name} for name in ("code", "latitude", "locatedIn", "altLabel", "tasks", "nothing")],
    }
    told = client.post("/reconcile", data={"extend": json.dumps(wish)}).json()
    assert [one["id"] for one in told["meta"]] == ["code", "latitude", "locatedIn", "altLabel", "tasks", "nothing"]
    row = told["rows"]["town/440784103"]
    assert row["code"] == [{"str": "440784103"}]
    assert row["latitude"] == [{"float": 22.8351}]
    assert row["locatedIn"] == [{"id": "county/440784", "name": "鹤山市"}]
    assert len(row["tasks"]) > 10
    assert all(one["id"].startswith("task/") for one in row["tasks"])
    assert row["nothing"] == []
    assert told["rows"]["unit/nothing"]["code"] == told["rows"]["../../etc/passwd"]["code"] == []
    assert client.post("/reconcile", data={"extend": '{"ids": 1}'}).status_code == 400


def test_suggestions_while_typing(client: TestClient) -> None:
    towns = client.get("/reconcile/suggest/entity", params={"prefix": "古劳"}).json()["result"]
    assert towns[0]["name"] == "古劳镇"
    assert all("古劳" in one["name"] or "古劳" in one["description"] for one in towns)
    kinds = client.get("/reconcile/suggest/type", params={"prefix": "企业"}).json()["result"]
    assert kinds == [{"id": "Company", "name": "企业"}]
    properties = client.get("/reconcile/suggest/property", params={"prefix": "统计代码"}).json()["result"]
    assert properties == [{"id": "code", "name": "统计代码"}]
    assert client.get("/reconcile/suggest/other").status_code == 404


def test_properties_of_a_type(client: TestClient) -> None:
    told = client.get("/reconcile/properties", params={"type": "Town"}).json()
    assert {"tasks", "altLabel", "code", "latitude", "locatedIn"} <= {one["id"] for one in told["properties"]}
    assert len(client.get("/reconcile/properties", params={"type": "Town", "limit": "2"}).json()["properties"]) == 2
    assert client.get("/reconcile/properties", params={"type": "nothing"}).json()["properties"] == []


def test_a_preview_may_stand_in_a_page_of_another_site(client: TestClient) -> None:
    shown = client.get("/reconcile/preview", params={"id": "town/440784103"})
    assert "古劳镇" in shown.text
    assert "涉及任务" in shown.text
    assert "frame-ancestors *" in shown.headers["content-security-policy"]
    assert client.get("/reconcile/preview", params={"id": "<b>"}).status_code == 404
