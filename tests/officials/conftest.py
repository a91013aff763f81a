"""Officials as they come with the program, and leaders who look after them."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import asyncpg
import httpx
import pytest

from tests.conftest import cloned, opened, visitor_of
from tests.desk import csrf_of, enter
from wechoose.base.settings import Settings
from wechoose.base.site import Site
from wechoose.officials.choosing import officials_of_group
from wechoose.officials.officials import Official
from wechoose.officials.shipped import import_shipped

# School districts are most of the rows and of the time; tests that want them say so.
SMALL = ("congress", "committees", "executive", "governors", "agencies", "mayors")
HOME = "/desk/officials"


class Desk:
    """A leader's browser, with the proof that their forms carry."""

    def __init__(self, browser: httpx.AsyncClient, csrf: str) -> None:
        self._browser, self._csrf = browser, csrf

    async def get(self, address: str) -> httpx.Response:
        return await self._browser.get(HOME + address)

    async def post(
        self, address: str, typed: Mapping[str, str | list[str]] | None = None, file: bytes | None = None
    ) -> httpx.Response:
        files = {"file": ("officials.csv", file, "text/csv")} if file is not None else None
        return await self._browser.post(
            HOME + address, data={"csrf": self._csrf, **(typed or {})}, files=files
        )


@pytest.fixture(scope="session")
async def template_in_office(postgres: str, template: str, anyio_backend: str) -> AsyncIterator[str]:
    """A database with all shipped officials but school districts, to be cloned."""
    async with cloned(postgres, template) as url:
        db = await asyncpg.connect(url)
        async with db.transaction():
            await import_shipped(db, SMALL)
        await db.close()
        yield urlsplit(url).path[1:]


@pytest.fixture
async def in_office(settings: Settings, postgres: str, template_in_office: str) -> AsyncIterator[Site]:
    async with cloned(postgres, template_in_office) as url, opened(settings, url) as site:
        yield site


@pytest.fixture
async def owner(in_office: Site) -> AsyncIterator[Desk]:
    async with desk_of(in_office, "owner") as desk:
        yield desk


@asynccontextmanager
async def desk_of(site: Site, role: str, states: Sequence[str] = ()) -> AsyncIterator[Desk]:
    async with visitor_of(site) as browser:
        await enter(browser, site, f"{role}@example.org", role, states=states)
        yield Desk(browser, await csrf_of(browser, HOME))


async def only(site: Site, group: str, state: str = "") -> Official:
    """The first of this group, in this state."""
    async with site.database.transaction(read_only=True) as db:
        return (await officials_of_group(db, group, [state] if state else []))[0]
