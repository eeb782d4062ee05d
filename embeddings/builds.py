"""What a build holds, how it is made and opened; :mod:`graph.storage.build_folder` keeps the folder of builds.

Layout: ``CURRENT`` names the folder in force; that folder holds ``manifest.json`` (which lists all the others with size
and SHA-256), ``tables.jsonl``, ``graph.msgpack``, ``store/`` (Oxigraph), ``sources/``, ``passages.jsonl``, ``lexical/``,
``vectors.faiss``, ``phrasebook.npz`` and ``encoder/`` (``hetu build`` adds ``drawing.json``, see :mod:`ui.network`).
Reading them is in :mod:`embeddings.opened`.
"""

from __future__ import annotations

import hashlib
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import msgspec

from embeddings.corpus import Passage, encode_passages, passages
from embeddings.dense.encoder import OnnxEncoder, counted
from embeddings.lexical import LexicalIndex
from embeddings.opened import (
    FORMAT,
    GRAPH,
    PASSAGES,
    SOURCES,
    STORE,
    TABLES,
    VECTORS,
    Build,
    Manifest,
    Source,
    open_build,
    open_retriever,
    sealed,
)
from embeddings.passage_vectors import embed
from embeddings.phrasebook import FILE as PHRASEBOOK
from embeddings.phrasebook import ensure_phrasebook
from graph.errors import BuildError, ModelError, TableError
from graph.identifiers import document_code
from graph.knowledge.graph_file import save_graph
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
from graph.tables.table import qualify, read_table

__all__ = [
    "CURRENT",
    "Build",
    "Manifest",
    "build",
    "current_build_name",
    "open_build",
    "open_retriever",
    "read_sources",
]
Progress = Callable[[str, int, int], None]
"""Receives (what is being done, how much is done, how much there is)."""
Finish = Callable[[Build], None]
"""Adds files to a build before it is put in force."""


def read_sources(paths: Sequence[Path]) -> list[Table]:
    """Read all sources; with several, task ids get their document's code before them.

    :raises TableError: a source cannot be read, or two sources are of the same county and year.
    """
    tables = [read_table(path) for path in paths]
    names = [table.info.name for table in tables]
    for position, name in enumerate(names):
        if name in names[:position]:
            raise TableError(name, None, "文件名各不相同的表（依据要注明文件）", f"两个都叫 {name} 的文件")
    codes = [document_code(table.info) for table in tables]
    for position, code in enumerate(codes):
        if code in codes[:position]:
            other = tables[codes.index(code)].info.name
            raise TableError(tables[position].info.name, None, "另一县市或另一年份的表", f"与 {other} 同县同年的表")
    if len(tables) > 1:
        tables = [qualify(table, code) for table, code in zip(tables, codes, strict=True)]
    return tables


def build(
    paths: Sequence[Path], out: Path, progress: Progress, finish: Finish | None = None, wait: float = WAIT
) -> Build:
    """Read sources and write a build into ``out``: all of it, or the earlier one stays in force.

    :param finish: adds files of its own to the build before it is put in force.
    :param wait: how many seconds to wait for somebody else who builds there.
    :raises TableError: bad input; an earlier build stays untouched.
    :raises BuildError: the folder cannot be written, or somebody else builds there for too long.
    """

    def say(sentence: str) -> None:
        progress(sentence, 0, 0)

    tables = read_sources(paths)
    with building(out, say, wait):
        try:
            staging = stage(out)
        except OSError as error:
            raise _unwritable(out, error) from error
        made = Build(staging.folder, _draft(paths, tables), tuple(tables), staging.lease)
        try:
            made = _write(paths, made, progress)
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


def _unwritable(out: Path, error: OSError) -> BuildError:
    return BuildError(
        f"构建文件夹 {out} 无法写入：{reason(error)}；先前的构建没有变动，请检查权限与剩余空间后重新运行 hetu build"
    )


def _draft(paths: Sequence[Path], tables: Sequence[Table]) -> Manifest:
    sources = (
        Source(table.info.name, str(path.resolve()), table.info.sha256)
        for path, table in zip(paths, tables, strict=True)
    )
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
        versions={name: version(name) for name in ("faiss-cpu", "bm25s", "pyoxigraph", "onnxruntime", "numpy")},
    )


def _write(paths: Sequence[Path], draft: Build, progress: Progress) -> Build:
    """Write everything but the manifest."""
    from graph.knowledge.construction import build_graph  # the finders of names are needed to build, not to answer

    folder, tables = draft.folder, draft.tables
    progress("图谱与 RDF", 0, 1)
    (folder / TABLES).write_bytes(b"".join(msgspec.json.encode(table) + b"\n" for table in tables))
    _copy_sources(paths, tables, folder / SOURCES)
    kg = build_graph(tables)
    save_graph(kg, folder / GRAPH)
    Store.create(folder / STORE, to_quads(kg))
    progress("图谱与 RDF", 1, 1)
    items = [item for table in tables for item in passages(table.tasks)]
    content = encode_passages(items)
    (folder / PASSAGES).write_bytes(content)
    progress("词汇索引", 0, 1)
    LexicalIndex.from_texts([item.prefixed for item in items]).save(folder / "lexical")
    progress("词汇索引", 1, 1)
    encoder, problem = _vectors(items, folder, progress)
    manifest = replace(
        draft.manifest,
        model=encoder.name if encoder else None,
        dimension=encoder.dimension if encoder else None,
        model_problem=problem,
        passages=len(items),
        passages_sha256=hashlib.sha256(content).hexdigest(),
        files=record_files(folder, leave_out=(LEASE,)),
    )
    return replace(draft, manifest=manifest)


def _copy_sources(paths: Sequence[Path], tables: Sequence[Table], kept: Path) -> None:
    kept.mkdir()
    for path, table in zip(paths, tables, strict=True):
        content = path.read_bytes()
        if hashlib.sha256(content).hexdigest() != table.info.sha256:
            raise BuildError(f"{table.info.name} 在读取之后改动过；请重新运行 hetu build")
        (kept / table.info.name).write_bytes(content)


def _sealed(made: Build) -> Build:
    """Write the manifest over all files there are by now."""
    known = made.manifest.files
    added = record_files(made.folder, leave_out={LEASE, *known})
    manifest = sealed(replace(made.manifest, files={**known, **added}))
    (made.folder / MANIFEST).write_bytes(msgspec.json.format(msgspec.json.encode(manifest)))
    return replace(made, manifest=manifest)


def _vectors(items: Sequence[Passage], folder: Path, progress: Progress) -> tuple[OnnxEncoder | None, str | None]:
    """Embed the passages; without a model the rest of the build still works, and the reason is kept."""
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
    count = counted(len(items), lambda done, total: progress("计算向量", done, total))
    embed(encoder, items, count).save(folder / VECTORS)
    return encoder, None
