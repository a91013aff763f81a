"""The sink: a mail server that keeps nothing but the confirmation link of each letter, and hands that over."""

import asyncio
import re
import signal
import socket
import time
from binascii import a2b_qp
from collections.abc import Callable
from multiprocessing.connection import Connection

import msgspec
import uvloop
from aiosmtpd.smtp import SMTP, Envelope, Session

from wechoose.bench.smtp_server import SmtpServer

LINK = re.compile(rb"/confirmations/[\w.=-]+")

# A mail server of ours that costs little, and one that others wrote and that costs more than the worker it serves.
OURS, AIOSMTPD = "ours", "aiosmtpd"


class Link(msgspec.Struct, array_like=True):
    """`at` is of the monotonic clock, which all processes of a machine share. `path` is empty where none was found."""

    address: str
    path: str
    at: float


def run_sink(listening: socket.socket, links: Connection, kind: str = OURS) -> None:
    """A process's main: takes letters until it is terminated."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def take(recipients: list[str], letter: bytes) -> None:
        found = LINK.search(a2b_qp(letter))
        for address in recipients:
            link = Link(address, found[0].decode() if found else "", time.monotonic())
            links.send_bytes(msgspec.msgpack.encode(link))

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve(listening, _factory(kind, take)))


def _factory(kind: str, take: Callable[[list[str], bytes], None]) -> Callable[[], asyncio.BaseProtocol]:
    if kind == OURS:
        return lambda: SmtpServer(take)
    catcher = _Catcher(take)
    # Named, because aiosmtpd would ask the name service who we are.
    return lambda: SMTP(catcher, hostname="localhost")


class _Catcher:
    def __init__(self, take: Callable[[list[str], bytes], None]) -> None:
        self._take = take

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content or b""
        self._take(envelope.rcpt_tos, content if isinstance(content, bytes) else content.encode())
        return "250 OK"


async def _serve(listening: socket.socket, factory: Callable[[], asyncio.BaseProtocol]) -> None:
    server = await asyncio.get_running_loop().create_server(factory, sock=listening)
    await server.serve_forever()
