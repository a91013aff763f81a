"""History: how a demand's count grew, by hour or day, from the first verified signature on."""

from datetime import datetime
from typing import Literal

import msgspec

from wechoose.base.database import Connection
from wechoose.base.queries import queries

sql = queries("counts/history")

Step = Literal["hour", "day"]


class Growth(msgspec.Struct, frozen=True):
    """What was verified in the step that begins at `since` (UTC) and still counts, and the sum so far."""

    since: datetime
    verified: int
    total: int


async def grow(db: Connection, demand_id: int, step: Step) -> list[Growth]:
    """In order of time; a step in which nothing was verified is left out. The last total is the count."""
    growth: list[Growth] = []
    for row in await sql.growth(db, demand_id=demand_id, step=step):
        total = growth[-1].total if growth else 0
        growth.append(Growth(row["since"], row["verified"], total + row["verified"]))
    return growth
