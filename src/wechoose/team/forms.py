"""Shared by the team's doors: what is typed, what is said of it, and where to go on to."""

from typing import Any

from litestar import Request, Response

from wechoose.base.database import Connection
from wechoose.base.refusals import Invalid, Refusal
from wechoose.leaders import standing
from wechoose.leaders.people import Leader
from wechoose.team import changes
from wechoose.team.charges import FIELDS, role_words
from wechoose.web.forms import Form
from wechoose.web.rendering import see_other
from wechoose.web.transactions import once_committed

Typed = dict[str, str]


async def choices(db: Connection) -> dict[str, Any]:
    return {"roles": role_words(), "partners": await standing.partner_names(db)}


def typed_in(form: Form) -> Typed:
    return {name: form[name] for name in FIELDS}


def sentences(refusal: Refusal, field: str) -> Typed:
    return refusal.fields if isinstance(refusal, Invalid) else {field: refusal.sentence}


def go_on(request: Request, place: str, done: str) -> Response[bytes]:
    once_committed(request, request.app.state.askers.expire)
    return see_other(place if "?" in place else f"{place}?done={done}")


def charge_in_words(leader: Leader) -> str:
    return changes.in_words(changes.Charge(leader.role, leader.partner, leader.states))
