"""Foreign SPARQL servers, each on own ports in a temporary folder: Oxigraph (PyPI) and Virtuoso (Debian)."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx

INI = Path(__file__).with_name("virtuoso.ini")


@dataclass(frozen=True)
class Server:
    """Where a running server answers, where it takes graphs, and with which login."""

    query: str
    store: str
    login: tuple[str, str] | None = None

    def select(self, query: str) -> list[dict[str, dict[str, str]]]:
        """The bindings of a SELECT."""
        headers = {"Accept": "application/sparql-results+json"}
        answer = httpx.post(self.query, data={"query": query}, headers=headers, timeout=300)
        answer.raise_for_status()
        rows: list[dict[str, dict[str, str]]] = answer.json()["results"]["bindings"]
        return rows

    def construct(self, query: str) -> str:
        """The N-Triples of a CONSTRUCT."""
        headers = {"Accept": "application/n-triples, text/plain"}
        answer = httpx.post(self.query, data={"query": query}, headers=headers, timeout=300)
        answer.raise_for_status()
        return answer.text


def free_ports(count: int) -> list[int]:
    """Different free ports of this machine."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


@contextlib.contextmanager
def running(command: list[str], folder: Path, address: str, seconds: float, cwd: Path | None = None) -> Iterator[None]:
    """Run a server until the block ends; wait first until it answers at an address."""
    log = folder / "out.log"
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=cwd or folder, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
    try:
        until = time.monotonic() + seconds
        while True:
            with contextlib.suppress(httpx.HTTPError):
                if httpx.get(address, params={"query": "ASK {}"}, timeout=5).status_code == 200:
                    break
            told = log.read_text(errors="replace")[-2000:]
            assert process.poll() is None, f"{command[0]} ended at once:\n{told}"
            assert time.monotonic() < until, f"{command[0]} does not answer:\n{told}"
            time.sleep(0.1)
        yield
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextlib.contextmanager
def oxigraph() -> Iterator[Server]:
    """An empty Oxigraph, in memory."""
    binary = Path(sys.executable).with_name("oxigraph")
    (port,) = free_ports(1)
    base = f"http://127.0.0.1:{port}"
    with (
        tempfile.TemporaryDirectory(prefix="oxigraph-") as folder,
        running([str(binary), "serve", "--bind", f"127.0.0.1:{port}"], Path(folder), f"{base}/query", 30),
    ):
        yield Server(f"{base}/query", f"{base}/store")


@contextlib.contextmanager
def virtuoso() -> Iterator[Server]:
    """A Virtuoso with an empty database."""
    sql, http = free_ports(2)
    base = f"http://127.0.0.1:{http}"
    with tempfile.TemporaryDirectory(prefix="virtuoso-") as folder:
        ini = Path(folder) / "virtuoso.ini"
        settings = INI.read_text(encoding="utf-8").format(dir=folder, sql_port=sql, http_port=http)
        ini.write_text(settings, encoding="utf-8")
        with running(["virtuoso-t", "-f", "-c", str(ini)], Path(folder), f"{base}/sparql", 90):
            yield Server(f"{base}/sparql", f"{base}/sparql-graph-crud-auth", ("dba", "dba"))


@contextlib.contextmanager
def hetu(build: Path) -> Iterator[str]:
    """Hetu's own server over a build; yields its address."""
    (port,) = free_ports(1)
    base = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "ui", "serve", "--port", str(port), "--build", str(build)]
    root = Path(__file__).resolve().parent.parent.parent
    with (
        tempfile.TemporaryDirectory(prefix="hetu-") as folder,
        running(command, Path(folder), f"{base}/sparql", 120, cwd=root),
    ):
        yield base
