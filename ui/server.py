"""The server: one build at a time, a newer one taken over without losing a request, ended within seconds when asked to."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import FrameType
from typing import Any

import uvicorn
from anyio.to_thread import run_sync
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from graph.errors import BuildError, HetuError, ServeError
from graph.sparql.query_pool import SparqlPool
from graph.storage.build_folder import current_build_name
from graph.storage.file_manifest import reason
from qa import Hetu
from ui.service.answering import Answering
from ui.service.connections import BoundedProtocol
from ui.service.door import Door, allowed_names, networks
from ui.service.health import Health
from ui.service.incidents import LOG
from ui.service.opening import open_verified
from ui.service.rates import PUBLIC_RATES, is_public
from ui.service.uploads import Uploads
from ui.web import application

_LOOK = 1.0
"""Seconds between two looks for a newer build."""
_RETRY = 60.0
"""Seconds until a build that could not be taken over is tried again."""
_PROBE = 5.0
"""Seconds between two probes of what the server can do."""
_LINGER = 30.0
"""Seconds that requests over a replaced build may take to end."""
_GRACE, _LAST = 1.0, 3.0
"""Seconds after the signal to end until requests are cut off, and until the process ends whatever still runs."""


@dataclass(frozen=True, slots=True)
class ServerOptions:
    """How a server is run.

    :param host: the address to listen on.
    :param allowed_hosts: names under which it answers besides its own.
    :param trusted_proxies: addresses or networks of proxies whose ``X-Forwarded-*`` headers are believed.
    :param allow_uploads: whether visitors from elsewhere may bring tables.
    """

    host: str = "127.0.0.1"
    port: int = 7860
    endpoint: str | None = None
    allowed_hosts: tuple[str, ...] = ()
    trusted_proxies: tuple[str, ...] = ()
    allow_uploads: bool = False
    uploads: Uploads | None = None
    """Where tables that visitors bring go, once the server runs."""

    @property
    def takes_tables(self) -> bool:
        """Whether visitors may bring tables: those of this machine, others where the operator allows it."""
        return self.allow_uploads or self.rates is None

    @property
    def rates(self) -> str | None:
        """What one address may ask for: bounded where others than this machine can reach the server, also by a proxy."""
        public = is_public(self.host) or self.trusted_proxies or self.allowed_hosts
        return PUBLIC_RATES if public else None


@dataclass(slots=True)
class Served:
    """A build being served: its application, the workers behind it, and how many requests it is answering."""

    name: str
    app: ASGIApp
    lifespan: Callable[[], contextlib.AbstractAsyncContextManager[Any]]
    health: Health
    workers: tuple[Answering, SparqlPool]
    kg: Hetu
    users: int = 0
    leave: asyncio.Event = field(default_factory=asyncio.Event)

    @classmethod
    def open(cls, folder: Path, options: ServerOptions) -> Served:
        """Open the build in force and start its workers.

        :raises HetuError: the build cannot be opened, or questions cannot be answered from it.
        """
        kg = open_verified(folder, options.endpoint)
        build = kg.build
        answering = Answering(folder, build.name, options.endpoint)
        pool = SparqlPool(build.folder / "store", build.manifest.base_iri)
        try:
            answering.warm()
            pool.warm()
            app = application(kg, pool, options.rates, answering.ask, options.uploads)  # while the workers get ready
            health = Health(build, answering, pool)
            health.probe()
            if not health.well:
                raise BuildError(f"构建 {build.name} 的提问或 SPARQL 进程没能启动；请看日志，或重新运行 hetu build")
        except BaseException:
            answering.close()
            pool.close()
            kg.close()
            raise
        return cls(build.folder.name, app, lambda: app.router.lifespan_context(app), health, (answering, pool), kg)

    def close(self) -> None:
        """End the workers and give the build back."""
        for worker in self.workers:
            worker.close()
        self.kg.close()


class Switch:
    """The application of the build in force; follows when a newer one is switched to."""

    def __init__(self, folder: Path, options: ServerOptions, first: Served) -> None:
        self._folder = folder
        self._options = options
        self._current = first
        self._again: dict[str, float] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request over the build that is in force when it comes."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        served = self._current
        if scope["type"] == "http" and scope["path"] == "/healthz":
            told = served.health.told()
            await JSONResponse(told, 200 if told["status"] == "ok" else 503)(scope, receive, send)
            return
        served.users += 1
        try:
            await served.app(scope, receive, send)
        finally:
            served.users -= 1

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        await self._enter(self._current)
        self._start(self._follow())
        self._start(self._watch_health())
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self._current.leave.set()
        for task in list(self._tasks):
            task.cancel()
        await send({"type": "lifespan.shutdown.complete"})

    def _start(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _enter(self, served: Served) -> None:
        entered: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        async def stay() -> None:
            try:
                async with served.lifespan():
                    entered.set_result(None)
                    await served.leave.wait()
            except Exception as error:
                if not entered.done():
                    entered.set_exception(error)
                else:
                    LOG.error("build %s ended badly", served.name, exc_info=error)

        self._start(stay())
        await entered

    async def _follow(self) -> None:
        """Look for a newer build, open it beside the one in force, and switch."""
        while True:
            await asyncio.sleep(_LOOK)
            name, fresh = None, None
            try:
                name = await run_sync(current_build_name, self._folder)
                if name is None or name == self._current.name or time.monotonic() < self._again.get(name, 0.0):
                    continue
                fresh = await run_sync(Served.open, self._folder, self._options)
                await self._enter(fresh)
            except Exception as error:  # the build in force goes on being served
                sentence = str(error) if isinstance(error, HetuError) else type(error).__name__
                LOG.warning("new build %s not taken over: %s", name, sentence)
                if fresh is not None:
                    await run_sync(fresh.close)
                self._again = {name or "": time.monotonic() + _RETRY}
                continue
            old, self._current = self._current, fresh
            LOG.info("switched from build %s to %s", old.name, fresh.name)
            self._start(self._retire(old))

    async def _retire(self, old: Served) -> None:
        until = time.monotonic() + _LINGER
        while old.users and time.monotonic() < until:
            await asyncio.sleep(0.2)
        old.leave.set()
        await run_sync(old.close)

    async def _watch_health(self) -> None:
        while True:
            await asyncio.sleep(_PROBE)
            try:
                await run_sync(self._current.health.probe)
            except Exception as error:  # the next look may go better
                LOG.error("health could not be looked at", exc_info=error)

    def close(self) -> None:
        """End the workers of the build in force."""
        self._current.close()


class _Server(uvicorn.Server):
    """Uvicorn, told to end within :data:`_LAST` seconds whatever is open or running."""

    def __init__(self, config: uvicorn.Config, switch: Switch, uploads: Uploads | None) -> None:
        super().__init__(config)
        self._uploads = uploads
        self._switch = switch
        self._ending = False

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """A signal to end came: streams and slow queries get their grace, then the process goes."""
        super().handle_exit(sig, frame)
        if not self._ending:
            self._ending = True
            threading.Thread(target=self._end, name="end", daemon=True).start()

    def _end(self) -> None:
        time.sleep(_GRACE)
        self._switch.close()
        if self._uploads:
            self._uploads.close()
        time.sleep(_LAST - _GRACE)
        os._exit(0)


def serve(folder: Path, options: ServerOptions) -> None:
    """Open the page over a build folder and wait until a signal ends it.

    :raises ServeError: the address is taken or not this machine's.
    :raises HetuError: the build cannot be opened.
    """
    _checked(options)
    if options.takes_tables:
        options = replace(options, uploads=Uploads(folder))
    listener = _listener(options.host, options.port)
    with listener:
        switch = Switch(folder, options, Served.open(folder, options))
        hosts = allowed_names(options.host, options.allowed_hosts) if "*" not in options.allowed_hosts else None
        config = uvicorn.Config(
            Door(switch, hosts, options.trusted_proxies, uploads=options.takes_tables),
            http=type("Protocol", (BoundedProtocol,), {"proxies": networks(options.trusted_proxies)}),
            ws="none",
            log_level="critical",  # our own log says what happened
            access_log=False,
            server_header=False,
            proxy_headers=False,  # the door does that
            timeout_graceful_shutdown=int(_GRACE),
        )
        place = f"[{options.host}]" if ":" in options.host else options.host
        sys.stdout.write(f"鹤图：http://{place}:{options.port}/　SPARQL：http://{place}:{options.port}/sparql\n")
        sys.stdout.flush()
        # After uvicorn has ended it raises the signal again: then as an exit that still closes what is open.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        if hasattr(signal, "SIGHUP"):  # the terminal was closed: end as well as by the other signals
            signal.signal(signal.SIGHUP, lambda *_: signal.raise_signal(signal.SIGTERM))
        try:
            _Server(config, switch, options.uploads).run(sockets=[listener])
        finally:
            switch.close()


def _checked(options: ServerOptions) -> None:
    for proxy in options.trusted_proxies:
        try:
            networks((proxy,))
        except ValueError as error:
            raise ServeError(f"--trusted-proxy 应为 IP 地址或网段，实为“{proxy[:60]}”") from error


def _listener(host: str, port: int) -> socket.socket:
    """The socket to listen on.

    :raises ServeError: the address is taken or not this machine's.
    """
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
    except (OSError, OverflowError, UnicodeError) as error:
        listener.close()
        told = reason(error)
        raise ServeError(f"无法在 {host}:{port} 打开网页：{told}；可用 --port 换一个端口") from error
    return listener


def addresses(told: Sequence[str] | None) -> tuple[str, ...]:
    """Values of an option that may be given several times, each perhaps a list with commas."""
    return tuple(part.strip() for one in told or () for part in one.split(",") if part.strip())
