"""The empty handler: the site's own server around an app that does nothing, the most that any app on it could reach.

It takes the same bodies and answers the same bytes, headers and all, in as many processes around one socket.
"""

import multiprocessing
import socket
from collections.abc import Callable
from http.client import HTTPConnection
from multiprocessing.connection import Connection as Pipe
from multiprocessing.synchronize import Event
from typing import Any, Self
from urllib.parse import urlsplit

import msgspec

from wechoose.bench.served import free_port
from wechoose.serving.processes import begin, run, serve_app
from wechoose.serving.supervisor import Child, listen

spawning = multiprocessing.get_context("spawn")
# The server writes these itself, or the client would hang up.
OF_THE_SERVER = ("date", "server", "connection", "transfer-encoding")


class Reply(msgspec.Struct, frozen=True):
    """What is answered, whatever was asked."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes


class Empty:
    """Ready when entered; ended when left."""

    def __init__(self, workers: int, reply: Reply) -> None:
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self._workers, self._reply, self._port = workers, reply, port
        self._children: list[Child] = []

    def __enter__(self) -> Self:
        # The children hold one end; the other closes when this process is gone, however it went.
        theirs, self._ours = spawning.Pipe(duplex=False)
        self._listening = listen("127.0.0.1", self._port)
        after = (self._listening,)
        self._children = [
            Child(f"empty {number}", answer_empty, (self._reply,), theirs, after)
            for number in range(self._workers)
        ]
        for child in self._children:
            child.ready.wait()
        return self

    def __exit__(self, *_: object) -> None:
        for child in self._children:
            child.process.terminate()
        for child in self._children:
            child.process.join()
        self._listening.close()

    def pids(self) -> list[int]:
        return [child.process.pid for child in self._children if child.process.pid]


def fetch_reply(url: str, request: bytes) -> Reply:
    """What the site answers to this request, for an empty handler to repeat."""
    where = urlsplit(url)
    with socket.create_connection((where.hostname, where.port or 80)) as connection:
        connection.sendall(request)
        http = HTTPConnection(where.netloc)
        answer = http.response_class(connection, method=request.split(b" ", 1)[0].decode())
        answer.begin()
        body = answer.read()
    headers = [(name.lower().encode(), value.encode("latin-1")) for name, value in answer.getheaders()]
    return Reply(answer.status, [pair for pair in headers if pair[0].decode() not in OF_THE_SERVER], body)


def answer_empty(reply: Reply, parent: Pipe, ready: Event, listening: socket.socket) -> None:
    """A process's main."""
    begin(None, parent)
    run(serve_app(_empty(reply), ready, listening))


def _empty(reply: Reply) -> Callable[..., Any]:
    start = {"type": "http.response.start", "status": reply.status, "headers": reply.headers}
    body = {"type": "http.response.body", "body": reply.body}

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await _live(receive, send)
            return
        while (await receive()).get("more_body"):
            pass
        await send(start)
        await send(body)

    return app


async def _live(receive: Any, send: Any) -> None:
    for what in ("startup", "shutdown"):
        await receive()
        await send({"type": f"lifespan.{what}.complete"})
