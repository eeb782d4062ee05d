"""Sources → tables: files of any form, folders and archives of them, each document read with what is said of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from graph.errors import TableError
from graph.identifiers import document_code, name_hash
from graph.records import Notice, Table
from graph.tables.cleaning import one_line
from graph.tables.readers import grid_of, read_bytes
from graph.tables.readers.archive import ArchiveMember, expand
from graph.tables.reading_options import NOTHING_SAID, SUFFIX, ReadingOptions, options_beside
from graph.tables.table import bare, parse, qualify


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """A document that was read: where it came from, its bytes, and what it says."""

    path: str
    content: bytes
    table: Table


@dataclass(frozen=True, slots=True)
class ReadSources:
    """The documents of some sources, and what was noticed of files that were left out."""

    documents: tuple[ReadDocument, ...]
    notices: tuple[Notice, ...] = ()

    @property
    def tables(self) -> list[Table]:
        """What the documents say, in order."""
        return [document.table for document in self.documents]


def read_documents(paths: Sequence[Path], options: ReadingOptions = NOTHING_SAID) -> ReadSources:
    """Read all documents of files, folders and archives; with several, task ids get their document's code before them.

    A file that is named itself must be readable; one that only lies in a folder or an archive is left out with a notice.

    :param options: what is said of all of them.
    :raises TableError: a named file cannot be read, or nothing can.
    """
    found = expand(paths)
    named = {path for path in paths if path.is_file()}
    documents: list[ReadDocument] = []
    notices = list(found.notices)
    for source in found.documents:
        if isinstance(source, Path) and source.name.endswith(SUFFIX):
            continue
        try:
            documents.append(_read(source, options))
        except TableError as error:
            if (isinstance(source, Path) and source in named) or len(found.documents) == 1:
                raise
            notices.append(Notice(error.document, error.line or 0, f"未读入：{error}"))
    if not documents:
        where = "、".join(one_line(path.name) for path in paths[:3])
        raise TableError(where, None, "至少一份任务表", f"{len(notices)} 个都读不出的文件", advice=_first(notices))
    return ReadSources(tuple(told_apart(documents)), tuple(notices))


def _first(notices: Sequence[Notice]) -> str:
    return notices[0].message.rstrip("。") if notices else "请检查文件夹里的文件"


def _read(source: Path | ArchiveMember, options: ReadingOptions) -> ReadDocument:
    if isinstance(source, Path):
        content, name, path = read_bytes(source), one_line(source.name) or "未命名", str(source.resolve())
        own = options.over(options_beside(source))
    else:
        content, name, path = source.content, one_line(Path(source.name).name), f"{source.archive}!{source.name}"
        own = options
    return ReadDocument(path, content, parse(grid_of(content, name), own))


def told_apart(documents: Sequence[ReadDocument]) -> Iterator[ReadDocument]:
    """The documents with names and codes of their own: a second one of a county and year is told by its name.

    The ids of their tasks get the code before them where there are several documents, and lose it where there is one.
    """
    names: set[str] = set()
    codes: set[str] = set()
    several = len(documents) > 1
    for document in documents:
        info = document.table.info
        name = _free(info.name, names)
        names.add(name)
        info = replace(info, name=name)
        if document_code(info) in codes:
            info = replace(info, code=name_hash(name))
        codes.add(document_code(info))
        table = replace(bare(document.table), info=info)
        table = _renamed(table, name) if name != document.table.info.name else table
        yield replace(document, table=qualify(table, document_code(info)) if several else table)


def _free(name: str, taken: set[str]) -> str:
    """A name that no document before has: with a number before its suffix."""
    stem, dot, suffix = name.rpartition(".")
    number, free = 2, name
    while free in taken:
        free = f"{stem}-{number}{dot}{suffix}" if dot else f"{name}-{number}"
        number += 1
    return free


def _renamed(table: Table, name: str) -> Table:
    """A table whose tasks and warnings call their document by its new name."""
    tasks = tuple(replace(task, document=name) for task in table.tasks)
    warnings = tuple(replace(one, document=name) for one in table.warnings)
    return replace(table, tasks=tasks, warnings=warnings)
