"""The processes of a benchmark beside the site's own: the mail sink and the load."""

import multiprocessing
import socket
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from typing import Self

import msgspec

from wechoose.base.refusals import Refusal
from wechoose.bench.load import Outcome, Progress, run_load
from wechoose.bench.machine import cpu_seconds
from wechoose.bench.sink import run_sink
from wechoose.bench.visits import Visit

spawning = multiprocessing.get_context("spawn")


class Sink:
    """The mail server's process; `links` is the end of the pipe where its links come out."""

    def __init__(self) -> None:
        listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"smtp://127.0.0.1:{listening.getsockname()[1]}?tls=none"
        self.links, theirs = spawning.Pipe(duplex=False)
        self._process = spawning.Process(target=run_sink, args=(listening, theirs), daemon=True)

    def __enter__(self) -> Self:
        self._process.start()
        return self

    def __exit__(self, *_: object) -> None:
        _end(self._process)

    @property
    def cpu_seconds(self) -> float:
        return cpu_seconds([self._process.pid]) if self._process.pid else 0.0


def put_load(
    url: str, visits: list[Visit], clients: int, sink: Sink, step: Callable[[Progress], None]
) -> Outcome:
    """Let a process of its own make the visits; it blocks until they are over, and `step` hears how far they are."""
    results, theirs = spawning.Pipe(duplex=False)
    process = spawning.Process(target=run_load, args=(url, visits, clients, sink.links, theirs), daemon=True)
    process.start()
    # Ours must be closed, or a load that died would look like one that is silent.
    theirs.close()
    decoder = msgspec.msgpack.Decoder(Progress | Outcome)
    try:
        while isinstance(news := decoder.decode(results.recv_bytes()), Progress):
            step(news)
        return news
    except EOFError:
        raise Refusal("The load ended before it was done; standard error says why.") from None
    finally:
        _end(process)


def _end(process: BaseProcess) -> None:
    process.terminate()
    process.join()
