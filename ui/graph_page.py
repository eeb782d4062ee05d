"""The page that draws the graph, and the pieces it asks for."""

from __future__ import annotations

from dataclasses import asdict

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from graph.rdf import ontology
from ui.looks import LOOKS
from ui.network import Network
from ui.pages import rendered

ADDRESS = "/graph"


class GraphPages:
    """Routes of the page over a network."""

    def __init__(self, network: Network) -> None:
        self._network = network

    def routes(self) -> list[Route]:
        """The addresses served."""
        return [
            Route(ADDRESS, self._page),
            Route(f"{ADDRESS}/around", self._around),
            Route(f"{ADDRESS}/between", self._between),
            Route(f"{ADDRESS}/whole", self._whole),
            Route(f"{ADDRESS}/search", self._search),
        ]

    def _page(self, _: Request) -> Response:
        kinds = [(kind, ontology.label(kind), look) for kind, look in LOOKS.items()]
        looks = {kind: asdict(look) for kind, look in LOOKS.items()}
        return HTMLResponse(
            rendered(
                "graph.html",
                ADDRESS,
                kinds=kinds,
                looks=looks,
                starters=self._network.starters,
                statuses=self._network.statuses,
            )
        )

    def _around(self, request: Request) -> Response:
        key = request.query_params.get("node", "")
        return JSONResponse(self._network.around(key)) if self._network.has(key) else _unknown()

    def _between(self, request: Request) -> Response:
        start, end = request.query_params.get("from", ""), request.query_params.get("to", "")
        if not (self._network.has(start) and self._network.has(end)):
            return _unknown()
        return JSONResponse(self._network.between(start, end))

    async def _whole(self, _: Request) -> Response:
        return JSONResponse(await run_in_threadpool(lambda: self._network.whole))

    def _search(self, request: Request) -> Response:
        return JSONResponse(self._network.search(request.query_params.get("q", "")[:100]))


def _unknown() -> Response:
    return JSONResponse({"error": "图谱里没有这个节点"}, 404)
