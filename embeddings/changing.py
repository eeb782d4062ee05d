"""Documents added to a build, taken out of it, or replaced; the others are not read or encoded again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from embeddings.builds import UNWANTED, Finish, Progress, write_build
from embeddings.opened import SOURCES, Build
from graph.errors import BuildError, TableError
from graph.storage.build_folder import MEND, WAIT, current_build_name
from graph.tables.reading_options import NOTHING_SAID, ReadingOptions
from graph.tables.sources import ReadDocument, ReadSources, read_documents, told_apart


def add(
    out: Path,
    paths: Sequence[Path],
    progress: Progress,
    finish: Finish | None = None,
    wait: float = WAIT,
    options: ReadingOptions = NOTHING_SAID,
    *,
    replacing: bool = False,
) -> Build:
    """Add documents to the build in force; where there is none, one is made.

    :param options: what is said of the new documents.
    :param replacing: whether they take the place of documents of the same names.
    :raises TableError: one cannot be read, or is there already; the build stays as it was.
    :raises BuildError: the folder cannot be written.
    """
    new = read_documents(paths, options)

    def all_of(before: Build | None) -> ReadSources:
        if before is None and current_build_name(out) is not None:
            raise BuildError(f"{out} 里的构建读不了（损坏，或是别的版本建的），加不进去；{MEND}")
        kept = kept_documents(before) if before else []
        names = {document.table.info.name for document in new.documents}
        if replacing:
            missing = names - {one.table.info.name for one in kept}
            if missing:
                raise TableError(
                    sorted(missing)[0], None, "已在构建里的文件名", "构建里没有的文件", advice="请改用 hetu add"
                )
            kept = [one for one in kept if one.table.info.name not in names]
        contents = {one.table.info.sha256: one.table.info.name for one in kept}
        for document in new.documents:
            if document.table.info.sha256 in contents:
                same = contents[document.table.info.sha256]
                raise TableError(
                    document.table.info.name, None, "新的文件", f"与构建里的 {same} 一模一样的文件", advice="不必再加"
                )
            if document.table.info.name in {one.table.info.name for one in kept}:
                raise TableError(
                    document.table.info.name,
                    None,
                    "新的文件名",
                    "构建里已有的文件名",
                    advice="要换成新的内容请用 hetu replace",
                )
        return ReadSources(tuple(told_apart([*kept, *new.documents])), new.notices)

    return write_build(out, all_of, progress, finish, wait, vectors=_with_vectors)


def remove(
    out: Path, names: Sequence[str], progress: Progress, finish: Finish | None = None, wait: float = WAIT
) -> Build:
    """Take documents out of the build in force.

    :param names: as ``hetu list`` tells them.
    :raises BuildError: there is no build, it has no such document, or none would be left.
    """

    def rest_of(before: Build | None) -> ReadSources:
        if before is None:
            raise BuildError(f"{out} 里没有能读的构建；请先运行 hetu build")
        kept = kept_documents(before)
        known = [one.table.info.name for one in kept]
        for name in names:
            if name not in known:
                raise BuildError(f"构建里没有文件“{name}”；有的是：{'、'.join(known)}")
        kept = [one for one in kept if one.table.info.name not in names]
        if not kept:
            raise BuildError("构建里只有这些文件，去掉就没有内容了；要换一份请用 hetu build")
        return ReadSources(tuple(told_apart(kept)))

    return write_build(out, rest_of, progress, finish, wait, vectors=_with_vectors)


def kept_documents(opened: Build) -> list[ReadDocument]:
    """The documents of a build as they were read.

    :raises BuildError: a copy of a source is missing or broken.
    """
    paths = {source.name: source.path for source in opened.sources}
    found = []
    for table in opened.tables:
        name = table.info.name
        kept = f"{SOURCES}/{name}"
        if kept not in opened.manifest.files:
            raise BuildError(f"构建 {opened.folder} 没有 {name} 的原文；{MEND}")
        found.append(ReadDocument(paths.get(name, name), opened.read(kept), table))
    return found


def _with_vectors(before: Build | None) -> bool:
    """Whether a changed build has vectors: if the one before had, or wanted them."""
    return before is None or before.manifest.model_problem != UNWANTED
