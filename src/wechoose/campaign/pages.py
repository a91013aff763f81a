"""The home page, a demand's page with its form, and the pages that follow signing."""

from urllib.parse import urlencode, urlsplit

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery

from wechoose.base.refusals import Invalid
from wechoose.campaign.sharing import address_of, passed_on, toot_address
from wechoose.campaign.sheets import (
    check_your_mail,
    home,
    make_sheet,
    names,
    newest_of,
    sheet,
    thanks,
    thanks_with_offer,
)
from wechoose.counts.api import live_of
from wechoose.signing.api import intake_of
from wechoose.signing.credit import credit, query_of
from wechoose.signing.typed import from_form
from wechoose.web.forms import read_form
from wechoose.web.rendering import PRIVATE, page, respond, see_other
from wechoose.web.shared import Sheet
from wechoose.web.transactions import TheSite
from wechoose.web.visitor import is_local


@get("/", include_in_schema=False)
async def show_home(request: Request) -> Response[bytes]:
    return await _respond(request, await home(request.app.state, request.scope["query_string"]))


@get("/demands/{slug:str}", include_in_schema=False)
async def show_demand(request: Request, slug: FromPath[str]) -> Response[bytes]:
    return await _respond(request, await sheet(request.app.state, slug, request.scope["query_string"]))


@post("/demands/{slug:str}/signatures", status_code=303, include_in_schema=False)
async def sign(request: Request, slug: FromPath[str]) -> Response:
    intake = intake_of(request)
    demands = await intake.demands.now()
    demand, partners = demands.find(slug), await intake.partners.now()
    # The page that was signed on: what it was called with is not in it, so that all may share it.
    query = query_of(request.headers.get("referer", ""))
    typed = credit(from_form(await read_form(request)), partners, query)
    try:
        await intake.take_in(demand, typed, "web")
    except Invalid as refusal:
        snapshot = await live_of(request).fresh()
        hall, names = request.app.state, await newest_of(request.app.state, demand)()
        made = make_sheet(hall, snapshot, demands, demand, partners, typed, refusal.fields, names=names)
        return respond(request, made, 422)
    return see_other(f"/demands/{demand.slug}/check-your-mail")


@get("/demands/{slug:str}/signatures", include_in_schema=False)
async def lead_back(request: Request, slug: FromPath[str]) -> Response:
    """A refused form stands at this address: loading it again, or a link to `?by=capita`, belongs to the demand."""
    demand = (await intake_of(request).demands.now()).find(slug)
    query = request.scope["query_string"].decode("latin-1")
    return see_other(f"/demands/{demand.slug}" + (f"?{query}" if query else ""))


@get("/demands/{slug:str}/check-your-mail", include_in_schema=False)
async def show_check_your_mail(request: Request, site: TheSite, slug: FromPath[str]) -> Response[bytes]:
    captured = site.settings.smtp_url is None and is_local(request)
    return await _respond(request, await check_your_mail(request.app.state, slug, captured=captured))


@get("/demands/{slug:str}/thanks", include_in_schema=False)
async def show_thanks(request: Request, slug: FromPath[str]) -> Response[bytes]:
    query = request.scope["query_string"]
    if made := await thanks_with_offer(request.app.state, slug, query):
        return respond(request, made, headers=PRIVATE, compress=False)
    return await _respond(request, await thanks(request.app.state, slug, query))


@get("/demands/{slug:str}/names", include_in_schema=False)
async def show_names(request: Request, slug: FromPath[str]) -> Response[bytes]:
    return await _respond(request, await names(request.app.state, slug, request.scope["query_string"]))


@get("/demands/{slug:str}/mastodon", include_in_schema=False)
async def show_mastodon(
    request: Request, site: TheSite, slug: FromPath[str], server: FromQuery[str] = ""
) -> Response[bytes]:
    """Asks for the person's own server, which nobody but them knows, and leads there; nothing of it is kept."""
    demand = (await intake_of(request).demands.now()).find(slug)
    passed = passed_on(request.query_params, (await intake_of(request).partners.now()).by_code)
    page_address = f"{site.settings.public_url}/demands/{slug}"
    wrong, toot = "", ""
    try:
        toot = server and toot_address(server, demand.title, address_of(page_address, "mastodon", **passed))
    except ValueError as sentence:
        wrong = str(sentence)
    return page(
        request,
        "campaign/mastodon.html",
        422 if wrong else 200,
        demand=demand,
        kept=urlencode(passed),
        passed=passed,
        values={"server": server},
        errors={"server": wrong} if wrong else {},
        toot=toot,
        server=urlsplit(toot).netloc,
    )


async def _respond(request: Request, sheet: Sheet) -> Response[bytes]:
    return respond(request, await sheet.page(await live_of(request).fresh()))


ROUTES = [
    show_home,
    show_demand,
    sign,
    lead_back,
    show_check_your_mail,
    show_thanks,
    show_names,
    show_mastodon,
]
