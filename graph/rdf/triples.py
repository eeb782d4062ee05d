"""networkx → RDF: one closed vocabulary, ASCII IRIs, labels in zh-Hans, no blank nodes, one named graph per document."""

from __future__ import annotations

import calendar
import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad, Triple
from rdflib.namespace import DCTERMS, PROV, RDF, RDFS, SKOS, XSD

from graph.errors import VocabularyError
from graph.identifiers import document_code, mint, name_hash
from graph.knowledge.graph_type import CONTINUES, Continuing, KnowledgeGraph
from graph.language.text import well_formed
from graph.rdf import ontology
from graph.rdf.vocabulary import DEFAULT_BASE, HETU, ROLES
from graph.records import DocumentInfo
from graph.tables.statuses import SCHEME

Term = NamedNode | Literal
Statement = tuple[NamedNode, NamedNode, Term]
_SCHEMA = "https://schema.org/"
_CSVW = "http://www.w3.org/ns/csvw#"
_SOURCED = {"Task", "Milestone", "StatusReport", "Category", "Theme", "Part", "Observation", "Reason", "Finding"}
"""Kinds whose nodes carry their lines; of other things the edges do."""
_INFERRED = {
    "seatedIn",
    "locatedIn",
    "possiblySameAs",
    "sameWorkAs",
    CONTINUES,
    "carriedOutBy",
    "partOfUnit",
    "refersTo",
    "covers",
    "holdsUp",
}
"""Edges that a rule made: each is told of by a link with the rule, the words and the lines."""
_ALSO = {
    "partOf": str(DCTERMS.isPartOf),
    "hasMilestone": str(DCTERMS.hasPart),
    "locatedIn": f"{_SCHEMA}containedInPlace",
    "inCounty": f"{_SCHEMA}containedInPlace",
    "holdsPost": "http://www.w3.org/ns/org#holds",
    "responsible": str(PROV.wasAssociatedWith),
}
"""Properties of known vocabularies that are written out too, for tools that do not infer."""
_ACTION_STATUS = {
    "exceeded": "CompletedActionStatus",
    "completed": "CompletedActionStatus",
    "ahead": "ActiveActionStatus",
    "on-track": "ActiveActionStatus",
    "mostly": "ActiveActionStatus",
    "behind": "ActiveActionStatus",
    "not-started": "PotentialActionStatus",
    "suspended": "FailedActionStatus",
}


def text(value: object) -> Literal:
    """Return a literal in Chinese."""
    return Literal(well_formed(str(value)), language="zh-Hans")


def plain(value: object) -> Literal:
    """Return a literal that is a plain text; like every text of RDF one that all six syntaxes can hold."""
    return Literal(well_formed(str(value)))


def decimal(value: float) -> Literal:
    """Return an xsd:decimal that every serialisation writes alike, with a point.

    >>> str(decimal(331))
    '"331.0"^^<http://www.w3.org/2001/XMLSchema#decimal>'
    """
    written = format(Decimal(str(value)), "f")
    return Literal(written if "." in written else f"{written}.0", datatype=_node(XSD.decimal))


def _year(value: int) -> Literal:
    return Literal(f"{value:04d}", datatype=_node(XSD.gYear))


def _integer(value: int) -> Literal:
    return Literal(int(value))


def _boolean(value: object) -> Literal:
    return Literal(bool(value))


_VALUES: dict[str, Callable[[Any], Literal]] = {
    "identifier": plain,
    "number": _integer,
    "starred": _boolean,
    "narrative": text,
    "outcome": text,
    "year": _year,
    "month": _integer,
    "day": _integer,
    "rank": _integer,
    "code": plain,
    "checksum": plain,
    "role": plain,
    "reference": plain,
    "issued": plain,
    "measure": text,
    "value": decimal,
    "unit": plain,
    "change": plain,
    "comparison": plain,
    "position": _integer,
    "period": plain,
    "bound": plain,
    "growth": _boolean,
    "scope": text,
    "scopeKind": plain,
    "rankOf": plain,
    "scheduled": _boolean,
    "setting": _boolean,
    "cause": text,
}


_SEVERAL = {"noted": "noted", "spelling": "spellings"}
"""Property of several texts → the value of a node that holds them."""


def _node(iri: object) -> NamedNode:
    return NamedNode(str(iri))


def base_iri() -> str:
    """Return the base of individuals' IRIs: ``HETU_BASE_IRI`` or the default."""
    base = os.environ.get("HETU_BASE_IRI") or DEFAULT_BASE
    if not base.startswith(("http://", "https://")) or not base.isascii() or any(c in base for c in ' <>"{}|\\^`'):
        raise VocabularyError(f"基础 IRI “{base}”无效：应为以 http:// 或 https:// 开头的 ASCII 网址")
    return base if base.endswith(("/", "#")) else f"{base}/"


def iri(key: str, base: str | None = None) -> NamedNode:
    """Return the IRI of a node key.

    >>> iri("task/440784-2022-3-48", "https://example.org/").value
    'https://example.org/id/task/440784-2022-3-48'
    """
    return NamedNode(f"{base or base_iri()}id/{key}")


def graph_iri(info: DocumentInfo, base: str | None = None) -> NamedNode:
    """Return the name of the graph in which the statements of a document stand: the document's own IRI."""
    return iri(mint("document", document_code(info)), base)


def to_quads(kg: KnowledgeGraph, base: str | None = None, going_on: Iterable[Continuing] = ()) -> list[Quad]:
    """Write the graph as sorted quads: a named graph for every document, and one for the vocabulary.

    What several documents share stands in the graph of each, so that every graph can be read alone.

    :param going_on: edges to tasks of earlier years, which the graph has not.
    """
    writer = _Writer(kg, base or base_iri(), going_on)
    found = [Quad(*statement, graph) for graph, statements in writer.graphs().items() for statement in statements]
    found += [Quad(t.subject, t.predicate, t.object, NamedNode(ontology.GRAPH)) for t in ontology.triples()]
    return sorted(set(found), key=quad_key)


def merged(quads: Iterable[Quad]) -> list[Triple]:
    """Return the statements of all graphs together, each once, sorted."""
    return sorted(union(quads), key=triple_key)


def union(quads: Iterable[Quad]) -> set[Triple]:
    """Return the statements of all graphs together, each once, in no order."""
    return {Triple(quad.subject, quad.predicate, quad.object) for quad in quads}


RDFS_LABEL = str(RDFS.label)
_FIRST = {str(RDF.type): 0, str(RDFS.label): 1, str(SKOS.prefLabel): 1}


def triple_key(triple: Triple | Quad) -> tuple[str, int, str, str]:
    """Order statements by subject; of each the type first, then the label, then by property and object."""
    predicate, said = triple.predicate.value, triple.object
    written = f'"{said.value}"{said.language or said.datatype.value}' if isinstance(said, Literal) else value_of(said)
    return value_of(triple.subject), _FIRST.get(predicate, 2), predicate, written


def quad_key(quad: Quad) -> tuple[str, str, int, str, str]:
    """Order quads by graph, then as :func:`triple_key` does."""
    return value_of(quad.graph_name), *triple_key(quad)


def value_of(term: object) -> str:
    """Return the IRI or the text of a term; Hetu writes neither blank nodes nor quoted triples."""
    if isinstance(term, NamedNode | Literal):
        return term.value
    raise VocabularyError(f"RDF 里只应有 IRI 和文字，却有 {term}")


class _Writer:
    """Writes the nodes and edges of a graph as statements."""

    def __init__(self, kg: KnowledgeGraph, base: str, going_on: Iterable[Continuing]) -> None:
        self._kg = kg
        self._base = base
        self._going_on = tuple(going_on)
        self._documents = {v["document"]: key for key, v in kg.nodes(data=True) if v["kind"] == "Document"}

    def graphs(self) -> dict[NamedNode, set[Statement]]:
        """The statements of every document's graph."""
        graphs: dict[NamedNode, set[Statement]] = defaultdict(set)
        told_in: dict[str, set[str]] = defaultdict(set)
        for key, values in self._kg.nodes(data=True):
            told_in[key].add(values["document"])
        for start, end, values in self._kg.edges(data=True):
            told_in[start].add(values["document"])
            told_in[end].add(values["document"])
            graphs[self._iri(self._documents[values["document"]])].update(self._edge(start, end, values))
        for start, end, values in self._going_on:  # what it goes on from is told in its own document alone
            graphs[self._iri(self._documents[values["document"]])].update(self._edge(start, end, values))
        for key, documents in told_in.items():
            statements = list(self._thing(key, self._kg.nodes[key]))
            for document in documents:
                graphs[self._iri(self._documents[document])].update(statements)
        for graph in graphs.values():
            graph.update(self._schemes())
        return graphs

    def _iri(self, key: str) -> NamedNode:
        return iri(key, self._base)

    def _schemes(self) -> Iterator[Statement]:
        """The schemes of statuses and roles."""
        status, role, headings = (self._iri(f"scheme/{name}") for name in ("status", "role", "headings"))
        for scheme, label in ((status, "完成状态"), (role, "责任角色"), (headings, "大类与专题")):
            yield scheme, _node(RDF.type), _node(SKOS.ConceptScheme)
            yield scheme, _node(RDFS.label), text(label)
            yield scheme, _node(SKOS.prefLabel), text(label)
        for key, (chinese, english) in ROLES.items():
            concept = self._iri(mint("role", key))
            yield from self._typed(concept, "Role", chinese)
            yield concept, _node(SKOS.prefLabel), text(chinese)
            yield concept, _node(SKOS.prefLabel), Literal(english, language="en")
            yield concept, _node(SKOS.inScheme), role
        for rank in SCHEME:
            concept = self._iri(mint("status", rank.key))
            yield from self._typed(concept, "Status", rank.label)
            yield concept, _node(SKOS.prefLabel), text(rank.label)
            yield concept, _node(SKOS.prefLabel), Literal(rank.english, language="en")
            yield concept, _node(SKOS.inScheme), status
            yield concept, _node(SKOS.topConceptOf), status
            yield concept, _node(HETU.rank), Literal(rank.rank)
            if rank.key in _ACTION_STATUS:
                yield concept, _node(SKOS.broadMatch), NamedNode(_SCHEMA + _ACTION_STATUS[rank.key])

    def _typed(self, node: NamedNode, kind: str, label: str) -> Iterator[Statement]:
        yield node, _node(RDF.type), _node(HETU[kind])
        for known in ontology.known_classes(kind):
            yield node, _node(RDF.type), NamedNode(known)
        yield node, _node(RDFS.label), text(label)

    def _thing(self, key: str, values: dict[str, Any]) -> Iterator[Statement]:
        node = self._iri(key)
        yield from self._typed(node, values["kind"], values["label"])
        for name, literal in _VALUES.items():
            if name in values:
                yield node, _node(HETU[name]), literal(values[name])
        if "code" in values:
            yield node, _node(SKOS.notation), plain(values["code"])
        if "announced" in values:
            yield node, _node(HETU.announcedTasks), Literal(int(values["announced"]))
        yield from self._texts(node, values)
        for alias, rule in values.get("aliases", ()):
            yield from self._name(node, alias, rule)
        if values["kind"] == "Deadline" and (due := _date(values)):
            yield node, _node(HETU.dueDate), due
        if values["kind"] in {"Category", "Theme", "Part", "Status"}:
            yield node, _node(SKOS.prefLabel), text(values["label"])
            yield (
                node,
                _node(SKOS.inScheme),
                self._iri("scheme/status" if values["kind"] == "Status" else "scheme/headings"),
            )
        if values["kind"] in _SOURCED:
            yield from self._source(node, values)

    @staticmethod
    def _texts(node: NamedNode, values: dict[str, Any]) -> Iterator[Statement]:
        for name, several in _SEVERAL.items():
            yield from ((node, _node(HETU[name]), text(told)) for told in values.get(several, ()))

    def _name(self, node: NamedNode, alias: str, rule: str) -> Iterator[Statement]:
        name = NamedNode(f"{node.value}-name-{name_hash(alias)}")
        yield node, _node(SKOS.altLabel), text(alias)
        yield from self._typed(name, "Name", alias)
        yield name, _node(HETU.nameOf), node
        yield name, _node(HETU.rule), text(rule)

    def _source(self, node: NamedNode, values: dict[str, Any]) -> Iterator[Statement]:
        """The document, and every line as a row it is quoted from."""
        document = self._documents[values["document"]]
        yield node, _node(HETU.sourceDocument), self._iri(document)
        yield node, _node(HETU.firstLine), Literal(values["lines"][0])
        yield node, _node(HETU.lastLine), Literal(values["lines"][-1])
        for line in values["lines"]:
            row = self._iri(mint("row", document.split("/", 1)[1], line))
            yield node, _node(PROV.wasQuotedFrom), row
            yield from self._typed(row, "Row", f"第 {line} 行")
            yield row, _node(HETU.line), Literal(line)
            yield row, NamedNode(f"{_CSVW}rownum"), Literal(line)
            yield row, _node(HETU.sourceDocument), self._iri(document)

    def _edge(self, start: str, end: str, values: dict[str, Any]) -> Iterator[Statement]:
        kind = values["kind"]
        subject, target = self._iri(start), self._iri(end)
        yield subject, _node(HETU[kind]), target
        if kind in _ALSO:
            yield subject, NamedNode(_ALSO[kind]), target
        if kind == "responsible":
            yield from self._responsibility(start, end, values)
        elif kind.startswith("mentions"):
            yield from self._mention(start, end, values)
        elif kind == "fulfils":
            if "degree" in values:
                yield subject, _node(HETU.degree), decimal(values["degree"])
            yield subject, _node(HETU.reached), Literal(bool(values["reached"]))
        elif kind in _INFERRED and ("rule" in values or "text" in values):
            yield from self._link(start, end, values)

    def _mention(self, start: str, end: str, values: dict[str, Any]) -> Iterator[Statement]:
        """A mention as a thing of its own: words, rule, lines and exact places."""
        told = name_hash(f"{values['kind']} {end} {values['text']} {values.get('role', '')}")
        node = self._iri(mint("mention", start.removeprefix("task/"), told))
        yield from self._typed(node, "Mention", values["text"])
        yield node, _node(HETU.mentionedIn), self._iri(start)
        yield node, _node(HETU.mentionOf), self._iri(end)
        yield node, _node(HETU.rule), text(values["rule"])
        if "role" in values:
            yield node, _node(HETU.role), text(values["role"])
        for line in values["lines"]:
            yield node, _node(HETU.line), Literal(line)
        for place in values["places"]:
            yield node, _node(HETU.place), plain(place)

    def _responsibility(self, start: str, end: str, values: dict[str, Any]) -> Iterator[Statement]:
        subject, target, role = self._iri(start), self._iri(end), values["role"]
        link = self._iri(f"{start.replace('task/', 'responsibility/', 1)}-{end.split('/', 1)[1]}")
        yield subject, _node(HETU.leadUnit if role == "lead" else HETU.participatingUnit), target
        yield subject, _node(HETU.qualifiedResponsibility), link
        yield subject, _node(PROV.qualifiedAssociation), link
        yield from self._typed(link, "Responsibility", f"{self._kg.nodes[end]['label']}{ROLES[role][0]}")
        yield link, _node(HETU.responsibleUnit), target
        yield link, _node(PROV.agent), target
        yield link, _node(HETU.role), text(ROLES[role][0])
        yield link, _node(PROV.hadRole), self._iri(mint("role", role))
        yield link, _node(HETU.rule), text(values["rule"])
        for line in values["lines"]:
            yield link, _node(HETU.line), Literal(line)

    def _link(self, start: str, end: str, values: dict[str, Any]) -> Iterator[Statement]:
        """An inferred relation as a thing of its own: the rule, the words, the lines."""
        node = self._iri(mint("link", name_hash(f"{start} {values['kind']} {end}")))
        yield from self._typed(node, "Link", ontology.label(values["kind"]))
        yield node, _node(HETU.linkFrom), self._iri(start)
        yield node, _node(HETU.linkTo), self._iri(end)
        yield node, _node(HETU.linkBy), _node(HETU[values["kind"]])
        if "rule" in values:
            yield node, _node(HETU.rule), text(values["rule"])
        if "certainty" in values:
            yield node, _node(HETU.certainty), decimal(values["certainty"])
        for words in (values.get("text"), values.get("other_text")):
            if words:
                yield node, _node(HETU.wording), text(words)
        for line in values["lines"]:
            yield node, _node(HETU.line), Literal(line)


def _date(values: dict[str, Any]) -> Literal | None:
    """The day a deadline means; the last of the month where none is told."""
    year, month = values.get("year"), values.get("month")
    if not year or not month:
        return None
    last = calendar.monthrange(year, month)[1]
    day = min(values.get("day") or last, last)
    return Literal(f"{year:04d}-{month:02d}-{day:02d}", datatype=_node(XSD.date))
