"""What analysts use: igraph over the GraphML, pandas over the endpoint, a client of reconciliation for a column."""

from __future__ import annotations

import io
from pathlib import Path

import httpx
import igraph
import pandas
import pytest
from reconciler import reconcile

from embeddings.builds import open_build
from ui.exports import export_build


@pytest.fixture(scope="module")
def network(build_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> igraph.Graph:
    path = tmp_path_factory.mktemp("graphml") / "hetu.graphml"
    path.write_bytes(export_build(open_build(build_dir), "graphml"))
    return igraph.Graph.Read_GraphML(str(path))


def test_igraph_reads_the_whole_graph(network: igraph.Graph, build_dir: Path) -> None:
    kg = open_build(build_dir).graph()
    assert (network.vcount(), network.ecount()) == (kg.number_of_nodes(), kg.number_of_edges())
    task = network.vs.find(iri="https://hetu.example.org/id/task/440784-2022-3-48")
    assert task["label"].startswith("深化国资改革")
    leads = {network.vs[edge.target]["label"] for edge in task.out_edges() if edge["role"] == "lead"}
    assert leads == {"市资产办"}


def test_pandas_reads_results_of_the_endpoint(address: str) -> None:
    query = "SELECT ?status (COUNT(*) AS ?tasks) { ?t hetu:overallStatus/rdfs:label ?status } GROUP BY ?status"
    answer = httpx.get(f"{address}/sparql", params={"query": query, "format": "csv"}, timeout=60)
    frame = pandas.read_csv(io.StringIO(answer.text))
    assert frame["tasks"].sum() == 258
    assert set(frame.columns) == {"status", "tasks"}


@pytest.mark.filterwarnings("ignore:The inplace keyword")  # of the client, over pandas
def test_a_client_of_reconciliation_matches_a_column(address: str) -> None:
    column = pandas.Series(["鹤山市教育局", "发改局"], name="部门")
    found = reconcile(column, type_id="Unit", top_res=1, reconciliation_endpoint=f"{address}/reconcile")
    told = {row["input_value"]: (row.get("name"), row["match"]) for row in found.to_dict("records")}
    assert told["鹤山市教育局"] == ("市教育局", True)
    assert told["发改局"] == ("市发展改革局", True)
