"""The load: a process of its own that makes all visits, so that its cost can be told from the server's."""

import asyncio
import signal
import threading
import time
from multiprocessing.connection import Connection

import msgspec
import uvloop

from wechoose.bench.crowd.clients import Clients
from wechoose.bench.crowd.visits import Answer, Visit
from wechoose.bench.sink import Link

PROGRESS_SECONDS = 0.3


class Progress(msgspec.Struct, tag=True):
    signed: int
    confirmed: int


class Outcome(msgspec.Struct, tag=True):
    """All that came of it; `cpu_seconds` is what the clients themselves cost."""

    visits: list[Visit]
    answers: list[Answer]
    cpu_seconds: float


def run_load(url: str, visits: list[Visit], clients: int, links: Connection, results: Connection) -> None:
    """A process's main: sends Progress now and then, and at last the Outcome."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_load(url, visits, clients, links, results))


async def _load(url: str, visits: list[Visit], number: int, links: Connection, results: Connection) -> None:
    started = time.process_time()
    clients = Clients(url, visits, number)
    reading = (clients, links, asyncio.get_running_loop())
    threading.Thread(target=_read_links, args=reading, daemon=True).start()
    telling = asyncio.create_task(_tell(clients, results))
    await clients.run()
    telling.cancel()
    outcome = Outcome(visits, clients.answers, time.process_time() - started)
    results.send_bytes(msgspec.msgpack.encode(outcome))


def _read_links(clients: Clients, links: Connection, loop: asyncio.AbstractEventLoop) -> None:
    decoder = msgspec.msgpack.Decoder(Link)
    try:
        while True:
            link = decoder.decode(links.recv_bytes())
            loop.call_soon_threadsafe(clients.letter_came, link.address, link.path, link.at)
    except (EOFError, OSError, RuntimeError):
        return


async def _tell(clients: Clients, results: Connection) -> None:
    while True:
        await asyncio.sleep(PROGRESS_SECONDS)
        results.send_bytes(msgspec.msgpack.encode(Progress(*clients.progress)))
