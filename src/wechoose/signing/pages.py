"""The pages behind the links in a letter: each GET shows one button and changes nothing, its POST acts."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response, get, post
from litestar.params import FromPath

from wechoose.base.refusals import Gone, Malformed
from wechoose.base.site import Site
from wechoose.base.tokens import Expired, Forged, decode, encode
from wechoose.base.words import _, language
from wechoose.defenses.form_tokens import make_form_token, read_form_token
from wechoose.demands.demands import Demand
from wechoose.partners.partners import Partners
from wechoose.places.states import find_state
from wechoose.signing import verification
from wechoose.signing.addresses import clean_address
from wechoose.signing.api import intake_of
from wechoose.signing.boxes import boxes_of
from wechoose.signing.columns import Shown
from wechoose.signing.invitations import code_of
from wechoose.signing.offers import make_offer
from wechoose.signing.promised import said_promises
from wechoose.signing.signatures import Standing
from wechoose.web.forms import Form, parse_form, read_form
from wechoose.web.rendering import PRIVATE, Page, make_page, page, respond, see_other, site_of
from wechoose.web.transactions import Db, TheSite, mark_counted
from wechoose.web.unhurried import unhurried
from wechoose.web.visitor import is_local

# What its form token is made for, as a demand's form is for the demand's slug.
NEW_LINK = "confirmations"


@get("/confirmations/{token:str}", include_in_schema=False)
async def show_confirmation(request: Request, site: TheSite, token: FromPath[str]) -> Response[bytes]:
    intake = intake_of(request)
    try:
        confirmation = verification.read_confirmation(site, token)
        waiting = await intake.find_waiting(confirmation)
    except (Expired, Forged) as error:
        return _offer(request, token, expired=isinstance(error, Expired))
    demands = (await intake.demands.now()).all()
    if not waiting.standing.has("pending"):
        return see_other(thanks_address(site, demands, confirmation.signer_key, waiting.standing))
    partners = await intake.partners.now()
    made = confirmation_page(request.app.state, token, confirmation, waiting, demands, partners)
    return respond(request, made, headers=PRIVATE)


def confirmation_page(
    hall: Any,
    token: str,
    confirmation: verification.Confirmation,
    waiting: verification.Waiting,
    demands: list[Demand],
    partners: Partners,
) -> Page:
    """The page with the button: made once for all who have the same pending, but for their own words."""
    standing = waiting.standing
    pending = [demand for demand in demands if standing.statuses.get(demand.demand_id) == "pending"]
    promised = {
        demand.slug: tuple(
            said_promises(demand.acts, waiting.promises.get(demand.demand_id, ()), reminders=True)
        )
        for demand in pending
    }
    reminders = any(each.remind for promises in waiting.promises.values() for each in promises)
    name = (bool(waiting.shown_name), waiting.initial)
    key = (language.get(), standing.state, waiting.consents, waiting.news, reminders, name, *promised.items())

    def make(holes: Mapping[str, Any]) -> Page:
        return make_page(
            hall,
            template="signing/confirmation.html",
            state_name=_state_name(standing.state),
            demands=pending,
            promised=promised,
            boxes=boxes_of(partners, waiting.consents),
            news=waiting.news,
            reminders=reminders,
            named=bool(waiting.shown_name),
            initial=waiting.initial,
            **holes,
        )

    address = f"/confirmations/{token}"
    words = {
        "path": address,
        "action": address,
        "given_name": waiting.given_name,
        "shown_name": waiting.shown_name,
        "disavow_url": f"/disavowals/{_disavowal(hall.site, confirmation.signer_key)}",
    }
    return hall.frames.fill(("confirmation", *key), make, words)


@post("/confirmations/{token:str}", status_code=303, include_in_schema=False)
async def confirm(request: Request, site: TheSite, token: FromPath[str]) -> Response:
    intake = intake_of(request)
    shown = shown_in(request.headers.get("content-type", ""), await request.body())
    try:
        confirmation = verification.read_confirmation(site, token, shown)
        standing = await intake.verify(confirmation)
    except (Expired, Forged) as error:
        return _offer(request, token, expired=isinstance(error, Expired))
    mark_counted(request)
    demands = (await intake.demands.now()).all()
    return see_other(thanks_address(site, demands, confirmation.signer_key, standing))


@post("/confirmations", status_code=303, include_in_schema=False)
async def send_new_link(request: Request, site: TheSite) -> Response:
    """A new letter, for whoever holds an expired link or types the address; the answer is always the same, and takes as
    long."""
    form = await read_form(request)
    if form["token"]:
        try:
            signer_key = verification.read_confirmation(site, form["token"]).signer_key
        except Expired as old:
            signer_key = decode(old.payload[0])
        except Forged:
            return _offer(request, form["token"], expired=False)
        async with site.database.transaction() as db:
            await verification.ask_again(db, site, signer_key)
        return see_other("/confirmations/sent")
    wrong: dict[str, str] = {}
    address = _address(site, form, wrong)
    if wrong:
        return _offer(request, "", expired=False, status=422, values={"email": form["email"]}, errors=wrong)
    async with unhurried(), site.database.transaction() as db:
        await verification.ask_again_at(db, site, address)
    return see_other("/confirmations/sent")


@get("/confirmations/sent", include_in_schema=False)
async def show_link_sent(request: Request, site: TheSite) -> Response[bytes]:
    return page(request, "signing/link_sent.html", captured_mail=_captured(request, site))


@get("/disavowals/{token:str}", include_in_schema=False)
async def show_disavowal(request: Request, site: TheSite, token: FromPath[str]) -> Response[bytes]:
    _signer(site, "disavowal", token)
    return page(request, "signing/disavowal.html", headers=PRIVATE, action=f"/disavowals/{token}")


@post("/disavowals/{token:str}", status_code=200, include_in_schema=False)
async def disavow(request: Request, db: Db, site: TheSite, token: FromPath[str]) -> Response[bytes]:
    await verification.disavow(db, _signer(site, "disavowal", token))
    mark_counted(request)
    return page(request, "signing/disavowed.html", headers=PRIVATE)


@get("/mail-stops/{token:str}", include_in_schema=False)
async def show_mail_stop(request: Request, site: TheSite, token: FromPath[str]) -> Response[bytes]:
    _signer(site, "mail_stop", token)
    return page(request, "signing/mail_stop.html", headers=PRIVATE, action=f"/mail-stops/{token}")


@post("/mail-stops/{token:str}", status_code=200, include_in_schema=False)
async def stop_mail(request: Request, db: Db, site: TheSite, token: FromPath[str]) -> Response[bytes]:
    """The button's answer, and the one-click unsubscription of mail programs (RFC 8058)."""
    await verification.stop_mail(db, _signer(site, "mail_stop", token))
    return page(request, "signing/mail_stopped.html", headers=PRIVATE)


def shown_in(content_type: str, body: bytes) -> Shown | None:
    """What the page with the button had said, which it sends along; None when it was no such page."""
    try:
        said = parse_form(content_type, body).all("shown")
    except Malformed:
        return None
    return verification.read_shown(said)


def thanks_address(site: Site, demands: list[Demand], signer_key: bytes, standing: Standing) -> str:
    """The thanks page of the first demand that counts, with the code of the signer's own link, which is for everybody,
    and while a pledge is open, the right to make it for an hour; raises Gone when the signatures were taken back."""
    verified = [demand.slug for demand in demands if standing.statuses.get(demand.demand_id) == "verified"]
    if not verified:
        raise Gone(_("This signature is not waiting any more: it was taken back. You can sign again."))
    said = [("state", standing.state), ("friend", code_of(site, signer_key))]
    if offer := make_offer(site, demands, signer_key, standing.statuses):
        said.append(("offer", offer))
    query = urlencode([*said, *(("also", slug) for slug in verified[1:])])
    return f"/demands/{verified[0]}/thanks?{query}"


def _offer(
    request: Request,
    token: str,
    *,
    expired: bool,
    status: int | None = None,
    values: dict[str, str] | None = None,
    errors: dict[str, str] | None = None,
) -> Response[bytes]:
    return page(
        request,
        "signing/confirmation_offer.html",
        status or (410 if expired else 404),
        PRIVATE,
        expired=expired,
        token=token,
        action="/confirmations",
        values=values or {"email": ""},
        errors=errors or {},
        form_token=make_form_token(site_of(request), NEW_LINK),
    )


def _address(site: Site, form: Form, wrong: dict[str, str]) -> str:
    try:
        read_form_token(site, NEW_LINK, form["form_token"])
    except ValueError as sentence:
        wrong["form_token"] = str(sentence)
    address = clean_address(form["email"])
    if address is None:
        wrong["email"] = _(
            "This e-mail address can't be right. Check it for typing mistakes, such as a missing @ or a space."
        )
    return address or ""


def _signer(site: Site, purpose: str, token: str) -> bytes:
    try:
        return verification.read_signer(site, purpose, token)
    except (Expired, Forged):
        raise Gone(_("This link is not good any more. The newest letter from us has one that is.")) from None


def _disavowal(site: Site, signer_key: bytes) -> str:
    return site.tokens.make("disavowal", encode(signer_key), site.settings.limits.confirmation_life)


def _state_name(usps: str) -> str:
    state = find_state(usps)
    return state.name if state else usps


def _captured(request: Request, site: Site) -> bool:
    return site.settings.smtp_url is None and is_local(request)


ROUTES = [
    show_confirmation,
    confirm,
    send_new_link,
    show_link_sent,
    show_disavowal,
    disavow,
    show_mail_stop,
    stop_mail,
]
