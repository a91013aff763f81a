"""A site of its own to put load on: `serve` as people start it, in a fresh data folder on a free port."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import IO, Self

import psutil

from wechoose.base.refusals import Refusal

STOP_SECONDS = 30


class Served:
    """Started when entered; stopped, and its data removed, when left. `kept` data stay to be looked at."""

    def __init__(self, workers: int, settings: dict[str, str]) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.workers = workers
        # Further ones for `serve`, such as --demo.
        self.options: tuple[str, ...] = ()
        self.kept = False
        # PostgreSQL, as the user that root lends it, must be able to look into the folder.
        self.data_dir = Path(tempfile.mkdtemp(prefix="wechoose-bench-"))
        self.data_dir.chmod(0o755)
        self.environment = _environment(self.data_dir, settings)
        self._process: subprocess.Popen[str] | None = None
        self._log: IO[bytes] | None = None

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        if not self.kept:
            shutil.rmtree(self.data_dir, ignore_errors=True)

    @property
    def log(self) -> Path:
        """What all processes wrote to standard error."""
        return self.data_dir / "stderr.log"

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Return when the site is ready; also after it was killed."""
        where = ("--port", str(self.port), "--workers", str(self.workers))
        command = (*WECHOOSE, "serve", *where, *self.options)
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603
                command, env=self.environment, stdout=subprocess.PIPE, stderr=log, text=True
            )
        assert self._process.stdout is not None
        if not any("Ready" in line for line in self._process.stdout):
            raise Refusal(f"The site did not start: {self.log.read_text(errors='replace')[-500:].strip()}")

    def stop(self) -> None:
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()

    def kill(self) -> None:
        """What a machine that runs out of memory does to it; its children go with it, PostgreSQL stays."""
        assert self._process is not None
        self._process.kill()
        self._process.communicate()

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Another `wechoose` command on the same site."""
        return subprocess.run((*WECHOOSE, *arguments), env=self.environment, capture_output=True, text=True)  # noqa: S603

    def pids(self, role: str) -> list[int]:
        """The living processes that are "serve", "web", "worker" or "postgres" (the postmaster alone)."""
        if role == "serve":
            return [self.pid]
        if role == "postgres":
            return self._postmaster()
        return [child.pid for child in self._children() if self._is_web(child) == (role == "web")]

    def _postmaster(self) -> list[int]:
        """The file outlives its server, and its number may by then be another program's."""
        cluster = (self.data_dir / "postgres").resolve()
        with suppress(FileNotFoundError, ValueError, psutil.NoSuchProcess):
            pid = int((cluster / "postmaster.pid").read_text().split("\n", 1)[0])
            if str(cluster) in _command(psutil.Process(pid)):
                return [pid]
        return []

    def _children(self) -> list[psutil.Process]:
        with suppress(psutil.NoSuchProcess):
            children = psutil.Process(self.pid).children()
            return [child for child in children if "spawn_main" in _command(child)]
        return []

    def _is_web(self, process: psutil.Process) -> bool:
        """A web process was given the listening socket when it was made, the worker was not."""
        with suppress(psutil.NoSuchProcess):
            return any(it.status == psutil.CONN_LISTEN for it in process.net_connections("tcp"))
        return False


WECHOOSE = (sys.executable, "-m", "wechoose")


def free_port() -> int:
    with socket.socket() as it:
        it.bind(("127.0.0.1", 0))
        return it.getsockname()[1]


def _environment(data_dir: Path, settings: dict[str, str]) -> dict[str, str]:
    around = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("WECHOOSE_") and name != "DATABASE_URL"
    }
    return around | {"WECHOOSE_DATA_DIR": str(data_dir)} | settings


def _command(process: psutil.Process) -> str:
    with suppress(psutil.NoSuchProcess, psutil.ZombieProcess):
        return " ".join(process.cmdline())
    return ""
