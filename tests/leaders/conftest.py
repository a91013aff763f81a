"""The cast at the desk: an owner, and the database as it was before."""

from collections.abc import Awaitable, Callable

import httpx
import pytest

from tests.desk import enter
from tests.leaders.contents import contents_of
from wechoose.base.site import Site
from wechoose.leaders.people import Leader, add_leader
from wechoose.leaders.sign_in import make_link


@pytest.fixture
async def leader(site: Site) -> Leader:
    async with site.database.transaction() as db:
        return await add_leader(db, site, "owner@example.org", "owner")


@pytest.fixture
def link(site: Site, leader: Leader) -> Callable[[], Awaitable[str]]:
    """Makes a fresh sign-in link."""

    async def fresh() -> str:
        async with site.database.transaction() as db:
            return await make_link(db, site, leader)

    return fresh


@pytest.fixture
async def owner(client: httpx.AsyncClient, site: Site, leader: Leader) -> httpx.AsyncClient:
    """The visitor, signed in."""
    await enter(client, site, leader.email, leader.role)
    return client


@pytest.fixture
def contents(site: Site) -> Callable[[], Awaitable[dict[str, str | None]]]:
    """A fingerprint of every table."""

    async def look() -> dict[str, str | None]:
        return await contents_of(site)

    return look
