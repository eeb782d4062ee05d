"""The page that finds tasks by facets, and the same as CSV and JSON."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from graph.exports.spreadsheets import IDENTIFIER, bracketed, csv_text
from graph.language.text import fold
from qa.querying.sentences import task_sentences
from ui.facets import FACETS, SORTS, STARRED, Browser, Choice, Facet, Row, Value, chips, read_choice, toggled, written
from ui.marking import marked
from ui.pages import rendered

ADDRESS = "/browse"
PAGE = 50
"""Tasks on one page."""
_SHOWN = 8
"""Values of a facet shown before all are asked for."""


class BrowsePages:
    """Routes of the page over a browser."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser

    def routes(self) -> list[Route]:
        """The addresses served."""
        return [
            Route(ADDRESS, self._page),
            Route(f"{ADDRESS}.csv", self._csv),
            Route(f"{ADDRESS}.json", self._json),
        ]

    def _page(self, request: Request) -> Response:
        parameters = request.query_params.multi_items()
        choice = read_choice(parameters)
        found = self._browser.find(choice)
        last = max(1, -(-len(found) // PAGE))
        page = min(max(1, _number(request.query_params.get("page"))), last)
        rows = found[PAGE * (page - 1) : PAGE * page]
        return HTMLResponse(
            rendered(
                "browse.html",
                ADDRESS,
                choice=choice,
                chips=[(label, address(without)) for label, without in chips(choice)],
                hidden=written(choice, q=None),
                facets=[(facet, values) for facet in FACETS if (values := self._browser.values(choice, facet))],
                shown=_SHOWN,
                toggle=lambda facet, value: _toggle(choice, facet, value),
                star=f"{ADDRESS}?{urlencode(written(choice, **{STARRED: None if choice.starred else '1'}))}",
                star_note=self._browser.star,
                total=len(found),
                all=len(self._browser.rows),
                csv=f"{ADDRESS}.csv?{urlencode(written(choice))}",
                json=f"{ADDRESS}.json?{urlencode(written(choice))}",
                columns=[_column(choice, name, label) for name, (label, _) in SORTS.items()],
                rows=rows,
                snippets={row.id: self._snippet(row, choice) for row in rows},
                relaxed=[
                    (label, address(without), len(self._browser.find(without))) for label, without in chips(choice)
                ]
                if not found
                else [],
                pages=[(n, address(choice, page=str(n) if n > 1 else None)) for n in range(1, last + 1)],
                page=page,
            )
        )

    def _snippet(self, row: Row, choice: Choice) -> Markup | None:
        """The first sentence that holds the words looked for, with the words marked; else why a late task is late."""
        words = choice.words.split()
        if not words:
            reason = self._browser.reason(row)
            return Markup("{}").format(reason) if reason else None
        told = (sentence.text for sentence in task_sentences(self._browser.task(row)))
        found = next((text for text in told if any(fold(word) in fold(text) for word in words)), None)
        return marked(found, words) if found else None

    def _csv(self, request: Request) -> Response:
        rows = self._browser.find(read_choice(request.query_params.multi_items()))
        headers = ["编号", "项目名称", *(facet.label for facet in FACETS), IDENTIFIER]
        return download(csv_text(headers, map(_cells, rows)), "text/csv", "tasks.csv")

    def _json(self, request: Request) -> Response:
        choice = read_choice(request.query_params.multi_items())
        rows = self._browser.find(choice)
        told = {
            "chosen": [label for label, _ in chips(choice)],
            "count": len(rows),
            "of": len(self._browser.rows),
            "tasks": [plain(row) for row in rows],
        }
        return download(json.dumps(told, ensure_ascii=False, indent=1), "application/json", "tasks.json")


def address(choice: Choice, **changed: str | None) -> str:
    """The address of the page for a choice.

    >>> address(Choice({"status": ("已完成",)}))
    '/browse?status=%E5%B7%B2%E5%AE%8C%E6%88%90'
    """
    query = urlencode(written(choice, **changed))
    return f"{ADDRESS}?{query}" if query else ADDRESS


def _toggle(choice: Choice, facet: Facet, value: Value) -> str:
    return address(toggled(choice, facet.name, value.label))


def _column(choice: Choice, name: str, label: str) -> tuple[str, str, str | None]:
    """Label, address that sorts by it, and how it is sorted now."""
    sorted_by = choice.sort.removeprefix("-") == name
    backwards = choice.sort.startswith("-")
    order = ("descending" if backwards else "ascending") if sorted_by else None
    wanted = f"-{name}" if sorted_by and not backwards else name
    return label, address(choice, sort=wanted if wanted != "id" else None), order


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 7 else 1


def _cells(row: Row) -> list[str]:
    return [row.id, row.title, *("、".join(row.values[facet.name]) for facet in FACETS), bracketed(row.id)]


def plain(row: Row) -> dict[str, Any]:
    """A task with its values as plain data."""
    return {"id": row.id, "title": row.title, "starred": row.starred, "page": f"/page/{row.key}", **row.values}


def download(content: str, media: str, name: str) -> Response:
    """What a program or a spreadsheet takes, shown or saved under a name; pages of other sites may read it."""
    headers = {
        "Content-Disposition": f'inline; filename="{name}"',
        "X-Content-Type-Options": "nosniff",
        "Access-Control-Allow-Origin": "*",
    }
    return Response(content, media_type=f"{media}; charset=utf-8", headers=headers)
