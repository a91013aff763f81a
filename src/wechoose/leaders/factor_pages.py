"""The second factor's pages: to prove it, and to set one up."""

from typing import Any

import segno
from litestar import Request, Response, get, post

from wechoose.audit.reasons import in_one_line
from wechoose.base.database import Connection
from wechoose.base.sealed_tokens import make_sealed_token, read_sealed_token
from wechoose.base.site import Site
from wechoose.base.tokens import Expired, Forged
from wechoose.base.words import _
from wechoose.leaders import agents, factors, passkeys, totp
from wechoose.leaders.access import TheSession, by_of, csrf_for, desk
from wechoose.leaders.asked import demo_code, ways
from wechoose.leaders.challenges import make_challenge, spend_challenge
from wechoose.leaders.cookies import keep_session
from wechoose.leaders.factors import Factors, factors_of, hold_factors
from wechoose.leaders.places import FACTOR, OWN, SIGN_IN, onwards, to_factor
from wechoose.leaders.proving import ANSWER, CHALLENGE, prove, proven
from wechoose.leaders.sessions import HALF_LIFE, Session, is_fresh
from wechoose.leaders.totp import Authenticator
from wechoose.web.forms import read_form
from wechoose.web.rendering import PRIVATE, page, see_other, site_of
from wechoose.web.transactions import Db, TheSite
from wechoose.web.visitor import client_address

APP = FACTOR + "/app"
PASSKEY = FACTOR + "/passkey"
# What a new secret, while it is shown, and a new passkey are made for.
NEW_SECRET, NEW_PASSKEY = "authenticator", "new"
RIGHT = "manage own sign-in"


@get(FACTOR, right=RIGHT, halfway=True)
async def show_factor(request: Request, db: Db, site: TheSite, session: TheSession) -> Response[bytes]:
    """What proves it, or, for who has nothing yet, what to choose from."""
    mine = await factors_of(db, site, session.leader.leader_id)
    asked = onwards(request.query_params.get("next", ""))
    if not mine.count:
        return _page(request, "leaders/choose.html", party=passkeys.party_of(site.settings))
    return _prove(request, session, mine, asked)


@post(FACTOR, right=RIGHT, halfway=True)
async def prove_factor(request: Request, db: Db, site: TheSite, session: TheSession) -> Response[bytes]:
    form = await read_form(request)
    outcome = await prove(db, site, session, form, client_address(request))
    if outcome.is_over:
        return see_other(SIGN_IN)
    if not outcome.token:
        mine = await factors_of(db, site, session.leader.leader_id)
        return _prove(request, session, mine, onwards(form["next"]), dict(outcome.errors))
    keep_session(request, outcome.token)
    return see_other(onwards(form["next"]))


@get(APP, right=RIGHT, halfway=True)
async def show_app(request: Request, db: Db, site: TheSite, session: TheSession) -> Response[bytes]:
    mine = await factors_of(db, site, session.leader.leader_id)
    if _is_barred(site, session, mine):
        return see_other(to_factor(APP))
    return _app(request, session, totp.new_secret(), {})


@post(APP, right=RIGHT, halfway=True)
async def set_app(request: Request, db: Db, site: TheSite, session: TheSession) -> Response[bytes]:
    """The secret came in the page, sealed; the code says that the app has it."""
    form = await read_form(request)
    mine = await hold_factors(db, site, session.leader.leader_id)
    secret = _read_secret(site, session, form["secret"])
    if _is_barred(site, session, mine) or secret is None:
        return see_other(APP)
    by = by_of(request, session.leader)
    if not await factors.set_authenticator(db, site, by, secret, form["code"]):
        return _app(
            request,
            session,
            secret,
            {"code": _("This is not the code that belongs to it. Type the one that your app shows now.")},
        )
    return await _done(request, db, site, session, mine, "app")


@get(PASSKEY, right=RIGHT, halfway=True)
async def show_passkey(request: Request, db: Db, site: TheSite, session: TheSession) -> Response[bytes]:
    mine = await factors_of(db, site, session.leader.leader_id)
    if _is_barred(site, session, mine):
        return see_other(to_factor(PASSKEY))
    return _passkey(request, session, mine, agents.in_words(request.headers.get("user-agent", "")), {})


@post(PASSKEY, right=RIGHT, halfway=True)
async def add_passkey(request: Request, db: Db, site: TheSite, session: TheSession) -> Response[bytes]:
    form = await read_form(request)
    mine = await hold_factors(db, site, session.leader.leader_id)
    party = passkeys.party_of(site.settings)
    if _is_barred(site, session, mine) or party is None:
        return see_other(PASSKEY)
    challenge = await spend_challenge(db, site, NEW_PASSKEY, form[CHALLENGE], session.session_id)
    name = in_one_line(form["name"]) or _("Passkey")
    try:
        if challenge is None:
            raise passkeys.Refused("challenge")
        by = by_of(request, session.leader)
        await factors.add_passkey(db, party, by, form[ANSWER], challenge, name)
    except passkeys.Refused:
        wrong = {ANSWER: _("That did not make a passkey. Please try once more, or take the app.")}
        return _passkey(request, session, mine, name, wrong)
    return await _done(request, db, site, session, mine, "passkey")


def _is_barred(site: Site, session: Session, mine: Factors) -> bool:
    """Who has a factor proves it before another one is set up: a link from the mailbox alone must not get around it.

    Ask it of factors that are held: of two links pressed by two people only one sets up the first factor.
    """
    return bool(mine.count) and not is_fresh(site, session)


async def _done(
    request: Request, db: Connection, site: Site, session: Session, mine: Factors, way: str
) -> Response[bytes]:
    """The new factor is proven by having been set up. The first time, recovery codes go with it."""
    address = client_address(request)
    outcome = await proven(db, site, session, way, address)
    keep_session(request, outcome.token)
    if mine.codes_left:
        return see_other(f"{OWN}?done={way}")
    codes = await factors.make_recovery_codes(db, site, by_of(request, session.leader))
    return show_codes(request, codes)


def show_codes(request: Request, codes: list[str]) -> Response[bytes]:
    """The only answer that ever shows them."""
    return _page(request, "leaders/recovery_codes.html", codes=codes)


def _prove(
    request: Request, session: Session, mine: Factors, asked: str, errors: dict[str, str] | None = None
) -> Response[bytes]:
    return _page(
        request,
        "leaders/prove.html",
        422 if errors else 200,
        action=FACTOR,
        kept=[("next", asked)],
        errors=errors or {},
        **ways(request, session, mine),
    )


def _app(request: Request, session: Session, secret: str, errors: dict[str, str]) -> Response[bytes]:
    campaign = request.app.state.front.campaign().name
    address = totp.address_for_app(secret, session.leader.email, campaign)
    token = make_sealed_token(site_of(request), NEW_SECRET, [str(session.session_id), secret], HALF_LIFE)
    return _page(
        request,
        "leaders/app.html",
        422 if errors else 200,
        secret=" ".join(secret[place : place + 4] for place in range(0, len(secret), 4)),
        token=token,
        picture=segno.make(address, error="m").svg_data_uri(scale=5, border=3, dark="#000", light="#fff"),
        demo_code=demo_code(request, Authenticator(secret, session.created_at, 0)),
        errors=errors,
    )


def _read_secret(site: Site, session: Session, token: str) -> str | None:
    """None when the page was open too long, or belongs to another session."""
    try:
        session_id, secret = read_sealed_token(site, NEW_SECRET, token)
    except (Expired, Forged):
        return None
    return secret if session_id == str(session.session_id) else None


def _passkey(
    request: Request, session: Session, mine: Factors, name: str, errors: dict[str, str]
) -> Response[bytes]:
    site = site_of(request)
    party, made = passkeys.party_of(site.settings), make_challenge(site, NEW_PASSKEY, session.session_id)
    campaign = request.app.state.front.campaign().name
    options = (
        passkeys.options_to_make(site, party, session.leader, campaign, mine.passkeys, made.challenge)
        if party
        else ""
    )
    return _page(
        request,
        "leaders/passkey.html",
        422 if errors else 200,
        options=options,
        challenge=made.token,
        values={"name": name},
        errors=errors,
        first=not mine.count,
    )


def _page(request: Request, template: str, status: int = 200, **values: Any) -> Response[bytes]:
    return page(request, template, status, PRIVATE, csrf=csrf_for(request), **values)


ROUTES = [desk(show_factor, prove_factor, show_app, set_app, show_passkey, add_passkey)]
