"""Access: who asks at the desk, whether their role may, and whether the form they send is the desk's own."""

from collections.abc import Callable

from litestar import Request, Response, Router
from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie
from litestar.di import NamedDependency, Provide
from litestar.handlers import BaseRouteHandler
from litestar.types import ControllerRouterHandler

from wechoose.base.refusals import Forbidden, NotFound
from wechoose.base.site import Site
from wechoose.base.words import _
from wechoose.leaders.menu import rooms_of
from wechoose.leaders.people import Leader
from wechoose.leaders.proofs import csrf_of, is_csrf_right
from wechoose.leaders.roles import may
from wechoose.leaders.sessions import find_session, session_life
from wechoose.web.forms import read_form
from wechoose.web.rendering import page, see_other, site_of

SIGN_IN = "/desk/sign-in"
SAFE = {"GET", "HEAD", "OPTIONS"}

TheLeader = NamedDependency[Leader]


class SignInFirst(Exception):
    """Nobody is signed in here."""


def desk(*handlers: ControllerRouterHandler) -> Router:
    """Routes for leaders. Each names the right it takes, `@get(…, right="see mail")`; without, it is nobody's."""
    return Router(
        "/",
        route_handlers=handlers,
        guards=[let_in],
        dependencies={"leader": Provide(the_leader)},
        exception_handlers={SignInFirst: _to_sign_in},
        include_in_schema=False,
    )


async def let_in(connection: ASGIConnection, handler: BaseRouteHandler) -> None:
    """Let a leader in who may, with a form that is ours; anybody else is turned away before anything is done.

    A guard with a transaction of its own: a dependency that refuses would leave the request's transaction
    open, because Litestar closes generators only once all of them have been made.
    """
    site, token = _site(connection), session_token(connection)
    async with site.database.transaction(read_only=True) as db:
        leader = await find_session(db, site, token) if token else None
    if leader is None:
        raise SignInFirst
    if not may(leader.role, handler.opt.get("right"), leader.partner, connection.path_params):
        raise NotFound
    if connection.scope["method"] not in SAFE:  # type: ignore[typeddict-item]
        await _check_form(site, token, connection)
    connection.scope["state"]["leader"] = leader
    connection.scope["state"]["waiting"] = await _count_waiting(connection, leader)


async def the_leader(request: Request) -> Leader:
    return request.scope["state"]["leader"]


def desk_page(
    request: Request, leader: Leader, template: str, status: int = 200, **values: object
) -> Response[bytes]:
    """A page of the desk, with what its forms need."""
    csrf = csrf_of(site_of(request).settings.secret_keys, session_token(request))
    rooms = rooms_of(leader, request.scope["state"].get("waiting", 0))
    return page(
        request, template, status, None, leader=leader, csrf=csrf, rooms=rooms, may=_may(leader), **values
    )


def session_token(connection: ASGIConnection) -> str:
    return connection.cookies.get(_cookie_name(_site(connection)), "")


def keep_session(answer: Response, site: Site, token: str) -> None:
    answer.set_cookie(_cookie(site, token, int(session_life(site).total_seconds())))


def drop_session(answer: Response, site: Site) -> None:
    answer.set_cookie(_cookie(site, "", 0))


async def _count_waiting(connection: ASGIConnection, leader: Leader) -> int:
    """How many things wait for this leader's approval, which the menu says on every page."""
    if not may(leader.role, "approve"):
        return 0
    return sum(asker != leader.leader_id for asker in await connection.app.state.askers.now())


def _may(leader: Leader) -> Callable[[str], bool]:
    """For pages, which show no way to where this leader finds nothing."""
    return lambda right: may(leader.role, right, leader.partner)


async def _check_form(site: Site, token: str, connection: ASGIConnection) -> None:
    form = await read_form(connection)  # type: ignore[arg-type]
    if not is_csrf_right(site.settings.secret_keys, token, form["csrf"]):
        raise Forbidden(_("This form is not from your present visit. Load its page again and retry."))


def _cookie(site: Site, value: str, seconds: int) -> Cookie:
    return Cookie(
        key=_cookie_name(site),
        value=value,
        path="/",
        max_age=seconds,
        secure=_is_secure(site),
        httponly=True,
        samesite="lax",
    )


def _cookie_name(site: Site) -> str:
    """Over plain HTTP, as on a developer's machine, browsers drop secure cookies and whatever begins __Host-."""
    return "__Host-desk" if _is_secure(site) else "desk"


def _is_secure(site: Site) -> bool:
    return site.settings.public_url.startswith("https://")


def _site(connection: ASGIConnection) -> Site:
    return connection.app.state.site


def _to_sign_in(_request: Request, _error: SignInFirst) -> Response[bytes]:
    return see_other(SIGN_IN)
