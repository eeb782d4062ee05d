"""Addresses stay: what is said of a county and year alone is said with the same addresses when others are built with it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

from graph.knowledge.construction import build_graph
from graph.rdf.terms import union
from graph.rdf.triples import to_quads
from graph.records import Table
from graph.tables.sources import read_documents
from tests.conftest import ROOT
from tests.several import written

BASE = "https://hetu.example.org/"


def tables(paths: list[Path]) -> list[Table]:
    return [one.table for one in read_documents(paths).documents]


@pytest.fixture(scope="module")
def several(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return written(tmp_path_factory.mktemp("several"))


def test_two_counties_and_years_together_keep_every_statement_of_each(several: list[Path]) -> None:
    together = union(to_quads(build_graph(tables(several)), BASE))
    subjects = {triple.subject for triple in together}
    for path in several:
        alone = union(to_quads(build_graph(tables([path])), BASE))
        assert {triple.subject for triple in alone} <= subjects, path.name
        ids = {t for t in alone if t.predicate.value.endswith(("#identifier", "terms/identifier"))}
        assert ids
        assert ids <= together, path.name


def test_numbers_are_those_printed(several: list[Path]) -> None:
    found = {
        (t.subject.value.rpartition("/")[2], t.object.value)
        for t in union(to_quads(build_graph(tables(several)), BASE))
        if t.predicate.value.endswith("ontology#identifier")
    }
    assert ("440784-2022-1-1", "1-1") in found
    assert ("440784-2023-1-1", "1-1") in found
    assert all("-" in number and not number.startswith("44") for _, number in found)


SCRIPT = """
import sys
from pathlib import Path
from graph.knowledge.construction import build_graph
from graph.rdf import ontology, shapes
from graph.rdf.description import examples
from graph.rdf.formats import write
from graph.rdf.triples import to_quads
from graph.tables.sources import read_documents
quads = to_quads(build_graph([one.table for one in read_documents([Path(sys.argv[1])]).documents]))
sys.stdout.buffer.write(write(quads, "nquads", "https://data.example.com/kg/"))
texts = [ontology.turtle().decode(), shapes.turtle(), *(query for _, _, query in examples())]
assert not any("hetu.example.org/ontology" in text for text in texts), "left behind"
"""


@pytest.mark.parametrize(
    "told", ["https://words.example.com/v/", "https://words.example.com/v#", "https://words.example.com/v"]
)
def test_base_and_vocabulary_move_by_a_setting(several: list[Path], told: str) -> None:
    env = {**os.environ, "HETU_BASE_IRI": "https://data.example.com/kg", "HETU_VOCABULARY_IRI": told}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(several[0])], capture_output=True, env=env, cwd=ROOT, check=True, timeout=120
    )
    quads = list(ox.parse(done.stdout, format=ox.RdfFormat.N_QUADS))
    iris = {term.value for q in quads for term in (q.subject, q.predicate, q.object) if isinstance(term, ox.NamedNode)}
    assert not any(iri.startswith("https://hetu.example.org") for iri in iris)
    start = told if told[-1] in "#/" else f"{told}#"
    assert f"{start}Task" in iris
    assert "https://data.example.com/kg/id/task/440784-2022-1-1" in iris


def test_a_vocabulary_that_is_no_address_is_refused() -> None:
    env = {**os.environ, "HETU_VOCABULARY_IRI": "词汇"}
    done = subprocess.run(
        [sys.executable, "-m", "ui", "stats"], capture_output=True, text=True, env=env, cwd=ROOT, check=False
    )
    assert done.returncode == 1
    assert "词汇 IRI “词汇”无效" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_build_of_another_vocabulary_is_not_opened(several: list[Path], tmp_path: Path) -> None:
    def run(*command: str, vocabulary: str) -> subprocess.CompletedProcess[str]:
        env = {**os.environ, "HETU_VOCABULARY_IRI": vocabulary}
        made = [
            sys.executable,
            "-m",
            "ui",
            *command,
            "--build" if command[0] == "ask" else "--out",
            str(tmp_path / "b"),
        ]
        return subprocess.run(made, capture_output=True, text=True, env=env, cwd=ROOT, check=False, timeout=300)

    assert run("build", str(several[0]), "--no-vectors", vocabulary="https://a.example.com/v#").returncode == 0
    asked = run("ask", "共有多少项任务？", vocabulary="https://a.example.com/v#")
    assert "4 项" in asked.stdout
    refused = run("ask", "共有多少项任务？", vocabulary="https://b.example.com/v#")
    assert refused.returncode == 1
    assert "构建的词汇 IRI 是 https://a.example.com/v#，当前设置是 https://b.example.com/v#" in refused.stderr
