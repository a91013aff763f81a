"""The overview: every demand with what is verified and what still waits for a tap."""

import msgspec

from wechoose.base.database import Connection
from wechoose.base.queries import queries
from wechoose.counts.tallies import take_snapshot
from wechoose.demands.demands import Demand, all_demands

sql = queries("lists/overview")


class Line(msgspec.Struct, frozen=True):
    slug: str
    title: str
    status: str
    verified: int
    pending: int


async def overview(db: Connection) -> list[Line]:
    verified = (await take_snapshot(db)).campaign.demands
    pending = {row["demand_id"]: row["pending"] for row in await sql.pending(db)}
    return [
        _line(demand, verified.get(demand.slug, 0), pending.get(demand.demand_id, 0))
        for demand in await all_demands(db)
    ]


def _line(demand: Demand, verified: int, pending: int) -> Line:
    return Line(demand.slug, demand.title, "open" if demand.is_open() else "closed", verified, pending)
