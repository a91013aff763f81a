"""The cast of partners: an owner at the desk, somebody of j4j, and somebody of npe, each in a browser of their own."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, cast

import httpx
import pytest

from wechoose.app import App, build
from wechoose.base.site import Site
from wechoose.leaders.people import add_leader
from wechoose.leaders.sign_in import make_link
from wechoose.partners.partners import Partner, find_partner

FORM = {
    "name": "Parents for Good Schools",
    "code": "parents",
    "kind": "national",
    "state": "",
    "website": "https://parents.example.org",
    "origins": "https://parents.example.org",
    "asks": "own",
    "english": "Parents for Good Schools may write to me.",
    "spanish": "Parents for Good Schools puede escribirme.",
    "postal_address": "1 Main Street\nNewark, NJ 07102",
}


class Desk:
    """A browser of somebody who is signed in, which sends the desk's own forms."""

    def __init__(self, browser: httpx.AsyncClient, csrf: str) -> None:
        self.browser, self._csrf = browser, csrf

    async def get(self, address: str) -> httpx.Response:
        return await self.browser.get(address)

    async def post(self, address: str, data: dict[str, str] | None = None, **more: Any) -> httpx.Response:
        return await self.browser.post(address, data={"csrf": self._csrf} | (data or {}), **more)


@pytest.fixture
async def app(site: Site) -> AsyncIterator[App]:
    built = build(site)
    async with built.lifespan():
        yield built


@pytest.fixture
async def visitor(app: App) -> AsyncIterator[httpx.AsyncClient]:
    async with _browser(app) as browser:
        yield browser


@pytest.fixture
async def sign_in(app: App, site: Site) -> AsyncIterator[Callable[..., Awaitable[Desk]]]:
    browsers: list[httpx.AsyncClient] = []

    async def enter(email: str, role: str = "owner", partner: str = "") -> Desk:
        async with site.database.transaction() as db:
            link = await make_link(db, site, await add_leader(db, site, email, role, partner))
        browser = _browser(app)
        browsers.append(browser)
        assert (await browser.post(link)).status_code == 303
        page = await browser.get(f"/desk/partners/{partner}/keys" if partner else "/desk/audit")
        found = re.search(r'name="csrf" value="([^"]+)"', page.text)
        assert found
        return Desk(browser, found[1])

    yield enter
    for browser in browsers:
        await browser.aclose()


@pytest.fixture
async def owner(sign_in: Callable[..., Awaitable[Desk]]) -> Desk:
    return await sign_in("owner@example.org")


@pytest.fixture
async def j4j(sign_in: Callable[..., Awaitable[Desk]]) -> Desk:
    return await sign_in("ann@j4j.example.org", "partner", "j4j")


@pytest.fixture
def partner(site: Site) -> Callable[..., Awaitable[Partner]]:
    """A partner as the database has it now."""

    async def look(code: str = "parents") -> Partner:
        async with site.database.transaction(read_only=True) as db:
            return await find_partner(db, code)

    return look


def _browser(app: App) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(cast("Any", app), raise_app_exceptions=False, client=("127.0.0.1", 50000))
    return httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000")
