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


class Load:
    """The clients' process; it begins when entered and is ended, done or not, when left."""

    def __init__(self, url: str, visits: list[Visit], clients: int, sink: Sink) -> None:
        self._results, self._theirs = spawning.Pipe(duplex=False)
        args = (url, visits, clients, sink.links, self._theirs)
        self._process = spawning.Process(target=run_load, args=args, daemon=True)

    def __enter__(self) -> Self:
        self._process.start()
        # Ours must be closed, or a load that died would look like one that is silent.
        self._theirs.close()
        return self

    def __exit__(self, *_: object) -> None:
        _end(self._process)

    def wait(self, step: Callable[[Progress], None]) -> Outcome:
        """It blocks until all visits are over; `step` hears how far they are."""
        decoder = msgspec.msgpack.Decoder(Progress | Outcome)
        try:
            while isinstance(news := decoder.decode(self._results.recv_bytes()), Progress):
                step(news)
        except EOFError:
            raise Refusal("The load ended before it was done; standard error says why.") from None
        return news


def _end(process: BaseProcess) -> None:
    process.terminate()
    process.join()
