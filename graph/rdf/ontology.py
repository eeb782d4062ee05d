"""The vocabulary file ``ontology.ttl``, read once: labels, comments, and what every class is tied to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import pyoxigraph as ox

from graph.rdf.vocabulary import ONTOLOGY, moved

FILE = Path(__file__).resolve().parent / "ontology.ttl"
GRAPH = ONTOLOGY.rstrip("#/")
"""The vocabulary's own IRI, also the name of its graph in exports."""
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_OWL = "http://www.w3.org/2002/07/owl#"


def turtle() -> bytes:
    """Return the vocabulary as Turtle, under the address it has here."""
    return moved(FILE.read_text(encoding="utf-8")).encode()


@lru_cache(maxsize=1)
def triples() -> tuple[ox.Triple, ...]:
    """Return every statement of the vocabulary."""
    parsed = ox.parse(turtle(), format=ox.RdfFormat.TURTLE)
    return tuple(ox.Triple(quad.subject, quad.predicate, quad.object) for quad in parsed)


@lru_cache(maxsize=1)
def _terms() -> dict[str, dict[str, list[ox.NamedNode | ox.Literal]]]:
    """Local name → predicate → objects, of the terms of Hetu's own namespace."""
    found: dict[str, dict[str, list[ox.NamedNode | ox.Literal]]] = defaultdict(lambda: defaultdict(list))
    for triple in triples():
        subject = triple.subject.value if isinstance(triple.subject, ox.NamedNode) else ""
        if subject.startswith(ONTOLOGY) and isinstance(triple.object, ox.NamedNode | ox.Literal):
            found[subject.removeprefix(ONTOLOGY)][triple.predicate.value].append(triple.object)
    return found


def classes() -> frozenset[str]:
    """Return the local names of the classes.

    >>> {"Task", "Mention"} <= classes()
    True
    """
    return _of_type({f"{_OWL}Class"})


def properties() -> frozenset[str]:
    """Return the local names of the properties."""
    return _of_type({f"{_OWL}ObjectProperty", f"{_OWL}DatatypeProperty"})


def datatypes() -> frozenset[str]:
    """Return the local names of the datatypes of notations.

    >>> sorted(datatypes())
    ['StatisticalCode']
    """
    return _of_type({f"{_RDFS}Datatype"})


def _of_type(kinds: set[str]) -> frozenset[str]:
    rdf_type = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
    return frozenset(name for name, said in _terms().items() if kinds & {kind.value for kind in said[rdf_type]})


@lru_cache(maxsize=512)
def label(name: str, language: str = "zh-Hans") -> str:
    """Return the label of a class or property.

    >>> label("Task"), label("leadUnit", "en")
    ('任务', 'lead unit')
    """
    return _said(name, f"{_RDFS}label", language)


@lru_cache(maxsize=512)
def comment(name: str, language: str = "zh-Hans") -> str:
    """Return what a class or property means, in a sentence."""
    return _said(name, f"{_RDFS}comment", language)


def _said(name: str, predicate: str, language: str) -> str:
    for value in _terms()[name][predicate]:
        if isinstance(value, ox.Literal) and (value.language or "").lower() == language.lower():
            return str(value.value)
    raise KeyError(f"{name} 没有 {language} 的说明")


@lru_cache(maxsize=64)
def known_classes(name: str) -> tuple[str, ...]:
    """Return the classes that a class is a special case of, Hetu's own among them, as IRIs.

    >>> known_classes("Person")
    ('http://xmlns.com/foaf/0.1/Person', 'https://schema.org/Person')
    """
    found: set[str] = set()
    for value in _terms()[name][f"{_RDFS}subClassOf"]:
        local = value.value.removeprefix(ONTOLOGY)
        found |= {value.value} if local == value.value else {value.value, *known_classes(local)}
    return tuple(sorted(found))


def own_kind(types: Iterable[str]) -> str | None:
    """Return the narrowest class of Hetu's own among some classes, by its local name; ``None`` where there is none.

    >>> own_kind(f"{ONTOLOGY}{name}" for name in ("Place", "Town")), own_kind(())
    ('Town', None)
    """
    own = [kind for kind in types if kind.removeprefix(ONTOLOGY) in classes()]
    wider = {above for kind in own for above in known_classes(kind.removeprefix(ONTOLOGY))}
    return next((kind.removeprefix(ONTOLOGY) for kind in own if kind not in wider), None)


@lru_cache(maxsize=256)
def known_properties(name: str) -> tuple[str, ...]:
    """Return the properties of other vocabularies that a property is a special case of, as IRIs.

    >>> known_properties("hasMilestone"), known_properties("fulfils")
    (('http://purl.org/dc/terms/hasPart',), ())
    """
    tied = (value.value for value in _terms()[name][f"{_RDFS}subPropertyOf"])
    return tuple(iri for iri in sorted(tied) if not iri.startswith(ONTOLOGY))


def domain(name: str) -> str | None:
    """Return the class of what has a property, as IRI; ``None`` where it may be of several.

    >>> domain("hasMilestone").endswith("#Task"), domain("label")
    (True, None)
    """
    return next((value.value for value in _terms()[name][f"{_RDFS}domain"]), None)


def range_of(name: str) -> str | None:
    """Return the class or datatype of the values of a property, as IRI; ``None`` where it is not told."""
    return next((value.value for value in _terms()[name][f"{_RDFS}range"]), None)


@lru_cache(maxsize=256)
def inverse(name: str) -> str | None:
    """Return the property that tells a relation from its other end; ``None`` where there is none.

    >>> inverse("hasMilestone"), inverse("milestoneOf"), inverse("leadUnit")
    ('milestoneOf', None, None)
    """
    found = (
        other
        for other, said in _terms().items()
        for value in said[f"{_OWL}inverseOf"]
        if value.value.removeprefix(ONTOLOGY) == name
    )
    return next(found, None)
