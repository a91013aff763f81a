"""The process of the mail sink, seen from the benchmark."""

import multiprocessing
import socket
from multiprocessing.process import BaseProcess
from typing import Self

from wechoose.bench.machine import cpu_seconds
from wechoose.bench.sink import OURS, run_sink

spawning = multiprocessing.get_context("spawn")


class Sink:
    """The mail server's process; `links` is the end of the pipe where its links come out."""

    def __init__(self, kind: str = OURS) -> None:
        listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"smtp://127.0.0.1:{listening.getsockname()[1]}?tls=none"
        self.links, theirs = spawning.Pipe(duplex=False)
        self._process = spawning.Process(target=run_sink, args=(listening, theirs, kind), daemon=True)

    def __enter__(self) -> Self:
        self._process.start()
        return self

    def __exit__(self, *_: object) -> None:
        end(self._process)

    @property
    def cpu_seconds(self) -> float:
        return cpu_seconds([self._process.pid]) if self._process.pid else 0.0


def end(process: BaseProcess) -> None:
    process.terminate()
    process.join()
