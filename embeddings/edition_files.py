"""What an edition has for itself in a build: written anew, or taken over from the build before where nothing of it changed."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from embeddings.corpus import Passage, encode_passages, passages
from embeddings.dense.index import VectorIndex, Vectors
from embeddings.lexical import LexicalIndex
from embeddings.manifest import EDITIONS, Edition
from embeddings.opened import GRAPH, LEXICAL, PASSAGES, PIECES, TABLES, VECTORS, Build
from graph.errors import BuildError
from graph.identifiers import edition_code
from graph.knowledge.graph_file import save_graph
from graph.mentions.texts import folded_text
from graph.records import Table
from graph.tables.telling_words import PieceWeights, word_pieces

Embed = Callable[[Sequence[Passage]], Vectors]
"""Gives one unit vector for each passage, shape ``(passages, dimension)``."""


@dataclass(frozen=True, slots=True)
class EditionTables:
    """The documents of one county and year, before they are written."""

    code: str
    tables: tuple[Table, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the documents."""
        return tuple(table.info.name for table in self.tables)

    @property
    def passages(self) -> int:
        """How many passages they have."""
        return sum(1 for table in self.tables for _ in passages(table.tasks))


def by_edition(tables: Sequence[Table]) -> list[EditionTables]:
    """Tables by county and year, in the order in which each first comes."""
    found: dict[str, list[Table]] = {}
    for table in tables:
        found.setdefault(edition_code(table.info), []).append(table)
    return [EditionTables(code, tuple(own)) for code, own in found.items()]


def write_edition(folder: Path, told: EditionTables, embed: Embed | None) -> Edition:
    """Write an edition below a build's folder: tables, graph, passages and indexes.

    :param embed: gives the vectors; without it the edition is searched by words alone.
    :raises OSError: it cannot be written.
    """
    from graph.knowledge.construction import build_graph  # the finders of names are needed to build, not to answer

    own = folder / EDITIONS / told.code
    own.mkdir(parents=True)
    (own / TABLES).write_bytes(b"".join(msgspec.json.encode(table) + b"\n" for table in told.tables))
    save_graph(build_graph(told.tables), own / GRAPH)
    texts = (word_pieces(folded_text(task)) for table in told.tables for task in table.tasks)
    (own / PIECES).write_bytes(PieceWeights(texts).to_bytes())
    items = [item for table in told.tables for item in passages(table.tasks)]
    content = encode_passages(items)
    (own / PASSAGES).write_bytes(content)
    LexicalIndex.from_texts([item.prefixed for item in items]).save(own / LEXICAL)
    if embed:
        VectorIndex(embed(items)).save(own / VECTORS)
    return Edition(told.code, told.names, len(items), hashlib.sha256(content).hexdigest())


def take_over(folder: Path, told: EditionTables, before: Build | None) -> Edition | None:
    """Copy an edition of the build before that has the same documents; ``None`` where there is none to be copied.

    :param before: an edition of the build before.
    """
    if before is None or before.edition is None:
        return None
    try:
        if before.tables != told.tables:
            return None
        before.verify(f"{EDITIONS}/{told.code}/")
    except BuildError:
        return None
    shutil.copytree(before.folder / EDITIONS / told.code, folder / EDITIONS / told.code)
    return before.edition
