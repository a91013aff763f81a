"""Changes of a leader: another role, stopped, resumed. Nobody changes themselves, and one owner always stays."""

from typing import Any

import msgspec

from wechoose.approvals import setting
from wechoose.approvals.approvals import Kind
from wechoose.audit import acts, trail
from wechoose.base.database import Connection
from wechoose.base.refusals import Refusal
from wechoose.base.site import Site
from wechoose.base.words import _
from wechoose.leaders import standing
from wechoose.leaders.people import Leader
from wechoose.leaders.roles import may
from wechoose.leaders.standing import Member
from wechoose.team.charges import Charge

HOME = "/desk/team"
RIGHT = "change team"

CHARGE, STOP, RESUMPTION = "another role", "stop a leader", "resume a leader"


async def hold_other(db: Connection, site: Site, asker: Leader, leader_id: int) -> Member:
    """Another leader than the asker, whom nobody changes meanwhile.

    Raises Refusal where the asker was stopped or lowered a moment ago.
    """
    await standing.hold_owners(db)
    still = await standing.find_member(db, site, asker.leader_id)
    if still.stopped_at or not may(still.leader.role, RIGHT):
        raise Refusal(_("Who wants this may not do it any more."))
    if leader_id == asker.leader_id:
        raise Refusal(_("Nobody changes their own role; ask another owner."))
    return await standing.find_member(db, site, leader_id)


async def write_down(
    db: Connection,
    act: str,
    member: Member,
    asker: Leader,
    payload: Any,
    details: dict[str, str] | None = None,
) -> None:
    await trail.append(
        db,
        leader_id=asker.leader_id,
        act=act,
        subject=member.leader.subject,
        details=details,
        reason=payload["reason"],
        address=payload["address"],
    )


def home_of(leader_id: int) -> str:
    return f"{HOME}/{leader_id}"


async def _give_charge(db: Connection, site: Site, asker: Leader, payload: Any) -> str:
    member, charge = await hold_other(db, site, asker, payload["leader_id"]), charge_of(payload)
    if charge.role != "owner":
        await _check_last(db, member)
    await standing.set_role(db, member.leader.leader_id, charge.role, charge.partner, charge.states)
    await write_down(db, acts.CHANGED_ROLE, member, asker, payload, charge.details)
    return home_of(member.leader.leader_id)


async def _stop(db: Connection, site: Site, asker: Leader, payload: Any) -> str:
    member = await hold_other(db, site, asker, payload["leader_id"])
    await _check_last(db, member)
    if member.stopped_at is not None:
        raise Refusal(_("This leader is stopped already."))
    await standing.stop(db, member.leader.leader_id)
    await write_down(db, acts.STOPPED_LEADER, member, asker, payload)
    return home_of(member.leader.leader_id)


async def _resume(db: Connection, site: Site, asker: Leader, payload: Any) -> str:
    member = await hold_other(db, site, asker, payload["leader_id"])
    if member.stopped_at is None:
        raise Refusal(_("This leader is not stopped."))
    await standing.resume(db, member.leader.leader_id)
    await write_down(db, acts.RESUMED_LEADER, member, asker, payload)
    return home_of(member.leader.leader_id)


async def _check_last(db: Connection, member: Member) -> None:
    if member.leader.role != "owner" or member.standing != "joined":
        return
    left = len(await standing.owners(db)) - 1
    if left < 1:
        raise Refusal(_("This is the last owner who can come in: the campaign needs one."))
    # Or whoever stays could do nothing at all, not even change the setting.
    if left < setting.FEWEST_OWNERS and await setting.find_setting(db) == setting.ON:
        raise Refusal(
            _(
                "A second person is asked here, so two owners must stay. Say first that nobody is asked any more."
            )
        )


def charge_of(payload: Any) -> Charge:
    return msgspec.convert(payload["charge"], Charge)


async def _say_charge(db: Connection, site: Site, payload: Any) -> str:
    words = {"leader": await _name(db, site, payload), "charge": in_words(charge_of(payload))}
    return _("%(leader)s becomes %(charge)s") % words


async def _say_stop(db: Connection, site: Site, payload: Any) -> str:
    return _("%(leader)s is stopped and can’t come in any more") % {"leader": await _name(db, site, payload)}


async def _say_resumption(db: Connection, site: Site, payload: Any) -> str:
    return _("%(leader)s can come in again, as before") % {"leader": await _name(db, site, payload)}


def in_words(charge: Charge) -> str:
    """Short, for the middle of a sentence."""
    if charge.role == "partner":
        return _("leader of the partner %(code)s") % {"code": charge.partner}
    if charge.role == "deliverer":
        states = ", ".join(charge.states) or _("all states")
        return _("deliverer for %(states)s") % {"states": states}
    return {"owner": _("owner"), "editor": _("editor"), "moderator": _("moderator")}[charge.role]


async def _name(db: Connection, site: Site, payload: Any) -> str:
    return (await standing.find_member(db, site, payload["leader_id"])).leader.email


APPROVED = {
    CHARGE: Kind(RIGHT, _say_charge, _give_charge),
    STOP: Kind(RIGHT, _say_stop, _stop),
    RESUMPTION: Kind(RIGHT, _say_resumption, _resume),
}
