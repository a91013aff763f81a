"""Standing: who among the leaders was invited, has joined or was stopped, and how that and a role change."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from wechoose.base import clock
from wechoose.base.database import Connection, Row
from wechoose.base.queries import queries
from wechoose.base.refusals import NotFound
from wechoose.base.site import Site
from wechoose.leaders.people import Leader, email_key, open_leader
from wechoose.leaders.sessions import end_all

sql = queries("leaders/standing")


class Member(msgspec.Struct, frozen=True):
    """`joined_at` is None for who was invited only; `seen_at` when they were at the desk last."""

    leader: Leader
    created_at: datetime
    joined_at: datetime | None
    stopped_at: datetime | None
    seen_at: datetime | None

    @property
    def standing(self) -> str:
        if self.stopped_at:
            return "stopped"
        return "joined" if self.joined_at else "invited"


async def members(db: Connection, site: Site) -> list[Member]:
    return [_member(site, row) for row in await sql.members(db)]


async def find_member(db: Connection, site: Site, leader_id: int) -> Member:
    """Raises NotFound."""
    row = await sql.find_member(db, leader_id=leader_id)
    if row is None:
        raise NotFound
    return _member(site, row)


async def hold_owners(db: Connection) -> None:
    """One change of roles at a time: of two owners who stop each other, only one can."""
    await sql.hold_owners(db)


async def owners(db: Connection) -> list[int]:
    """The numbers of those who can come in: joined and not stopped."""
    return [leader_id for (leader_id,) in await sql.owners(db)]


async def admit(
    db: Connection,
    site: Site,
    email: str,
    role: str,
    partner: str = "",
    states: Sequence[str] = (),
) -> int:
    """The number of the leader with this (clean) address: new, or as new where they never joined."""
    key = email_key(site, email)
    sealed = site.seals.seal(key, email.encode())
    said = {"role": role, "partner": partner, "states": list(states)}
    return await sql.admit(db, email_key=key, sealed=sealed, **said, at=clock.now())


async def partner_names(db: Connection) -> dict[str, str]:
    """The partners whom a leader can work for: codes with names."""
    return {row["code"]: row["name"] for row in await sql.partner_names(db)}


async def set_role(
    db: Connection, leader_id: int, role: str, partner: str = "", states: Sequence[str] = ()
) -> None:
    """What was checked before."""
    await sql.set_role(db, leader_id=leader_id, role=role, partner=partner, states=list(states))


async def stop(db: Connection, leader_id: int) -> None:
    """Nothing opens for them any more from now on."""
    await sql.stop_leader(db, leader_id=leader_id, at=clock.now())
    await end_all(db, leader_id)
    await sql.drop_links(db, leader_id=leader_id)


async def resume(db: Connection, leader_id: int) -> None:
    await sql.resume_leader(db, leader_id=leader_id)


def _member(site: Site, row: Row) -> Member:
    said = dict(row)
    times = {name: said.pop(name) for name in ("created_at", "joined_at", "stopped_at", "seen_at")}
    return Member(leader=open_leader(site.seals, **said), **times)
