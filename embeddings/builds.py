"""How a build is made: a list of files in a folder of its own, put in force in one step.

Layout: ``CURRENT`` names the folder in force (:mod:`graph.storage.build_folder`). That folder holds ``manifest.json``, which
lists all the others with size and SHA-256, ``sources/``, ``store/`` (Oxigraph), ``continuations.msgpack`` (which task goes on
from which of an earlier year), ``encoder/`` and ``phrasebook.npz``. What one county published for one year is an edition and
has all that answers it below ``editions/CODE/``, as if it were alone: ``tables.jsonl``, ``graph.msgpack``, ``pieces.msgpack``
(how rare words are), ``passages.jsonl``, ``lexical/``, ``vectors.faiss``; ``hetu build`` adds ``drawing.json``
(:mod:`ui.network`). So an edition that has not changed is copied, whatever else comes or goes, and nothing but the names of
the files grows with the editions. Reading them is in :mod:`embeddings.opened`.
"""

from __future__ import annotations

import contextlib
import shutil
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path

import msgspec

from embeddings.corpus import Passage
from embeddings.dense.encoder import OnnxEncoder, counted
from embeddings.dense.index import Vectors
from embeddings.edition_files import EditionTables, Embed, by_edition, take_over, write_edition
from embeddings.kept_vectors import embed_kept
from embeddings.manifest import FORMAT, Edition, Manifest, Source, write_manifest
from embeddings.opened import CONTINUATIONS, SOURCES, STORE, Build, open_build, open_retriever
from embeddings.phrasebook import FILE as PHRASEBOOK
from embeddings.phrasebook import ensure_phrasebook
from graph.errors import BuildError, ModelError
from graph.knowledge.continuing import link_years
from graph.knowledge.graph_type import Continuing
from graph.rdf.terms import base_iri, graph_iri
from graph.rdf.vocabulary import ONTOLOGY
from graph.sparql.store_writing import change_store, write_description, write_store
from graph.storage.build_folder import (
    CURRENT,
    LEASE,
    WAIT,
    building,
    current_build_name,
    discard,
    stage,
    switch,
)
from graph.storage.file_manifest import FileRecord, reason, record_files
from graph.tables.reading_options import NOTHING_SAID, ReadingOptions
from graph.tables.sources import ReadSources, read_documents

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

    What has not changed since is taken over from the build in force.

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
        made = Build(staging.folder, _draft(sources), staging.lease, given=tuple(sources.tables))
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
    return Manifest(
        format=FORMAT,
        created=time.strftime("%Y-%m-%dT%H:%M:%S%z"),
        sources=tuple(Source(one.path, one.table.info, len(one.table.tasks)) for one in read.documents),
        base_iri=base_iri(),
        vocabulary=ONTOLOGY,
        model=None,
        dimension=None,
        model_problem=None,
        versions=_versions(),
    )


def _versions() -> dict[str, str]:
    """What a build was made with; of another version of Hetu nothing is taken over."""
    return {name: version(name) for name in ("hetu-kg", "faiss-cpu", "bm25s", "pyoxigraph", "onnxruntime", "numpy")}


def _write(read: ReadSources, draft: Build, before: Build | None, progress: Progress, *, vectors: bool) -> Build:
    """Write everything but the manifest."""
    folder = draft.folder
    _copy_sources(read, folder / SOURCES)
    model = _model(folder, progress) if vectors else UNWANTED
    embed = None if isinstance(model, str) else model
    manifest = replace(
        draft.manifest,
        model=embed.encoder.name if embed else None,
        dimension=embed.encoder.dimension if embed else None,
        model_problem=model if isinstance(model, str) else None,
    )
    usable = before if before and _alike(before.manifest, manifest) else None
    told = by_edition(draft.tables)
    editions, copied = _editions(folder, told, usable, embed, progress)
    (folder / CONTINUATIONS).write_bytes(msgspec.msgpack.encode(link_years(draft.tables)))
    known = usable.manifest.files if usable else {}
    files = _files(folder, {name: known[name] for name in known if any(one.holds(name) for one in copied)})
    made = replace(draft, manifest=replace(manifest, editions=editions, files=files))
    progress("RDF 库", 0, 1)
    unchanged = _write_store(made, usable, copied)
    infos = [source.info for source in made.sources]
    write_description(folder / STORE, infos, manifest.base_iri, manifest.created, unchanged)
    progress("RDF 库", 1, 1)
    return replace(made, manifest=replace(made.manifest, files=_files(folder, files)))


def _alike(before: Manifest, now: Manifest) -> bool:
    """Whether what a build before has may be taken over: made by the same versions, with the same model, for the same IRIs."""
    return (before.versions, before.model, before.dimension, before.base_iri, before.vocabulary) == (
        now.versions,
        now.model,
        now.dimension,
        now.base_iri,
        now.vocabulary,
    )


def _editions(
    folder: Path, told: Sequence[EditionTables], before: Build | None, model: _Model | None, progress: Progress
) -> tuple[tuple[Edition, ...], list[Edition]]:
    """All editions, written or taken over; and which of them were taken over."""
    earlier = {one.edition.code: one for one in before.editions() if one.edition} if before else {}
    copied = {one.code: kept for one in told if (kept := take_over(folder, one, earlier.get(one.code)))}
    fresh = [one for one in told if one.code not in copied]
    embed = model.embedding(sum(one.passages for one in fresh), progress) if model else None
    written = {}
    for done, one in enumerate(fresh):
        progress("图谱与索引", done, len(fresh))
        written[one.code] = write_edition(folder, one, embed)
    progress("图谱与索引", len(fresh), len(fresh))
    return tuple((copied | written)[one.code] for one in told), list(copied.values())


def _write_store(made: Build, before: Build | None, copied: Sequence[Edition]) -> set[str]:
    """The store of a build: that of the build before, without the documents that are gone and with those that came.

    The names of the documents whose statements stayed as they were are returned.
    """
    path = made.folder / STORE
    if before is None or not copied or _is_damaged(before, STORE):
        write_store(path, made.quads())
        return set()
    going_on, went_on = made.continuations(), before.continuations()
    unchanged = [one for one in copied if all(_of(name, going_on) == _of(name, went_on) for name in one.documents)]
    kept = {name for one in unchanged for name in one.documents}
    gone = [graph_iri(one.info, made.manifest.base_iri).value for one in before.sources if one.name not in kept]
    change_store(before.folder / STORE, path, gone, made.quads(leave_out=unchanged))
    return kept


def _is_damaged(before: Build, below: str) -> bool:
    try:
        before.verify(f"{below}/")
    except BuildError:
        return True
    return False


def _of(document: str, edges: Iterable[Continuing]) -> list[Continuing]:
    return [edge for edge in edges if edge[2]["document"] == document]


def _files(folder: Path, known: dict[str, FileRecord]) -> dict[str, FileRecord]:
    """All files by now, of those that are known nothing is read again."""
    return {**known, **record_files(folder, leave_out={LEASE, *known})}


def _copy_sources(read: ReadSources, kept: Path) -> None:
    kept.mkdir()
    for one in read.documents:
        (kept / one.table.info.name).write_bytes(one.content)


UNWANTED = "构建时用了 --no-vectors"


def _sealed(made: Build) -> Build:
    """Write the manifest over all files there are by now."""
    manifest = replace(made.manifest, files=_files(made.folder, made.manifest.files))
    return replace(made, manifest=write_manifest(made.folder, manifest))


@dataclass(frozen=True, slots=True)
class _Model:
    """The model of a build, ready to encode."""

    encoder: OnnxEncoder
    name: str
    """What tells the model and its adapter from others."""

    def embedding(self, total: int, progress: Progress) -> Embed:
        """What embeds passages, telling how many of a number are done."""
        count = counted(total, lambda done, total: progress("计算向量", done, total))

        def embed(items: Sequence[Passage]) -> Vectors:
            return embed_kept(self.encoder, self.name, items, count, lambda sentence: progress(sentence, 0, 0))

        return embed


def _model(folder: Path, progress: Progress) -> _Model | str:
    """The model with its files in the build; without one the rest of the build still works, and the reason is given."""
    from embeddings.dense.convert import ensure_converted

    def say(sentence: str) -> None:
        progress(sentence, 0, 0)

    try:
        progress("转换向量模型", 0, 1)
        converted = ensure_converted(say)
        progress("转换向量模型", 1, 1)
    except ModelError as error:
        return str(error)
    (folder / "encoder").mkdir()
    for name in OnnxEncoder.FILES:
        shutil.copyfile(converted / name, folder / "encoder" / name)
    encoder = OnnxEncoder(folder / "encoder")
    phrasebook = ensure_phrasebook(
        converted, encoder, lambda done, total: progress("日常说法对照（只做一次）", done, total), say
    )
    shutil.copyfile(phrasebook, folder / PHRASEBOOK)
    return _Model(encoder, converted.name)
