"""Views: approvals as pages show them, in words and with leaders by their address."""

from collections.abc import Mapping, Sequence

import msgspec

from wechoose.approvals.approvals import Approval, Kinds
from wechoose.base import clock
from wechoose.base.database import Connection
from wechoose.base.refusals import Refusal
from wechoose.base.site import Site
from wechoose.base.words import _
from wechoose.leaders.people import all_leaders


class View(msgspec.Struct, frozen=True):
    """`says`: what will be done, or was asked for; `state`: what became of it, in words."""

    approval: Approval
    says: str
    asker: str
    decider: str
    state: str


async def views_of(db: Connection, site: Site, kinds: Kinds, approvals: Sequence[Approval]) -> list[View]:
    names = {leader.leader_id: leader.email for leader in await all_leaders(db, site)}
    return [await _view(db, site, kinds, names, each) for each in approvals]


async def view_of(db: Connection, site: Site, kinds: Kinds, approval: Approval) -> View:
    [view] = await views_of(db, site, kinds, [approval])
    return view


async def _view(
    db: Connection, site: Site, kinds: Kinds, names: Mapping[int, str], approval: Approval
) -> View:
    return View(
        approval=approval,
        says=await _say(db, site, kinds, approval),
        asker=names.get(approval.asked_by, ""),
        decider=names.get(approval.decided_by, "") if approval.decided_by else "",
        state=_state(approval),
    )


async def _say(db: Connection, site: Site, kinds: Kinds, approval: Approval) -> str:
    """What is not there any more must not hide all the others."""
    try:
        return await kinds[approval.kind].say(db, site, approval.payload)
    except (KeyError, Refusal):
        return approval.subject


def _state(approval: Approval) -> str:
    if approval.status == "open" and clock.now() >= approval.expires_at:
        return _("expired")
    words = {
        "open": _("waiting"),
        "approved": _("approved"),
        "refused": _("refused"),
        "withdrawn": _("taken back"),
        "expired": _("expired"),
    }
    return words[approval.status]
