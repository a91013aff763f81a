"""What signers do on their own pages: each thing twice is the same as once, and a letter tells of it."""

from collections.abc import Awaitable, Callable

import msgspec
from litestar import Request, Response, get, post
from litestar.params import FromPath

from wechoose.base import clock
from wechoose.base.refusals import Gone, Invalid, NotFound
from wechoose.base.site import Site
from wechoose.base.words import _
from wechoose.demands.demands import Demand
from wechoose.mine import deciding
from wechoose.mine.changes import Change, lock_owner, note
from wechoose.mine.correct import SHOWN, check_details, correct, show_name
from wechoose.mine.look import offer, read_signer, show_own
from wechoose.mine.own import find_own
from wechoose.signing.api import intake_of
from wechoose.signing.choices import choices_kept, choices_of
from wechoose.signing.consents import Choice, choose
from wechoose.signing.promised import check_promises, read_promises
from wechoose.signing.promises import change_promises
from wechoose.signing.typed import from_form
from wechoose.signing.verification import read_shown
from wechoose.web.forms import Form, read_form
from wechoose.web.rendering import PRIVATE, make_page, page, respond, see_other
from wechoose.web.transactions import Db, TheSite, mark_counted

Act = Callable[[bytes, Form], Awaitable[Response[bytes]]]


@post("/mine/{token:str}/consents", status_code=303, include_in_schema=False)
async def change_consents(request: Request, db: Db, site: TheSite, token: FromPath[str]) -> Response[bytes]:
    async def act(signer_key: bytes, form: Form) -> Response[bytes]:
        choice = Choice(form.all("consent"), form.all("wordings"), form["news"] != "")
        await lock_owner(db, signer_key)
        before = await find_own(db, site, signer_key)
        await choose(db, signer_key, await intake_of(request).partners.now(), choice)
        after = await find_own(db, site, signer_key)
        if before and after and before.allowed != after.allowed:
            await note(db, site, signer_key, [Change("consents")])
        return see_other(f"/mine/{token}?saved=1#saved")

    return await _do(request, site, token, act)


@post("/mine/{token:str}/details", status_code=303, include_in_schema=False)
async def change_details(request: Request, db: Db, site: TheSite, token: FromPath[str]) -> Response[bytes]:
    async def act(signer_key: bytes, form: Form) -> Response[bytes]:
        typed = from_form(form)
        try:
            details = check_details(typed)
        except Invalid as wrong:
            return await show_own(request, db, token, signer_key, msgspec.structs.asdict(typed), wrong.fields)
        await correct(db, site, signer_key, details)
        return _saved(request, token, "details")

    return await _do(request, site, token, act)


@post("/mine/{token:str}/name", status_code=303, include_in_schema=False)
async def change_name_shown(request: Request, db: Db, site: TheSite, token: FromPath[str]) -> Response[bytes]:
    async def act(signer_key: bytes, form: Form) -> Response[bytes]:
        how = form["shown"]
        if how not in SHOWN:
            wrong = {"shown": _("Choose whether your name may be shown.")}
            return await show_own(request, db, token, signer_key, errors=wrong)
        await show_name(db, site, signer_key, how)
        return _saved(request, token, "hidden" if how == "hidden" else "shown")

    return await _do(request, site, token, act)


@post("/mine/{token:str}/confirm", status_code=303, include_in_schema=False)
async def confirm(request: Request, db: Db, site: TheSite, token: FromPath[str]) -> Response[bytes]:
    """What waits for its letter's button, as far as the page named it: who has this link has the mailbox."""

    async def act(signer_key: bytes, form: Form) -> Response[bytes]:
        known = await intake_of(request).demands.now()
        named = [known.get(slug) for slug in form.all("demand")]
        demands = {demand.demand_id for demand in named if demand}
        shown = read_shown(form.all("shown"))
        await deciding.confirm_waiting(db, site, signer_key, demands if named else None, shown)
        return _saved(request, token, "confirmed")

    return await _do(request, site, token, act)


@post("/mine/{token:str}/withdraw", status_code=303, include_in_schema=False)
async def withdraw(request: Request, db: Db, site: TheSite, token: FromPath[str]) -> Response[bytes]:
    """The signature on one demand; all, when none is named and the box says yes."""

    async def act(signer_key: bytes, form: Form) -> Response[bytes]:
        demand = (await intake_of(request).demands.now()).get(form["demand"])
        if form["demand"] and demand is None:
            raise NotFound(_("There is no demand at this address."))
        if demand is None and not form["sure"]:
            wrong = {"sure-all": _("Tick the box to say that you take all of them back.")}
            return await show_own(request, db, token, signer_key, errors=wrong)
        await deciding.withdraw(db, site, signer_key, {demand.demand_id} if demand else None)
        return _saved(request, token, "withdrawn")

    return await _do(request, site, token, act)


@post("/mine/{token:str}/erase", status_code=200, include_in_schema=False)
async def erase(request: Request, db: Db, site: TheSite, token: FromPath[str]) -> Response[bytes]:
    """The page that answers is the receipt: there is no address any more that one could be sent to."""

    async def act(signer_key: bytes, form: Form) -> Response[bytes]:
        if not form["sure"]:
            wrong = {"sure-erase": _("Tick the box to say that you want to be erased.")}
            return await show_own(request, db, token, signer_key, errors=wrong)
        await deciding.erase(db, site, signer_key)
        mark_counted(request)
        return page(request, "mine/erased.html", headers=PRIVATE, now=clock.now())

    return await _do(request, site, token, act)


@get("/mine/{token:str}/acts/{slug:str}", include_in_schema=False)
async def show_acts(
    request: Request, db: Db, site: TheSite, token: FromPath[str], slug: FromPath[str]
) -> Response[bytes]:
    signer_key = read_signer(site, token)
    own = await find_own(db, site, signer_key) if signer_key else None
    if own is None:
        return offer(request, 410)
    demand = await _pledge(request, slug)
    kept = next((row["promises"] for row in own.signatures if row["demand_id"] == demand.demand_id), None)
    return _acts_page(request, token, demand, choices_kept(demand.acts, read_promises(kept)))


@post("/mine/{token:str}/acts/{slug:str}", status_code=303, include_in_schema=False)
async def change_acts(
    request: Request, db: Db, site: TheSite, token: FromPath[str], slug: FromPath[str]
) -> Response[bytes]:
    demand = await _pledge(request, slug)

    async def act(signer_key: bytes, form: Form) -> Response[bytes]:
        typed, wrong = from_form(form), {}
        promises = check_promises(demand, typed.acts, typed.details, typed.remind, wrong)
        if wrong:
            sent = choices_of(demand.acts, typed.acts, typed.details, typed.remind)
            return _acts_page(request, token, demand, sent, wrong)
        await lock_owner(db, signer_key)
        own = await find_own(db, site, signer_key)
        kept = (
            [row["promises"] for row in own.signatures if row["demand_id"] == demand.demand_id] if own else []
        )
        if not kept or read_promises(kept[0]) != promises:
            await note(db, site, signer_key, [Change("acts", demand.demand_id)])
            await change_promises(db, signer_key, demand.demand_id, promises)
        return _saved(request, token, "acts")

    return await _do(request, site, token, act)


async def _do(request: Request, site: Site, token: str, act: Act) -> Response[bytes]:
    """For whom the link belongs to; who has none that is good is offered a new one."""
    signer_key = read_signer(site, token)
    if signer_key is None:
        return offer(request, 410)
    try:
        return await act(signer_key, await read_form(request))
    except Gone:
        return offer(request, 410)


def _saved(request: Request, token: str, what: str) -> Response[bytes]:
    """Back on the page, which says so; what others see of it is made anew."""
    mark_counted(request)
    return see_other(f"/mine/{token}?saved={what}#saved")


async def _pledge(request: Request, slug: str) -> Demand:
    demand = (await intake_of(request).demands.now()).find(slug)
    if demand.kind != "pledge":
        raise NotFound(_("There is no pledge at this address."))
    return demand


def _acts_page(
    request: Request, token: str, demand: Demand, choices: dict, errors: dict[str, str] | None = None
) -> Response[bytes]:
    made = make_page(
        request.app.state,
        request.url.path,
        "mine/acts.html",
        demand=demand,
        choices=choices,
        errors=errors or {},
        home=f"/mine/{token}",
        action=f"/mine/{token}/acts/{demand.slug}",
    )
    return respond(request, made, 422 if errors else 200, headers=PRIVATE, compress=False)


ROUTES = [
    change_consents,
    change_details,
    change_name_shown,
    confirm,
    withdraw,
    erase,
    show_acts,
    change_acts,
]
