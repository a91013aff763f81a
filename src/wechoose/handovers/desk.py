"""The desk's door to a delivery's day: who is still to be met, one press for each packet, and the record of it all."""

from litestar import Request, Response, get, post
from litestar.params import FromPath

from wechoose.base.database import Connection
from wechoose.base.refusals import Invalid, Malformed
from wechoose.base.site import Site
from wechoose.base.words import _
from wechoose.deliveries.closing import close, files_until
from wechoose.deliveries.deliveries import Delivery
from wechoose.handovers.day import arrange, read_choice
from wechoose.handovers.deeds import by, find_theirs
from wechoose.handovers.listed import show_changes
from wechoose.handovers.marks import MARKS, OUT, as_typed, correct_times, set_mark, undo_mark
from wechoose.handovers.notes import new_key, notes_of
from wechoose.handovers.record import as_csv
from wechoose.handovers.stops import count, find_stop, stops_of
from wechoose.leaders.access import TheLeader, desk, desk_page
from wechoose.leaders.people import Leader, all_leaders
from wechoose.leaders.roles import may
from wechoose.web.forms import read_form
from wechoose.web.rendering import see_other
from wechoose.web.transactions import Db, TheSite
from wechoose.web.visitor import client_address

DAY = "/desk/deliveries/{delivery:str}/day"
ONE = DAY + "/{official_id:int}"

NOTHING_TYPED = {"note": "", "public": ""}


@get(DAY, right="hand over")
async def show_day(
    request: Request, db: Db, site: TheSite, leader: TheLeader, delivery: FromPath[str]
) -> Response[bytes]:
    found = await find_theirs(db, leader, delivery)
    choice = read_choice(request.query_params)
    return desk_page(
        request,
        leader,
        "handovers/day.html",
        delivery=found,
        day=arrange(await stops_of(db, found), choice),
        is_out=found.status in OUT,
        may_publish=may(leader.role, "publish deliveries"),
        files_until=found.files_until or files_until(site),
        done=request.query_params.get("done", ""),
    )


@post("/desk/deliveries/{delivery:str}/closing", right="hand over")
async def close_delivery(
    request: Request, db: Db, site: TheSite, leader: TheLeader, delivery: FromPath[str]
) -> Response[bytes]:
    found = await find_theirs(db, leader, delivery)
    await close(db, site, leader, found, address=client_address(request))
    return see_other(f"/desk/deliveries/{found.code}/day?done=closed")


@get(DAY + ".csv", right="hand over")
async def send_record(db: Db, leader: TheLeader, delivery: FromPath[str]) -> Response[bytes]:
    found = await find_theirs(db, leader, delivery)
    headers = {
        "Content-Disposition": f'attachment; filename="handed-over-{found.code}.csv"',
        "Cache-Control": "no-store",
    }
    return Response(as_csv(await stops_of(db, found)), media_type="text/csv", headers=headers)


@post(ONE, right="hand over")
async def mark(
    request: Request, db: Db, leader: TheLeader, delivery: FromPath[str], official_id: FromPath[int]
) -> Response[bytes]:
    """A press on the day's page leads back to its place there, one on the official's own page to that."""
    found, form = await find_theirs(db, leader, delivery), await read_form(request)
    if form["undo"] in MARKS:
        await undo_mark(db, found, official_id, form["undo"], by(request, leader))
    elif form["mark"] in MARKS:
        await set_mark(db, found, official_id, form["mark"], by(request, leader))
    else:
        raise Malformed(_("This address takes an ordinary web form."))
    show_changes(request)
    day = f"/desk/deliveries/{found.code}/day"
    if form["from"] == "own":
        return see_other(f"{day}/{official_id}")
    query = read_choice(request.query_params).query(at=official_id)
    return see_other(f"{day}?{query}#o{official_id}")


@get(ONE, right="hand over")
async def show_official(
    request: Request,
    db: Db,
    site: TheSite,
    leader: TheLeader,
    delivery: FromPath[str],
    official_id: FromPath[int],
) -> Response[bytes]:
    found = await find_theirs(db, leader, delivery)
    done = request.query_params.get("done", "")
    return await official_page(request, db, site, leader, found, official_id, done=done)


@post(ONE + "/times", right="hand over")
async def correct(
    request: Request,
    db: Db,
    site: TheSite,
    leader: TheLeader,
    delivery: FromPath[str],
    official_id: FromPath[int],
) -> Response[bytes]:
    found, form = await find_theirs(db, leader, delivery), await read_form(request)
    typed = {name: form[name] for name in MARKS}
    try:
        await correct_times(db, found, official_id, typed, by(request, leader))
    except Invalid as refusal:
        return await official_page(
            request, db, site, leader, found, official_id, typed=typed, wrong=refusal.fields
        )
    show_changes(request)
    return see_other(f"/desk/deliveries/{found.code}/day/{official_id}?done=times")


async def official_page(
    request: Request,
    db: Connection,
    site: Site,
    leader: Leader,
    delivery: Delivery,
    official_id: int,
    *,
    done: str = "",
    typed: dict[str, str] | None = None,
    wrong: dict[str, str] | None = None,
    key: str = "",
) -> Response[bytes]:
    """One official of the day: what became of the packet, and the notes. `key` is that of the form that is refused."""
    stop = await find_stop(db, delivery, official_id)
    people = {each.leader_id: each.email for each in await all_leaders(db, site)}
    return desk_page(
        request,
        leader,
        "handovers/official.html",
        422 if wrong else 200,
        delivery=delivery,
        stop=stop,
        numbers=count([stop]),
        is_out=delivery.status in OUT and stop.is_ready,
        notes=await notes_of(db, site.seals, delivery, official_id),
        people=people,
        is_owner=leader.role == "owner",
        key=key or new_key(),
        values=NOTHING_TYPED | as_typed(stop.marks) | (typed or {}),
        errors=wrong or {},
        done=done,
    )


ROUTES = [desk(show_day, close_delivery, send_record, mark, show_official, correct)]
