"""pgbench: what the database does when nothing but its own load program asks, one commit a signature.

It works in a database of its own on the served site's server, with the site's tables, so that the site's stay exact.
"""

import asyncio
import os
import re
import resource
import subprocess
import tempfile
from contextlib import suppress
from math import ceil
from pathlib import Path
from typing import Self

from wechoose.base.database import connect
from wechoose.base.embedded_postgres import EmbeddedPostgres
from wechoose.base.migrations import migrate
from wechoose.base.paths import tree
from wechoose.base.refusals import Refusal
from wechoose.bench.contest import Sample, sample_of
from wechoose.bench.machine import cpu_of
from wechoose.bench.served import Served
from wechoose.campaign.founding import found
from wechoose.demands.demands import all_demands

DATABASE = "pgbench"
SCRIPTS = tree("sql") / "pgbench"
RATE = re.compile(r"^tps = ([\d.]+) \(without", re.MULTILINE)
# More than it can confirm in a second; made before each turn.
FILLED_A_SECOND = 15_000


class PgBench:
    """pgbench beside a served site, from entering to leaving; `sealed` is the length of a signer's sealed data."""

    def __init__(self, served: Served, sealed: int) -> None:
        self._served = served
        self._postgres = EmbeddedPostgres(served.data_dir)
        self._variables = {"sealed": sealed, "demands": 0}
        self._next = 0

    def __enter__(self) -> Self:
        self._postgres.start()
        self._psql(self._postgres.url, "-c", f"create database {DATABASE}")
        self._variables["demands"] = asyncio.run(_prepare(self._url))
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(Refusal):
            self._psql(self._postgres.url, "-c", f"drop database {DATABASE} with (force)")
        self._postgres.stop()

    def sign(self, clients: int, seconds: float, *, pipelined: bool = False) -> Sample:
        return self._run("sign.sql", clients, seconds, {}, pipelined)

    def confirm(self, clients: int, seconds: float, *, pipelined: bool = False) -> Sample:
        first, self._next = self._next, self._next + ceil(seconds) * FILLED_A_SECOND + 2 * clients
        self._fill(first, self._next - 1)
        given = {"first": first, "turn": -1, "clients": clients}
        return self._run("confirm.sql", clients, seconds, given, pipelined)

    def _fill(self, first: int, last: int) -> None:
        given = {**self._variables, "first": first, "last": last}
        options = [part for name, value in given.items() for part in ("-v", f"{name}={value}")]
        self._psql(self._url, *options, "-f", str(SCRIPTS / "fill.sql"))

    def _run(
        self, script: str, clients: int, seconds: float, given: dict[str, int], pipelined: bool
    ) -> Sample:
        options = [f"-D{name}={value}" for name, value in {**self._variables, **given}.items()]
        how = ("-n", "-M", "prepared", "-c", str(clients), "-j", str(min(clients, os.cpu_count() or 1)))
        with tempfile.TemporaryDirectory(prefix="wechoose-bench-") as folder:
            file = Path(folder) / script
            file.write_text(_written(script, pipelined))
            log = ("-l", f"--log-prefix={folder}/log")
            before, load_before = cpu_of(self._served)["postgres"], _waited_for()
            where = ("-T", str(ceil(seconds)), *log, "-f", str(file), self._url)
            said = self._program("pgbench", *how, *options, *where)
            cpu = {
                "database": cpu_of(self._served)["postgres"] - before,
                "load": _waited_for() - load_before,
            }
            took = [
                int(line.split(maxsplit=3)[2]) / 1_000_000
                for log_file in Path(folder).glob("log*")
                for line in log_file.read_text().splitlines()
            ]
        rate = RATE.search(said)
        if not took or not rate:
            raise Refusal(f"pgbench did nothing: {said[-300:].strip()}")
        return sample_of(took, len(took) / float(rate[1]), cpu)

    @property
    def _url(self) -> str:
        address, _question, query = self._postgres.url.partition("?")
        return f"{address.rpartition('/')[0]}/{DATABASE}?{query}"

    def _psql(self, url: str, *arguments: str) -> None:
        self._program("psql", "-q", "-X", "-v", "ON_ERROR_STOP=1", url, *arguments)

    def _program(self, name: str, *arguments: str) -> str:
        program = self._postgres.program(name)
        done = subprocess.run((program, *arguments), capture_output=True, text=True)  # noqa: S603
        if done.returncode:
            raise Refusal(f"{name} failed: {done.stderr.strip()[-300:]}")
        return done.stdout


def _written(script: str, pipelined: bool) -> str:
    """Pipelined, all statements of a transaction go out together, and no time is lost between them."""
    text = (SCRIPTS / script).read_text()
    if pipelined:
        text = text.replace("\nbegin;", "\n\\startpipeline\nbegin;") + "\\endpipeline\n"
    return text


async def _prepare(url: str) -> int:
    """The site's tables and demands; how many demands there are."""
    db = await connect(url)
    try:
        await migrate(db)
        await found(db)
        return len(await all_demands(db))
    finally:
        await db.close()


def _waited_for() -> float:
    """CPU seconds of the programs that this process has run to their end."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
