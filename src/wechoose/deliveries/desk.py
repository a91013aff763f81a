"""The desk's door to deliveries: all of them, each as it is made, calling one off and having it made again."""

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery

from wechoose.audit.reasons import check_reason
from wechoose.base.database import Connection
from wechoose.base.refusals import NotFound, Refusal
from wechoose.base.site import Site
from wechoose.base.templates import number
from wechoose.base.words import _
from wechoose.deliveries import ordering, troubles
from wechoose.deliveries.deliveries import (
    Delivery,
    all_deliveries,
    find_delivery,
    is_within,
    packets_of,
    progress,
)
from wechoose.demands.demands import all_demands
from wechoose.leaders.access import TheLeader, desk, desk_page
from wechoose.leaders.people import Leader
from wechoose.leaders.roles import may
from wechoose.leaders.standing import members
from wechoose.web.forms import read_form
from wechoose.web.rendering import see_other
from wechoose.web.transactions import Db, TheSite
from wechoose.web.visitor import client_address

HOME = "/desk/deliveries"
ONE = HOME + "/{delivery:str}"
KILO = 1000


@get(HOME, right="see deliveries")
async def show_deliveries(request: Request, db: Db, leader: TheLeader) -> Response[bytes]:
    deliveries = [(each, progress(each)) for each in await all_deliveries(db, leader)]
    return desk_page(request, leader, "deliveries/deliveries.html", deliveries=deliveries)


@get(ONE, right="see deliveries")
async def show_delivery(
    request: Request,
    db: Db,
    site: TheSite,
    leader: TheLeader,
    delivery: FromPath[str],
    done: FromQuery[str] = "",
) -> Response[bytes]:
    return await _page(request, db, site, leader, await _theirs(db, leader, delivery), done)


@get(ONE + "/cancel", right="order deliveries")
async def show_cancel(
    request: Request, db: Db, leader: TheLeader, delivery: FromPath[str]
) -> Response[bytes]:
    return _confirmation(request, leader, await _theirs(db, leader, delivery), "", {})


@post(ONE + "/cancel", right="order deliveries")
async def cancel_delivery(
    request: Request, db: Db, leader: TheLeader, delivery: FromPath[str]
) -> Response[bytes]:
    found = await _theirs(db, leader, delivery)
    typed, wrong = (await read_form(request))["reason"], {}
    reason = check_reason(typed, wrong, _("Say in a few words why it is called off."))
    if wrong:
        return _confirmation(request, leader, found, typed, wrong)
    try:
        await ordering.cancel(db, leader, found.code, reason, client_address(request))
    except Refusal as refusal:
        return _confirmation(request, leader, found, typed, {"done": refusal.sentence})
    return see_other(f"{HOME}/{found.code}?done=cancelled")


@post(ONE + "/again", right="order deliveries")
async def make_again(
    request: Request, db: Db, site: TheSite, leader: TheLeader, delivery: FromPath[str]
) -> Response[bytes]:
    found = await _theirs(db, leader, delivery)
    try:
        await ordering.remake(db, leader, found.code, address=client_address(request))
    except Refusal as refusal:
        return await _page(request, db, site, leader, found, wrong=refusal.sentence)
    return see_other(f"{HOME}/{found.code}?done=again")


async def _theirs(db: Connection, leader: Leader, code: str) -> Delivery:
    """The delivery, where all of it lies within this leader's states; else it is not there."""
    delivery = await find_delivery(db, code)
    if not await is_within(db, delivery, leader):
        raise NotFound(_("There is no delivery at this address."))
    return delivery


async def _page(
    request: Request,
    db: Connection,
    site: Site,
    leader: Leader,
    delivery: Delivery,
    done: str = "",
    wrong: str = "",
) -> Response[bytes]:
    people = [each for each in await members(db, site) if not each.stopped_at]
    return desk_page(
        request,
        leader,
        "deliveries/delivery.html",
        422 if wrong else 200,
        delivery=delivery,
        packets=await packets_of(db, delivery.delivery_id),
        progress=progress(delivery),
        demands=[each for each in await all_demands(db) if each.demand_id in delivery.demand_ids],
        asker=next((each.leader.email for each in people if each.leader.leader_id == delivery.asked_by), ""),
        approvers=[each.leader.email for each in people if _may_approve(each.leader, delivery)],
        trouble=troubles.in_words(delivery.trouble),
        size=_size,
        may_cancel=delivery.status in ordering.CANCELLABLE,
        done=done,
        wrong=wrong,
    )


def _size(count: int) -> str:
    """Of a file, as people say it."""
    if count < KILO * KILO:
        return _("%(size)s kB") % {"size": number(max(1, round(count / KILO)))}
    return _("%(size)s MB") % {"size": number(round(count / KILO**2, 1))}


def _may_approve(leader: Leader, delivery: Delivery) -> bool:
    return may(leader.role, "approve") and leader.leader_id != delivery.asked_by


def _confirmation(
    request: Request, leader: Leader, delivery: Delivery, typed: str, wrong: dict[str, str]
) -> Response[bytes]:
    return desk_page(
        request,
        leader,
        "deliveries/cancel.html",
        422 if wrong else 200,
        delivery=delivery,
        values={"reason": typed},
        errors=wrong,
    )


ROUTES = [desk(show_deliveries, show_delivery, show_cancel, cancel_delivery, make_again)]
