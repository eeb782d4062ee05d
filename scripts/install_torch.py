"""Install torch on its own, before anything can pull in a CUDA build of several gigabytes.

pip is first asked what it would take. If that is a CUDA build, PyTorch's own index of CPU wheels (or the one in
``HETU_TORCH_INDEX``) is tried; if that cannot be reached, the size of what follows is said before it is downloaded.

Whatever is installed has one of the SHA-256 of the lock: ``locks/torch.txt`` holds those of PyPI's wheels,
``locks/torch-cpu.txt`` those of the CPU wheels, ``locks/torch-cuda.txt`` those of what a CUDA build needs.
A wheel with another one is refused.
"""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from os import environ
from pathlib import Path

LOCKS = Path(__file__).resolve().parent.parent / "locks"
CPU_INDEX = environ.get("HETU_TORCH_INDEX", "https://download.pytorch.org/whl/cpu")
PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
INSTALL = [*PIP, "install", "--require-hashes", "--no-deps"]
PYPI, CPU, CUDA = (["-r", str(LOCKS / name)] for name in ("torch.txt", "torch-cpu.txt", "torch-cuda.txt"))


def main() -> int:
    """Install torch; the exit code is pip's."""
    wanted = pinned()
    if installed() == wanted.partition("==")[2]:
        print("torch 已安装")
        return 0
    taken = would_take(wanted)
    if taken.get("torch", "").endswith(
        "+cpu"
    ):  # from a folder or an index of one's own; by hashes alone pip prefers PyPI
        return subprocess.run([*INSTALL, *CPU], check=False).returncode
    if not any(name.startswith(("nvidia", "cuda", "triton")) for name in taken):
        return subprocess.run([*INSTALL, *PYPI], check=False).returncode
    print(f"pip 将选用 CUDA 版的 torch；改从 {CPU_INDEX} 取 CPU 版")
    if subprocess.run([*INSTALL, *CPU, "--index-url", CPU_INDEX], check=False).returncode == 0:
        return 0
    print("取不到校验和相符的 CPU 版；将下载 CUDA 版 torch 及其依赖，约 3 GB")
    return subprocess.run([*INSTALL, *PYPI, *CUDA], check=False).returncode


def pinned() -> str:
    """The locked requirement, ``torch==…``."""
    lines = (LOCKS / "torch.txt").read_text(encoding="utf-8").splitlines()
    return next(line.split()[0] for line in lines if line.startswith("torch=="))


def installed() -> str | None:
    """The version of torch that is there, without ``+cpu``."""
    try:
        return version("torch").partition("+")[0]
    except PackageNotFoundError:
        return None


def would_take(requirement: str) -> dict[str, str]:
    """Name → version of what plain pip would bring along; nothing when it cannot tell."""
    command = [*PIP, "install", "--dry-run", "--quiet", "--only-binary", ":all:", "--report", "-", requirement]
    run = subprocess.run(command, check=False, capture_output=True, text=True)
    if run.returncode:
        return {}
    found = (item["metadata"] for item in json.loads(run.stdout)["install"])
    return {item["name"].lower(): item["version"] for item in found}


if __name__ == "__main__":
    sys.exit(main())
