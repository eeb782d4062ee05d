"""The real build as what answers: its encoder, its errors, the command line over it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from embeddings.builds import CURRENT, build, open_build
from graph.errors import BuildError, IndexMismatchError, TableError
from qa import Hetu


@pytest.fixture(scope="module")
def kg(build_dir: Path) -> Hetu:
    return Hetu.open(build_dir)


def test_bad_input_leaves_the_earlier_build(build_dir: Path, tmp_path: Path) -> None:
    before = (build_dir / CURRENT).read_text(encoding="utf-8")
    bad = tmp_path / "bad.txt"
    bad.write_text("没有表头\n", encoding="utf-8")
    with pytest.raises(TableError):
        build([bad], build_dir, lambda *_: None)
    assert (build_dir / CURRENT).read_text(encoding="utf-8") == before
    assert len(open_build(build_dir).tables[0].tasks) == 258


def test_missing_build_names_the_command(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="hetu build"):
        open_build(tmp_path)


def test_other_model_is_refused(build_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HETU_MODEL", "another-model")
    with pytest.raises(IndexMismatchError, match="hetu build"):
        open_build(build_dir)


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ui", *arguments], capture_output=True, text=True, check=False, encoding="utf-8"
    )


def test_command_line(build_dir: Path, tmp_path: Path) -> None:
    batch = tmp_path / "q.jsonl"
    batch.write_text('{"id": "a", "question": "民政局负责什么"}\n', encoding="utf-8")
    answered = run("ask", "--batch", str(batch), "--build", str(build_dir))
    answer = json.loads(answered.stdout)
    assert answer["id"] == "a"
    assert [task["id"] for task in answer["tasks"]] == ["3-148", "3-149", "3-150"]
    assert {
        "question",
        "answer",
        "kind",
        "value",
        "evidence",
        "related",
        "plan",
        "sparql",
        "refused",
        "elapsed_ms",
    } <= set(answer)
    missing = run("ask", "问题", "--build", str(tmp_path / "none"))
    assert (missing.returncode, missing.stdout) == (1, "")
    assert missing.stderr.startswith("错误：")
    assert "Traceback" not in missing.stderr
    exported = run("export", "--format", "records", "--build", str(build_dir))
    assert len(exported.stdout.splitlines()) == 258


def test_answering_does_not_import_torch(build_dir: Path) -> None:
    code = (
        "import sys; from qa import Hetu; Hetu.open(sys.argv[1]).ask('第三水厂建得怎么样了'); "
        "print(sorted({'torch', 'gradio', 'sentence_transformers'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(build_dir)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    graph = "import sys, graph, graph.tables.table, graph.knowledge.construction; print({'torch', 'faiss', 'gradio'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", graph], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
