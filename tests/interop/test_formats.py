"""Other people's parsers read as many statements in every file as Hetu wrote."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from graph.rdf.terms import merged
from tests.interop.conftest import javascript

BY_GRAPH = {"trig", "nquads"}


def expected(quads: list, form: str) -> int:
    return len(quads) if form in BY_GRAPH else len(merged(quads))


@pytest.mark.parametrize("form", ["turtle", "ntriples", "rdfxml", "trig", "nquads"])
def test_rapper(exports: dict[str, Path], quads: list, form: str) -> None:
    done = subprocess.run(
        ["rapper", "-i", form, "-c", str(exports[form])], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert "Warning" not in done.stderr
    count = re.search(r"returned (\d+) triples", done.stderr)
    assert count, done.stderr
    assert int(count[1]) == expected(quads, form)


@pytest.mark.parametrize("form", ["turtle", "ntriples", "trig", "nquads"])
def test_serdi(exports: dict[str, Path], quads: list, form: str) -> None:
    done = subprocess.run(
        ["serdi", "-i", form, "-o", "nquads", str(exports[form])], capture_output=True, check=False, timeout=120
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert len(set(done.stdout.splitlines())) == expected(quads, form)


@pytest.mark.parametrize("form", ["turtle", "ntriples", "rdfxml", "jsonld", "trig", "nquads"])
def test_the_parsers_of_comunica(exports: dict[str, Path], quads: list, form: str) -> None:
    path = str(exports[form])
    assert javascript("count.mjs", path) == {path: expected(quads, form)}
