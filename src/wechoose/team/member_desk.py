"""The desk's door to one of the team: another role, stopping, resuming, the invitation again or no more."""

from collections.abc import Awaitable, Callable
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery
from msgspec.structs import asdict

from wechoose.approvals import setting
from wechoose.base.database import Connection
from wechoose.base.refusals import NotFound, Refusal
from wechoose.leaders import standing
from wechoose.leaders.access import TheLeader, desk, desk_page
from wechoose.leaders.people import Leader
from wechoose.leaders.standing import Member
from wechoose.team import changes, inviting
from wechoose.team.changes import HOME, home_of
from wechoose.team.charges import check_charge, check_why
from wechoose.team.doing import do
from wechoose.team.forms import Typed, charge_in_words, choices, go_on, sentences, typed_in
from wechoose.web.forms import read_form
from wechoose.web.rendering import site_of
from wechoose.web.transactions import Db
from wechoose.web.visitor import client_address

ONE = HOME + "/{leader_id:int}"
MOST = 2**31


@get(ONE, right="see team")
async def show_member(
    request: Request, db: Db, leader: TheLeader, leader_id: FromPath[int], done: FromQuery[str] = ""
) -> Response[bytes]:
    return await _one(request, db, leader, await _member(request, db, leader_id), done=done)


@post(ONE + "/role", right="change team", fresh=True)
async def change_role(
    request: Request, db: Db, leader: TheLeader, leader_id: FromPath[int]
) -> Response[bytes]:
    member, typed = await _member(request, db, leader_id), typed_in(await read_form(request))
    try:
        charge, reason = await check_charge(db, typed)
        payload = _payload(request, member, reason) | {"charge": asdict(charge)}
        place = await do(
            db, site_of(request), changes.CHARGE, leader, payload, member.leader.subject, charge.details
        )
    except Refusal as refusal:
        return await _one(request, db, leader, member, typed, sentences(refusal, "role"))
    return go_on(request, place, "changed")


@post(ONE + "/stop", right="change team", fresh=True)
async def stop(request: Request, db: Db, leader: TheLeader, leader_id: FromPath[int]) -> Response[bytes]:
    return await _change(request, db, leader, leader_id, changes.STOP, "stopped")


@post(ONE + "/resume", right="change team", fresh=True)
async def resume(request: Request, db: Db, leader: TheLeader, leader_id: FromPath[int]) -> Response[bytes]:
    return await _change(request, db, leader, leader_id, changes.RESUMPTION, "resumed")


@post(ONE + "/invitation", right="change team", fresh=True)
async def invite_again(
    request: Request, db: Db, leader: TheLeader, leader_id: FromPath[int]
) -> Response[bytes]:
    return await _at_once(request, db, leader, leader_id, inviting.invite_again, "again")


@post(ONE + "/withdrawal", right="change team", fresh=True)
async def take_back(request: Request, db: Db, leader: TheLeader, leader_id: FromPath[int]) -> Response[bytes]:
    return await _at_once(request, db, leader, leader_id, inviting.take_back, "back")


async def _change(
    request: Request, db: Connection, leader: Leader, leader_id: int, kind: str, done: str
) -> Response[bytes]:
    """A change that is asked for with nothing but a reason."""
    member, form, wrong = await _member(request, db, leader_id), await read_form(request), Typed()
    reason = check_why({"reason": form["reason"]}, wrong)
    try:
        if not wrong:
            payload = _payload(request, member, reason)
            place = await do(db, site_of(request), kind, leader, payload, member.leader.subject)
            return go_on(request, place, done)
    except Refusal as refusal:
        wrong["standing"] = refusal.sentence
    return await _one(request, db, leader, member, wrong=_named(wrong), why=form["reason"])


async def _at_once(
    request: Request,
    db: Connection,
    leader: Leader,
    leader_id: int,
    act: Callable[..., Awaitable[None]],
    done: str,
) -> Response[bytes]:
    """What gives nobody more than was decided already waits for nobody."""
    member, form, wrong = await _member(request, db, leader_id), await read_form(request), Typed()
    reason = check_why({"reason": form["reason"]}, wrong)
    try:
        if not wrong:
            await act(db, site_of(request), leader, _payload(request, member, reason))
            return go_on(request, home_of(leader_id), done)
    except Refusal as refusal:
        wrong["standing"] = refusal.sentence
    return await _one(request, db, leader, member, wrong=_named(wrong), why=form["reason"])


def _payload(request: Request, member: Member, reason: str) -> dict[str, Any]:
    return {"leader_id": member.leader.leader_id, "reason": reason, "address": client_address(request)}


async def _member(request: Request, db: Connection, leader_id: int) -> Member:
    if not 0 < leader_id < MOST:
        raise NotFound
    return await standing.find_member(db, site_of(request), leader_id)


async def _one(
    request: Request,
    db: Connection,
    leader: Leader,
    member: Member,
    typed: Typed | None = None,
    wrong: Typed | None = None,
    why: str = "",
    done: str = "",
) -> Response[bytes]:
    them = member.leader
    now = {"role": them.role, "partner": them.partner, "states": ", ".join(them.states), "reason": ""}
    return desk_page(
        request,
        leader,
        "team/member.html",
        422 if wrong else 200,
        member=member,
        home=home_of(them.leader_id),
        is_self=them.leader_id == leader.leader_id,
        in_words=charge_in_words,
        values=(typed or now) | {"why": why},
        errors=wrong or {},
        is_needed=await setting.is_second_needed(db),
        done=done,
        **await choices(db),
    )


def _named(wrong: Typed) -> Typed:
    """The reason of the page's second form has another name than that of its first."""
    return {{"reason": "why"}.get(name, name): sentence for name, sentence in wrong.items()}


ROUTES = [desk(show_member, change_role, stop, resume, invite_again, take_back)]
