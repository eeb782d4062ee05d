"""Install torch on its own, before anything can pull in a CUDA build of several gigabytes.

pip is first asked what it would take. If that is a CUDA build, PyTorch's own index of CPU wheels (or the one in
``HETU_TORCH_INDEX``) is tried; if that cannot be reached, the size of what follows is said before it is downloaded.
"""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys

TORCH = "torch==2.13.0"
CPU_INDEX = os.environ.get("HETU_TORCH_INDEX", "https://download.pytorch.org/whl/cpu")
PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check"]


def main() -> int:
    """Install torch; the exit code is pip's."""
    if importlib.util.find_spec("torch"):
        print("torch 已安装")
        return 0
    if not takes_cuda():
        return subprocess.run([*PIP, "install", TORCH], check=False).returncode
    print(f"pip 将选用 CUDA 版的 torch；改从 {CPU_INDEX} 取 CPU 版")
    if subprocess.run([*PIP, "install", "--index-url", CPU_INDEX, TORCH], check=False).returncode == 0:
        return 0
    print("取不到 CPU 版；将下载 CUDA 版 torch 及其依赖，约 3 GB")
    return subprocess.run([*PIP, "install", TORCH], check=False).returncode


def takes_cuda() -> bool:
    """Whether plain pip would bring NVIDIA packages along."""
    command = [*PIP, "install", "--dry-run", "--quiet", "--report", "-", TORCH]
    run = subprocess.run(command, check=False, capture_output=True, text=True)
    if run.returncode:
        return False
    names = {item["metadata"]["name"].lower() for item in json.loads(run.stdout)["install"]}
    return any(name.startswith(("nvidia", "cuda", "triton")) for name in names)


if __name__ == "__main__":
    sys.exit(main())
