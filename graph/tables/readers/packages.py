"""Zip packages of XML (docx, xlsx, ods): parts read within bounds, XML parsed without entities and network."""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO
from typing import TYPE_CHECKING, Any

from graph.errors import TableError

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_PARTS = 5_000
"""Most files in a package: a workbook with many pictures has some hundreds."""
MAX_PART_BYTES = 128 * 1024 * 1024
"""Largest part unpacked, in bytes."""
MAX_RATIO = 500
"""Largest part unpacked over its packed size, above :data:`FREE_BYTES`: XML of empty cells packs a hundredfold."""
FREE_BYTES = 16 * 1024 * 1024
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError, KeyError)
_AGAIN = "请重新下载或另存一份"


class Package:
    """The parts of a document."""

    def __init__(self, content: bytes, document: str) -> None:
        self.document = document
        try:
            self._zip = zipfile.ZipFile(BytesIO(content))
            infos = self._zip.infolist()
        except _BROKEN:
            raise self._damaged() from None
        if len(infos) > MAX_PARTS:
            raise TableError(document, None, f"至多 {MAX_PARTS} 个部件的文件", f"{len(infos)} 个部件")
        # Some programs write backslashes.
        self._infos = {info.filename.replace("\\", "/").lstrip("/"): info for info in infos}

    @property
    def names(self) -> Iterable[str]:
        """The names of all parts."""
        return self._infos.keys()

    def read(self, name: str) -> bytes | None:
        """The bytes of a part; ``None`` when there is none of that name.

        :raises TableError: the part is damaged or unpacks to too much.
        """
        info = self._infos.get(name)
        if info is None:
            return None
        size, packed = info.file_size, max(info.compress_size, 1)
        if size > MAX_PART_BYTES or (size > FREE_BYTES and size > MAX_RATIO * packed):
            got = f"解压后有 {size / 2**20:.0f} MB 的部件"
            raise TableError(self.document, None, "大小正常的文件", got, advice="请检查文件来源")
        if info.flag_bits & 1:
            raise TableError(self.document, None, "没有密码的文件", "加密的文件", advice="请打开后去掉密码，另存一份")
        try:
            # Never reads beyond the size that the directory tells, and holds the checksum.
            return self._zip.read(info)
        except _BROKEN:
            raise self._damaged() from None

    def xml(self, name: str) -> Any | None:
        """The root element of a part; ``None`` when there is none of that name.

        :raises TableError: the part is damaged, or nested too deeply.
        """
        content = self.read(name)
        return None if content is None else parse_xml(content, self.document)

    def _damaged(self) -> TableError:
        return TableError(self.document, None, "完整的文件", "损坏的压缩格式文件（docx、xlsx、zip）", advice=_AGAIN)


def parse_xml(content: bytes, document: str) -> Any:
    """The root element of XML: no entity is resolved, nothing fetched, comments left out.

    :raises TableError: no well-formed XML, or nested too deeply.
    """
    from lxml import etree  # type: ignore[import-untyped]

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise TableError(document, None, "完整的文件", "内容损坏或嵌套过深的文件", advice=_AGAIN) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise TableError(document, None, "完整的文件", "含有实体定义的文件", advice="请另存一份")
    return root
