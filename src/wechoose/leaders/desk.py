"""The desk's door: signing in and out, and the mail that waits or failed."""

from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath

from wechoose.audit import acts, trail
from wechoose.base.refusals import NotFound
from wechoose.base.sealing import BUCKETS
from wechoose.leaders import sign_in
from wechoose.leaders.access import (
    SIGN_IN,
    TheLeader,
    desk,
    desk_page,
    drop_session,
    keep_session,
    session_token,
)
from wechoose.mail import outbox
from wechoose.web.rendering import PRIVATE, page, see_other
from wechoose.web.transactions import Db, TheSite
from wechoose.web.visitor import client_address


@get(SIGN_IN, include_in_schema=False)
async def show_sign_in(request: Request) -> Response[bytes]:
    return page(request, "leaders/sign_in.html")


@get(SIGN_IN + "/{token:str}", include_in_schema=False)
async def show_link(request: Request, db: Db, token: FromPath[str]) -> Response[bytes]:
    """A page with one button: programs that open links to look at them must not use this one up."""
    if not await sign_in.is_link_good(db, token):
        return _spent(request)
    return page(request, "leaders/sign_in_link.html", headers=PRIVATE, action=f"{SIGN_IN}/{token}")


@post(SIGN_IN + "/{token:str}", include_in_schema=False)
async def press_link(request: Request, db: Db, site: TheSite, token: FromPath[str]) -> Response:
    """The press that signs in; a session that the browser brings along ends, so that nobody can plant one."""
    address = client_address(request)
    session = await sign_in.use_link(db, site, token, address)
    if session is None:
        return _spent(request)
    await sign_in.sign_out(db, session_token(request), address)
    answer = see_other("/desk")
    keep_session(answer, site, session)
    return answer


@post("/desk/sign-out", right="sign out")
async def sign_out(request: Request, db: Db, site: TheSite) -> Response:
    await sign_in.sign_out(db, session_token(request), client_address(request))
    answer = see_other(SIGN_IN)
    drop_session(answer, site)
    return answer


@get("/desk/mail", right="see mail")
async def show_mail(request: Request, db: Db, leader: TheLeader) -> Response[bytes]:
    return desk_page(request, leader, "leaders/mail.html", 200, **await outbox.overview(db))


@post("/desk/mail/{bucket:int}/{letter_id:uuid}/tries", right="retry mail")
async def try_again(
    request: Request, db: Db, leader: TheLeader, bucket: FromPath[int], letter_id: FromPath[UUID]
) -> Response:
    if bucket not in range(BUCKETS):
        raise NotFound
    if await outbox.try_again(db, bucket, letter_id):
        await trail.append(
            db,
            leader_id=leader.leader_id,
            act=acts.RETRIED_LETTER,
            subject=f"letter {letter_id}",
            address=client_address(request),
        )
    return see_other("/desk/mail")


def _spent(request: Request) -> Response[bytes]:
    return page(request, "leaders/link_spent.html", 410, PRIVATE)


ROUTES = [show_sign_in, show_link, press_link, desk(sign_out, show_mail, try_again)]
