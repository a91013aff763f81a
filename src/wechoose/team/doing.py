"""Doing: a change of the team happens at once, or waits for another owner where a second person is needed."""

from typing import Any

from wechoose.approvals.approvals import ask
from wechoose.approvals.setting import is_second_needed
from wechoose.base.database import Connection
from wechoose.base.site import Site
from wechoose.leaders.people import Leader
from wechoose.team import changes, inviting, second

APPROVED = {**changes.APPROVED, **inviting.APPROVED, **second.APPROVED}


class Undone(Exception):
    """Ends a trial."""


async def do(
    db: Connection,
    site: Site,
    kind: str,
    leader: Leader,
    payload: dict[str, Any],
    subject: str = "",
    details: dict[str, str] | None = None,
) -> str:
    """The address to go on to. `payload` holds reason and address, too; raises Refusal for what can't be done."""
    carry_out = APPROVED[kind].carry_out
    if not await is_second_needed(db):
        return await carry_out(db, site, leader, payload)
    # Tried, so that nobody is asked for what can't be, and taken back.
    try:
        async with db.transaction():
            await carry_out(db, site, leader, payload)
            raise Undone
    except Undone:
        pass
    said = payload["reason"], payload["address"]
    number = await ask(db, site, kind, leader, subject, details or {}, payload, *said)
    return f"/desk/approvals/{number}?done=asked"
