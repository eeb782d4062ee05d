"""The example queries in docs/queries: each gives what is expected, and some are counted again from the records."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from graph.rdf.description import QUERIES, describe, examples
from graph.rdf.terms import merged
from graph.rdf.triples import to_quads
from graph.records import Table
from graph.sparql.query_pool import SparqlPool
from graph.tables.statuses import worst

EXPECTED = json.loads((Path(__file__).parent / "cases" / "queries.json").read_text(encoding="utf-8"))
"""Name → rows, first and last row; or triples of a CONSTRUCT."""
Rows = list[dict[str, str]]


def rows_of(pool: SparqlPool, name: str) -> Rows:
    told = json.loads(pool.query((QUERIES / f"{name}.rq").read_text(encoding="utf-8")).content)
    return [{key: term["value"] for key, term in row.items()} for row in told["results"]["bindings"]]


def test_there_are_enough_and_all_are_expected() -> None:
    names = [name for name, _, _ in examples()]
    assert len(names) >= 15
    assert set(names) == set(EXPECTED)
    assert all(query.startswith("# ") and asks[0] >= "\u4e00" for _, asks, query in examples())


@pytest.mark.parametrize("name", EXPECTED)
def test_each_gives_what_is_expected(pool: SparqlPool, name: str) -> None:
    expected = EXPECTED[name]
    if "triples" in expected:
        query = (QUERIES / f"{name}.rq").read_text(encoding="utf-8")
        assert len(pool.query(query, ("application/n-triples",)).content.splitlines()) == expected["triples"]
        return
    rows = rows_of(pool, name)
    assert {"rows": len(rows), "first": rows[0], "last": rows[-1]} == expected


def test_statuses_counted_from_the_records(pool: SparqlPool, table: Table) -> None:
    counted = Counter(worst(task.statuses) for task in table.tasks)
    assert {row["status"]: int(row["tasks"]) for row in rows_of(pool, "03-tasks-by-status")} == counted


def test_portfolios_counted_from_the_records(pool: SparqlPool, table: Table) -> None:
    counted = Counter(task.leader for task in table.tasks if task.leader)
    assert {row["leader"]: int(row["tasks"]) for row in rows_of(pool, "05-leader-portfolios")} == counted


def test_roles_counted_from_the_records(pool: SparqlPool, table: Table) -> None:
    name = "市财政局"
    lead = sum(task.lead_unit == name for task in table.tasks)
    others = sum(name in task.unit_names for task in table.tasks) - lead
    found = {row["role"]: int(row["tasks"]) for row in rows_of(pool, "02-lead-and-participants")}
    assert found == {"牵头": lead, "参与": others}


def test_the_description_counts_right(kg: Any, table: Table) -> None:
    import pyoxigraph as ox

    base = "https://hetu.example.org/"
    quads = to_quads(kg, base)
    store = ox.Store()
    store.extend([*quads, *(ox.Quad(t.subject, t.predicate, t.object) for t in merged(quads))])
    described = describe(store, [table.info], base)
    void = "http://rdfs.org/ns/void#"
    said = {(q.subject.value, q.predicate.value): q.object.value for q in described}
    dataset = f"{base}id/dataset/hetu"
    assert said[dataset, f"{void}triples"] == str(len(merged(quads)))
    assert said[f"{dataset}-class-hetu-Task", f"{void}entities"] == "258"
    assert said[f"{dataset}-property-hetu-leadUnit", f"{void}triples"] == "260"
    kinds = Counter(q.object.value for q in described if q.predicate.value.endswith("#type"))
    assert kinds["http://www.w3.org/ns/shacl#SPARQLSelectExecutable"] == len(EXPECTED) - 1
    assert kinds["http://www.w3.org/ns/dcat#Distribution"] == 6
    assert not any(isinstance(q.subject, ox.BlankNode) or isinstance(q.object, ox.BlankNode) for q in described)
