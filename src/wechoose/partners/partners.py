"""Partners as signatures name them, and the verb that adds one."""

import msgspec

from wechoose.base.database import Connection
from wechoose.base.queries import queries

sql = queries("partners/partners")


class Partner(msgspec.Struct, frozen=True):
    partner_id: int
    code: str
    name: str
    website: str | None
    kind: str
    state: str | None


async def all_partners(db: Connection) -> list[Partner]:
    return [Partner(**row) for row in await sql.all_partners(db)]


async def find_partners(db: Connection, codes: set[str]) -> dict[str, int]:
    """Partner ids by code, for those of the codes that exist."""
    return {row["code"]: row["partner_id"] for row in await sql.find_partners(db, codes=list(codes))} if codes else {}


async def add_partner(db: Connection, code: str, name: str, website: str | None, kind: str, state: str | None) -> None:
    await sql.add_partner(db, code=code, name=name, website=website, kind=kind, state=state)
