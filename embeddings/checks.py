"""``hetu check``: the parts of a build against each other — tables, graph, RDF store, passages, vectors."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from embeddings.builds import Build, open_build, open_retriever
from embeddings.opened import STORE
from embeddings.retriever import Retriever
from graph.knowledge.proof import Proof, prove
from graph.language.text import fold
from graph.mentions.texts import all_texts
from graph.rdf.description import dataset_iri
from graph.rdf.shapes import violations
from graph.rdf.terms import union
from graph.sparql.store import Store


def check_build(out: Path) -> list[Proof]:
    """Check the build in force in a folder.

    :raises graph.errors.BuildError: there is no usable build.
    """
    with open_build(out) as opened:
        return _proofs(opened)


def _proofs(opened: Build) -> list[Proof]:
    files = Proof("构建的每个文件都与清单相符", opened.verify(), ())
    of_editions = [[*prove(one.graph(), one.tables), _account(one), _passages(one)] for one in opened.editions()]
    return [files, *map(_together, zip(*of_editions, strict=True)), *_rdf(opened)]


def _together(proofs: Sequence[Proof]) -> Proof:
    """The same proved of several editions."""
    problems = tuple(problem for proof in proofs for problem in proof.problems)
    return Proof(proofs[0].name, sum(proof.cases for proof in proofs), problems)


def _account(opened: Build) -> Proof:
    problems = [f"{table.info.name}：单元格账目不符" for table in opened.tables if not table.account.complete]
    return Proof("每个非空单元格都已归位或报告", sum(table.account.cells for table in opened.tables), tuple(problems))


def _rdf(opened: Build) -> list[Proof]:
    """The store holds as many statements as the graphs give, and they satisfy the shapes."""
    quads = opened.all_quads()
    triples = union(quads)
    expected = len(quads) + len(triples)
    store = Store(opened.folder / STORE)
    described = dataset_iri(opened.manifest.base_iri)
    (told,) = store.select(f"SELECT (COUNT(*) AS ?n) {{ GRAPH {described} {{ ?s ?p ?o }} }}")
    held = len(store) - int(told["n"])  # the description of the store itself
    problems = () if held == expected else (f"RDF 库有 {held} 条陈述，图谱应为 {expected} 条",)
    broken = tuple(violations(triples))
    return [
        Proof("RDF 库与图谱的陈述数一致", expected, problems),
        Proof("RDF 符合 graph/rdf/shapes.ttl 的全部形状", len(triples), broken),
    ]


def _passages(opened: Build) -> Proof:
    """Every passage stands in its task's text; opening the retriever proves that the vectors fit the passages."""
    retriever: Retriever = open_retriever(opened)
    texts = {task.id: [fold(text.text) for text in all_texts(task)] for table in opened.tables for task in table.tasks}
    problems = [
        f"语段“{item.text[:20]}”不在任务 {item.task} 的文字里"
        for item in retriever.passages
        if not any(fold(item.text) in text for text in texts.get(item.task, ()))
    ]
    return Proof("每个检索语段都在原文里，向量与语段相配", len(retriever.passages), tuple(problems))
