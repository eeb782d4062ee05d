"""Every file of a build damaged in every way: each command says so in one sentence, or does not need the file."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from embeddings.builds import open_build, open_retriever
from graph.errors import BuildError
from tests.campaign.damage import COMMANDS, damage_builds, damaged, files_of, problem_of
from tests.campaign.small_builds import ended, environment, small_table, start_build

READING = (("ask", "古劳镇有哪些任务？"), ("stats",), ("check",), ("serve",), ("export", "--format", "csv"))
"""Commands that read something of each kind, for damage that sizes do not show."""


@pytest.fixture(scope="module")
def small_build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small build without a model; to be left as it was."""
    folder = tmp_path_factory.mktemp("small")
    ended(start_build(small_table(folder, "one.txt", 2), folder / "out"))
    return folder / "out"


@pytest.mark.parametrize("way", ["half", "emptied", "deleted", "folder", "pipe", "random", "changed"])
def test_damage_is_told_in_one_sentence(small_build: Path, monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    monkeypatch.setenv("HETU_MODEL", environment(small_build.parent)["HETU_MODEL"])
    dice, problems, told = random.Random(18), list[str](), set[str]()
    same_size = way in {"random", "changed"}
    for path in files_of(small_build):
        with damaged(path, way, dice) as changed:
            for command in (READING if same_size else COMMANDS) if changed else ():
                problem = problem_of(command, path, small_build)
                if problem is None:
                    told.add(path.name)
                if problem or (problem == "" and not same_size and path.name != "CURRENT"):
                    problems.append(f"{path.name}, {command}: {problem or 'not told'}")
    assert problems == []
    assert {"CURRENT", "manifest.json", "tables.jsonl", "graph.msgpack", "drawing.json", "vocab.index.json"} <= told
    assert {"one.txt", "passages.jsonl", "000010.sst"} <= told


@pytest.mark.parametrize("way", ["half", "emptied", "deleted", "folder", "random"])
def test_damaged_vectors_are_told(build_dir: Path, tmp_path: Path, way: str) -> None:
    with open_build(build_dir) as whole:
        shutil.copytree(build_dir, tmp_path / "copy", ignore=shutil.ignore_patterns("store"))
        folder = tmp_path / "copy" / whole.name
        shutil.copytree(whole.folder / "store", folder / "store")
        vectors = whole.own("vectors.faiss")
    names = ("encoder/model.onnx", "encoder/tokenizer.json", "encoder/encoder.json", vectors, "phrasebook.npz")
    for name in names:
        with (
            damaged(folder / name, way, random.Random(18)),
            pytest.raises(BuildError, match=rf"{name.partition('/')[0]}.*已损坏（.*hetu build$"),
            open_build(tmp_path / "copy") as opened,
        ):
            open_retriever(opened)
    with open_build(tmp_path / "copy") as opened:
        assert open_retriever(opened).encoder is not None


def test_a_slice_of_the_campaign(tmp_path: Path) -> None:
    report = damage_builds(4, 18, tmp_path)
    assert (report.tried, report.tracebacks, report.crashes) == (4, 0, 0), report.problems
    assert report.told >= 20
