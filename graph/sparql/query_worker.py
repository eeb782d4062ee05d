"""A process that answers SPARQL queries over one store, so that a query can be stopped by stopping the process.

It has no network where the platform lets it do without (:mod:`graph.processes.isolation`): even a query that got past all guards
could reach nobody. Messages are MessagePack (:mod:`graph.processes.messages`).
"""

from __future__ import annotations

import logging
import os
import resource
import sys

import msgspec
import pyoxigraph

from graph.errors import QueryError
from graph.processes.isolation import without_network
from graph.processes.messages import refuse, serve
from graph.sparql.guard import answer, judge

MAX_MEMORY = 2 * 1024**3
"""Address space of a worker, in bytes: a query that needs more fails instead of taking the machine down."""


class Request(msgspec.Struct):
    """A query with what its asker takes and the graphs it should read."""

    query: str
    accept: tuple[str, ...]
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()


class Reply(msgspec.Struct):
    """The result, or the refusal: ``status`` 200 or the code that fits."""

    status: int
    media_type: str = ""
    content: bytes = b""
    cut_at: int | None = None
    message: str = ""


def main(path: str, base: str) -> None:
    """Answer queries over a store until the other side goes."""
    try:
        store = pyoxigraph.Store.read_only(path)
        graphs = [graph.value for graph in store.named_graphs() if isinstance(graph, pyoxigraph.NamedNode)]
    except (OSError, ValueError):
        refuse(f"图数据库 {path} 无法打开；请重新运行 hetu build")
        return
    judge("ASK {}", graphs)  # loads the parser
    decoder = msgspec.msgpack.Decoder(Request)

    def handle(message: bytes) -> bytes:
        return msgspec.msgpack.encode(_reply(store, graphs, base, decoder.decode(message)))

    serve(handle)


def _reply(store: pyoxigraph.Store, graphs: list[str], base: str, request: Request) -> Reply:
    try:
        judged = judge(request.query, graphs, request.default_graphs, request.named_graphs, base)
        result = answer(store, judged, request.accept, base)
    except QueryError as error:
        return Reply(error.status, message=str(error))
    except MemoryError:
        return Reply(503, message="这个查询需要的内存超出限制，已停止")
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # a panic of the engine is no Exception
        return Reply(503, message="查询时出错：图数据库可能已损坏，可重新运行 hetu build；也可能是引擎不支持这种写法")
    return Reply(200, result.media_type, result.content, result.cut_at)


if __name__ == "__main__":
    without_network()
    os.nice(5)  # ordinary questions come first
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    sys.setrecursionlimit(3000)
    logging.disable(logging.CRITICAL)  # the parser reports odd literals with tracebacks
    main(sys.argv[1], sys.argv[2])
