"""The clients' process, seen from the benchmark."""

import multiprocessing
from collections.abc import Callable
from typing import Self

import msgspec

from wechoose.base.refusals import Refusal
from wechoose.bench.crowd.visiting import Outcome, Progress, run_load
from wechoose.bench.crowd.visits import Visit
from wechoose.bench.processes import Sink, end

spawning = multiprocessing.get_context("spawn")


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
        end(self._process)

    def wait(self, step: Callable[[Progress], None]) -> Outcome:
        """It blocks until all visits are over; `step` hears how far they are."""
        decoder = msgspec.msgpack.Decoder(Progress | Outcome)
        try:
            while isinstance(news := decoder.decode(self._results.recv_bytes()), Progress):
                step(news)
        except EOFError:
            raise Refusal("The load ended before it was done; standard error says why.") from None
        return news
