"""The door: how leaders come in, by a link from their mailbox or by a passkey, and out again."""

from litestar import Request, Response, get, post
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath

from wechoose.audit import acts, trail
from wechoose.base.refusals import Forbidden, Refusal
from wechoose.base.site import Site
from wechoose.base.words import _
from wechoose.defenses.form_tokens import make_form_token, read_form_token
from wechoose.leaders import agents, passkeys, sign_in
from wechoose.leaders.access import desk
from wechoose.leaders.asking import ask_for_link
from wechoose.leaders.challenges import make_challenge, spend_challenge
from wechoose.leaders.cookies import drop_session, keep_session, session_token
from wechoose.leaders.people import checked_email
from wechoose.leaders.places import FACTOR, SIGN_IN
from wechoose.leaders.proving import ANSWER, CHALLENGE
from wechoose.leaders.sessions import Visit, begin_session
from wechoose.web.forms import Form, read_form
from wechoose.web.rendering import PRIVATE, page, see_other, site_of
from wechoose.web.transactions import Db, TheSite
from wechoose.web.unhurried import unhurried
from wechoose.web.visitor import client_address, is_local

# What the form that asks for a letter, and the passkey that signs in without one, are made for.
PURPOSE = "sign-in"


def from_here(connection: ASGIConnection, _handler: BaseRouteHandler) -> None:
    """No other site may sign a visitor in, as somebody of its choice; browsers say which site a form was on."""
    if connection.headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
        raise Forbidden(_("This form is not from this site. Load its page again and retry."))


@get(SIGN_IN, include_in_schema=False)
async def show_door(request: Request) -> Response[bytes]:
    return _door(request)


@post(SIGN_IN, status_code=303, guards=[from_here], include_in_schema=False)
async def ask(request: Request, site: TheSite) -> Response[bytes]:
    """A letter for whoever leads with the address typed; the answer is always the same, and takes as long."""
    form = await read_form(request)
    address, wrong = _read(site, form)
    if wrong:
        return _door(request, 422, form["email"], wrong)
    async with unhurried(), site.database.transaction(share="desk") as db:
        await ask_for_link(db, site, address, client_address(request))
    return see_other(f"{SIGN_IN}/sent")


@get(f"{SIGN_IN}/sent", include_in_schema=False)
async def show_sent(request: Request, site: TheSite) -> Response[bytes]:
    captured = site.settings.smtp_url is None and is_local(request)
    return page(
        request,
        "leaders/sign_in_sent.html",
        captured_mail=captured,
        most=site.settings.limits.sign_in_mails_an_hour,
        minutes=site.settings.limits.sign_in_minutes,
    )


@post(f"{SIGN_IN}/passkey", status_code=303, guards=[from_here], include_in_schema=False)
async def enter_by_passkey(request: Request, db: Db, site: TheSite) -> Response[bytes]:
    """Without any mail: who holds a passkey and is known to it has shown two factors in one."""
    form, address = await read_form(request), client_address(request)
    party = passkeys.party_of(site.settings)
    challenge = await spend_challenge(db, site, PURPOSE, form[CHALLENGE])
    if party is None or challenge is None:
        return _door(request, 422, "", {"passkey": _("That took too long. Please try once more.")})
    try:
        leader_id = await passkeys.use_passkey(db, site, party, form[ANSWER], challenge)
    except passkeys.Refused:
        return _door(request, 422, "", {"passkey": _("That passkey does not open this desk.")})
    await sign_in.sign_out(db, session_token(request), address)
    keep_session(request, await begin_session(db, site, leader_id, visit_of(request), proven=True))
    await trail.append(
        db, leader_id=leader_id, act=acts.SIGNED_IN, details={"by": "passkey"}, address=address
    )
    return see_other("/desk")


@get(SIGN_IN + "/{token:str}", include_in_schema=False)
async def show_link(request: Request, db: Db, token: FromPath[str]) -> Response[bytes]:
    """A page with one button: programs that open links to look at them must not use this one up."""
    if not await sign_in.is_link_good(db, token):
        return _spent(request)
    return page(request, "leaders/sign_in_link.html", headers=PRIVATE, action=f"{SIGN_IN}/{token}")


@post(SIGN_IN + "/{token:str}", guards=[from_here], include_in_schema=False)
async def press_link(request: Request, db: Db, site: TheSite, token: FromPath[str]) -> Response:
    """The press that begins a session; one that the browser brings along ends, so that nobody can plant one."""
    session = await sign_in.use_link(db, site, token, visit_of(request))
    if session is None:
        return _spent(request)
    await sign_in.sign_out(db, session_token(request), client_address(request))
    keep_session(request, session)
    return see_other(FACTOR)


@post("/desk/sign-out", right="sign out", halfway=True)
async def sign_out(request: Request, db: Db) -> Response:
    await sign_in.sign_out(db, session_token(request), client_address(request))
    drop_session(request)
    return see_other(SIGN_IN)


def visit_of(request: Request) -> Visit:
    return Visit(client_address(request), agents.in_words(request.headers.get("user-agent", "")))


def _read(site: Site, form: Form) -> tuple[str, dict[str, str]]:
    """The address, and what is wrong with the form."""
    address, wrong = "", {}
    try:
        read_form_token(site, PURPOSE, form["form_token"])
    except ValueError as sentence:
        wrong["form_token"] = str(sentence)
    try:
        address = checked_email(form["email"])
    except Refusal:
        wrong["email"] = _(
            "This e-mail address can't be right. Check it for typing mistakes, such as a missing @ or a space."
        )
    return address, wrong


def _door(
    request: Request, status: int = 200, email: str = "", errors: dict[str, str] | None = None
) -> Response[bytes]:
    site = site_of(request)
    party, challenge = passkeys.party_of(site.settings), make_challenge(site, PURPOSE)
    return page(
        request,
        "leaders/sign_in.html",
        status,
        PRIVATE,
        values={"email": email},
        errors=errors or {},
        form_token=make_form_token(site, PURPOSE),
        challenge=challenge.token,
        options=passkeys.options_to_prove(party, [], challenge.challenge) if party else "",
    )


def _spent(request: Request) -> Response[bytes]:
    return page(request, "leaders/link_spent.html", 410, PRIVATE)


ROUTES = [show_door, ask, show_sent, enter_by_passkey, show_link, press_link, desk(sign_out)]
