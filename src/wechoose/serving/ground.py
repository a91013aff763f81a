"""The database that a command works on: the one in DATABASE_URL, or the embedded one of the data folder."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from wechoose.base.database import Connection, connect
from wechoose.base.embedded_postgres import EmbeddedPostgres
from wechoose.base.migrations import migrate, missing
from wechoose.base.refusals import Refusal, Unavailable
from wechoose.base.settings import Settings
from wechoose.base.site import Site, open_site

PATIENCE_SECONDS = 30.0


@contextmanager
def grounded(settings: Settings) -> Iterator[str]:
    """The database's address, while it is held."""
    if settings.database_url is not None:
        yield settings.database_url
        return
    with EmbeddedPostgres(settings.data_dir) as postgres:
        yield postgres.url


@asynccontextmanager
async def opened(settings: Settings, url: str) -> AsyncIterator[Site]:
    """The site for one command; an embedded database is brought up to date, another one must be."""
    db = await connect(url)
    try:
        if settings.database_url is None:
            await migrate(db)
        elif missing_names := await missing(db):
            raise Refusal(f"The database lacks {missing_names[0]}; run `wechoose migrate` first.")
    finally:
        await db.close()
    site = await open_site(settings, url, connections=4)
    try:
        yield site
    finally:
        await site.database.close()


async def wait_for_database(url: str) -> Connection:
    """A connection, as soon as there is one; a database that starts at the same time as we do gets half a minute."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return await connect(url)
        except Unavailable:
            if time.monotonic() > deadline:
                raise
            await asyncio.sleep(0.5)
