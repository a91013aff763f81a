"""Asked: what a page needs in order to ask for a second factor, and what the demo tells on the side."""

from typing import Any

from litestar import Request

from wechoose.leaders.challenges import make_challenge
from wechoose.leaders.factors import Factors
from wechoose.leaders.passkeys import options_to_prove, party_of
from wechoose.leaders.proving import PURPOSE
from wechoose.leaders.sessions import Session
from wechoose.leaders.totp import Authenticator, next_code
from wechoose.web.rendering import site_of
from wechoose.web.visitor import is_local


def ways(request: Request, session: Session, factors: Factors) -> dict[str, Any]:
    """How this leader can prove who they are here; each page has a challenge of its own."""
    site = site_of(request)
    party = party_of(site.settings)
    values: dict[str, Any] = {"factors": factors, "challenge": "", "options": "", "demo_code": ""}
    if party and factors.passkeys:
        made = make_challenge(site, PURPOSE, session.session_id)
        values |= {
            "challenge": made.token,
            "options": options_to_prove(party, factors.passkeys, made.challenge),
        }
    if factors.authenticator:
        values["demo_code"] = demo_code(request, factors.authenticator)
    return values


def demo_code(request: Request, authenticator: Authenticator) -> str:
    """The code, in the demo alone: invented people only, mail captured, and the browser on this machine. Else ""."""
    is_demo = request.app.state.front.demo and site_of(request).settings.smtp_url is None
    return next_code(authenticator) if is_demo and is_local(request) else ""
