"""The real table, its graph, and one real build made by the real command, each once for the whole run."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, sync_playwright

from graph.knowledge.construction import build_graph
from graph.knowledge.graph_type import KnowledgeGraph
from graph.rdf.formats import write
from graph.rdf.triples import to_quads
from graph.records import Table
from graph.sparql.query_pool import SparqlPool
from graph.tables.table import read_table
from qa import Hetu

os.environ["HF_HUB_OFFLINE"] = "1"
ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "data" / "heshan-2022.txt"


@pytest.fixture(scope="session")
def table() -> Table:
    """The real table; to be read only."""
    return read_table(SOURCE)


@pytest.fixture(scope="session")
def kg(table: Table) -> KnowledgeGraph:
    """The graph of the real table; to be read only."""
    return build_graph([table])


@pytest.fixture(scope="session")
def build_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build folder of the real table."""
    from embeddings.builds import build
    from ui.network import keep_drawing

    out = tmp_path_factory.mktemp("build")
    made = build([SOURCE], out, lambda *_: None, keep_drawing)
    assert made.manifest.model == "multilingual-e5-small", made.manifest.model_problem
    return out


@pytest.fixture(scope="session")
def open_tables(tmp_path_factory: pytest.TempPathFactory) -> Hetu:
    """Four small tables of two counties and three years, opened together; searched by words alone."""
    from embeddings.builds import build
    from tests.several import written

    folder = tmp_path_factory.mktemp("several")
    build(written(folder), folder / "build", lambda *_: None, vectors=False)
    return Hetu.open(folder / "build")


@pytest.fixture(scope="session")
def pool(build_dir: Path) -> Iterator[SparqlPool]:
    """SPARQL workers over the build."""
    from embeddings.builds import open_build

    opened = open_build(build_dir)
    with SparqlPool(opened.folder / "store", opened.manifest.base_iri) as made:
        yield made


@pytest.fixture(scope="session")
def small_rdf(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The RDF of one task in which everything occurs, as Turtle."""
    from tests.test_other_counties import table

    narrative = "在古劳镇双桥村新建公厕12座，走访瀚泽电子有限公司，印发《公厕管理办法》。因资金不足，管网暂未开工。"
    row = ("新建公厕10座。", "市财政局", narrative)
    read = table(tmp_path_factory.mktemp("t"), "a.txt", "2022年鹤山市重点工作表", row)
    base = "https://hetu.example.org/"
    return write(to_quads(build_graph([read]), base), "turtle", base).decode()


CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@pytest.fixture(scope="session")
def address(build_dir: Path) -> Iterator[str]:
    """Where the page of the real table is served."""
    with serving(build_dir) as served:
        yield served


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def ready(address: str) -> None:
    """Wait until a server says that it is well."""
    until = time.monotonic() + 90
    while True:
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(f"{address}/healthz").status_code == 200:
                return
        assert time.monotonic() < until, f"{address} 没有就绪"
        time.sleep(0.2)


@contextmanager
def serving(build_dir: Path) -> Iterator[str]:
    """Serve a build by the real command."""
    port = free_port()
    command = [sys.executable, "-m", "ui", "serve", "--port", str(port), "--build", str(build_dir)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            ready(f"http://127.0.0.1:{port}")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


@pytest.fixture
def page() -> Iterator[Page]:
    """A page of a real browser."""
    found = os.environ.get("HETU_CHROMIUM") or next((p for name in CHROMIUM if (p := shutil.which(name))), None)
    assert found, "浏览器测试需要 Chromium：请安装 chromium，或用 HETU_CHROMIUM 指明路径"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found)
        yield browser.new_page()
        browser.close()


@pytest.fixture(scope="session")
def hetu(build_dir: Path) -> Hetu:
    """The real build, opened for questions."""
    return Hetu.open(build_dir)


@pytest.fixture
def quiet(page: Page, address: str) -> Iterator[Page]:
    """A page on which nothing may ask the outside or complain."""
    troubles: list[str] = []
    page.on("request", lambda r: None if r.url.startswith((address, "data:", "blob:")) else troubles.append(r.url))
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    yield page
    assert troubles == []
