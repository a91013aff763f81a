"""The inside of a served site: its database and its keys, past its doors."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

import msgspec

from wechoose.base.database import Connection
from wechoose.base.queries import queries
from wechoose.base.settings import read_settings
from wechoose.base.site import Site, open_site
from wechoose.bench.served import Served
from wechoose.demands.demands import all_demands
from wechoose.serving.ground import grounded

sql = queries("bench/inside")

Found = TypeVar("Found")


class Survey(msgspec.Struct, frozen=True):
    """What a load needs to know of a site. The `site` is good for its keys and tokens: its database is closed again."""

    site: Site
    demands: dict[str, int]
    """Demand ids by slug."""
    postgres_version: str


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


def survey(served: Served) -> Survey:
    async def look(site: Site, db: Connection) -> Survey:
        demands = {demand.slug: demand.demand_id for demand in await all_demands(db)}
        return Survey(site, demands, await postgres_version(db))

    return look_inside(served, look)


def look_inside(served: Served, look: Callable[[Site, Connection], Awaitable[Found]]) -> Found:
    """What `look` finds in one transaction that can't change anything."""

    async def run() -> Found:
        async with opened_site(served) as site, site.database.transaction(read_only=True) as db:
            return await look(site, db)

    return asyncio.run(run())


async def postgres_version(db: Connection) -> str:
    return await sql.version(db)
