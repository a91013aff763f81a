"""A signer's own page, behind a link that only their mailbox has: the way to it, and looking at it, which changes
nothing."""

import msgspec
from litestar import Request, Response, get, post
from litestar.params import FromPath

from wechoose.base.site import Site
from wechoose.base.words import _
from wechoose.defenses.form_tokens import read_form_token
from wechoose.mine.data import find_data
from wechoose.mine.look import NEW_LINK, offer, read_signer, show_own
from wechoose.signing import verification
from wechoose.signing.addresses import clean_address
from wechoose.signing.api import intake_of
from wechoose.web.forms import Form, read_form
from wechoose.web.rendering import PRIVATE, page, see_other
from wechoose.web.transactions import Db, TheSite
from wechoose.web.unhurried import unhurried
from wechoose.web.visitor import is_local

# What is sent to addresses under the page's own. Loading one of them again belongs to the page.
ACTS = ("consents", "details", "name", "confirm", "withdraw", "erase")
FILE = {"Content-Disposition": 'attachment; filename="my-data.json"', "Cache-Control": "no-store"}


@get("/mine", include_in_schema=False)
async def show_offer(request: Request) -> Response[bytes]:
    return offer(request)


@post("/mine", status_code=303, include_in_schema=False)
async def send_link(request: Request, site: TheSite) -> Response[bytes]:
    """A letter with the link, for whoever types the address; the answer is always the same, and takes as long."""
    form = await read_form(request)
    wrong = _wrong(site, form)
    address = clean_address(form["email"])
    if wrong or address is None:
        return offer(request, 422, {"email": form["email"]}, wrong)
    async with unhurried(), site.database.transaction() as db:
        await verification.send_own_page_to(db, site, address)
    return see_other("/mine/sent")


@get("/mine/sent", include_in_schema=False)
async def show_sent(request: Request, site: TheSite) -> Response[bytes]:
    captured = site.settings.smtp_url is None and is_local(request)
    return page(request, "mine/sent.html", captured_mail=captured)


@get("/mine/{token:str}", include_in_schema=False)
async def show(request: Request, db: Db, site: TheSite, token: FromPath[str]) -> Response[bytes]:
    signer_key = read_signer(site, token)
    return await show_own(request, db, token, signer_key) if signer_key else offer(request, 410)


@get("/mine/{token:str}/data.json", include_in_schema=False)
async def send_data(request: Request, db: Db, site: TheSite, token: FromPath[str]) -> Response[bytes]:
    """Everything there is about a signer, for a person or a program to read."""
    intake = intake_of(request)
    signer_key = read_signer(site, token)
    demands, partners = (await intake.demands.now()).all(), await intake.partners.now()
    data = await find_data(db, site, signer_key, demands, partners) if signer_key else None
    if data is None:
        return offer(request, 410)
    body = msgspec.json.format(msgspec.json.encode(data), indent=2)
    return Response(body, media_type="application/json", headers=PRIVATE | FILE)


@get([f"/mine/{{token:str}}/{act}" for act in ACTS], include_in_schema=False)
async def lead_back(token: FromPath[str]) -> Response[bytes]:
    return see_other(f"/mine/{token}")


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


ROUTES = [show_offer, send_link, show_sent, show, send_data, lead_back]
