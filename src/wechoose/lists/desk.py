"""The desk's door to lists: the demands with their numbers, and a list of signers as a file."""

from litestar import Request, Response, get, post
from litestar.params import FromPath

from wechoose.approvals.setting import is_second_needed
from wechoose.audit import acts
from wechoose.base.database import Connection
from wechoose.base.refusals import Invalid
from wechoose.counts.tallies import take_snapshot
from wechoose.demands.demands import Demand, find_demand
from wechoose.leaders.access import TheLeader, desk, desk_page
from wechoose.leaders.people import Leader
from wechoose.lists import orders
from wechoose.lists.apart import make_apart
from wechoose.lists.approved import ask_for
from wechoose.lists.files import MEDIA_TYPES
from wechoose.lists.overview import overview
from wechoose.places.states import all_states
from wechoose.web.files import as_file
from wechoose.web.forms import read_form
from wechoose.web.rendering import see_other
from wechoose.web.transactions import Db, TheSite, once_committed
from wechoose.web.visitor import client_address

LIST = "/desk/demands/{slug:str}/list"


@get("/desk", right="come in")
async def show_demands(request: Request, db: Db, leader: TheLeader) -> Response[bytes]:
    """The first page after signing in: of the campaign, or of the leader's own partner."""
    if leader.partner:
        return see_other(f"/desk/partners/{leader.partner}")
    return desk_page(request, leader, "lists/demands.html", demands=await overview(db))


@get(LIST, right="download lists", fresh=True)
async def show_list(request: Request, db: Db, leader: TheLeader, slug: FromPath[str]) -> Response[bytes]:
    demand = await find_demand(db, slug)
    return await _form(request, db, leader, demand, {"state": "", "reason": ""}, {})


@post(LIST, right="download lists", fresh=True)
async def download_list(
    request: Request, db: Db, site: TheSite, leader: TheLeader, slug: FromPath[str]
) -> Response:
    demand = await find_demand(db, slug)
    form = await read_form(request)
    try:
        order = orders.check(demand, form["state"], form["reason"], form["format"], leader.covers)
    except Invalid as refusal:
        typed = {"state": form["state"], "reason": form["reason"]}
        return await _form(request, db, leader, demand, typed, refusal.fields)
    address = client_address(request)
    if order.state is None and await is_second_needed(db):
        number = await ask_for(db, site, order, leader, address)
        once_committed(request, request.app.state.askers.expire)
        return see_other(f"/desk/approvals/{number}?done=asked")
    await orders.record(db, order, leader_id=leader.leader_id, act=acts.DOWNLOADED_LIST, address=address)
    return as_file(make_apart(site, order), MEDIA_TYPES[order.form], order.file_name)


async def _form(
    request: Request,
    db: Connection,
    leader: Leader,
    demand: Demand,
    typed: dict[str, str],
    wrong: dict[str, str],
) -> Response[bytes]:
    verified = (await take_snapshot(db)).campaign.demands[demand.slug]
    return desk_page(
        request,
        leader,
        "lists/list.html",
        422 if wrong else 200,
        action=f"/desk/demands/{demand.slug}/list",
        demand={"title": demand.title, "verified": verified},
        states=[state for state in all_states() if leader.covers(state.usps)],
        is_for_some=not leader.covers(None),
        waits=leader.covers(None) and await is_second_needed(db),
        values=typed,
        errors=wrong,
    )


ROUTES = [desk(show_demands, show_list, download_list)]
