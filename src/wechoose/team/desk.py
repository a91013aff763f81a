"""The desk's door to the team: who leads, inviting somebody, and whether a second person is asked."""

from collections.abc import Mapping

from litestar import Request, Response, get, post
from litestar.params import FromQuery
from msgspec.structs import asdict

from wechoose.approvals import setting
from wechoose.base.database import Connection
from wechoose.base.refusals import Refusal
from wechoose.base.words import _
from wechoose.leaders import standing
from wechoose.leaders.access import TheLeader, desk, desk_page
from wechoose.leaders.people import Leader
from wechoose.team import inviting, second
from wechoose.team.changes import HOME
from wechoose.team.charges import BLANK, check_invitation, check_why
from wechoose.team.doing import do
from wechoose.team.forms import Typed, charge_in_words, choices, go_on, sentences, typed_in
from wechoose.web.forms import read_form
from wechoose.web.rendering import site_of
from wechoose.web.transactions import Db
from wechoose.web.visitor import client_address


@get(HOME, right="see team")
async def show_team(
    request: Request, db: Db, leader: TheLeader, done: FromQuery[str] = ""
) -> Response[bytes]:
    return await _team(request, db, leader, done=done)


@post(HOME + "/second-person", right="change team", fresh=True)
async def change_second_person(request: Request, db: Db, leader: TheLeader) -> Response[bytes]:
    form, wrong = await read_form(request), Typed()
    reason = check_why({"reason": form["reason"]}, wrong)
    if form["value"] not in (setting.ON, setting.OFF):
        wrong["value"] = _("Choose one of the two.")
    payload = {"value": form["value"], "reason": reason, "address": client_address(request)}
    try:
        if not wrong:
            details = {"second person": form["value"]}
            place = await do(db, site_of(request), second.SECOND_PERSON, leader, payload, "", details)
            return go_on(request, place, "set")
    except Refusal as refusal:
        wrong["value"] = refusal.sentence
    return await _team(request, db, leader, {"value": form["value"], "reason": form["reason"]}, wrong)


@get(HOME + "/new", right="change team")
async def show_new(request: Request, db: Db, leader: TheLeader) -> Response[bytes]:
    return await _new(request, db, leader, BLANK, {})


@post(HOME + "/new", right="change team", fresh=True)
async def invite(request: Request, db: Db, leader: TheLeader) -> Response[bytes]:
    typed = typed_in(await read_form(request))
    try:
        email, charge, reason = await check_invitation(db, typed)
        payload = {
            "email": email,
            "charge": asdict(charge),
            "reason": reason,
            "address": client_address(request),
        }
        place = await do(
            db, site_of(request), inviting.INVITATION, leader, payload, "invitation", charge.details
        )
    except Refusal as refusal:
        return await _new(request, db, leader, typed, sentences(refusal, "email"))
    return go_on(request, place, "invited")


async def _team(
    request: Request,
    db: Connection,
    leader: Leader,
    typed: Typed | None = None,
    wrong: Typed | None = None,
    done: str = "",
) -> Response[bytes]:
    needed = await setting.is_second_needed(db)
    return desk_page(
        request,
        leader,
        "team/team.html",
        422 if wrong else 200,
        members=await standing.members(db, site_of(request)),
        in_words=charge_in_words,
        setting=await setting.find_setting(db),
        is_needed=needed,
        values=typed or {"value": setting.ON if needed else setting.OFF, "reason": ""},
        errors=wrong or {},
        done=done,
    )


async def _new(
    request: Request, db: Connection, leader: Leader, typed: Typed, wrong: Mapping[str, str]
) -> Response[bytes]:
    return desk_page(
        request,
        leader,
        "team/new.html",
        422 if wrong else 200,
        values=typed,
        errors=wrong,
        is_needed=await setting.is_second_needed(db),
        days=site_of(request).settings.limits.invitation_days,
        **await choices(db),
    )


ROUTES = [desk(show_team, change_second_person, show_new, invite)]
