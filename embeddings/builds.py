"""The build folder: everything made from the sources, written beside the old build and swapped in at the end.

Layout: ``CURRENT`` names the folder in force; that folder holds ``manifest.json``, ``tables.jsonl``, ``graph.msgpack``, ``store/``
(Oxigraph), ``passages.jsonl``, ``lexical/``, ``vectors.faiss``, ``phrasebook.npz`` and ``encoder/`` (``hetu build`` adds
``drawing.json``, see :mod:`ui.network`). ``CURRENT`` is replaced in one step, so that a build killed at any moment leaves the
earlier one usable.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import msgspec

from embeddings.corpus import Passage, decode_passages, encode_passages, passages
from embeddings.encoder import OnnxEncoder, counted
from embeddings.index import VectorIndex
from embeddings.lexical import LexicalIndex
from embeddings.model import model_setting
from embeddings.phrasebook import FILE as PHRASEBOOK
from embeddings.phrasebook import Phrasebook, ensure_phrasebook
from embeddings.retriever import Retriever, embed, view_texts
from graph.errors import BuildError, IndexMismatchError, ModelError, TableError
from graph.graphfile import load_graph, save_graph
from graph.keys import document_code
from graph.kg import KnowledgeGraph
from graph.rdf import base_iri, to_quads
from graph.readers import Grid, read_grid
from graph.records import Table
from graph.store import Store
from graph.table import qualify, read_table

FORMAT = 5
CURRENT = "CURRENT"
GRAPH = "graph.msgpack"
SOURCES = "sources"
MEND = "请重新运行 hetu build"
Progress = Callable[[str, int, int], None]
"""Receives (what is being done, how much is done, how much there is)."""


@dataclass(frozen=True, slots=True)
class Source:
    """A source document of a build."""

    name: str
    path: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a build was made from and with."""

    format: int
    created: str
    sources: tuple[Source, ...]
    base_iri: str
    model: str | None
    dimension: int | None
    model_problem: str | None
    passages: int
    passages_sha256: str
    versions: dict[str, str]
    adapted: str | None = None
    """How the model was adapted: to everyday wording (``general``), further to these tables (``table``), or not."""


@dataclass(frozen=True, slots=True)
class Build:
    """An opened build."""

    folder: Path
    manifest: Manifest
    tables: tuple[Table, ...]

    def graph(self) -> KnowledgeGraph:
        """Read the knowledge graph of the build.

        :raises BuildError: its file is missing or broken.
        """
        return load_graph(self.folder / GRAPH)

    def source(self, name: str) -> Grid | None:
        """A source as it was read, line by line; ``None`` when the build does not hold it.

        :param name: of one of the tables.
        """
        kept = self.folder / SOURCES / name
        return read_grid(kept) if name in {table.info.name for table in self.tables} and kept.is_file() else None


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


def build(paths: Sequence[Path], out: Path, progress: Progress) -> Build:
    """Read sources and write a build into ``out``.

    :raises TableError: bad input; an earlier build stays untouched.
    :raises BuildError: the folder cannot be written.
    """
    tables = read_sources(paths)
    try:
        out.mkdir(parents=True, exist_ok=True)
        name = f"build-{time.strftime('%Y%m%dT%H%M%S')}-{uuid.uuid4().hex[:8]}"
        folder = out / name
        folder.mkdir()
    except OSError as error:
        raise BuildError(f"构建文件夹 {out} 无法写入：{error.strerror}") from error
    try:
        manifest = _write(paths, tables, folder, progress)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    _switch(out, name)
    return Build(folder, manifest, tuple(tables))


def _write(paths: Sequence[Path], tables: Sequence[Table], folder: Path, progress: Progress) -> Manifest:
    from graph.build import build_graph  # the finders of names are needed to build, not to answer

    progress("图谱与 RDF", 0, 1)
    (folder / "tables.jsonl").write_bytes(b"".join(msgspec.json.encode(table) + b"\n" for table in tables))
    (folder / SOURCES).mkdir()
    for path, table in zip(paths, tables, strict=True):
        shutil.copyfile(path, folder / SOURCES / table.info.name)
    kg = build_graph(tables)
    save_graph(kg, folder / GRAPH)
    Store.create(folder / "store", to_quads(kg))
    progress("图谱与 RDF", 1, 1)
    items = [item for table in tables for item in passages(table.tasks)]
    content = encode_passages(items)
    (folder / "passages.jsonl").write_bytes(content)
    progress("词汇索引", 0, 1)
    LexicalIndex.from_texts([item.prefixed for item in items]).save(folder / "lexical")
    progress("词汇索引", 1, 1)
    encoder, adapted, problem = _vectors(tables, items, folder, progress)
    manifest = Manifest(
        format=FORMAT,
        created=time.strftime("%Y-%m-%dT%H:%M:%S%z"),
        sources=tuple(
            Source(table.info.name, str(path.resolve()), table.info.sha256)
            for path, table in zip(paths, tables, strict=True)
        ),
        base_iri=base_iri(),
        model=encoder.name if encoder else None,
        dimension=encoder.dimension if encoder else None,
        model_problem=problem,
        passages=len(items),
        passages_sha256=hashlib.sha256(content).hexdigest(),
        versions={name: version(name) for name in ("faiss-cpu", "bm25s", "pyoxigraph", "onnxruntime", "numpy")},
        adapted=adapted,
    )
    (folder / "manifest.json").write_bytes(msgspec.json.format(msgspec.json.encode(manifest)))
    return manifest


def _vectors(
    tables: Sequence[Table], items: Sequence[Passage], folder: Path, progress: Progress
) -> tuple[OnnxEncoder | None, str | None, str | None]:
    """Embed the passages; without a model the rest of the build still works, and the reason is kept."""
    from embeddings.adapted import weights_for
    from embeddings.convert import ensure_converted

    try:
        model, adapted = weights_for(tables, progress)
        progress("转换向量模型", 0, 1)
        converted = ensure_converted(model)
        progress("转换向量模型", 1, 1)
    except ModelError as error:
        return None, None, str(error)
    shutil.copytree(converted, folder / "encoder", copy_function=_link_or_copy)
    encoder = OnnxEncoder(folder / "encoder")
    phrasebook = ensure_phrasebook(
        converted, encoder, lambda done, total: progress("日常说法对照（只做一次）", done, total)
    )
    _link_or_copy(str(phrasebook), str(folder / PHRASEBOOK))
    texts = view_texts(items)
    count = counted(len(texts), lambda done, total: progress("计算向量", done, total))
    embed(encoder, items, encoder.encode(texts, count)).save(folder / "vectors.faiss")
    return encoder, adapted, None


def _link_or_copy(source: str, target: str) -> str:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
    return target


def _switch(out: Path, name: str) -> None:
    """Put the new build in force in one step, then remove the older ones."""
    fresh = out / f"{CURRENT}.new"
    fresh.write_text(name, encoding="utf-8")
    fresh.replace(out / CURRENT)
    for other in out.glob("build-*"):
        if other.name != name:
            shutil.rmtree(other, ignore_errors=True)


def open_build(out: Path) -> Build:
    """Open the build in force, checked against its sources and the settings.

    :raises BuildError: there is none, or it does not match; the message names the command that mends it.
    """
    pointer = out / CURRENT
    if not pointer.is_file():
        raise BuildError(f"{out} 里没有构建结果；请先运行 hetu build")
    folder = out / pointer.read_text(encoding="utf-8").strip()
    try:
        manifest = msgspec.json.decode((folder / "manifest.json").read_bytes(), type=Manifest)
        lines = (folder / "tables.jsonl").read_bytes().splitlines()
        decoder = msgspec.json.Decoder(Table)
        tables = tuple(decoder.decode(line) for line in lines)
    except (OSError, msgspec.DecodeError) as error:
        raise BuildError(f"构建文件夹 {folder} 不完整或版本不符；{MEND}") from error
    _check(manifest)
    return Build(folder, manifest, tables)


def _check(manifest: Manifest) -> None:
    if manifest.format != FORMAT:
        raise BuildError(f"构建格式为 {manifest.format}，本版需要 {FORMAT}；{MEND}")
    for source in manifest.sources:
        path = Path(source.path)
        if path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() != source.sha256:
            raise BuildError(f"{source.name} 在构建之后改动过；{MEND}")
    if manifest.base_iri != base_iri():
        raise BuildError(f"构建的基础 IRI 是 {manifest.base_iri}，当前设置是 {base_iri()}；{MEND}")
    if manifest.model and manifest.model != model_setting():
        raise IndexMismatchError(f"构建使用的向量模型是 {manifest.model}，当前设置是 {model_setting()}；{MEND}")


def open_retriever(opened: Build) -> Retriever:
    """The retriever of a build; without vectors it works by words alone.

    :raises IndexMismatchError: the vectors do not belong to the passages or the encoder.
    :raises BuildError: a file of the build is missing or broken.
    """
    try:
        return _open_retriever(opened)
    except (OSError, RuntimeError, ValueError, msgspec.DecodeError) as error:
        raise BuildError(f"构建文件夹 {opened.folder} 不完整；{MEND}") from error


def _open_retriever(opened: Build) -> Retriever:
    content = (opened.folder / "passages.jsonl").read_bytes()
    if hashlib.sha256(content).hexdigest() != opened.manifest.passages_sha256:
        raise IndexMismatchError(f"语段文件与构建清单不符；{MEND}")
    items = decode_passages(content)
    lexical = LexicalIndex.load(opened.folder / "lexical")
    if opened.manifest.model is None:
        return Retriever(items, lexical)
    vectors = VectorIndex.load(opened.folder / "vectors.faiss")
    encoder = OnnxEncoder(opened.folder / "encoder")
    if vectors.size != 2 * len(items) or vectors.dimension != encoder.dimension:
        raise IndexMismatchError(
            f"向量索引为 {vectors.size}×{vectors.dimension}，应为 {2 * len(items)}×{encoder.dimension}；{MEND}"
        )
    phrasebook = Phrasebook.load(opened.folder / PHRASEBOOK)
    if phrasebook.dimension != encoder.dimension:
        raise IndexMismatchError(f"日常说法对照为 {phrasebook.dimension} 维，模型为 {encoder.dimension} 维；{MEND}")
    return Retriever(items, lexical, vectors, encoder, phrasebook)
