"""The recount: every tally against the verified signatures themselves, in one snapshot; there must be no difference."""

import msgspec

from wechoose.base.database import Connection
from wechoose.base.queries import queries

sql = queries("counts/recount")


class Difference(msgspec.Struct, frozen=True):
    """One slot of the tallies that does not say what the signatures say; of all channels where it counts an act."""

    bucket: int
    demand: str
    state: str
    channel: str
    tally: int
    signatures: int
    act: str = ""


async def recount(db: Connection) -> list[Difference]:
    """The differences; `db` is in a repeatable-read transaction, so that signing may go on meanwhile."""
    rows = [*await sql.differences(db), *await sql.act_differences(db)]
    return [Difference(**row) for row in rows]


async def totals(db: Connection) -> dict[str, int]:
    """How many rows were recounted, for people to read."""
    return dict(await sql.totals(db))
