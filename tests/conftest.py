"""One real build for the whole run, made by the real command."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

os.environ["HF_HUB_OFFLINE"] = "1"
ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "data" / "heshan-2022.txt"


@pytest.fixture(scope="session")
def build_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build folder of the real table."""
    from embeddings.builds import build

    out = tmp_path_factory.mktemp("build")
    made = build([SOURCE], out, lambda *_: None)
    assert made.manifest.model == "m3e-small", made.manifest.model_problem
    return out
