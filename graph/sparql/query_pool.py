"""SPARQL queries of strangers, answered by worker processes: each bounded in time, memory, rows and bytes."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

import msgspec

from graph.errors import QueryError
from graph.processes.worker_pool import WorkerPool, WorkerStopped
from graph.sparql.canonical_text import MAX_QUERY
from graph.sparql.guard import Result
from graph.sparql.query_limits import TIME_LIMIT
from graph.sparql.query_worker import Reply, Request

GIVES_WAY = 1.5
"""Seconds after which a query gives way to others when all workers are busy."""
_PROBE = "SELECT (COUNT(*) AS ?n) { ?task a hetu:Task }"
MAX_GRAPHS = 100
"""Graphs that a query may be told to read."""


class SparqlPool:
    """Answers SPARQL queries over a store, several at once."""

    def __init__(self, store: Path, base: str, size: int = 4, time_limit: float = TIME_LIMIT) -> None:
        self._limit = time_limit
        self._workers = WorkerPool(
            [sys.executable, "-m", "graph.sparql.query_worker", str(store.absolute()), base],
            size=size,
            time_limit=time_limit,
            gives_way=GIVES_WAY,
        )

    def __enter__(self) -> SparqlPool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def warm(self) -> None:
        """Start a worker before the first query comes."""
        self._workers.warm()

    def query(
        self,
        query: str,
        accept: Sequence[str] = (),
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        client: str = "",
    ) -> Result:
        """Run a query.

        :param accept: media types the asker takes, the most wanted first.
        :param default_graphs: graphs of the store to read as default graph; given these or ``named_graphs``, FROM and FROM
            NAMED of the query do not count.
        :param named_graphs: graphs of the store that GRAPH reads.
        :param client: who asks; clients are served in turns.
        :raises QueryError: refused, malformed, stopped for its time, or no worker was free; with the fitting status.
        """
        texts = (query, *default_graphs, *named_graphs)
        if len(default_graphs) + len(named_graphs) > MAX_GRAPHS:
            raise QueryError(413, f"指定的图过多：最多 {MAX_GRAPHS} 个")
        try:
            long = sum(len(text.encode()) for text in texts) > 2 * MAX_QUERY or len(query.encode()) > MAX_QUERY
        except UnicodeEncodeError as error:
            raise QueryError(400, "查询有误：有不成对的代理字符，应为 UTF-8 文字") from error
        if long:
            raise QueryError(413, f"查询过长：最多 {MAX_QUERY // 1024} KB")
        request = Request(query, tuple(accept), tuple(default_graphs), tuple(named_graphs))
        try:
            content = self._workers.call(msgspec.msgpack.encode(request), client)
        except WorkerStopped as error:
            raise QueryError(503, self._sentence(error)) from error
        reply = msgspec.msgpack.decode(content, type=Reply)
        if reply.status != 200:
            raise QueryError(reply.status, reply.message)
        return Result(reply.media_type, reply.content, reply.cut_at)

    def works(self) -> bool | None:
        """Whether queries are answered; ``None`` when the workers are only busy with others."""
        try:
            content = self._workers.call(msgspec.msgpack.encode(Request(_PROBE, ())), "health")
        except WorkerStopped as stopped:
            return None if stopped.reason in {"busy", "room"} else False
        return bool(msgspec.msgpack.decode(content, type=Reply).status == 200)

    def _sentence(self, stopped: WorkerStopped) -> str:
        if stopped.reason == "time":
            return f"查询超过 {self._limit:g} 秒，已停止；请缩小范围或加 LIMIT"
        if stopped.reason == "room":
            return "查询时间较长，已为其他查询让出，请稍后再试或缩小范围"
        if stopped.reason == "busy":
            return "查询太多，请稍后再试"
        if stopped.reason == "start":
            return stopped.words or "查询进程没能启动：请检查内存与构建文件夹，或重新运行 hetu build"
        return "查询进程中途结束，多半因为需要的内存超出限制；请缩小范围后再试"

    def close(self) -> None:
        """End all workers at once."""
        self._workers.close()
