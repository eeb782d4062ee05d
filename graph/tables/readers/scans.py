"""Scans and pictures → the ink of pages: characters recognised by RapidOCR, ruled lines found by OpenCV.

The extra ``ocr`` installs both; models come with it and nothing is fetched. Everything behind is that of PDFs with text:
the same tables, the same running text. Coordinates are scaled until characters are as large as in print.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from importlib.util import find_spec
from statistics import median
from typing import Any

from graph.errors import TableError
from graph.tables.readers.pdf_ink import Glyph, PageInk, Rule, joined, unified

ADVICE = "请先用识别软件（OCR）转成文字再读；或装上识别组件（make install-ocr）后再读"
MAX_SCANNED = 60
"""Pages recognised of one document: some three seconds each."""
_DPI = 200
_MOST_PIXELS = 40_000_000
_LONGEST_SIDE = 4_400
"""Pixels of the longer side from which on a picture is made smaller: print is large enough then."""
_PRINTED = 10.5
"""The height of a character in print, in points."""
_LEAST_SCORE = 0.5
_ACROSS, _DOWN = 3.0, 1.6
"""How long a ruled line must be at least, in heights of a character: no stroke of a character is so long."""
_STEEP = 0.05
_BLOCK, _DARKER = 25, 12
_STEP = 0.2


def available() -> bool:
    """Whether scans can be read here."""
    return all(find_spec(name) is not None for name in ("rapidocr", "cv2", "pypdfium2"))


def inks_of_pdf(content: bytes, name: str) -> list[PageInk]:
    """The ink of a PDF whose pages are pictures.

    :raises TableError: it has too many pages.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError:
        raise damaged_pdf(name) from None
    try:
        if len(document) > MAX_SCANNED:
            got = f"{len(document)} 页的扫描件"
            raise TableError(name, None, f"至多 {MAX_SCANNED} 页的扫描件", got, advice="请把文件拆成几个再读")
        return [_ink(_rendered(page), number) for number, page in enumerate(document, start=1)]
    except pypdfium2.PdfiumError:
        raise damaged_pdf(name) from None
    finally:
        document.close()


def damaged_pdf(name: str) -> TableError:
    """The error for a PDF that cannot be read."""
    return TableError(name, None, "完整的 PDF", "损坏的 PDF", advice="请重新下载，或用阅读器另存一份")


def ink_of_picture(content: bytes, name: str) -> PageInk:
    """The ink of a picture.

    :raises TableError: it is damaged or too large.
    """
    import cv2
    import numpy as np

    _hold_pixels(content, name)
    picture = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)
    if picture is None:
        raise TableError(name, None, "完整的图片", "损坏或不认得的图片", advice="请另存为 PNG 或 JPEG 再读")
    return _ink(picture, 1)


def _hold_pixels(content: bytes, name: str) -> None:
    """Refuse a picture that would be huge unpacked, by what its head says."""
    from io import BytesIO

    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(BytesIO(content)) as opened:
            pixels, pages = opened.width * opened.height, getattr(opened, "n_frames", 1)
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        raise TableError(name, None, "完整的图片", "损坏或不认得的图片", advice="请另存为 PNG 或 JPEG 再读") from None
    if pages > 1:
        raise TableError(name, None, "一页的图片", f"{pages} 页的图片", advice="请另存为 PDF 再读")
    if pixels > _MOST_PIXELS:
        got = f"{pixels // 1_000_000} 百万像素的图片"
        raise TableError(name, None, f"至多 {_MOST_PIXELS // 1_000_000} 百万像素的图片", got)


def _rendered(page: Any) -> Any:
    """A page as a picture, of a size in which print can be recognised."""
    width, height = page.get_size()
    scale = min(_DPI / 72, _LONGEST_SIDE / max(width, height, 1.0))
    return page.render(scale=scale).to_numpy()[:, :, :3].copy()


def _ink(picture: Any, number: int) -> PageInk:
    """Recognise a picture."""
    import cv2

    height, width = picture.shape[:2]
    if max(height, width) > _LONGEST_SIDE:
        factor = _LONGEST_SIDE / max(height, width)
        picture = cv2.resize(picture, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
        height, width = picture.shape[:2]
    found = _engine()(picture, use_cls=False, return_word_box=True)
    boxes = list(found.boxes) if found.boxes is not None else []
    lines = list(found.word_results or ()) if boxes else []
    words = [word for line in lines for word in line]
    tall = median([_height(word[2]) for word in words]) if words else 0.0
    if not tall:
        return PageInk(number, width, height, [], [], [], pictures=1)
    angle = _angle(boxes)
    turn = _turning(angle, width, height)
    scale = _PRINTED / tall
    glyphs = [
        glyph for line in lines for glyph in _in_order(one for word in line for one in _glyphs(word, turn, scale))
    ]
    across, down = _rules(picture, angle, tall, scale)
    return PageInk(number, width * scale, height * scale, glyphs, across, down, pictures=1)


@lru_cache(maxsize=1)
def _engine() -> Any:
    from rapidocr import RapidOCR

    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    return RapidOCR(params={"Global.log_level": "error", "Global.text_score": _LEAST_SCORE})


def _height(box: Sequence[Sequence[float]]) -> float:
    return abs((box[3][1] + box[2][1] - box[0][1] - box[1][1]) / 2)


def _angle(boxes: Sequence[Any]) -> float:
    """How far the page is turned, in radians: the median slope of its long lines."""
    slopes = []
    for (x0, y0), (x1, y1), *_ in boxes:
        if x1 - x0 > 4 * abs(y1 - y0) and x1 - x0 > _LONGEST_SIDE / 40:
            slopes.append(math.atan2(y1 - y0, x1 - x0))
    angle = median(slopes) if slopes else 0.0
    return angle if abs(angle) < _STEEP else 0.0


def _turning(angle: float, width: float, height: float) -> Any:
    """What turns a point of the page upright, about its middle."""
    cosine, sine = math.cos(-angle), math.sin(-angle)

    def turned(x: float, y: float) -> tuple[float, float]:
        dx, dy = x - width / 2, y - height / 2
        return width / 2 + dx * cosine - dy * sine, height / 2 + dx * sine + dy * cosine

    return turned


def _glyphs(word: Any, turn: Any, scale: float) -> Iterator[Glyph]:
    """The characters of a recognised word, each with its share of the word's box."""
    text, _, box = word
    text = unified("".join(text.split()))
    corners = [turn(float(x), float(y)) for x, y in box]
    x0, x1 = min(x for x, _ in corners), max(x for x, _ in corners)
    top, bottom = min(y for _, y in corners), max(y for _, y in corners)
    share = (x1 - x0) / max(len(text), 1)
    for at, character in enumerate(text):
        left = x0 + at * share
        yield Glyph(character, left * scale, (left + share) * scale, top * scale, bottom * scale)


def _in_order(glyphs: Iterable[Glyph]) -> Iterator[Glyph]:
    """The characters of a recognised line, none to the left of the one before: their boxes are only about right."""
    left = -math.inf
    for glyph in glyphs:
        left = max(glyph.x0, left + _STEP)
        yield glyph._replace(x0=left, x1=max(glyph.x1, left + _STEP))


def _rules(picture: Any, angle: float, tall: float, scale: float) -> tuple[list[Rule], list[Rule]]:
    """The ruled lines of a page, upright: long dark runs, once along and once down the page."""
    import cv2

    height, width = picture.shape[:2]
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    if angle:
        turning = cv2.getRotationMatrix2D((width / 2, height / 2), math.degrees(angle), 1.0)
        grey = cv2.warpAffine(grey, turning, (width, height), borderValue=255, flags=cv2.INTER_LINEAR)
    dark = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, _BLOCK, _DARKER)
    across = [
        Rule((y + h / 2) * scale, x * scale, (x + w) * scale)
        for x, y, w, h in _runs(dark, (int(_ACROSS * tall), 1), tall)
    ]
    down = [
        Rule((x + w / 2) * scale, y * scale, (y + h) * scale)
        for x, y, w, h in _runs(dark, (1, int(_DOWN * tall)), tall)
    ]
    return joined(across), joined(down)


def _runs(dark: Any, kernel: tuple[int, int], tall: float) -> Iterator[tuple[int, int, int, int]]:
    """The boxes of dark runs at least as long as a kernel, small breaks in them closed; thick ones are no lines."""
    import cv2

    long = cv2.getStructuringElement(cv2.MORPH_RECT, kernel)
    gap = max(3, int(tall / 4))
    thick = cv2.getStructuringElement(cv2.MORPH_RECT, (gap, 3) if kernel[0] > 1 else (3, gap))
    closed = cv2.morphologyEx(dark, cv2.MORPH_CLOSE, thick)
    lines = cv2.morphologyEx(closed, cv2.MORPH_OPEN, long)
    count, _, stats, _ = cv2.connectedComponentsWithStats(lines, connectivity=8)
    for at in range(1, count):
        x, y, w, h, _ = (int(value) for value in stats[at])
        if min(w, h) <= tall / 2:
            yield x, y, w, h
