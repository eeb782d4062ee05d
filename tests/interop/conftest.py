"""The foreign tools; a tool that is not there fails the test that needs it."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from embeddings.builds import open_build
from graph.rdf.formats import write
from graph.rdf.media import RDF_FORMATS as FORMATS
from scripts.install_interop import find_node

ENDINGS = {
    "turtle": "ttl",
    "ntriples": "nt",
    "rdfxml": "rdf",
    "jsonld": "jsonld",
    "trig": "trig",
    "nquads": "nq",
}
TOOLS = Path(os.environ.get("HETU_INTEROP", Path(__file__).resolve().parent.parent.parent / ".venv" / "interop"))


@pytest.fixture(scope="session")
def quads(build_dir: Path) -> list:
    """All statements of the real build."""
    opened = open_build(build_dir)
    return opened.all_quads()


@pytest.fixture(scope="session")
def exports(quads: list, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The real build in every RDF format."""
    folder = tmp_path_factory.mktemp("exports")
    made = {}
    for form in FORMATS:
        made[form] = folder / f"hetu.{ENDINGS[form]}"
        made[form].write_bytes(write(quads, form, "https://hetu.example.org/"))
    return made


def javascript(script: str, *arguments: str, stdin: str = "") -> Any:
    """Run one of the scripts in tests/interop/js and read the JSON it prints."""
    node = find_node()
    assert node and (TOOLS / "node_modules").is_dir(), "run make install-interop first"
    done = subprocess.run(
        [node, str(TOOLS / script), *arguments], input=stdin, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode in {0, 1}, done.stderr[-2000:]
    return json.loads(done.stdout)
