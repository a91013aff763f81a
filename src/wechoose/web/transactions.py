"""One transaction per request, opened here and nowhere else; a GET's can only read."""

from collections.abc import AsyncGenerator

from litestar import Request
from litestar.di import NamedDependency, Provide
from litestar.params import SkipValidation
from litestar.types import Message, Scope

from wechoose.base.database import Connection
from wechoose.base.site import Site
from wechoose.web.rendering import site_of

# Ours already: there is nothing in them to validate.
Db = NamedDependency[SkipValidation[Connection]]
TheSite = NamedDependency[SkipValidation[Site]]


async def open_transaction(request: Request) -> AsyncGenerator[Connection, None]:
    """Committed before the answer leaves, rolled back when the handler raises."""
    share = "desk" if request.url.path.startswith("/desk") else None
    async with site_of(request).database.transaction(read_only=request.method == "GET", share=share) as db:
        yield db


async def the_site(request: Request) -> Site:
    return site_of(request)


def mark_counted(request: Request) -> None:
    """Say that this request changes counts; who shows them in this process looks again once it is committed."""
    request.scope["state"]["counted"] = True


async def look_again(message: Message, scope: Scope) -> None:
    """Called when the answer leaves, which is after the commit."""
    if message["type"] == "http.response.start" and scope["state"].get("counted"):
        scope["litestar_app"].state.live.expire()


DEPENDENCIES = {"db": Provide(open_transaction), "site": Provide(the_site)}
