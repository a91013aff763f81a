"""The supervisor: starts the web processes and the worker, starts again what dies, stops everything in order."""

import multiprocessing
import signal
import socket
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

from wechoose.base.embedded_postgres import EmbeddedPostgres
from wechoose.base.logs import log
from wechoose.base.refusals import Refusal

LOOK_SECONDS = 0.2
STOP_SECONDS = 8.0
# A child that can't start (a database that is away) is tried again at this pace.
PAUSE_SECONDS = 0.5

spawning = multiprocessing.get_context("spawn")


class Child:
    """A process and how to make its like: `target(*before, pipe, ready, *after)`."""

    def __init__(
        self, name: str, target: Callable[..., None], before: tuple, pipe: Any, after: tuple
    ) -> None:
        self.name = name
        self._target, self._before, self._pipe, self._after = target, before, pipe, after
        self.start()

    def start(self) -> None:
        # A new event for each: one that was killed while it set its own has left that one locked.
        self.ready = spawning.Event()
        args = (*self._before, self._pipe, self.ready, *self._after)
        self.process = spawning.Process(target=self._target, args=args, name=self.name, daemon=True)
        self.started_at = time.monotonic()
        self.process.start()


class Supervisor:
    def __init__(self, postgres: EmbeddedPostgres | None) -> None:
        self._postgres = postgres
        self._children: list[Child] = []
        self._stopping = False
        # The children hold one end; the other closes when this process is gone, however it went.
        self._their_end, self._our_end = spawning.Pipe(duplex=False)

    def add(self, name: str, target: Callable[..., None], *before: object, after: tuple = ()) -> None:
        """A child process that calls `target(*before, pipe, ready, *after)`."""
        self._children.append(Child(name, target, before, self._their_end, after))

    def wait_until_ready(self) -> None:
        """All have started side by side; raises Refusal when one ended instead."""
        for child in self._children:
            while not child.ready.wait(0.1):
                if not child.process.is_alive():
                    raise Refusal(f"The {child.name} process ended while it was starting; its log says why.")

    def watch(self) -> None:
        """Until somebody asks us to stop."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._ask_to_stop)
        while not self._stopping:
            self._revive()
            time.sleep(LOOK_SECONDS)

    def stop(self) -> None:
        for child in self._children:
            child.process.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for child in self._children:
            child.process.join(max(0.0, deadline - time.monotonic()))
            if child.process.is_alive():
                child.process.kill()

    def _revive(self) -> None:
        try:
            if self._postgres and self._postgres.restart_if_dead():
                log.warning("database_restarted")
        except Refusal as refusal:
            log.error("database_away", sentence=refusal.sentence)
        now = time.monotonic()
        for child in self._children:
            if not child.process.is_alive() and now - child.started_at > PAUSE_SECONDS and not self._stopping:
                log.warning("process_restarted", name=child.name, exit_code=child.process.exitcode)
                child.start()

    def _ask_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping = True


def listen(host: str, port: int, patience: float = 5.0) -> socket.socket:
    """A listening socket; a predecessor that is just leaving gets a few seconds."""
    deadline = time.monotonic() + patience
    while True:
        try:
            return socket.create_server((host, port), family=_family(host), backlog=4096, reuse_port=False)
        except OSError as error:
            if time.monotonic() > deadline or error.errno is None:
                raise Refusal(
                    f"Can't listen on {host} port {port} ({error.strerror}); choose another with --port."
                ) from None
            time.sleep(0.2)


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET
