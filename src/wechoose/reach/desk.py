"""The desk's door to reach: a demand's spread, a partner's numbers, and the list of those who allowed it to write."""

from datetime import timedelta

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery

from wechoose.base import clock
from wechoose.base.database import Connection
from wechoose.base.refusals import Invalid
from wechoose.demands.demands import all_demands, find_demand
from wechoose.leaders.access import TheLeader, desk, desk_page
from wechoose.leaders.people import Leader
from wechoose.partners.partners import Partner, all_partners, find_partner
from wechoose.reach import lists, views
from wechoose.reach.coalition import FEWEST, Overlap
from wechoose.reach.numbers import FEW
from wechoose.reach.packing import MEDIA_TYPES
from wechoose.signing.arrivals import arrivals_since
from wechoose.signing.listing import find_standing
from wechoose.web.files import as_file
from wechoose.web.forms import read_form
from wechoose.web.transactions import Db, TheSite
from wechoose.web.visitor import client_address

HOME = "/desk/partners/{code:str}"
LIST = HOME + "/list"


@get(HOME, right="see partner")
async def show_numbers(
    request: Request,
    db: Db,
    site: TheSite,
    leader: TheLeader,
    code: FromPath[str],
    by: FromQuery[str] = "count",
    days: FromQuery[str] = "30",
) -> Response[bytes]:
    partner = await find_partner(db, code)
    memory = request.app.state.reach
    counted = await memory.partner(db, partner.partner_id, arrivals_since(site.settings.limits))
    coalition = await memory.coalition()
    overlap = coalition.overlap(partner.partner_id) if coalition else Overlap()
    numbers = counted.numbers
    days, by = "all" if days == "all" else "30", "capita" if by == "capita" else "count"
    return desk_page(
        request,
        leader,
        "reach/numbers.html",
        partner=partner,
        numbers=numbers,
        demands=views.demand_rows(numbers, await all_demands(db)),
        channels=views.channel_rows(numbers),
        sources=views.source_rows(numbers),
        map=views.state_figure(numbers, by),
        days=days,
        chart=views.growth(numbers, days),
        standing=counted.standing,
        coalition=coalition,
        fewest=FEWEST,
        overlap=overlap,
        shared=views.shared_rows(overlap, await all_partners(db)),
        window=site.settings.limits.unconfirmed_days,
        few=FEW,
    )


@get("/desk/demands/{slug:str}/reach", right="see reach")
async def show_spread(
    request: Request,
    db: Db,
    site: TheSite,
    leader: TheLeader,
    slug: FromPath[str],
    days: FromQuery[str] = "30",
) -> Response[bytes]:
    demand = await find_demand(db, slug)
    window = site.settings.limits.unconfirmed_days
    since = clock.now() - timedelta(days=window)
    spread = await request.app.state.reach.demand(db, demand.demand_id, since)
    days = "all" if days == "all" else "30"
    return desk_page(
        request,
        leader,
        "reach/spread.html",
        demand=demand,
        spread=spread,
        channels=views.channel_rows(spread),
        sources=views.source_rows(spread),
        partners=views.partner_rows(spread, {each.partner_id: each for each in await all_partners(db)}),
        days=days,
        chart=views.growth(spread, days),
        window=window,
    )


@get(LIST, right="download consents", fresh=True)
async def show_list(request: Request, db: Db, leader: TheLeader, code: FromPath[str]) -> Response[bytes]:
    return await _form(request, db, leader, await find_partner(db, code), "", {})


@post(LIST, right="download consents", fresh=True)
async def take_list(
    request: Request, db: Db, site: TheSite, leader: TheLeader, code: FromPath[str]
) -> Response:
    partner = await find_partner(db, code)
    form = await read_form(request)
    try:
        order = lists.check(partner, form["reason"], form["format"])
    except Invalid as refusal:
        return await _form(request, db, leader, partner, form["reason"], refusal.fields)
    number = await lists.record(db, order, leader_id=leader.leader_id, address=client_address(request))
    return as_file(lists.make(site, order, number), MEDIA_TYPES[order.form], order.file_name(number))


async def _form(
    request: Request, db: Connection, leader: Leader, partner: Partner, reason: str, wrong: dict[str, str]
) -> Response[bytes]:
    return desk_page(
        request,
        leader,
        "reach/list.html",
        422 if wrong else 200,
        partner=partner,
        standing=await find_standing(db, partner.partner_id),
        values={"reason": reason},
        errors=wrong,
    )


ROUTES = [desk(show_numbers, show_spread, show_list, take_list)]
