"""HTML pages → grid: the article of a page, its running text and its tables, without what belongs to the site."""

from __future__ import annotations

from typing import Any

from graph.errors import TableError
from graph.tables.encodings import decode
from graph.tables.readers.grid import Bounds, Grid, GridDraft, SlotRow
from graph.tables.readers.html_blocks import blocks_of
from graph.tables.readers.html_furniture import article_of, page_title
from graph.tables.readers.html_text import folded

_META = 4096
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030", "big5": "cp950"}
"""Names of encodings under which pages hold characters of a wider one."""


def read_html(content: bytes, name: str, bounds: Bounds) -> Grid:
    """Make the grid of a page.

    :raises TableError: there is no text, it is in an unknown encoding, or beyond one of the bounds.
    """
    text, codec, damaged = page_text(content, name)
    root = _parsed(text, name)
    draft = GridDraft(name, "html", bounds)
    title = page_title(root)
    blocks = article_of(blocks_of(root, bounds, name), title)
    paragraphs = tables = 0
    if title and not any(folded(block.text) == folded(title) for block in blocks[:3]):
        paragraphs += 1
        draft.add_text(title, f"第 {paragraphs} 段")
    for block in blocks:
        if block.rows:
            tables += 1
            places = enumerate(block.rows, start=1)
            draft.add_table([SlotRow(row, f"表 {tables} 第 {number} 行") for number, row in places])
        else:
            paragraphs += 1
            draft.add_text(block.text, f"第 {paragraphs} 段")
    if damaged:
        draft.add_notice(f"网页里有 {damaged} 处字符无法按 {codec} 读出，已用“�”代替", line=1)
    return draft.finish(content, codec)


def page_text(content: bytes, name: str) -> tuple[str, str, int]:
    """The text of a page, its encoding, and how many places could not be read.

    UTF-8 is tried first, since pages that say GB2312 often are, and bytes that are no UTF-8 never pass for it; then
    what the page says, then what its bytes look like; a few damaged bytes do not lose the page.

    :raises TableError: no encoding is known.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        return (*decode(content, name), 0)
    declared = declared_charset(content)
    codecs = ["utf-8", *([_WIDER.get(declared, declared)] if declared else [])]
    for codec in codecs:
        try:
            return content.decode(codec), codec, 0
        except (UnicodeDecodeError, LookupError):
            continue
    try:
        return (*decode(content, name), 0)
    except TableError:
        if not declared:
            raise
    try:
        text = content.decode(codecs[-1], "replace")
    except LookupError:
        text = content.decode("utf-8", "replace")
    return text, codecs[-1], text.count("\ufffd")


def declared_charset(content: bytes) -> str:
    """The encoding that a page's meta element names, in small letters.

    >>> declared_charset(b'<meta http-equiv="Content-Type" content="text/html; charset=GB2312"/>')
    'gb2312'
    """
    head = content[:_META].decode("latin-1").lower()
    _, found, rest = head.partition("charset=")
    rest = rest.lstrip(" \"'")
    end = next((at for at, char in enumerate(rest) if not (char.isalnum() or char in "-_")), len(rest))
    return rest[: min(end, 40)] if found else ""


def _parsed(text: str, name: str) -> Any:
    from lxml import etree  # type: ignore[import-untyped]
    from lxml.html import HTMLParser, document_fromstring  # type: ignore[import-untyped]

    # Bytes, since a text that says its own encoding is refused; NUL would end the document.
    content = text.replace("\0", "").encode("utf-8", "replace")
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=False)
    try:
        root = document_fromstring(content, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        raise TableError(name, None, "含有文字的网页", "空的或损坏的网页") from None
    # The parser leaves out what is nested more deeply than it goes, and only notes it.
    if any("depth" in entry.message.lower() for entry in parser.error_log):
        raise TableError(name, None, "完整的网页", "嵌套过深的网页", advice="请另存为 docx 或 pdf")
    return root
