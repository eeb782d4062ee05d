"""The tables as they were published, line by line: where every cited line can be read in its place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from urllib.parse import quote, urlencode

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from graph.errors import BuildError
from graph.tables.readers import Row
from qa import Hetu
from ui.marking import marked, telling_words
from ui.pages import rendered

ADDRESS = "/source"
_AROUND = 12
"""Lines shown before and after those asked for."""
_PAGE = 100
_LINES = re.compile(r"^(?P<first>\d{1,7})(?:-(?P<last>\d{1,7}))?$")


def source_address(document: str, lines: tuple[int, int], question: str = "") -> str:
    """Where lines of a table are read.

    :param question: whose words are marked there.

    >>> source_address("heshan-2022.txt", (458, 460))
    '/source/heshan-2022.txt?lines=458-460#L458'
    """
    first, last = lines
    query = {"lines": str(first) if first == last else f"{first}-{last}"} | ({"q": question[:200]} if question else {})
    return f"{ADDRESS}/{quote(document)}?{urlencode(query)}#L{first}"


class SourcePages:
    """The route over a build."""

    def __init__(self, kg: Hetu) -> None:
        self._kg = kg
        self._rows = lru_cache(maxsize=8)(self._read)

    def routes(self) -> list[Route]:
        """The address served."""
        return [Route(f"{ADDRESS}/{{name}}", self._respond)]

    def _read(self, name: str) -> tuple[Row, ...]:
        grid = self._kg.build.source(name)
        return grid.rows if grid else ()

    def _place(self, name: str, line: int) -> str:
        """What stands before a line: its number, or where it is found in the document."""
        place = self._kg.corpus.place_of(name, (line, line))
        return str(line) if place == f"第 {line} 行" else place

    def _respond(self, request: Request) -> Response:
        name = request.path_params["name"]
        title = next((source.info.title for source in self._kg.build.sources if source.name == name), None)
        if title is None:
            return PlainTextResponse("没有这份表。\n", 404)
        try:
            rows = self._rows(name)
        except BuildError:
            return PlainTextResponse("原文的文件已损坏，暂时无法显示；请重新运行 hetu build。\n", 503)
        if not rows:
            return PlainTextResponse("这个构建没有收录原文；请重新运行 hetu build。\n", 404)
        first, last = _asked(request.query_params.get("lines", ""))
        top = first - _AROUND if last else _asked(request.query_params.get("from", ""))[0]
        shown = [row for row in rows if top <= row.line < max(last + _AROUND, top + _PAGE)]
        words = telling_words(request.query_params.get("q", "")[:200], self._kg)
        return HTMLResponse(
            rendered(
                "source.html",
                "/data",
                name=name,
                title=title,
                rows=[
                    (row.line, first <= row.line <= last, _cells(row, words), self._place(name, row.line))
                    for row in shown
                ],
                before=_step(name, max(1, top - _PAGE)) if top > 1 else None,
                after=_step(name, shown[-1].line + 1) if shown and shown[-1] is not rows[-1] else None,
            )
        )


def _asked(lines: str) -> tuple[int, int]:
    found = _LINES.match(lines)
    if not found:
        return 1, 0
    first = int(found["first"])
    return first, min(max(first, int(found["last"] or first)), first + _PAGE)


def _cells(row: Row, words: Sequence[str]) -> list[Markup]:
    return [marked(cell.text, words) for cell in row.cells]


def _step(name: str, line: int) -> str:
    """The address of the lines from one on, none of them cited."""
    return f"{ADDRESS}/{quote(name)}?from={line}"
