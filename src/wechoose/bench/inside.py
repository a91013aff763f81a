"""The inside of a served site: its database and its keys, past its doors."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from wechoose.base.database import Connection
from wechoose.base.queries import queries
from wechoose.base.settings import read_settings
from wechoose.base.site import Site, open_site
from wechoose.bench.served import Served
from wechoose.serving.ground import grounded

sql = queries("bench/inside")


@asynccontextmanager
async def opened_site(served: Served) -> AsyncIterator[Site]:
    """The served site's database and keys, past its doors."""
    settings = read_settings(served.environment)
    with grounded(settings) as url:
        site = await open_site(settings, url, connections=2)
        try:
            yield site
        finally:
            await site.database.close()


async def postgres_version(db: Connection) -> str:
    return await sql.version(db)
