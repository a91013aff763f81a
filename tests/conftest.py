"""The ground every test stands on: a real PostgreSQL, a fresh database for each test that wants one, and the app."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any, cast

import asyncpg
import httpx
import msgspec
import pytest

from wechoose.app import build
from wechoose.base import clock, logs
from wechoose.base.embedded_postgres import EmbeddedPostgres
from wechoose.base.limits import Limits
from wechoose.base.migrations import migrate
from wechoose.base.settings import Settings
from wechoose.base.site import Site, open_site
from wechoose.campaign.founding import found

_numbers = count(1)


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session", autouse=True)
def quiet_logs() -> None:
    logs.configure()


@pytest.fixture(scope="session")
def ground() -> Iterator[Path]:
    """A folder that the user PostgreSQL runs as can look into (pytest's own can't be, when root runs the tests)."""
    # In memory where there is room: cloning a database takes 12 ms there and 300 ms on a disk.
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 2**30
    folder = Path(tempfile.mkdtemp(prefix="wechoose-tests-", dir=memory if roomy else None))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres(ground: Path) -> Iterator[str]:
    """The address of a running server's maintenance database."""
    with EmbeddedPostgres(ground / "postgres-data") as server:
        # No test here pulls the plug; those that do run servers of their own.
        for setting in ("fsync = off", "synchronous_commit = off", "full_page_writes = off"):
            subprocess.run(
                [server.program("psql"), server.url, "-qc", f"alter system set {setting}"], check=True
            )
        subprocess.run(
            [server.program("psql"), server.url, "-qc", "select pg_reload_conf()"], check=True, stdout=-3
        )
        yield server.url


@pytest.fixture(scope="session")
async def template(postgres: str, anyio_backend: str) -> str:
    """A database with the schema and the nine demands, to be cloned."""
    url = await _create_database(postgres, "template_site")
    db = await asyncpg.connect(url)
    await migrate(db)
    await found(db)
    await db.close()
    return "template_site"


@pytest.fixture
async def empty_database(postgres: str, anyio_backend: str) -> AsyncIterator[str]:
    """The address of a database with nothing in it."""
    name = f"test_{next(_numbers)}"
    yield await _create_database(postgres, name)
    await _drop_database(postgres, name)


@pytest.fixture
async def database_url(postgres: str, template: str) -> AsyncIterator[str]:
    """The address of a database of this test's own, with the nine demands and no signers."""
    async with cloned(postgres, template) as url:
        yield url


@asynccontextmanager
async def cloned(postgres: str, template: str) -> AsyncIterator[str]:
    name = f"test_{next(_numbers)}"
    yield await _create_database(postgres, name, template)
    await _drop_database(postgres, name)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path)


def settings_in(folder: Path) -> Settings:
    return Settings(
        database_url=None,
        data_dir=folder,
        public_url="http://127.0.0.1:8000",
        secret_keys=("a key for tests that is long enough to be one",),
        smtp_url=None,
        mail_from="We Choose <hello@example.org>",
        trusted_proxies=(),
        limits=Limits(),
    )


@pytest.fixture
async def site(settings: Settings, database_url: str) -> AsyncIterator[Site]:
    async with opened(settings, database_url) as site:
        yield site


@asynccontextmanager
async def opened(settings: Settings, database_url: str) -> AsyncIterator[Site]:
    site = await open_site(msgspec.structs.replace(settings, database_url=database_url), database_url)
    yield site
    await site.database.close()


class Later:
    """Moves the clock that all rules go by."""

    def __init__(self) -> None:
        self._ahead = timedelta(0)

    def __call__(self, **ahead: float) -> None:
        self._ahead += timedelta(**ahead)
        clock.compare(datetime.now(UTC) + self._ahead, time.time())


@pytest.fixture
def later() -> Iterator[Later]:
    yield Later()
    clock.compare(datetime.now(UTC), time.time())


@pytest.fixture
async def client(site: Site) -> AsyncIterator[httpx.AsyncClient]:
    async with visitor_of(site) as visitor:
        yield visitor


@asynccontextmanager
async def visitor_of(site: Site) -> AsyncIterator[httpx.AsyncClient]:
    """A visitor of the real app, in this process; it follows no redirects and keeps cookies."""
    entrance = build(site)
    transport = httpx.ASGITransport(
        cast("Any", entrance), raise_app_exceptions=False, client=("127.0.0.1", 50000)
    )
    async with (
        entrance.lifespan(),
        httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as visitor,
    ):
        yield visitor


def _with_name(url: str, name: str) -> str:
    address, _question, query = url.partition("?")
    return f"{address.rpartition('/')[0]}/{name}?{query}"


async def _create_database(postgres: str, name: str, template: str = "template0") -> str:
    db = await asyncpg.connect(postgres)
    await db.execute(f'create database "{name}" template "{template}" strategy file_copy')
    await db.close()
    return _with_name(postgres, name)


async def _drop_database(postgres: str, name: str) -> None:
    db = await asyncpg.connect(postgres)
    await db.execute(f'drop database "{name}" with (force)')
    await db.close()
