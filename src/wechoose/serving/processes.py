"""What a child process of `serve` does: answer requests, or do the background work."""

import asyncio
import gc
import os
import resource
import signal
import socket
import sys
import threading
from collections.abc import Callable, Coroutine
from contextlib import suppress
from multiprocessing.connection import Connection as Pipe
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

import uvicorn
import uvloop

from wechoose.app import build
from wechoose.base import logs
from wechoose.base.settings import Settings
from wechoose.base.site import Site, open_site
from wechoose.serving.connections import Connection
from wechoose.serving.ground import wait_for_database
from wechoose.worker import work

GRACE_SECONDS = 5


class Server(uvicorn.Server):
    """Says when it is ready, and ends the open streams first when it stops: they would hold it for ever."""

    def __init__(self, config: uvicorn.Config, ready: Event, end_streams: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready, self._end_streams = ready, end_streams

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        _spare_the_collector()
        self._ready.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._end_streams()
        await super().shutdown(sockets)


def answer_requests(
    settings: Settings, url: str, log_file: Path | None, parent: Pipe, ready: Event, listening: socket.socket
) -> None:
    begin(log_file, parent)
    run(_serve(settings, url, ready, listening))


def do_background_work(
    settings: Settings, url: str, log_file: Path | None, parent: Pipe, ready: Event
) -> None:
    begin(log_file, parent)
    run(_work(settings, url, ready))


async def _serve(settings: Settings, url: str, ready: Event, listening: socket.socket) -> None:
    site = await _open(settings, url)
    app = build(site)
    await serve_app(app, ready, listening, app.live.close)
    await site.database.close()


async def serve_app(
    app: Callable[..., Any],
    ready: Event,
    listening: socket.socket,
    end_streams: Callable[[], None] = lambda: None,
) -> None:
    """Until a signal says stop; also what a benchmark serves, so that both are served alike."""
    config = uvicorn.Config(
        app,
        http=Connection,
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        lifespan="on",
        backlog=4096,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    await Server(config, ready, end_streams).serve(sockets=[listening])


async def _work(settings: Settings, url: str, ready: Event) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    site = await _open(settings, url)
    ready.set()
    await work(site, stop)
    await site.database.close()


async def _open(settings: Settings, url: str) -> Site:
    """A process that is born while the database is away waits for it: to die and be born again takes longer."""
    await (await wait_for_database(url)).close()
    return await open_site(settings, url)


def begin(log_file: Path | None, parent: Pipe) -> None:
    # uvicorn raises the signal that stopped it once more when it is done; by then there is nothing left to kill.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    logs.configure(log_file)
    _allow_connections()
    threading.Thread(target=_die_with, args=(parent,), daemon=True).start()


def _spare_the_collector() -> None:
    """What is there at the start stays for good: Python's collector of circles need not look at it again and again.

    That took a thirteenth of a process's time; a request leaves few circles behind.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


def _allow_connections() -> None:
    """As many as this machine lets us have: every open page holds one, and the usual limit is a thousand."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def _die_with(parent: Pipe) -> None:
    """Nobody writes to this pipe; it ends when the parent is gone, however it went. The port must be free at once."""
    try:
        parent.recv_bytes()
    except (EOFError, OSError):
        os._exit(1)


def run(main: Coroutine[Any, Any, None]) -> None:
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(main)
    except Exception as error:
        # Python would print the words of the error, and they may quote what a supporter typed.
        logs.log.error("process_failed", error=error)
        sys.exit(1)
