"""The description of a dataset for machines: VoID with counts, DCAT, the SPARQL service, and example queries.

It stands in a graph of its own, whose name is the dataset's address, so that the statements counted are those of the
documents and the vocabulary alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pyoxigraph import Literal, NamedNode, RdfFormat, Store, Triple, serialize
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, RDFS, SH, VOID, XSD

from graph.identifiers import document_code
from graph.rdf.formats import PREFIXES, with_usual_tags
from graph.rdf.media import RDF_FORMATS, RESULT_FORMATS, TRIPLE_FORMATS
from graph.rdf.ontology import GRAPH as VOCABULARY
from graph.rdf.statistics import ELSEWHERE, Statistics, count, solutions
from graph.rdf.terms import graph_iri, named, plain, text, triple_key, value_of
from graph.rdf.vocabulary import MATCHES, ONTOLOGY, moved
from graph.records import DocumentInfo

QUERIES = Path(__file__).resolve().parents[2] / "docs" / "queries"
RIGHTS = "原始表格由政府公开发布；图谱的结构与词汇按 MIT 许可使用"
"""Whose the tables and the graph are."""
TITLE = "鹤图：政府重点工作表知识图谱"
_FEW = 10
"""Documents up to which the properties of each class are counted over all of them; they always are in each."""
_EXAMPLE_KINDS = ("task", "town", "unit", "company", "observation")
_SD = "http://www.w3.org/ns/sparql-service-description#"
_SPDX = "http://spdx.org/rdf/terms#"
_FORMATS = "http://www.w3.org/ns/formats/"
_EU = "http://publications.europa.eu/resource/authority/"
_FORMAT_NAMES = {
    "turtle": "Turtle",
    "ntriples": "N-Triples",
    "jsonld": "JSON-LD",
    "rdfxml": "RDF_XML",
    "trig": "TriG",
    "nquads": "N-Quads",
    "json": "SPARQL_Results_JSON",
    "xml": "SPARQL_Results_XML",
    "csv": "SPARQL_Results_CSV",
    "tsv": "SPARQL_Results_TSV",
}
"""Format → its name in W3C's list."""
_GEOF = "http://www.opengis.net/def/function/geosparql/"
_FUNCTIONS = (MATCHES, *(f"{_GEOF}{name}" for name in ("distance", "sfWithin", "sfIntersects", "sfContains")))
"""Functions of the endpoint beyond SPARQL's own."""


@dataclass(frozen=True, slots=True)
class Written:
    """A file of the dataset as it is offered: its size in bytes and SHA-256 in hexadecimal."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Offer:
    """Where and since when a dataset is to be had.

    :param site: the address of the server, ending in a slash; the base of the dataset's own addresses where none is known.
    :param issued: when the build was made, as xsd:dateTime.
    :param limits: what the endpoint does not go beyond, in a sentence.
    """

    site: str = ""
    issued: str = ""
    limits: str = ""


def date_time(written: str) -> str:
    """Return a moment as xsd:dateTime writes it.

    >>> date_time("2026-12-01T04:10:00+0800")
    '2026-12-01T04:10:00+08:00'
    """
    return datetime.fromisoformat(written).isoformat()


def dataset_iri(base: str) -> NamedNode:
    """Return the address of the dataset, which is also the name of the graph of its description."""
    return _iri(base)


def describe(
    store: Store,
    documents: Sequence[DocumentInfo],
    base: str,
    offer: Offer | None = None,
    known: Mapping[str, Sequence[Triple]] | None = None,
) -> list[Triple]:
    """Describe the dataset of a store, in sorted statements without blank nodes.

    :param documents: those of which the store holds the statements.
    :param known: name of a document → what an earlier description told of it, as :func:`described_before` gives it.
    """
    writer = _Description(store, documents, base, offer or Offer(), known or {})
    return sorted(set(writer.statements()), key=triple_key)


def described_before(store: Store, documents: Iterable[DocumentInfo], base: str) -> dict[str, list[Triple]]:
    """Name of a document → what the description in a store tells of it; counting again takes as long as writing."""
    graph, found = dataset_iri(base), {}
    told = [Triple(q.subject, q.predicate, q.object) for q in store.quads_for_pattern(None, None, None, graph)]
    for info in documents:
        node = _iri(base, document_code(info)).value
        starts = tuple(f"{node}-{part}-" for part in ("class", "property"))
        about = [t for t in told if value_of(t.subject) == node or value_of(t.subject).startswith(starts)]
        if about:
            found[info.name] = about
    return found


def sizes(base: str, files: Mapping[str, Written]) -> Iterator[Triple]:
    """What is told of the files of a dataset once they are written.

    :param files: format → the file.
    """
    for form, written in files.items():
        if form in RDF_FORMATS:
            node = _iri(base, form)
            checksum = NamedNode(f"{node.value}-checksum")
            yield from _of(node, DCAT.byteSize, Literal(str(written.size), datatype=named(XSD.nonNegativeInteger)))
            yield from _of(node, f"{_SPDX}checksum", checksum)
            yield from _of(checksum, RDF.type, NamedNode(f"{_SPDX}Checksum"))
            yield from _of(checksum, f"{_SPDX}algorithm", NamedNode(f"{_SPDX}checksumAlgorithm_sha256"))
            yield from _of(checksum, f"{_SPDX}checksumValue", Literal(written.sha256, datatype=named(XSD.hexBinary)))


def as_turtle(statements: Iterable[Triple]) -> bytes:
    """Write a description as Turtle."""
    prefixes = {**PREFIXES, "void": str(VOID), "dcat": str(DCAT), "sh": str(SH), "sd": _SD, "spdx": _SPDX}
    return with_usual_tags(serialize(statements, format=RdfFormat.TURTLE, prefixes=prefixes) or b"")


class _Description:
    def __init__(
        self,
        store: Store,
        documents: Sequence[DocumentInfo],
        base: str,
        offer: Offer,
        known: Mapping[str, Sequence[Triple]],
    ) -> None:
        self._store, self._documents, self._base, self._offer = store, documents, base, offer
        self._known = known
        self._site = offer.site or base
        self._dataset = _iri(base)

    def statements(self) -> Iterator[Triple]:
        """Everything that is told."""
        counted = count(self._store, self._base, own=ONTOLOGY if len(self._documents) <= _FEW else "")
        yield from self._about()
        yield from self._void(self._dataset, counted)
        yield from self._linksets(counted)
        for kind in _EXAMPLE_KINDS:
            if example := self._example(kind):
                yield Triple(self._dataset, named(VOID.exampleResource), NamedNode(example))
        for info in self._documents:
            yield from self._document(info)
        vocabulary = _iri(self._base, "vocabulary")
        yield from self._named(NamedNode(VOCABULARY), vocabulary)
        yield from self._graph(NamedNode(VOCABULARY), vocabulary, "鹤图词汇")
        yield from self._catalogue()
        for form, media in RDF_FORMATS.items():
            yield from self._distribution(form, media)
        yield from self._service()
        yield from self._queries()

    def _about(self) -> Iterator[Triple]:
        node = self._dataset
        yield from _of(node, RDF.type, named(DCAT.Dataset), named(VOID.Dataset), NamedNode(f"{_SD}Dataset"))
        yield from _of(node, RDFS.label, text(TITLE))
        yield from _of(
            node,
            DCTERMS.title,
            text(TITLE),
            Literal("Hetu: priority tasks of Chinese local governments", language="en"),
        )
        told = "任务、节点、责任单位、完成情况、数字与文字里的提及，每条都注明行号。"
        yield from _of(node, DCTERMS.description, text(told))
        yield from _of(node, DCTERMS.identifier, plain(node.value))
        yield from _of(node, DCTERMS.rights, text(RIGHTS))
        yield from _of(node, DCTERMS.license, NamedNode("https://spdx.org/licenses/MIT"))
        yield from _of(node, DCTERMS.language, NamedNode(f"{_EU}language/ZHO"))
        yield from _of(node, DCTERMS.accessRights, NamedNode(f"{_EU}access-right/PUBLIC"))
        yield from _of(node, DCTERMS.accrualPeriodicity, NamedNode(f"{_EU}frequency/ANNUAL"))
        yield from _of(node, DCAT.theme, NamedNode(f"{_EU}data-theme/GOVE"))
        yield from _of(node, DCAT.keyword, *map(text, ("重点工作", "政府工作报告", "民生实事", "完成情况")))
        yield from _of(node, DCAT.landingPage, NamedNode(f"{self._site}data"))
        yield from _of(node, DCTERMS.publisher, self._publisher())
        yield from _of(node, DCTERMS.conformsTo, NamedNode(VOCABULARY))
        yield from self._dated(node)
        for county in dict.fromkeys(info.county_code for info in self._documents if info.county_code):
            yield from _of(node, DCTERMS.spatial, NamedNode(f"{self._base}id/county/{county}"))
        years = [info.year for info in self._documents if info.year]
        if years:
            period = _iri(self._base, "period")
            yield from _of(node, DCTERMS.temporal, period)
            yield from _of(period, RDF.type, named(DCTERMS.PeriodOfTime))
            yield from _of(period, DCAT.startDate, Literal(f"{min(years):04d}-01-01", datatype=named(XSD.date)))
            yield from _of(period, DCAT.endDate, Literal(f"{max(years):04d}-12-31", datatype=named(XSD.date)))

    def _publisher(self) -> NamedNode:
        return _iri(self._base, "publisher")

    def _dated(self, node: NamedNode) -> Iterator[Triple]:
        if self._offer.issued:
            made = Literal(self._offer.issued, datatype=named(XSD.dateTime))
            yield from _of(node, DCTERMS.issued, made)
            yield from _of(node, DCTERMS.modified, made)

    def _void(self, node: NamedNode, counted: Statistics) -> Iterator[Triple]:
        """Counts of a dataset or a part of it, by class and property, and of each class by property."""
        yield from _of(node, VOID.triples, Literal(counted.triples))
        yield from _of(node, VOID.entities, Literal(counted.entities))
        yield from _of(node, VOID.classes, Literal(len(counted.classes)))
        yield from _of(node, VOID.properties, Literal(len(counted.properties)))
        yield from _of(node, VOID.uriSpace, Literal(f"{self._base}id/"))
        yield from _of(node, VOID.sparqlEndpoint, NamedNode(f"{self._site}sparql"))
        yield from _of(
            node,
            VOID.dataDump,
            *(NamedNode(f"{self._site}download/{form}") for form in RDF_FORMATS if node == self._dataset),
        )
        for start in sorted(
            {
                start
                for start in PREFIXES.values()
                if any(term.startswith(start) for term in (*counted.classes, *counted.properties))
            }
        ):
            yield from _of(node, VOID.vocabulary, NamedNode(start))
        for kind, things in counted.classes.items():
            part = NamedNode(f"{node.value}-class-{_name(kind)}")
            yield from _of(node, VOID.classPartition, part)
            yield from _of(part, VOID["class"], NamedNode(kind))
            yield from _of(part, VOID.entities, Literal(things))
            yield from _properties(part, counted.of_classes.get(kind, {}))
        yield from _properties(node, counted.properties)

    def _linksets(self, counted: Statistics) -> Iterator[Triple]:
        for start, links in counted.elsewhere.items():
            node = _iri(self._base, "links", _name(start))
            yield from _of(self._dataset, VOID.subset, node)
            yield from _of(node, RDF.type, named(VOID.Linkset))
            yield from _of(node, VOID.subjectsTarget, self._dataset)
            yield from _of(node, VOID.objectsTarget, NamedNode(start))
            yield from _of(node, VOID.linkPredicate, NamedNode(ELSEWHERE[start]))
            yield from _of(node, VOID.triples, Literal(links))

    def _example(self, kind: str) -> str | None:
        first = f'SELECT (MIN(STR(?s)) AS ?first) {{ ?s a ?kind FILTER(STRSTARTS(STR(?s), "{self._base}id/{kind}/")) }}'
        return next((row[0] for row in solutions(self._store, first) if row), None)

    def _document(self, info: DocumentInfo) -> Iterator[Triple]:
        """A document's statements as a part of the dataset, with its source and the checksum of that."""
        graph, node = graph_iri(info, self._base), _iri(self._base, document_code(info))
        yield from self._named(graph, node)
        if told := self._known.get(info.name):
            yield from told
            return
        yield from self._graph(graph, node, info.title)
        yield from _of(node, DCTERMS.source, plain(info.name))
        yield from _of(node, DCTERMS.identifier, Literal(f"sha256:{info.sha256}"))
        yield from _of(node, FOAF.primaryTopic, graph)

    def _named(self, graph: NamedNode, node: NamedNode) -> Iterator[Triple]:
        """That the service has a graph, and which part of the dataset stands in it."""
        yield from _of(self._dataset, VOID.subset, node)
        yield from _of(self._dataset, f"{_SD}namedGraph", NamedNode(f"{node.value}-graph"))
        yield from _of(NamedNode(f"{node.value}-graph"), RDF.type, NamedNode(f"{_SD}NamedGraph"))
        yield from _of(NamedNode(f"{node.value}-graph"), f"{_SD}name", graph)
        yield from _of(NamedNode(f"{node.value}-graph"), f"{_SD}graph", node)

    def _graph(self, graph: NamedNode, node: NamedNode, title: str) -> Iterator[Triple]:
        """What a part of the dataset holds."""
        yield from _of(node, RDF.type, named(VOID.Dataset), NamedNode(f"{_SD}Graph"))
        yield from _of(node, RDFS.label, text(title))
        yield from _of(node, DCTERMS.title, text(title))
        yield from self._void(node, count(self._store, self._base, graph.value))

    def _catalogue(self) -> Iterator[Triple]:
        node, publisher = _iri(self._base, "catalogue"), self._publisher()
        yield from _of(node, RDF.type, named(DCAT.Catalog))
        yield from _of(node, DCTERMS.title, text("鹤图数据目录"), Literal("Catalogue of Hetu", language="en"))
        yield from _of(node, DCTERMS.description, text("本站提供的数据集与查询服务。"))
        yield from _of(node, DCTERMS.publisher, publisher)
        yield from _of(node, DCTERMS.language, NamedNode(f"{_EU}language/ZHO"))
        yield from _of(node, DCTERMS.license, NamedNode("https://spdx.org/licenses/MIT"))
        yield from _of(node, FOAF.homepage, NamedNode(self._site))
        yield from _of(node, DCAT.dataset, self._dataset)
        yield from _of(node, DCAT.service, self._service_iri())
        yield from self._dated(node)
        yield from _of(publisher, RDF.type, named(FOAF.Agent), named(FOAF.Organization))
        yield from _of(publisher, FOAF.name, text("鹤图"), Literal("Hetu", language="en"))

    def _distribution(self, form: str, media: str) -> Iterator[Triple]:
        node, file = _iri(self._base, form), NamedNode(f"{self._site}download/{form}")
        yield from _of(self._dataset, DCAT.distribution, node)
        yield from _of(node, RDF.type, named(DCAT.Distribution))
        yield from _of(node, DCTERMS.title, text(f"{form} 格式"))
        yield from _of(node, RDFS.label, text(f"{form} 格式"))
        yield from _of(node, DCAT.accessURL, file)
        yield from _of(node, DCAT.downloadURL, file)
        yield from _of(node, DCAT.mediaType, NamedNode(f"https://www.iana.org/assignments/media-types/{media}"))
        yield from _of(node, DCTERMS.format, NamedNode(f"{_FORMATS}{_FORMAT_NAMES[form]}"))
        yield from _of(node, DCTERMS.license, NamedNode("https://spdx.org/licenses/MIT"))
        yield from _of(node, DCTERMS.rights, text(RIGHTS))
        yield from self._dated(node)

    def _service_iri(self) -> NamedNode:
        return _iri(self._base, "sparql")

    def _service(self) -> Iterator[Triple]:
        """The endpoint: SPARQL's own description of a service, which is a data service of DCAT too."""
        node, endpoint = self._service_iri(), NamedNode(f"{self._site}sparql")
        yield from _of(node, RDF.type, NamedNode(f"{_SD}Service"), named(DCAT.DataService))
        yield from _of(
            node, DCTERMS.title, text("鹤图 SPARQL 查询服务"), Literal("SPARQL endpoint of Hetu", language="en")
        )
        yield from _of(node, DCAT.endpointURL, endpoint)
        yield from _of(node, DCAT.endpointDescription, endpoint)
        yield from _of(node, DCAT.servesDataset, self._dataset)
        yield from _of(node, DCTERMS.license, NamedNode("https://spdx.org/licenses/MIT"))
        yield from _of(node, f"{_SD}endpoint", endpoint)
        yield from _of(node, f"{_SD}supportedLanguage", NamedNode(f"{_SD}SPARQL11Query"))
        yield from _of(
            node,
            f"{_SD}resultFormat",
            *(NamedNode(f"{_FORMATS}{_FORMAT_NAMES[name]}") for name in (*RESULT_FORMATS, *TRIPLE_FORMATS)),
        )
        yield from _of(node, f"{_SD}extensionFunction", *map(NamedNode, _FUNCTIONS))
        for function in _FUNCTIONS:
            yield from _of(NamedNode(function), RDF.type, NamedNode(f"{_SD}Function"))
        yield from _of(node, f"{_SD}defaultDataset", self._dataset)
        default = _iri(self._base, "all")
        yield from _of(self._dataset, f"{_SD}defaultGraph", default)
        yield from _of(default, RDF.type, NamedNode(f"{_SD}Graph"))
        yield from _of(default, RDFS.label, text("全部文件与词汇的陈述，每条一次"))
        if self._offer.limits:
            yield from _of(node, RDFS.comment, text(self._offer.limits))

    def _queries(self) -> Iterator[Triple]:
        for name, asks, query in examples():
            node = _iri(self._base, "query", name)
            kind = "construct" if "CONSTRUCT {" in query else "select"
            yield from _of(node, RDF.type, named(SH.SPARQLExecutable), named(SH[f"SPARQL{kind.title()}Executable"]))
            yield from _of(node, RDFS.label, text(asks))
            yield from _of(node, RDFS.comment, text(asks))
            yield from _of(node, SH[kind], Literal(query))
            yield from _of(node, "https://schema.org/target", NamedNode(f"{self._site}sparql"))
            yield from _of(self._dataset, DCTERMS.hasPart, node)


def _of(node: NamedNode, predicate: object, *objects: NamedNode | Literal) -> Iterator[Triple]:
    return (Triple(node, named(predicate), one) for one in objects)


def _properties(node: NamedNode, counts: Mapping[str, int]) -> Iterator[Triple]:
    """How many statements of each property."""
    for name, number in counts.items():
        part = NamedNode(f"{node.value}-property-{_name(name)}")
        yield from _of(node, VOID.propertyPartition, part)
        yield from _of(part, VOID.property, NamedNode(name))
        yield from _of(part, VOID.triples, Literal(number))


def _name(term: str) -> str:
    """An IRI as a part of another one."""
    for prefix, start in PREFIXES.items():
        if term.startswith(start) and term != start:
            return f"{prefix}-{term[len(start) :]}"
    return "".join(char if char.isalnum() else "-" for char in term).strip("-")


def examples() -> list[tuple[str, str, str]]:
    """Return the example queries as (name, what it asks in Chinese, query)."""
    found = []
    for path in sorted(QUERIES.glob("*.rq")):
        query = moved(path.read_text(encoding="utf-8"))
        found.append((path.stem, query.splitlines()[0].removeprefix("#").strip(), query))
    return found


def _iri(base: str, *parts: str) -> NamedNode:
    return NamedNode(f"{base}id/{'-'.join(('dataset/hetu', *parts))}")
