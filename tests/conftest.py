"""The real table, its graph, and one real build made by the real command, each once for the whole run."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from graph.build import build_graph
from graph.kg import KnowledgeGraph
from graph.records import Table
from graph.table import read_table

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

    out = tmp_path_factory.mktemp("build")
    made = build([SOURCE], out, lambda *_: None)
    assert made.manifest.model == "m3e-small", made.manifest.model_problem
    return out
