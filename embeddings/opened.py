"""An opened build: verified by its manifest, kept from being removed while it is open, read with one sentence per fault."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TypeVar

import msgspec
from pyoxigraph import Quad

from embeddings.corpus import decode_passages
from embeddings.dense.encoder import OnnxEncoder
from embeddings.dense.index import VectorIndex
from embeddings.dense.model import model_setting
from embeddings.lexical import LexicalIndex
from embeddings.manifest import EDITIONS, Edition, Manifest, Source, damaged, read_manifest
from embeddings.phrasebook import FILE as PHRASEBOOK
from embeddings.phrasebook import Phrasebook
from embeddings.retriever import Retriever
from graph.errors import BuildError, HetuError, IndexMismatchError
from graph.knowledge.graph_file import load_graph
from graph.knowledge.graph_type import Continuing, KnowledgeGraph
from graph.knowledge.merging import merged
from graph.rdf.terms import base_iri, quad_key
from graph.rdf.triples import to_quads
from graph.rdf.vocabulary import ONTOLOGY
from graph.records import Table
from graph.storage.build_folder import MEND, current_build_name, lease_current, lease_named
from graph.storage.file_lock import FileLock
from graph.storage.file_manifest import Fault, content_fault, read_verified, reason, sha256_of, size_fault
from graph.tables.readers import Grid, read_grid
from graph.tables.telling_words import PieceWeights

TABLES = "tables.jsonl"
GRAPH = "graph.msgpack"
PIECES = "pieces.msgpack"
PASSAGES = "passages.jsonl"
VECTORS = "vectors.faiss"
SOURCES = "sources"
STORE = "store"
LEXICAL = "lexical"
CONTINUATIONS = "continuations.msgpack"
_ATTEMPTS = 5
Loaded = TypeVar("Loaded")
Shared = tuple[OnnxEncoder, Phrasebook]
"""The model and its book of everyday phrases."""


@dataclass(frozen=True)
class Build:
    """An opened build, or one of its editions; nobody removes it until :meth:`close`, or until it is forgotten.

    :param edition: of one edition of several, which; ``None`` of the whole.
    :param given: the tables where they need not be read.
    """

    folder: Path
    manifest: Manifest
    lease: FileLock | None = field(default=None, compare=False, repr=False)
    edition: Edition | None = None
    given: tuple[Table, ...] | None = field(default=None, compare=False, repr=False)

    def __enter__(self) -> Build:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def name(self) -> str:
        """The name of the build, as :func:`graph.storage.build_folder.current_build_name` gives it."""
        return self.folder.name

    @property
    def sources(self) -> tuple[Source, ...]:
        """The documents."""
        documents = self.edition.documents if self.edition else None
        return tuple(one for one in self.manifest.sources if documents is None or one.name in documents)

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        """What the documents say, in their order.

        :raises BuildError: a file is missing or broken.
        """
        if self.given is not None:
            return self.given
        read = {table.info.name: table for one in self.editions() for table in one._read_tables()}
        return tuple(read[source.name] for source in self.sources)

    def _read_tables(self) -> tuple[Table, ...]:
        content = self.read(self.own(TABLES))
        decoder = msgspec.json.Decoder(Table)
        return self.load(self.own(TABLES), lambda: tuple(decoder.decode(line) for line in content.splitlines()))

    def editions(self) -> tuple[Build, ...]:
        """The build as it would be of each county and year alone: none reads another's names, passages or statements.

        They can be read as long as this one is open.
        """
        return (self,) if self.edition else tuple(map(self._only, self.manifest.editions))

    def _only(self, edition: Edition) -> Build:
        given = self.given and tuple(table for table in self.given if table.info.name in edition.documents)
        return replace(self, lease=None, edition=edition, given=given)

    def own(self, name: str) -> str:
        """The name of a file that each edition has for itself; of the whole that of its only one."""
        edition = self.edition or self.manifest.editions[0]
        if self.edition is None and len(self.manifest.editions) > 1:
            raise ValueError(f"each edition has a file {name} of its own")
        return f"{EDITIONS}/{edition.code}/{name}"

    def close(self) -> None:
        """Let the build be removed once another one is in force; what was read stays usable."""
        if self.lease:
            self.lease.release()

    def read(self, name: str) -> bytes:
        """A file of the build, verified.

        :raises BuildError: it is missing or not what it was; the message names the command that mends it.
        """
        record = self.manifest.files.get(name)
        if record is None:
            raise BuildError(f"构建 {self.folder} 没有文件 {name}；{MEND}")
        content = read_verified(self.folder, name, record)
        if isinstance(content, Fault):
            raise damaged(self.folder, content)
        return content

    def verify(self, below: str = "") -> int:
        """Compare files with the manifest to the last byte (about 0.2 s for a whole build of one county).

        :param below: the beginning of the names looked at; all when empty.
        :returns: how many files there are.
        :raises BuildError: one is missing or not what it was.
        """
        files = {name: record for name, record in self.manifest.files.items() if name.startswith(below)}
        fault = content_fault(self.folder, files)
        if fault:
            raise damaged(self.folder, fault)
        return len(files)

    def graph(self) -> KnowledgeGraph:
        """The knowledge graph: of one edition as it was written, of several all together.

        :raises BuildError: a file is missing or broken.
        """
        several = self.editions()
        if len(several) == 1:
            content = self.read(self.own(GRAPH))
            return self.load(self.own(GRAPH), lambda: load_graph(content))
        kg = merged([one.graph() for one in several])
        kg.add_edges_from(self.continuations())
        return kg

    def continuations(self) -> list[Continuing]:
        """Which tasks go on from which of an earlier year, as edges of the graph of all.

        :raises BuildError: a file is missing or broken.
        """
        content = self.read(CONTINUATIONS)
        return self.load(CONTINUATIONS, lambda: msgspec.msgpack.decode(content, type=list[Continuing]))

    def quads(self, leave_out: Collection[Edition] = ()) -> Iterator[list[Quad]]:
        """The statements, edition by edition, each document's in a graph of its name.

        :raises BuildError: a file is missing or broken.
        """
        going_on = self.continuations()
        for one in self.editions():
            if one.edition in leave_out:
                continue
            names = {source.name for source in one.sources}
            own = [edge for edge in going_on if edge[2]["document"] in names]
            yield to_quads(one.graph(), self.manifest.base_iri, own)

    def all_quads(self) -> list[Quad]:
        """All statements together, sorted.

        :raises BuildError: a file is missing or broken.
        """
        return sorted({quad for part in self.quads() for quad in part}, key=quad_key)

    def piece_weights(self) -> PieceWeights:
        """How much each piece of a word tells in the documents.

        :raises BuildError: its file is missing or broken.
        """
        content = self.read(self.own(PIECES))
        return self.load(self.own(PIECES), lambda: PieceWeights.from_bytes(content))

    def source(self, name: str) -> Grid | None:
        """A source as it was read, line by line; ``None`` when the build does not hold it.

        :param name: of one of the tables.
        :raises BuildError: the copy in the build is broken.
        """
        kept = f"{SOURCES}/{name}"
        if kept not in self.manifest.files:
            return None
        self.read(kept)
        return read_grid(self.folder / kept)

    def load(self, name: str, read: Callable[[], Loaded]) -> Loaded:
        """What a file of the build gives; whatever a library raises over it becomes one sentence.

        :raises BuildError: it cannot be read.
        """
        try:
            return read()
        except HetuError:  # also that the time of an answer was up meanwhile
            raise
        except Exception as error:  # tokenizers and onnxruntime raise bare ones, faiss RuntimeError, bm25s of any kind
            raise damaged(self.folder, Fault(name, f"无法读取：{reason(error)}")) from error


def open_build(out: Path, name: str | None = None) -> Build:
    """Open the build in force, checked against its manifest, its sources and the settings.

    All its files are there in their sizes; contents are compared when they are read.

    :param name: a build that another process of the same server has opened, whatever is in force by now.
    :raises BuildError: there is none, or it does not match; the message names the command that mends it.
    """
    if name is not None:
        return _opened(*lease_named(out, name), checked=False)
    for attempt in range(_ATTEMPTS):
        folder, lease = lease_current(out)
        try:
            return _opened(folder, lease)
        except BuildError:
            if lease:
                lease.release()
            # Without a lease it may have been removed while it was read: then another one is in force by now.
            if current_build_name(out) == folder.name or attempt == _ATTEMPTS - 1:
                raise
    raise AssertionError


def _opened(folder: Path, lease: FileLock | None, *, checked: bool = True) -> Build:
    manifest = read_manifest(folder)
    fault = size_fault(folder, manifest.files)
    if fault:
        raise damaged(folder, fault)
    if checked:
        _check(manifest)
    return Build(folder, manifest, lease)


def _check(manifest: Manifest) -> None:
    for source in manifest.sources:
        if _changed(source):
            raise BuildError(f"{source.name} 在构建之后改动过；{MEND}")
    if manifest.base_iri != base_iri():
        raise BuildError(f"构建的基础 IRI 是 {manifest.base_iri}，当前设置是 {base_iri()}；{MEND}")
    if manifest.vocabulary != ONTOLOGY:
        raise BuildError(f"构建的词汇 IRI 是 {manifest.vocabulary}，当前设置是 {ONTOLOGY}；{MEND}")
    if manifest.model and manifest.model != model_setting():
        raise IndexMismatchError(f"构建使用的向量模型是 {manifest.model}，当前设置是 {model_setting()}；{MEND}")


def _changed(source: Source) -> bool:
    """Whether a source is still there and reads otherwise; one that cannot be read may be another machine's."""
    path = Path(source.path)
    try:
        return path.is_file() and sha256_of(path) != source.sha256
    except OSError:
        return False


def open_retriever(opened: Build, shared: Shared | None = None) -> Retriever:
    """The retriever of a build; without vectors it works by words alone.

    :param shared: the model, where another edition of the same build has loaded it.
    :raises IndexMismatchError: the vectors do not belong to the passages or the encoder.
    :raises BuildError: a file of the build is missing or broken.
    """
    kept, words, near = opened.own(PASSAGES), opened.own(LEXICAL), opened.own(VECTORS)
    content = opened.read(kept)
    [one] = opened.editions()
    if one.edition is None or hashlib.sha256(content).hexdigest() != one.edition.passages_sha256:
        raise IndexMismatchError(f"语段文件与构建清单不符；{MEND}")
    items = opened.load(kept, lambda: decode_passages(content))
    opened.verify(f"{words}/")
    lexical = opened.load(words, lambda: LexicalIndex.load(opened.folder / words))
    if opened.manifest.model is None:
        return Retriever(items, lexical)
    opened.verify(near)
    vectors = opened.load(near, lambda: VectorIndex.load(opened.folder / near))
    encoder, phrasebook = shared or open_model(opened)
    if vectors.size != len(items) or vectors.dimension != encoder.dimension:
        raise IndexMismatchError(
            f"向量索引为 {vectors.size}×{vectors.dimension}，应为 {len(items)}×{encoder.dimension}；{MEND}"
        )
    return Retriever(items, lexical, vectors, encoder, phrasebook)


def open_model(opened: Build) -> Shared:
    """The model of a build and its book of everyday phrases, which all its editions share.

    :raises IndexMismatchError: they do not belong to each other.
    :raises BuildError: a file of the build is missing or broken.
    """
    for name in OnnxEncoder.SMALL:
        opened.verify(
            f"encoder/{name}"
        )  # the encoder's weights are too large for that: hetu check and hetu serve do it
    encoder = opened.load("encoder", lambda: OnnxEncoder(opened.folder / "encoder"))
    phrasebook = opened.load(PHRASEBOOK, lambda: Phrasebook.load(opened.folder / PHRASEBOOK))
    if phrasebook.dimension != encoder.dimension:
        raise IndexMismatchError(f"日常说法对照为 {phrasebook.dimension} 维，模型为 {encoder.dimension} 维；{MEND}")
    return encoder, phrasebook
