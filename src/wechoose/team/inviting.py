"""Inviting: somebody new becomes a leader by a letter whose link is good for some days."""

from typing import Any

from wechoose.approvals.approvals import Kind
from wechoose.audit import acts
from wechoose.base.database import Connection
from wechoose.base.refusals import Refusal
from wechoose.base.site import Site
from wechoose.base.words import _
from wechoose.leaders import letters, standing
from wechoose.leaders.people import Leader
from wechoose.leaders.standing import Member
from wechoose.team.changes import RIGHT, charge_of, hold_other, home_of, in_words, write_down

INVITATION = "invite a leader"


async def invite_again(db: Connection, site: Site, asker: Leader, payload: Any) -> None:
    """Another letter to somebody who has not joined."""
    member = await _invited(db, site, asker, payload["leader_id"])
    await letters.invite(db, site, member.leader)
    await write_down(db, acts.INVITED_LEADER, member, asker, payload)


async def take_back(db: Connection, site: Site, asker: Leader, payload: Any) -> None:
    """The letter's link opens nothing any more."""
    member = await _invited(db, site, asker, payload["leader_id"])
    await standing.stop(db, member.leader.leader_id)
    await write_down(db, acts.TOOK_BACK_INVITATION, member, asker, payload)


async def _invited(db: Connection, site: Site, asker: Leader, leader_id: int) -> Member:
    member = await hold_other(db, site, asker, leader_id)
    if member.standing != "invited":
        raise Refusal(_("This leader waits for no invitation."))
    return member


async def _invite(db: Connection, site: Site, asker: Leader, payload: Any) -> str:
    charge = charge_of(payload)
    leader_id = await standing.admit(db, site, payload["email"], charge.role, charge.partner, charge.states)
    member = await hold_other(db, site, asker, leader_id)
    if member.joined_at is not None:
        raise Refusal(_("%(email)s is a leader already.") % {"email": payload["email"]})
    await letters.invite(db, site, member.leader)
    await write_down(db, acts.INVITED_LEADER, member, asker, payload, charge.details)
    return home_of(leader_id)


async def _say(_db: Connection, _site: Site, payload: Any) -> str:
    words = {"email": payload["email"], "charge": in_words(charge_of(payload))}
    return _("%(email)s is invited as %(charge)s") % words


APPROVED = {INVITATION: Kind(RIGHT, _say, _invite)}
