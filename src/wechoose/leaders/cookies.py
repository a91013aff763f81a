"""Cookies: the one that the desk sets. It holds a session's token and leaves with the answer of the request."""

from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie
from litestar.types import Message, Scope

from wechoose.base.site import Site
from wechoose.leaders.sessions import session_life

# Where a request keeps the token that its browser is to have from now on; "" for none.
HANDED = "session_token"


def session_token(connection: ASGIConnection) -> str:
    """What the browser brought, or was given meanwhile."""
    brought = connection.cookies.get(_name(connection.app.state.site), "")
    return connection.scope["state"].get(HANDED, brought)


def keep_session(connection: ASGIConnection, token: str) -> None:
    connection.scope["state"][HANDED] = token


def drop_session(connection: ASGIConnection) -> None:
    connection.scope["state"][HANDED] = ""


async def hand_over(message: Message, scope: Scope) -> None:
    """Called when the answer leaves: whatever kind of answer it is, the browser must learn its new token."""
    token = scope["state"].get(HANDED)
    if message["type"] == "http.response.start" and token is not None:
        site = scope["litestar_app"].state.site
        life = int(session_life(site).total_seconds()) if token else 0
        message["headers"] = [
            *message["headers"],
            (b"set-cookie", _cookie(site, token, life).to_header(header="").encode()),
        ]


def _cookie(site: Site, value: str, seconds: int) -> Cookie:
    return Cookie(
        key=_name(site),
        value=value,
        path="/",
        max_age=seconds,
        secure=_is_secure(site),
        httponly=True,
        samesite="lax",
    )


def _name(site: Site) -> str:
    """Over plain HTTP, as on a developer's machine, browsers drop secure cookies and whatever begins __Host-."""
    return "__Host-desk" if _is_secure(site) else "desk"


def _is_secure(site: Site) -> bool:
    return site.settings.public_url.startswith("https://")
