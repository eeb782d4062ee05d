"""What is installed is what was locked, whoever serves it; its licences are listed as they are."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import tomllib
import zipfile
from email.message import EmailMessage
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from scripts import install_interop, install_torch
from scripts.licences import DOCUMENT, document, licence_of, recognised
from scripts.lock import LAYERS, LOCKS, ROOT, Package, files, locked, machines

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
FILES = sorted(LOCKS.glob("*.txt"))
INSTALLED = ("torch.txt", "requirements.txt", "requirements-dev.txt")
HERE = {"extra": ""}


def pins(*names: str) -> dict[str, Requirement]:
    return {canonicalize_name(item.name): item for name in names for item, _ in locked(LOCKS / name)}


@pytest.mark.parametrize("extra", ["", *PROJECT["project"]["optional-dependencies"]])
def test_the_lock_has_a_fitting_version_of_all_that_is_asked_for(extra: str) -> None:
    [file] = [name for name, (of, _) in LAYERS.items() if of == extra]
    have = pins("torch.txt", "requirements.txt", file)
    wanted = PROJECT["project"]["optional-dependencies"].get(extra) or [
        *PROJECT["project"]["dependencies"],
        *PROJECT["build-system"]["requires"],
    ]
    for line in wanted:
        asked = Requirement(line)
        pin = have[canonicalize_name(asked.name)]
        assert asked.specifier.contains(str(pin.specifier).removeprefix("==")), line
        for machine in machines():
            needed = asked.marker is None or asked.marker.evaluate(machine.variables)
            assert not needed or pin.marker is None or pin.marker.evaluate(machine.variables), (line, machine.variables)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_line_pins_one_version_and_has_hashes(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "\n--require-hashes\n--only-binary :all:\n" in text
    assert "://" not in text
    assert "index" not in re.sub(r"#.*", "", text)
    entries = list(locked(path))
    assert entries
    for requirement, hashes in entries:
        assert [one.operator for one in requirement.specifier] == ["=="], requirement
        assert hashes, requirement
        assert all(re.fullmatch("sha256:[0-9a-f]{64}", one) for one in hashes), requirement
    assert len({item.name for item, _ in entries}) == len(entries)


def test_what_is_installed_is_what_is_locked_and_needs_nothing_else() -> None:
    lock = pins(*INSTALLED)
    known = {*lock, *pins("torch-cuda.txt")}
    for name, pin in lock.items():
        if pin.marker and not pin.marker.evaluate(HERE):
            continue
        found = distribution(name)
        assert found.version.partition("+")[0] == str(pin.specifier).removeprefix("=="), name
        for line in found.requires or []:
            needs = Requirement(line)
            if needs.marker is None or needs.marker.evaluate(HERE):
                assert canonicalize_name(needs.name) in known, f"{name} needs {line}"


def package(name: str, *hashes: str, version: str = "1.0", marker: str = "") -> Package:
    return Package(name, version, marker, hashes)


def test_the_lock_is_the_same_in_whatever_order_packages_come() -> None:
    base = [
        package("b", "2"),
        package("a", "1", marker="sys_platform != 'win32'"),
        package("nvidia-x", "3"),
        package("torch", "4"),
    ]
    layers = {name: [*base, package(f"only-{extra}", "5")] if extra else base for name, (extra, _) in LAYERS.items()}
    cpu = "e  torch-1.0+cpu-cp311-cp311-linux_x86_64.whl\nd  torch-1.0+cpu-cp312-cp312-linux_x86_64.whl\n"
    made = files(layers, cpu)
    assert files({name: found[::-1] for name, found in layers.items()}, cpu) == made
    told = {name: [line for line in text.splitlines() if line[0] not in "#-"] for name, text in made.items()}
    assert told == {
        "torch.txt": ["torch==1.0 \\", "    --hash=sha256:4"],
        "torch-cpu.txt": ["torch==1.0+cpu \\", "    --hash=sha256:d \\", "    --hash=sha256:e"],
        "torch-cuda.txt": ["nvidia-x==1.0 \\", "    --hash=sha256:3"],
        "requirements.txt": [
            "a==1.0 ; sys_platform != 'win32' \\",
            "    --hash=sha256:1",
            "b==1.0 \\",
            "    --hash=sha256:2",
        ],
        "requirements-dev.txt": ["only-dev==1.0 \\", "    --hash=sha256:5"],
        "requirements-ocr.txt": ["only-ocr==1.0 \\", "    --hash=sha256:5"],
        "requirements-interop.txt": ["only-interop==1.0 \\", "    --hash=sha256:5"],
        "requirements-foreign.txt": ["only-foreign==1.0 \\", "    --hash=sha256:5"],
        "requirements-lock.txt": ["only-lock==1.0 \\", "    --hash=sha256:5"],
    }
    with pytest.raises(SystemExit, match=r"torch-cpu\.sha256"):
        files(layers, cpu.replace("1.0", "0.9"))


@pytest.mark.parametrize(("tampered", "installs"), [(False, True), (True, False)])
def test_pip_takes_a_locked_file_and_no_other(tmp_path: Path, tampered: bool, installs: bool) -> None:
    wheel = tmp_path / "thing-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("thing.py", "")
        archive.writestr("thing-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: thing\nVersion: 1.0\n")
        archive.writestr("thing-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr("thing-1.0.dist-info/RECORD", "")
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    if tampered:
        with zipfile.ZipFile(wheel, "a") as archive:
            archive.writestr("thing/extra.py", "")
    listed = tmp_path / "lock.txt"
    listed.write_text(f"--require-hashes\n--only-binary :all:\n{package('thing', digest).text()}\n", encoding="utf-8")
    command = [sys.executable, "-m", "pip", "install", "--no-index", "--no-deps", "--find-links", str(tmp_path)]
    command += ["--target", str(tmp_path / "out"), "-r", str(listed)]
    run = subprocess.run(command, check=False, capture_output=True, text=True)
    assert (run.returncode == 0) is installs, run.stderr
    assert (tmp_path / "out" / "thing.py").exists() is installs


CPU, PYPI, CUDA = ("torch-cpu.txt",), ("torch.txt",), ("torch.txt", "torch-cuda.txt")


@pytest.mark.parametrize(
    ("there", "taken", "codes", "used"),
    [
        ("2.13.0", {}, [], []),
        (None, {"torch": "2.13.0"}, [0], [PYPI]),
        (None, {"torch": "2.13.0+cpu"}, [0], [CPU]),
        ("2.12.1", {"torch": "2.13.0+cpu"}, [0], [CPU]),
        (None, {"torch": "2.13.0", "nvidia-cudnn-cu13": "9"}, [0], [CPU]),
        (None, {"torch": "2.13.0", "triton": "3"}, [1, 0], [CPU, CUDA]),
        (None, {"torch": "2.13.0", "cuda-bindings": "13"}, [1, 1], [CPU, CUDA]),
    ],
)
def test_each_way_to_torch_goes_by_hashes(
    monkeypatch: pytest.MonkeyPatch,
    there: str | None,
    taken: dict[str, str],
    codes: list[int],
    used: list[tuple[str, ...]],
) -> None:
    ran: list[list[str]] = []

    def run(command: list[str], check: bool) -> subprocess.CompletedProcess[str]:
        ran.append(command)
        return subprocess.CompletedProcess(command, codes[len(ran) - 1])

    monkeypatch.setattr(install_torch, "pinned", lambda: "torch==2.13.0")
    monkeypatch.setattr(install_torch, "installed", lambda: there)
    monkeypatch.setattr(install_torch, "would_take", lambda _: taken)
    monkeypatch.setattr(install_torch.subprocess, "run", run)
    assert install_torch.main() == (codes[-1] if codes else 0)
    assert [tuple(Path(one).name for one in command if one.endswith(".txt")) for command in ran] == used
    assert all({"--require-hashes", "--no-deps"} <= set(command) for command in ran)


def test_the_set_up_installs_nothing_without_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    installs = [line for line in makefile.splitlines() if re.search(r"(\bpip|\$\(PIP\)) .*install ", line)]
    assert len(installs) >= 2
    assert all("--require-hashes" in line or "--no-index" in line for line in installs)
    ran: list[list[str]] = []
    monkeypatch.setattr(install_interop, "_ran", lambda command: ran.append(command))
    install_interop._node_from_pypi()
    assert [Path(command[-1]).name for command in ran] == ["requirements-interop.txt"]
    assert {"--require-hashes", "--no-deps"} <= set(ran[0])


@pytest.mark.skipif(sys.platform != "linux", reason="what wheels bundle differs by platform")
def test_the_list_of_licences_is_what_its_script_makes_now() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == document()


class Fake(Distribution):
    """An installed package of which only the metadata is known."""

    def __init__(self, lines: list[tuple[str, str]]) -> None:
        self._lines = lines

    @property
    def metadata(self) -> EmailMessage:  # type: ignore[override]
        message = EmailMessage()
        for name, value in self._lines:
            message[name] = value
        return message

    def read_text(self, filename: str) -> str | None:
        return None

    def locate_file(self, path: object) -> Path:  # type: ignore[override]
        raise PackageNotFoundError


OSI = "License :: OSI Approved :: "


@pytest.mark.parametrize(
    ("lines", "licence"),
    [
        ([("License-Expression", "MIT AND Zlib"), ("License", "BSD")], "MIT AND Zlib"),
        ([("License", "MPL-2.0 AND MIT")], "MPL-2.0 AND MIT"),
        ([("License", "Apache License 2.0")], "Apache-2.0"),
        ([("License", "see file"), ("Classifier", f"{OSI}MIT License")], "MIT"),
        ([("Classifier", f"{OSI}BSD License")], "not stated"),
        ([("Classifier", f"{OSI}MIT License"), ("Classifier", f"{OSI}Apache Software License")], "not stated"),
        ([("License", "Redistribution and use in source and binary forms ... Neither the name of X")], "BSD-3-Clause"),
        ([], "not stated"),
    ],
)
def test_a_licence_is_told_only_where_it_is_certain(lines: list[tuple[str, str]], licence: str) -> None:
    assert licence_of(Fake(lines)) == licence


def test_the_first_text_of_a_file_counts() -> None:
    bsd, mit = "Redistribution and use in source and binary forms", "Permission is hereby granted, free of charge"
    assert [recognised(text) for text in (f"{bsd}\n{mit}", f"{mit}\n{bsd}", bsd.replace(" and", "\n and"), "")] == [
        "BSD-2-Clause",
        "MIT",
        "BSD-2-Clause",
        None,
    ]
