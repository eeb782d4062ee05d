"""我的表: bring a table, look how it is understood, put it right, build it, ask it. For the server's own people only."""

from __future__ import annotations

import json
from typing import Any

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from graph.tables.layout.header_meanings import LABELS, Meaning
from qa import Hetu
from ui.pages import rendered
from ui.service.uploads import UploadError, Uploads

ADDRESS = "/tables"
_AT_ONCE = CapacityLimiter(2)
"""Files that are read at a time: the rest of the server goes on meanwhile."""
_MEANINGS = [(meaning.value, LABELS[meaning]) for meaning in Meaning]


class MyTables:
    """Routes of the page over a build.

    :param uploads: where files go; ``None`` where nobody may bring any.
    """

    def __init__(self, kg: Hetu, uploads: Uploads | None) -> None:
        self._hetu, self._uploads = kg, uploads

    def routes(self) -> list[Route]:
        """The addresses served."""
        return [
            Route(ADDRESS, self._page),
            Route(f"{ADDRESS}/upload", self._upload, methods=["PUT"]),
            Route(f"{ADDRESS}/remove", self._remove, methods=["POST"]),
            Route(f"{ADDRESS}/{{token}}/read", self._read, methods=["POST"]),
            Route(f"{ADDRESS}/{{token}}/build", self._build, methods=["POST"]),
            Route(f"{ADDRESS}/{{token}}/progress", self._progress),
        ]

    def _page(self, _: Request) -> Response:
        tables = [
            {
                "name": source.name,
                "title": source.info.title,
                "county": source.info.county,
                "year": source.info.year,
                "tasks": source.tasks,
            }
            for source in self._hetu.build.sources
        ]
        page = rendered("tables.html", ADDRESS, tables=tables, allowed=self._uploads is not None, meanings=_MEANINGS)
        return HTMLResponse(page, headers={"Cache-Control": "no-store"})

    async def _upload(self, request: Request) -> Response:
        async def work(uploads: Uploads) -> dict[str, Any]:
            content = await request.body()
            token = await run_sync(uploads.keep, request.query_params.get("name", ""), content, limiter=_AT_ONCE)
            return {"token": token, **await run_sync(uploads.read, token, {}, limiter=_AT_ONCE)}

        return await self._answered(work)

    async def _read(self, request: Request) -> Response:
        async def work(uploads: Uploads) -> dict[str, Any]:
            return await run_sync(uploads.read, request.path_params["token"], await _said(request), limiter=_AT_ONCE)

        return await self._answered(work)

    async def _build(self, request: Request) -> Response:
        async def work(uploads: Uploads) -> dict[str, Any]:
            said = await _said(request)
            uploads.build(request.path_params["token"], said, alone=bool(said.get("alone")))
            return {"state": "building"}

        return await self._answered(work)

    async def _progress(self, request: Request) -> Response:
        async def work(uploads: Uploads) -> dict[str, Any]:
            told = uploads.progress(request.path_params["token"])
            # Built is not yet asked: the server takes the new build over within moments.
            if told["state"] == "done" and told["build"] != self._hetu.build.name:
                return {"state": "building", "step": "打开新建的表"}
            return told

        return await self._answered(work)

    async def _remove(self, request: Request) -> Response:
        async def work(uploads: Uploads) -> dict[str, Any]:
            await run_sync(uploads.remove, str((await _said(request)).get("document", "")), limiter=_AT_ONCE)
            return {"state": "done"}

        return await self._answered(work)

    async def _answered(self, work: Any) -> Response:
        if self._uploads is None:
            return JSONResponse({"error": "这台服务器不接受上传；管理员可在启动时加 --allow-uploads"}, 403)
        try:
            return JSONResponse(await work(self._uploads))
        except UploadError as error:
            return JSONResponse({"error": str(error)}, 422)


async def _said(request: Request) -> dict[str, Any]:
    """What a request says, as JSON.

    :raises UploadError: it is something else.
    """
    try:
        told = json.loads(await request.body() or b"{}")
    except ValueError as error:
        raise UploadError("请求不是约定的格式") from error
    if not isinstance(told, dict):
        raise UploadError("请求不是约定的格式")
    return told
