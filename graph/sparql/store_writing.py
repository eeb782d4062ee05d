"""Writing the store: every document's graph, and all statements together as the default graph.

A union made when asked would count what two documents share twice. So the default graph holds each statement once, and a
document is added or taken out without the others being written again.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

import pyoxigraph
from pyoxigraph import DefaultGraph, NamedNode, Quad

from graph.errors import BuildError
from graph.rdf.description import Offer, dataset_iri, date_time, describe, described_before
from graph.records import DocumentInfo
from graph.sparql.query_limits import LIMITS


def write_store(path: Path, parts: Iterable[Sequence[Quad]]) -> None:
    """Write a new store of the statements of some documents, a part at a time.

    :raises OSError: it cannot be written.
    """
    try:
        store = pyoxigraph.Store(str(path))
        _extend(store, parts)
    except RuntimeError as error:  # RocksDB over a full disk
        raise OSError(str(error)) from error


def change_store(before: Path, path: Path, gone: Iterable[str], parts: Iterable[Sequence[Quad]]) -> None:
    """Write a store that another one becomes when some named graphs go and others come.

    :param gone: the graphs that go; one that comes again in ``parts`` is replaced.
    :raises OSError: it cannot be written.
    """
    shutil.copytree(before, path)
    (path / "LOCK").unlink(missing_ok=True)
    try:
        store = pyoxigraph.Store(str(path))
        for graph in gone:
            _remove(store, NamedNode(graph))
        _extend(store, parts)
    except RuntimeError as error:
        raise OSError(str(error)) from error


def write_description(
    path: Path, documents: Sequence[DocumentInfo], base: str, created: str, unchanged: Collection[str] = ()
) -> None:
    """Put the description of what a store holds into it, as a graph that is not part of the default one.

    :param created: when the build was made, as ISO 8601.
    :param unchanged: names of the documents that the description in the store is still true of.
    :raises OSError: it cannot be written.
    """
    try:
        store = pyoxigraph.Store(str(path))
        graph = dataset_iri(base)
        known = described_before(store, [info for info in documents if info.name in unchanged], base)
        told = describe(store, documents, base, Offer(issued=date_time(created), limits=LIMITS), known)
        store.remove_graph(graph)
        store.extend(Quad(triple.subject, triple.predicate, triple.object, graph) for triple in told)
        store.flush()
    except RuntimeError as error:
        raise OSError(str(error)) from error


def described(path: Path, base: str) -> list[Quad]:
    """The description that a store holds.

    :raises BuildError: the store is damaged.
    """
    try:
        return list(pyoxigraph.Store.read_only(str(path)).quads_for_pattern(None, None, None, dataset_iri(base)))
    except (OSError, RuntimeError, ValueError) as error:
        raise BuildError(f"图数据库 {path} 无法打开，已损坏；请重新运行 hetu build") from error


def _extend(store: pyoxigraph.Store, parts: Iterable[Sequence[Quad]]) -> None:
    for quads in parts:
        store.bulk_extend(quads)
        store.bulk_extend({Quad(quad.subject, quad.predicate, quad.object) for quad in quads})
    store.flush()


def _remove(store: pyoxigraph.Store, graph: NamedNode) -> None:
    """Take a graph out, and of the default graph what no other one tells."""
    told = list(store.quads_for_pattern(None, None, None, graph))
    store.remove_graph(graph)
    for quad in told:
        if not any(
            not isinstance(other.graph_name, DefaultGraph)
            for other in store.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)
        ):
            store.remove(Quad(quad.subject, quad.predicate, quad.object))
