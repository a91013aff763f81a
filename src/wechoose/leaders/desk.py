"""The desk's door to mail: what waits, what was given up, and another try."""

from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath

from wechoose.audit import acts, trail
from wechoose.base.refusals import NotFound
from wechoose.base.sealing import BUCKETS
from wechoose.leaders.access import TheLeader, desk, desk_page
from wechoose.leaders.letters import standing_of
from wechoose.mail import outbox
from wechoose.web.rendering import see_other
from wechoose.web.transactions import Db
from wechoose.web.visitor import client_address


@get("/desk/mail", right="see mail")
async def show_mail(request: Request, db: Db, leader: TheLeader) -> Response[bytes]:
    overview = await outbox.overview(db)
    return desk_page(request, leader, "leaders/mail.html", to_leaders=await standing_of(db), **overview)


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


ROUTES = [desk(show_mail, try_again)]
