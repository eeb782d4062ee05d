"""What a build holds, how it is made and opened; :mod:`graph.storage.build_folder` keeps the folder of builds.

Layout: ``CURRENT`` names the folder in force; that folder holds ``manifest.json`` (which lists all the others with size
and SHA-256), ``tables.jsonl``, ``graph.msgpack``, ``pieces.msgpack`` (how rare words are), ``store/`` (Oxigraph), ``sources/``, ``passages.jsonl``, ``lexical/``,
``vectors.faiss``, ``phrasebook.npz`` and ``encoder/`` (``hetu build`` adds ``drawing.json``, see :mod:`ui.network`).
Of several editions (counties, years) each one's graph, passages and indexes lie below ``editions/CODE/`` as well: what
is asked of one is answered from these, as if it were alone. Reading them is in :mod:`embeddings.opened`.
"""

from __future__ import annotations

import contextlib
import hashlib
import shutil
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import msgspec
import numpy as np

from embeddings.corpus import Passage, encode_passages, passages
from embeddings.dense.encoder import OnnxEncoder, counted
from embeddings.dense.index import VectorIndex, Vectors
from embeddings.kept_vectors import embed_kept
from embeddings.lexical import LexicalIndex
from embeddings.opened import (
    EDITIONS,
    FORMAT,
    GRAPH,
    LEXICAL,
    PASSAGES,
    PIECES,
    SOURCES,
    STORE,
    TABLES,
    VECTORS,
    Build,
    Edition,
    Manifest,
    Source,
    open_build,
    open_retriever,
    sealed,
)
from embeddings.phrasebook import FILE as PHRASEBOOK
from embeddings.phrasebook import ensure_phrasebook
from graph.errors import BuildError, ModelError
from graph.identifiers import edition_code
from graph.knowledge.continuing import link_years
from graph.knowledge.graph_file import save_graph
from graph.knowledge.graph_type import KnowledgeGraph
from graph.knowledge.merging import merged
from graph.mentions.texts import folded_text
from graph.rdf.triples import base_iri, to_quads
from graph.records import Table
from graph.sparql.store import Store
from graph.storage.build_folder import (
    CURRENT,
    LEASE,
    MANIFEST,
    WAIT,
    building,
    current_build_name,
    discard,
    stage,
    switch,
)
from graph.storage.file_manifest import reason, record_files
from graph.tables.reading_options import NOTHING_SAID, ReadingOptions
from graph.tables.sources import ReadSources, read_documents
from graph.tables.telling_words import PieceWeights, word_pieces

__all__ = [
    "CURRENT",
    "Build",
    "Manifest",
    "build",
    "current_build_name",
    "open_build",
    "open_retriever",
]
Progress = Callable[[str, int, int], None]
"""Receives (what is being done, how much is done, how much there is)."""
Finish = Callable[[Build], None]
"""Adds files to a build before it is put in force."""


def build(
    paths: Sequence[Path],
    out: Path,
    progress: Progress,
    finish: Finish | None = None,
    wait: float = WAIT,
    options: ReadingOptions = NOTHING_SAID,
    *,
    vectors: bool = True,
) -> Build:
    """Read sources and write a build into ``out``: all of it, or the earlier one stays in force.

    :param options: what is said of all documents.
    :param vectors: whether passages get vectors; without them the build is searched by words alone.
    :param finish: adds files of its own to the build before it is put in force.
    :param wait: how many seconds to wait for somebody else who builds there.
    :raises TableError: bad input; an earlier build stays untouched.
    :raises BuildError: the folder cannot be written, or somebody else builds there for too long.
    """
    sources = read_documents(paths, options)
    return write_build(out, lambda _: sources, progress, finish, wait, vectors=lambda _: vectors)


def write_build(
    out: Path,
    sources_over: Callable[[Build | None], ReadSources],
    progress: Progress,
    finish: Finish | None = None,
    wait: float = WAIT,
    *,
    vectors: Callable[[Build | None], bool],
) -> Build:
    """Write a build of documents that may be told from the one in force, while nobody else builds there.

    The graph of a document that has not changed is taken from the build in force.

    :param sources_over: gives the documents, of the build in force or of none.
    :param vectors: whether passages get vectors, of the same.
    :raises TableError: bad input; an earlier build stays untouched.
    :raises BuildError: the folder cannot be written, or somebody else builds there for too long.
    """

    def say(sentence: str) -> None:
        progress(sentence, 0, 0)

    with building(out, say, wait), contextlib.ExitStack() as opened:
        before = _in_force(out)
        if before:
            opened.enter_context(before)
        sources = sources_over(before)
        try:
            staging = stage(out)
        except OSError as error:
            raise _unwritable(out, error) from error
        made = Build(staging.folder, _draft(sources), tuple(sources.tables), staging.lease)
        try:
            made = _write(sources, made, before, progress, vectors=vectors(before))
            opened.close()  # nobody keeps it from being removed any longer
            if finish:
                finish(made)
            made = _sealed(made)
            switch(out, made.name, say)
        except BaseException as error:
            made.close()
            if current_build_name(out) != made.name:
                discard(made.folder)
            if isinstance(error, OSError):
                raise _unwritable(out, error) from error
            raise
    return made


def _in_force(out: Path) -> Build | None:
    """The build in force, ``None`` where there is none that can be read: it is made anew then."""
    name = current_build_name(out)
    try:
        return open_build(out, name) if name else None
    except BuildError:
        return None


def _unwritable(out: Path, error: OSError) -> BuildError:
    return BuildError(
        f"构建文件夹 {out} 无法写入：{reason(error)}；先前的构建没有变动，请检查权限与剩余空间后重新运行 hetu build"
    )


def _draft(read: ReadSources) -> Manifest:
    sources = (Source(one.table.info.name, one.path, one.table.info.sha256) for one in read.documents)
    return Manifest(
        format=FORMAT,
        created=time.strftime("%Y-%m-%dT%H:%M:%S%z"),
        sources=tuple(sources),
        base_iri=base_iri(),
        model=None,
        dimension=None,
        model_problem=None,
        passages=0,
        passages_sha256="",
        versions=_versions(),
    )


def _versions() -> dict[str, str]:
    """What a build was made with; of another version of Hetu nothing is taken over."""
    return {name: version(name) for name in ("hetu-kg", "faiss-cpu", "bm25s", "pyoxigraph", "onnxruntime", "numpy")}


def _write(read: ReadSources, draft: Build, before: Build | None, progress: Progress, *, vectors: bool) -> Build:
    """Write everything but the manifest."""
    folder, tables = draft.folder, draft.tables
    (folder / TABLES).write_bytes(b"".join(msgspec.json.encode(table) + b"\n" for table in tables))
    _copy_sources(read, folder / SOURCES)
    graphs = _graphs(tables, before, progress)
    kg = merged(graphs)
    link_years(kg, tables)
    save_graph(kg, folder / GRAPH)
    _save_pieces(tables, folder)
    Store.create(folder / STORE, to_quads(kg))
    members = _members(tables)
    by_edition = [[item for at in own for item in passages(tables[at].tasks)] for own in members.values()]
    items = [item for own in by_edition for item in own]
    content = encode_passages(items)
    (folder / PASSAGES).write_bytes(content)
    progress("词汇索引", 0, 1)
    LexicalIndex.from_texts([item.prefixed for item in items]).save(folder / LEXICAL)
    progress("词汇索引", 1, 1)
    encoder, found = _vectors(by_edition, folder, progress) if vectors else (None, UNWANTED)
    embedded = [] if isinstance(found, str) else found
    made = tuple(
        _edition(draft, code, own, merged([graphs[at] for at in own]), by_edition[at], embedded[at : at + 1])
        for at, (code, own) in enumerate(members.items())
        if len(members) > 1
    )
    manifest = replace(
        draft.manifest,
        model=encoder.name if encoder else None,
        dimension=encoder.dimension if encoder else None,
        model_problem=found if isinstance(found, str) else None,
        passages=len(items),
        passages_sha256=hashlib.sha256(content).hexdigest(),
        editions=made,
        files=record_files(folder, leave_out=(LEASE,)),
    )
    return replace(draft, manifest=manifest)


def _graphs(tables: Sequence[Table], before: Build | None, progress: Progress) -> list[KnowledgeGraph]:
    """Each document's own graph, taken from the build before where the document is the same."""
    from graph.knowledge.construction import build_graph  # the finders of names are needed to build, not to answer

    usable = before.editions() if before and before.manifest.versions == _versions() else ()
    known = {edition.tables[0].info.sha256: edition for edition in usable if len(edition.tables) == 1}
    graphs = []
    for done, table in enumerate(tables):
        progress("图谱与 RDF", done, len(tables))
        graphs.append(_kept_graph(known.get(table.info.sha256), table) or build_graph([table]))
    progress("图谱与 RDF", len(tables), len(tables))
    return graphs


def _kept_graph(edition: Build | None, table: Table) -> KnowledgeGraph | None:
    """The graph that a build before has of the same table, if it can be read."""
    if edition is None or edition.tables[0] != table:
        return None
    try:
        return edition.graph()
    except BuildError:
        return None


def _save_pieces(tables: Iterable[Table], folder: Path) -> None:
    texts = (word_pieces(folded_text(task)) for table in tables for task in table.tasks)
    (folder / PIECES).write_bytes(PieceWeights(texts).to_bytes())


def _members(tables: Sequence[Table]) -> dict[str, list[int]]:
    """The code of each edition → the places of its tables."""
    members: dict[str, list[int]] = {}
    for at, table in enumerate(tables):
        members.setdefault(edition_code(table.info), []).append(at)
    return members


def _edition(
    draft: Build,
    code: str,
    own: Sequence[int],
    kg: KnowledgeGraph,
    items: Sequence[Passage],
    embedded: Sequence[Vectors],
) -> Edition:
    """Write what an edition has for itself."""
    folder = draft.folder / EDITIONS / code
    folder.mkdir(parents=True)
    save_graph(kg, folder / GRAPH)
    _save_pieces([draft.tables[at] for at in own], folder)
    content = encode_passages(items)
    (folder / PASSAGES).write_bytes(content)
    LexicalIndex.from_texts([item.prefixed for item in items]).save(folder / LEXICAL)
    for vectors in embedded:
        VectorIndex(vectors).save(folder / VECTORS)
    names = tuple(draft.tables[at].info.name for at in own)
    return Edition(code, names, len(items), hashlib.sha256(content).hexdigest())


def _copy_sources(read: ReadSources, kept: Path) -> None:
    kept.mkdir()
    for one in read.documents:
        (kept / one.table.info.name).write_bytes(one.content)


UNWANTED = "构建时用了 --no-vectors"


def _sealed(made: Build) -> Build:
    """Write the manifest over all files there are by now."""
    known = made.manifest.files
    added = record_files(made.folder, leave_out={LEASE, *known})
    manifest = sealed(replace(made.manifest, files={**known, **added}))
    (made.folder / MANIFEST).write_bytes(msgspec.json.format(msgspec.json.encode(manifest)))
    return replace(made, manifest=manifest)


def _vectors(
    by_edition: Sequence[Sequence[Passage]], folder: Path, progress: Progress
) -> tuple[OnnxEncoder | None, list[Vectors] | str]:
    """Embed the passages of each edition; without a model the rest of the build still works, and the reason is given."""
    from embeddings.dense.convert import ensure_converted

    def say(sentence: str) -> None:
        progress(sentence, 0, 0)

    try:
        progress("转换向量模型", 0, 1)
        converted = ensure_converted(say)
        progress("转换向量模型", 1, 1)
    except ModelError as error:
        return None, str(error)
    (folder / "encoder").mkdir()
    for name in OnnxEncoder.FILES:
        shutil.copyfile(converted / name, folder / "encoder" / name)
    encoder = OnnxEncoder(folder / "encoder")
    phrasebook = ensure_phrasebook(
        converted, encoder, lambda done, total: progress("日常说法对照（只做一次）", done, total), say
    )
    shutil.copyfile(phrasebook, folder / PHRASEBOOK)
    count = counted(sum(map(len, by_edition)), lambda done, total: progress("计算向量", done, total))
    vectors = [embed_kept(encoder, converted.name, own, count, say) for own in by_edition]
    VectorIndex(np.concatenate(vectors)).save(folder / VECTORS)
    return encoder, vectors
