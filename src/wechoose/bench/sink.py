"""The sink: a mail server that keeps nothing but the confirmation link of each letter, and hands that over."""

import asyncio
import re
import signal
import socket
import time
from binascii import a2b_qp
from multiprocessing.connection import Connection

import msgspec
import uvloop
from aiosmtpd.smtp import SMTP, Envelope, Session

LINK = re.compile(rb"/confirmations/[\w.=-]+")


class Link(msgspec.Struct, array_like=True):
    """`at` is of the monotonic clock, which all processes of a machine share."""

    address: str
    path: str
    at: float


def run_sink(listening: socket.socket, links: Connection) -> None:
    """A process's main: takes letters until it is terminated."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve(listening, links))


class Catcher:
    def __init__(self, links: Connection) -> None:
        self._links = links

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        found = LINK.search(a2b_qp(envelope.content or b""))
        for address in envelope.rcpt_tos if found else ():
            link = Link(address, found[0].decode() if found else "", time.monotonic())
            self._links.send_bytes(msgspec.msgpack.encode(link))
        return "250 OK"


async def _serve(listening: socket.socket, links: Connection) -> None:
    catcher = Catcher(links)
    # Named, because aiosmtpd would ask the name service who we are.
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(catcher, hostname="localhost"), sock=listening
    )
    await server.serve_forever()
