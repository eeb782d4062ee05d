"""What a build was made from and with: its sources, its editions, and every file with size and SHA-256, under a seal."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from pathlib import Path

import msgspec

from graph.errors import BuildError
from graph.records import DocumentInfo
from graph.storage.build_folder import MANIFEST, MEND
from graph.storage.file_manifest import Fault, FileRecord, reason

FORMAT = 12
EDITIONS = "editions"


@dataclass(frozen=True, slots=True)
class Source:
    """A source document of a build: where it came from, what it tells of itself, and how many tasks it has."""

    path: str
    info: DocumentInfo
    tasks: int

    @property
    def name(self) -> str:
        """Its name within the build."""
        return self.info.name

    @property
    def sha256(self) -> str:
        """The checksum of its content."""
        return self.info.sha256


@dataclass(frozen=True, slots=True)
class Edition:
    """What one county published for one year: its documents and passages; its files lie below ``editions/CODE/``."""

    code: str
    documents: tuple[str, ...]
    """Their names, as in :attr:`graph.records.DocumentInfo.name`."""
    passages: int
    passages_sha256: str

    def holds(self, name: str) -> bool:
        """Whether a file of the build, by its relative name, is one of this edition's own."""
        return name.startswith(f"{EDITIONS}/{self.code}/")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a build was made from and with, and its files."""

    format: int
    created: str
    sources: tuple[Source, ...]
    base_iri: str
    vocabulary: str
    """Start of the terms' addresses."""
    model: str | None
    dimension: int | None
    model_problem: str | None
    versions: dict[str, str]
    editions: tuple[Edition, ...] = ()
    files: dict[str, FileRecord] = field(default_factory=dict)
    """Every file of the build but the manifest itself, by its name below the build's folder."""
    seal: str = ""
    """SHA-256 of the manifest without its seal."""

    @property
    def passages(self) -> int:
        """How many passages can be searched."""
        return sum(edition.passages for edition in self.editions)


class _Format(msgspec.Struct):
    format: int


def damaged(folder: Path, fault: Fault) -> BuildError:
    """The error for a file of a build that is not what it was."""
    return BuildError(f"构建文件 {folder / fault.name} 已损坏（{fault.what}）；{MEND}")


def sealed(manifest: Manifest) -> Manifest:
    """The manifest with its seal, by which a change in it is noticed."""
    bare = replace(manifest, seal="")
    return replace(bare, seal=hashlib.sha256(msgspec.json.encode(bare)).hexdigest())


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a build's folder.

    :raises BuildError: it is missing, of another format, or changed.
    """
    path = folder / MANIFEST
    try:
        if not path.is_file():
            raise damaged(folder, Fault(MANIFEST, "是文件夹，应为文件" if path.is_dir() else "不存在"))
        content = path.read_bytes()
        form = msgspec.json.decode(content, type=_Format).format
        if form != FORMAT:
            raise BuildError(f"构建格式为 {form}，本版需要 {FORMAT}；{MEND}")
        manifest = msgspec.json.decode(content, type=Manifest)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise damaged(folder, Fault(MANIFEST, f"无法读取：{reason(error)}")) from error
    if sealed(manifest) != manifest:
        raise damaged(folder, Fault(MANIFEST, "内容改动过"))
    return manifest


def write_manifest(folder: Path, manifest: Manifest) -> Manifest:
    """Write a manifest under its seal; returns it with the seal."""
    told = sealed(manifest)
    (folder / MANIFEST).write_bytes(msgspec.json.format(msgspec.json.encode(told)))
    return told
