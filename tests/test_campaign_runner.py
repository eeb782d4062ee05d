"""The runner of the campaign: parts run to their end, are kept, and go on where they were."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT


def _run(folder: Path, scale: str) -> subprocess.CompletedProcess[str]:
    parts = ["--only", "queries", "--only", "liars"]
    command = [sys.executable, "-m", "tests.campaign", *parts, "--folder", str(folder), "--scale", scale]
    return subprocess.run(command, check=False, cwd=ROOT, capture_output=True, text=True, timeout=300)


def test_a_part_goes_on_where_it_was(tmp_path: Path) -> None:
    first = _run(tmp_path, "0.01")
    assert (first.returncode, first.stderr) == (0, "")
    assert "campaign: nothing amiss" in first.stdout
    kept = json.loads((tmp_path / "queries-18.json").read_text(encoding="utf-8"))
    assert (kept["done"], kept["counts"]["tried"], kept["counts"]["tracebacks"]) == (50, 50, 0)
    assert _run(tmp_path, "0.01").stdout == first.stdout  # nothing is done twice
    assert _run(tmp_path, "0.012").returncode == 0
    assert json.loads((tmp_path / "queries-18.json").read_text(encoding="utf-8"))["done"] == 60


def test_what_is_amiss_is_told(tmp_path: Path) -> None:
    kept = {"done": 50, "seconds": 1.0, "counts": {"tried": 50, "tracebacks": 1}, "problems": ["ValueError x"]}
    (tmp_path / "queries-18.json").write_text(json.dumps(kept), encoding="utf-8")
    told = _run(tmp_path, "0.01")
    assert told.returncode == 1
    assert "ValueError x" in told.stdout
    assert "something amiss" in told.stdout
