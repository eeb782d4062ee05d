"""The page to take the data home: every export as a download, and how machines ask."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from embeddings.dense.model import licence_sentence
from graph.credits import SHIPPED
from graph.rdf.description import RIGHTS, examples
from qa import Hetu
from ui.downloads import Downloads
from ui.open_data import METHODS, deliver, http_date, shared
from ui.pages import rendered

ADDRESS = "/data"
DOWNLOADS = {
    "xlsx": (
        "工作簿：任务、节点、完成情况、原因、数字各一张",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ".xlsx",
    ),
    "csv": ("表格：每项任务一行，可用电子表格打开", "text/csv", ".csv"),
    "records": ("任务记录：每行一个 JSON", "application/x-ndjson", ".records.jsonl"),
    "mentions": ("文中提到的企业、文件、村、数字等：每行一个 JSON", "application/x-ndjson", ".mentions.jsonl"),
    "graphml": ("图谱：Gephi、Cytoscape 等可打开", "application/xml", ".graphml"),
    "turtle": ("RDF：Turtle", "text/turtle", ".ttl"),
    "ntriples": ("RDF：N-Triples", "application/n-triples", ".nt"),
    "jsonld": ("RDF：JSON-LD", "application/ld+json", ".jsonld"),
    "rdfxml": ("RDF：RDF/XML", "application/rdf+xml", ".rdf"),
    "trig": ("RDF（含命名图）：TriG", "application/trig", ".trig"),
    "nquads": ("RDF（含命名图）：N-Quads", "application/n-quads", ".nq"),
}
"""Format → what it is, media type, ending of the file."""


class DataPages:
    """Routes of the page over a build."""

    def __init__(self, kg: Hetu, downloads: Downloads) -> None:
        self._hetu = kg
        self._downloads = downloads

    def routes(self) -> list[Route]:
        """The addresses served."""
        return [Route(ADDRESS, self._page), Route("/download/{form}", shared(self._download), methods=[*METHODS])]

    def _page(self, request: Request) -> Response:
        tables = [(source.info.title, source.name, source.tasks) for source in self._hetu.build.sources]
        return HTMLResponse(
            rendered(
                "data.html",
                ADDRESS,
                tables=tables,
                rights=RIGHTS,
                model=licence_sentence(self._hetu.build.manifest.model),
                shipped=SHIPPED,
                downloads=[(form, *DOWNLOADS[form]) for form in DOWNLOADS],
                queries=[(asks, query) for _, asks, query in examples()],
                site=str(request.base_url).rstrip("/"),
            )
        )

    def _download(self, request: Request) -> Response:
        form = request.path_params["form"]
        if form not in DOWNLOADS:
            return PlainTextResponse(f"可下载的格式：{'、'.join(DOWNLOADS)}。\n", 404)
        _, media, ending = DOWNLOADS[form]
        headers = {
            "Content-Disposition": f'attachment; filename="hetu{ending}"',
            "Last-Modified": http_date(self._hetu.build.manifest.created),
        }
        described = media if form == "xlsx" else f"{media}; charset=utf-8"
        return deliver(request, self._downloads.file(form), described, headers)
