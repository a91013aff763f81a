"""Watchers: the compiled client that holds thousands of streams open and notes what each of them was told, and when."""

import struct
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, Self
from urllib.parse import urlsplit

from wechoose.base.refusals import Refusal
from wechoose.bench.compiled import compile_program
from wechoose.bench.machine import cpu_seconds

RECORD = struct.Struct("=QQII")


class Told(NamedTuple):
    """One event of one stream; `received_ns` is of the monotonic clock."""

    received_ns: int
    number: int
    stream: int
    verified: int


class Watchers:
    """Open when entered: a stream for each of these addresses has had its first counts, or was refused."""

    def __init__(self, url: str, addresses: Sequence[str]) -> None:
        self._program = compile_program("watchers")
        self._where = urlsplit(url)
        self._folder = tempfile.TemporaryDirectory(prefix="wechoose-bench-")
        self._addresses, self._results = (Path(self._folder.name) / name for name in ("addresses", "results"))
        self._addresses.write_text("".join(f"{address}\n" for address in addresses))
        self._process: subprocess.Popen[str] | None = None
        self.broken = 0

    def __enter__(self) -> Self:
        where = (self._where.hostname or "127.0.0.1", str(self._where.port or 80))
        self._process = subprocess.Popen(  # noqa: S603
            (self._program, *where, self._addresses, self._results),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        if self._process.stdout.readline() != "open\n":
            self._process.kill()
            _said, errors = self._process.communicate()
            raise Refusal(f"The streams could not be opened: {errors.strip()}.")
        return self

    def __exit__(self, *_: object) -> None:
        if self._process and self._process.returncode is None:
            self._process.kill()
            self._process.communicate()
        self._folder.cleanup()

    @property
    def cpu_seconds(self) -> float:
        return cpu_seconds([self._process.pid]) if self._process else 0.0

    def close(self) -> list[Told]:
        """End all streams; what they were told, in the order it came. `broken` is how many did not last until now."""
        assert self._process is not None
        said, errors = self._process.communicate()
        if self._process.returncode:
            raise Refusal(f"The watchers failed: {errors.strip() or self._process.returncode}.")
        self.broken = int(said.split()[1])
        return [Told._make(record) for record in RECORD.iter_unpack(self._results.read_bytes())]
