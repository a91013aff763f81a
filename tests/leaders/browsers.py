"""Sites with other settings, and browsers that visit them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

import httpx
import msgspec

from wechoose.app import build
from wechoose.base.limits import Limits
from wechoose.base.site import Site


@asynccontextmanager
async def visitor_of(site: Site) -> AsyncIterator[httpx.AsyncClient]:
    app = build(site)
    transport = httpx.ASGITransport(cast("Any", app), raise_app_exceptions=False, client=("127.0.0.1", 50000))
    async with (
        app.lifespan(),
        httpx.AsyncClient(transport=transport, base_url=site.settings.public_url) as browser,
    ):
        yield browser


def at(site: Site, public_url: str) -> Site:
    return _with(site, public_url=public_url)


def with_limits(site: Site, **limits: int) -> Site:
    return _with(site, limits=Limits(**limits))


def _with(site: Site, **settings: Any) -> Site:
    return msgspec.structs.replace(site, settings=msgspec.structs.replace(site.settings, **settings))
