"""A process that answers SPARQL queries over one store, so that a query can be stopped by stopping the process.

Says that it is ready, then reads requests from standard input and writes replies to standard output, each as its length
in eight bytes and MessagePack.
"""

from __future__ import annotations

import os
import resource
import struct
import sys
from typing import BinaryIO

import msgspec
import pyoxigraph

from graph.errors import QueryError
from graph.sparql import answer, judge

MAX_MEMORY = 2 * 1024**3
"""Address space of a worker, in bytes: a query that needs more fails instead of taking the machine down."""
_LENGTH = struct.Struct(">Q")


class Request(msgspec.Struct):
    """A query with what its asker takes."""

    query: str
    accept: tuple[str, ...]
    default_graphs: tuple[str, ...] = ()


class Reply(msgspec.Struct):
    """The result, or the refusal: ``status`` 200 or the code that fits."""

    status: int
    media_type: str = ""
    content: bytes = b""
    cut_at: int | None = None
    message: str = ""


def send(stream: BinaryIO, message: Request | Reply) -> None:
    """Write a message."""
    content = msgspec.msgpack.encode(message)
    stream.write(_LENGTH.pack(len(content)) + content)
    stream.flush()


def length_of(head: bytes) -> int:
    """Return the length of the message whose first eight bytes are given."""
    return int(_LENGTH.unpack(head)[0])


def _serve(path: str, base: str) -> None:
    store = pyoxigraph.Store.read_only(path)
    graphs = [graph.value for graph in store.named_graphs() if isinstance(graph, pyoxigraph.NamedNode)]
    decoder = msgspec.msgpack.Decoder(Request)
    judge("ASK {}", graphs)  # loads the parser
    send(sys.stdout.buffer, Reply(200))  # ready
    while head := sys.stdin.buffer.read(_LENGTH.size):
        request = decoder.decode(sys.stdin.buffer.read(length_of(head)))
        send(sys.stdout.buffer, _reply(store, graphs, base, request))


def _reply(store: pyoxigraph.Store, graphs: list[str], base: str, request: Request) -> Reply:
    try:
        judge(request.query, graphs)
        foreign = [graph for graph in request.default_graphs if graph not in graphs]
        if foreign:
            raise QueryError(403, f"本库没有图 <{foreign[0][:200]}>")
        result = answer(store, request.query, request.accept, base, request.default_graphs)
    except QueryError as error:
        return Reply(error.status, message=str(error))
    except MemoryError:
        return Reply(503, message="这个查询需要的内存超出限制，已停止")
    return Reply(200, result.media_type, result.content, result.cut_at)


if __name__ == "__main__":
    os.nice(5)  # ordinary questions come first
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    sys.setrecursionlimit(3000)
    _serve(sys.argv[1], sys.argv[2])
