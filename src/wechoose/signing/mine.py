"""A signer's own page, behind a link that only their mailbox has: what they signed, and who may write to them."""

from urllib.parse import parse_qs

from litestar import Request, Response, get, post
from litestar.params import FromPath

from wechoose.base.refusals import Gone
from wechoose.base.site import Site
from wechoose.base.tokens import Expired, Forged
from wechoose.base.words import _
from wechoose.defenses.form_tokens import make_form_token, read_form_token
from wechoose.signing import verification
from wechoose.signing.addresses import clean_address
from wechoose.signing.api import intake_of
from wechoose.signing.consents import Choice, choose
from wechoose.signing.own import Own, find_own, permissions_of, signed_of
from wechoose.web.forms import Form, read_form
from wechoose.web.rendering import PRIVATE, make_page, page, respond, see_other, site_of
from wechoose.web.transactions import Db, TheSite
from wechoose.web.visitor import is_local

# What the form token of the form that asks for a link is made for.
NEW_LINK = "mine"


@get("/mine", include_in_schema=False)
async def show_offer(request: Request) -> Response[bytes]:
    return _offer(request)


@post("/mine", status_code=303, include_in_schema=False)
async def send_link(request: Request, db: Db, site: TheSite) -> Response[bytes]:
    """A letter with the link, for whoever types the address; the answer is always the same."""
    form = await read_form(request)
    wrong = _wrong(site, form)
    address = clean_address(form["email"])
    if wrong or address is None:
        return _offer(request, 422, {"email": form["email"]}, wrong)
    await verification.send_own_page_to(db, site, address)
    return see_other("/mine/sent")


@get("/mine/sent", include_in_schema=False)
async def show_sent(request: Request, site: TheSite) -> Response[bytes]:
    captured = site.settings.smtp_url is None and is_local(request)
    return page(request, "signing/mine_sent.html", captured_mail=captured)


@get("/mine/{token:str}", include_in_schema=False)
async def show(request: Request, db: Db, site: TheSite, token: FromPath[str]) -> Response[bytes]:
    signer_key = _signer(site, token)
    own = await find_own(db, site, signer_key) if signer_key else None
    if own is None:
        return _offer(request, 410)
    return await _show(request, token, own)


@post("/mine/{token:str}/consents", status_code=303, include_in_schema=False)
async def change_consents(request: Request, db: Db, site: TheSite, token: FromPath[str]) -> Response[bytes]:
    signer_key = _signer(site, token)
    if signer_key is None:
        return _offer(request, 410)
    form = await read_form(request)
    choice = Choice(form.all("consent"), form.all("wordings"), form["news"] != "")
    try:
        await choose(db, signer_key, await intake_of(request).partners.now(), choice)
    except Gone:
        return _offer(request, 410)
    return see_other(f"/mine/{token}?saved=1#saved")


@get("/mine/{token:str}/consents", include_in_schema=False)
async def lead_back(request: Request, token: FromPath[str]) -> Response[bytes]:
    """Loading the address of the form again belongs to the page."""
    return see_other(f"/mine/{token}")


async def _show(request: Request, token: str, own: Own) -> Response[bytes]:
    intake = intake_of(request)
    demands, partners = await intake.demands.now(), await intake.partners.now()
    made = make_page(
        request.app.state,
        request.url.path,
        "signing/mine.html",
        given_name=own.given_name,
        signed=signed_of(own, demands.all(), partners),
        permissions=permissions_of(own, partners),
        news=own.news_at is not None or any(row["news"] for row in own.waiting),
        news_at=own.news_at,
        mail_stopped=own.mail_stopped,
        saved="saved" in parse_qs(request.url.query),
        action=f"/mine/{token}/consents",
    )
    # Not compressed: what a link holds and what a stranger typed must not meet in one compression.
    return respond(request, made, headers=PRIVATE, compress=False)


def _offer(
    request: Request,
    status: int = 200,
    values: dict[str, str] | None = None,
    errors: dict[str, str] | None = None,
) -> Response[bytes]:
    return page(
        request,
        "signing/mine_offer.html",
        status,
        PRIVATE,
        gone=status == 410,
        values=values or {"email": ""},
        errors=errors or {},
        form_token=make_form_token(site_of(request), NEW_LINK),
    )


def _wrong(site: Site, form: Form) -> dict[str, str]:
    wrong: dict[str, str] = {}
    try:
        read_form_token(site, NEW_LINK, form["form_token"])
    except ValueError as sentence:
        wrong["form_token"] = str(sentence)
    if clean_address(form["email"]) is None:
        wrong["email"] = _(
            "This e-mail address can't be right. Check it for typing mistakes, such as a missing @ or a space."
        )
    return wrong


def _signer(site: Site, token: str) -> bytes | None:
    try:
        return verification.read_signer(site, "mine", token)
    except (Expired, Forged):
        return None


ROUTES = [show_offer, send_link, show_sent, show, change_consents, lead_back]
