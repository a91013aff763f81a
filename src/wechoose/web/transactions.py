"""One transaction per request, opened here and nowhere else; a GET's can only read."""

from collections.abc import AsyncGenerator, Callable

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


def once_committed(request: Request, act: Callable[[], None]) -> None:
    """Have this done when what the request changed can be seen by others."""
    request.scope["state"].setdefault("once_committed", []).append(act)


async def look_again(message: Message, scope: Scope) -> None:
    """Called when the answer leaves, which is after the commit."""
    if message["type"] != "http.response.start":
        return
    if scope["state"].get("counted"):
        hall = scope["litestar_app"].state
        hall.live.expire()
        # Whose signature is taken back may have stood there by name.
        hall.shared.expire()
    for act in scope["state"].pop("once_committed", ()):
        act()


DEPENDENCIES = {"db": Provide(open_transaction), "site": Provide(the_site)}
