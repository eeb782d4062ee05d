"""The description of a dataset for machines: DCAT and VoID, with counts, vocabularies, sources and example queries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, serialize

from graph.rdf.formats import PREFIXES, with_usual_tags
from graph.rdf.media import RDF_FORMATS
from graph.rdf.triples import graph_iri, plain, text, triple_key, union, value_of
from graph.records import DocumentInfo

QUERIES = Path(__file__).resolve().parents[2] / "docs" / "queries"
_VOID = "http://rdfs.org/ns/void#"
_DCAT = "http://www.w3.org/ns/dcat#"
_DCT = "http://purl.org/dc/terms/"
_SH = "http://www.w3.org/ns/shacl#"
_RDF_TYPE = NamedNode(f"{PREFIXES['rdf']}type")
_LABEL = NamedNode(f"{PREFIXES['rdfs']}label")
RIGHTS = "原始表格由政府公开发布；图谱的结构与词汇按 MIT 许可使用"
"""Whose the tables and the graph are."""
_EXAMPLE_KINDS = ("task", "town", "unit", "company", "observation")


def describe(quads: Sequence[Quad], documents: Iterable[DocumentInfo], base: str) -> bytes:
    """Describe a dataset, as Turtle.

    :param quads: all statements, a named graph for each document.
    """
    triples = union(quads)
    classes = Counter(value_of(triple.object) for triple in triples if triple.predicate == _RDF_TYPE)
    properties = Counter(triple.predicate.value for triple in triples)
    said = [
        *_dataset(triples, {*classes, *properties}, base),
        *_partitions(base, "class", "entities", classes),
        *_partitions(base, "property", "triples", properties),
        *_graphs(quads, documents, base),
        *_examples(base),
    ]
    prefixes = {**PREFIXES, "void": _VOID, "dcat": _DCAT, "sh": _SH}
    content = serialize(sorted(set(said), key=triple_key), format=RdfFormat.TURTLE, prefixes=prefixes)
    return with_usual_tags(content or b"")


def _dataset(triples: Collection[Triple], terms: Collection[str], base: str) -> Iterator[Triple]:
    dataset = _iri(base)
    subjects = {value_of(triple.subject) for triple in triples if value_of(triple.subject).startswith(f"{base}id/")}
    yield Triple(dataset, _RDF_TYPE, NamedNode(f"{_DCAT}Dataset"))
    yield Triple(dataset, _RDF_TYPE, NamedNode(f"{_VOID}Dataset"))
    yield Triple(dataset, _LABEL, text("鹤图：政府重点工作表知识图谱"))
    yield Triple(dataset, NamedNode(f"{_DCT}title"), text("鹤图：政府重点工作表知识图谱"))
    yield Triple(
        dataset,
        NamedNode(f"{_DCT}description"),
        text("任务、节点、责任单位、完成情况、数字与文字里的提及，每条都注明行号。"),
    )
    yield Triple(dataset, NamedNode(f"{_DCT}rights"), text(RIGHTS))
    yield Triple(dataset, NamedNode(f"{_DCT}license"), NamedNode("https://spdx.org/licenses/MIT"))
    yield Triple(dataset, NamedNode(f"{_DCT}language"), Literal("zh-Hans"))
    yield Triple(dataset, NamedNode(f"{_VOID}triples"), Literal(len(triples)))
    yield Triple(dataset, NamedNode(f"{_VOID}entities"), Literal(len(subjects)))
    yield Triple(dataset, NamedNode(f"{_VOID}uriSpace"), Literal(f"{base}id/"))
    yield Triple(dataset, NamedNode(f"{_VOID}sparqlEndpoint"), NamedNode(f"{base}sparql"))
    for vocabulary in sorted({start for start in PREFIXES.values() if any(term.startswith(start) for term in terms)}):
        yield Triple(dataset, NamedNode(f"{_VOID}vocabulary"), NamedNode(vocabulary))
    for kind in _EXAMPLE_KINDS:
        example = next((subject for subject in sorted(subjects) if subject.startswith(f"{base}id/{kind}/")), None)
        if example:
            yield Triple(dataset, NamedNode(f"{_VOID}exampleResource"), NamedNode(example))
    for form, media in RDF_FORMATS.items():
        distribution = _iri(base, form)
        yield Triple(dataset, NamedNode(f"{_DCAT}distribution"), distribution)
        yield Triple(distribution, _RDF_TYPE, NamedNode(f"{_DCAT}Distribution"))
        yield Triple(distribution, _LABEL, text(f"{form} 格式"))
        yield Triple(
            distribution,
            NamedNode(f"{_DCAT}mediaType"),
            NamedNode(f"https://www.iana.org/assignments/media-types/{media}"),
        )


def _partitions(base: str, part: str, number: str, counts: Mapping[str, int]) -> Iterator[Triple]:
    """How many things of each class, or statements of each property."""
    for term, count in counts.items():
        partition = _iri(base, part, _name(term))
        yield Triple(_iri(base), NamedNode(f"{_VOID}{part}Partition"), partition)
        yield Triple(partition, NamedNode(f"{_VOID}{part}"), NamedNode(term))
        yield Triple(partition, NamedNode(f"{_VOID}{number}"), Literal(count))


def _name(term: str) -> str:
    for prefix, start in PREFIXES.items():
        if term.startswith(start):
            return f"{prefix}-{term[len(start) :]}"
    return "".join(char if char.isalnum() else "-" for char in term)


def _graphs(quads: Iterable[Quad], documents: Iterable[DocumentInfo], base: str) -> Iterator[Triple]:
    """Every document's graph: its size, its source and the checksum of that."""
    sizes = Counter(value_of(quad.graph_name) for quad in quads)
    for info in documents:
        graph = graph_iri(info, base)
        yield Triple(_iri(base), NamedNode(f"{_VOID}subset"), graph)
        yield Triple(graph, NamedNode(f"{_VOID}triples"), Literal(sizes[graph.value]))
        yield Triple(graph, NamedNode(f"{_DCT}title"), text(info.title))
        yield Triple(graph, NamedNode(f"{_DCT}source"), plain(info.name))
        yield Triple(graph, NamedNode(f"{_DCT}identifier"), Literal(f"sha256:{info.sha256}"))


def examples() -> list[tuple[str, str, str]]:
    """Return the example queries as (name, what it asks in Chinese, query)."""
    found = []
    for path in sorted(QUERIES.glob("*.rq")):
        query = path.read_text(encoding="utf-8")
        found.append((path.stem, query.splitlines()[0].removeprefix("#").strip(), query))
    return found


def _examples(base: str) -> Iterator[Triple]:
    for name, asks, query in examples():
        node = _iri(base, "query", name)
        construct = "CONSTRUCT {" in query
        yield Triple(node, _RDF_TYPE, NamedNode(f"{_SH}SPARQL{'Construct' if construct else 'Select'}Executable"))
        yield Triple(node, _LABEL, text(asks))
        yield Triple(node, NamedNode(f"{_SH}{'construct' if construct else 'select'}"), Literal(query))
        yield Triple(node, NamedNode("https://schema.org/target"), NamedNode(f"{base}sparql"))


def _iri(base: str, *parts: str) -> NamedNode:
    return NamedNode(f"{base}id/{'-'.join(('dataset/hetu', *parts))}")
