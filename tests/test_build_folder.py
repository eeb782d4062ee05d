"""A build as a transaction: two builders, kills, full disks, leases, caches; nothing is lost, everything is told."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from embeddings import cache
from embeddings.builds import Build, build, open_build
from embeddings.cache import cached, fault_of
from graph.errors import BuildError
from graph.storage import build_folder
from graph.storage.build_folder import CURRENT, LEASE, LOCK, building, current_build_name
from graph.storage.file_lock import lock_exclusive
from tests.campaign.kills import run_kills
from tests.campaign.small_builds import ROOT, environment, rubbish, small_table
from tests.campaign.two_builders import race_builders


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small table, in an environment without a model."""
    for name, value in environment(tmp_path).items():
        monkeypatch.setenv(name, value)
    return small_table(tmp_path, "one.txt", 2)


def built(table: Path, out: Path, told: list[str] | None = None, wait: float = 60) -> Build:
    return build([table], out, lambda step, done, total: told.append(step) if told is not None else None, wait=wait)


def test_killed_builders_lose_nothing(tmp_path: Path) -> None:
    report = run_kills(3, 18, tmp_path)
    assert (report.tried, report.lost, report.tracebacks, report.rubbish) == (3, 0, 0, 0), report.problems


def test_two_builders_end_well(tmp_path: Path) -> None:
    report = race_builders(1, 18, tmp_path)
    assert (report.failed, report.lost, report.tracebacks, report.rubbish) == (0, 0, 0, 0), report.problems


def test_who_builds_is_told_and_waited_for_no_longer_than_asked(table: Path, tmp_path: Path) -> None:
    out, told = tmp_path / "out", list[str]()
    first = built(table, out).name
    with building(out, told.append), pytest.raises(BuildError, match=r"进程 \d+，主机 .+，自 20.+ 起.*等了 0 秒"):
        built(table, out, told, wait=0)
    with building(out, told.append), pytest.raises(BuildError, match="hetu build"):
        built(table, out, told, wait=0.5)
    assert [sentence for sentence in told if "等它完成" in sentence][-1].startswith("另一个进程正在向")
    assert current_build_name(out) == first


def test_nobody_loses_an_opened_build(table: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    built(table, out).close()
    opened = open_build(out)
    newer = built(table, out)
    assert (current_build_name(out), opened.verify()) == (newer.name, len(opened.manifest.files))
    assert rubbish(out) == [opened.name]
    opened.close()
    newest = built(table, out)
    assert rubbish(out) == [newer.name]
    del newer  # forgotten is closed
    built(table, out)
    assert rubbish(out) == [newest.name]


def test_opening_goes_on_to_the_next_build_when_the_first_is_removed(
    table: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    old = built(table, out)
    old.close()
    new = built(table, out).name
    names = iter([old.name, new, new, new])
    monkeypatch.setattr(build_folder, "_read_current", lambda _: next(names))
    assert open_build(out).name == new


def test_staging_of_the_dead_goes_and_of_the_living_stays(table: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    dead, alive, half = (f"build-20260101T000000-0000000{number}" for number in range(3))
    for name in (dead, alive, f"removed-{half}"):
        (out / name / "store").mkdir(parents=True)
        (out / name / LEASE).touch()
    (out / "own-notes").mkdir()
    held = lock_exclusive(out / alive / LEASE)
    built(table, out)
    assert held
    assert rubbish(out) == [alive, "own-notes"]


DISK = [2_000, 20_000, 60_000, 200_000]


@pytest.mark.parametrize("limit", DISK)
def test_full_disk_leaves_the_earlier_build(table: Path, tmp_path: Path, limit: int) -> None:
    out = tmp_path / "out"
    first = built(table, out).name
    many = small_table(tmp_path, "many.txt", 400)
    done = subprocess.run(
        [sys.executable, "-m", "ui", "build", str(many), "--out", str(out)],
        cwd=ROOT,
        capture_output=True,
        check=False,
        encoding="utf-8",
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )
    assert done.returncode == 1
    assert one_error(done.stderr).startswith(f"错误：构建文件夹 {out} 无法写入：")
    with open_build(out) as opened:
        opened.verify()
        assert (opened.name, rubbish(out)) == (first, [])


def one_error(told: str) -> str:
    """The one sentence of a failed command, after its progress."""
    assert "Traceback" not in told
    (sentence,) = [line for line in told.replace("\r", "\n").split("\n") if "错误：" in line]
    return sentence[sentence.index("错误：") :]


def _file(out: Path) -> None:
    out.write_text("", encoding="utf-8")


def _file_above(out: Path) -> None:
    out.parent.rmdir()
    out.parent.write_text("", encoding="utf-8")


def test_a_folder_in_the_place_of_the_lock_is_locked_as_well(table: Path, tmp_path: Path) -> None:
    (tmp_path / "out" / LOCK).mkdir(parents=True)
    assert built(table, tmp_path / "out").name.startswith("build-")


def test_what_others_keep_there_stays(table: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    theirs = [out / name / "kept" for name in ("build-mine", "removed-x", "build-20200101T000000-deadbeef")]
    for path in theirs:
        path.parent.mkdir(parents=True)
        path.write_text("kept", encoding="utf-8")
    first = built(table, out).name
    second = built(table, out).name
    assert [path.read_text(encoding="utf-8") for path in theirs] == ["kept"] * 3
    assert first != second
    assert not (out / first).exists()


@pytest.mark.skipif(not hasattr(os, "O_NOFOLLOW"), reason="links are followed here")
def test_a_lock_that_is_a_link_is_refused(table: Path, tmp_path: Path) -> None:
    victim, out = tmp_path / "victim", tmp_path / "out"
    victim.write_text("kept", encoding="utf-8")
    out.mkdir()
    (out / LOCK).symlink_to(victim)
    with pytest.raises(BuildError, match="无法写入"):
        built(table, out)
    assert victim.read_text(encoding="utf-8") == "kept"


@pytest.mark.parametrize("put", [_file, _file_above])
def test_a_place_that_cannot_be_built_into(table: Path, tmp_path: Path, put: Callable[[Path], None]) -> None:
    out = tmp_path / "above" / "out"
    out.parent.mkdir()
    put(out)
    with pytest.raises(BuildError, match=r"^构建文件夹 .*out .*；"):
        built(table, out)


@pytest.mark.parametrize(
    "where", ["embeddings.builds.stage", "embeddings.builds.take_over", "embeddings.builds.switch"]
)
def test_a_folder_that_refuses_halfway(
    table: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    out = tmp_path / "out"
    first = built(table, out).name

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(where, refuse)
        with pytest.raises(BuildError, match="无法写入：没有权限；先前的构建没有变动"):
            built(table, out)
    assert (current_build_name(out), rubbish(out)) == (first, [])


def test_a_damaged_pointer_is_mended_by_building(table: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    built(table, out)
    (out / CURRENT).unlink()
    (out / CURRENT).mkdir()
    (out / CURRENT / "notes").write_text("own", encoding="utf-8")
    with pytest.raises(BuildError, match=r"CURRENT 已损坏.*hetu build"):
        open_build(out)
    told: list[str] = []
    mended = built(table, out, told)
    assert (open_build(out).name, [s for s in told if "已移到" in s] != []) == (mended.name, True)
    (aside,) = out.glob("CURRENT-*/notes")
    assert aside.read_text(encoding="utf-8") == "own"


def test_a_folder_that_is_no_model_is_told(table: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = tmp_path / "a-model"
    model.mkdir()
    (model / "config.json").write_bytes(b"\0junk")
    monkeypatch.setenv("HETU_MODEL", str(model))
    made = built(table, tmp_path / "out").manifest
    assert made.model is None
    assert str(made.model_problem).startswith(f"向量模型 {model} 无法载入：")


def _damage_half(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _damage_byte(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"a", b"b", 1))


def _folder_instead(path: Path) -> None:
    path.unlink()
    path.mkdir()


CACHE_WAYS = [
    _damage_half,
    _damage_byte,
    lambda path: path.unlink(),
    lambda path: path.write_bytes(b""),
    _folder_instead,
]


@pytest.mark.parametrize("name", ["weights.bin", "deep/part.json", cache.LIST])
@pytest.mark.parametrize("damage", CACHE_WAYS)
def test_a_damaged_cache_is_made_again_and_told(tmp_path: Path, name: str, damage: Callable[[Path], None]) -> None:
    folder, told, made = tmp_path / "c" / "model", list[str](), list[Path]()

    def write(staging: Path) -> None:
        made.append(staging)
        (staging / "deep").mkdir()
        (staging / "deep" / "part.json").write_text('{"a": "a"}', encoding="utf-8")
        (staging / "weights.bin").write_bytes(b"a" * 1000)

    for _ in range(2):
        assert cached(folder, write, told.append) == folder
    assert (len(made), told) == (1, [])
    damage(folder / name)
    cached(folder, write, told.append)
    assert (len(made), len(told), fault_of(folder)) == (2, 1, None)
    assert "已损坏" in told[0]
    assert (folder / "weights.bin").read_bytes() == b"a" * 1000
    assert sorted(path.name for path in folder.parent.iterdir()) == ["model", "model.lock"]


def test_two_who_need_a_cache_make_it_once(tmp_path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from embeddings.cache import cached\n"
        "folder = Path(sys.argv[1])\n"
        "def write(staging):\n"
        "    open(folder.parent / 'made.txt', 'a').write('x'); time.sleep(1); (staging / 'a').write_text('a')\n"
        "print(cached(folder, write, lambda _: None).is_dir())\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "model")]
    both = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    assert [process.communicate(timeout=60)[0].strip() for process in both] == ["True", "True"]
    assert (tmp_path / "made.txt").read_text(encoding="utf-8") == "x"


def test_a_cache_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("", encoding="utf-8")
    with pytest.raises(BuildError, match=r"^缓存 .* 无法写入：.*HETU_CACHE"):
        cached(tmp_path / "cache" / "models" / "model", lambda _: None, lambda _: None)
