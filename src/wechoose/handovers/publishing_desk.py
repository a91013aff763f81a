"""The desk's door to a delivery's public page: as it would look, publishing it, and taking it down."""

from litestar import Request, Response, get, post
from litestar.params import FromPath

from wechoose.base.database import Connection
from wechoose.base.refusals import Refusal
from wechoose.deliveries.deliveries import Delivery
from wechoose.handovers.deeds import by, find_theirs
from wechoose.handovers.listed import show_changes
from wechoose.handovers.publishing import is_published, publish, take_down
from wechoose.handovers.views import read_shown, signatures
from wechoose.leaders.access import TheLeader, desk, desk_page
from wechoose.leaders.people import Leader
from wechoose.signing.api import intake_of
from wechoose.web.forms import read_form
from wechoose.web.rendering import see_other
from wechoose.web.transactions import Db

PUBLIC = "/desk/deliveries/{delivery:str}/public"


@get(PUBLIC, right="publish deliveries")
async def show_preview(
    request: Request, db: Db, leader: TheLeader, delivery: FromPath[str]
) -> Response[bytes]:
    return await _page(request, db, leader, await find_theirs(db, leader, delivery))


@post(PUBLIC, right="publish deliveries")
async def choose(request: Request, db: Db, leader: TheLeader, delivery: FromPath[str]) -> Response[bytes]:
    found, form = await find_theirs(db, leader, delivery), await read_form(request)
    if form["act"] == "take down":
        await take_down(db, found, by(request, leader))
        return _done(request, found, "down")
    try:
        await publish(db, found, by(request, leader))
    except Refusal as refusal:
        return await _page(request, db, leader, found, refusal.sentence)
    return _done(request, found, "published")


def _done(request: Request, delivery: Delivery, done: str) -> Response[bytes]:
    show_changes(request)
    return see_other(f"/desk/deliveries/{delivery.code}/public?done={done}")


async def _page(
    request: Request, db: Connection, leader: Leader, delivery: Delivery, wrong: str = ""
) -> Response[bytes]:
    demands = await intake_of(request).demands.now()
    return desk_page(
        request,
        leader,
        "handovers/publishing.html",
        422 if wrong else 200,
        delivery=delivery,
        shown=await read_shown(db, demands, delivery.code, drafts=True),
        signatures=signatures,
        photos=f"/desk/deliveries/{delivery.code}/photos",
        is_published=await is_published(db, delivery),
        done=request.query_params.get("done", ""),
        wrong=wrong,
    )


ROUTES = [desk(show_preview, choose)]
