"""The look of a signer's own page, which they come back to from everything they do there."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

from litestar import Request, Response

from wechoose.base.database import Connection
from wechoose.base.site import Site
from wechoose.base.tokens import Expired, Forged
from wechoose.base.words import _
from wechoose.defenses.form_tokens import make_form_token
from wechoose.mine.handed import find_handed
from wechoose.mine.own import Own, find_own, permissions_of, signed_of
from wechoose.places.states import all_states
from wechoose.places.zips import state_of
from wechoose.signing import verification
from wechoose.signing.api import intake_of
from wechoose.signing.invitations import invited
from wechoose.signing.people import shown_name
from wechoose.web.rendering import PRIVATE, make_page, page, respond, site_of

# What the form token of the form that asks for a link is made for.
NEW_LINK = "mine"


def read_signer(site: Site, token: str) -> bytes | None:
    """Whose page a link opens; None when it opens none any more."""
    try:
        return verification.read_signer(site, "mine", token)
    except (Expired, Forged):
        return None


async def show_own(
    request: Request,
    db: Connection,
    token: str,
    signer_key: bytes,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> Response[bytes]:
    """With what was typed about oneself, and what is wrong with anything that was sent."""
    own = await find_own(db, site_of(request), signer_key)
    if own is None:
        return offer(request, 410)
    intake = intake_of(request)
    demands, partners = (await intake.demands.now()).all(), await intake.partners.now()
    made = make_page(
        request.app.state,
        request.url.path,
        "mine/own.html",
        person=own.person,
        signed=signed_of(own, demands, partners),
        permissions=permissions_of(own, partners),
        news=own.news_at is not None or any(row["news"] for row in own.waiting),
        news_at=own.news_at,
        mail_stopped=own.mail_stopped_at is not None,
        handed=await find_handed(db, signer_key, {each.demand_id: each for each in demands}, partners),
        name_shown=own.name_shown,
        named={how: shown_name(own.person, initial=how == "initial") for how in ("shown", "initial")},
        invitation=await invited(db, site_of(request), signer_key),
        states=all_states(),
        state_names={each.usps: each.name for each in all_states()},
        state=own.place[0],
        zip=own.place[1],
        values=typed or _values(own),
        errors=errors or {},
        saved=said(parse_qs(request.url.query).get("saved", [""])[0]),
        home=f"/mine/{token}",
    )
    # Not compressed: what a link holds and what a stranger typed must not meet in one compression.
    return respond(request, made, 422 if errors else 200, headers=PRIVATE, compress=False)


def said(done: str) -> str:
    """What was just done, in a sentence; "" for nothing."""
    if not done:
        return ""
    sentences = {
        "confirmed": _("Your signatures are counted. Thank you."),
        "withdrawn": _("Taken back. It is not counted any more."),
        "hidden": _("Your name is not shown any more."),
        "shown": _("Your name may be shown from now on."),
        "acts": _("Saved. Your pledge is as you see it here."),
    }
    return sentences.get(done, _("Saved. From now on it is as you see it here."))


def offer(
    request: Request,
    status: int = 200,
    values: dict[str, str] | None = None,
    errors: dict[str, str] | None = None,
) -> Response[bytes]:
    """The form that asks for a link."""
    return page(
        request,
        "mine/offer.html",
        status,
        PRIVATE,
        gone=status == 410,
        values=values or {"email": ""},
        errors=errors or {},
        form_token=make_form_token(site_of(request), NEW_LINK),
    )


def _values(own: Own) -> dict[str, Any]:
    """What stands in the fields; a state only where the ZIP code does not tell it."""
    state, zip_code = own.place
    return {
        "given_name": own.person.given_name,
        "family_name": own.person.family_name,
        "zip": zip_code,
        "state": "" if state_of(zip_code) == state else state,
    }
