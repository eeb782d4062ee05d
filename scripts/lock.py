"""Make the lock again: every package with its version and the SHA-256 of each wheel a supported machine may take.

``python -m scripts.lock`` keeps the versions that are locked and adds what pyproject.toml asks for beyond them;
``--upgrade`` takes the newest versions, ``--upgrade NAME …`` those of the named packages only.

uv resolves for all platforms at once (pip only for the one it runs on); it is installed, by its own hash, into a folder
that is thrown away. Only wheels are locked: a source archive would run code, and build with packages nobody has checked.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import tomllib
import venv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.tags import Tag, compatible_tags, cpython_tags, mac_platforms
from packaging.utils import canonicalize_name, parse_wheel_filename

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ROOT / "locks"
CUDA = ("nvidia-", "cuda-", "triton")
"""How packages are named that only a CUDA build of torch needs."""
LAYERS = {
    "requirements.txt": ("", "what running needs"),
    "requirements-dev.txt": ("dev", "what the tests need beyond requirements.txt"),
    "requirements-ocr.txt": ("ocr", "what reading scans and pictures needs"),
    "requirements-interop.txt": ("interop", "Node.js for machines without one"),
    "requirements-foreign.txt": (
        "foreign",
        "a reasoner, a graph library and a client of reconciliation, which the interoperability tests ask",
    ),
    "requirements-lock.txt": ("lock", "what makes this lock"),
}
"""File → extra of pyproject.toml, what it holds."""
PYTHONS = ((3, 11), (3, 12), (3, 13), (3, 14))
PLATFORMS = (
    ("linux", "Linux", "x86_64"),
    ("linux", "Linux", "aarch64"),
    ("darwin", "Darwin", "arm64"),
    ("win32", "Windows", "AMD64"),
)
"""``sys_platform``, ``platform_system``, ``platform_machine``: where torch has wheels."""


@dataclass(frozen=True, slots=True)
class Package:
    """One locked package."""

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]
    """SHA-256 in hexadecimal, sorted."""

    def text(self) -> str:
        """The lines of a requirements file."""
        condition = f" ; {self.marker}" if self.marker else ""
        return " \\\n    ".join(
            [f"{self.name}=={self.version}{condition}", *(f"--hash=sha256:{h}" for h in self.hashes)]
        )


@dataclass(frozen=True, slots=True)
class Machine:
    """A kind of machine that Hetu runs on."""

    tags: frozenset[Tag]
    variables: dict[str, str]
    """What markers ask for."""


def main() -> int:
    """Write the files of ``locks``; what a supported machine will miss is printed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--upgrade", nargs="*", metavar="NAME", default=None)
    upgrade = parser.parse_args().upgrade
    kept = "" if upgrade == [] else _pins(upgrade or [])
    with tempfile.TemporaryDirectory() as temporary:
        uv = _resolver(Path(temporary))
        layers = {name: _resolved(uv, Path(temporary), extra, kept) for name, (extra, _) in LAYERS.items()}
    for name, text in files(layers, (LOCKS / "torch-cpu.sha256").read_text()).items():
        (LOCKS / name).write_text(text)
    return 0


def files(layers: dict[str, list[Package]], cpu: str) -> dict[str, str]:
    """Every file of the lock.

    :param layers: what each of :data:`LAYERS` resolved to, the runtime's packages in each.
    :param cpu: lines of ``sha256sum`` for the CPU wheels of PyTorch's own index.
    :raises SystemExit: ``cpu`` is about another version of torch.
    """
    runtime = layers["requirements.txt"]
    base = {package.name for package in runtime}
    [torch] = [package for package in runtime if package.name == "torch"]
    texts = {
        "torch.txt": _file("torch as PyPI has it", [torch]),
        "torch-cpu.txt": _file("torch from PyTorch's index of CPU wheels, by torch-cpu.sha256", [_for_cpu(torch, cpu)]),
        "torch-cuda.txt": _file("what a CUDA build of torch needs", [p for p in runtime if p.name.startswith(CUDA)]),
    }
    for name, (_, what) in LAYERS.items():
        packages = [p for p in layers[name] if name == "requirements.txt" or p.name not in base]
        packages = [p for p in packages if p.name != "torch" and not p.name.startswith(CUDA)]
        below = {"requirements.txt": "torch.txt", "requirements-dev.txt": "requirements.txt"}.get(name)
        texts[name] = _file(what, packages, below)
    return texts


def locked(path: Path) -> Iterator[tuple[Requirement, tuple[str, ...]]]:
    """The requirements of one file of the lock, each with its hashes (``sha256:…``); what it includes is left out."""
    for line in path.read_text().replace("\\\n", " ").splitlines():
        if line and not line.startswith(("#", "-")):
            before, *hashes = line.split(" --hash=")
            yield Requirement(before.strip()), tuple(item.strip() for item in hashes)


def machines() -> list[Machine]:
    """The supported kinds of machine."""
    return [_machine(python, *platform) for python in PYTHONS for platform in PLATFORMS]


def _machine(python: tuple[int, int], sys_platform: str, system: str, machine: str) -> Machine:
    platforms = _platforms(sys_platform, machine)
    version = ".".join(map(str, python))
    tags = {
        *cpython_tags(python, platforms=platforms),
        *compatible_tags(python, f"cp{python[0]}{python[1]}", platforms),
    }
    variables = {
        "implementation_name": "cpython",
        "implementation_version": f"{version}.5",
        "os_name": "nt" if sys_platform == "win32" else "posix",
        "platform_machine": machine,
        "platform_python_implementation": "CPython",
        "platform_release": "",
        "platform_system": system,
        "platform_version": "",
        "python_full_version": f"{version}.5",
        "python_version": version,
        "sys_platform": sys_platform,
        "extra": "",
    }
    return Machine(frozenset(tags), variables)


def _platforms(sys_platform: str, machine: str) -> list[str]:
    if sys_platform == "darwin":
        return list(mac_platforms((26, 0), machine))
    if sys_platform == "win32":
        return ["win_amd64"]
    old = ["manylinux2014", "manylinux2010", "manylinux1"]
    return [f"{one}_{machine}" for one in [*(f"manylinux_2_{minor}" for minor in range(39, 4, -1)), *old, "linux"]]


def _file(what: str, packages: Iterable[Package], below: str | None = None) -> str:
    head = [f"# Made by scripts/lock.py: {what}.", "--require-hashes", "--only-binary :all:"]
    body = [package.text() for package in sorted(packages, key=lambda one: one.name)]
    return "\n".join([*head, *([f"-r {below}"] if below else []), *body]) + "\n"


def _for_cpu(torch: Package, cpu: str) -> Package:
    lines = [line.split() for line in cpu.splitlines()]
    versions = {str(parse_wheel_filename(name)[1]) for _, name in lines}
    if versions != {f"{torch.version}+cpu"}:
        raise SystemExit(
            f"locks/torch-cpu.sha256 不是 torch {torch.version} 的：请从 PyTorch 的 CPU 源抄来各个轮子的校验和"
        )
    return Package(torch.name, *versions, torch.marker, tuple(sorted(digest for digest, _ in lines)))


def _pins(free: list[str]) -> str:
    """Today's versions as constraints, but for packages that may be upgraded."""
    names = {canonicalize_name(name) for name in free}
    pins = {
        f"{requirement.name}{requirement.specifier}"
        for path in LOCKS.glob("*.txt")
        if path.name != "torch-cpu.txt"
        for requirement, _ in locked(path)
        if canonicalize_name(requirement.name) not in names
    }
    return "\n".join(sorted(pins))


def _resolver(folder: Path) -> str:
    """Install uv into a folder and return its path."""
    venv.create(folder / "venv", with_pip=True)
    scripts = folder / "venv" / ("Scripts" if sys.platform == "win32" else "bin")
    command = [scripts / "python", "-m", "pip", "install", "--disable-pip-version-check", "-q", "--no-deps"]
    subprocess.run([*command, "-r", LOCKS / "requirements-lock.txt"], check=True)
    return str(scripts / "uv")


def _resolved(uv: str, folder: Path, extra: str, pins: str) -> list[Package]:
    """What pyproject.toml and one of its extras come to on the supported machines."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = [*project["project"]["dependencies"], *project["build-system"]["requires"]]
    wanted += project["project"]["optional-dependencies"].get(extra, [])
    (folder / "in.txt").write_text("\n".join(wanted))
    (folder / "pins.txt").write_text(pins)
    command = [uv, "--no-config", "--quiet", "pip", "compile", folder / "in.txt", "--constraints", folder / "pins.txt"]
    command += ["--universal", "--python-version", "3.11", "--only-binary", ":all:", "--no-header"]
    subprocess.run([*command, "--output-file", folder / "pylock.toml"], check=True, stdout=subprocess.DEVNULL)
    found = tomllib.loads((folder / "pylock.toml").read_text())["packages"]
    (folder / "pylock.toml").unlink()
    return [package for item in found if (package := _package(item, machines()))]


def _package(item: dict[str, Any], supported: list[Machine]) -> Package | None:
    """One package of uv's answer; nothing when no supported machine needs it."""
    marker = item.get("marker", "")
    needing = [machine for machine in supported if not marker or Marker(marker).evaluate(machine.variables)]
    if not needing:
        return None
    wheels = {_filename(wheel): wheel["hashes"]["sha256"] for wheel in item.get("wheels", [])}
    hashes: set[str] = set()
    for machine in needing:
        fitting = {digest for name, digest in wheels.items() if parse_wheel_filename(name)[3] & machine.tags}
        hashes |= fitting
        if not fitting:
            where = machine.variables
            print(f"{item['name']} {item['version']} 没有 {where['platform_system']} {where['platform_machine']}"
                  f" Python {where['python_version']} 的轮子")  # fmt: skip
    always = len(needing) == len(supported)
    return Package(item["name"], item["version"], "" if always else marker, tuple(sorted(hashes)))


def _filename(wheel: dict[str, Any]) -> str:
    return str(wheel.get("name") or wheel["url"].rsplit("/", 1)[1]).replace("%2B", "+")


if __name__ == "__main__":
    sys.exit(main())
