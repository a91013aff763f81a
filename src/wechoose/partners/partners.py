"""Partners as signatures name them, and the verb that adds one."""

import re

import msgspec

from wechoose.base.database import Connection
from wechoose.base.queries import queries

sql = queries("partners/partners")

CODE = re.compile(r"[a-z0-9-]{1,40}")


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
    possible = [code for code in codes if CODE.fullmatch(code)]
    rows = await sql.find_partners(db, codes=possible) if possible else []
    return {row["code"]: row["partner_id"] for row in rows}


async def add_partner(
    db: Connection, code: str, name: str, website: str | None, kind: str, state: str | None
) -> None:
    await sql.add_partner(db, code=code, name=name, website=website, kind=kind, state=state)
