"""Leaders at the desk, for tests: each with a browser of their own, joined, and with the proof of their forms."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, cast

import httpx

from tests.desk import csrf_of, enter
from wechoose.app import App, build
from wechoose.base.site import Site
from wechoose.leaders.people import Leader


class Visitor:
    """A leader's browser; the forms it sends are the desk's own."""

    def __init__(self, browser: httpx.AsyncClient, leader: Leader, csrf: str) -> None:
        self.browser, self.leader, self.csrf = browser, leader, csrf

    async def get(self, address: str) -> httpx.Response:
        return await self.browser.get(address)

    async def post(self, address: str, **form: str) -> httpx.Response:
        return await self.browser.post(address, data={"csrf": self.csrf, **form})


class Lobby:
    """Where leaders come in; `app` is the one that all of them visit."""

    def __init__(self, app: App, site: Site) -> None:
        self.app, self._site = app, site
        self._browsers: list[httpx.AsyncClient] = []

    async def __call__(
        self, email: str, role: str = "owner", states: Sequence[str] = (), partner: str = ""
    ) -> Visitor:
        browser = self.browser()
        leader = await enter(browser, self._site, email, role, partner, states)
        return Visitor(browser, leader, await csrf_of(browser))

    def browser(self) -> httpx.AsyncClient:
        """A stranger's."""
        transport = httpx.ASGITransport(
            cast("Any", self.app), raise_app_exceptions=False, client=("127.0.0.1", 50000)
        )
        self._browsers.append(httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000"))
        return self._browsers[-1]

    async def close(self) -> None:
        for browser in self._browsers:
            await browser.aclose()


@asynccontextmanager
async def lobby(site: Site) -> AsyncIterator[Lobby]:
    app = build(site)
    async with app.lifespan():
        come_in = Lobby(app, site)
        yield come_in
        await come_in.close()
