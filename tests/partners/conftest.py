"""The cast of partners: an owner at the desk, somebody of j4j, and somebody of npe, each in a browser of their own."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, cast

import httpx
import pytest

from tests.desk import csrf_of, enter
from wechoose.app import App, build
from wechoose.base.site import Site
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

    async def come_in(email: str, role: str = "owner", partner: str = "") -> Desk:
        browser = _browser(app)
        browsers.append(browser)
        await enter(browser, site, email, role, partner)
        return Desk(browser, await csrf_of(browser))

    yield come_in
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
