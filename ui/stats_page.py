"""The page of charts; every mark leads to the tasks behind it."""

from __future__ import annotations

from functools import cached_property

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from ui.pages import rendered
from ui.stats import Stats
from ui.town_map import town_map

ADDRESS = "/stats"


class StatsPages:
    """The route of the page over counts."""

    def __init__(self, stats: Stats) -> None:
        self._stats = stats

    def routes(self) -> list[Route]:
        """The address served."""
        return [Route(ADDRESS, self._respond)]

    def _respond(self, _: Request) -> Response:
        return HTMLResponse(self._page)

    @cached_property
    def _page(self) -> str:
        stats = self._stats
        charts = stats.charts()
        bars = stats.by_town()
        return rendered(
            "stats.html",
            ADDRESS,
            overall=stats.overall(),
            charts=charts,
            map=town_map(bars),
            bars=bars,
            matrix=stats.partners(),
            together=stats.together,
            targets=stats.targets(),
            problems=stats.problems(),
            findings=stats.findings(),
        )
