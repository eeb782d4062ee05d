"""What the store says of one thing, and of the whole dataset."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from embeddings.opened import STORE
from graph.rdf.description import describe
from graph.rdf.formats import PREFIXES, well_formed_result, with_usual_tags
from graph.rdf.jsonld import to_jsonld
from graph.rdf.media import TRIPLE_FORMATS
from graph.rdf.triples import RDFS_LABEL, triple_key
from graph.sparql.guard import GRAPHS
from qa import Hetu

RDF_TYPES = {
    TRIPLE_FORMATS["turtle"]: ".ttl",
    TRIPLE_FORMATS["jsonld"]: ".jsonld",
    TRIPLE_FORMATS["ntriples"]: ".nt",
    TRIPLE_FORMATS["rdfxml"]: ".rdf",
}
"""Media type → ending of the data's address."""
MAX_INCOMING = 200
"""How many statements about others that name a thing are shown."""
PATH = re.compile(r"^[a-z]+/[A-Za-z0-9._-]+\Z")
"""The path of a thing: its kind and its key."""


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing with what is said of it, and what names it."""

    iri: str
    label: str
    outgoing: tuple[ox.Triple, ...]
    incoming: tuple[ox.Triple, ...]
    more: int
    """How many more statements name it."""


class Resources:
    """Reads the things of a build out of its store."""

    static = Path(__file__).resolve().parent / "static"

    def __init__(self, kg: Hetu) -> None:
        path = str(kg.build.folder / STORE)
        self._store = kg.build.load(STORE, lambda: ox.Store.read_only(path))
        self.base = kg.build.manifest.base_iri
        self._build = kg.build

    def find(self, path: str) -> Thing | None:
        """The thing of a path (task/440784-2022-3-48); ``None`` when nothing is said of it."""
        if not PATH.match(path):
            return None
        node = ox.NamedNode(f"{self.base}id/{path}")
        graph = ox.DefaultGraph()
        outgoing = [_triple(quad) for quad in self._store.quads_for_pattern(node, None, None, graph)]
        if not outgoing:
            return None
        incoming: list[ox.Triple] = []
        more = 0
        for quad in self._store.quads_for_pattern(None, None, node, graph):
            if len(incoming) < MAX_INCOMING:
                incoming.append(_triple(quad))
            else:
                more += 1
        return Thing(
            node.value,
            self.label(node) or path,
            tuple(sorted(outgoing, key=triple_key)),
            tuple(sorted(incoming, key=triple_key)),
            more,
        )

    def label(self, node: ox.NamedNode) -> str:
        """The Chinese label of a node; empty without one."""
        for quad in self._store.quads_for_pattern(node, ox.NamedNode(RDFS_LABEL), None, ox.DefaultGraph()):
            if isinstance(quad.object, ox.Literal) and (quad.object.language or "").startswith("zh"):
                return quad.object.value
        return ""

    def statements(self, thing: Thing, media: str) -> bytes:
        """All statements about a thing, in one of :data:`RDF_TYPES`, with the labels of what they name."""
        triples = {*thing.outgoing, *thing.incoming}
        for triple in tuple(triples):
            for node in (triple.subject, triple.object):
                if isinstance(node, ox.NamedNode) and (label := self.label(node)):
                    triples.add(ox.Triple(node, ox.NamedNode(RDFS_LABEL), ox.Literal(label, language="zh-Hans")))
        if media == TRIPLE_FORMATS["jsonld"]:
            return to_jsonld(sorted(triples, key=triple_key), self.base, PREFIXES).encode()
        content = ox.serialize(sorted(triples, key=triple_key), format=GRAPHS[media], prefixes=PREFIXES) or b""
        return with_usual_tags(well_formed_result(content, media))

    def description(self) -> bytes:
        """The description of the dataset, as Turtle."""
        return self._description

    @cached_property
    def _description(self) -> bytes:
        quads = [
            quad
            for quad in self._store.quads_for_pattern(None, None, None, None)
            if isinstance(quad.graph_name, ox.NamedNode)
        ]
        return describe(quads, [source.info for source in self._build.sources], self.base)


def _triple(quad: ox.Quad) -> ox.Triple:
    return ox.Triple(quad.subject, quad.predicate, quad.object)


def path_of(iri: str, base: str) -> str | None:
    """Return the path of a page of this site for an IRI of the dataset.

    >>> path_of("https://hetu.example.org/id/town/440784103", "https://hetu.example.org/")
    '/page/town/440784103'
    """
    start = f"{base}id/"
    return f"/page/{iri[len(start) :]}" if iri.startswith(start) else None


def short_name(iri: str) -> str:
    """Return an IRI with its prefix, as people write it.

    >>> short_name("https://schema.org/Project")
    'schema:Project'
    """
    for prefix, start in PREFIXES.items():
        if iri.startswith(start):
            return f"{prefix}:{iri[len(start) :]}"
    return iri
