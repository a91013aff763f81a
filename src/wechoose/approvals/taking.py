"""Taking: the file that was approved, for the asker alone, once and soon."""

from datetime import datetime, timedelta

from wechoose.approvals.approvals import Approval, File, Kinds
from wechoose.approvals.approvals import take as note_taken
from wechoose.base import clock
from wechoose.base.database import Connection
from wechoose.base.refusals import Gone, Refusal
from wechoose.base.site import Site
from wechoose.base.words import _
from wechoose.leaders.people import Leader
from wechoose.leaders.roles import may


async def take(
    db: Connection, site: Site, kinds: Kinds, approval: Approval, leader: Leader, address: str
) -> File:
    """Begin the file for who asked; `approval` is held by this transaction. Raises Refusal."""
    hand_over = kinds[approval.kind].hand_over if approval.kind in kinds else None
    if not hand_over or approval.status != "approved":
        raise Refusal(_("This was not approved."))
    if not may(leader.role, kinds[approval.kind].right):
        raise Refusal(_("You may not do this any more."))
    if clock.now() >= until(site, approval):
        raise Gone(_("The file could be taken for a day only. Ask again."))
    if not await note_taken(db, approval.approval_id):
        raise Gone(_("The file was taken already. Ask again if it got lost."))
    return await hand_over(db, site, leader, approval.payload, approval.reason, address)


def is_there(kinds: Kinds, approval: Approval, leader: Leader) -> bool:
    """Whether what came of it is a file of this leader's."""
    kind = kinds.get(approval.kind)
    is_own = approval.asked_by == leader.leader_id
    return bool(is_own and approval.status == "approved" and kind and kind.hand_over)


def until(site: Site, approval: Approval) -> datetime:
    """When the file is there no longer, unless taken before."""
    return (approval.decided_at or clock.now()) + timedelta(hours=site.settings.limits.file_link_hours)
