"""Deciding: another leader approves or refuses, the asker takes back, or time runs out."""

from wechoose.approvals.approvals import Approval, Kinds, hold_approval
from wechoose.audit import acts, trail
from wechoose.base import clock
from wechoose.base.database import Connection
from wechoose.base.queries import queries
from wechoose.base.refusals import Refusal
from wechoose.base.site import Site
from wechoose.base.words import _
from wechoose.leaders.people import Leader
from wechoose.leaders.roles import may
from wechoose.leaders.standing import find_member

sql = queries("approvals/deciding")


async def approve(
    db: Connection,
    site: Site,
    kinds: Kinds,
    approval: Approval,
    leader: Leader,
    reason: str = "",
    address: str = "",
) -> str:
    """Carry out what was asked for, and return where it led; `approval` is held by this transaction.

    Raises Refusal, having changed nothing, for what can't be carried out any more: it stays open.
    """
    _check_second(approval, leader)
    # A savepoint: what is refused halfway must leave nothing behind on the page that says so.
    async with db.transaction():
        asker = await _check_asker(db, site, kinds, approval)
        outcome = await kinds[approval.kind].carry_out(db, site, asker, approval.payload)
    await _decide(db, approval, "approved", acts.APPROVED, leader.leader_id, reason, address, outcome)
    return outcome


async def refuse(
    db: Connection, kinds: Kinds, approval: Approval, leader: Leader, reason: str, address: str = ""
) -> None:
    _check_second(approval, leader)
    await _turn_down(db, kinds, approval, "refused")
    await _decide(db, approval, "refused", acts.REFUSED, leader.leader_id, reason, address)


async def withdraw(
    db: Connection, kinds: Kinds, approval: Approval, leader: Leader, address: str = ""
) -> None:
    """The asker's own way out."""
    if approval.asked_by != leader.leader_id:
        raise Refusal(_("Only who asked for it can take it back."))
    _check_open(approval)
    await _turn_down(db, kinds, approval, "withdrawn")
    await _decide(db, approval, "withdrawn", acts.WITHDREW, leader.leader_id, "", address)


async def expire(site: Site, kinds: Kinds) -> None:
    """End what nobody decided in time."""
    async with site.database.transaction(read_only=True) as db:
        overdue = await sql.overdue(db, at=clock.now())
    for (approval_id,) in overdue:
        async with site.database.transaction() as db:
            approval = await hold_approval(db, site, approval_id)
            if approval.status == "open":
                await _turn_down(db, kinds, approval, "expired")
                await _decide(db, approval, "expired", acts.EXPIRED, None, "", "")


def _check_second(approval: Approval, leader: Leader) -> None:
    _check_open(approval)
    if approval.asked_by == leader.leader_id:
        raise Refusal(_("You asked for this yourself: somebody else decides it."))


def _check_open(approval: Approval) -> None:
    if not approval.is_open:
        raise Refusal(_("This waits no longer: it was decided, taken back, or too old."))


async def _check_asker(db: Connection, site: Site, kinds: Kinds, approval: Approval) -> Leader:
    """Who asked must still be here and allowed to."""
    member = await find_member(db, site, approval.asked_by)
    right = kinds[approval.kind].right
    if member.stopped_at is not None or not may(member.leader.role, right):
        raise Refusal(_("Who asked for this may not do it any more. Refuse it."))
    return member.leader


async def _turn_down(db: Connection, kinds: Kinds, approval: Approval, status: str) -> None:
    kind = kinds.get(approval.kind)
    if kind and kind.turn_down:
        await kind.turn_down(db, approval.payload, status)


async def _decide(
    db: Connection,
    approval: Approval,
    status: str,
    act: str,
    leader_id: int | None,
    reason: str,
    address: str,
    outcome: str = "",
) -> None:
    await sql.decide(
        db,
        approval_id=approval.approval_id,
        status=status,
        decided_by=leader_id,
        at=clock.now(),
        decision=reason,
        outcome=outcome,
    )
    await trail.append(
        db,
        leader_id=leader_id,
        act=act,
        subject=approval.subject,
        details={"approval": approval.approval_id, "what": approval.kind},
        reason=reason,
        address=address,
    )
