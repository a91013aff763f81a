"""The home page, a demand's page with its form, and the pages that follow signing."""

from litestar import Request, Response, get, post
from litestar.params import FromPath
from markupsafe import Markup

from wechoose.base.refusals import Invalid
from wechoose.base.site import Site
from wechoose.campaign.sheets import form_of, shares_of, view_of
from wechoose.counts.api import live_of
from wechoose.counts.figure import figure
from wechoose.defenses.form_tokens import make_form_token, read_form_token
from wechoose.demands.demands import Demand
from wechoose.places.states import find_state
from wechoose.signing.api import intake_of
from wechoose.signing.typed import Typed, from_form
from wechoose.web.forms import read_form
from wechoose.web.rendering import page, see_other
from wechoose.web.transactions import TheSite
from wechoose.web.visitor import is_local


@get("/", include_in_schema=False)
async def show_home(request: Request) -> Response[bytes]:
    snapshot = await live_of(request).fresh()
    intake = intake_of(request)
    return page(
        request,
        "campaign/home.html",
        demands=[view_of(demand, snapshot) for demand in (await intake.demands.now()).all()],
        total=snapshot.campaign.verified,
        partners=(await intake.partners.now()).all,
        map=_map(request, snapshot.campaign.states),
    )


@get("/demands/{slug:str}", include_in_schema=False)
async def show_demand(request: Request, site: TheSite, slug: FromPath[str]) -> Response[bytes]:
    demand = (await intake_of(request).demands.now()).find(slug)
    code = request.query_params.get("partner", "")
    # An address with a misspelt partner still shows its page; it just credits nobody.
    partner = code if code in (await intake_of(request).partners.now()).ids else ""
    return await _sheet(request, site, demand, Typed(partner=partner), {})


@post("/demands/{slug:str}/signatures", status_code=303, include_in_schema=False)
async def sign(request: Request, site: TheSite, slug: FromPath[str]) -> Response:
    intake = intake_of(request)
    demand = (await intake.demands.now()).find(slug)
    typed = from_form(await read_form(request))
    try:
        await intake.take_in(demand, typed, "web")
    except Invalid as refusal:
        return await _sheet(request, site, demand, typed, refusal.fields)
    return see_other(f"/demands/{demand.slug}/check-your-mail")


@get("/demands/{slug:str}/signatures", include_in_schema=False)
async def lead_back(request: Request, slug: FromPath[str]) -> Response:
    """A refused form stands at this address: loading it again, or a link to `?by=capita`, belongs to the demand."""
    demand = (await intake_of(request).demands.now()).find(slug)
    query = request.scope["query_string"].decode("latin-1")
    return see_other(f"/demands/{demand.slug}" + (f"?{query}" if query else ""))


@get("/demands/{slug:str}/check-your-mail", include_in_schema=False)
async def show_check_your_mail(request: Request, site: TheSite, slug: FromPath[str]) -> Response[bytes]:
    (await intake_of(request).demands.now()).find(slug)
    captured = site.settings.smtp_url is None and is_local(request)
    return page(request, "signing/check_your_mail.html", captured_mail=captured)


@get("/demands/{slug:str}/thanks", include_in_schema=False)
async def show_thanks(request: Request, site: TheSite, slug: FromPath[str]) -> Response[bytes]:
    demands = await intake_of(request).demands.now()
    demand = demands.find(slug)
    snapshot = await live_of(request).fresh()
    state = find_state(request.query_params.get("state", ""))
    signed = {demand.slug, *request.query_params.getall("also", [])}
    address = f"{site.settings.public_url}/demands/{demand.slug}"
    return page(
        request,
        "signing/thanks.html",
        demand=view_of(demand, snapshot),
        state_name=state.name if state else None,
        others=[
            view_of(other, snapshot)
            for other in demands.all()
            if other.is_open() and other.slug not in signed
        ],
        shares=shares_of(demand.title, address),
        address=address,
    )


async def _sheet(
    request: Request, site: Site, demand: Demand, typed: Typed, errors: dict[str, str]
) -> Response[bytes]:
    snapshot = await live_of(request).fresh()
    demands = (await intake_of(request).demands.now()).all()
    view = view_of(demand, snapshot)
    return page(
        request,
        "campaign/demand.html",
        422 if errors else 200,
        demand=view,
        form=form_of(demand, demands, _form_token(site, demand, typed), typed, errors),
        shares=shares_of(demand.title, f"{site.settings.public_url}/demands/{demand.slug}"),
        map=_map(request, snapshot.demands[demand.slug].states if demand.slug in snapshot.demands else {}),
    )


def _form_token(site: Site, demand: Demand, typed: Typed) -> str:
    """The form keeps its token while it is good, so that correcting a field is still the same signing."""
    try:
        read_form_token(site, demand.slug, typed.form_token)
    except ValueError:
        return make_form_token(site, demand.slug)
    return typed.form_token


def _map(request: Request, states: dict[str, int]) -> Markup:
    return figure(states, "capita" if request.query_params.get("by") == "capita" else "count")


ROUTES = [show_home, show_demand, sign, lead_back, show_check_your_mail, show_thanks]
