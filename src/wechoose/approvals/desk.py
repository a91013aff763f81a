"""The desk's door to approvals: what waits for this leader, what they asked for, and deciding it."""

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery

from wechoose.approvals import approvals, deciding, taking
from wechoose.approvals.approvals import Approval
from wechoose.approvals.views import view_of, views_of
from wechoose.audit.reasons import check_reason
from wechoose.base.database import Connection
from wechoose.base.refusals import NotFound, Refusal
from wechoose.base.site import Site
from wechoose.base.words import _
from wechoose.leaders.access import TheLeader, desk, desk_page
from wechoose.leaders.people import Leader
from wechoose.leaders.roles import may
from wechoose.web.files import as_file
from wechoose.web.forms import read_form
from wechoose.web.rendering import see_other
from wechoose.web.transactions import Db, TheSite, once_committed
from wechoose.web.visitor import client_address

HOME = "/desk/approvals"
ONE = HOME + "/{approval_id:int}"


@get(HOME, right="see approvals")
async def show_approvals(request: Request, db: Db, site: TheSite, leader: TheLeader) -> Response[bytes]:
    decides = may(leader.role, "approve")
    waiting = await approvals.open_approvals(db, site)
    others = [each for each in waiting if each.asked_by != leader.leader_id]
    own = [each for each in waiting if each.asked_by == leader.leader_id]
    own += await approvals.latest_approvals(db, site, leader.leader_id)
    decided = await approvals.latest_approvals(db, site) if decides else []
    decided = [each for each in decided if each.asked_by != leader.leader_id]
    return desk_page(
        request,
        leader,
        "approvals/approvals.html",
        decides=decides,
        waiting=await _views(request, db, others) if decides else [],
        own=await _views(request, db, own),
        decided=await _views(request, db, decided),
    )


@get(ONE, right="see approvals")
async def show_approval(
    request: Request,
    db: Db,
    site: TheSite,
    leader: TheLeader,
    approval_id: FromPath[int],
    done: FromQuery[str] = "",
) -> Response[bytes]:
    approval = _for(leader, await approvals.find_approval(db, site, _number(approval_id)))
    return await _page(request, db, leader, approval, done=done)


@post(ONE + "/decision", right="approve", fresh=True)
async def decide(
    request: Request, db: Db, site: TheSite, leader: TheLeader, approval_id: FromPath[int]
) -> Response[bytes]:
    approval = await approvals.hold_approval(db, site, _number(approval_id))
    form, wrong = await read_form(request), {}
    reason = check_reason(form["reason"], wrong, _("Say in a few words why you decide so."))
    if form["decision"] not in ("approve", "refuse"):
        wrong["decision"] = _("Choose whether you approve or refuse.")
    try:
        if not wrong:
            await _carry(request, db, site, leader, approval, form["decision"], reason)
    except Refusal as refusal:
        wrong["decision"] = refusal.sentence
    if wrong:
        return await _page(request, db, leader, approval, form["reason"], wrong)
    return _done(request, f"{approval.address}?done={form['decision']}")


@post(ONE + "/withdrawal", right="see approvals")
async def withdraw(
    request: Request, db: Db, site: TheSite, leader: TheLeader, approval_id: FromPath[int]
) -> Response[bytes]:
    approval = _for(leader, await approvals.hold_approval(db, site, _number(approval_id)))
    try:
        await deciding.withdraw(db, _kinds(request), approval, leader, client_address(request))
    except Refusal as refusal:
        return await _page(request, db, leader, approval, wrong={"withdrawal": refusal.sentence})
    return _done(request, f"{approval.address}?done=withdraw")


@post(ONE + "/file", right="see approvals", fresh=True)
async def take_file(
    request: Request, db: Db, site: TheSite, leader: TheLeader, approval_id: FromPath[int]
) -> Response:
    approval = await approvals.hold_approval(db, site, _number(approval_id))
    if approval.asked_by != leader.leader_id:
        raise NotFound
    try:
        file = await taking.take(db, site, _kinds(request), approval, leader, client_address(request))
    except Refusal as refusal:
        return await _page(request, db, leader, approval, wrong={"file": refusal.sentence})
    return as_file(file.chunks, file.media_type, file.name)


async def _carry(
    request: Request,
    db: Connection,
    site: Site,
    leader: Leader,
    approval: Approval,
    decision: str,
    reason: str,
) -> None:
    kinds, address = _kinds(request), client_address(request)
    if decision == "approve":
        await deciding.approve(db, site, kinds, approval, leader, reason, address)
    else:
        await deciding.refuse(db, kinds, approval, leader, reason, address)


async def _page(
    request: Request,
    db: Connection,
    leader: Leader,
    approval: Approval,
    reason: str = "",
    wrong: dict[str, str] | None = None,
    done: str = "",
) -> Response[bytes]:
    site = request.app.state.site
    return desk_page(
        request,
        leader,
        "approvals/approval.html",
        422 if wrong else 200,
        each=await view_of(db, site, _kinds(request), approval),
        is_own=approval.asked_by == leader.leader_id,
        is_file=taking.is_there(_kinds(request), approval, leader),
        until=taking.until(site, approval),
        values={"reason": reason},
        errors=wrong or {},
        done=done,
    )


async def _views(request: Request, db: Connection, some: list[Approval]) -> list:
    return await views_of(db, request.app.state.site, _kinds(request), some)


def _for(leader: Leader, approval: Approval) -> Approval:
    """Who may not decide finds their own only."""
    if approval.asked_by != leader.leader_id and not may(leader.role, "approve"):
        raise NotFound
    return approval


def _number(approval_id: int) -> int:
    if not 0 < approval_id < 2**31:
        raise NotFound
    return approval_id


def _kinds(request: Request) -> approvals.Kinds:
    return request.app.state.kinds


def _done(request: Request, address: str) -> Response[bytes]:
    once_committed(request, request.app.state.askers.expire)
    return see_other(address)


ROUTES = [desk(show_approvals, show_approval, decide, withdraw, take_file)]
