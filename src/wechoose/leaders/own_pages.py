"""The leader's own page: where they are signed in, and what they prove themselves with."""

from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery

from wechoose.audit import acts, trail
from wechoose.base.database import Connection
from wechoose.base.refusals import NotFound, Refusal
from wechoose.base.site import Site
from wechoose.base.words import _
from wechoose.leaders import factors
from wechoose.leaders.access import TheLeader, TheSession, by_of, desk, desk_page
from wechoose.leaders.cookies import drop_session
from wechoose.leaders.factor_pages import RIGHT, show_codes
from wechoose.leaders.factors import factors_of
from wechoose.leaders.passkeys import party_of
from wechoose.leaders.people import Leader
from wechoose.leaders.places import OWN, SIGN_IN
from wechoose.leaders.sessions import Session, end_all, end_one, sessions_of
from wechoose.web.rendering import see_other
from wechoose.web.transactions import Db, TheSite
from wechoose.web.visitor import client_address

# As far as PostgreSQL's integers go.
ANY_ID = range(2**31)


@get(OWN, right=RIGHT)
async def show_own(
    request: Request,
    db: Db,
    site: TheSite,
    leader: TheLeader,
    session: TheSession,
    done: FromQuery[str] = "",
) -> Response[bytes]:
    return await _own(request, db, site, leader, session, done)


@post(OWN + "/sessions/{session_id:uuid}/end", right=RIGHT)
async def end_session(
    request: Request, db: Db, leader: TheLeader, session: TheSession, session_id: FromPath[UUID]
) -> Response[bytes]:
    if not await end_one(db, leader.leader_id, session_id):
        raise NotFound
    await _note(request, db, leader, acts.ENDED_SESSION)
    if session_id == session.session_id:
        drop_session(request)
        return see_other(SIGN_IN)
    return see_other(f"{OWN}?done=ended")


@post(OWN + "/sessions/end", right=RIGHT)
async def sign_out_everywhere(request: Request, db: Db, leader: TheLeader) -> Response[bytes]:
    """Here too: whoever presses this suspects something, and every browser proves itself anew."""
    await end_all(db, leader.leader_id)
    await _note(request, db, leader, acts.SIGNED_OUT_EVERYWHERE)
    drop_session(request)
    return see_other(SIGN_IN)


@post(OWN + "/passkeys/{passkey_id:int}/remove", right=RIGHT, fresh=True)
async def remove_passkey(
    request: Request,
    db: Db,
    site: TheSite,
    leader: TheLeader,
    session: TheSession,
    passkey_id: FromPath[int],
) -> Response[bytes]:
    if passkey_id not in ANY_ID:
        raise NotFound
    try:
        await factors.remove_passkey(db, site, by_of(request, leader), passkey_id)
    except NotFound:
        raise
    except Refusal as refusal:
        return await _own(request, db, site, leader, session, wrong=refusal.sentence)
    return see_other(f"{OWN}?done=removed")


@post(OWN + "/authenticator/remove", right=RIGHT, fresh=True)
async def remove_app(
    request: Request, db: Db, site: TheSite, leader: TheLeader, session: TheSession
) -> Response[bytes]:
    try:
        await factors.remove_authenticator(db, site, by_of(request, leader))
    except NotFound:
        raise
    except Refusal as refusal:
        return await _own(request, db, site, leader, session, wrong=refusal.sentence)
    return see_other(f"{OWN}?done=removed")


@post(OWN + "/recovery-codes", right=RIGHT, fresh=True)
async def make_codes(request: Request, db: Db, site: TheSite, leader: TheLeader) -> Response[bytes]:
    return show_codes(request, await factors.make_recovery_codes(db, site, by_of(request, leader)))


async def _own(
    request: Request,
    db: Connection,
    site: Site,
    leader: Leader,
    session: Session,
    done: str = "",
    wrong: str = "",
) -> Response[bytes]:
    return desk_page(
        request,
        leader,
        "leaders/own.html",
        422 if wrong else 200,
        factors=await factors_of(db, site, leader.leader_id),
        sessions=await sessions_of(db, site, leader.leader_id),
        here=session.session_id,
        can_passkey=party_of(site.settings) is not None,
        done=_said(done),
        wrong=wrong,
    )


def _said(done: str) -> str:
    words = {
        "ended": _("That browser is signed out."),
        "removed": _("Removed. A letter tells you so, too."),
        "app": _("The app is set up. A letter tells you so, too."),
        "passkey": _("The passkey is added. A letter tells you so, too."),
    }
    return words.get(done, "")


async def _note(request: Request, db: Connection, leader: Leader, act: str) -> None:
    await trail.append(db, leader_id=leader.leader_id, act=act, address=client_address(request))


ROUTES = [desk(show_own, end_session, sign_out_everywhere, remove_passkey, remove_app, make_codes)]
