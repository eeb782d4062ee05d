"""What form a document's first bytes and its structure tell, whatever its name says; what cannot be read is refused."""

from __future__ import annotations

import zipfile
from io import BytesIO

from graph.errors import TableError
from graph.tables.readers.compound_file import stream_names

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_LEAST_ZIP = 22
"""Bytes of the shortest zip file; what is shorter only begins like one."""
_LEAST_OLE = 1536
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\0", b"MM\0*")
_ARCHIVES = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b\x08")
_HEAD = 65_536
_PAGE_TAGS = ("<!doctype html", "<html", "<head", "<body")
_PART_TAGS = (*_PAGE_TAGS, "<meta", "<style", "<table", "<div", "<title")
_HTML_NAMES = (".html", ".htm", ".xhtml", ".shtml", ".jsp", ".aspx", ".xls", ".doc", ".et", ".wps")
_AS_TABLE = "请另存为 xlsx、docx、pdf 或 csv 后再读"


def binary_form(content: bytes, name: str) -> str | None:
    """The form of a document that is not plain text; ``None`` for what may be text.

    :raises TableError: a form that is never read (old Word, archive, locked file …), saying which.
    """
    if b"%PDF-" in content[:1024]:
        return "pdf"
    if content.startswith(_OLE) and len(content) >= _LEAST_OLE:
        return _ole_form(content, name)
    if content.startswith(_ZIP) and len(content) >= _LEAST_ZIP:
        return _zip_form(content, name)
    if content.startswith(_PICTURES) or _is_riff_picture(content):
        return "picture"
    if content.startswith(_ARCHIVES):
        raise TableError(name, None, "一份文件", "压缩包", advice="请先解压，再读其中的文件")
    _refuse_marked_up(content, name)
    return None


def _is_riff_picture(content: bytes) -> bool:
    heic = content[4:8] == b"ftyp" and content[8:12] in (b"heic", b"heix", b"mif1", b"avif")
    return (
        heic
        or (content[:4] == b"RIFF" and content[8:12] == b"WEBP")
        or (content[:2] == b"BM" and b"\0" in content[:16])
    )


def _refuse_marked_up(content: bytes, name: str) -> None:
    head = content[:_HEAD]
    if head.startswith(b"{\\rtf"):
        raise TableError(name, None, "可以读取的表格文件", "RTF 文件", advice="请用 Word 或 WPS 打开，另存为 docx")
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    lower = start.lower()
    if start.startswith(b"<?xml") and (b"office:spreadsheet" in lower or b"office/word/2003/wordml" in lower):
        raise TableError(name, None, "可以读取的表格文件", "XML 格式的 Office 文件", advice="请另存为 xlsx 或 docx")
    if start.startswith(b"<?xml") and b"2006/xmlpackage" in lower:
        raise TableError(name, None, "可以读取的表格文件", "XML 格式的 Office 文件", advice="请另存为 docx")
    if b"mime-version:" in lower[:2000] and b"multipart/related" in lower[:4000]:
        raise TableError(name, None, "可以读取的网页", "单个文件网页（MHT）", advice="请另存为 html 网页")


def _ole_form(content: bytes, name: str) -> str:
    names = stream_names(content, name)
    if {"EncryptedPackage", "EncryptionInfo"} & names:
        raise TableError(name, None, "没有密码的文件", "加密的 Office 文件", advice="请打开后去掉密码，另存一份")
    if {"Workbook", "Book"} & names:
        return "xls"
    if "WordDocument" in names:
        raise TableError(name, None, "docx 文件", "旧版 Word（doc、wps）文件", advice="请另存为 docx")
    raise TableError(name, None, "可以读取的表格文件", "不认得的旧版 Office 文件", advice=_AS_TABLE)


def _zip_form(content: bytes, name: str) -> str:
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            infos = packed.infolist()
            names = {info.filename.replace("\\", "/") for info in infos[:10_000]}
            mime = packed.read("mimetype")[:80].decode("ascii", "replace") if _small(infos, "mimetype") else ""
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError, EOFError, zipfile.zlib.error):  # type: ignore[attr-defined]
        got = "损坏的压缩格式文件（docx、xlsx、zip）"
        raise TableError(name, None, "完整的文件", got, advice="请重新下载或另存一份") from None
    form = _packed_form(names, mime)
    if form is None:
        raise _refused_zip(names, mime, name)
    return form


def _small(infos: list[zipfile.ZipInfo], name: str) -> bool:
    return any(info.filename == name and info.file_size <= 200 for info in infos)


def _packed_form(names: set[str], mime: str) -> str | None:
    if "spreadsheet" in mime and "opendocument" in mime:
        return "ods"
    if any(name.startswith("word/document") and name.endswith(".xml") for name in names):
        return "docx"
    if "xl/workbook.xml" in names:
        return "xlsx"
    return "xlsb" if "xl/workbook.bin" in names else None


def _refused_zip(names: set[str], mime: str, name: str) -> TableError:
    if "opendocument" in mime:
        return TableError(name, None, "可以读取的表格文件", "OpenDocument 文字文档", advice="请另存为 docx")
    if "OFD.xml" in names:
        return TableError(name, None, "可以读取的表格文件", "OFD 版式文件", advice="请用 OFD 阅读器另存为 pdf 或 docx")
    if any(part.startswith("ppt/") for part in names):
        return TableError(name, None, "可以读取的表格文件", "演示文稿", advice="请把其中的表格另存为 xlsx 或 docx")
    if not names:
        return TableError(name, None, "一份文件", "空的压缩包")
    return TableError(name, None, "一份文件", "压缩包", advice="请先解压，再读其中的文件")


def is_html(content: bytes, suffix: str) -> bool:
    r"""Whether a text is a page of HTML, or a part of one; tags inside the cells of a text are none.

    >>> is_html(b"<!-- saved -->\n<html><table>", ".xls"), is_html("<b>一、</b>\t甲".encode(), ".txt")
    (True, False)
    """
    head = content[:_HEAD]
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode("utf-16", "replace").encode("utf-8", "replace")
    lower = head.decode("latin-1").lower()
    start = _after_comments(lower.removeprefix("ï»¿"))
    if start.startswith(_PART_TAGS):
        return True
    if start.startswith("<?xml"):
        return any(tag in lower for tag in _PAGE_TAGS[:2])
    whole = content.lower()
    return suffix in _HTML_NAMES and (b"<table" in whole or b"<body" in whole or b"<p" in whole or b"<li" in whole)


def _after_comments(text: str) -> str:
    text = text.lstrip()
    while text.startswith("<!--"):
        end = text.find("-->")
        if end < 0:
            return ""
        text = text[end + 3 :].lstrip()
    return text
