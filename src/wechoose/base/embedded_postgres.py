"""The embedded PostgreSQL of a data folder: shared by all who use the folder, stopped by the last of them."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Self
from urllib.parse import quote

from wechoose.base.postgres_home import Home, find_home, open_private
from wechoose.base.postgres_server import SETTINGS, bring_up, halt, make_cluster, postmaster
from wechoose.base.refusals import Refusal


class EmbeddedPostgres:
    """One user's hold on the server. It blocks: call it from a thread where others must go on."""

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir.absolute()
        self._hold: IO[bytes] | None = None
        self._found: Home | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """For asyncpg and libpq; the port only names the socket and overrules a PGPORT around us."""
        return f"postgresql://wechoose@/wechoose?host={quote(str(self._home.socket))}&port={SETTINGS['port']}"

    def program(self, name: str) -> Path:
        """The path of psql, pg_dump, pgbench or another of PostgreSQL's programs."""
        return self._home.programs / name

    def start(self) -> str:
        """Start the server or join those who use it; returns the URL. Starting twice is starting once."""
        try:
            with self._alone() as lock:
                self._hold = self._hold or open_private(self._data_dir / "postgres.users")
                # Held until we stop or die in whatever way: whoever stops and finds it free is the last.
                fcntl.flock(self._hold, fcntl.LOCK_SH)
                self._found = find_home(self._data_dir)
                if not self._found.cluster.exists():
                    self._found = make_cluster(self._data_dir, self._found, lock)
                bring_up(self._found)
        except BaseException:
            self.stop()
            raise
        return self.url

    def restart_if_dead(self) -> bool:
        """Start the server again if it died under us; cheap enough to be asked every second."""
        if self._hold is None or postmaster(self._home):
            return False
        with self._alone():
            if self._hold:
                bring_up(self._home)
        return True

    def stop(self) -> None:
        """Let go of the server; the last one stops it. Stopping twice is stopping once."""
        if self._hold is None:
            return
        with self._alone(), self._hold as hold, suppress(BlockingIOError):
            self._hold = None
            fcntl.flock(hold, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if self._found:
                halt(self._found)

    @property
    def _home(self) -> Home:
        if self._found is None:
            raise RuntimeError("The embedded PostgreSQL has not been started.")
        return self._found

    @contextmanager
    def _alone(self) -> Iterator[int]:
        """No two start or stop at once; what the system denies them becomes a sentence."""
        try:
            self._data_dir.mkdir(parents=True, exist_ok=True)
            with open_private(self._data_dir / "postgres.lock") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                yield lock.fileno()
        except OSError as error:
            path = error.filename or self._data_dir
            raise Refusal(f"The database can't use {path} ({error.strerror}).") from error
