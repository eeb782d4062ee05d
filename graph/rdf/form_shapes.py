"""Shapes that forms and query builders read: every class with its properties, what their values are, and names for people.

They are made from the data, so that a form offers only what leads somewhere; ``shapes.ttl`` holds what must be true.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

import pyoxigraph as ox

from graph.rdf import ontology
from graph.rdf.statistics import solutions
from graph.rdf.vocabulary import ONTOLOGY

SHAPES = f"{ONTOLOGY.rstrip('#/').rpartition('/')[0]}/shapes#"
_HEAD = f"""
# Forms: every class with the properties its things have in this build.
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix hetu: <{ONTOLOGY}> .
@prefix form: <{SHAPES}form-> .
"""
_LABEL = ("rdfs:label", ("名称", "label"))


def form_shapes(store: ox.Store, graph: str | None = None) -> str:
    """Write the shapes over a store, as Turtle.

    :param graph: the named graph to look at instead of all statements, where these are too many.
    """
    uses = _uses(store, graph)
    parts = [_HEAD]
    for order, (kind, properties) in enumerate(sorted(uses.items()), start=1):
        named = [f"form:{kind}-label", *(f"form:{kind}-{name}" for name in sorted(properties))]
        parts.append(
            f"form:{kind} a sh:NodeShape ; sh:targetClass hetu:{kind} ; sh:order {order} ;\n"
            f"    rdfs:label {_labels(kind)} ; rdfs:comment {_comments(kind)} ;\n"
            f"    sh:property {', '.join(named)} ."
        )
        parts.append(f'form:{kind}-label sh:path rdfs:label ; sh:name "{_LABEL[1][0]}"@zh-Hans, "{_LABEL[1][1]}"@en .')
        for name, values in sorted(properties.items()):
            parts.append(
                f"form:{kind}-{name} sh:path hetu:{name} ; sh:name {_labels(name)} ;\n"
                f"    sh:description {_comments(name)} ; {_values(values)} ."
            )
    return "\n".join(parts) + "\n"


def _uses(store: ox.Store, graph: str | None) -> Mapping[str, Mapping[str, set[str]]]:
    """Class → property → IRIs of the classes or datatypes of the values; empty for a thing of no class of ours."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    own = f'FILTER(STRSTARTS(STR(?c), "{ONTOLOGY}") && STRSTARTS(STR(?p), "{ONTOLOGY}"))'
    things = f"SELECT DISTINCT ?c ?p ?v {{ ?s a ?c ; ?p ?o . ?o a ?v {own} FILTER(STRSTARTS(STR(?v), '{ONTOLOGY}')) }}"
    texts = f"SELECT DISTINCT ?c ?p ?v {{ ?s a ?c ; ?p ?o {own} FILTER(isLiteral(?o)) BIND(DATATYPE(?o) AS ?v) }}"
    elsewhere = f"""SELECT DISTINCT ?c ?p ("" AS ?v) {{ ?s a ?c ; ?p ?o {own} FILTER(isIRI(?o))
        FILTER NOT EXISTS {{ ?o a ?kind FILTER(STRSTARTS(STR(?kind), "{ONTOLOGY}")) }} }}"""
    for (kind,) in solutions(store, "SELECT DISTINCT ?c { ?s a ?c }", graph):
        if kind.removeprefix(ONTOLOGY) in ontology.classes():
            found[kind.removeprefix(ONTOLOGY)].clear()
    for query in (things, texts, elsewhere):
        for kind, name, value in solutions(store, query, graph):
            found[kind.removeprefix(ONTOLOGY)][name.removeprefix(ONTOLOGY)].add(value)
    return {kind: properties for kind, properties in found.items() if kind in ontology.classes()}


def _values(kinds: Iterable[str]) -> str:
    """What the values are: things of one or several classes, or texts and numbers of a datatype."""
    several = set(kinds)
    if "" in several:  # things of other data sets, of which nothing is told here
        return "sh:nodeKind sh:IRI"
    wider = {above for kind in several for above in ontology.known_classes(kind.removeprefix(ONTOLOGY))}
    narrow = sorted(several - wider)
    names = [
        f"sh:class hetu:{kind.removeprefix(ONTOLOGY)}" if kind.startswith(ONTOLOGY) else f"sh:datatype <{kind}>"
        for kind in narrow
    ]
    return names[0] if len(names) == 1 else f"sh:or ( {' '.join(f'[ {name} ]' for name in names)} )"


def _labels(name: str) -> str:
    return f'"{ontology.label(name)}"@zh-Hans, "{ontology.label(name, "en")}"@en'


def _comments(name: str) -> str:
    return ", ".join(f"{_quoted(ontology.comment(name, language))}@{language}" for language in ("zh-Hans", "en"))


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
