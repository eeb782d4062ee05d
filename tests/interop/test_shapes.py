"""Another SHACL engine gives the same verdict as pySHACL: on the whole export, and on planted faults."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import Graph

from graph.build import build_graph
from graph.rdf import to_quads
from graph.rdf_formats import write
from graph.shapes import FILE
from tests.interop.conftest import javascript
from tests.test_other_counties import table
from tests.test_shapes import FAULTS, NARRATIVE, faulty_nodes


def test_the_whole_export_conforms(exports: dict[str, Path]) -> None:
    verdict = javascript("shacl.mjs", str(exports["turtle"]), str(FILE))
    assert verdict == {"conforms": True, "results": []}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> str:
    read = table(
        tmp_path_factory.mktemp("t"), "a.txt", "2022年鹤山市重点工作表", ("新建公厕10座。", "市财政局", NARRATIVE)
    )
    return write(
        to_quads(build_graph([read]), "https://hetu.example.org/"), "turtle", "https://hetu.example.org/"
    ).decode()


@pytest.mark.parametrize("fault", sorted(FAULTS)[::3])
def test_both_catch_a_planted_fault_alike(small: str, tmp_path: Path, fault: str) -> None:
    data = Graph().parse(data=small, format="turtle")
    FAULTS[fault](data)
    path = tmp_path / "broken.ttl"
    path.write_text(data.serialize(format="turtle"), encoding="utf-8")
    verdict = javascript("shacl.mjs", str(path), str(FILE))
    assert verdict["conforms"] is False
    ours = faulty_nodes(data, Graph().parse(FILE))
    assert {result["focusNode"] for result in verdict["results"]} == ours
