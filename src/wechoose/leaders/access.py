"""Access: who asks at the desk, whether their role may, and whether the form they send is the desk's own.

A handler declares what it takes: `right` always; `fresh=True` where the second factor must have been proven a moment
ago, because personal data leave; `halfway=True` for what a link alone opens, which is the way to the second factor.
"""

from collections.abc import Callable, Mapping

from litestar import Request, Response, Router
from litestar.connection import ASGIConnection
from litestar.di import NamedDependency, Provide
from litestar.handlers import BaseRouteHandler
from litestar.params import SkipValidation
from litestar.types import ControllerRouterHandler

from wechoose.base.refusals import Forbidden, NotFound
from wechoose.base.site import Site
from wechoose.base.words import _
from wechoose.leaders.asked import ways
from wechoose.leaders.cookies import keep_session, session_token
from wechoose.leaders.factors import By, Factors, factors_of
from wechoose.leaders.menu import rooms_of
from wechoose.leaders.people import Leader
from wechoose.leaders.places import FACTOR, SIGN_IN, to_factor
from wechoose.leaders.proofs import csrf_of, is_csrf_right
from wechoose.leaders.proving import FIELDS, Outcome, is_proof, prove
from wechoose.leaders.roles import may
from wechoose.leaders.sessions import Session, find_session, is_fresh, is_to_be_noted, note_seen
from wechoose.web.forms import Form, read_form
from wechoose.web.rendering import page, see_other, site_of
from wechoose.web.visitor import client_address

SAFE = {"GET", "HEAD", "OPTIONS"}

TheLeader = NamedDependency[Leader]
TheSession = NamedDependency[SkipValidation[Session]]


class SignInFirst(Exception):
    """Nobody is signed in here."""


class FactorFirst(Exception):
    """The second factor is to be proven; `onwards` is where to go then, "" where nothing can be led back to."""

    def __init__(self, onwards: str) -> None:
        super().__init__()
        self.onwards = onwards


class FactorAsked(Exception):
    """The second factor is to be proven before this form is taken; the form waits in the page that asks."""

    def __init__(self, session: Session, factors: Factors, form: Form, errors: Mapping[str, str]) -> None:
        super().__init__()
        self.session, self.factors, self.form, self.errors = session, factors, form, errors


def desk(*handlers: ControllerRouterHandler) -> Router:
    """Routes for leaders. Each names the right it takes, `@get(…, right="see mail")`; without, it is nobody's."""
    return Router(
        "/",
        route_handlers=handlers,
        guards=[let_in],
        dependencies={"leader": Provide(the_leader), "session": Provide(the_session)},
        exception_handlers={
            SignInFirst: _to_sign_in,
            FactorFirst: _to_factor,
            FactorAsked: _ask_factor,
        },
        include_in_schema=False,
    )


async def let_in(connection: ASGIConnection, handler: BaseRouteHandler) -> None:
    """Let a leader in who may, with a form that is ours; anybody else is turned away before anything is done.

    A guard with a connection of its own: a dependency that refuses would leave the request's transaction
    open, because Litestar closes generators only once all of them have been made.
    """
    site, token = _site(connection), session_token(connection)
    async with site.database.statement("desk") as db:
        session = await find_session(db, site, token) if token else None
    if session is None:
        raise SignInFirst
    leader, is_safe = session.leader, connection.scope["method"] in SAFE  # type: ignore[typeddict-item]
    if session.factor_at is None and not handler.opt.get("halfway"):
        raise FactorFirst(_address(connection) if is_safe else "")
    if not may(leader.role, handler.opt.get("right"), leader.partner, connection.path_params):
        raise NotFound
    waiting = await _count_waiting(connection, leader)
    connection.scope["state"] |= {"leader": leader, "session": session, "waiting": waiting}
    form = None if is_safe else await _checked_form(site, token, connection)
    if handler.opt.get("fresh") and not is_fresh(site, session):
        await _refresh(connection, session, form)
    elif is_to_be_noted(site, session):
        async with site.database.statement("desk") as db:
            await note_seen(db, session)


async def the_leader(request: Request) -> Leader:
    return request.scope["state"]["leader"]


async def the_session(request: Request) -> Session:
    return request.scope["state"]["session"]


def desk_page(
    request: Request, leader: Leader, template: str, status: int = 200, **values: object
) -> Response[bytes]:
    """A page of the desk, with what its forms need."""
    rooms = rooms_of(leader, request.scope["state"].get("waiting", 0))
    csrf = csrf_for(request)
    return page(
        request, template, status, None, leader=leader, csrf=csrf, rooms=rooms, may=_may(leader), **values
    )


def csrf_for(request: Request) -> str:
    return csrf_of(site_of(request).settings.secret_keys, session_token(request))


def by_of(request: Request, leader: Leader) -> By:
    return By(leader, client_address(request))


async def _count_waiting(connection: ASGIConnection, leader: Leader) -> int:
    """How many things wait for this leader's approval, which the menu says on every page."""
    if not may(leader.role, "approve"):
        return 0
    return sum(asker != leader.leader_id for asker in await connection.app.state.askers.now())


def _may(leader: Leader) -> Callable[[str], bool]:
    """For pages, which show no way to where this leader finds nothing."""
    return lambda right: may(leader.role, right, leader.partner)


async def _checked_form(site: Site, token: str, connection: ASGIConnection) -> Form:
    form = await read_form(connection)  # type: ignore[arg-type]
    if not is_csrf_right(site.settings.secret_keys, token, form["csrf"]):
        raise Forbidden(_("This form is not from your present visit. Load its page again and retry."))
    return form


async def _refresh(connection: ASGIConnection, session: Session, form: Form | None) -> None:
    """Go on only when the second factor is proven now, by fields that came with the form; else ask for it."""
    if form is None:
        raise FactorFirst(_address(connection))
    site, outcome = _site(connection), Outcome()
    async with site.database.transaction(share="desk") as db:
        if is_proof(form):
            outcome = await prove(db, site, session, form, client_address(connection))  # type: ignore[arg-type]
        factors = await factors_of(db, site, session.leader.leader_id)
    if outcome.is_over:
        raise SignInFirst
    if not outcome.token:
        raise FactorAsked(session, factors, form, outcome.errors)
    keep_session(connection, outcome.token)


def _to_sign_in(_request: Request, _error: SignInFirst) -> Response[bytes]:
    return see_other(SIGN_IN)


def _to_factor(_request: Request, error: FactorFirst) -> Response[bytes]:
    return see_other(to_factor(error.onwards) if error.onwards else FACTOR)


def _ask_factor(request: Request, asked: FactorAsked) -> Response[bytes]:
    kept = [(name, value) for name, value in asked.form.pairs if name != "csrf" and name not in FIELDS]
    return page(
        request,
        "leaders/prove.html",
        422 if asked.errors else 403,
        action=_address(request),
        kept=kept,
        errors=asked.errors,
        csrf=csrf_for(request),
        **ways(request, asked.session, asked.factors),
    )


def _address(connection: ASGIConnection) -> str:
    query = connection.url.query
    return f"{connection.url.path}?{query}" if query else connection.url.path


def _site(connection: ASGIConnection) -> Site:
    return connection.app.state.site
