"""SKOS keeps its own rules: labels of a concept, schemes, and what lies above what."""

from __future__ import annotations

from collections import Counter, defaultdict

import pyoxigraph as ox
import pytest
from rdflib.namespace import RDF, SKOS

from graph.knowledge.graph_type import KnowledgeGraph
from graph.rdf.terms import merged
from graph.rdf.triples import to_quads

BASE = "https://hetu.example.org/"
Said = dict[str, dict[str, list[ox.NamedNode | ox.Literal]]]


@pytest.fixture(scope="module")
def said(kg: KnowledgeGraph) -> Said:
    found: Said = defaultdict(lambda: defaultdict(list))
    for triple in merged(to_quads(kg, BASE)):
        found[triple.subject.value][triple.predicate.value].append(triple.object)
    return found


def of_type(said: Said, kind: object) -> list[str]:
    return [node for node, told in said.items() if any(one.value == str(kind) for one in told[str(RDF.type)])]


def test_a_concept_has_one_preferred_label_a_language_and_no_other_that_is_the_same(said: Said) -> None:
    concepts = of_type(said, SKOS.Concept)
    assert len(concepts) > 900
    for concept in concepts:
        preferred = said[concept][str(SKOS.prefLabel)]
        assert max(Counter(label.language for label in preferred).values()) == 1, concept
        others = [*said[concept][str(SKOS.altLabel)], *said[concept][str(SKOS.hiddenLabel)]]
        assert not {*map(str, preferred)} & {*map(str, others)}, concept


def test_schemes_are_no_concepts_and_hold_every_concept(said: Said) -> None:
    schemes, concepts = of_type(said, SKOS.ConceptScheme), of_type(said, SKOS.Concept)
    assert not {*schemes} & {*concepts}
    assert {scheme.value for one in concepts for scheme in said[one][str(SKOS.inScheme)]} == {*schemes}
    assert all(said[one][str(SKOS.inScheme)] for one in concepts)


def test_top_concepts_are_of_their_scheme_and_have_none_above(said: Said) -> None:
    for scheme in of_type(said, SKOS.ConceptScheme):
        for top in said[scheme][str(SKOS.hasTopConcept)]:
            assert scheme in {one.value for one in said[top.value][str(SKOS.inScheme)]}
            assert scheme in {one.value for one in said[top.value][str(SKOS.topConceptOf)]}
            assert not said[top.value][str(SKOS.broader)]


def test_themes_lie_below_their_category(said: Said) -> None:
    themes = [node for node in of_type(said, SKOS.Concept) if "/theme/" in node]
    assert len(themes) == 10
    assert all("/category/" in said[theme][str(SKOS.broader)][0].value for theme in themes)


def test_a_name_is_one_label(said: Said) -> None:
    xl = "http://www.w3.org/2008/05/skos-xl#"
    names = of_type(said, f"{xl}Label")
    assert len(names) > 2000
    assert all(len(said[name][f"{xl}literalForm"]) == 1 for name in names)
    owners = {name.value for node in list(said) for name in said[node][f"{xl}altLabel"]}
    assert owners == {*names}
