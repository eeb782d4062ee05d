"""Make sure the browser tests can run: an installed Chromium and a Chinese font, or Debian's packages when root."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

PACKAGES = ["chromium", "fonts-wqy-zenhei"]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def main() -> int:
    """Exit 0 when a browser is there in the end."""
    if any(shutil.which(name) for name in NAMES) or os.environ.get("HETU_CHROMIUM"):
        return 0
    if shutil.which("apt-get") and os.geteuid() == 0:
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], check=False, env=environment)
        run = subprocess.run(["apt-get", "install", "-y", "-qq", *PACKAGES], check=False, env=environment)
        if run.returncode == 0:
            return 0
    print("浏览器测试需要 Chromium：请安装 chromium 与一款中文字体（如 fonts-wqy-zenhei），或用 HETU_CHROMIUM 指明路径")
    return 1


if __name__ == "__main__":
    sys.exit(main())
