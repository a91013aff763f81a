"""One transaction per request, opened here and nowhere else; a GET's can only read."""

from collections.abc import AsyncGenerator

from litestar import Request
from litestar.di import NamedDependency, Provide

from wechoose.base.database import Connection
from wechoose.base.site import Site
from wechoose.web.rendering import site_of

Db = NamedDependency[Connection]
TheSite = NamedDependency[Site]


async def open_transaction(request: Request) -> AsyncGenerator[Connection, None]:
    """Committed before the answer leaves, rolled back when the handler raises."""
    async with site_of(request).database.transaction(read_only=request.method == "GET") as db:
        yield db


async def the_site(request: Request) -> Site:
    return site_of(request)


DEPENDENCIES = {"db": Provide(open_transaction), "site": Provide(the_site)}
