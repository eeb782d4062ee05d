"""Another SHACL engine gives the same verdict as pySHACL: on the whole export, and on planted faults."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import Graph

from graph.rdf.shapes import FILE
from tests.interop.conftest import javascript
from tests.test_shapes import FAULTS, faulty_nodes


def test_the_whole_export_conforms(exports: dict[str, Path]) -> None:
    verdict = javascript("shacl.mjs", str(exports["turtle"]), str(FILE))
    assert verdict == {"conforms": True, "results": []}


@pytest.mark.parametrize("fault", sorted(FAULTS)[::3])
def test_both_catch_a_planted_fault_alike(small_rdf: str, tmp_path: Path, fault: str) -> None:
    data = Graph().parse(data=small_rdf, format="turtle")
    FAULTS[fault](data)
    path = tmp_path / "broken.ttl"
    path.write_text(data.serialize(format="turtle"), encoding="utf-8")
    verdict = javascript("shacl.mjs", str(path), str(FILE))
    assert verdict["conforms"] is False
    ours = faulty_nodes(data, Graph().parse(FILE))
    assert {result["focusNode"] for result in verdict["results"]} == ours
