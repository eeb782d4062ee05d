"""Scans and pictures: a drawn table (``scanned_table.png``), turned, darkened, and as the pages of a PDF."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageFilter, ImageOps

from graph.errors import TableError
from graph.records import Table
from graph.tables.readers import grid_of, scans
from graph.tables.table import parse

TABLE = Path(__file__).with_name("scanned_table.png")
TITLES = ["新建口袋公园6个", "改造农村公路20公里", "新增公办幼儿园学位540个"]


def encoded(picture: Image.Image, form: str, **options: object) -> bytes:
    buffer = BytesIO()
    picture.save(buffer, form, **options)
    return buffer.getvalue()


def drawn() -> Image.Image:
    return Image.open(TABLE).convert("L")


def scanned() -> Image.Image:
    """As a scanner gives it: turned by half a degree, grey, a little unsharp."""
    turned = drawn().rotate(0.5, resample=Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    return ImageOps.colorize(turned.filter(ImageFilter.GaussianBlur(0.7)), "#303030", "#e4e2dc")


def read(content: bytes, name: str) -> Table:
    return parse(grid_of(content, name))


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (TABLE.read_bytes(), "表.png"),
        (encoded(scanned(), "JPEG", quality=60), "表.jpg"),
        (encoded(drawn().convert("RGB"), "PDF", resolution=150), "表.pdf"),
    ],
    ids=["drawn", "turned", "pdf"],
)
def test_a_table_is_read_off_a_picture(content: bytes, name: str) -> None:
    table = read(content, name)
    assert [task.title.value for task in table.tasks] == TITLES
    assert [task.unit_names for task in table.tasks] == [("县住建局",), ("县交通局", "梅仙镇"), ("县教育局",)]
    assert [task.statuses for task in table.tasks] == [("已完成",), ("未按进度完成",), ("已完成",)]
    assert (table.info.county, table.info.year) == ("尤溪县", 2024)
    assert any("由程序识别" in warning.message for warning in table.warnings)
    assert table.account.complete


def test_a_table_goes_on_over_scanned_pages() -> None:
    page = drawn().convert("RGB")
    body = page.crop((0, 85, page.width, page.height))
    pages = encoded(page, "PDF", resolution=150, save_all=True, append_images=[body])
    table = read(pages, "两页.pdf")
    assert [task.title.value for task in table.tasks] == [*TITLES, *TITLES]
    assert table.info.place(table.tasks[3].title.source.line, table.tasks[3].title.source.line).startswith("第 2 页")


def huge() -> bytes:
    """The head of a picture of 90,000 × 90,000 points."""
    head = b"IHDR" + struct.pack(">IIBBBBB", 90_000, 90_000, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (encoded(Image.new("L", (800, 600), 255), "PNG"), "认不出文字的图片"),
        (TABLE.read_bytes()[:900], "图片"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 64, "图片"),
        (huge(), "图片"),
        (encoded(drawn(), "TIFF", save_all=True, append_images=[drawn()]), "2 页的图片"),
    ],
    ids=["blank", "cut", "broken", "huge", "pages"],
)
def test_what_shows_no_table_is_refused_in_a_sentence(content: bytes, told: str) -> None:
    with pytest.raises(TableError, match=told) as caught:
        read(content, "图.png")
    assert str(caught.value).startswith("图.png")


@pytest.mark.parametrize("name", ["表.png", "表.pdf"])
def test_without_the_parts_it_is_said_what_would_help(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(scans, "available", lambda: False)
    content = TABLE.read_bytes() if name == "表.png" else encoded(drawn().convert("RGB"), "PDF")
    with pytest.raises(TableError, match="install-ocr"):
        read(content, name)


def test_too_many_scanned_pages_are_not_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scans, "MAX_SCANNED", 1)
    small = drawn().convert("RGB").resize((300, 140))
    with pytest.raises(TableError, match="至多 1 页的扫描件"):
        read(encoded(small, "PDF", save_all=True, append_images=[small]), "多页.pdf")
