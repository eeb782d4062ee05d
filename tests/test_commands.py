"""``hetu stats``, ``hetu check`` and ``hetu export --format mentions`` over the real build."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from embeddings.builds import CURRENT
from ui.cli import main

KEYS = {
    "id", "companies", "documents", "towns", "villages", "projects", "units_mentioned", "observations", "reasons",
    "deadlines_in_text", "touches", "same_work",
}  # fmt: skip


@pytest.fixture(scope="module")
def mentions(build_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    out = tmp_path_factory.mktemp("mentions") / "mentions.jsonl"
    assert main(["export", "--format", "mentions", "--build", str(build_dir), "--out", str(out)]) == 0
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    return {row["id"]: row for row in rows}


def test_every_task_has_the_fields_of_the_contract(mentions: dict[str, dict[str, Any]]) -> None:
    assert len(mentions) == 258
    assert all(row.keys() >= KEYS for row in mentions.values())


def test_what_people_are_told_to_type(mentions: dict[str, dict[str, Any]]) -> None:
    base_stations = [o for o in mentions["3-101"]["observations"] if "5G基站" in o["measure"]]
    assert [(o["value"], o["role"]) for o in base_stations][-2:] == [(331, "target"), (375, "actual")]
    assert base_stations[-1]["degree"] == 1.1329
    assert {
        "text": "关于转发〈关于江门市提高城乡最低生活保障标准和特困供养人员基本生活标准的公告〉的通知"
    }.items() <= next(d for d in mentions["3-149"]["documents"] if d["number"] == "鹤民字〔2022〕14号").items()
    assert {"town": "古劳镇", "scope": "village", "text": "上升村"} in mentions["3-16"]["touches"]
    assert {"town": "址山镇", "scope": "direct", "text": "址山镇"} in mentions["2-62"]["touches"]
    assert "3-128" in [same["id"] for same in mentions["3-47"]["same_work"]]
    assert "3-47" in [same["id"] for same in mentions["3-128"]["same_work"]]
    assert mentions["2-68"]["reasons"] == ["因项目前期规划、修改设计耗时较长"]
    names = {c["text"]: c["name"] for row in mentions.values() for c in row["companies"]}
    assert names["世运"] == names["世运电路"] == "广东世运电路科技股份有限公司"
    assert names["雅图仕"] != names["雅图高新"]


def test_mentions_agree_with_the_records(build_dir: Path, mentions: dict[str, dict[str, Any]], tmp_path: Path) -> None:
    out = tmp_path / "records.jsonl"
    assert main(["export", "--format", "records", "--build", str(build_dir), "--out", str(out)]) == 0
    for record in map(json.loads, out.read_text(encoding="utf-8").splitlines()):
        assert record["towns"]["mentioned"] == mentions[record["id"]]["towns"]
        direct = {t["town"] for t in mentions[record["id"]]["touches"] if t["scope"] == "direct"}
        assert direct == set(record["towns"]["direct"])


def test_stats_are_readable(build_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["stats", "--build", str(build_dir)]) == 0
    printed = capsys.readouterr().out
    assert "     258  任务" in printed
    assert "状态与数字不一致之处" in printed
    assert "〔3-165〕状态为“已完成”，但“增加学前教育优质学位1290个”未达到目标" in printed


def test_check_proves_the_build(build_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--build", str(build_dir)]) == 0
    printed = capsys.readouterr().out
    assert printed.count("✓") == 9
    assert "✗" not in printed


@pytest.mark.parametrize("part", ["passages.jsonl", "vectors.faiss", "graph.msgpack", "lexical", "encoder"])
def test_a_broken_build_gives_one_sentence(build_dir: Path, part: str, capsys: pytest.CaptureFixture[str]) -> None:
    folder = build_dir / (build_dir / CURRENT).read_text(encoding="utf-8").strip()
    if part != "encoder":
        [edition] = (folder / "editions").iterdir()
        folder = edition
    hidden = folder / f"{part}.hidden"
    (folder / part).rename(hidden)
    try:
        assert main(["check", "--build", str(build_dir)]) == 1
    finally:
        hidden.rename(folder / part)
    assert "请重新运行 hetu build" in capsys.readouterr().err


def test_export_to_nowhere_gives_one_sentence(build_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["export", "--format", "records", "--build", str(build_dir), "--out", "/nonexistent/records.jsonl"]
    assert main(arguments) == 1
    assert capsys.readouterr().err.startswith("错误：无法写入 /nonexistent/records.jsonl")
