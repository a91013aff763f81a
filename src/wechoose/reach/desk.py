"""The desk's door to a partner's reach: its numbers, and the list of those who allowed it to write."""

from datetime import timedelta

from litestar import Request, Response, get
from litestar.params import FromPath, FromQuery

from wechoose.base import clock
from wechoose.demands.demands import all_demands
from wechoose.leaders.access import TheLeader, desk, desk_page
from wechoose.partners.partners import all_partners, find_partner
from wechoose.reach import views
from wechoose.signing.listing import find_standing
from wechoose.web.transactions import Db, TheSite

HOME = "/desk/partners/{code:str}"


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
    window = site.settings.limits.unconfirmed_days
    since = clock.now() - timedelta(days=window)
    numbers = await memory.numbers(db, partner.partner_id, since)
    coalition = await memory.coalition(db)
    overlap = coalition.overlap(partner.partner_id)
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
        standing=await find_standing(db, partner.partner_id),
        coalition=coalition,
        overlap=overlap,
        shared=views.shared_rows(overlap, await all_partners(db)),
        window=window,
    )


ROUTES = [desk(show_numbers)]
