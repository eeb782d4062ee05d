"""Attachments: folders and zip archives, names in GBK, junk, bombs, archives in archives."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from graph.errors import TableError
from graph.tables.readers import archive, grid_of
from graph.tables.readers.archive import ArchiveMember, expand
from tests.tables.readers.made_documents import docx, packed, word_table


def names(documents: tuple[Path | ArchiveMember, ...]) -> list[str]:
    return [document.name for document in documents]


def save(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    return path


def test_members_are_read(tmp_path: Path) -> None:
    inner = docx(word_table(("序号", "任务"), ("1", "甲")))
    path = save(tmp_path, "附件.zip", packed({"b/附件1.docx": inner, "a.txt": "1\t乙".encode()}))
    found = expand([path])
    assert (names(found.documents), found.notices) == (["b/附件1.docx", "a.txt"], ())
    member = found.documents[0]
    assert isinstance(member, ArchiveMember)
    assert grid_of(member.content, member.name).form == "docx"


def test_folders_are_searched_in_order_and_documents_stay_packed(tmp_path: Path) -> None:
    save(tmp_path, "b.docx", docx(word_table(("1", "甲"))))
    save(tmp_path, "a/c.txt", b"x")
    save(tmp_path, "~$b.docx", b"x")
    save(tmp_path, ".DS_Store", b"x")
    (tmp_path / "link.txt").symlink_to("/etc/passwd")
    found = expand([tmp_path])
    assert names(found.documents) == ["c.txt", "b.docx"]
    assert [(notice.document, notice.message) for notice in found.notices] == [
        (".DS_Store", "系统或临时文件，未读取"),
        ("~$b.docx", "系统或临时文件，未读取"),
    ]


def test_names_in_gbk(tmp_path: Path) -> None:
    content = packed({"XXXX1.txt": b"x"}).replace(b"XXXX1.txt", "附件1.txt".encode("gbk"))
    assert names(expand([save(tmp_path, "a.zip", content)]).documents) == ["附件1.txt"]


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("b.zip", packed({"a.txt": b"x"}), "压缩包里的压缩包"),
        ("__MACOSX/._a.txt", b"x", "系统或临时文件"),
        ("大.txt", b"\0" * (3 * 2**20), "解压后有 3 MB"),
    ],
)
def test_what_is_left_out_is_told(tmp_path: Path, name: str, content: bytes, why: str) -> None:
    found = expand([save(tmp_path, "a.zip", packed({name: content, "好.txt": b"x"}))])
    assert names(found.documents) == ["好.txt"]
    assert [why in notice.message for notice in found.notices] == [True]


def test_locked_members_are_left_out(tmp_path: Path) -> None:
    content = bytearray(packed({"a.txt": b"x"}))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    found = expand([save(tmp_path, "a.zip", bytes(content))])
    assert (found.documents, "加密" in found.notices[0].message) == ((), True)


def test_paths_out_of_the_archive_are_names_only() -> None:
    assert archive.member_name(zipfile.ZipInfo("../../etc\\passwd")) == "etc/passwd"


def test_bounds_and_damage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = save(tmp_path, "a.zip", packed({f"{at}.txt": b"x" for at in range(201)}))
    with pytest.raises(TableError, match="至多 200 个文件"):
        expand([path])
    monkeypatch.setattr(archive, "MAX_TOTAL_BYTES", 100)
    with pytest.raises(TableError, match="更大的压缩包"):
        expand([path])
    whole = io.BytesIO(path.read_bytes()).getvalue()
    with pytest.raises(TableError, match="损坏的压缩包"):
        expand([save(tmp_path, "b.zip", whole[:500])])
    with pytest.raises(TableError, match="文件不存在"):
        expand([tmp_path / "nowhere"])
