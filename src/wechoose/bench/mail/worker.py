"""The worker, as people start it beside a site: a process of its own that sends to the mail server it is given."""

import subprocess
from typing import Self

import psutil

from wechoose.base.refusals import Refusal
from wechoose.bench.machine import busy_seconds, cpu_seconds
from wechoose.bench.processes import Sink
from wechoose.bench.served import STOP_SECONDS, WECHOOSE, Served


class Worker:
    """Sending when entered; told to stop, and gone, when left."""

    def __init__(self, served: Served, sink: Sink) -> None:
        self._served, self._sink = served, sink
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        with self._served.log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603
                (*WECHOOSE, "worker"),
                env=self._served.environment | {"WECHOOSE_SMTP_URL": self._sink.url},
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        assert self._process.stdout is not None
        if not any("runs" in line for line in self._process.stdout):
            raise Refusal(f"The worker did not start; see {self._served.log}.")
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process is not None
        self._process.terminate()
        self._process.communicate(timeout=STOP_SECONDS)

    def cpu(self) -> dict[str, float]:
        """Seconds used so far by everybody who has to do with mail, and by all others on this machine."""
        assert self._process is not None
        # What the supervisor used belongs to nobody's letters.
        children = [child.pid for child in psutil.Process(self._process.pid).children()]
        spent = {
            "worker": cpu_seconds(children),
            "database": cpu_seconds(self._served.pids("postgres")),
            "sink": self._sink.cpu_seconds,
        }
        return spent | {"others": busy_seconds() - sum(spent.values())}
