"""The page on which who has just confirmed a signature pledges without typing again, behind a link that is good for an
hour and that the page of thanks holds."""

from urllib.parse import urlencode

from litestar import Request, Response, get, post
from litestar.params import FromPath

from wechoose.base.refusals import Closed, Invalid
from wechoose.base.words import _
from wechoose.campaign.sheets import make_sheet
from wechoose.campaign.views import view_of
from wechoose.counts.api import live_of
from wechoose.demands.demands import Demand
from wechoose.signing.api import intake_of
from wechoose.signing.choices import choices_kept, choices_of
from wechoose.signing.invitations import code_of
from wechoose.signing.offers import is_offered, read_offer
from wechoose.signing.promised import check_promises
from wechoose.signing.promises import Standing, find_pledge, pledge_at_once
from wechoose.signing.typed import Typed, from_form
from wechoose.web.forms import read_form
from wechoose.web.rendering import PRIVATE, make_page, respond, see_other
from wechoose.web.transactions import Db, TheSite, mark_counted


@get("/pledges/{slug:str}/{token:str}", include_in_schema=False)
async def show(
    request: Request, db: Db, site: TheSite, slug: FromPath[str], token: FromPath[str]
) -> Response[bytes]:
    """An old link leads to the pledge's own page, where it is made by mail."""
    demand = (await intake_of(request).demands.now()).find(slug)
    signer_key = read_offer(site, token)
    standing = await find_pledge(db, signer_key, demand.demand_id) if signer_key else None
    if standing is None or not is_offered(demand):
        return see_other(f"/demands/{slug}")
    return await _show(request, demand, token, standing, choices_kept(demand.acts, standing.promises))


@post("/pledges/{slug:str}/{token:str}", status_code=303, include_in_schema=False)
async def pledge(
    request: Request, db: Db, site: TheSite, slug: FromPath[str], token: FromPath[str]
) -> Response[bytes]:
    """Counted at once: the mailbox was proven a moment ago. Pressed again it changes nothing, or what was changed."""
    demands = await intake_of(request).demands.now()
    demand = demands.find(slug)
    typed = from_form(await read_form(request))
    signer_key = read_offer(site, token)
    standing = await find_pledge(db, signer_key, demand.demand_id) if signer_key else None
    if not is_offered(demand):
        raise Closed(_("This demand takes no signatures any more."))
    if signer_key is None or standing is None:
        return await _by_mail(request, demand, typed)
    wrong: dict[str, str] = {}
    promises = check_promises(demand, typed.acts, typed.details, typed.remind, wrong)
    if wrong:
        choices = choices_of(demand.acts, typed.acts, typed.details, typed.remind)
        return await _show(request, demand, token, standing, choices, wrong)
    state = await pledge_at_once(db, signer_key, demand.demand_id, promises)
    mark_counted(request)
    query = urlencode({"state": state, "friend": code_of(site, signer_key)})
    return see_other(f"/demands/{slug}/thanks?{query}")


async def _show(
    request: Request,
    demand: Demand,
    token: str,
    standing: Standing,
    choices: dict,
    errors: dict[str, str] | None = None,
) -> Response[bytes]:
    made = make_page(
        request.app.state,
        request.url.path,
        "campaign/offer.html",
        demand=view_of(demand, await live_of(request).fresh()),
        pledged=standing.pledged,
        choices=choices,
        errors=errors or {},
        action=f"/pledges/{demand.slug}/{token}",
    )
    # Not compressed: what a link holds and what a stranger typed must not meet in one compression.
    return respond(request, made, 422 if errors else 200, PRIVATE, compress=False)


async def _by_mail(request: Request, demand: Demand, typed: Typed) -> Response[bytes]:
    """The pledge's own form with what was chosen, when the hour is over."""
    intake = intake_of(request)
    late = Invalid({"form_token": _("It has been more than an hour, so please fill in the rest.")})
    snapshot, partners = await live_of(request).fresh(), await intake.partners.now()
    chosen = Typed(acts=typed.acts, details=typed.details, remind=typed.remind)
    demands = await intake.demands.now()
    made = make_sheet(request.app.state, snapshot, demands, demand, partners, chosen, late.fields)
    return respond(request, made, 410, PRIVATE)


ROUTES = [show, pledge]
