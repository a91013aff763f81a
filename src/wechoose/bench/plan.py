"""Plans: requests written down for the compiled client, and what it notes of their answers.

    with Client(served.url, clients, requests) as client:      # any iterable of bytes, or of (due in seconds, bytes)
        run = client.run(seconds=3)                            # or start(…), do something else, wait()
    run.answers[7].status                                      # the answer to requests[7]

The client is a process of its own; `run.cpu_seconds` is what it used.
"""

import struct
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple, Self
from urllib.parse import urlsplit

import msgspec

from wechoose.base.refusals import Refusal
from wechoose.bench.compiled import compile_program

HEAD = struct.Struct("=QI")
ANSWER = struct.Struct("=QQQII")
SECOND = 1_000_000_000
SAID_RETRY_AFTER = 65536
FOUND_NONE_FREE = 131072

Request = bytes | tuple[float, bytes]


class Answer(NamedTuple):
    """Times are nanoseconds of the monotonic clock. `due_ns` 0: when a connection was free; `started_ns` 0: never sent.

    `status` 0: no answer came.
    """

    due_ns: int
    started_ns: int
    ended_ns: int
    said: int
    body_bytes: int

    @property
    def status(self) -> int:
        return self.said % SAID_RETRY_AFTER

    @property
    def is_good(self) -> bool:
        return 200 <= self.status < 400

    @property
    def says_retry_after(self) -> bool:
        return bool(self.said & SAID_RETRY_AFTER)

    @property
    def found_none_free(self) -> bool:
        """Whether it was due while all connections waited for answers."""
        return bool(self.said & FOUND_NONE_FREE)

    @property
    def late_seconds(self) -> float:
        """How long after its time it went out."""
        return (self.started_ns - self.due_ns) / SECOND if self.due_ns else 0.0

    @property
    def seconds(self) -> float:
        """From when it was due, or else sent; a request that had to wait for a connection has waited."""
        return (self.ended_ns - (self.due_ns or self.started_ns)) / SECOND


class Run(msgspec.Struct, frozen=True):
    """What came of a plan: one answer a request, or with `repeat` one an answer."""

    answers: list[Answer]
    begun_ns: int
    stopped_ns: int
    cpu_seconds: float

    @property
    def seconds(self) -> float:
        """How long requests were sent."""
        return (self.stopped_ns - self.begun_ns) / SECOND

    def within(self, statuses: Iterable[int]) -> list[Answer]:
        """The answers with one of these statuses that came while requests were sent: what a rate counts."""
        good = set(statuses)
        return [it for it in self.answers if it.status in good and it.ended_ns <= self.stopped_ns]


class Client:
    """The compiled client with one plan; its files go when it is left."""

    def __init__(self, url: str, connections: int, requests: Iterable[Request]) -> None:
        self._program = compile_program("load")
        self._where = urlsplit(url)
        self._connections = connections
        self._folder = tempfile.TemporaryDirectory(prefix="wechoose-bench-")
        self._plan, self._results = (Path(self._folder.name) / name for name in ("plan", "results"))
        self._process: subprocess.Popen[bytes] | None = None
        write_plan(self._plan, requests)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process:
            self._process.kill()
            self._process.communicate()
        self._folder.cleanup()

    def run(self, seconds: float, *, repeat: bool = False) -> Run:
        self.start(seconds, repeat=repeat)
        return self.wait()

    def start(self, seconds: float, *, repeat: bool = False, more: bool = False) -> None:
        """Send the requests for so long; `repeat` starts over at the plan's end, `more` waits for what is added."""
        where = (self._where.hostname or "127.0.0.1", str(self._where.port or 80), str(self._connections))
        how = (str(seconds), *(("repeat",) if repeat else ()), *(("more",) if more else ()))
        self._process = subprocess.Popen(  # noqa: S603
            (self._program, *where, self._plan, self._results, *how),
            stdin=subprocess.PIPE if more else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def add(self, requests: Iterable[tuple[int, bytes]]) -> None:
        """With `more`: requests due at nanoseconds of the monotonic clock, none before those added earlier."""
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.write(b"".join(HEAD.pack(due, len(raw)) + raw for due, raw in requests))
        self._process.stdin.flush()

    def end(self) -> None:
        """Nothing more is added."""
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.stdin = None

    def stop(self) -> None:
        """Send nothing more, before the time is over."""
        if self._process:
            self._process.terminate()

    def wait(self) -> Run:
        assert self._process is not None
        said, errors = self._process.communicate()
        if self._process.returncode:
            raise Refusal(
                f"The load generator failed: {errors.decode().strip() or self._process.returncode}."
            )
        begun, stopped, cpu = map(int, said.split())
        return Run(list(read_answers(self._results)), begun, stopped, cpu / SECOND)


def write_plan(file: Path, requests: Iterable[Request]) -> None:
    """Those with a time in ascending order of it."""
    with file.open("wb") as plan:
        for request in requests:
            due, raw = request if isinstance(request, tuple) else (0.0, request)
            plan.write(HEAD.pack(max(0, round(due * SECOND)), len(raw)) + raw)


def read_answers(file: Path) -> Iterator[Answer]:
    return map(Answer._make, ANSWER.iter_unpack(file.read_bytes()))


def raw_request(
    method: str, path: str, body: bytes = b"", *, headers: Iterable[tuple[str, str]] = ()
) -> bytes:
    """As a browser or a program would send it, with little beside what is needed."""
    length = [("Content-Length", str(len(body)))] if body or method == "POST" else []
    lines = "".join(f"{name}: {value}\r\n" for name, value in [("Host", "127.0.0.1"), *headers, *length])
    return f"{method} {path} HTTP/1.1\r\n{lines}\r\n".encode() + body
