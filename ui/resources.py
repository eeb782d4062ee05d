"""What the store says of one thing, and of the whole dataset."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path

import pyoxigraph as ox

from embeddings.opened import STORE
from graph.rdf import shapes
from graph.rdf.description import Written, dataset_iri, sizes
from graph.rdf.form_shapes import form_shapes
from graph.rdf.formats import QUERY_PREFIXES, well_formed_result, with_usual_tags
from graph.rdf.jsonld import to_jsonld
from graph.rdf.media import TRIPLE_FORMATS
from graph.rdf.terms import RDFS_LABEL, graph_iri, triple_key, value_of
from graph.sparql.guard import GRAPHS
from qa import Hetu

RDF_TYPES = {
    TRIPLE_FORMATS["turtle"]: ".ttl",
    TRIPLE_FORMATS["jsonld"]: ".jsonld",
    TRIPLE_FORMATS["ntriples"]: ".nt",
    TRIPLE_FORMATS["rdfxml"]: ".rdf",
}
"""Media type → ending of the data's address."""
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_FEW = 10
"""Documents up to which forms are made from all of them; beyond, from the largest."""
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
        self.store = kg.build.load(STORE, lambda: ox.Store.read_only(path))
        self.base = kg.build.manifest.base_iri
        self._told = dataset_iri(self.base)
        self._sources = kg.build.sources
        self.created = kg.build.manifest.created

    def find(self, path: str) -> Thing | None:
        """The thing of a path (task/440784-2022-3-48); ``None`` when nothing is said of it."""
        if not PATH.match(path):
            return None
        node = ox.NamedNode(f"{self.base}id/{path}")
        graph = self._graph(path)
        outgoing = [_triple(quad) for quad in self.store.quads_for_pattern(node, None, None, graph)]
        if not outgoing:
            return None
        incoming: list[ox.Triple] = []
        more = 0
        for quad in self.store.quads_for_pattern(None, None, node, graph):
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

    def _graph(self, path: str) -> ox.NamedNode | ox.DefaultGraph:
        """Where a thing is told of: the dataset's description has a graph of its own."""
        return self._told if path.startswith("dataset/") else ox.DefaultGraph()

    def some_of(self, kind: str) -> list[str]:
        """A thing of a class; none where there is none."""
        found = self.store.quads_for_pattern(None, ox.NamedNode(_TYPE), ox.NamedNode(kind), ox.DefaultGraph())
        return [value_of(quad.subject) for quad in islice(found, 1)]

    def some_use(self, predicate: str) -> list[tuple[str, str, bool]]:
        """A statement with a property, as subject, value, and whether the value is a thing; none where there is none."""
        found = self.store.quads_for_pattern(None, ox.NamedNode(predicate), None, ox.DefaultGraph())
        return [
            (value_of(quad.subject), value_of(quad.object), isinstance(quad.object, ox.NamedNode))
            for quad in islice(found, 1)
        ]

    @cached_property
    def shapes(self) -> bytes:
        """All shapes, as Turtle."""
        largest = max(self._sources, key=lambda source: source.tasks)
        graph = graph_iri(largest.info, self.base).value if len(self._sources) > _FEW else None
        return (shapes.turtle() + form_shapes(self.store, graph)).encode()

    def label_of(self, iri: str) -> str:
        """The Chinese label of a thing by its address; empty without one."""
        return self.label(ox.NamedNode(iri))

    def label(self, node: ox.NamedNode) -> str:
        """The Chinese label of a node; empty without one."""
        graph = self._graph(node.value.removeprefix(f"{self.base}id/"))
        for quad in self.store.quads_for_pattern(node, ox.NamedNode(RDFS_LABEL), None, graph):
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
        return self.written(sorted(triples, key=triple_key), media)

    def written(self, triples: Sequence[ox.Triple], media: str) -> bytes:
        """Sorted statements in one of :data:`RDF_TYPES`."""
        if media == TRIPLE_FORMATS["jsonld"]:
            return to_jsonld(triples, self.base, QUERY_PREFIXES).encode()
        content = ox.serialize(triples, format=GRAPHS[media], prefixes=QUERY_PREFIXES) or b""
        return with_usual_tags(well_formed_result(content, media))

    def description(self, site: str, files: Mapping[str, Written]) -> list[ox.Triple]:
        """The description of the dataset, as it is in the store, with the addresses of this server.

        :param site: the address under which the server was asked, ending in a slash.
        :param files: format → the file, as far as they are written.
        """
        found = [_triple(quad) for quad in self.store.quads_for_pattern(None, None, None, self._told)]
        return sorted({*_at(site, self.base, found), *sizes(self.base, files)}, key=triple_key)


def _at(site: str, base: str, triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    """Statements with the addresses of what a server does (not of the things) as they are here."""
    doing = tuple(f"{base}{name}" for name in ("sparql", "download/", "data"))
    for triple in triples:
        told = triple.object
        if isinstance(told, ox.NamedNode) and (told.value.startswith(doing) or told.value == base):
            told = ox.NamedNode(f"{site}{told.value.removeprefix(base)}")
        yield ox.Triple(triple.subject, triple.predicate, told)


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
    for prefix, start in QUERY_PREFIXES.items():
        if iri.startswith(start):
            return f"{prefix}:{iri[len(start) :]}"
    return iri
