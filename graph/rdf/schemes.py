"""The concept schemes every graph carries (statuses, roles), and the types and label of a thing."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode
from rdflib.namespace import RDF, RDFS, SKOS

from graph.identifiers import mint
from graph.rdf.statements import typed
from graph.rdf.terms import Statement, iri, named, text
from graph.rdf.vocabulary import HETU, ROLES
from graph.tables.statuses import SCHEME, concept_of

_SCHEMES = {"status": "完成状态", "role": "责任角色", "headings": "大类与专题", "indicators": "指标"}
SCHEME_OF = {
    "Category": "headings",
    "Theme": "headings",
    "Part": "headings",
    "Status": "status",
    "Indicator": "indicators",
    "Quantity": "indicators",
}
"""Kind of a concept → its scheme."""
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
"""Status of the scheme → what schema.org calls it."""


def action_status(status: str | None) -> NamedNode | None:
    """What schema.org calls a status as written; ``None`` for one of no scheme."""
    concept = concept_of(status) if status else None
    known = _ACTION_STATUS.get(concept.key) if concept else None
    return NamedNode(f"https://schema.org/{known}") if known else None


def schemes(base: str) -> Iterator[Statement]:
    """The schemes of statuses, roles, headings and indicators, with the concepts of the first two."""
    for name, label in _SCHEMES.items():
        scheme = iri(f"scheme/{name}", base)
        yield scheme, named(RDF.type), named(SKOS.ConceptScheme)
        yield scheme, named(RDFS.label), text(label)
        yield scheme, named(SKOS.prefLabel), text(label)
    for key, (chinese, english) in ROLES.items():
        yield from _concept(iri(mint("role", key), base), "Role", chinese, english, iri("scheme/role", base))
    for rank in SCHEME:
        concept = iri(mint("status", rank.key), base)
        yield from _concept(concept, "Status", rank.label, rank.english, iri("scheme/status", base))
        yield concept, named(HETU.rank), Literal(rank.rank)


def _concept(concept: NamedNode, kind: str, chinese: str, english: str, scheme: NamedNode) -> Iterator[Statement]:
    yield from typed(concept, kind, chinese)
    yield concept, named(SKOS.prefLabel), text(chinese)
    yield concept, named(SKOS.prefLabel), Literal(english, language="en")
    yield concept, named(SKOS.inScheme), scheme
    yield concept, named(SKOS.topConceptOf), scheme
    yield scheme, named(SKOS.hasTopConcept), concept
