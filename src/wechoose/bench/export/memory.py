"""Memory: what a site or a process holds at most while something happens."""

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Self

import psutil

from wechoose.bench.served import Served

EVERY_SECONDS = 0.1


def of_site(served: Served) -> int:
    """Resident bytes of the web processes and of all processes that they started; shared pages count for each."""
    return sum(of_process(pid) + _children(pid) for pid in served.pids("web"))


def of_process(pid: int) -> int:
    with suppress(psutil.NoSuchProcess):
        return psutil.Process(pid).memory_info().rss
    return 0


def _children(pid: int) -> int:
    with suppress(psutil.NoSuchProcess):
        return sum(of_process(child.pid) for child in psutil.Process(pid).children(recursive=True))
    return 0


class Memory:
    """Looks while it is entered; `over` is the most beyond what there was at the beginning."""

    def __init__(self, look: Callable[[], int]) -> None:
        self._look = look
        self._before = self.most = look()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    @property
    def over(self) -> int:
        return self.most - self._before

    def _watch(self) -> None:
        while not self._ended.wait(EVERY_SECONDS):
            self.most = max(self.most, self._look())
