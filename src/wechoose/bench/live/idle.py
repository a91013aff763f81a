"""The limit for streams: the same server with a handler that opens a stream as ASGI has it, and says nothing more."""

import asyncio
import multiprocessing
import socket
from typing import Any, Self

import psutil
import uvicorn
import uvloop

from wechoose.bench.live.watchers import Watchers

HEADERS = [(b"content-type", b"text/event-stream"), (b"cache-control", b"no-store")]
FIRST = b'event: counts\nid: 1\ndata: {"verified":0}\n\n'

spawning = multiprocessing.get_context("spawn")


STREAMS = 2_000


def measure_idle(most: int) -> float:
    """Bytes that a stream of an empty handler takes."""
    streams = min(most, STREAMS)
    with Idle() as idle:
        with Watchers(idle.url, ["/"] * (streams // 10)):
            pass
        before = idle.memory
        with Watchers(idle.url, ["/"] * streams):
            return (idle.memory - before) / streams


class Idle:
    """A process of its own, ready when entered."""

    def __init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=4096)
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self._process = spawning.Process(target=_serve, args=(self._listening,), daemon=True)

    def __enter__(self) -> Self:
        self._process.start()
        self._listening.close()
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.join()

    @property
    def memory(self) -> int:
        return psutil.Process(self._process.pid).memory_info().rss


def _serve(listening: socket.socket) -> None:
    config = uvicorn.Config(_answer, log_config=None, log_level="warning", access_log=False, lifespan="off")
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(uvicorn.Server(config).serve(sockets=[listening]))


async def _answer(scope: Any, _receive: Any, send: Any) -> None:
    found = scope["path"] == "/"
    await send({"type": "http.response.start", "status": 200 if found else 404, "headers": HEADERS})
    await send({"type": "http.response.body", "body": FIRST, "more_body": True})
    await asyncio.get_running_loop().create_future()
