"""The cast of a delivery's day: an owner and a deliverer at the desk, and a delivery whose packets are ready."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, cast

import httpx
import pytest

from tests.deliveries.conftest import in_office, ordered, owner, signed
from tests.desk import csrf_of, enter
from tests.handovers.handing import made_ready
from wechoose.app import App, build
from wechoose.base.site import Site
from wechoose.deliveries.deliveries import Delivery

__all__ = ["in_office", "ordered", "owner", "signed"]

JERSEY = "kind = 'senator' and state = 'NJ'"


class Desk:
    """A browser of somebody who is signed in, which sends the desk's own forms."""

    def __init__(self, browser: httpx.AsyncClient, csrf: str) -> None:
        self.browser, self._csrf = browser, csrf

    async def get(self, address: str, **more: Any) -> httpx.Response:
        return await self.browser.get(address, **more)

    async def post(self, address: str, data: dict[str, str] | None = None, **more: Any) -> httpx.Response:
        return await self.browser.post(address, data={"csrf": self._csrf} | (data or {}), **more)


Signing = Callable[..., Awaitable[bytes]]
Ready = Callable[..., Awaitable[Delivery]]
ComeIn = Callable[..., Awaitable[Desk]]


@pytest.fixture
async def app(in_office: Site) -> AsyncIterator[App]:
    built = build(in_office)
    async with built.lifespan():
        yield built


@pytest.fixture
async def visitor(app: App) -> AsyncIterator[httpx.AsyncClient]:
    async with _browser(app) as browser:
        yield browser


@pytest.fixture
async def come_in(app: App, in_office: Site) -> AsyncIterator[ComeIn]:
    browsers: list[httpx.AsyncClient] = []

    async def enter_desk(email: str = "owner@example.org", role: str = "owner", *states: str) -> Desk:
        browser = _browser(app)
        browsers.append(browser)
        await enter(browser, in_office, email, role, states=states)
        return Desk(browser, await csrf_of(browser))

    yield enter_desk
    for browser in browsers:
        await browser.aclose()


@pytest.fixture
async def desk(come_in: ComeIn) -> Desk:
    return await come_in()


@pytest.fixture
def ready(in_office: Site, ordered: Callable[..., Awaitable[Delivery]]) -> Ready:
    """A delivery to officials of a condition, its packets made, with so many rows in each."""

    async def make(condition: str = JERSEY, rows: int = 1234, **different: object) -> Delivery:
        delivery = await ordered(condition, **different)
        return await made_ready(in_office, delivery.code, rows)

    return make


def _browser(app: App) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(cast("Any", app), raise_app_exceptions=False, client=("127.0.0.1", 50000))
    return httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000")
